/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One counter of several, as a process that can be killed: the store, the worklist, the sender
 * and the line to the server as they are in the program, without a window or a keyring. What it
 * is told on its standard input it does; what it has to say it says a line at a time.
 *
 *   {"folder":..., "vault":..., "master":..., "workstation":..., "server":..., "server_ca":...,
 *    "password":..., "base":..., "client":..., "ca":..., "secret":...}     first
 *   add N | draft N | edit | send | state | rows | watch | quit            then
 *
 * Keys come as hexadecimal digits; "base" may be "" for a counter that does not send. */

#include "ct-dispatcher.h"
#include "ct-fhir.h"
#include "ct-seal.h"
#include "ct-server-admin.h"
#include "ct-synchroniser-private.h"
#include "ct-worklist.h"

#include "sample.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static JsonObject *wish;
static CtStore *store;
static CtWorklist *worklist;
static CtSynchroniser *synchroniser;
static CtDispatcher *dispatcher;
static CtProfessional *professional;
static GMainLoop *loop;
static gboolean watching;
static guint to_add, to_draft, adding;
static gint64 began; /* to save the draft that is under way */

static CtSecretBytes *
key_of (const char *digits)
{
  guint8 key[CT_SEAL_KEY_LENGTH];

  for (guint i = 0; i < sizeof key; i++)
    key[i] = (guint8) (g_ascii_xdigit_value (digits[2 * i]) << 4 | g_ascii_xdigit_value (digits[2 * i + 1]));
  return ct_secret_bytes_new (key, sizeof key);
}

static const char *
wish_of (const char *name)
{
  return json_object_get_string_member (wish, name);
}

/* The first life makes the vault, every other one opens it. */
static gboolean
open_vault (CtRecordBook *book, gpointer data, GError **error)
{
  g_autoptr (CtSecretBytes) master = key_of (wish_of ("master"));
  CtUuid vault, workstation, found;
  CtCounter counter;

  ct_uuid_parse (wish_of ("vault"), &vault);
  ct_uuid_parse (wish_of ("workstation"), &workstation);
  if (!ct_record_book_open (book, &found, error))
    return FALSE;
  if (!(ct_uuid_is_null (&found) ? ct_record_book_create_vault (book, &vault, master, master, error)
                                 : ct_record_book_unlock (book, master, NULL, error)))
    return FALSE;
  return ct_record_book_get_counter (book, &counter, error)
         && (!ct_uuid_is_null (&counter.workstation) || ct_record_book_join (book, &workstation, error));
}

static void
say (const char *format, ...) G_GNUC_PRINTF (1, 2);

static void
say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

/* ---- adding ---- */

static void add_next (void);

static void
on_committed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (store, result, &error);
  g_autofree char *uuid = row != NULL ? ct_uuid_format (&row->uuid) : NULL;

  adding--;
  if (row != NULL)
    say ("added %s", uuid);
  else
    say ("failed %s", error->message);
  add_next ();
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (store, result, &error);
  g_autofree char *uuid = row != NULL ? ct_uuid_format (&row->uuid) : NULL;
  g_autoptr (CtRecord) record = row != NULL ? sample_record (row->entry) : NULL;
  g_autoptr (GDateTime) now = sample_now ();
  g_autoptr (GBytes) body = NULL;

  if (row != NULL && GPOINTER_TO_INT (data))
    {
      body = ct_fhir_encode (record, professional, &row->uuid, row->revision, now);
      ct_store_commit_async (store, &row->uuid, row->revision, row->entry, body, 0, on_committed_cb, NULL);
      return;
    }
  adding--;
  if (row != NULL)
    say ("saved %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, uuid, g_get_monotonic_time (), g_get_monotonic_time () - began);
  else
    say ("failed %s", error->message);
  add_next ();
}

static void
add_next (void)
{
  g_autoptr (CtEntry) entry = NULL;
  gboolean commits = to_add > 0;
  CtUuid uuid;

  if (adding > 0 || (to_add == 0 && to_draft == 0))
    return;
  if (commits)
    to_add--;
  else
    to_draft--;
  adding++;
  uuid = ct_uuid_random ();
  entry = sample_entry ();
  began = g_get_monotonic_time ();
  ct_store_save_draft_async (store, &uuid, entry, on_saved_cb, GINT_TO_POINTER (commits));
}

/* Some draft, whoever began it, gets another street. */
static void
edit (void)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (worklist)), drafts = 0;

  while (drafts < n && ct_work_item_get_row (ct_worklist_peek (worklist, drafts))->state == CT_STATE_DRAFT)
    drafts++;
  if (drafts > 0)
    {
      CtRow *row = ct_work_item_get_row (ct_worklist_peek (worklist, g_random_int_range (0, (gint32) drafts)));
      g_autoptr (CtEntry) entry = ct_entry_copy (row->entry);
      g_autofree char *street = g_strdup_printf ("%d rue du Puits", g_random_int_range (1, 999));

      ct_entry_set (entry, CT_FIELD_ADDRESS, street);
      adding++;
      ct_store_save_draft_async (store, &row->uuid, entry, on_saved_cb, GINT_TO_POINTER (FALSE));
    }
}

/* ---- what it says ---- */

static gboolean
count_outgoing (CtRecordBook *book, gpointer data, GError **error)
{
  g_autoptr (GPtrArray) rows = ct_record_book_list_outgoing (book, G_MAXINT, error);

  *(guint *) data = rows != NULL ? rows->len : 0;
  return rows != NULL;
}

/* A thread waits for the store, and the main loop for it. */
static gpointer
outgoing_thread (gpointer data)
{
  ct_store_call (store, count_outgoing, data, NULL);
  return NULL;
}

