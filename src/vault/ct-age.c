/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Files sealed by a passphrase, in the format of age (https://c2sp.org/age): whoever gets
 * one opens it with `age --decrypt` on any system, and does not need this program.
 *
 *   age-encryption.org/v1
 *   -> scrypt SALT FACTOR
 *   the file key, 16 random bytes, under scrypt (passphrase, salt): ChaCha20-Poly1305
 *   --- HMAC-SHA-256 of all up to these hyphens, by HKDF (file key, "header")
 *   NONCE, 16 bytes, and then chunks of 64 KiB under HKDF (file key, NONCE, "payload"):
 *   ChaCha20-Poly1305 whose nonce counts them, and tells which is the last
 *
 * So nothing can be taken out, put in, swapped or cut off. age is chosen over a format of
 * ours on libsodium's streams for those who have to read the file years from now; the
 * primitives are libsodium's all the same. There is no library of it for C. */

#include "config.h"

#include "ct-age-private.h"

#include <stdio.h>
#include <string.h>

#define VERSION_LINE "age-encryption.org/v1\n"
#define LABEL        "age-encryption.org/v1/scrypt"

G_DEFINE_QUARK (ct-age-error-quark, ct_age_error)

gboolean
ct_age_fail (CtAgeError code, const char *message, GError **error)
{
  g_set_error_literal (error, CT_AGE_ERROR, (int) code, message);
  return FALSE;
}

/* HKDF-SHA-256 (RFC 5869) for keys of 32 bytes, which are one block of it; libsodium has it
 * from 1.0.19 on. */
static void
derive (guint8 *key, const guint8 *file_key, const guint8 *salt, gsize salt_length, const char *info)
{
  const guint8 one = 1;
  guint8 extracted[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_state state;

  crypto_auth_hmacsha256_init (&state, salt, salt_length);
  crypto_auth_hmacsha256_update (&state, file_key, CT_AGE_FILE_KEY);
  crypto_auth_hmacsha256_final (&state, extracted);
  crypto_auth_hmacsha256_init (&state, extracted, sizeof extracted);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) info, strlen (info));
  crypto_auth_hmacsha256_update (&state, &one, 1);
  crypto_auth_hmacsha256_final (&state, key);
  sodium_memzero (extracted, sizeof extracted);
  sodium_memzero (&state, sizeof state);
}

/* Returns: (transfer full) (nullable): CT_AGE_KEY bytes in locked memory */
static guint8 *
stretch (const CtAgeStanza *stanza, CtSecretBytes *passphrase, GError **error)
{
  guint8 salt[sizeof LABEL - 1 + CT_AGE_SALT];
  guint8 *key = sodium_malloc (CT_AGE_KEY);

  memcpy (salt, LABEL, sizeof LABEL - 1);
  memcpy (salt + sizeof LABEL - 1, stanza->salt, CT_AGE_SALT);
  if (key != NULL
      && crypto_pwhash_scryptsalsa208sha256_ll (ct_secret_bytes_data (passphrase), ct_secret_bytes_length (passphrase), salt, sizeof salt,
                                                G_GUINT64_CONSTANT (1) << stanza->factor, 8, 1, key, CT_AGE_KEY)
           == 0)
    return key;
  sodium_free (key);
  ct_age_fail (CT_AGE_ERROR_MEMORY, "there is not enough memory to seal or open a file by its passphrase", error);
  return NULL;
}

static const guint8 no_nonce[crypto_aead_chacha20poly1305_ietf_NPUBBYTES];

/**
 * ct_age_wrap:
 * @stanza: (out caller-allocates)
 * @file_key: CT_AGE_FILE_KEY random bytes
 *
 * Takes a second and 256 MiB: never on the main thread.
 */
gboolean
ct_age_wrap (CtAgeStanza *stanza, CtSecretBytes *passphrase, const guint8 *file_key, GError **error)
{
  guint8 *key;

  randombytes_buf (stanza->salt, sizeof stanza->salt);
  stanza->factor = CT_AGE_FACTOR;
  key = stretch (stanza, passphrase, error);
  if (key == NULL)
    return FALSE;
  crypto_aead_chacha20poly1305_ietf_encrypt (stanza->wrapped, NULL, file_key, CT_AGE_FILE_KEY, NULL, 0, NULL, no_nonce, key);
  sodium_free (key);
  return TRUE;
}

/**
 * ct_age_unwrap:
 * @file_key: (out caller-allocates): CT_AGE_FILE_KEY bytes
 *
 * Takes as long as ct_age_wrap() did.
 */
