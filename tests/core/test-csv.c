/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Tables: what spreadsheets write is read, what is written is read the same, and no cell of
 * it is a formula. */

#include "ct-csv.h"

#include <string.h>

#define CELLS 100000

static CtCsv *
parse (const char *text, gssize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);
  g_autoptr (GError) error = NULL;
  CtCsv *csv = ct_csv_parse (bytes, &error);

  g_assert_no_error (error);
  return csv;
}

static void
refuse (const char *text, gsize length, CtCsvError code, const char *says)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_csv_parse (bytes, &error));
  g_assert_error (error, CT_CSV_ERROR, (int) code);
  if (says != NULL)
    g_assert_nonnull (strstr (error->message, says));
}

static void
assert_row (CtCsv *csv, guint n, const char *expected)
{
  g_autofree char *joined = g_strjoinv ("|", (GStrv) ct_csv_get_row (csv, n));

  g_assert_cmpstr (joined, ==, expected);
}

static void
test_read (void)
{
  static const struct
  {
    const char *text;
    char        separator;
    const char *second; /* row */
  } tables[] = {
    { "a;b\n1;2", ';', "1|2" },
    { "a,b\r\n1,2\r\n", ',', "1|2" },
    { "a\tb\r1\t2\r", '\t', "1|2" },
    { CT_CSV_BOM "a;b\r\n1;2\r\n\r\n", ';', "1|2" },
    { "\"a;c,d\";b\n\"1;\"\"x\"\"\ny\";", ';', "1;\"x\"\ny|" },
    { "a;b,c\n1;2,5", ';', "1|2,5" },
    { "a;b;c\n;;", ';', "||" },
    { "a;b\n5\" long;2", ';', "5\" long|2" },
    { "a;b\n'=1+1;''@x", ';', "=1+1|'@x" },
    { "a;b\n's Gravesande;'", ';', "'s Gravesande|'" },
    { "nom\nDUPONT", ';', "DUPONT" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autoptr (CtCsv) csv = parse (tables[i].text, -1);

      g_assert_cmpuint (ct_csv_get_n_rows (csv), ==, 2);
      g_assert_cmpint (ct_csv_get_separator (csv), ==, tables[i].separator);
      g_assert_true (ct_csv_is_utf8 (csv));
      assert_row (csv, 1, tables[i].second);
    }
}

static void
test_charset (void)
{
  g_autoptr (CtCsv) latin = parse ("nom;pr\xe9nom\nLEFEVRE;Fran\xe7ois \x80\n", -1);
  g_autoptr (CtCsv) none = parse ("", 0);

  g_assert_false (ct_csv_is_utf8 (latin));
  assert_row (latin, 1, "LEFEVRE|François €");
  g_assert_cmpuint (ct_csv_get_n_rows (none), ==, 0);
  refuse ("a;b\n\xe9\x81", 6, CT_CSV_ERROR_CHARSET, NULL); /* 0x81 is nothing in Windows-1252 */
}

static void
test_refused (void)
{
  g_autoptr (GString) large = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("a");

  refuse ("a;b\n1;\0", 7, CT_CSV_ERROR_BINARY, NULL);
  refuse ("a;b\n1;2\n\"x;y\nz", 14, CT_CSV_ERROR_QUOTE, "line 3");
  refuse ("a;b\n\"1\"x;2", 10, CT_CSV_ERROR_QUOTE, "line 2");
  for (guint i = 0; i <= CT_CSV_MAX_COLUMNS; i++)
    g_string_append (wide, ";b");
  refuse (wide->str, wide->len, CT_CSV_ERROR_WIDE, "line 1");
  for (guint i = 0; i <= CT_CSV_MAX_ROWS; i++)
    g_string_append (large, "1;2\n");
  refuse (large->str, large->len, CT_CSV_ERROR_LONG, NULL);
  g_string_truncate (large, large->len - 4);
  ct_csv_free (parse (large->str, (gssize) large->len)); /* as many as may be */
  g_string_set_size (large, CT_CSV_MAX_BYTES + 1);
  memset (large->str, 'a', large->len);
  refuse (large->str, large->len, CT_CSV_ERROR_LARGE, NULL);
}

/* Every cell of any text comes back as it was, and begins as no formula does. */
static void
test_there_and_back (void)
{
  static const char * const pieces[] = { "=", "+", "-", "@", "\t", "\r", "\n", "'", "\"", ";", ",", " ", "cmd|' /C calc'!A0", "é", "\xe2\x82\xac", "1", "DUPONT", "" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261126);

  for (guint done = 0; done < CELLS; done += 100)
    {
      g_autoptr (GString) table = g_string_new (CT_CSV_BOM);
      g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
      g_autoptr (CtCsv) csv = NULL;

      for (guint i = 0; i < 10; i++)
        {
          char **row = g_new0 (char *, 11);

          for (guint j = 0; j < 10; j++)
            {
              const char *parts[5] = { NULL };

              for (gint k = 0; k < g_rand_int_range (rand, 0, 5); k++)
                parts[k] = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];
              row[j] = g_strjoinv ("", (char **) parts);
            }
          g_ptr_array_add (rows, row);
          ct_csv_append_row (table, (const char * const *) row);
        }
      csv = parse (table->str, (gssize) table->len);
      g_assert_cmpuint (ct_csv_get_n_rows (csv), ==, rows->len);
      for (guint i = 0; i < rows->len; i++)
        g_assert_true (g_strv_equal (ct_csv_get_row (csv, i), g_ptr_array_index (rows, i)));

      /* As a program that knows of no guard sees it: nothing to calculate. */
      for (const char *p = table->str + strlen (CT_CSV_BOM); p != NULL && *p != '\0';)
        {
          gboolean quoted = *p == '"';
          const char *cell = p + quoted;

          g_assert_null (*cell != '\0' && !(quoted && *cell == '"') && strchr ("=+-@\t", *cell) != NULL ? cell : NULL);
          g_assert_false (quoted && (*cell == '\r' || *cell == '\n'));
          if (quoted)
            for (p = cell; *p != '"' || p[1] == '"'; p++)
              p += *p == '"';
          p += strcspn (p, ";\r");
          p += *p == ';' ? 1 : 2;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/read", test_read);
  g_test_add_func ("/csv/charset", test_charset);
  g_test_add_func ("/csv/refused", test_refused);
  g_test_add_func ("/csv/there-and-back", test_there_and_back);
  return g_test_run ();
}
