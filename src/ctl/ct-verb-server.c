/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl server: counters that share their records through a PostgreSQL server. */

#include "config.h"

#include "ct-session-share.h"
#include "ct-verbs.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

#define SECRET_LENGTH 256
#define WAIT_SECONDS  20 /* for a server that is slow, not for one that is gone: that one says so */

/* What the verbs take. */
typedef struct
{
  gboolean  practice;
  char     *ca_file; /* nullable */
  char     *label;   /* nullable */
  char     *admin;   /* nullable */
  gboolean  json;
  gboolean  put_back;
  char     *name;    /* nullable: the URL, or a counter */
} Wish;

static CtExit
finish_with (CtSession *session, GAsyncResult **result, const char *done)
{
  g_autoptr (GError) error = NULL;

  ct_verb_wait (result);
  if (ct_session_share_finish (session, *result, &error))
    g_printerr ("comptoirctl: %s\n", done);
  else
    ct_verb_complain (error);
  return error == NULL ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

static gboolean
read_password (char password[SECRET_LENGTH])
{
  if (ct_verb_read_secret ("Password of who administers the server: ", password, SECRET_LENGTH))
    return TRUE;
  g_printerr ("comptoirctl: the password of who administers the server is a line of stdin\n");
  return FALSE;
}

static CtExit
init (const Wish *wish)
{
  CtSession *session = ct_verb_open (wish->practice);
  g_autoptr (GAsyncResult) result = NULL;
  char password[SECRET_LENGTH] = "";
  CtExit status = CT_EXIT_FAILED;

  if (session == NULL)
    return CT_EXIT_FAILED;
  if (read_password (password))
    {
      ct_session_found_async (session, wish->name, wish->ca_file, wish->label != NULL ? wish->label : "", password, ct_verb_done_cb, &result);
      status = finish_with (session, &result, "this counter shares its records from now on");
    }
  explicit_bzero (password, sizeof password);
  ct_verb_close (session);
  return status;
}

static CtExit
migrate (const Wish *wish)
{
  CtSession *session = ct_session_new (wish->practice);
  g_autoptr (GAsyncResult) result = NULL;
  char password[SECRET_LENGTH] = "";
  CtExit status = CT_EXIT_FAILED;

  if (read_password (password))
    {
      ct_session_migrate_async (session, wish->name, wish->ca_file, password, wish->put_back, ct_verb_done_cb, &result);
      status = finish_with (session, &result, "the server is set up for this version");
    }
  explicit_bzero (password, sizeof password);
  ct_verb_close (session);
  return status;
}

static CtExit
add_workstation (const Wish *wish)
{
  CtSession *session = ct_verb_open (wish->practice);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtSecretBytes) code = NULL;
  g_autoptr (GError) error = NULL;
  char password[SECRET_LENGTH] = "";

  if (session == NULL)
    return CT_EXIT_FAILED;
  if (read_password (password))
    {
      ct_session_invite_async (session, wish->admin, wish->name, password, ct_verb_done_cb, &result);
      code = ct_session_invite_finish (session, ct_verb_wait (&result), &error);
    }
  explicit_bzero (password, sizeof password);
  if (code != NULL)
    {
      puts (ct_secret_bytes_text (code));
      g_printerr ("comptoirctl: type it at that counter within a day: comptoirctl server join\n");
    }
  else if (error != NULL)
    ct_verb_complain (error);
  ct_verb_close (session);
  return code != NULL ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

static CtExit
remove_workstation (const Wish *wish)
{
  CtSession *session = ct_verb_open (wish->practice);
  g_autoptr (GAsyncResult) result = NULL;
  char password[SECRET_LENGTH] = "";
  CtExit status = CT_EXIT_FAILED;

  if (session == NULL)
    return CT_EXIT_FAILED;
  if (read_password (password))
    {
      ct_session_shut_out_async (session, wish->admin, wish->name, password, ct_verb_done_cb, &result);
      status = finish_with (session, &result,
                            "done: all records are under a new key, which that counter never had; what it has on its disk it can still open");
    }
  explicit_bzero (password, sizeof password);
  ct_verb_close (session);
  return status;
}

static CtExit
join (const Wish *wish)
{
  CtSession *session = ct_session_new (wish->practice);
  g_autoptr (GAsyncResult) result = NULL;
  char code[SECRET_LENGTH] = "";
  CtExit status = CT_EXIT_USAGE;

  ct_session_set_actor (session, "command");
  if (ct_verb_read_secret ("Code of the invitation: ", code, sizeof code))
    {
      ct_session_join_async (session, wish->name, wish->ca_file, code, ct_verb_done_cb, &result);
      status = finish_with (session, &result, "this counter has the records of the others from now on; set up its service with comptoirctl setup");
    }
  else
    g_printerr ("comptoirctl: the code of the invitation is a line of stdin\n");
  explicit_bzero (code, sizeof code);
  ct_verb_close (session);
  return status;
}

/* ---- how it stands ---- */

static gboolean
too_late_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until it is the same as the server, or says why not. */
static void
wait_until_met (CtSynchroniser *synchroniser)
{
  gboolean late = FALSE;
  guint id = g_timeout_add_seconds (WAIT_SECONDS, too_late_cb, &late);

  while (!late && ct_synchroniser_get_problem (synchroniser) == NULL
         && (ct_synchroniser_get_met_at (synchroniser) == 0 || ct_synchroniser_get_peers (synchroniser) == NULL))
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (id);
}

static const char *
standing_key (const CtPeer *peer)
{
  return peer->standing == CT_PEER_REMOVED ? "removed" : peer->standing == CT_PEER_INVITED ? "invited" : "member";
}

static void
print_json (CtSynchroniser *synchroniser, GPtrArray *peers)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "open");
  json_builder_add_boolean_value (builder, ct_synchroniser_is_open (synchroniser));
  json_builder_set_member_name (builder, "counters");
  json_builder_begin_array (builder);
  for (guint i = 0; peers != NULL && i < peers->len; i++)
    {
      const CtPeer *peer = g_ptr_array_index (peers, i);
      g_autofree char *id = ct_uuid_format (&peer->id);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "label");
      json_builder_add_string_value (builder, peer->label);
      json_builder_set_member_name (builder, "id");
      json_builder_add_string_value (builder, id);
      json_builder_set_member_name (builder, "standing");
      json_builder_add_string_value (builder, standing_key (peer));
      json_builder_set_member_name (builder, "silence_ms");
      json_builder_add_int_value (builder, peer->silence);
      json_builder_set_member_name (builder, "this");
      json_builder_add_boolean_value (builder, peer->me);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  puts (text);
}

