/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The figures of a year of 100,000 records, against what SQL counts in a plain table of the
 * same: days and hours by SQLite's own reckoning of the local time, summer time included. */

#include "ct-figures.h"
#include "sample.h"

#include <sqlite3.h>
#include <string.h>

#define RECORDS 100000
#define BEGINS  G_GINT64_CONSTANT (1767222000) /* 2026-01-01 in Paris */

static const char * const kits[] = { "1232", "345", "other", "combo" };
static const char * const lots[] = { "L1", "L2", "A/3", "L1;x" };
static sqlite3 *db;
static GPtrArray *rows;
static GTimeZone *zone;

static void
run (const char *sql)
{
  char *error = NULL;

  if (sqlite3_exec (db, sql, NULL, NULL, &error) != SQLITE_OK)
    g_error ("%s: %s", sql, error);
}

/* Returns: the one number that @sql gives */
static gint64
number (const char *sql)
{
  sqlite3_stmt *statement;
  gint64 value;

  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  value = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  return value;
}

static gint64
numberf (const char *format, ...) G_GNUC_PRINTF (1, 2);

static gint64
numberf (const char *format, ...)
{
  g_autofree char *sql = NULL;
  va_list arguments;

  va_start (arguments, format);
  sql = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return number (sql);
}

static void
insert (const CtRow *row, gint64 accepted)
{
  static sqlite3_stmt *statement;
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  const CtConclusion *conclusion = ct_entry_get_conclusion (row->entry);

  if (statement == NULL)
    g_assert_cmpint (sqlite3_prepare_v2 (db, "INSERT INTO test VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", -1, &statement, NULL), ==, SQLITE_OK);
  sqlite3_bind_blob (statement, 1, row->uuid.bytes, 16, SQLITE_STATIC);
  sqlite3_bind_text (statement, 2, conclusion == NULL ? ct_state_key (row->state) : conclusion->seen ? "seen" : "given up", -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 3, ct_entry_get_validated_at (row->entry));
  sqlite3_bind_text (statement, 4, ct_entry_get (row->entry, CT_FIELD_RESULT), -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 5, ct_entry_get (row->entry, CT_FIELD_KIT), -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 6, ct_entry_get (row->entry, CT_FIELD_LOT), -1, SQLITE_STATIC);
  sqlite3_bind_int64 (statement, 7, accepted);
  if (amendment != NULL)
    sqlite3_bind_blob (statement, 8, amendment->amends.bytes, 16, SQLITE_STATIC);
  else
    sqlite3_bind_null (statement, 8);
  sqlite3_bind_int (statement, 9, amendment != NULL && amendment->cancels);
  sqlite3_bind_text (statement, 10, ct_entry_get (row->entry, CT_FIELD_RESULT_2), -1, SQLITE_STATIC);
  sqlite3_bind_text (statement, 11, ct_entry_get (row->entry, CT_FIELD_RESULT_3), -1, SQLITE_STATIC);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_DONE);
  sqlite3_reset (statement);
}

