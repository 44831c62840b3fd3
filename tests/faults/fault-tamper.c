/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Somebody changes the file behind our back, without the key: bits, pages, rows, columns,
 * states, rows of an earlier day, lines of the audit chain, another database in its place.
 * Whatever it is, either it is seen, or nothing that is read has changed. */

#include "ct-issue.h"
#include "ct-store.h"

#include "book.h"
#include "promise.h"
#include "sample.h"
#include "wait.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#define RECORDS 16

/* What was written, and what the file was then and earlier that day. */
typedef struct
{
  char       *folder;
  char       *path;
  char       *earlier; /* another file */
  char       *bytes;
  gsize       length;
  GHashTable *rows; /* of UUID text to what can be read of the record */
  gint64      last; /* line of the audit chain */
} Original;

static char *
told_by (const CtRow *row)
{
  g_autoptr (GBytes) entry = ct_entry_to_bytes (row->entry);
  g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, entry);

  return g_strdup_printf ("%s %" G_GUINT64_FORMAT " %u %s %s %s", ct_state_key (row->state), row->revision, row->attempts, row->cause,
                          row->receipt, hash);
}

static void
run_sql (const char *path, const char *format, ...)
{
  sqlite3 *db;
  va_list args;
  char *sql;

  va_start (args, format);
  sql = sqlite3_vmprintf (format, args);
  va_end (args);
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, sql, NULL, NULL, NULL); /* one that the schema refuses changes nothing */
  sqlite3_free (sql);
  sqlite3_close (db);
}

static void
settle (CtRecordBook *book, const CtUuid *uuid, CtState state)
{
  g_autoptr (CtOutcome) outcome = ct_outcome_new (state);
  g_autoptr (CtRow) row = NULL;

  if (state == CT_STATE_ACCEPTED)
    outcome->receipt = g_strdup ("Observation/abc/_history/1 2026-11-24T09:00:00Z 00ff");
  if (state == CT_STATE_REFUSED)
    g_ptr_array_add (outcome->reasons, ct_issue_new (CT_FIELD_BIRTH_DATE, CT_ISSUE_FROM_SERVICE, "no"));
  row = ct_record_book_settle (book, uuid, outcome, NULL);
  g_assert_nonnull (row);
}

static void
copy (const char *from, const char *to)
{
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (from, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (to, bytes, (gssize) length, NULL));
}

static Original *
original_new (void)
{
  static const CtState states[] = { CT_STATE_ACCEPTED, CT_STATE_REFUSED, CT_STATE_WAITING, CT_STATE_UNKNOWN };
  Original *self = g_new0 (Original, 1);
  CtRecordBook *book;
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"frozen\":true}", 15);
  g_autoptr (GPtrArray) rows = NULL;
  guint damaged;

  self->folder = wait_folder ();
  self->path = g_build_filename (self->folder, "records.db", NULL);
  self->earlier = g_build_filename (self->folder, "earlier.db", NULL);
  self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  book = book_open (self->folder, NULL);
  for (guint i = 0; i < RECORDS; i++)
    {
      CtUuid uuid = ct_uuid_random ();
      g_autoptr (CtRow) row = ct_record_book_save_draft (book, &uuid, entry, NULL);
      g_autoptr (CtRow) waiting = i % 4 != 0 ? ct_record_book_commit (book, &uuid, 1, entry, body, 0, NULL) : NULL;

      g_assert_nonnull (row);
    }
  ct_record_book_free (book);
  copy (self->path, self->earlier);

  book = book_open (self->folder, NULL);
  for (guint i = 0; i < RECORDS / 2; i++)
    {
      g_auto (CtClaim) claim = { 0 };

      g_assert_true (ct_record_book_claim (book, &(CtClaimWish) { 4000000000000, -1, 1, TRUE }, &claim, NULL));
      settle (book, &((CtRow *) g_ptr_array_index (claim.rows, 0))->uuid, states[i % G_N_ELEMENTS (states)]);
    }
  rows = ct_record_book_list (book, &damaged, NULL);
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);

      g_hash_table_insert (self->rows, ct_uuid_format (&row->uuid), told_by (row));
    }
  g_assert_cmpuint (g_hash_table_size (self->rows), ==, RECORDS);
  g_assert_true (ct_record_book_get_audit_last (book, &self->last, NULL));
  ct_record_book_free (book);
  g_assert_true (g_file_get_contents (self->path, &self->bytes, &self->length, NULL));
  return self;
}

static void
original_free (Original *self)
{
  wait_remove (self->folder);
  g_hash_table_unref (self->rows);
  g_free (self->folder);
  g_free (self->path);
  g_free (self->earlier);
  g_free (self->bytes);
  g_free (self);
}

/* ---- what somebody may do ---- */

