/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a scanner types. Built once for each format, READ being its reader; of a code that is
 * not whole, nothing is taken. */

#include "fuzz.h"

#include "ct-2ddoc.h"
#include "ct-gs1.h"
#include "ct-ins-code.h"
#include "ct-mrz.h"
#include "ct-scan.h"
#include "ct-vcard.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const CtDate today = { 2026, 11, 24 };
  g_autofree char *text = fuzz_text (data, size);
  g_autoptr (CtEntry) entry = ct_entry_new ();
  g_autoptr (CtEntry) whole = ct_entry_new ();
  gboolean certain;
  CtScanKind kind;

  if (!g_utf8_validate (text, -1, NULL)) /* GTK gives nothing else */
    return 0;
  READ (text, today, entry);
  kind = ct_scan_read (text, today, whole);
  if (kind == CT_SCAN_NONE || kind == CT_SCAN_BROKEN || kind == CT_SCAN_EXPIRED)
    g_assert_true (ct_entry_is_blank (whole));
  for (guint i = 0; i < CT_N_FIELDS; i++)
    g_assert_true (g_utf8_validate (ct_entry_get (entry, (CtField) i), -1, NULL));
  ct_scan_is_whole (text, today);
  ct_scan_may_begin (text, &certain);
  return 0;
}
