/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Retry-After and Date, with a line break between. */

#include "fuzz.h"

#include "ct-transport.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_text (data, size);
  char *date = strchr (text, '\n');
  gint64 seconds;

  if (date != NULL)
    *date++ = '\0';
  seconds = ct_transport_retry_after (text, date);
  g_assert_cmpint (seconds, >=, 0);
  g_assert_cmpint (seconds, <=, G_MAXINT32);
  g_assert_cmpint (ct_transport_retry_after (NULL, date), ==, 0);
  return 0;
}