static guint
any (GRand *random, guint n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

static void
flip_bits (GRand *random, char *bytes, gsize length)
{
  for (guint i = 1 + any (random, 4); i > 0; i--)
    bytes[any (random, (guint) length)] ^= (char) (1 << any (random, 8));
}

static void
swap_blocks (GRand *random, char *bytes, gsize length, gsize size)
{
  gsize a = any (random, (guint) (length / size)) * size, b = any (random, (guint) (length / size)) * size;
  g_autofree char *held = g_memdup2 (bytes + a, size);

  memcpy (bytes + a, bytes + b, size);
  memcpy (bytes + b, held, size);
}

static const char * const columns[] = { "revision", "state", "attempts", "next_at", "exposed", "cause", "receipt", "record_key",
                                        "entry", "body", "body_sha256", "reply", "mac", "uuid" };

static void
swap_column (GRand *random, const char *path)
{
  const char *column = columns[any (random, G_N_ELEMENTS (columns))];
  guint a = 1 + any (random, RECORDS), b = 1 + any (random, RECORDS);

  run_sql (path, "CREATE TEMP TABLE t AS SELECT %s c FROM record WHERE seq = %u; UPDATE record SET %s = (SELECT %s FROM record WHERE"
                 " seq = %u) WHERE seq = %u; UPDATE record SET %s = (SELECT c FROM t) WHERE seq = %u",
           column, a, column, column, b, a, column, b);
}

static void
change_rows (GRand *random, const Original *original)
{
  guint seq = 1 + any (random, RECORDS);

  switch (any (random, 9))
    {
    case 0:
      swap_column (random, original->path);
      break;
    case 1:
      run_sql (original->path, "UPDATE record SET state = 'accepted', receipt = 'Observation/x/_history/1 now 00' WHERE seq = %u", seq);
      break;
    case 2:
      run_sql (original->path, "UPDATE record SET state = 'waiting', receipt = '', attempts = 0 WHERE seq = %u", seq);
      break;
    case 3: /* a row of an earlier day */
      run_sql (original->path, "ATTACH %Q AS e; INSERT OR REPLACE INTO record SELECT * FROM e.record WHERE seq = %u", original->earlier,
               seq);
      break;
    case 4:
      run_sql (original->path, "DELETE FROM record WHERE seq = %u", seq);
      break;
    case 5:
      run_sql (original->path, "INSERT INTO record SELECT NULL, randomblob (16), revision, state, attempts, next_at, exposed, cause,"
                               " receipt, record_key, entry, body, body_sha256, reply, mac FROM record WHERE seq = %u", seq);
      break;
    case 6:
      run_sql (original->path, "UPDATE vault SET ring = randomblob (72)");
      break;
    case 7:
      run_sql (original->path, "DELETE FROM vault");
      break;
    default:
      run_sql (original->path, "CREATE TRIGGER t AFTER UPDATE ON record BEGIN UPDATE record SET state = 'accepted'; END;"
                               "CREATE VIEW v AS SELECT 1; UPDATE record SET next_at = next_at + 1 WHERE seq = %u", seq);
      break;
    }
}

static void
put_another (GRand *random, const char *path)
{
  g_autofree char *noise = g_malloc (4096);

  for (guint i = 0; i < 4096; i++)
    noise[i] = (char) g_rand_int (random);
  if (g_rand_boolean (random))
    memcpy (noise, "SQLite format 3", 16);
  g_assert_true (g_file_set_contents (path, noise, 4096, NULL));
  if (g_rand_boolean (random))
    {
      g_assert_cmpint (remove (path), ==, 0);
      run_sql (path, "CREATE TABLE record (uuid, state); INSERT INTO record VALUES (1, 'draft'); PRAGMA user_version = 4");
    }
}

static void
tamper (GRand *random, const Original *original)
{
  g_autofree char *bytes = g_memdup2 (original->bytes, original->length);
  gsize length = original->length;
  guint what = any (random, 8);

  if (what < 3)
    flip_bits (random, bytes, length);
  else if (what == 3)
    swap_blocks (random, bytes, length, g_rand_boolean (random) ? 4096 : 512);
  else if (what == 4)
    length = any (random, (guint) length);
  g_assert_true (g_file_set_contents (original->path, bytes, (gssize) length, NULL));
  if (what == 5 || what == 6)
    change_rows (random, original);
  else if (what == 7)
    put_another (random, original->path);
}

/* ---- what is seen ---- */

/* Returns: (transfer full) (nullable): what was read that was never written; NULL when all
 * is as it was, or the change is seen */
static char *
read_all (const Original *original, gboolean *seen)
{
  g_autoptr (GPtrArray) rows = NULL;
  CtAuditReport report = { 0 };
  CtRecordBook *book = book_open (original->folder, NULL);
  char *wrong = NULL;
  guint damaged = 0, right = 0;

  *seen = TRUE;
  if (book == NULL)
    return NULL;
  rows = ct_record_book_list (book, &damaged, NULL);
  for (guint i = 0; rows != NULL && i < rows->len && wrong == NULL; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      g_autofree char *uuid = ct_uuid_format (&row->uuid);
      g_autofree char *told = told_by (row);

      right += g_strcmp0 (g_hash_table_lookup (original->rows, uuid), told) == 0;
    }
  *seen = rows == NULL || damaged > 0 || !ct_record_book_verify (book, original->last, &report, NULL) || report.broken_at != 0
          || report.strangers > 0;
  if (!*seen && (right != RECORDS || rows->len != RECORDS))
    wrong = g_strdup_printf ("%u of %d records are as they were written, %u are there", right, RECORDS, rows->len);
  ct_record_book_free (book);
  return wrong;
}

static void
clear_log (const Original *original)
{
  g_autofree char *wal = g_strconcat (original->path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (original->path, "-shm", NULL);

  remove (wal);
  remove (shm);
}

static void
changed_round (Promise *promise, guint64 n)
{
  GRand *random = promise_random (promise);
  Original *original = original_new ();
  guint seen = 0;

  for (guint64 i = 0; i < n; i++)
    {
      g_autofree char *wrong = NULL;
      gboolean it_is;

      tamper (random, original);
      wrong = read_all (original, &it_is);
      seen += it_is;
      promise_check (promise, wrong == NULL, "%s", wrong);
      clear_log (original);
    }
  promise_figure (promise, "of %" G_GUINT64_FORMAT " changes %u were seen, the others touched nothing that is read", n, seen);
  promise_check (promise, seen > n / 3, "hardly any was seen");
  original_free (original);
}

static void
changed (Promise *promise, guint64 n)
{
  for (; n > 0; n -= MIN (n, 10000))
    promise_apart (promise, changed_round, MIN (n, 10000));
}

/* ---- the chain ---- */

static void
tamper_with_chain (GRand *random, const Original *original)
{
  guint n = 1 + any (random, (guint) original->last), other = 1 + any (random, (guint) original->last);

  g_assert_true (g_file_set_contents (original->path, original->bytes, (gssize) original->length, NULL));
  switch (any (random, 8))
    {
    case 0:
      run_sql (original->path, "DELETE FROM audit WHERE n = %u", n);
      break;
    case 1: /* and close the gap */
      run_sql (original->path, "DELETE FROM audit WHERE n = %u; UPDATE audit SET n = -n WHERE n > %u; UPDATE audit SET n = -n - 1 WHERE n < 0",
               n, n);
      break;
    case 2: /* make room, and put one there */
      run_sql (original->path, "UPDATE audit SET n = n + 1000 WHERE n >= %u; UPDATE audit SET n = n - 999 WHERE n > 1000;"
                               "INSERT INTO audit SELECT %u, at, actor, verb, record, detail, mac, hash FROM audit WHERE n <> %u"
                               " ORDER BY random () LIMIT 1", n, n, n);
      break;
    case 3:
      if (n == other)
        other = n % (guint) original->last + 1;
      run_sql (original->path, "UPDATE audit SET n = 9999 WHERE n = %u; UPDATE audit SET n = %u WHERE n = %u;"
                               "UPDATE audit SET n = %u WHERE n = 9999", n, n, other, other);
      break;
    case 4:
      run_sql (original->path, "DELETE FROM audit WHERE n >= %u", n);
      break;
    case 5:
      run_sql (original->path, "UPDATE audit SET at = at + 1 WHERE n = %u", n);
      break;
    case 6:
      run_sql (original->path, "UPDATE audit SET actor = actor || 'x' WHERE n = %u", n);
      break;
    default: /* all of it, and a beginning of one's own */
      run_sql (original->path, "DELETE FROM audit; INSERT INTO audit_base VALUES (1, %u, randomblob (32), randomblob (32))",
               (guint) original->last);
      break;
    }
}

static void
chain (Promise *promise, guint64 n)
{
  GRand *random = promise_random (promise);
  Original *original = original_new ();
  CtRecordBook *book = book_open (original->folder, NULL);
  CtAuditReport report;

  /* Untouched, it is sound. */
  promise_check (promise, ct_record_book_verify (book, original->last, &report, NULL) && report.broken_at == 0 && report.strangers == 0
                            && report.lines > RECORDS, "it is broken before anybody touched it");
  ct_record_book_free (book);
  for (guint64 i = 0; i < n; i++)
    {
      tamper_with_chain (random, original);
      book = book_open (original->folder, NULL);
      /* Opening it notes that, behind what was done. */
      promise_check (promise, book != NULL && ct_record_book_verify (book, original->last + 1, &report, NULL) && report.broken_at != 0,
                     "change %u of the chain is not seen", (guint) i);
      g_clear_pointer (&book, ct_record_book_free);
      clear_log (original);
    }
  original_free (original);
}

static GLogWriterOutput
silent (GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
  return level <= G_LOG_LEVEL_CRITICAL ? g_log_writer_default (level, fields, n, data) : G_LOG_WRITER_HANDLED;
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = {
    { "every-change-from-outside-is-seen", 2000, 100000, changed },
    { "the-audit-chain-tells", 500, 10000, chain },
  };

  g_log_set_writer_func (silent, NULL, NULL);
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
