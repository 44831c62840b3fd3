/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Several counters and a real PostgreSQL: what is written at one is the same at all, who may see
 * what, and what the server learns. */

#include "ct-exchange.h"
#include "ct-server-admin.h"
#include "ct-server-peers.h"
#include "ct-server-private.h"
#include "ct-server-schema.h"

#include "ct-audit.h"
#include "ct-key-slot.h"
#include "ct-row-seal.h"
#include "ct-seal.h"

#include "postgres.h"
#include "sample.h"
#include "wait.h"

#include <string.h>

#define CANARY "CANARIPOSTGRES"
#define N_MAX  4

typedef struct
{
  char            *folder;
  CtStore         *store;
  CtUuid           workstation;
  CtServerAddress *address;
  CtSecretBytes   *password;
  CtSecretBytes   *ring; /* what its keyring would hold */
  CtSecretBytes   *pair; /* nullable: there, too */
  CtServer        *server; /* nullable: away */
} Counter;

static Postgres *postgres;
static CtServer *admin;
static CtUuid pharmacy;
static CtSecretBytes *master;
static Counter counters[N_MAX];

/* ---- a counter that dies ---- */

static guint dies_in; /* calls of the store from now; 0: it lives */

gboolean __real_ct_store_call (CtStore *store, CtStoreFunc func, gpointer data, GError **error);
gboolean __wrap_ct_store_call (CtStore *store, CtStoreFunc func, gpointer data, GError **error);

/* Whoever dies before it has written, and whoever dies behind it, does not hear the answer. */
gboolean
__wrap_ct_store_call (CtStore *store, CtStoreFunc func, gpointer data, GError **error)
{
  if (dies_in == 0 || --dies_in > 0)
    return __real_ct_store_call (store, func, data, error);
  if (g_test_rand_int_range (0, 2) == 0)
    __real_ct_store_call (store, func, data, NULL);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "it died");
  return FALSE;
}

/* ---- counters ---- */

typedef struct
{
  CtUuid         uuid;
  CtEntry       *entry;
  CtRow         *row;
  GPtrArray     *rows;
  CtOutcome     *outcome;
  CtAuditReport  audit;
  CtCounter      counter;
  CtSecretBytes *ring;
  CtSecretBytes *key; /* of the vault, to come */
  gint64         generation;
  GBytes        *bytes;
  GBytes        *made;
  gboolean       offer;
} Call;

static gboolean
found_vault (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;
  CtUuid vault;

  return ct_record_book_open (book, &vault, error) && ct_record_book_create_vault (book, &pharmacy, call->ring, master, error)
         && ct_record_book_join (book, &call->uuid, error);
}

static gboolean
save (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  call->row = ct_record_book_save_draft (book, &call->uuid, call->entry, error);
  return call->row != NULL;
}

static gboolean
commit (CtRecordBook *book, gpointer data, GError **error)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("{}", 2);
  Call *call = data;

  call->row = ct_record_book_commit (book, &call->uuid, call->row->revision, call->entry, body, 0, error);
  return call->row != NULL;
}

static gboolean
withdraw (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  call->row = ct_record_book_withdraw (book, &call->uuid, error);
  return call->row != NULL;
}

static gboolean
discard (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_discard (book, &((Call *) data)->uuid, error);
}

static gboolean
list (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;
  guint damaged;

  call->rows = ct_record_book_list (book, &damaged, error);
  g_assert_cmpuint (damaged, ==, 0);
  return call->rows != NULL;
}

static gboolean
verify (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_verify (book, 0, &((Call *) data)->audit, error);
}

/* Records as they are stored. */
static gboolean
list_sealed (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  call->rows = ct_record_book_list_outgoing (book, G_MAXINT, error);
  return call->rows != NULL;
}

static void
call_book (Counter *self, CtStoreFunc func, Call *call)
{
  g_autoptr (GError) error = NULL;

  ct_store_call (self->store, func, call, &error);
  g_assert_no_error (error);
}

static gboolean
tries (Counter *self, CtStoreFunc func, Call *call)
{
  return ct_store_call (self->store, func, call, NULL);
}

static void
connect_counter (Counter *self)
{
  g_autoptr (GError) error = NULL;
  CtUuid theirs, me;

  self->server = ct_server_connect (self->address, self->password, NULL, &error);
  g_assert_no_error (error);
  ct_server_book_open (self->server, &theirs, &me, &error);
  g_assert_no_error (error);
  g_assert_true (ct_uuid_equal (&theirs, &pharmacy) && ct_uuid_equal (&me, &self->workstation));
  ct_exchange_begin (self->store, self->server, &error);
  g_assert_no_error (error);
}

