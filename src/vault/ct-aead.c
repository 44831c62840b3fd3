/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* XChaCha20-Poly1305 with a random nonce, the one cipher of the vault: laid out as
 * nonce24, ciphertext, tag16. What is associated says what the bytes are for and where
 * they belong, so that none can be put in another's place. */

#include "config.h"

#include "ct-aead.h"

#include <string.h>

/**
 * ct_aead_associated:
 * @purpose: as "CTV1|rec|"
 * @uuid: (nullable): of a record
 *
 * Returns: (transfer full): purpose, vault16, uuid16
 */
GByteArray *
ct_aead_associated (const char *purpose, const CtUuid *vault, const CtUuid *uuid)
{
  GByteArray *data = g_byte_array_new ();

  g_byte_array_append (data, (const guint8 *) purpose, (guint) strlen (purpose));
  g_byte_array_append (data, vault->bytes, sizeof vault->bytes);
  if (uuid != NULL)
    g_byte_array_append (data, uuid->bytes, sizeof uuid->bytes);
  return data;
}

/**
 * ct_aead_close:
 * @out: gets CT_AEAD_EXTRA bytes more than @length at its end
 * @key: CT_AEAD_KEY bytes
 */
void
ct_aead_close (GByteArray *out, const guint8 *key, GByteArray *associated, const guint8 *clear, gsize length)
{
  guint start = out->len;
  guint8 *nonce, *cipher;

  g_byte_array_set_size (out, start + (guint) (length + CT_AEAD_EXTRA));
  nonce = out->data + start;
  cipher = nonce + CT_AEAD_NONCE;
  randombytes_buf (nonce, CT_AEAD_NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (cipher, NULL, clear, length, associated->data, associated->len, NULL, nonce, key);
}

/**
 * ct_aead_open:
 * @clear: (out caller-allocates): @size - CT_AEAD_EXTRA bytes
 *
 * Returns: FALSE for anything but what was closed
 */
gboolean
ct_aead_open (guint8 *clear, const guint8 *key, GByteArray *associated, const guint8 *sealed, gsize size)
{
  if (size < CT_AEAD_EXTRA)
    return FALSE;
  return crypto_aead_xchacha20poly1305_ietf_decrypt (clear, NULL, NULL, sealed + CT_AEAD_NONCE, size - CT_AEAD_NONCE,
                                                     associated->data, associated->len, sealed, key) == 0;
}