gboolean
ct_age_unwrap (const CtAgeStanza *stanza, CtSecretBytes *passphrase, guint8 *file_key, GError **error)
{
  guint8 *key = stretch (stanza, passphrase, error);
  gboolean good;

  if (key == NULL)
    return FALSE;
  good = crypto_aead_chacha20poly1305_ietf_decrypt (file_key, NULL, NULL, stanza->wrapped, CT_AGE_WRAPPED, NULL, 0, no_nonce, key) == 0;
  sodium_free (key);
  if (!good)
    ct_age_fail (CT_AGE_ERROR_PASSPHRASE, "another passphrase sealed this file", error);
  return good;
}

static char *
to_base64 (const guint8 *data, gsize length)
{
  gsize size = sodium_base64_encoded_len (length, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  char *text = g_malloc (size);

  return sodium_bin2base64 (text, size, data, length, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
}

static gboolean
from_base64 (const char *text, guint8 *data, gsize length)
{
  gsize got;

  return sodium_base642bin (data, length, text, strlen (text), NULL, &got, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 && got == length;
}

/**
 * ct_age_header_format:
 *
 * Returns: (transfer full): up to the hyphens that the MAC follows
 */
char *
ct_age_header_format (const CtAgeStanza *stanza)
{
  g_autofree char *salt = to_base64 (stanza->salt, CT_AGE_SALT);
  g_autofree char *wrapped = to_base64 (stanza->wrapped, CT_AGE_WRAPPED);

  return g_strdup_printf (VERSION_LINE "-> scrypt %s %u\n%s\n---", salt, stanza->factor, wrapped);
}

/**
 * ct_age_header_parse:
 * @header: all of it up to the hyphens
 * @stanza: (out caller-allocates)
 *
 * Returns: FALSE for what no passphrase opens, or costs more than CT_AGE_FACTOR_MAX to try
 */
gboolean
ct_age_header_parse (const char *header, CtAgeStanza *stanza)
{
  g_auto (GStrv) lines = g_strsplit (header, "\n", 5);
  g_auto (GStrv) words = g_strv_length (lines) == 4 ? g_strsplit (lines[1], " ", 5) : NULL;
  g_autofree char *again = NULL;
  guint64 factor;

  if (words == NULL || g_strv_length (words) != 4 || !g_str_equal (words[1], "scrypt")
      || !g_ascii_string_to_unsigned (words[3], 10, 1, CT_AGE_FACTOR_MAX, &factor, NULL)
      || !from_base64 (words[2], stanza->salt, CT_AGE_SALT) || !from_base64 (lines[2], stanza->wrapped, CT_AGE_WRAPPED))
    return FALSE;
  stanza->factor = (guint) factor;
  again = ct_age_header_format (stanza);
  return g_str_equal (again, header); /* there is one way to write it */
}

/**
 * ct_age_header_mac:
 * @header: all of it up to the hyphens
 * @mac: (out caller-allocates): crypto_auth_hmacsha256_BYTES
 */
void
ct_age_header_mac (const char *header, const guint8 *file_key, guint8 *mac)
{
  guint8 key[CT_AGE_KEY];
  crypto_auth_hmacsha256_state state;

  derive (key, file_key, (const guint8 *) "", 0, "header");
  crypto_auth_hmacsha256_init (&state, key, sizeof key);
  crypto_auth_hmacsha256_update (&state, (const guint8 *) header, strlen (header));
  crypto_auth_hmacsha256_final (&state, mac);
  sodium_memzero (key, sizeof key);
  sodium_memzero (&state, sizeof state);
}

/**
 * ct_age_stream_start:
 * @self: its key allocated
 * @nonce: CT_AGE_NONCE bytes, of this file
 */
void
ct_age_stream_start (CtAgeStream *self, const guint8 *file_key, const guint8 *nonce)
{
  derive (self->key, file_key, nonce, CT_AGE_NONCE, "payload");
  memset (self->nonce, 0, sizeof self->nonce);
}

/**
 * ct_age_stream_advance:
 * @last: the chunk that comes is the last one
 *
 * Behind each chunk; with @last before the last one, which does not count on.
 */
void
ct_age_stream_advance (CtAgeStream *self, gboolean last)
{
  guint8 *count = self->nonce + sizeof self->nonce - 1 - sizeof (guint64); /* of eleven bytes, the last that are ever used */
  guint64 n;

  if (last)
    {
      self->nonce[sizeof self->nonce - 1] = 1;
      return;
    }
  memcpy (&n, count, sizeof n);
  n = GUINT64_FROM_BE (n) + 1;
  n = GUINT64_TO_BE (n);
  memcpy (count, &n, sizeof n);
}
