/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The store through its only door: every arrow, restarts, other processes, and a
 * database that someone changed. */

#include "ct-store.h"

#include "ct-store-sql.h"

#include "ct-clock.h"
#include "ct-figures.h"
#include "ct-issue.h"
#include "ct-retention.h"
#include "ct-seal.h"

#include "sample.h"
#include "wait.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

static CtSecretBytes *ring;
static char *folder;

/* The vault in the folder, or a new one, under the key @data. */
static gboolean
open_vault (CtRecordBook *book, gpointer data, GError **error)
{
  CtUuid vault;

  if (!ct_record_book_open (book, &vault, error))
    return FALSE;
  if (!ct_uuid_is_null (&vault))
    return ct_record_book_unlock (book, data, NULL, error);
  vault = ct_uuid_random ();
  return ct_record_book_create_vault (book, &vault, data, NULL, error);
}

static gboolean
create_vault (CtRecordBook *book, gpointer data, GError **error)
{
  CtUuid vault = ct_uuid_random ();

  return ct_record_book_create_vault (book, &vault, data, NULL, error);
}

static CtStore *
open_store (void)
{
  CtStore *store = ct_store_new (folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (ct_store_call (store, open_vault, ring, &error));
  g_assert_no_error (error);
  ct_store_watch (store);
  return store;
}

static void
close_store (CtStore *store)
{
  ct_store_close (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_finalize_object (store);
}

static CtRow *
finish_row (CtStore *store, Wait *wait, GError **error)
{
  CtRow *row = ct_store_row_finish (store, wait_result (wait), error);

  wait_clear (wait);
  return row;
}

static CtRow *
save (CtStore *store, const CtUuid *uuid, CtEntry *entry, GError **error)
{
  Wait wait = { NULL };

  ct_store_save_draft_async (store, uuid, entry, wait_cb, &wait);
  return finish_row (store, &wait, error);
}

static CtRow *
commit (CtStore *store, const CtUuid *uuid, guint64 revision, GError **error)
{
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"frozen\":true}", 15);
  Wait wait = { NULL };

  ct_entry_set_validated_at (entry, ct_clock_now_ms ());
  ct_store_commit_async (store, uuid, revision, entry, body, 0, wait_cb, &wait);
  return finish_row (store, &wait, error);
}

static CtRow *
withdraw (CtStore *store, const CtUuid *uuid, GError **error)
{
  Wait wait = { NULL };

  ct_store_withdraw_async (store, uuid, wait_cb, &wait);
  return finish_row (store, &wait, error);
}

static CtRow *
claim (CtStore *store, gint64 now, gint64 after, gboolean *elsewhere, gint64 *next_at)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  CtClaimWish wish = { now, after, 1, TRUE };
  Wait wait = { NULL };

  ct_store_claim_async (store, &wish, wait_cb, &wait);
  rows = ct_store_claim_finish (store, wait_result (&wait), elsewhere, next_at, &error);
  g_assert_no_error (error);
  wait_clear (&wait);
  return rows != NULL && rows->len > 0 ? g_ptr_array_steal_index (rows, 0) : NULL;
}

static GPtrArray *
list (CtStore *store, guint *damaged)
{
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  GPtrArray *rows;

  ct_store_list_async (store, wait_cb, &wait);
  rows = ct_store_list_finish (store, wait_result (&wait), damaged, &error);
  g_assert_no_error (error);
  wait_clear (&wait);
  return rows;
}

static CtRow *
row_of (CtStore *store, const CtUuid *uuid)
{
  guint damaged;
  g_autoptr (GPtrArray) rows = list (store, &damaged);

  for (guint i = 0; i < rows->len; i++)
    if (ct_uuid_equal (&((CtRow *) g_ptr_array_index (rows, i))->uuid, uuid))
      return ct_row_ref (g_ptr_array_index (rows, i));
  return NULL;
}

static CtRow *
settle (CtStore *store, const CtUuid *uuid, CtState state, gint64 next_at, GError **error)
{
  CtOutcome *outcome = ct_outcome_new (state);
  g_autoptr (GPtrArray) settlements = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_settlement_free);
  Wait wait = { NULL };

  outcome->next_at = next_at;
  outcome->exposed = TRUE;
  if (state == CT_STATE_ACCEPTED)
    outcome->receipt = g_strdup ("Observation/abc/_history/1 2026-11-24T09:00:00Z 00ff");
  if (state == CT_STATE_REFUSED)
    g_ptr_array_add (outcome->reasons, ct_issue_new (CT_FIELD_BIRTH_DATE, CT_ISSUE_FROM_SERVICE, "no"));
  g_ptr_array_add (settlements, ct_settlement_new (uuid, outcome));
  ct_store_settle_async (store, settlements, wait_cb, &wait);
  if (!ct_store_settle_finish (store, wait_result (&wait), error))
    {
      wait_clear (&wait);
      return NULL;
    }
  wait_clear (&wait);
  return row_of (store, uuid);
}

