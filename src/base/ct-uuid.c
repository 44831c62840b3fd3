/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* UUIDs of RFC 4122: random ones (version 4), and ones derived from a
 * namespace and a name (version 5), by which the same record always gives the
 * same identifiers on the wire. */

#include "config.h"

#include "ct-uuid.h"

#include <string.h>
#include <sys/random.h>

static void
stamp (CtUuid *uuid, guint version)
{
  uuid->bytes[6] = (guint8) ((uuid->bytes[6] & 0x0f) | (version << 4));
  uuid->bytes[8] = (guint8) ((uuid->bytes[8] & 0x3f) | 0x80);
}

/**
 * ct_uuid_random:
 *
 * Returns: a version 4 UUID from the kernel's random numbers
 */
CtUuid
ct_uuid_random (void)
{
  CtUuid uuid;

  /* At most 256 bytes never come short (getrandom(2)). */
  if (getrandom (uuid.bytes, sizeof uuid.bytes, 0) != sizeof uuid.bytes)
    g_error ("the kernel gives no random numbers");
  stamp (&uuid, 4);
  return uuid;
}

/**
 * ct_uuid_derive:
 *
 * Returns: the version 5 UUID of @name in the namespace @space
 */
CtUuid
ct_uuid_derive (const CtUuid *space, const char *name)
{
  g_autoptr (GChecksum) sha1 = g_checksum_new (G_CHECKSUM_SHA1);
  guint8 digest[20];
  gsize length = sizeof digest;
  CtUuid uuid;

  g_checksum_update (sha1, space->bytes, sizeof space->bytes);
  g_checksum_update (sha1, (const guchar *) name, (gssize) strlen (name));
  g_checksum_get_digest (sha1, digest, &length);
  memcpy (uuid.bytes, digest, sizeof uuid.bytes);
  stamp (&uuid, 5);
  return uuid;
}

/**
 * ct_uuid_parse:
 * @uuid: (out): set when TRUE is returned
 *
 * Returns: whether @text is a UUID in its usual 36 characters
 */
gboolean
ct_uuid_parse (const char *text, CtUuid *uuid)
{
  guint n = 0;

  if (text == NULL || !g_uuid_string_is_valid (text))
    return FALSE;

  for (const char *p = text; *p != '\0' && n < 16; p++)
    if (*p != '-')
      {
        uuid->bytes[n++] = (guint8) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
        p++;
      }
  return n == 16;
}

/**
 * ct_uuid_format:
 *
 * Returns: (transfer full): 36 characters, lower case
 */
char *
ct_uuid_format (const CtUuid *uuid)
{
  const guint8 *b = uuid->bytes;

  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7],
                          b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

gboolean
ct_uuid_equal (const CtUuid *a, const CtUuid *b)
{
  return memcmp (a, b, sizeof *a) == 0;
}

/**
 * ct_uuid_is_null:
 *
 * Returns: whether all bits are zero, which no record's UUID is
 */
gboolean
ct_uuid_is_null (const CtUuid *uuid)
{
  const CtUuid none = { { 0 } };

  return ct_uuid_equal (uuid, &none);
}

/**
 * ct_uuid_hash:
 *
 * With ct_uuid_same(), for a #GHashTable whose keys are #CtUuid.
 */
guint
ct_uuid_hash (gconstpointer uuid)
{
  guint hash;

  memcpy (&hash, ((const CtUuid *) uuid)->bytes, sizeof hash);
  return hash;
}

gboolean
ct_uuid_same (gconstpointer one, gconstpointer other)
{
  return ct_uuid_equal (one, other);
}
