/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Tables with people in them: our exports come back as they left, others are read by the
 * names of their columns and the words people write, and what is wrong is told cell by cell. */

#include "ct-sheet-reader.h"

#include "ct-date.h"
#include "ct-sheet.h"

#include <string.h>

#define RECORDS 10000

static CtCatalog *catalog;

static CtCsv *
parse (const char *text, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;
  CtCsv *csv = ct_csv_parse (bytes, &error);

  g_assert_no_error (error);
  return csv;
}

/* Checked, and compared with @rows. */
static CtBatch *
read_text (const char *text, GPtrArray *rows)
{
  g_autoptr (CtCsv) csv = parse (text, strlen (text));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  CtBatch *batch = ct_sheet_read (csv, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < ct_batch_get_n_items (batch); i++)
    ct_batch_check (batch, i, catalog, now);
  ct_batch_compare (batch, rows != NULL ? rows : none, catalog, now);
  return batch;
}

static const char *
answer (CtBatch *batch, guint n, CtField field)
{
  return ct_entry_get (ct_batch_get_item (batch, n)->entry, field);
}

static char *
words_of (const CtIssue *issue)
{
  return ct_issue_fill (issue, ct_issue_template (issue));
}

static void
refuse (const char *text, CtBatchError code)
{
  g_autoptr (CtCsv) csv = parse (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_sheet_read (csv, &error));
  g_assert_error (error, CT_BATCH_ERROR, (int) code);
}

/* A pharmacy's own list: its names of columns, its order, its words. */
static void
test_others (void)
{
  g_autoptr (CtBatch) batch = read_text ("SEXE,Prénom,nom,Né le,Médecin,C.P.,Ville,résultat du test,N° DE LOT\n"
                                         "femme,anne,martin,14/03/1979,Dr X,67000,strasbourg,Négatif,L1\n"
                                         "H,paul,durand,3/4/80,,67000,Strasbourg,POSITIF,L2\n"
                                         "1,luc,petit,1980-04-03,,67000,Strasbourg,douteux,L2\n",
                                         NULL);

  g_assert_cmpuint (ct_batch_get_n_items (batch), ==, 3);
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_BIRTH_NAME), ==, "MARTIN");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_FIRST_NAMES), ==, "Anne");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_SEX), ==, "F");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_RESULT), ==, "negative");
  g_assert_cmpstr (answer (batch, 1, CT_FIELD_SEX), ==, "M");
  g_assert_cmpstr (answer (batch, 1, CT_FIELD_BIRTH_DATE), ==, "03/04/1980");
  g_assert_cmpstr (answer (batch, 1, CT_FIELD_RESULT), ==, "positive");
  g_assert_cmpstr (answer (batch, 2, CT_FIELD_SEX), ==, "M");
  g_assert_cmpstr (answer (batch, 2, CT_FIELD_RESULT), ==, "inconclusive");
  g_assert_cmpuint (ct_batch_get_item (batch, 2)->line, ==, 4);
  g_assert_cmpuint (ct_batch_get_ignored (batch)->len, ==, 2); /* "C.P." folds to "c p" */
  g_assert_cmpstr (g_ptr_array_index (ct_batch_get_ignored (batch), 0), ==, "Médecin");
}

static void
test_refused (void)
{
  refuse ("", CT_BATCH_ERROR_EMPTY);
  refuse ("birth_name;sex\n", CT_BATCH_ERROR_EMPTY);
  refuse ("MARTIN;Anne\nDURAND;Paul\n", CT_BATCH_ERROR_COLUMNS);
}

static guint
errors_of (CtBatch *batch, guint n)
{
  const CtBatchItem *item = ct_batch_get_item (batch, n);
  guint count = 0;

  for (guint i = 0; i < item->issues->len; i++)
    count += ct_batch_item_is_error (item, g_ptr_array_index (item->issues, i));
  return count;
}

/* The template is filled in below its example, which passes itself. */
static void
check_template (gboolean french)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CtBatch) batch = NULL;

  ct_sheet_append_template (text, french, now);
  batch = read_text (text->str, NULL);
  g_assert_cmpuint (ct_batch_get_n_items (batch), ==, 1);
  g_assert_cmpuint (ct_batch_get_ignored (batch)->len, ==, 0);
  g_assert_cmpuint (errors_of (batch, 0), ==, 0);
  g_assert_cmpint (ct_batch_get_item (batch, 0)->fate, ==, CT_BATCH_READY);
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_RESULT), ==, "negative");
}

