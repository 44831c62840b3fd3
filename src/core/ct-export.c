/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What leaves the vault as a file, and until when it may be there. Francetest's leak held
 * extracts that nobody remembered: here each is known until it is gone. */

#include "config.h"

#include "ct-export.h"

#define PACKED "(sxxbuss)"

CtExport *
ct_export_new (void)
{
  CtExport *self = g_new0 (CtExport, 1);

  self->path = g_strdup ("");
  self->by = g_strdup ("");
  self->reason = g_strdup ("");
  return self;
}

void
ct_export_free (CtExport *self)
{
  g_free (self->path);
  g_free (self->by);
  g_free (self->reason);
  g_free (self);
}

/**
 * ct_export_is_due:
 * @now: ms since 1970, by a clock that is trusted
 *
 * Returns: whether it is to be erased
 */
gboolean
ct_export_is_due (const CtExport *self, gint64 now)
{
  return now >= self->erase_at;
}

/**
 * ct_export_check_passphrase:
 *
 * Returns: whether it is long enough, and not one character again and again
 */
gboolean
ct_export_check_passphrase (const char *passphrase)
{
  gunichar first = g_utf8_get_char (passphrase);
  gboolean varied = FALSE;

  for (const char *p = passphrase; *p != '\0'; p = g_utf8_next_char (p))
    varied |= g_utf8_get_char (p) != first;
  return varied && g_utf8_strlen (passphrase, -1) >= CT_EXPORT_PASSPHRASE_MIN;
}

/**
 * ct_export_check_reason:
 *
 * Returns: whether it says something
 */
gboolean
ct_export_check_reason (const char *reason)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (reason));
  glong length = g_utf8_strlen (trimmed, -1);

  return length >= CT_EXPORT_REASON_MIN && length <= CT_EXPORT_REASON_MAX;
}

/**
 * ct_export_wish_takes:
 * @zone: of the counter
 *
 * Returns: whether @row is among what is wanted; no draft is
 */
gboolean
ct_export_wish_takes (const CtExportWish *wish, const CtRow *row, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ct_entry_get_validated_at (row->entry) / 1000);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, zone);
  CtDate day = ct_date_of (here);

  return row->state != CT_STATE_DRAFT && (wish->from.year == 0 || ct_date_compare (day, wish->from) >= 0)
         && (wish->to.year == 0 || ct_date_compare (day, wish->to) <= 0);
}

/**
 * ct_export_pack:
 *
 * Returns: (transfer full): for an envelope of its own
 */
GBytes *
ct_export_pack (const CtExport *self)
{
  g_autoptr (GVariant) packed = g_variant_ref_sink (g_variant_new (PACKED, self->path, self->made_at, self->erase_at, self->plain,
                                                                   (guint32) self->records, self->by, self->reason));

  return g_variant_get_data_as_bytes (packed);
}

/**
 * ct_export_unpack:
 *
 * Returns: (transfer full) (nullable): NULL when @packed is not from ct_export_pack()
 */
CtExport *
ct_export_unpack (const CtUuid *uuid, GBytes *packed)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (PACKED), packed, FALSE));
  CtExport *self;
  guint32 records;

  if (!g_variant_is_normal_form (value))
    return NULL;
  self = g_new0 (CtExport, 1);
  self->uuid = *uuid;
  g_variant_get (value, PACKED, &self->path, &self->made_at, &self->erase_at, &self->plain, &records, &self->by, &self->reason);
  self->records = records;
  return self;
}
