/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Reads a file sealed by a passphrase, see ct-age.c. */

#include "config.h"

#include "ct-age-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define HEADER_MAX 512 /* that of a passphrase has some 170 bytes */
#define MAC_MARK   "\n---"

struct _CtAgeReader
{
  int         fd;
  CtAgeStream stream;
  guint8     *clear;  /* CT_AGE_CHUNK bytes in locked memory */
  guint8     *sealed; /* CT_AGE_SEALED bytes, and one that tells whether more follows */
  gsize       filled; /* of @sealed */
  gboolean    ended;
  gboolean    begun;  /* a chunk was read */
};

/* Reads up to @length bytes; fewer at the end. */
static gboolean
read_some (int fd, guint8 *data, gsize length, gsize *got, GError **error)
{
  *got = 0;
  while (*got < length)
    {
      ssize_t n = read (fd, data + *got, length - *got);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, CT_AGE_ERROR, CT_AGE_ERROR_DISK, "the file cannot be read: %s", g_strerror (errno));
          return FALSE;
        }
      if (n == 0)
        break;
      *got += (gsize) n;
    }
  return TRUE;
}

static gboolean
not_ours (GError **error)
{
  return ct_age_fail (CT_AGE_ERROR_FORMAT, "this file was not sealed by a passphrase in the format of age", error);
}

/* Reads up to the end of the line with the MAC, and no byte more.
 *
 * @mac: (out): in the text's base64
 * Returns: (transfer full) (nullable): up to the hyphens */
static char *
read_header (int fd, char **mac, GError **error)
{
  char text[HEADER_MAX + 1] = "";
  gsize length = 0, got;
  char *mark = NULL;

  while (length < HEADER_MAX && (length == 0 || text[length - 1] != '\n' || mark == NULL))
    {
      if (!read_some (fd, (guint8 *) text + length, 1, &got, error))
        return NULL;
      if (got == 0 || text[length] == '\0')
        break;
      text[++length] = '\0';
      if (mark == NULL)
        mark = strstr (text, MAC_MARK);
    }
  if (mark == NULL || text[length - 1] != '\n' || mark[strlen (MAC_MARK)] != ' ')
    {
      not_ours (error);
      return NULL;
    }
  mark += strlen (MAC_MARK);
  *mac = g_strndup (mark + 1, (gsize) (text + length - mark) - 2);
  return g_strndup (text, (gsize) (mark - text));
}

static gboolean
open_header (CtAgeReader *self, CtSecretBytes *passphrase, guint8 *file_key, GError **error)
{
  g_autofree char *mac = NULL;
  g_autofree char *header = read_header (self->fd, &mac, error);
  guint8 expected[crypto_auth_hmacsha256_BYTES], found[sizeof expected], nonce[CT_AGE_NONCE];
  CtAgeStanza stanza;
  gsize length;

  if (header == NULL)
    return FALSE;
  if (!ct_age_header_parse (header, &stanza)
      || sodium_base642bin (found, sizeof found, mac, strlen (mac), NULL, &length, NULL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0
      || length != sizeof found)
    return not_ours (error);
  if (!ct_age_unwrap (&stanza, passphrase, file_key, error))
    return FALSE;
  ct_age_header_mac (header, file_key, expected);
  if (sodium_memcmp (expected, found, sizeof expected) != 0)
    return ct_age_fail (CT_AGE_ERROR_BROKEN, "the head of the file was changed", error);
  if (!read_some (self->fd, nonce, sizeof nonce, &length, error))
    return FALSE;
  if (length != sizeof nonce)
    return ct_age_fail (CT_AGE_ERROR_BROKEN, "the end of the file is missing", error);
  ct_age_stream_start (&self->stream, file_key, nonce);
  return TRUE;
}

/**
 * ct_age_reader_new:
 * @fd: open for reading, at the file's beginning; stays the caller's
 *
 * Takes a second and 256 MiB, or what the file asks for: never on the main thread.
 *
 * Returns: (transfer full) (nullable): NULL with an error of #CtAgeError
 */
CtAgeReader *
ct_age_reader_new (int fd, CtSecretBytes *passphrase, GError **error)
{
  g_autoptr (CtAgeReader) self = g_new0 (CtAgeReader, 1);
  g_autoptr (CtSecretBytes) file_key = ct_secret_bytes_random (CT_AGE_FILE_KEY);

  self->fd = fd;
  self->clear = sodium_malloc (CT_AGE_CHUNK);
  self->stream.key = sodium_malloc (CT_AGE_KEY);
  self->sealed = g_malloc (CT_AGE_SEALED + 1);
  if (self->clear == NULL || self->stream.key == NULL)
    {
      ct_age_fail (CT_AGE_ERROR_MEMORY, "there is not enough memory that can be locked", error);
      return NULL;
    }
  if (!open_header (self, passphrase, ct_secret_bytes_data (file_key), error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ct_age_reader_read:
 * @data: (out) (transfer none): the next piece, in locked memory, until the next call
 * @length: (out): 0 at the end
 *
 * What was given may be taken for the file's only once the end was reached: before, it may
 * be cut.
 */
gboolean
ct_age_reader_read (CtAgeReader *self, const guint8 **data, gsize *length, GError **error)
{
  gsize got, size;

  *data = self->clear;
  *length = 0;
  if (self->ended)
    return TRUE;
  if (!read_some (self->fd, self->sealed + self->filled, CT_AGE_SEALED + 1 - self->filled, &got, error))
    return FALSE;
  self->filled += got;
  self->ended = self->filled <= CT_AGE_SEALED;
  size = MIN (self->filled, CT_AGE_SEALED);
  if (self->ended)
    ct_age_stream_advance (&self->stream, TRUE);
  /* Only a file without anything in it ends with an empty chunk. */
  if (size < CT_AGE_TAG || (size == CT_AGE_TAG && self->begun)
      || crypto_aead_chacha20poly1305_ietf_decrypt (self->clear, NULL, NULL, self->sealed, size, NULL, 0, self->stream.nonce, self->stream.key) != 0)
    return ct_age_fail (CT_AGE_ERROR_BROKEN, "the file was changed, or its end is missing", error);
  self->begun = TRUE;
  *length = size - CT_AGE_TAG;
  if (!self->ended)
    {
      ct_age_stream_advance (&self->stream, FALSE);
      self->sealed[0] = self->sealed[CT_AGE_SEALED];
      self->filled = 1;
    }
  return TRUE;
}

void
ct_age_reader_free (CtAgeReader *self)
{
  sodium_free (self->clear);
  sodium_free (self->stream.key);
  g_free (self->sealed);
  g_free (self);
}