static void
start (void)
{
  folder = wait_folder ();
}

static void
end (void)
{
  wait_remove (folder);
  g_clear_pointer (&folder, g_free);
}

static void
test_draft_survives (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (CtEntry) entry = sample_entry ();
  CtStore *store;
  guint damaged;

  start ();
  store = open_store ();
  ct_entry_set_cursor (entry, CT_FIELD_PHONE, TRUE);
  ct_row_unref (save (store, &uuid, entry, NULL));
  close_store (store);

  store = open_store ();
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);
    CtRow *row = g_ptr_array_index (rows, 0);

    g_assert_cmpuint (rows->len, ==, 1);
    g_assert_true (ct_uuid_equal (&row->uuid, &uuid));
    g_assert_cmpint (row->state, ==, CT_STATE_DRAFT);
    g_assert_cmpint (ct_entry_get_cursor (row->entry), ==, CT_FIELD_PHONE);
    for (guint i = 0; i < CT_N_FIELDS; i++)
      g_assert_cmpstr (ct_entry_get (row->entry, i), ==, ct_entry_get (entry, i));
  }
  close_store (store);
  end ();
}

/* What was asked for before the end is on disk after it: the last words typed when
 * somebody quits. */
static void
test_closing_finishes (void)
{
  const guint n = 50;
  CtStore *store;
  guint damaged;

  start ();
  store = open_store ();
  for (guint i = 0; i < n; i++)
    {
      CtUuid uuid = ct_uuid_random ();
      g_autoptr (CtEntry) entry = sample_entry ();

      ct_store_save_draft_async (store, &uuid, entry, NULL, NULL);
    }
  close_store (store);
  store = open_store ();
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);

    g_assert_cmpuint (rows->len, ==, n);
  }
  close_store (store);
  end ();
}

static void
test_way_to_acceptance (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (GError) error = NULL;
  gboolean elsewhere;
  gint64 next_at;
  CtStore *store;

  start ();
  store = open_store ();
  {
    g_autoptr (CtRow) waiting = commit (store, &uuid, 1, &error);
    g_autoptr (CtRow) sending = claim (store, 1000, -1, &elsewhere, &next_at);
    g_autoptr (CtRow) accepted = NULL;
    g_autoptr (CtRow) none = NULL;
    g_autoptr (CtRow) late = NULL;

    g_assert_cmpint (waiting->state, ==, CT_STATE_WAITING);
    g_assert_cmpint (sending->state, ==, CT_STATE_SENDING);
    g_assert_cmpuint (sending->attempts, ==, 1);
    g_assert_cmpmem (g_bytes_get_data (sending->body, NULL), g_bytes_get_size (sending->body), "{\"frozen\":true}", 15);
    accepted = settle (store, &uuid, CT_STATE_ACCEPTED, 0, &error);
    g_assert_cmpint (accepted->state, ==, CT_STATE_ACCEPTED);
    none = claim (store, 2000, -1, &elsewhere, &next_at);
    g_assert_null (none);
    g_assert_false (elsewhere);
    g_assert_cmpint (next_at, ==, 0);
    late = withdraw (store, &uuid, &error);
    g_assert_null (late);
    g_assert_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
  }
  close_store (store);
  end ();
}

static void
test_withdrawn_before_it_left (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (GError) error = NULL;
  gboolean elsewhere;
  gint64 next_at;
  CtStore *store;

  start ();
  store = open_store ();
  {
    g_autoptr (CtRow) waiting = commit (store, &uuid, 1, NULL);
    g_autoptr (CtEntry) entry = sample_entry ();
    g_autoptr (CtRow) late_save = save (store, &uuid, entry, &error);
    gboolean was_late = g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
    g_autoptr (CtRow) draft = (g_clear_error (&error), withdraw (store, &uuid, &error));
    g_autoptr (CtRow) twice = withdraw (store, &uuid, NULL);
    g_autoptr (CtRow) old = commit (store, &uuid, 1, &error);
    g_autoptr (CtRow) again = NULL;
    g_autoptr (CtRow) sending = NULL;
    g_autoptr (CtRow) later = NULL;
    g_autoptr (CtRow) refused = NULL;

    /* A save that comes late does not call a validated record back. */
    g_assert_null (late_save);
    g_assert_true (was_late);
    g_assert_cmpint (waiting->state, ==, CT_STATE_WAITING);
    g_assert_null (twice);
    g_assert_cmpint (draft->state, ==, CT_STATE_DRAFT);
    g_assert_cmpuint (draft->revision, ==, 2);
    g_assert_null (draft->body);
    g_assert_null (old);
    g_assert_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
    g_clear_error (&error);
    again = commit (store, &uuid, 2, &error);
    g_assert_no_error (error);

    /* Once a byte may have left, it is too late, even while it waits again. */
    sending = claim (store, 1000, -1, &elsewhere, &next_at);
    later = settle (store, &uuid, CT_STATE_WAITING, 5000, &error);
    g_assert_no_error (error);
    g_assert_true (later->exposed);
    refused = withdraw (store, &uuid, &error);
    g_assert_null (refused);
    g_assert_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
  }
  close_store (store);
  end ();
}