static CtSecretBytes *
some_password (void)
{
  CtUuid random = ct_uuid_random ();
  g_autofree char *text = ct_uuid_format (&random);

  return ct_secret_bytes_new (text, strlen (text));
}

static void
start_counter (Counter *self, const CtUuid *whose)
{
  g_autoptr (GError) error = NULL;
  Call call = { .uuid = ct_uuid_random (), .ring = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH) };

  self->ring = call.ring;
  self->workstation = call.uuid;
  self->password = some_password ();
  self->address = ct_server_address_parse (postgres->url, &error);
  g_assert_no_error (error);
  g_free (self->address->role);
  self->address->ca_file = g_strdup (postgres->ca_file);
  self->address->role = ct_server_admin_add_workstation (admin, whose, &call.uuid, "Comptoir", self->password, NULL, &error);
  g_assert_no_error (error);
  self->folder = wait_folder ();
  self->store = ct_store_new (self->folder);
  if (ct_uuid_equal (whose, &pharmacy))
    {
      call_book (self, found_vault, &call);
      connect_counter (self);
    }
}

static void
stop_counter (Counter *self)
{
  if (self->store == NULL)
    return;
  g_clear_pointer (&self->server, ct_server_free);
  ct_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->address, ct_server_address_free);
  g_clear_pointer (&self->password, ct_secret_bytes_unref);
  g_clear_pointer (&self->ring, ct_secret_bytes_unref);
  g_clear_pointer (&self->pair, ct_secret_bytes_unref);
  wait_remove (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

static void
start (guint n)
{
  g_autoptr (GError) error = NULL;

  pharmacy = ct_uuid_random ();
  master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  ct_server_admin_add_pharmacy (admin, &pharmacy, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n; i++)
    start_counter (&counters[i], &pharmacy);
}

static void
end (void)
{
  for (guint i = 0; i < N_MAX; i++)
    stop_counter (&counters[i]);
  g_clear_pointer (&master, ct_secret_bytes_unref);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static CtExchange
exchange (Counter *self)
{
  g_autoptr (GError) error = NULL;
  CtExchange report;

  if (!ct_exchange_run (self->store, self->server, &report, &error) && g_error_matches (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY))
    {
      g_clear_error (&error);
      g_clear_pointer (&self->server, ct_server_free);
      connect_counter (self);
      ct_exchange_run (self->store, self->server, &report, &error);
    }
  g_assert_no_error (error);
  return report;
}

/* Ended anywhere: by its own death, or by the server's, which ends its connection. */
static void
exchange_and_die (Counter *self)
{
  g_autoptr (GError) error = NULL;
  CtExchange report;
  gboolean whole;

  if (g_test_rand_int_range (0, 3) == 0)
    g_assert_true (ct_server_run (admin, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE usename LIKE 'comptoir\\_%-%'", &error));
  else
    dies_in = (guint) g_test_rand_int_range (1, 5);
  whole = ct_exchange_run (self->store, self->server, &report, &error);
  dies_in = 0;
  if (whole)
    return;
  g_clear_pointer (&self->server, ct_server_free);
  connect_counter (self);
}

static void
exchange_all (guint n)
{
  for (guint round = 0; round < 3; round++)
    for (guint i = 0; i < n; i++)
      exchange (&counters[i]);
}

static CtEntry *
entry_of (const char *name)
{
  CtEntry *entry = sample_entry ();

  ct_entry_set (entry, CT_FIELD_BIRTH_NAME, name);
  return entry;
}

static CtRow *
save_at (Counter *self, const CtUuid *uuid, const char *name)
{
  g_autoptr (CtEntry) entry = entry_of (name);
  Call call = { .uuid = *uuid, .entry = entry };

  call_book (self, save, &call);
  return call.row;
}

static void
commit_at (Counter *self, CtRow *row)
{
  Call call = { .uuid = row->uuid, .entry = row->entry, .row = row };

  call_book (self, commit, &call);
  ct_row_unref (call.row);
}

static GPtrArray *
list_at (Counter *self)
{
  Call call = { { { 0 } } };

  call_book (self, list, &call);
  return call.rows;
}

static CtRow *
find (GPtrArray *rows, const CtUuid *uuid)
{
  for (guint i = 0; i < rows->len; i++)
    if (ct_uuid_equal (&((CtRow *) g_ptr_array_index (rows, i))->uuid, uuid))
      return g_ptr_array_index (rows, i);
  return NULL;
}

static const char *
name_of (const CtRow *row)
{
  return ct_entry_get (row->entry, CT_FIELD_BIRTH_NAME);
}

/* Record by record, and none goes to the server any more. */
static void
assert_same (guint n)
{
  g_autoptr (GPtrArray) first = list_at (&counters[0]);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GPtrArray) rows = list_at (&counters[i]);
      Call call = { { { 0 } } };

      g_assert_cmpuint (rows->len, ==, first->len);
      for (guint k = 0; k < rows->len; k++)
        {
          const CtRow *row = g_ptr_array_index (rows, k);
          const CtRow *other = find (first, &row->uuid);

          g_assert_nonnull (other);
          g_assert_cmpuint (row->revision, ==, other->revision);
          g_assert_cmpint (row->state, ==, other->state);
          g_assert_true (ct_entry_same_answers (row->entry, other->entry));
          g_assert_true (g_bytes_equal (row->record_key, other->record_key));
        }
      call_book (&counters[i], list_sealed, &call);
      g_assert_cmpuint (call.rows->len, ==, 0);
      g_ptr_array_unref (call.rows);
      call_book (&counters[i], verify, &call);
      g_assert_cmpint (call.audit.broken_at, ==, 0);
      g_assert_cmpuint (call.audit.strangers, ==, 0);
    }
}

/* ---- tests ---- */

static void
test_set_up (void)
{
  g_autoptr (GError) error = NULL;
  gint64 version;

  /* Once more changes nothing. */
  g_assert_true (ct_server_schema_migrate (admin, &error));
  g_assert_true (ct_server_schema_get_version (admin, &version, &error));
  g_assert_cmpint (version, ==, ct_server_schema_latest ());
}

/* The certificate is checked whatever the environment says, and so is the password. */
static void
test_strangers (void)
{
  g_autoptr (CtServerAddress) address = ct_server_address_parse (postgres->url, NULL);
  g_autoptr (CtSecretBytes) right = ct_secret_bytes_new (postgres->password, strlen (postgres->password));
  g_autoptr (CtSecretBytes) wrong = ct_secret_bytes_new ("wrong", 5);
  g_autoptr (GError) error = NULL;

  g_setenv ("PGSSLMODE", "disable", TRUE);
  g_assert_null (ct_server_connect (address, right, NULL, &error)); /* nobody vouches for it */
  g_assert_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY);
  g_clear_error (&error);
  address->ca_file = g_strdup (postgres->ca_file);
  g_assert_null (ct_server_connect (address, wrong, NULL, &error));
  g_assert_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY);
  g_clear_error (&error);
  g_free (address->host);
  address->host = g_strdup ("127.0.0.1"); /* its certificate names localhost */
  g_assert_null (ct_server_connect (address, right, NULL, &error));
  g_assert_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY);
  g_unsetenv ("PGSSLMODE");
}

