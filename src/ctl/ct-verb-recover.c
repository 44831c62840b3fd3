/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl recovery-code and recover: the code on paper, made, and used on the day the
 * keyring is lost. It comes and goes by the standard streams only: arguments are seen by
 * every process. */

#include "config.h"

#include "ct-verbs.h"

#include <stdio.h>
#include <string.h>

#define LINE_LENGTH 256

/* Wiped by the caller. */
static gboolean
read_line (const char *prompt, char line[LINE_LENGTH])
{
  fputs (prompt, stderr);
  return fgets (line, LINE_LENGTH, stdin) != NULL;
}

/* The paper is read back, as in the window. */
static gboolean
is_on_paper (CtRecovery *recovery)
{
  for (guint i = 0; i < CT_RECOVERY_ASKED; i++)
    {
      g_autofree char *prompt = g_strdup_printf ("Write it down. Its group %u, read from the paper: ",
                                                 ct_recovery_get_asked (recovery, i));
      char line[LINE_LENGTH] = "";
      gboolean good = read_line (prompt, line) && ct_recovery_read_back (recovery, i, line);

      explicit_bzero (line, sizeof line);
      if (!good)
        return FALSE;
    }
  return TRUE;
}

CtExit
ct_verb_recovery_code (gboolean practice, int argc, char **argv)
{
  g_autoptr (CtRecovery) recovery = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CtSession *session;

  if (argc != 1)
    {
      g_printerr ("comptoirctl: recovery-code takes nothing\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  recovery = ct_recovery_new ();
  puts (ct_recovery_get_text (recovery));
  fflush (stdout);
  if (!is_on_paper (recovery))
    {
      g_printerr ("comptoirctl: that is not what the code says; nothing was changed, a code made before is still good\n");
      ct_verb_close (session);
      return CT_EXIT_FAILED;
    }
  ct_session_set_recovery_async (session, recovery, ct_verb_done_cb, &result);
  ct_verb_wait (&result);
  if (ct_session_set_recovery_finish (session, result, &error))
    g_printerr ("comptoirctl: this code is good from now on, and no other\n");
  else
    ct_verb_complain (error);
  ct_verb_close (session);
  return error == NULL ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

CtExit
ct_verb_recover (gboolean practice, int argc, char **argv)
{
  CtSession *session;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char line[LINE_LENGTH] = "";
  CtExit status = CT_EXIT_FAILED;
  guint group = 0;

  if (argc != 1)
    {
      g_printerr ("comptoirctl: recover takes nothing; the recovery code is read from stdin\n");
      return CT_EXIT_USAGE;
    }
  if (!read_line ("Recovery code: ", line) || ct_recovery_check (line, &group) != CT_RECOVERY_FLAW_NONE)
    {
      explicit_bzero (line, sizeof line);
      if (group > 0)
        g_printerr ("comptoirctl: a character of group %u is wrong; nothing was tried\n", group);
      else
        g_printerr ("comptoirctl: this is no recovery code: nine groups of four characters; nothing was tried\n");
      return CT_EXIT_USAGE;
    }
  session = ct_session_new (practice);
  ct_session_set_actor (session, "command");
  ct_session_recover_async (session, line, ct_verb_done_cb, &result);
  explicit_bzero (line, sizeof line);
  ct_verb_wait (&result);
  if (!ct_session_open_finish (session, result, &error))
    ct_verb_complain (error);
  else if (ct_session_is_borrowed (session))
    g_printerr ("comptoirctl: the code is right, but no keyring here takes the new key: start one, or unlock it, and try again\n");
  else
    {
      g_printerr ("comptoirctl: the keyring has a new key of these records\n");
      status = CT_EXIT_DONE;
    }
  ct_verb_close (session);
  return status;
}