static void
test_due_order (void)
{
  CtUuid first = ct_uuid_random (), second = ct_uuid_random ();
  gboolean elsewhere;
  gint64 next_at;
  CtStore *store;

  start ();
  store = open_store ();
  ct_row_unref (commit (store, &first, 1, NULL));
  ct_row_unref (commit (store, &second, 1, NULL));
  {
    g_autoptr (CtRow) a = claim (store, 1000, -1, &elsewhere, &next_at);
    g_autoptr (CtRow) later = settle (store, &first, CT_STATE_UNKNOWN, 60000, NULL);
    g_autoptr (CtRow) b = claim (store, 1000, -1, &elsewhere, &next_at);
    g_autoptr (CtRow) done = settle (store, &second, CT_STATE_ACCEPTED, 0, NULL);
    g_autoptr (CtRow) none = claim (store, 1000, -1, &elsewhere, &next_at);
    g_autoptr (CtRow) hurried = NULL;

    g_assert_true (ct_uuid_equal (&a->uuid, &first));
    g_assert_cmpint (later->state, ==, CT_STATE_UNKNOWN);
    g_assert_true (ct_uuid_equal (&b->uuid, &second));
    g_assert_null (none);
    g_assert_cmpint (next_at, ==, 60000);
    /* On request, whatever waits is taken, due or not. */
    hurried = claim (store, 1000, 0, &elsewhere, &next_at);
    g_assert_true (ct_uuid_equal (&hurried->uuid, &first));
    g_assert_true (hurried->was_unknown);
  }
  close_store (store);
  end ();
}

static void
test_refused_and_mended (void)
{
  CtUuid uuid = ct_uuid_random ();
  gboolean elsewhere;
  gint64 next_at;
  CtStore *store;
  guint damaged;

  start ();
  store = open_store ();
  ct_row_unref (commit (store, &uuid, 1, NULL));
  ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
  ct_row_unref (settle (store, &uuid, CT_STATE_REFUSED, 0, NULL));
  close_store (store);

  store = open_store ();
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);
    CtRow *row = g_ptr_array_index (rows, 0);
    CtIssue *reason = g_ptr_array_index (row->reasons, 0);
    g_autoptr (CtRow) draft = withdraw (store, &uuid, NULL);
    g_autoptr (CtRow) again = commit (store, &uuid, 2, NULL);

    g_assert_cmpint (row->state, ==, CT_STATE_REFUSED);
    g_assert_cmpint (reason->field, ==, CT_FIELD_BIRTH_DATE);
    g_assert_cmpstr (reason->detail, ==, "no");
    /* The reasons stay with the draft until it is validated again. */
    g_assert_cmpuint (draft->reasons->len, ==, 1);
    g_assert_cmpuint (again->reasons->len, ==, 0);
  }
  close_store (store);
  end ();
}

/* A sender that died: its record's fate is unknown, and the same bytes go again. */
static void
test_interrupted (void)
{
  CtUuid uuid = ct_uuid_random ();
  gboolean elsewhere;
  gint64 next_at;
  CtStore *store;

  start ();
  store = open_store ();
  ct_row_unref (commit (store, &uuid, 1, NULL));
  ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
  close_store (store);

  store = open_store ();
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (CtRow) again = claim (store, 2000, -1, &elsewhere, &next_at);

    g_assert_nonnull (again);
    g_assert_true (again->was_unknown);
    g_assert_true (again->exposed);
    g_assert_cmpuint (again->attempts, ==, 2);
    g_assert_cmpmem (g_bytes_get_data (again->body, NULL), g_bytes_get_size (again->body), "{\"frozen\":true}", 15);
  }
  close_store (store);
  end ();
}

static void
test_one_sender (void)
{
  CtUuid uuid = ct_uuid_random ();
  gboolean elsewhere;
  gint64 next_at;
  CtStore *one, *two;

  start ();
  one = open_store ();
  two = open_store ();
  ct_row_unref (commit (one, &uuid, 1, NULL));
  {
    g_autoptr (CtRow) mine = claim (one, 1000, -1, &elsewhere, &next_at);
    g_autoptr (CtRow) theirs = claim (two, 1000, -1, &elsewhere, &next_at);

    g_assert_nonnull (mine);
    g_assert_null (theirs);
    g_assert_true (elsewhere);
    ct_row_unref (settle (one, &uuid, CT_STATE_ACCEPTED, 0, NULL));
    /* Nothing left: the lock is given back, and the other may send. */
    g_assert_null (claim (one, 1000, -1, &elsewhere, &next_at));
    g_assert_null (claim (two, 1000, -1, &elsewhere, &next_at));
    g_assert_false (elsewhere);
  }
  close_store (one);
  close_store (two);
  end ();
}