static void
test_template (void)
{
  check_template (TRUE);
  check_template (FALSE);
}

static void
test_fates (void)
{
#define HEAD "id;receipt;kind;birth_name;first_names;birth_date;sex;postal_code;town;kit;lot;sampled_at;consent;result\n"
#define TEST ";F;67000;Strasbourg;1232;L1;%s;yes;negative\n"
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *sampled = g_date_time_format (now, "%d/%m/%Y %H:%M");
  CtUuid known = ct_uuid_random ();
  g_autofree char *id = ct_uuid_format (&known);
  g_autofree char *text = g_strdup_printf (HEAD ";;;UN;Anne;14/03/1979" TEST     /* ready */
                                           ";;;DEUX;Anne;14/03/1979;;;;;;;;\n"   /* to be tested: the rest is asked */
                                           ";;;TROIS;;32/03/1979" TEST           /* to mend */
                                           ";x;result;QUATRE;Anne;14/03/1979" TEST
                                           ";;correction;CINQ;Anne;14/03/1979" TEST
                                           ";;;Un;ANNE;1979-03-14" TEST          /* the first again, written otherwise */
                                           "%s;;;SEPT;Anne;14/03/1979" TEST
                                           ";;;Hervé;Luc;01/02/1950" TEST,
                                           sampled, sampled, sampled, sampled, sampled, id, sampled, sampled);
  static const CtBatchFate expected[] = {
    CT_BATCH_READY, CT_BATCH_READY, CT_BATCH_TO_MEND, CT_BATCH_DECLARED, CT_BATCH_DECLARED, CT_BATCH_TWICE, CT_BATCH_HERE, CT_BATCH_HERE,
  };
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autoptr (CtBatch) batch = NULL;
  CtRow *seven = ct_row_new (), *eight = ct_row_new ();

  seven->uuid = known;
  seven->entry = ct_entry_new ();
  eight->entry = ct_entry_new ();
  eight->uuid = ct_uuid_random ();
  ct_entry_set (eight->entry, CT_FIELD_BIRTH_NAME, "HERVE");
  ct_entry_set (eight->entry, CT_FIELD_FIRST_NAMES, "Luc");
  ct_entry_set (eight->entry, CT_FIELD_BIRTH_DATE, "01/02/1950");
  ct_entry_set (eight->entry, CT_FIELD_SAMPLED_AT, sampled);
  g_ptr_array_add (rows, seven);
  g_ptr_array_add (rows, eight);
  batch = read_text (text, rows);
  g_assert_cmpuint (ct_batch_get_n_items (batch), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_test_message ("%u", i);
      g_assert_cmpint (ct_batch_get_item (batch, i)->fate, ==, expected[i]);
    }
  g_assert_cmpuint (ct_batch_count (batch, CT_BATCH_HERE), ==, 2);
  g_assert_cmpuint (errors_of (batch, 2), ==, 2); /* no first name, no day */
}

/* The same file is given back, whatever stands in it, with one column more, and read again. */
static void
test_marked (void)
{
  const char *text = "Nom;Prénoms;Note;Né le\n\"A;B\";=1+1;\"two\nlines\";14/03/1979\nDURAND;Paul;;31/02/1980;beyond\n";
  g_autoptr (CtCsv) csv = parse (text, strlen (text));
  g_autoptr (CtBatch) batch = read_text (text, NULL);
  g_autoptr (GString) out = g_string_new (NULL), twice = g_string_new (NULL);
  g_autoptr (CtCsv) back = NULL;
  g_autoptr (CtBatch) again = NULL;

  ct_sheet_append_marked (out, csv, batch, words_of);
  back = parse (out->str, out->len);
  g_assert_cmpuint (ct_csv_get_n_rows (back), ==, 3);
  for (guint i = 0; i < 3; i++)
    for (guint j = 0; ct_csv_get_row (csv, i)[j] != NULL; j++)
      g_assert_cmpstr (ct_csv_get_row (back, i)[j], ==, ct_csv_get_row (csv, i)[j]);
  g_assert_cmpuint (g_strv_length ((GStrv) ct_csv_get_row (back, 1)), ==, 6);
  g_assert_nonnull (strstr (ct_csv_get_row (back, 1)[5], "birth_name"));
  g_assert_nonnull (strstr (ct_csv_get_row (back, 2)[5], "birth_date: "));
  again = read_text (out->str, NULL);
  g_assert_cmpuint (ct_batch_get_ignored (again)->len, ==, 1); /* the note; not the errors */
  ct_sheet_append_marked (twice, back, again, words_of);
  g_assert_cmpuint (twice->len, ==, out->len);
}