static void
test_same_everywhere (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (CtRow) row = NULL;
  CtExchange report;

  start (3);
  row = save_at (&counters[0], &uuid, "DURAND");
  report = exchange (&counters[0]);
  g_assert_cmpuint (report.sent, ==, 1);
  report = exchange (&counters[1]);
  g_assert_cmpuint (report.received, ==, 1);
  g_assert_cmpuint (report.sent, ==, 0);
  exchange_all (3);
  assert_same (3);

  /* Read at the second, validated there; discarded drafts go everywhere. */
  {
    g_autoptr (GPtrArray) rows = list_at (&counters[1]);
    CtUuid other = ct_uuid_random ();
    Call call = { .uuid = other };

    commit_at (&counters[1], find (rows, &uuid));
    ct_row_unref (save_at (&counters[2], &other, "PASSAGE"));
    exchange_all (3);
    call_book (&counters[0], discard, &call);
    exchange_all (3);
  }
  assert_same (3);
  {
    g_autoptr (GPtrArray) rows = list_at (&counters[2]);

    g_assert_cmpuint (rows->len, ==, 1);
    g_assert_cmpint (find (rows, &uuid)->state, ==, CT_STATE_WAITING);
  }
  end ();
}

/* Two people changed the same draft while the server was away: one question, nothing lost. */
static void
test_one_question (void)
{
  CtUuid uuid = ct_uuid_random ();
  CtExchange report;

  start (2);
  ct_row_unref (save_at (&counters[0], &uuid, "AVANT"));
  exchange_all (2);
  ct_row_unref (save_at (&counters[0], &uuid, "PREMIER"));
  ct_row_unref (save_at (&counters[1], &uuid, "SECOND"));
  exchange (&counters[0]);
  report = exchange (&counters[1]);
  g_assert_cmpuint (report.questions, ==, 1);
  exchange_all (2);
  assert_same (2);
  {
    g_autoptr (GPtrArray) rows = list_at (&counters[0]);
    const CtRow *copy;

    g_assert_cmpuint (rows->len, ==, 2);
    g_assert_cmpstr (name_of (find (rows, &uuid)), ==, "PREMIER");
    copy = g_ptr_array_index (rows, ct_uuid_equal (&((CtRow *) g_ptr_array_index (rows, 0))->uuid, &uuid) ? 1 : 0);
    g_assert_cmpstr (name_of (copy), ==, "SECOND");
    g_assert_true (ct_uuid_equal (ct_entry_get_twin (copy->entry), &uuid));
  }
  /* The same on both sides is no question. */
  ct_row_unref (save_at (&counters[0], &uuid, "PAREIL"));
  ct_row_unref (save_at (&counters[1], &uuid, "PAREIL"));
  exchange (&counters[0]);
  report = exchange (&counters[1]);
  g_assert_cmpuint (report.questions, ==, 0);
  exchange_all (2);
  assert_same (2);
  end ();
}

