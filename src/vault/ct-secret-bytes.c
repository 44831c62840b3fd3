/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* sodium_malloc: guard pages, locked against swapping, left out of core dumps,
 * wiped on free. For keys and credentials only: a few dozen at most, since the
 * kernel locks 8 MiB a process by default. */

#include "config.h"

#include "ct-secret-bytes.h"

#include <sodium.h>
#include <string.h>

struct _CtSecretBytes
{
  gatomicrefcount  refs;
  gsize            length;
  guint8          *data; /* length bytes and a NUL */
};

/**
 * ct_secret_bytes_init:
 *
 * To be called in main() before any other function of this layer.
 *
 * Returns: FALSE when libsodium cannot be used on this machine
 */
gboolean
ct_secret_bytes_init (void)
{
  return sodium_init () >= 0;
}

static CtSecretBytes *
allocate (gsize length)
{
  CtSecretBytes *self = g_new0 (CtSecretBytes, 1);

  g_atomic_ref_count_init (&self->refs);
  self->length = length;
  self->data = sodium_malloc (length + 1);
  g_assert (self->data != NULL); /* nothing goes on without memory for a key */
  self->data[length] = 0;
  return self;
}

/**
 * ct_secret_bytes_new:
 * @data: copied; the caller wipes its own
 */
CtSecretBytes *
ct_secret_bytes_new (gconstpointer data, gsize length)
{
  CtSecretBytes *self = allocate (length);

  memcpy (self->data, data, length);
  return self;
}

CtSecretBytes *
ct_secret_bytes_random (gsize length)
{
  CtSecretBytes *self = allocate (length);

  randombytes_buf (self->data, length);
  return self;
}

CtSecretBytes *
ct_secret_bytes_ref (CtSecretBytes *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ct_secret_bytes_unref (CtSecretBytes *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  sodium_free (self->data);
  g_free (self);
}

/**
 * ct_secret_bytes_data:
 *
 * Returns: (transfer none): the bytes themselves; never copy them elsewhere
 */
guint8 *
ct_secret_bytes_data (CtSecretBytes *self)
{
  return self->data;
}

gsize
ct_secret_bytes_length (CtSecretBytes *self)
{
  return self->length;
}

/**
 * ct_secret_bytes_text:
 *
 * Returns: (transfer none): the bytes as a string ending with a NUL
 */
const char *
ct_secret_bytes_text (CtSecretBytes *self)
{
  return (const char *) self->data;
}

/**
 * ct_secret_bytes_equal:
 *
 * Takes the same time wherever they differ.
 */
gboolean
ct_secret_bytes_equal (CtSecretBytes *self, CtSecretBytes *other)
{
  return self->length == other->length && sodium_memcmp (self->data, other->data, self->length) == 0;
}