static void
on_outdated_cb (CtStore *store, gpointer data)
{
  (*(guint *) data)++;
}

static void
test_other_process_is_noticed (void)
{
  CtUuid uuid = ct_uuid_random ();
  CtStore *one, *two;
  guint outdated = 0;

  start ();
  one = open_store ();
  two = open_store ();
  g_signal_connect (one, "outdated", G_CALLBACK (on_outdated_cb), &outdated);
  ct_row_unref (commit (two, &uuid, 1, NULL));
  wait_until (outdated > 0);
  close_store (one);
  close_store (two);
  end ();
}

/* Whether a file of the folder holds these bytes. */
static gboolean
is_on_disk (GBytes *bytes)
{
  static const char * const names[] = { "records.db", "records.db-wal" };
  gsize length;
  const char *wanted = g_bytes_get_data (bytes, &length);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autofree char *text = NULL;
      gsize size;

      if (g_file_get_contents (path, &text, &size, NULL) && memmem (text, size, wanted, length) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* A discarded draft's key is nowhere any more, while the vault stays open. */
static void
test_destroyed (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (CtRow) row = NULL;
  Wait wait = { NULL };
  CtStore *store;

  start ();
  store = open_store ();
  row = save (store, &uuid, entry, NULL);
  g_assert_true (is_on_disk (row->record_key));
  ct_store_discard_async (store, &uuid, wait_cb, &wait);
  g_assert_true (ct_store_discard_finish (store, wait_result (&wait), NULL));
  wait_clear (&wait);
  g_assert_false (is_on_disk (row->record_key));
  close_store (store);
  end ();
}

static void
run_sql (const char *sql)
{
  g_autofree char *path = g_build_filename (folder, "records.db", NULL);
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

static gboolean
count_days (CtRecordBook *book, gpointer data, GError **error)
{
  guint *tests = data, damaged;
  g_autoptr (GPtrArray) days = ct_record_book_list_days (book, 0, G_MAXINT64, &damaged, error);

  *tests = 0;
  for (guint i = 0; days != NULL && i < days->len; i++)
    *tests += ((CtFigures *) g_ptr_array_index (days, i))->tests;
  return days != NULL && damaged == 0;
}

/* What is purged leaves no trace: its key, its answers, its request, wherever they stood
 * before, in the log too; what was not accepted stays, whoever asks. */
static void
test_purged (void)
{
  enum { ACCEPTED = 200, OTHERS = 3 };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  const CtTrustedTime now = { .at = ct_clock_now_ms () };
  CtPurgeReport report;
  Wait wait = { NULL };
  CtStore *store;
  gboolean elsewhere;
  gint64 next_at;
  guint damaged, counted;

  start ();
  store = open_store ();
  for (guint i = 0; i < ACCEPTED + OTHERS; i++)
    {
      CtUuid uuid = ct_uuid_random ();
      g_autoptr (CtRow) row = commit (store, &uuid, 1, NULL);

      g_ptr_array_add (items, g_memdup2 (&(CtPurgeItem) { uuid, i % 4 == 0 }, sizeof (CtPurgeItem)));
      g_ptr_array_add (keys, g_bytes_ref (row->record_key));
      if (i >= ACCEPTED)
        continue;
      ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
      ct_row_unref (settle (store, &uuid, CT_STATE_ACCEPTED, 0, NULL));
    }
  for (guint i = 0; i < keys->len; i++)
    g_assert_true (is_on_disk (g_ptr_array_index (keys, i)));
  ct_store_purge_async (store, items, &now, wait_cb, &wait);
  g_assert_true (ct_store_purge_finish (store, wait_result (&wait), &report, &error));
  wait_clear (&wait);
  g_assert_cmpuint (report.erased, ==, ACCEPTED);
  g_assert_cmpuint (report.left, ==, OTHERS);
  g_assert_cmpuint (report.traces, ==, 0);
  g_assert_true (report.folded);
  g_assert_true (ct_store_call (store, count_days, &counted, &error));
  g_assert_cmpuint (counted, ==, ACCEPTED * 3 / 4); /* a correction counts for the others */
  for (guint i = 0; i < keys->len; i++)
    g_assert_true (is_on_disk (g_ptr_array_index (keys, i)) == (i >= ACCEPTED));
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);

    g_assert_cmpuint (rows->len, ==, OTHERS);
    g_assert_cmpuint (damaged, ==, 0);
  }
  /* Whoever changes a day's figures from outside loses them, and is told. */
  run_sql ("UPDATE day SET revision = revision + 1");
  g_assert_false (ct_store_call (store, count_days, &counted, NULL));
  g_assert_cmpuint (counted, ==, 0);
  close_store (store);
  end ();
}

/* The report can say otherwise: while another process reads, the log keeps what was there. */
static void
test_purged_beside_a_reader (void)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = NULL;
  CtUuid uuid = ct_uuid_random ();
  const CtTrustedTime now = { .at = ct_clock_now_ms () };
  CtPurgeReport report;
  Wait wait = { NULL };
  CtStore *store;
  sqlite3 *reader;
  gboolean elsewhere;
  gint64 next_at;

  start ();
  store = open_store ();
  ct_row_unref (commit (store, &uuid, 1, NULL));
  ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
  ct_row_unref (settle (store, &uuid, CT_STATE_ACCEPTED, 0, NULL));
  path = g_build_filename (folder, "records.db", NULL);
  g_assert_cmpint (sqlite3_open (path, &reader), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (reader, "BEGIN; SELECT count(*) FROM record", NULL, NULL, NULL), ==, SQLITE_OK);
  g_ptr_array_add (items, g_memdup2 (&(CtPurgeItem) { uuid, FALSE }, sizeof (CtPurgeItem)));
  ct_store_purge_async (store, items, &now, wait_cb, &wait);
  g_assert_true (ct_store_purge_finish (store, wait_result (&wait), &report, NULL));
  wait_clear (&wait);
  g_assert_cmpuint (report.erased, ==, 1);
  g_assert_false (report.folded);
  g_assert_cmpuint (report.traces, >, 0);
  sqlite3_close (reader);
  /* The next one finishes it, with nothing left to erase. */
  g_ptr_array_set_size (items, 0);
  ct_store_purge_async (store, items, &now, wait_cb, &wait);
  g_assert_true (ct_store_purge_finish (store, wait_result (&wait), &report, NULL));
  wait_clear (&wait);
  g_assert_true (report.folded);
  close_store (store);
  end ();
}

