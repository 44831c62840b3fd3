/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The register finds what a look at each record finds, by words, state and day. */

#include "ct-register.h"

#include "ct-search-text.h"
#include "ct-story.h"

#include <string.h>

#define N 4000

static const char * const names[] = { "MARTIN", "Lefèvre", "O'BRIEN", "DUPONT DE LA TOUR", "Ðurić", "MARTINEZ", "ÇELIK" };
static const char * const first_names[] = { "Anne", "Éléonore", "Jean-Luc", "Zoé", "Maëlle" };

static CtRow *
new_row (guint seq, GRand *random)
{
  CtRow *row = ct_row_new ();
  g_autofree char *date = g_strdup_printf ("%02d/%02d/%d", g_rand_int_range (random, 1, 29), g_rand_int_range (random, 1, 13),
                                           g_rand_int_range (random, 1930, 2020));
  g_autofree char *phone = g_strdup_printf ("+33639%06d", g_rand_int_range (random, 0, 1000000));
  g_autofree char *lot = g_strdup_printf ("LOT-%d", g_rand_int_range (random, 0, 20));

  row->seq = seq;
  memcpy (row->uuid.bytes, &seq, sizeof seq);
  row->state = (CtState) g_rand_int_range (random, 0, CT_N_STATES);
  row->entry = ct_entry_new ();
  ct_entry_set (row->entry, CT_FIELD_BIRTH_NAME, names[g_rand_int_range (random, 0, G_N_ELEMENTS (names))]);
  ct_entry_set (row->entry, CT_FIELD_FIRST_NAMES, first_names[g_rand_int_range (random, 0, G_N_ELEMENTS (first_names))]);
  ct_entry_set (row->entry, CT_FIELD_BIRTH_DATE, date);
  ct_entry_set (row->entry, CT_FIELD_PHONE, phone);
  ct_entry_set (row->entry, CT_FIELD_LOT, lot);
  if (row->state != CT_STATE_DRAFT)
    ct_entry_set_validated_at (row->entry, G_GINT64_CONSTANT (1767225600000) + g_rand_int_range (random, 0, 90) * G_GINT64_CONSTANT (86400000));
  return row;
}

static GPtrArray *
new_rows (void)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  for (guint i = 1; i <= N; i++)
    g_ptr_array_add (rows, new_row (i, random));
  return rows;
}

/* What anybody would do with a pencil. */
static gboolean
has (const CtRow *row, const char *typed)
{
  g_autofree char *text = ct_search_text (row->entry);
  guint64 mark;
  g_auto (GStrv) words = ct_search_words (typed, &mark);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (strstr (text, words[i]) == NULL)
      return FALSE;
  return TRUE;
}

static void
test_words (void)
{
  static const char * const typed[] = { "", "m", "ma", "martin", "éléo", "luc jean", "o brien", "lot 7", "0639", "+33639", "1403", "3", "zz", "'", "duric" };
  g_autoptr (GPtrArray) rows = new_rows ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (CtRegister) records = ct_register_new (rows, zone);

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      CtRegisterQuery query = { .text = typed[i] };
      guint total, expected = 0;
      g_autoptr (GPtrArray) found = ct_register_find (records, &query, 50, &total);

      for (guint j = 0; j < rows->len; j++) /* it put them in order */
        if (has (g_ptr_array_index (rows, j), typed[i]) && expected++ < found->len)
          g_assert_true (g_ptr_array_index (found, expected - 1) == g_ptr_array_index (rows, j));
      g_assert_cmpuint (total, ==, expected);
      g_assert_cmpuint (found->len, ==, MIN (50, expected));
      for (guint j = 1; j < found->len; j++)
        g_assert_cmpint (((CtRow *) g_ptr_array_index (found, j - 1))->seq, >, ((CtRow *) g_ptr_array_index (found, j))->seq);
    }
}

static guint
count (CtRegister *records, CtRegisterKind kind, CtDate from, CtDate to)
{
  CtRegisterQuery query = { "", kind, from, to };
  guint total;

  g_ptr_array_unref (ct_register_find (records, &query, 0, &total));
  return total;
}