/* @before: (nullable): what it corrects or cancels */
static CtRow *
make (GRand *rand, const CtRow *before)
{
  static const CtState states[] = { CT_STATE_ACCEPTED, CT_STATE_ACCEPTED, CT_STATE_ACCEPTED, CT_STATE_WAITING, CT_STATE_UNKNOWN, CT_STATE_REFUSED, CT_STATE_STUCK, CT_STATE_CONCLUDED, CT_STATE_DRAFT };
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);
  gint64 validated = (BEGINS + g_rand_int_range (rand, 0, 365 * 86400)) * 1000 + g_rand_int_range (rand, 0, 1000), accepted = 0;
  CtRow *row = ct_row_new ();

  row->uuid = ct_uuid_random ();
  row->entry = ct_entry_new ();
  row->state = states[g_rand_int_range (rand, 0, G_N_ELEMENTS (states))];
  ct_entry_set_validated_at (row->entry, validated);
  ct_entry_set (row->entry, CT_FIELD_RESULT, codes[g_rand_int_range (rand, 0, CT_FIGURES_RESULTS)]);
  ct_entry_set (row->entry, CT_FIELD_KIT, kits[g_rand_int_range (rand, 0, G_N_ELEMENTS (kits))]);
  for (guint i = 1; i < 3 && g_str_equal (ct_entry_get (row->entry, CT_FIELD_KIT), "combo"); i++)
    ct_entry_set (row->entry, CT_FIELD_RESULT + i, codes[g_rand_int_range (rand, 0, CT_FIGURES_RESULTS)]);
  ct_entry_set (row->entry, CT_FIELD_LOT, lots[g_rand_int_range (rand, 0, G_N_ELEMENTS (lots))]);
  if (before != NULL)
    {
      CtAmendment amendment = { .amends = before->uuid, .origin = before->uuid, .cancels = g_rand_boolean (rand) };

      ct_entry_set_amendment (row->entry, &amendment);
    }
  if (row->state == CT_STATE_CONCLUDED)
    ct_entry_set_conclusion (row->entry, &(CtConclusion) { validated, g_rand_boolean (rand), (char *) "by hand" });
  if (row->state == CT_STATE_ACCEPTED)
    {
      g_autoptr (GDateTime) time = NULL;
      g_autofree char *text = NULL;

      accepted = validated / 1000 + g_rand_int_range (rand, 0, 5000);
      time = g_date_time_new_from_unix_utc (accepted);
      text = g_date_time_format_iso8601 (time);
      g_free (row->receipt);
      row->receipt = g_strdup_printf ("Observation/1 %s 0123", text);
    }
  insert (row, accepted * 1000);
  g_ptr_array_add (rows, row);
  return row;
}

/* A combined test counts for each of what it looks for. */
static void
check_analytes (const CtFigures *figures)
{
  static const struct
  {
    const char *id, *column, *where;
  } looked_for[] = { { "sars-cov-2", "r1", "1" }, { "influenza-a", "r2", "kit = 'combo'" }, { "rsv", "r3", "kit = 'combo'" } };
  static const char * const in[] = { "negative", "positive", "inconclusive", "unreadable" };
  g_autoptr (CtCatalog) catalog = sample_catalog ();
  g_autoptr (GPtrArray) kinds = ct_figures_by_analyte (figures, catalog);

  g_assert_cmpuint (kinds->len, ==, G_N_ELEMENTS (looked_for));
  for (guint i = 0; i < kinds->len; i++)
    {
      const CtFiguresAnalyte *kind = g_ptr_array_index (kinds, i);

      g_assert_cmpstr (kind->analyte->id, ==, looked_for[i].id);
      g_assert_cmpuint (kind->tests, ==, numberf ("SELECT count(*) FROM counted WHERE NOT cancels AND %s", looked_for[i].where));
      for (guint j = 0; j < CT_FIGURES_RESULTS; j++)
        g_assert_cmpuint (kind->results[j], ==, numberf ("SELECT count(*) FROM counted WHERE NOT cancels AND %s AND %s = '%s'",
                                                         looked_for[i].where, looked_for[i].column, in[j]));
    }
}