static void
test_discarded (void)
{
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  CtStore *store;
  guint damaged;

  start ();
  store = open_store ();
  ct_row_unref (save (store, &uuid, entry, NULL));
  ct_store_discard_async (store, &uuid, wait_cb, &wait);
  g_assert_true (ct_store_discard_finish (store, wait_result (&wait), &error));
  wait_clear (&wait);
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);

    g_assert_cmpuint (rows->len, ==, 0);
  }
  ct_row_unref (commit (store, &uuid, 1, NULL));
  ct_store_discard_async (store, &uuid, wait_cb, &wait);
  g_assert_false (ct_store_discard_finish (store, wait_result (&wait), &error));
  g_assert_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
  wait_clear (&wait);
  close_store (store);
  end ();
}

/* Several are claimed and settled at the price of one; none that is on its way is taken
 * for interrupted by the next claim. */
static void
test_many_at_once (void)
{
  g_autoptr (GPtrArray) settlements = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_settlement_free);
  CtStore *store;
  gboolean elsewhere;
  gint64 next_at;
  guint damaged;
  Wait wait = { NULL };

  start ();
  store = open_store ();
  for (guint i = 0; i < 10; i++)
    {
      CtUuid uuid = ct_uuid_random ();

      ct_row_unref (commit (store, &uuid, 1, NULL));
    }
  for (guint round = 0; round < 2; round++)
    {
      CtClaimWish wish = { 1000, -1, 6, round == 0 };
      g_autoptr (GPtrArray) rows = NULL;

      ct_store_claim_async (store, &wish, wait_cb, &wait);
      rows = ct_store_claim_finish (store, wait_result (&wait), &elsewhere, &next_at, NULL);
      wait_clear (&wait);
      g_assert_cmpuint (rows->len, ==, round == 0 ? 6 : 4);
      for (guint i = 0; i < rows->len; i++)
        {
          const CtRow *row = g_ptr_array_index (rows, i);
          CtOutcome *outcome = ct_outcome_new (i == 0 ? CT_STATE_UNKNOWN : CT_STATE_ACCEPTED);

          g_assert_cmpint (row->state, ==, CT_STATE_SENDING);
          g_assert_cmpint (row->seq, ==, round * 6 + i + 1);
          g_assert_nonnull (row->body);
          outcome->next_at = 5000;
          if (i > 0)
            outcome->receipt = g_strdup ("Observation/abc/_history/1 2026-11-24T09:00:00Z 00ff");
          g_ptr_array_add (settlements, ct_settlement_new (&row->uuid, outcome));
        }
    }
  ct_store_settle_async (store, settlements, wait_cb, &wait);
  g_assert_true (ct_store_settle_finish (store, wait_result (&wait), NULL));
  wait_clear (&wait);
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);
    guint unknown = 0;

    for (guint i = 0; i < rows->len; i++)
      {
        const CtRow *row = g_ptr_array_index (rows, i);

        unknown += row->state == CT_STATE_UNKNOWN;
        g_assert_true (row->state == CT_STATE_UNKNOWN || row->state == CT_STATE_ACCEPTED);
      }
    g_assert_cmpuint (unknown, ==, 2);
  }
  /* Once more: what was settled is not settled again, and that is no fault of the disk. */
  ct_store_settle_async (store, settlements, wait_cb, &wait);
  g_assert_true (ct_store_settle_finish (store, wait_result (&wait), NULL));
  wait_clear (&wait);
  close_store (store);
  end ();
}

