/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The European certificate. A text beginning with HC1: is read as it is; anything else is
 * the CBOR inside, packed here as a certificate packs it (zlib, RFC 9285), so that a fuzzer
 * gets to what is inside at all. */

#include "fuzz.h"

#include "ct-hc1.h"
#include "ct-scan.h"

#include <zlib.h>

static void
append_base45 (GString *text, const guint8 *data, gsize size)
{
  static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

  for (gsize i = 0; i < size; i += 2)
    {
      guint value = i + 1 < size ? data[i] * 256u + data[i + 1] : data[i];

      g_string_append_c (text, alphabet[value % 45]);
      g_string_append_c (text, alphabet[value / 45 % 45]);
      if (i + 1 < size)
        g_string_append_c (text, alphabet[value / 2025]);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const CtDate today = { 2026, 11, 24 };
  g_autoptr (CtEntry) entry = ct_entry_new ();
  g_autoptr (CtEntry) whole = ct_entry_new ();
  g_autofree char *text = NULL;

  if (size >= 4 && memcmp (data, "HC1:", 4) == 0)
    text = fuzz_text (data, size);
  else
    {
      uLongf packed = compressBound (size);
      g_autofree guint8 *buffer = g_malloc (packed);
      GString *code = g_string_new ("HC1:");

      g_assert_cmpint (compress2 (buffer, &packed, data, size, 1), ==, Z_OK);
      append_base45 (code, buffer, packed);
      text = g_string_free (code, FALSE);
    }
  ct_hc1_read (text, today, entry);
  if (ct_scan_read (text, today, whole) != CT_SCAN_PATIENT)
    g_assert_true (ct_entry_is_blank (whole));
  for (guint i = 0; i < CT_N_FIELDS; i++)
    g_assert_true (g_utf8_validate (ct_entry_get (entry, (CtField) i), -1, NULL));
  return 0;
}