static void
check_figures (const CtFigures *figures, CtDate from, CtDate to)
{
  static const char * const in[] = { "negative", "positive", "inconclusive", "unreadable" };
  g_autofree char *range = g_strdup_printf ("CREATE TEMP VIEW counted AS SELECT * FROM plain WHERE day BETWEEN '%04u-%02u-%02u' AND '%04u-%02u-%02u'",
                                            from.year, from.month, from.day, to.year, to.month, to.day);
  guint tests = 0;

  run ("DROP VIEW IF EXISTS counted");
  run (range);
  g_assert_cmpuint (figures->tests, ==, number ("SELECT count(*) FROM counted WHERE NOT cancels"));
  g_assert_cmpuint (figures->cancelled, ==, number ("SELECT count(*) FROM counted WHERE cancels"));
  g_assert_cmpuint (figures->accepted, ==, number ("SELECT count(*) FROM counted WHERE NOT cancels AND state IN ('accepted', 'seen')"));
  g_assert_cmpuint (figures->waiting, ==, number ("SELECT count(*) FROM counted WHERE NOT cancels AND state IN ('waiting', 'unknown')"));
  g_assert_cmpuint (figures->refused, ==, number ("SELECT count(*) FROM counted WHERE NOT cancels AND state IN ('refused', 'stuck', 'given up')"));
  g_assert_cmpuint (figures->drafts, ==, number ("SELECT count(*) FROM test WHERE state = 'draft'"));
  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    g_assert_cmpuint (figures->results[i], ==, numberf ("SELECT count(*) FROM counted WHERE NOT cancels AND result = '%s'", in[i]));
  for (guint hour = 0; hour < 24; hour++)
    g_assert_cmpuint (figures->hours[hour], ==, numberf ("SELECT count(*) FROM counted WHERE NOT cancels AND hour = %u", hour));
  g_assert_cmpuint (figures->days->len, ==, number ("SELECT count(DISTINCT day) FROM counted WHERE NOT cancels"));
  for (guint i = 0; i < figures->days->len; i += 13)
    {
      const CtFiguresDay *day = g_ptr_array_index (figures->days, i);
      g_autofree char *iso = ct_date_to_iso (day->day);

      g_assert_cmpuint (day->tests, ==, numberf ("SELECT count(*) FROM counted WHERE NOT cancels AND day = '%s'", iso));
      g_assert_cmpuint (day->results[1], ==, numberf ("SELECT count(*) FROM counted WHERE NOT cancels AND day = '%s' AND result = 'positive'", iso));
    }
  for (guint i = 0; i < figures->lots->len; i++)
    {
      const CtFiguresLot *lot = g_ptr_array_index (figures->lots, i);

      tests += lot->tests;
      g_assert_cmpuint (lot->tests, ==, numberf ("SELECT count(*) FROM counted WHERE NOT cancels AND kit = '%s' AND lot = '%s'", lot->kit, lot->lot));
    }
  g_assert_cmpuint (tests, ==, figures->tests);
  g_assert_cmpint (figures->median_ms, ==, number ("SELECT max(accepted - validated, 0) FROM counted WHERE NOT cancels AND state = 'accepted' ORDER BY 1"
                                                   " LIMIT 1 OFFSET (SELECT (count(*) - 1) / 2 FROM counted WHERE NOT cancels AND state = 'accepted')"));
  g_assert_cmpuint (figures->list->len, ==, figures->tests);
  g_assert_true (ct_figures_agree (figures));
  check_analytes (figures);
}

static void
add_to_day (GHashTable *by_day, CtRow *row)
{
  gpointer day = GSIZE_TO_POINTER (ct_date_number (ct_figures_day_of (row, zone)));
  GPtrArray *list = g_hash_table_lookup (by_day, day);

  if (list == NULL)
    {
      list = g_ptr_array_new ();
      g_hash_table_insert (by_day, day, list);
    }
  g_ptr_array_add (list, row);
}

/* As if some had been erased: those that count are kept as the figures of their days, sealed
 * and opened again; what was corrected goes without a trace. */