static void
print_lines (GPtrArray *peers)
{
  for (guint i = 0; peers != NULL && i < peers->len; i++)
    {
      const CtPeer *peer = g_ptr_array_index (peers, i);
      g_autofree char *id = ct_uuid_format (&peer->id);
      g_autofree char *seen = peer->silence < 0 ? g_strdup ("never seen") : g_strdup_printf ("seen %" G_GINT64_FORMAT " s ago", peer->silence / 1000);

      printf ("%s  %s  %s%s%s\n", id, standing_key (peer), peer->label, peer->me ? " (this one)  " : "  ", seen);
    }
}

static CtExit
tell (const Wish *wish, gboolean list)
{
  CtSession *session = ct_verb_open (wish->practice);
  CtSynchroniser *synchroniser;
  CtExit status = CT_EXIT_DONE;

  if (session == NULL)
    return CT_EXIT_FAILED;
  synchroniser = ct_session_get_synchroniser (session);
  if (synchroniser == NULL)
    {
      g_printerr ("comptoirctl: this counter works alone\n");
      ct_verb_close (session);
      return list ? CT_EXIT_DONE : CT_EXIT_FAILED;
    }
  wait_until_met (synchroniser);
  if (list && wish->json)
    print_json (synchroniser, ct_synchroniser_get_peers (synchroniser));
  else if (list)
    print_lines (ct_synchroniser_get_peers (synchroniser));
  if (ct_synchroniser_get_problem (synchroniser) != NULL || ct_synchroniser_get_met_at (synchroniser) == 0)
    {
      const char *problem = ct_synchroniser_get_problem (synchroniser);

      g_printerr ("comptoirctl: %s\n", problem != NULL ? problem : "the server does not answer in time");
      status = CT_EXIT_FAILED;
    }
  ct_verb_close (session);
  return status;
}

static CtExit
status (const Wish *wish)
{
  return tell (wish, TRUE);
}

static CtExit
sync_now (const Wish *wish)
{
  return tell (wish, FALSE);
}

static const struct
{
  const char *name;
  CtExit (*run) (const Wish *wish);
  const char *needs; /* nullable: what stands behind it */
  gboolean    by_admin;
} verbs[] = {
  { "init", init, "the server's URL", FALSE },
  { "migrate", migrate, "the server's URL", FALSE },
  { "add-workstation", add_workstation, "what that counter is called", TRUE },
  { "join", join, "the server's URL", FALSE },
  { "remove-workstation", remove_workstation, "that counter's name", TRUE },
  { "status", status, NULL, FALSE },
  { "sync", sync_now, NULL, FALSE },
};

CtExit
ct_verb_server (gboolean practice, int argc, char **argv)
{
  g_autofree char *ca = NULL, *label = NULL, *admin = NULL;
  Wish wish = { .practice = practice };
  const GOptionEntry entries[] = {
    { "ca", 0, 0, G_OPTION_ARG_FILENAME, &ca, NULL, NULL },
    { "label", 0, 0, G_OPTION_ARG_STRING, &label, NULL, NULL },
    { "admin", 0, 0, G_OPTION_ARG_STRING, &admin, NULL, NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &wish.json, NULL, NULL },
    { "put-back", 0, 0, G_OPTION_ARG_NONE, &wish.put_back, NULL, NULL },
    { NULL },
  };
  g_autofree char *ca_file = NULL;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  ca_file = ca != NULL ? g_canonicalize_filename (ca, NULL) : NULL;
  if (ca_file != NULL && !g_file_test (ca_file, G_FILE_TEST_IS_REGULAR))
    {
      g_printerr ("comptoirctl: there is no file %s\n", ca);
      return CT_EXIT_USAGE;
    }
  wish.ca_file = ca_file;
  wish.label = label;
  wish.admin = admin;
  wish.name = argc > 2 ? argv[2] : NULL;
  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    {
      if (!g_str_equal (argv[1], verbs[i].name))
        continue;
      if (argc == (verbs[i].needs != NULL ? 3 : 2) && (!verbs[i].by_admin || admin != NULL))
        return verbs[i].run (&wish);
      g_printerr ("comptoirctl: server %s takes %s%s\n", verbs[i].name, verbs[i].needs != NULL ? verbs[i].needs : "nothing",
                  verbs[i].by_admin ? ", and --admin ROLE" : "");
      return CT_EXIT_USAGE;
    }
  g_printerr ("comptoirctl: server init, add-workstation, join, remove-workstation, migrate, status or sync\n");
  return CT_EXIT_USAGE;
}
