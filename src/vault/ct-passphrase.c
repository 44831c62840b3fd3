/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A passphrase to say on the telephone: 100 random bits as twenty symbols of Crockford's
 * Base32 (no I, L, O, U), in groups of four. */

#include "config.h"

#include "ct-passphrase.h"

#define GROUPS 5
#define GROUP  4

/**
 * ct_passphrase_random:
 *
 * Returns: (transfer full): as 7K3M-0QXD-…
 */
CtSecretBytes *
ct_passphrase_random (void)
{
  static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autoptr (CtSecretBytes) drawn = ct_secret_bytes_random (GROUPS * GROUP);
  CtSecretBytes *text = ct_secret_bytes_random (GROUPS * (GROUP + 1) - 1);
  guint8 *out = ct_secret_bytes_data (text);

  for (guint i = 0; i < GROUPS * GROUP; i++)
    {
      if (i > 0 && i % GROUP == 0)
        *out++ = '-';
      *out++ = (guint8) alphabet[ct_secret_bytes_data (drawn)[i] & 31];
    }
  return text;
}