static void
say_state (void)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (worklist)), unsent = 0, accepted = 0, outgoing = 0;

  g_thread_join (g_thread_new ("outgoing", outgoing_thread, &outgoing));
  for (guint i = 0; i < n; i++)
    {
      const CtRow *row = ct_work_item_get_row (ct_worklist_peek (worklist, i));

      unsent += ct_row_is_unsent (row);
      accepted += row->state == CT_STATE_ACCEPTED;
    }
  say ("state {\"open\": %s, \"records\": %u, \"unsent\": %u, \"accepted\": %u, \"outgoing\": %u, \"strangers\": %u, \"damaged\": %u}",
       ct_synchroniser_is_open (synchroniser) ? "true" : "false", n, unsent, accepted, outgoing, ct_synchroniser_get_strangers (synchroniser),
       ct_worklist_get_damaged (worklist));
}

/* Record by record: what it is, and what was typed, as a sum. */
static void
say_rows (void)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (worklist));

  for (guint i = 0; i < n; i++)
    {
      const CtRow *row = ct_work_item_get_row (ct_worklist_peek (worklist, i));
      g_autofree char *uuid = ct_uuid_format (&row->uuid);
      g_autoptr (GBytes) entry = ct_entry_to_bytes (row->entry);
      g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, entry);
      g_auto (GStrv) parts = g_strsplit (row->receipt, "/", 3);

      say ("row %s %s %" G_GUINT64_FORMAT " %s %s", uuid, ct_state_key (row->state), row->revision, sum,
           g_strv_length (parts) > 1 ? parts[1] : "-");
    }
  say ("end");
}

static void
on_row_cb (CtStore *source, CtRow *row, gpointer data)
{
  g_autofree char *uuid = NULL;

  if (!watching || row->place == NULL)
    return;
  uuid = ct_uuid_format (&row->uuid);
  say ("seen %s %" G_GINT64_FORMAT, uuid, g_get_monotonic_time ());
}

/* ---- what it is told ---- */

static void
obey (const char *line)
{
  if (g_str_has_prefix (line, "add "))
    to_add += (guint) g_ascii_strtoull (line + 4, NULL, 10);
  else if (g_str_has_prefix (line, "draft "))
    to_draft += (guint) g_ascii_strtoull (line + 6, NULL, 10);
  else if (g_str_equal (line, "edit"))
    edit ();
  else if (g_str_equal (line, "send"))
    ct_dispatcher_retry (dispatcher, TRUE);
  else if (g_str_equal (line, "state"))
    say_state ();
  else if (g_str_equal (line, "rows"))
    say_rows ();
  else if (g_str_equal (line, "watch"))
    watching = TRUE;
  else if (g_str_equal (line, "quit"))
    g_main_loop_quit (loop);
  add_next ();
}

static void
on_line_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);

  if (line == NULL)
    {
      g_main_loop_quit (loop);
      return;
    }
  obey (line);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (source), G_PRIORITY_DEFAULT, NULL, on_line_cb, NULL);
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  guint damaged;
  g_autoptr (GPtrArray) rows = ct_store_list_finish (store, result, &damaged, &error);
  g_autoptr (CtSecretBytes) password = ct_secret_bytes_new (wish_of ("password"), strlen (wish_of ("password")));
  g_autofree char *vault = g_strndup (wish_of ("vault"), 8);
  CtGateway *gateway = NULL;

  g_assert_no_error (error);
  worklist = ct_worklist_new (store);
  ct_worklist_fill (worklist, rows, damaged);
  g_signal_connect (store, "row-changed", G_CALLBACK (on_row_cb), NULL);
  synchroniser = ct_synchroniser_new (store, wish_of ("server"), wish_of ("server_ca"), password, vault);
  dispatcher = ct_dispatcher_new (store, worklist, ct_status_new ());
  if (*wish_of ("base") != '\0')
    {
      g_autoptr (CtSecretBytes) secret = ct_secret_bytes_new (wish_of ("secret"), strlen (wish_of ("secret")));

      gateway = ct_gateway_new (wish_of ("base"), wish_of ("client"), wish_of ("ca"), secret);
    }
  ct_dispatcher_share (dispatcher, ct_synchroniser_get_line (synchroniser));
  ct_dispatcher_start (dispatcher, gateway, gateway != NULL ? CT_SENDER_READY : CT_SENDER_NOT_SET_UP);
  say ("ready");
  g_data_input_stream_read_line_async (data, G_PRIORITY_DEFAULT, NULL, on_line_cb, NULL);
}

static gpointer
open_thread (gpointer data)
{
  g_autoptr (GError) error = NULL;

  ct_store_call (store, open_vault, NULL, &error);
  g_assert_no_error (error);
  return NULL;
}

int
main (int argc, char **argv)
{
  g_autoptr (GInputStream) in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (in);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *first = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  g_assert_true (ct_secret_bytes_init () && ct_transport_global_init ());
  g_assert_true (first != NULL && json_parser_load_from_data (parser, first, -1, NULL));
  wish = json_node_get_object (json_parser_get_root (parser));
  loop = g_main_loop_new (NULL, FALSE);
  professional = ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  store = ct_store_new (wish_of ("folder"));
  g_thread_join (g_thread_new ("open", open_thread, NULL));
  ct_store_list_async (store, on_listed_cb, lines);
  g_main_loop_run (loop);
  ct_dispatcher_stop (dispatcher);
  ct_synchroniser_close (synchroniser);
  ct_store_close (store);
  return 0;
}