static CtFigures *
count_erased (CtDate from, CtDate to)
{
  g_autoptr (GHashTable) amended = g_hash_table_new (ct_uuid_hash, ct_uuid_same); /* UUID to its correction */
  g_autoptr (GHashTable) gone = g_hash_table_new (ct_uuid_hash, ct_uuid_same);
  g_autoptr (GHashTable) by_uuid = g_hash_table_new (ct_uuid_hash, ct_uuid_same);
  g_autoptr (GHashTable) by_day = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GPtrArray) here = g_ptr_array_new ();
  g_autoptr (GPtrArray) days = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_figures_free);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  CtFigures *figures;
  GHashTableIter iter;
  gpointer key, value;

  for (guint i = 0; i < rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (rows, i);
      const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

      g_hash_table_insert (by_uuid, &row->uuid, row);
      if (amendment != NULL && row->state != CT_STATE_DRAFT)
        g_hash_table_insert (amended, (gpointer) &amendment->amends, row);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (rows, i);
      const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

      if (!ct_state_is_final (row->state) || g_hash_table_contains (amended, &row->uuid) || g_rand_boolean (rand))
        continue;
      add_to_day (by_day, row);
      for (; row != NULL; row = amendment != NULL ? g_hash_table_lookup (by_uuid, &amendment->amends) : NULL)
        {
          g_hash_table_add (gone, &row->uuid); /* before it, what it corrects */
          amendment = ct_entry_get_amendment (row->entry);
        }
    }
  for (guint i = 0; i < rows->len; i++)
    if (!g_hash_table_contains (gone, &((CtRow *) g_ptr_array_index (rows, i))->uuid))
      g_ptr_array_add (here, g_ptr_array_index (rows, i));
  g_assert_cmpuint (g_hash_table_size (gone), >, rows->len / 10);
  g_hash_table_iter_init (&iter, by_day);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      CtDate day = ct_date_from_number ((gint64) GPOINTER_TO_SIZE (key));
      g_autoptr (CtFigures) counted = NULL;
      g_autoptr (GBytes) packed = NULL;

      if (ct_date_compare (day, from) < 0 || ct_date_compare (day, to) > 0)
        continue;
      counted = ct_figures_count (value, day, day, zone);
      packed = ct_figures_pack (counted);
      g_ptr_array_add (days, ct_figures_unpack (packed));
      g_assert_nonnull (g_ptr_array_index (days, days->len - 1));
    }
  figures = ct_figures_count (here, from, to, zone);
  ct_figures_add (figures, days);
  return figures;
}

static void
check (CtDate from, CtDate to)
{
  gint64 began = g_get_monotonic_time ();
  g_autoptr (CtFigures) figures = ct_figures_count (rows, from, to, zone);
  gint64 took = g_get_monotonic_time () - began;

  g_test_message ("%u of %u records in %.1f ms", figures->tests, rows->len, (double) took / 1000);
  check_figures (figures, from, to);
}

static void
check_erased (CtDate from, CtDate to)
{
  g_autoptr (CtFigures) figures = count_erased (from, to);

  check_figures (figures, from, to);
}

/* Whatever is no such thing is told; what is cut breaks nothing. */
static void
test_garbage (void)
{
  g_autoptr (CtFigures) figures = ct_figures_count (rows, (CtDate) { 2026, 3, 1 }, (CtDate) { 2026, 3, 1 }, zone);
  g_autoptr (GBytes) packed = ct_figures_pack (figures);
  gsize size = g_bytes_get_size (packed);

  for (gsize length = 0; length < size; length += 1 + size / 200)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (packed, 0, length);
      CtFigures *read = ct_figures_unpack (cut);

      if (read != NULL)
        ct_figures_free (read); /* GVariant has arrays that are whole when cut */
    }
  for (guint i = 0; i < 256; i++)
    {
      guint8 noise[64];
      g_autoptr (GBytes) bytes = NULL;
      CtFigures *read;

      for (guint j = 0; j < sizeof noise; j++)
        noise[j] = (guint8) g_test_rand_int ();
      bytes = g_bytes_new (noise, sizeof noise);
      read = ct_figures_unpack (bytes);
      g_assert_null (read);
    }
}

