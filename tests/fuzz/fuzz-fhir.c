/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* FHIR of others: a batch with somebody in it, or an error that says something. */

#include "fuzz.h"

#include "ct-fhir-reader.h"
#include "sample.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static CtCatalog *catalog;
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtBatch) batch = NULL;

  if (catalog == NULL)
    catalog = sample_catalog ();
  batch = ct_fhir_read (bytes, catalog, &error);
  g_assert_true ((batch == NULL) == (error != NULL));
  if (batch == NULL)
    {
      g_assert_cmpuint (strlen (error->message), >, 5);
      return 0;
    }
  g_assert_cmpuint (ct_batch_get_n_items (batch), >, 0);
  for (guint i = 0; i < ct_batch_get_n_items (batch); i++)
    for (guint field = 0; field < CT_N_FIELDS; field++)
      g_assert_true (g_utf8_validate (ct_entry_get (ct_batch_get_item (batch, i)->entry, (CtField) field), -1, NULL));
  return 0;
}