/* Set aside for a person: one is sent again as it is, the other is changed. */
static void
test_set_aside (void)
{
  CtUuid stuck = ct_uuid_random (), conflict = ct_uuid_random ();
  gboolean elsewhere;
  gint64 next_at;
  CtStore *store;
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  start ();
  store = open_store ();
  ct_row_unref (commit (store, &stuck, 1, NULL));
  ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
  ct_row_unref (settle (store, &stuck, CT_STATE_STUCK, 0, NULL));
  ct_row_unref (commit (store, &conflict, 1, NULL));
  ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
  ct_row_unref (settle (store, &conflict, CT_STATE_CONFLICT, 0, NULL));
  g_assert_null (claim (store, 1000, -1, &elsewhere, &next_at)); /* neither goes by itself */

  g_assert_null (withdraw (store, &stuck, &error));
  g_assert_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
  g_clear_error (&error);
  ct_store_resend_async (store, &conflict, wait_cb, &wait);
  g_assert_null (finish_row (store, &wait, &error));
  g_assert_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
  g_clear_error (&error);
  ct_store_resend_async (store, &stuck, wait_cb, &wait);
  {
    g_autoptr (CtRow) again = finish_row (store, &wait, &error);
    g_autoptr (CtRow) claimed = claim (store, 1000, -1, &elsewhere, &next_at);
    g_autoptr (CtRow) draft = withdraw (store, &conflict, &error);

    g_assert_cmpint (again->state, ==, CT_STATE_UNKNOWN);
    g_assert_true (ct_uuid_equal (&claimed->uuid, &stuck));
    g_assert_true (claimed->was_unknown);
    g_assert_cmpuint (claimed->revision, ==, 1);
    g_assert_cmpint (draft->state, ==, CT_STATE_DRAFT);
    g_assert_cmpuint (draft->revision, ==, 2);
  }
  close_store (store);
  end ();
}

static CtRow *
conclude (CtStore *store, const CtUuid *uuid, gboolean seen, const char *why, GError **error)
{
  CtConclusion conclusion = { 1000, seen, (char *) why };
  Wait wait = { NULL };

  ct_store_conclude_async (store, uuid, &conclusion, wait_cb, &wait);
  return finish_row (store, &wait, error);
}

/* What a person says of one that is stuck stays with it, and is the end of it: it goes when
 * its time is over. */
static void
test_concluded (void)
{
  CtUuid uuid = ct_uuid_random (), other = ct_uuid_random ();
  gboolean elsewhere;
  gint64 next_at;
  CtStore *store;
  g_autoptr (GError) error = NULL;
  guint damaged;

  start ();
  store = open_store ();
  ct_row_unref (commit (store, &uuid, 1, NULL));
  g_assert_null (conclude (store, &uuid, TRUE, "it waits", &error));
  g_assert_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE);
  g_clear_error (&error);
  ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
  ct_row_unref (settle (store, &uuid, CT_STATE_STUCK, 0, NULL));
  ct_row_unref (conclude (store, &uuid, TRUE, "Seen on their page, 12 h 10", NULL));
  g_assert_null (claim (store, 1000, -1, &elsewhere, &next_at));
  g_assert_null (withdraw (store, &uuid, NULL));
  close_store (store);

  store = open_store ();
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);
    CtRow *row = g_ptr_array_index (rows, 0);
    const CtConclusion *said = ct_entry_get_conclusion (row->entry);
    CtPurgeItem items[] = { { .uuid = uuid }, { .uuid = other } };
    g_autoptr (GPtrArray) due = g_ptr_array_new ();
    CtTrustedTime now = { .at = 1 };
    CtPurgeReport report;
    Wait wait = { NULL };

    g_assert_cmpint (row->state, ==, CT_STATE_CONCLUDED);
    g_assert_true (said->at == 1000 && said->seen);
    g_assert_cmpstr (said->why, ==, "Seen on their page, 12 h 10");
    g_assert_cmpint (ct_retention_due_at (row, 7), ==, 1000 + 7 * G_GINT64_CONSTANT (86400000));
    for (guint i = 0; i < G_N_ELEMENTS (items); i++)
      g_ptr_array_add (due, &items[i]);
    ct_store_purge_async (store, due, &now, wait_cb, &wait);
    g_assert_true (ct_store_purge_finish (store, wait_result (&wait), &report, NULL));
    wait_clear (&wait);
    g_assert_cmpuint (report.erased, ==, 1);
    g_assert_cmpuint (report.left, ==, 0);
    g_assert_cmpuint (report.traces, ==, 0);
  }
  close_store (store);
  end ();
}

