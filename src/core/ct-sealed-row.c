/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A stored record's memory, and the form its MAC is made over. */

#include "config.h"

#include "ct-sealed-row.h"

#include <string.h>

/**
 * ct_sealed_row_new:
 *
 * Returns: (transfer full): a draft of the first revision, without contents
 */
CtSealedRow *
ct_sealed_row_new (const CtUuid *uuid)
{
  CtSealedRow *self = g_new0 (CtSealedRow, 1);

  self->uuid = *uuid;
  self->revision = 1;
  self->state = CT_STATE_DRAFT;
  self->cause = g_strdup ("");
  self->receipt = g_strdup ("");
  return self;
}

void
ct_sealed_row_free (CtSealedRow *self)
{
  g_free (self->cause);
  g_free (self->receipt);
  g_clear_pointer (&self->record_key, g_bytes_unref);
  g_clear_pointer (&self->entry, g_bytes_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->body_sha256, g_bytes_unref);
  g_clear_pointer (&self->reply, g_bytes_unref);
  g_clear_pointer (&self->mac, g_bytes_unref);
  g_free (self);
}

static void
put (GByteArray *out, gconstpointer data, gsize length)
{
  guint32 size = GUINT32_TO_LE ((guint32) length);

  g_byte_array_append (out, (const guint8 *) &size, sizeof size);
  g_byte_array_append (out, data, (guint) length);
}

static void
put_number (GByteArray *out, gint64 number)
{
  gint64 little = GINT64_TO_LE (number);

  put (out, &little, sizeof little);
}

static void
put_bytes (GByteArray *out, GBytes *bytes)
{
  gsize length = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  put (out, data, length);
}

/**
 * ct_sealed_row_canonical:
 *
 * Returns: (transfer full): every column but its place in a table, which differs from counter
 *   to counter, each with its length before it, so that none can be moved into its neighbour
 */
GBytes *
ct_sealed_row_canonical (const CtSealedRow *self)
{
  GByteArray *out = g_byte_array_new ();

  put (out, self->uuid.bytes, sizeof self->uuid.bytes);
  if (self->gone)
    {
      put (out, "gone", 4); /* four bytes, where a row has the eight of its revision */
      return g_byte_array_free_to_bytes (out);
    }
  put_number (out, (gint64) self->revision);
  put (out, ct_state_key (self->state), strlen (ct_state_key (self->state)));
  put_number (out, self->attempts);
  put_number (out, self->next_at);
  put_number (out, self->exposed);
  put (out, self->cause, strlen (self->cause));
  put (out, self->receipt, strlen (self->receipt));
  put_bytes (out, self->record_key);
  put_bytes (out, self->entry);
  put_bytes (out, self->body);
  put_bytes (out, self->body_sha256);
  put_bytes (out, self->reply);
  return g_byte_array_free_to_bytes (out);
}
