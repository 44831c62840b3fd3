/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Tables of others: whatever is read is written so that it is read the same. */

#include "fuzz.h"

#include "ct-csv.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GString) text = g_string_new (CT_CSV_BOM);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (CtCsv) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtCsv) csv = ct_csv_parse (bytes, &error);

  if (csv == NULL)
    {
      g_assert_nonnull (error);
      return 0;
    }
  g_assert_nonnull (strchr (";,\t", ct_csv_get_separator (csv)));
  g_assert_true (!ct_csv_is_utf8 (csv) || g_utf8_validate ((const char *) data, (gssize) size, NULL));
  for (guint i = 0; i < ct_csv_get_n_rows (csv); i++)
    {
      const char * const *row = ct_csv_get_row (csv, i);
      const char *cells[CT_CSV_MAX_COLUMNS + 1] = { NULL };
      guint n = g_strv_length ((GStrv) row);

      g_assert_cmpuint (n, <=, CT_CSV_MAX_COLUMNS);
      /* Two columns at the least, so that the separator is told. */
      for (guint j = 0; j < MAX (n, 2); j++)
        cells[j] = j < n ? row[j] : "";
      ct_csv_append_row (text, cells);
    }
  written = g_bytes_new (text->str, text->len);
  again = ct_csv_parse (written, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ct_csv_get_n_rows (again), ==, ct_csv_get_n_rows (csv));
  for (guint i = 0; i < ct_csv_get_n_rows (csv); i++)
    for (guint j = 0; ct_csv_get_row (csv, i)[j] != NULL; j++)
      g_assert_cmpstr (ct_csv_get_row (again, i)[j], ==, ct_csv_get_row (csv, i)[j]);
  return 0;
}