static void
test_kinds_and_days (void)
{
  const CtDate any = { 0 }, first = { 2026, 1, 1 }, second = { 2026, 1, 2 }, last = { 2026, 12, 31 };
  g_autoptr (GPtrArray) rows = new_rows ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr (CtRegister) records = ct_register_new (rows, zone);
  guint states[CT_N_STATES] = { 0 }, sum = 0;

  for (guint i = 0; i < rows->len; i++)
    states[((CtRow *) g_ptr_array_index (rows, i))->state]++;
  g_assert_cmpuint (count (records, CT_REGISTER_DRAFT, any, any), ==, states[CT_STATE_DRAFT]);
  g_assert_cmpuint (count (records, CT_REGISTER_ACCEPTED, any, any), ==, states[CT_STATE_ACCEPTED]);
  g_assert_cmpuint (count (records, CT_REGISTER_REFUSED, any, any), ==,
                    states[CT_STATE_REFUSED] + states[CT_STATE_CONFLICT] + states[CT_STATE_STUCK]);
  g_assert_cmpuint (count (records, CT_REGISTER_CONCLUDED, any, any), ==, states[CT_STATE_CONCLUDED]);
  for (guint kind = CT_REGISTER_ALL + 1; kind < CT_N_REGISTER_KINDS; kind++)
    sum += count (records, (CtRegisterKind) kind, any, any);
  g_assert_cmpuint (sum, ==, N);
  /* Drafts without a moment are of no day. */
  g_assert_cmpuint (count (records, CT_REGISTER_ALL, first, last), ==, N - states[CT_STATE_DRAFT]);
  g_assert_cmpuint (count (records, CT_REGISTER_ALL, first, first) + count (records, CT_REGISTER_ALL, second, any), ==, N - states[CT_STATE_DRAFT]);
  g_assert_cmpuint (count (records, CT_REGISTER_ALL, first, first), >, 0);
  g_assert_cmpuint (count (records, CT_REGISTER_ALL, last, any), ==, 0);
}

static CtRow *
accepted (guint seq, const CtAmendment *amendment, gint64 at)
{
  CtRow *row = ct_row_new ();

  row->seq = seq;
  row->uuid.bytes[15] = (guint8) seq;
  row->state = CT_STATE_ACCEPTED;
  row->entry = ct_entry_new ();
  ct_entry_set_validated_at (row->entry, at);
  if (amendment != NULL)
    ct_entry_set_amendment (row->entry, amendment);
  return row;
}

/* What a correction replaced is there still, as that; and the day is that of the counter,
 * summer time included. */
static void
test_corrected (void)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr (CtRegister) records = NULL;
  CtAmendment correction = { 0 }, cancellation = { .cancels = TRUE };
  const CtDate any = { 0 }, day = { 2026, 7, 2 };
  gint64 midnight = G_GINT64_CONSTANT (1782943200000); /* 2026-07-02T00:00:00+02:00 */

  correction.amends.bytes[15] = 1;
  cancellation.amends.bytes[15] = 2;
  g_ptr_array_add (rows, accepted (1, NULL, midnight - 1));
  g_ptr_array_add (rows, accepted (2, &correction, midnight));
  g_ptr_array_add (rows, accepted (3, &cancellation, midnight + 1));
  g_ptr_array_add (rows, accepted (4, NULL, midnight - 1));
  records = ct_register_new (rows, zone);
  g_assert_cmpuint (count (records, CT_REGISTER_CORRECTED, any, any), ==, 2);
  g_assert_cmpuint (count (records, CT_REGISTER_CANCELLED, any, any), ==, 1);
  g_assert_cmpuint (count (records, CT_REGISTER_ACCEPTED, any, any), ==, 1);
  g_assert_cmpuint (count (records, CT_REGISTER_ALL, day, any), ==, 2);
  g_assert_cmpuint (count (records, CT_REGISTER_CORRECTED, day, day), ==, 1);
}

static CtAuditLine *
line (gint64 n, const char *actor, const char *verb, guint8 record)
{
  CtAuditLine *line = g_new0 (CtAuditLine, 1);

  line->n = n;
  line->at = n;
  line->actor = g_strdup (actor);
  line->verb = g_strdup (verb);
  line->detail = g_strdup ("");
  line->record.bytes[0] = record;
  return line;
}

/* Of a record and its correction, which were listed one after the other. */
static void
test_story (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_audit_line_free);
  g_autoptr (GPtrArray) told = NULL;
  static const gint64 expected[] = { 1, 4, 5, 6, 7, 8, 9 };

  g_ptr_array_add (lines, line (1, "AB", "draft", 1));
  g_ptr_array_add (lines, line (2, "AB", "draft", 1));
  g_ptr_array_add (lines, line (3, "AB", "draft", 1));
  g_ptr_array_add (lines, line (4, "CD", "draft", 1));
  g_ptr_array_add (lines, line (5, "CD", "waiting", 1));
  g_ptr_array_add (lines, line (6, "sender", "accepted", 1));
  g_ptr_array_add (lines, line (9, "CD", "printed", 1));
  g_ptr_array_add (lines, line (7, "CD", "draft", 2));
  g_ptr_array_add (lines, line (8, "CD", "waiting", 2));
  told = ct_story_tell (lines);
  g_assert_cmpuint (told->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < told->len; i++)
    g_assert_cmpint (((CtAuditLine *) g_ptr_array_index (told, i))->n, ==, expected[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/register/words", test_words);
  g_test_add_func ("/register/kinds-and-days", test_kinds_and_days);
  g_test_add_func ("/register/corrected", test_corrected);
  g_test_add_func ("/register/story", test_story);
  return g_test_run ();
}
