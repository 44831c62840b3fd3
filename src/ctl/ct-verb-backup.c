/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl backup, restore and drill. */

#include "config.h"

#include "ct-verbs.h"

static CtExit
end (CtSession *session, GAsyncResult *result, const char *what)
{
  g_autoptr (GError) error = NULL;
  CtBackupReport report;

  if (ct_safekeeping_backup_finish (ct_session_get_safekeeping (session), result, &report, &error))
    g_print ("%s: %u records opened again, %" G_GINT64_FORMAT " audit lines\n", what, report.records, report.lines);
  else
    g_printerr ("comptoirctl: %s\n", error->message);
  ct_verb_close (session);
  return error == NULL ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

CtExit
ct_verb_backup (gboolean practice, int argc, char **argv)
{
  g_autofree char *path = argc == 2 ? g_canonicalize_filename (argv[1], NULL) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  CtSession *session;

  if (path == NULL)
    {
      g_printerr ("comptoirctl: backup takes the name of a file to be made\n");
      return CT_EXIT_USAGE;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_printerr ("comptoirctl: %s is there already; give another name\n", path);
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  ct_safekeeping_back_up_async (ct_session_get_safekeeping (session), path, ct_verb_done_cb, &result);
  return end (session, ct_verb_wait (&result), "made");
}

/* Restores the newest backup beside everything, opens all of it, and leaves. */
CtExit
ct_verb_drill (gboolean practice, int argc, char **argv)
{
  g_autoptr (GAsyncResult) result = NULL;
  CtSession *session;

  if (argc != 1)
    {
      g_printerr ("comptoirctl: drill takes nothing\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  ct_safekeeping_try_backup_async (ct_session_get_safekeeping (session), ct_verb_done_cb, &result);
  return end (session, ct_verb_wait (&result), "it can be restored");
}

/* In the place of the records; these stay beside it, under a dated name. */
CtExit
ct_verb_restore (gboolean practice, int argc, char **argv)
{
  g_autofree char *path = argc == 2 ? g_canonicalize_filename (argv[1], NULL) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) accepted = NULL;
  g_autoptr (GError) error = NULL;
  CtSession *session;
  gboolean good;

  if (argc > 2)
    {
      g_printerr ("comptoirctl: restore takes a file, or nothing for the newest backup of this computer\n");
      return CT_EXIT_USAGE;
    }
  session = ct_session_new (practice);
  ct_session_set_actor (session, "command");
  ct_session_restore_async (session, path, ct_verb_done_cb, &result);
  good = ct_session_open_finish (session, ct_verb_wait (&result), &error);
  if (g_error_matches (error, CT_SESSION_ERROR, CT_SESSION_ERROR_OLDER))
    {
      g_clear_error (&error);
      ct_session_accept_async (session, ct_verb_done_cb, &accepted);
      good = ct_session_open_finish (session, ct_verb_wait (&accepted), &error);
    }
  if (g_error_matches (error, CT_SESSION_ERROR, CT_SESSION_ERROR_KEY_MISSING) || g_error_matches (error, CT_SESSION_ERROR, CT_SESSION_ERROR_KEY_WRONG))
    {
      /* As on a new computer. What lay there lies beside it. */
      g_print ("restored; its key is not on this computer yet: comptoirctl recover, with the code of the sheet\n");
      good = TRUE;
    }
  else if (good)
    g_print ("restored: %u records; what waits in them is looked for before it is sent\n",
             g_list_model_get_n_items (ct_session_get_worklist (session)));
  else
    ct_verb_complain (error);
  ct_verb_close (session);
  return good ? CT_EXIT_DONE : CT_EXIT_FAILED;
}
