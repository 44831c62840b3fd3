/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a PIN is checked against: Argon2id with a salt of its own, 64 MiB and two passes,
 * as libsodium advises for what a person waits for. */

#include "config.h"

#include "ct-pin.h"

#include <sodium.h>

/**
 * ct_pin_hash:
 *
 * Takes a sixth of a second or so: never on the main thread.
 *
 * Returns: (transfer full) (nullable): NULL without 64 MiB of memory
 */
char *
ct_pin_hash (CtSecretBytes *pin)
{
  char hash[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str_alg (hash, ct_secret_bytes_text (pin), ct_secret_bytes_length (pin), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                             crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13)
      != 0)
    return NULL;
  return g_strdup (hash);
}

/**
 * ct_pin_matches:
 *
 * Takes as long as ct_pin_hash().
 */
gboolean
ct_pin_matches (CtSecretBytes *pin, const char *hash)
{
  return crypto_pwhash_str_verify (hash, ct_secret_bytes_text (pin), ct_secret_bytes_length (pin)) == 0;
}
