/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Tables of others, as records: whatever is read is checked without harm, and the table that
 * is given back holds as many rows, and says the same again. */

#include "fuzz.h"

#include "ct-sheet-reader.h"
#include "sample.h"

static char *
words_of (const CtIssue *issue)
{
  return ct_issue_fill (issue, ct_issue_template (issue));
}

static CtBatch *
read_table (CtCsv *csv)
{
  static CtCatalog *catalog;
  g_autoptr (GDateTime) now = sample_now ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  CtBatch *batch = ct_sheet_read (csv, &error);

  if (catalog == NULL)
    catalog = sample_catalog ();
  g_assert_true ((batch == NULL) == (error != NULL));
  for (guint i = 0; batch != NULL && i < ct_batch_get_n_items (batch); i++)
    ct_batch_check (batch, i, catalog, now);
  if (batch != NULL)
    ct_batch_compare (batch, none, catalog, now);
  return batch;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (CtCsv) csv = ct_csv_parse (bytes, NULL);
  /* Rows are checked one by one: many of them find nothing that few do not. */
  g_autoptr (CtBatch) batch = csv != NULL && ct_csv_get_n_rows (csv) <= 5 ? read_table (csv) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (CtCsv) back = NULL;
  g_autoptr (CtBatch) again = NULL;

  if (batch == NULL)
    return 0;
  ct_sheet_append_marked (text, csv, batch, words_of);
  written = g_bytes_new (text->str, text->len);
  back = ct_csv_parse (written, NULL);
  if (back == NULL) /* one column more than may be */
    return 0;
  g_assert_cmpuint (ct_csv_get_n_rows (back), ==, ct_csv_get_n_rows (csv));
  again = read_table (back);
  g_assert_nonnull (again);
  for (guint i = 0; i < ct_batch_get_n_items (batch); i++)
    {
      const CtBatchItem *one = ct_batch_get_item (batch, i), *other = ct_batch_get_item (again, i);

      g_assert_cmpint (one->fate, ==, other->fate);
      g_assert_true (ct_entry_same_answers (one->entry, other->entry));
      for (guint field = 0; field < CT_N_FIELDS; field++)
        g_assert_true (g_utf8_validate (ct_entry_get (one->entry, (CtField) field), -1, NULL));
    }
  return 0;
}
