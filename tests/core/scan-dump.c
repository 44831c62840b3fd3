/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* For tests/e2e/test-codes.py: a code on stdin, what it holds on stdout. */

#include "ct-scan.h"

#include <stdio.h>

int
main (void)
{
  static const char * const kinds[] = { "none", "broken", "patient", "kit", "expired" };
  g_autoptr (CtEntry) entry = ct_entry_new ();
  char text[8192];
  gsize length = fread (text, 1, sizeof text - 1, stdin);

  text[length] = '\0';
  printf ("kind=%s\n", kinds[ct_scan_read (text, (CtDate) { 2026, 11, 24 }, entry)]);
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (*ct_entry_get (entry, (CtField) i) != '\0')
      printf ("%s=%s\n", ct_field_key ((CtField) i), ct_entry_get (entry, (CtField) i));
  return 0;
}