/* Brings the file back to the schema of version 1, whose check knew fewer states. */
static void
go_back (void)
{
  g_autoptr (GBytes) first =
    g_resource_lookup_data (ct_store_sql_get_resource (), "/fr/comptoir/store/0001.sql", 0, NULL);
  const char *text = g_bytes_get_data (first, NULL);
  const char *table = strstr (text, "CREATE TABLE record");
  g_autofree char *sql =
    g_strconcat ("BEGIN; ALTER TABLE record RENAME TO later; DROP INDEX record_state;", table,
                 "INSERT INTO record SELECT * FROM later; DROP TABLE later;"
                 "ALTER TABLE vault DROP COLUMN ring_next; ALTER TABLE vault DROP COLUMN recovery;"
                 "ALTER TABLE vault DROP COLUMN recovery_public; ALTER TABLE vault DROP COLUMN recovery_mac;"
                 "ALTER TABLE vault DROP COLUMN seen_at; ALTER TABLE vault DROP COLUMN seen_wall; ALTER TABLE vault DROP COLUMN doubted;"
                 "DROP TABLE audit; DROP TABLE audit_base; DROP TABLE roster; DROP TABLE export; DROP TABLE day;"
                 "DROP TABLE counter; DROP TABLE shared; DROP TABLE outgoing; DROP TABLE peer; ALTER TABLE vault DROP COLUMN generation; ALTER TABLE vault DROP COLUMN chain; PRAGMA user_version = 1; COMMIT;", NULL);

  run_sql (sql);
}

/* A file of an earlier version: every record is there, as it was. */
static void
test_earlier_version (void)
{
  CtUuid uuids[30];
  CtStore *store;
  guint damaged;

  start ();
  store = open_store ();
  for (guint i = 0; i < G_N_ELEMENTS (uuids); i++)
    {
      uuids[i] = ct_uuid_random ();
      ct_row_unref (commit (store, &uuids[i], 1, NULL));
    }
  close_store (store);
  go_back ();
  store = open_store ();
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);
    gboolean elsewhere;
    gint64 next_at;

    g_assert_cmpuint (damaged, ==, 0);
    g_assert_cmpuint (rows->len, ==, G_N_ELEMENTS (uuids));
    for (guint i = 0; i < rows->len; i++)
      g_assert_true (ct_uuid_equal (&((CtRow *) g_ptr_array_index (rows, i))->uuid, &uuids[i]));
    /* And the new states are known now. */
    ct_row_unref (claim (store, 1000, -1, &elsewhere, &next_at));
    ct_row_unref (settle (store, &uuids[0], CT_STATE_STUCK, 0, NULL));
    ct_row_unref (conclude (store, &uuids[0], FALSE, "by telephone", NULL));
  }
  close_store (store);
  end ();
}

/* Whatever is changed from outside, the row is told as damaged, never sent. */
static void
test_changed_from_outside (void)
{
  static const char * const changes[] = {
    "UPDATE record SET state = 'accepted', receipt = 'x' WHERE seq = 1",
    "UPDATE record SET state = 'draft' WHERE seq = 1",
    "UPDATE record SET attempts = 9 WHERE seq = 1",
    "UPDATE record SET next_at = 9 WHERE seq = 1",
    "UPDATE record SET exposed = 1 WHERE seq = 1",
    "UPDATE record SET revision = 9 WHERE seq = 1",
    "UPDATE record SET cause = 'x' WHERE seq = 1",
    "UPDATE record SET entry = (SELECT entry FROM record WHERE seq = 2) WHERE seq = 1",
    "UPDATE record SET body = (SELECT body FROM record WHERE seq = 2) WHERE seq = 1",
    "UPDATE record SET record_key = (SELECT record_key FROM record WHERE seq = 2) WHERE seq = 1",
    "UPDATE record SET uuid = randomblob (16) WHERE seq = 1",
    "UPDATE record SET mac = randomblob (32) WHERE seq = 1",
  };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      CtUuid first = ct_uuid_random (), second = ct_uuid_random ();
      gboolean elsewhere;
      gint64 next_at;
      CtStore *store;
      guint damaged;

      g_test_message ("%s", changes[i]);
      start ();
      store = open_store ();
      ct_row_unref (commit (store, &first, 1, NULL));
      ct_row_unref (commit (store, &second, 1, NULL));
      close_store (store);
      run_sql (changes[i]);
      store = open_store ();
      g_test_expect_message ("ct-store", G_LOG_LEVEL_WARNING, "*was changed outside*");
      {
        g_autoptr (GPtrArray) rows = list (store, &damaged);

        g_test_assert_expected_messages ();
        g_assert_cmpuint (rows->len, ==, 1);
        g_assert_cmpuint (damaged, ==, 1);
      }
      g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
      {
        g_autoptr (CtRow) sent = claim (store, 1000, -1, &elsewhere, &next_at);

        g_assert_nonnull (sent);
        g_assert_true (ct_uuid_equal (&sent->uuid, &second));
      }
      close_store (store);
      end ();
    }
}