/* The server's administrator changes a row: it is seen, and what a counter has takes its place. */
static void
test_changed_on_server (void)
{
  static const char * const changes[] = { "state = 'waiting', body = '\\x00', body_sha256 = '\\x00'", "revision = 7", "attempts = 3",
                                          "state = 'gone', record_key = NULL, entry = NULL", "entry = '\\x0102'",
                                          "cause = 'x'", "mac = sha256 ('x')", "exposed = true" };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      CtUuid uuid = ct_uuid_random ();
      g_autofree char *text = ct_uuid_format (&uuid);
      g_autofree char *whose = NULL;
      g_autofree char *sql = NULL;
      g_autoptr (GError) error = NULL;
      CtExchange report;

      start (2);
      ct_row_unref (save_at (&counters[0], &uuid, "DURAND"));
      exchange_all (2);
      whose = ct_uuid_format (&pharmacy);
      sql = g_strdup_printf ("UPDATE comptoir.pharmacy SET change = change + 1 WHERE id = '%s';"
                             "UPDATE comptoir.record SET %s, change = (SELECT change FROM comptoir.pharmacy WHERE id = '%s')"
                             " WHERE uuid = '%s'", whose, changes[i], whose, text);
      g_assert_true (ct_server_run (admin, sql, &error));
      g_assert_no_error (error);
      g_test_expect_message ("ct-store", G_LOG_LEVEL_WARNING, "*changed outside Comptoir*");
      report = exchange (&counters[1]);
      g_test_assert_expected_messages ();
      g_assert_cmpuint (report.strangers, ==, 1);
      exchange_all (2);
      assert_same (2);
      end ();
    }
}

/* What a record was before is as whole as what it is now; but nobody goes back. */
static void
test_put_back (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (GError) error = NULL;
  g_autofree char *whose = NULL;
  g_autofree char *keep = NULL;
  g_autofree char *put_back = NULL;
  CtExchange report;

  start (2);
  ct_row_unref (save_at (&counters[0], &uuid, "DURAND"));
  exchange_all (2);
  whose = ct_uuid_format (&pharmacy);
  keep = g_strdup_printf ("CREATE TEMP TABLE before AS SELECT * FROM comptoir.record WHERE pharmacy = '%s'", whose);
  g_assert_true (ct_server_run (admin, keep, &error));
  {
    g_autoptr (GPtrArray) rows = list_at (&counters[0]);

    commit_at (&counters[0], find (rows, &uuid));
  }
  exchange_all (2);
  put_back = g_strdup_printf ("UPDATE comptoir.pharmacy SET change = change + 1 WHERE id = '%s';"
                              "UPDATE comptoir.record r SET entry = b.entry, mac = b.mac, state = b.state, body = b.body, body_sha256 = b.body_sha256,"
                              " change = (SELECT change FROM comptoir.pharmacy WHERE id = '%s') FROM before b WHERE r.uuid = b.uuid;"
                              "DROP TABLE before", whose, whose);
  g_assert_true (ct_server_run (admin, put_back, &error));
  g_assert_no_error (error);
  g_test_expect_message ("ct-store", G_LOG_LEVEL_WARNING, "*changed outside Comptoir, or put back*");
  report = exchange (&counters[1]);
  g_test_assert_expected_messages ();
  g_assert_cmpuint (report.strangers, ==, 1);
  exchange_all (2);
  assert_same (2);
  {
    g_autoptr (GPtrArray) rows = list_at (&counters[0]);

    g_assert_cmpuint (rows->len, ==, 1);
    g_assert_cmpint (((CtRow *) g_ptr_array_index (rows, 0))->state, ==, CT_STATE_WAITING);
  }
  end ();
}