static void
test_year (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261126);

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  run ("CREATE TABLE test (uuid BLOB, state TEXT, validated INTEGER, r1 TEXT, kit TEXT, lot TEXT, accepted INTEGER, amends BLOB, cancels INTEGER, r2 TEXT, r3 TEXT); BEGIN");
  while (rows->len < RECORDS)
    {
      CtRow *row = make (rand, NULL);

      /* One in twenty is corrected or cancelled later, some of them twice. */
      while (row->state == CT_STATE_ACCEPTED && g_rand_int_range (rand, 0, 20) == 0)
        row = make (rand, row);
    }
  run ("COMMIT; CREATE INDEX by_amends ON test (amends);"
       "CREATE TEMP TABLE plain AS SELECT *, strftime('%Y-%m-%d', validated / 1000, 'unixepoch', 'localtime') AS day,"
       " CASE WHEN 'positive' IN (r1, r2, r3) THEN 'positive' WHEN 'inconclusive' IN (r1, r2, r3) THEN 'inconclusive'"
       " WHEN 'unreadable' IN (r1, r2, r3) THEN 'unreadable' ELSE 'negative' END AS result,"
       " CAST (strftime('%H', validated / 1000, 'unixepoch', 'localtime') AS INTEGER) AS hour FROM test AS t WHERE state <> 'draft'"
       " AND NOT EXISTS (SELECT 1 FROM test AS later WHERE later.amends = t.uuid AND later.state <> 'draft')");
  check ((CtDate) { 2026, 1, 1 }, (CtDate) { 2026, 12, 31 });
  check ((CtDate) { 2026, 3, 29 }, (CtDate) { 2026, 3, 29 });  /* 23 hours long */
  check ((CtDate) { 2026, 10, 19 }, (CtDate) { 2026, 10, 25 }); /* one of them 25 */
  check_erased ((CtDate) { 2026, 1, 1 }, (CtDate) { 2026, 12, 31 });
  check_erased ((CtDate) { 2026, 3, 29 }, (CtDate) { 2026, 3, 29 });
  check_erased ((CtDate) { 2026, 10, 19 }, (CtDate) { 2026, 10, 25 });
  test_garbage ();
  g_ptr_array_unref (rows);
}

/* Nothing, and what does not add up. */
static void
test_odd (void)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autoptr (CtFigures) none = ct_figures_count (list, (CtDate) { 0 }, (CtDate) { 0 }, zone), odd = NULL;
  CtRow *untimed = ct_row_new (), *unproven = ct_row_new (), *unnamed = ct_row_new ();

  g_assert_cmpuint (none->tests, ==, 0);
  g_assert_cmpint (none->median_ms, ==, -1);
  g_assert_cmpfloat (ct_figures_positivity (none->results), ==, -1);
  g_assert_true (ct_figures_agree (none));
  g_ptr_array_add (list, untimed);
  g_ptr_array_add (list, unproven);
  g_ptr_array_add (list, unnamed);
  for (guint i = 0; i < list->len; i++)
    {
      CtRow *row = g_ptr_array_index (list, i);

      row->uuid = ct_uuid_random ();
      row->entry = ct_entry_new ();
      row->state = CT_STATE_WAITING;
      ct_entry_set (row->entry, CT_FIELD_RESULT, "negative");
      ct_entry_set_validated_at (row->entry, BEGINS * 1000);
    }
  ct_entry_set_validated_at (untimed->entry, 0);
  unproven->state = CT_STATE_ACCEPTED; /* without a receipt */
  ct_entry_set (unnamed->entry, CT_FIELD_RESULT, "maybe");
  odd = ct_figures_count (list, (CtDate) { 0 }, (CtDate) { 0 }, zone);
  g_assert_cmpuint (odd->tests, ==, 2);
  g_assert_cmpuint (odd->odd->len, ==, 3);
  g_assert_false (ct_figures_agree (odd));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  zone = g_time_zone_new_local ();
  g_test_add_func ("/figures/year", test_year);
  g_test_add_func ("/figures/odd", test_odd);
  status = g_test_run ();
  g_time_zone_unref (zone);
  return status;
}