static void
fails_to_open (CtStoreError code)
{
  CtStore *store = ct_store_new (folder);
  g_autoptr (GError) error = NULL;

  g_assert_false (ct_store_call (store, open_vault, ring, &error));
  g_assert_error (error, CT_STORE_ERROR, (int) code);
  close_store (store);
}

static void
test_foreign_files (void)
{
  g_autofree char *path = NULL;

  start ();
  close_store (open_store ());
  run_sql ("PRAGMA user_version = 999");
  fails_to_open (CT_STORE_ERROR_FOREIGN);
  run_sql ("PRAGMA application_id = 1");
  fails_to_open (CT_STORE_ERROR_FOREIGN);
  path = g_build_filename (folder, "records.db", NULL);
  g_assert_true (g_file_set_contents (path, "this is no database, it only looks a little like a file of some length", -1, NULL));
  fails_to_open (CT_STORE_ERROR_FAILED);
  end ();
}

/* No new key over a vault, whoever asks. */
static void
test_no_second_vault (void)
{
  g_autoptr (CtSecretBytes) other = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GError) error = NULL;
  CtStore *store;

  start ();
  store = open_store ();
  g_assert_false (ct_store_call (store, create_vault, other, &error));
  g_assert_nonnull (error);
  close_store (store);
  end ();
}

static void
count_cb (CtStore *store, gpointer row, gpointer data)
{
  ++*(guint *) data;
}

/* What was asked for is done; nobody is told any more, who would ask a closed store. */
static void
test_closed (void)
{
  g_autoptr (CtEntry) entry = sample_entry ();
  CtUuid uuid = ct_uuid_random ();
  guint told = 0, damaged;
  CtStore *store;

  start ();
  store = open_store ();
  g_signal_connect (store, "row-changed", G_CALLBACK (count_cb), &told);
  ct_store_save_draft_async (store, &uuid, entry, NULL, NULL);
  close_store (store);
  g_assert_cmpuint (told, ==, 0);
  store = open_store ();
  {
    g_autoptr (GPtrArray) rows = list (store, &damaged);

    g_assert_cmpuint (rows->len, ==, 1);
  }
  close_store (store);
  end ();
}

static void
test_modes (void)
{
  g_autofree char *path = NULL;
  GStatBuf st;

  start ();
  g_chmod (folder, 0755);
  close_store (open_store ());
  g_assert_cmpint (g_stat (folder, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);
  path = g_build_filename (folder, "records.db", NULL);
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0077, ==, 0);
  end ();
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  umask (077);
  g_assert_true (ct_secret_bytes_init ());
  ring = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_test_add_func ("/store/draft-survives", test_draft_survives);
  g_test_add_func ("/store/closing-finishes", test_closing_finishes);
  g_test_add_func ("/store/way-to-acceptance", test_way_to_acceptance);
  g_test_add_func ("/store/withdrawn-before-it-left", test_withdrawn_before_it_left);
  g_test_add_func ("/store/due-order", test_due_order);
  g_test_add_func ("/store/refused-and-mended", test_refused_and_mended);
  g_test_add_func ("/store/interrupted", test_interrupted);
  g_test_add_func ("/store/one-sender", test_one_sender);
  g_test_add_func ("/store/other-process-is-noticed", test_other_process_is_noticed);
  g_test_add_func ("/store/discarded", test_discarded);
  g_test_add_func ("/store/destroyed", test_destroyed);
  g_test_add_func ("/store/concluded", test_concluded);
  g_test_add_func ("/store/purged", test_purged);
  g_test_add_func ("/store/purged-beside-a-reader", test_purged_beside_a_reader);
  g_test_add_func ("/store/many-at-once", test_many_at_once);
  g_test_add_func ("/store/set-aside", test_set_aside);
  g_test_add_func ("/store/earlier-version", test_earlier_version);
  g_test_add_func ("/store/changed-from-outside", test_changed_from_outside);
  g_test_add_func ("/store/foreign-files", test_foreign_files);
  g_test_add_func ("/store/no-second-vault", test_no_second_vault);
  g_test_add_func ("/store/closed", test_closed);
  g_test_add_func ("/store/modes", test_modes);
  status = g_test_run ();
  ct_secret_bytes_unref (ring);
  return status;
}