/* The server's own backup of an earlier day is put in its place: it gets back what it has lost, and
 * nobody goes back with it. */
static void
test_earlier_day (void)
{
  CtUuid uuids[6];
  g_autoptr (GError) error = NULL;
  g_autofree char *whose = NULL;
  g_autofree char *keep = NULL;
  g_autofree char *put_back = NULL;

  start (2);
  for (guint i = 0; i < 4; i++)
    {
      uuids[i] = ct_uuid_random ();
      ct_row_unref (save_at (&counters[i % 2], &uuids[i], "DURAND"));
    }
  exchange_all (2);
  whose = ct_uuid_format (&pharmacy);
  keep = g_strdup_printf ("CREATE TEMP TABLE then_pharmacy AS SELECT * FROM comptoir.pharmacy WHERE id = '%s';"
                          "CREATE TEMP TABLE then_record AS SELECT * FROM comptoir.record WHERE pharmacy = '%s'", whose, whose);
  g_assert_true (ct_server_run (admin, keep, &error));
  {
    g_autoptr (GPtrArray) rows = list_at (&counters[0]);
    Call call = { .uuid = uuids[3] };

    commit_at (&counters[0], find (rows, &uuids[0]));
    call_book (&counters[0], discard, &call);
  }
  ct_row_unref (save_at (&counters[1], &uuids[1], "MARTIN"));
  for (guint i = 4; i < 6; i++)
    {
      uuids[i] = ct_uuid_random ();
      ct_row_unref (save_at (&counters[i % 2], &uuids[i], "PETIT"));
    }
  exchange_all (2);
  ct_row_unref (save_at (&counters[1], &uuids[2], "ROUX")); /* not there yet */
  put_back = g_strdup_printf ("DELETE FROM comptoir.record WHERE pharmacy = '%s'; INSERT INTO comptoir.record SELECT * FROM then_record;"
                              "UPDATE comptoir.pharmacy p SET change = t.change FROM then_pharmacy t WHERE p.id = t.id;"
                              "DROP TABLE then_record; DROP TABLE then_pharmacy", whose);
  g_assert_true (ct_server_run (admin, put_back, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&counters[i].server, ct_server_free);
      connect_counter (&counters[i]);
    }
  exchange_all (2);
  assert_same (2);
  {
    g_autoptr (GPtrArray) rows = list_at (&counters[0]);

    g_assert_cmpint (find (rows, &uuids[0])->state, ==, CT_STATE_WAITING);
    g_assert_cmpstr (name_of (find (rows, &uuids[1])), ==, "MARTIN");
    g_assert_cmpstr (name_of (find (rows, &uuids[2])), ==, "ROUX");
    g_assert_cmpstr (name_of (find (rows, &uuids[5])), ==, "PETIT");
  }
  {
    g_autoptr (GPtrArray) there = ct_server_book_list (counters[0].server, 0, 100, &error);
    guint alive = 0;

    g_assert_no_error (error);
    for (guint i = 0; i < there->len; i++)
      alive += !((CtSealedRow *) g_ptr_array_index (there, i))->gone;
    g_assert_cmpuint (alive, ==, 5); /* what was discarded stays so */
  }
  end ();
}