static char *
hostile (GRand *rand)
{
  static const char * const pieces[] = { "=", "+", "-", "@", "\t", "\r\n", "\n", "'", "\"", ";", ",", " ", "e\xcc\x81", "É", "יוסף", "محمد", "\xe2\x80\xae", "𝓐", "0", "DUPONT", "; DROP TABLE" };
  GString *text = g_string_new (NULL);

  for (gint n = g_rand_int_range (rand, 0, 6); n > 0; n--)
    g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  return g_string_free (text, FALSE);
}

/* Free text of any kind, good and bad dates, every code. */
static CtRow *
any_row (GRand *rand)
{
  CtRow *row = ct_row_new ();

  row->uuid = ct_uuid_random ();
  row->state = CT_STATE_WAITING;
  row->entry = ct_entry_new ();
  ct_entry_set_validated_at (row->entry, G_GINT64_CONSTANT (1795510000000));
  for (guint i = 0; i < CT_FIELD_REASON; i++)
    {
      const char * const *codes = ct_field_codes ((CtField) i);
      g_autofree char *text = hostile (rand);

      if (codes != NULL)
        ct_entry_set (row->entry, (CtField) i, g_rand_boolean (rand) ? codes[g_rand_int_range (rand, 0, (gint) g_strv_length ((GStrv) codes))] : "");
      else
        ct_entry_set (row->entry, (CtField) i, text);
    }
  if (g_rand_boolean (rand))
    {
      g_autofree char *day = g_strdup_printf ("%02d/%02d/%04d", g_rand_int_range (rand, 1, 29), g_rand_int_range (rand, 1, 13), g_rand_int_range (rand, 1920, 2026));

      ct_entry_set (row->entry, CT_FIELD_BIRTH_DATE, day);
      ct_entry_set (row->entry, CT_FIELD_SAMPLED_AT, "24/11/2026 09:05");
      ct_entry_set (row->entry, CT_FIELD_PHONE, "06 39 98 00 01");
      ct_entry_set (row->entry, CT_FIELD_NIR, "2 79 03 51 215 189 89");
    }
  return row;
}

/* Export, import, export: the same bytes, for whatever was typed. */
static void
test_identity (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261127);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  for (guint done = 0; done < RECORDS; done += CT_BATCH_MAX)
    {
      g_autoptr (GString) out = g_string_new (NULL), again = g_string_new (NULL);
      g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
      g_autoptr (CtCsv) csv = NULL;
      g_autoptr (CtBatch) batch = NULL;

      ct_sheet_begin (out);
      for (guint i = 0; i < CT_BATCH_MAX; i++)
        {
          g_ptr_array_add (rows, any_row (rand));
          ct_sheet_append_row (out, g_ptr_array_index (rows, i), zone);
        }
      csv = parse (out->str, out->len);
      batch = ct_sheet_read (csv, NULL);
      g_assert_nonnull (batch);
      g_assert_cmpuint (ct_batch_get_n_items (batch), ==, CT_BATCH_MAX);
      ct_sheet_begin (again);
      for (guint i = 0; i < CT_BATCH_MAX; i++)
        {
          CtRow *row = g_ptr_array_index (rows, i);
          const CtBatchItem *item = ct_batch_get_item (batch, i);

          g_assert_true (ct_uuid_equal (&item->uuid, &row->uuid));
          ct_entry_set_validated_at (item->entry, ct_entry_get_validated_at (row->entry));
          ct_entry_unref (row->entry);
          row->entry = ct_entry_ref (item->entry);
          ct_sheet_append_row (again, row, zone);
        }
      g_assert_true (g_string_equal (out, again));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  catalog = ct_catalog_new ();
  ct_catalog_add_eu_kit (catalog, ct_catalog_add_test (catalog, "sars-cov-2", "Covid-19", "other"), "1232", "Abbott Rapid Diagnostics, Panbio COVID-19 Ag Rapid Test");
  ct_catalog_add_country (catalog, "FR", "France");
  ct_catalog_add_towns (catalog, "67000\t67482\tStrasbourg\t291313\n");
  g_test_add_func ("/sheet/others", test_others);
  g_test_add_func ("/sheet/refused", test_refused);
  g_test_add_func ("/sheet/template", test_template);
  g_test_add_func ("/sheet/fates", test_fates);
  g_test_add_func ("/sheet/marked", test_marked);
  g_test_add_func ("/sheet/identity", test_identity);
  return g_test_run ();
}
