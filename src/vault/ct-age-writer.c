/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Writes a file sealed by a passphrase, see ct-age.c. What is clear waits in locked memory
 * until its chunk is full: at no time is it on the disk. */

#include "config.h"

#include "ct-age-private.h"

#include <string.h>

struct _CtAgeWriter
{
  CtFreshFile *file;   /* the caller's */
  CtAgeStream  stream;
  guint8      *clear;  /* CT_AGE_CHUNK bytes in locked memory */
  guint8      *sealed; /* CT_AGE_SEALED bytes */
  gsize        filled; /* of @clear */
};

static gboolean
write_header (CtAgeWriter *self, CtSecretBytes *passphrase, const guint8 *file_key, GError **error)
{
  CtAgeStanza stanza;
  guint8 mac[crypto_auth_hmacsha256_BYTES], nonce[CT_AGE_NONCE];
  char text[sodium_base64_ENCODED_LEN (sizeof mac, sodium_base64_VARIANT_ORIGINAL_NO_PADDING)];
  g_autofree char *header = NULL;
  g_autofree char *whole = NULL;

  if (!ct_age_wrap (&stanza, passphrase, file_key, error))
    return FALSE;
  header = ct_age_header_format (&stanza);
  ct_age_header_mac (header, file_key, mac);
  sodium_bin2base64 (text, sizeof text, mac, sizeof mac, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  whole = g_strdup_printf ("%s %s\n", header, text);
  randombytes_buf (nonce, sizeof nonce);
  ct_age_stream_start (&self->stream, file_key, nonce);
  return ct_fresh_file_write (self->file, whole, strlen (whole), error) && ct_fresh_file_write (self->file, nonce, sizeof nonce, error);
}

/**
 * ct_age_writer_new:
 * @file: nothing in it yet; stays the caller's, and there
 *
 * Takes a second and 256 MiB: never on the main thread.
 *
 * Returns: (transfer full) (nullable): NULL with an error of #CtAgeError, or of the disk
 */
CtAgeWriter *
ct_age_writer_new (CtFreshFile *file, CtSecretBytes *passphrase, GError **error)
{
  g_autoptr (CtAgeWriter) self = g_new0 (CtAgeWriter, 1);
  g_autoptr (CtSecretBytes) file_key = ct_secret_bytes_random (CT_AGE_FILE_KEY);

  self->file = file;
  self->clear = sodium_malloc (CT_AGE_CHUNK);
  self->stream.key = sodium_malloc (CT_AGE_KEY);
  self->sealed = g_malloc (CT_AGE_SEALED);
  if (self->clear == NULL || self->stream.key == NULL)
    {
      ct_age_fail (CT_AGE_ERROR_MEMORY, "there is not enough memory that can be locked", error);
      return NULL;
    }
  if (!write_header (self, passphrase, ct_secret_bytes_data (file_key), error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
write_chunk (CtAgeWriter *self, GError **error)
{
  crypto_aead_chacha20poly1305_ietf_encrypt (self->sealed, NULL, self->clear, self->filled, NULL, 0, NULL, self->stream.nonce,
                                             self->stream.key);
  return ct_fresh_file_write (self->file, self->sealed, self->filled + CT_AGE_TAG, error);
}

/**
 * ct_age_writer_write:
 */
gboolean
ct_age_writer_write (CtAgeWriter *self, gconstpointer data, gsize length, GError **error)
{
  const guint8 *at = data;

  while (length > 0)
    {
      gsize taken = MIN (length, CT_AGE_CHUNK - self->filled);

      /* A full chunk waits for what follows: only then is it sure not to be the last. */
      if (taken == 0)
        {
          if (!write_chunk (self, error))
            return FALSE;
          ct_age_stream_advance (&self->stream, FALSE);
          self->filled = 0;
          continue;
        }
      memcpy (self->clear + self->filled, at, taken);
      self->filled += taken;
      at += taken;
      length -= taken;
    }
  return TRUE;
}

/**
 * ct_age_writer_end:
 *
 * Without this the file does not open.
 */
gboolean
ct_age_writer_end (CtAgeWriter *self, GError **error)
{
  ct_age_stream_advance (&self->stream, TRUE);
  return write_chunk (self, error);
}

void
ct_age_writer_free (CtAgeWriter *self)
{
  sodium_free (self->clear);
  sodium_free (self->stream.key);
  g_free (self->sealed);
  g_free (self);
}