/* A workstation gets the rows of its pharmacy, and nothing of what is the administrator's. */
static void
test_rights (void)
{
  static const char * const forbidden[] = {
    "DELETE FROM comptoir.record", "INSERT INTO comptoir.pharmacy VALUES (gen_random_uuid ())", "DROP TABLE comptoir.record",
    "UPDATE comptoir.workstation SET role = 'x'", "UPDATE comptoir.workstation SET pharmacy = gen_random_uuid ()",
    "UPDATE comptoir.workstation SET removed_at = NULL", "INSERT INTO comptoir.version VALUES (9)", "CREATE ROLE x",
    "UPDATE comptoir.pharmacy SET generation = 9", "INSERT INTO comptoir.successor SELECT mine (), 1, me (), '', ''",
    "CREATE TABLE comptoir.x ()", "SELECT rolpassword FROM pg_authid", "COPY comptoir.record TO PROGRAM 'true'",
  };
  CtUuid uuid = ct_uuid_random (), other = ct_uuid_random (), whose, me;
  g_autoptr (GPtrArray) no_keys = g_ptr_array_new ();
  const CtServerSuccession nobody = { .generation = 1, .keys = no_keys };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) seen = NULL;
  g_autofree char *text = NULL;
  g_autofree char *steal = NULL;

  start (1);
  ct_server_admin_add_pharmacy (admin, &other, 0, &error);
  g_assert_no_error (error);
  start_counter (&counters[1], &other);
  ct_row_unref (save_at (&counters[0], &uuid, "DURAND"));
  exchange (&counters[0]);

  counters[1].server = ct_server_connect (counters[1].address, counters[1].password, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ct_server_book_open (counters[1].server, &whose, &me, &error));
  g_assert_true (ct_uuid_equal (&whose, &other));
  seen = ct_server_book_list (counters[1].server, 0, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (seen->len, ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    {
      g_test_message ("%s", forbidden[i]);
      g_assert_false (ct_server_run (counters[1].server, forbidden[i], &error));
      g_assert_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED);
      g_clear_error (&error);
    }
  /* Not another pharmacy's rows, even by their number, and nothing in another one's name. */
  text = ct_uuid_format (&uuid);
  steal = g_strdup_printf ("UPDATE comptoir.record SET receipt = 'x' WHERE uuid = '%s'", text);
  g_assert_true (ct_server_run (counters[1].server, steal, &error));
  g_assert_cmpuint (exchange (&counters[0]).received, ==, 0);

  /* Removed, it gets nothing any more. */
  g_assert_true (ct_server_admin_remove_workstation (admin, &other, &counters[1].workstation, &nobody, &error));
  g_assert_null (ct_server_book_list (counters[1].server, 0, 100, &error));
  g_clear_error (&error);
  g_clear_pointer (&counters[1].server, ct_server_free);
  g_assert_null (ct_server_connect (counters[1].address, counters[1].password, NULL, &error));
  g_assert_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY);
  end ();
}

static gboolean
vouch (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_vouch (book, &call->uuid, call->bytes, &call->made, error);
}

static gboolean
get_counter (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_get_counter (book, &((Call *) data)->counter, error);
}

static gboolean
vouch_master (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_vouch_master (book, call->key, call->generation, &call->made, error);
}

static gboolean
rekey (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_rekey (book, call->ring, call->key, call->generation, call->made, call->offer, error);
}

/* The public half of its pair is on the server, and vouched for. */
static GBytes *
publish (Counter *self)
{
  GBytes *public_key;
  Call call = { .uuid = self->workstation };
  g_autoptr (GError) error = NULL;

  self->pair = ct_key_slot_new_pair (&public_key);
  call.bytes = public_key;
  call_book (self, vouch, &call);
  g_assert_true (ct_server_peers_settle_in (self->server, NULL, public_key, call.made, &error));
  g_bytes_unref (call.made);
  return public_key;
}

/* Gets nothing with the key before; takes the next one, and no other. */
static void
take_next_key (Counter *self, gint64 generation, gboolean renews)
{
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) voucher = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSecretBytes) next = NULL;
  g_autoptr (CtSecretBytes) foreign = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  Call call = { .ring = self->ring, .generation = generation, .offer = renews };
  CtExchange report;

  g_assert_false (ct_exchange_run (self->store, self->server, &report, &error));
  g_assert_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_OTHER_KEY);
  g_clear_error (&error);
  g_assert_true (ct_server_peers_get_successor (self->server, generation, &sealed, &voucher, &error));
  next = ct_key_slot_open_pair (self->pair, sealed, &error);
  g_assert_no_error (error);
  call.made = voucher;
  call.key = foreign;
  g_assert_false (ct_store_call (self->store, rekey, &call, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN);
  g_clear_error (&error);
  call.key = next;
  call_book (self, rekey, &call);
}

/* What is written after a counter was removed opens with no key that it ever had, whatever else it
 * gets hold of; what the others have is whole, and the same. */
static void
test_removed (void)
{
  CtUuid before = ct_uuid_random (), after = ct_uuid_random (), away = ct_uuid_random ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_server_key_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (CtSecretBytes) next = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSeal) old = NULL;
  g_autoptr (CtSeal) now = NULL;
  g_autoptr (GError) error = NULL;
  Call call = { .key = next, .generation = 1 };
  CtServerSuccession succession = { .generation = 1, .keys = keys };
  guint opened = 0;

  start (3);
  old = ct_seal_new (master, &pharmacy);
  now = ct_seal_new (next, &pharmacy);
  for (guint i = 0; i < 20; i++)
    {
      CtUuid uuid = ct_uuid_random ();

      ct_row_unref (save_at (&counters[i % 3], &uuid, "DURAND"));
    }
  ct_row_unref (save_at (&counters[2], &before, "DURAND"));
  exchange_all (3);
  assert_same (3);

  call_book (&counters[0], vouch_master, &call);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) public_key = publish (&counters[i]);
      CtServerKey *key = g_new0 (CtServerKey, 1);

      key->workstation = counters[i].workstation;
      key->sealed = ct_key_slot_close_public (public_key, next);
      key->voucher = g_bytes_ref (call.made);
      if (i < 2)
        g_ptr_array_add (keys, key);
      else
        ct_server_key_free (key);
    }
  g_bytes_unref (call.made);
  ct_row_unref (save_at (&counters[1], &away, "MARTIN")); /* with the key before, and not yet there */
  /* Not before the one who renews has all that there is. */
  g_assert_false (ct_server_admin_remove_workstation (admin, &pharmacy, &counters[2].workstation, &succession, &error));
  g_assert_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_OTHER_KEY);
  g_clear_error (&error);
  call_book (&counters[0], get_counter, &call);
  succession.seen = call.counter.seen;
  g_assert_true (ct_server_admin_remove_workstation (admin, &pharmacy, &counters[2].workstation, &succession, &error));
  g_assert_no_error (error);
  take_next_key (&counters[0], 1, TRUE);
  exchange (&counters[0]);
  ct_row_unref (save_at (&counters[0], &after, "APRES"));
  ct_row_unref (save_at (&counters[0], &before, "CHANGE"));
  take_next_key (&counters[1], 1, FALSE);
  exchange_all (2);
  assert_same (2);
  {
    g_autoptr (GPtrArray) list = list_at (&counters[1]);

    g_assert_cmpuint (list->len, ==, 23);
    g_assert_cmpstr (name_of (find (list, &after)), ==, "APRES");
    g_assert_cmpstr (name_of (find (list, &before)), ==, "CHANGE");
    g_assert_cmpstr (name_of (find (list, &away)), ==, "MARTIN");
  }

  /* The whole server, and the key that the removed one has. */
  rows = ct_server_book_list (counters[0].server, 0, 1000, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rows->len, ==, 23);
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (CtRow) none = ct_row_seal_open (old, g_ptr_array_index (rows, i), TRUE, NULL);
      g_autoptr (CtRow) row = ct_row_seal_open (now, g_ptr_array_index (rows, i), TRUE, NULL);

      g_assert_null (none);
      opened += row != NULL;
    }
  g_assert_cmpuint (opened, ==, rows->len);
  g_assert_false (ct_server_book_open (counters[2].server, &(CtUuid) { 0 }, &(CtUuid) { 0 }, NULL));
  end ();
}

/* One counter hears of another's change. */
static void
test_told (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (GError) error = NULL;
  gboolean told = FALSE;

  start (2);
  exchange_all (2);
  g_assert_true (ct_server_book_listen (counters[1].server, &told, &error));
  g_assert_false (told);
  ct_row_unref (save_at (&counters[0], &uuid, "DURAND"));
  exchange (&counters[0]);
  wait_until (ct_server_book_listen (counters[1].server, &told, NULL) && told);
  end ();
}

static CtRow *
any_row (GPtrArray *rows)
{
  return rows->len > 0 ? g_ptr_array_index (rows, g_test_rand_int_range (0, (gint32) rows->len)) : NULL;
}

/* Something that a person might do. */
static void
act (Counter *self)
{
  g_autoptr (GPtrArray) rows = list_at (self);
  CtRow *row = any_row (rows);
  g_autofree char *name = g_strdup_printf (CANARY "%d", g_test_rand_int_range (0, 1000));
  g_autoptr (CtEntry) entry = entry_of (name);
  Call call = { .uuid = ct_uuid_random (), .entry = entry };

  switch (row != NULL ? g_test_rand_int_range (0, 5) : 0)
    {
    case 0:
      call_book (self, save, &call);
      ct_row_unref (call.row);
      break;
    case 1:
      call.uuid = row->uuid;
      if (tries (self, save, &call))
        ct_row_unref (call.row);
      break;
    case 2:
      call.uuid = row->uuid;
      call.row = row;
      if (tries (self, commit, &call))
        ct_row_unref (call.row);
      break;
    case 3:
      call.uuid = row->uuid;
      if (tries (self, withdraw, &call))
        ct_row_unref (call.row);
      break;
    default:
      call.uuid = row->uuid;
      if (g_test_rand_int_range (0, 3) == 0)
        tries (self, discard, &call);
      break;
    }
}

/* Whoever does what, and whenever they reach the server: in the end all have the same. */
static void
walk (gboolean dying)
{
  guint steps = g_test_slow () ? 5000 : 600, exchanges = 0;

  start (N_MAX);
  for (guint i = 0; i < steps; i++)
    {
      Counter *counter = &counters[g_test_rand_int_range (0, N_MAX)];

      act (counter);
      if (g_test_rand_int_range (0, 6) != 0)
        continue;
      exchanges++;
      if (dying && g_test_rand_int_range (0, 2) == 0)
        exchange_and_die (counter);
      else
        exchange (counter);
    }
  exchange_all (N_MAX);
  assert_same (N_MAX);
  g_test_message ("%u steps, %u exchanges", steps, exchanges);
  end ();
}

static void
test_walk (void)
{
  walk (FALSE);
}

/* The same, while counters die between two steps and connections end. */
static void
test_deaths (void)
{
  walk (TRUE);
}

/* Neither the log, which has every statement and its values, nor a file of the database. */
static void
test_server_learns_nothing (void)
{
  g_autofree char *log = NULL;
  g_autofree char *folder = g_path_get_dirname (postgres->log);
  g_autofree char *found = NULL;
  const char *search[] = { "grep", "-rlaE", CANARY "|Q0FOQVJJUE9TVEdSRVM|43414e415249504f535447524553", folder, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (ct_server_run (admin, "CHECKPOINT", &error));
  g_assert_true (g_file_get_contents (postgres->log, &log, NULL, &error));
  g_assert_nonnull (strstr (log, "comptoir.put")); /* it does log them */
  g_assert_true (g_spawn_sync (NULL, (char **) search, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &found, NULL, &status, &error));
  g_assert_cmpstr (found, ==, "");
}

int
main (int argc, char **argv)
{
  g_autoptr (CtServerAddress) address = NULL;
  g_autoptr (CtSecretBytes) password = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  postgres = postgres_start ();
  address = ct_server_address_parse (postgres->url, &error);
  g_assert_no_error (error);
  address->ca_file = g_strdup (postgres->ca_file);
  password = ct_secret_bytes_new (postgres->password, strlen (postgres->password));
  admin = ct_server_connect (address, password, NULL, &error);
  g_assert_no_error (error);
  ct_server_schema_migrate (admin, &error);
  g_assert_no_error (error);

  g_test_add_func ("/exchange/set-up", test_set_up);
  g_test_add_func ("/exchange/strangers", test_strangers);
  g_test_add_func ("/exchange/same-everywhere", test_same_everywhere);
  g_test_add_func ("/exchange/one-question", test_one_question);
  g_test_add_func ("/exchange/changed-on-server", test_changed_on_server);
  g_test_add_func ("/exchange/put-back", test_put_back);
  g_test_add_func ("/exchange/earlier-day", test_earlier_day);
  g_test_add_func ("/exchange/rights", test_rights);
  g_test_add_func ("/exchange/removed", test_removed);
  g_test_add_func ("/exchange/told", test_told);
  g_test_add_func ("/exchange/walk", test_walk);
  g_test_add_func ("/exchange/deaths", test_deaths);
  g_test_add_func ("/exchange/server-learns-nothing", test_server_learns_nothing);
  status = g_test_run ();
  ct_server_free (admin);
  postgres_stop (postgres);
  return status;
}
