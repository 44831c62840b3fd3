/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Serialised as a GVariant of type a{ss}, field key to text, so that a later
 * version with more fields reads what an earlier one wrote. The keys that are
 * no field say where the cursor stood, whether the form was open, when the record
 * was validated, when its test can be read, and whether somebody has to check it. */

#include "config.h"

#include "ct-entry.h"

#define KEY_CURSOR ":cursor"
#define KEY_OPEN   ":open"
#define KEY_TIME   ":validated"
#define KEY_DUE    ":due"
#define KEY_HELD   ":held"

struct _CtEntry
{
  gatomicrefcount  refs;
  char            *values[CT_N_FIELDS];
  CtField          cursor;
  gboolean         open;
  gint64           validated_at; /* ms since 1970; so is the next */
  gint64           due_at;
  gboolean         held;
};

CtEntry *
ct_entry_new (void)
{
  CtEntry *self = g_new0 (CtEntry, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

CtEntry *
ct_entry_copy (const CtEntry *self)
{
  CtEntry *copy = ct_entry_new ();

  for (guint i = 0; i < CT_N_FIELDS; i++)
    copy->values[i] = g_strdup (self->values[i]);
  copy->cursor = self->cursor;
  copy->open = self->open;
  copy->validated_at = self->validated_at;
  copy->due_at = self->due_at;
  copy->held = self->held;
  return copy;
}

CtEntry *
ct_entry_ref (CtEntry *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ct_entry_unref (CtEntry *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < CT_N_FIELDS; i++)
    g_free (self->values[i]);
  g_free (self);
}

/**
 * ct_entry_get:
 *
 * Returns: (transfer none): the text typed, never NULL
 */
const char *
ct_entry_get (const CtEntry *self, CtField field)
{
  return self->values[field] != NULL ? self->values[field] : "";
}

/**
 * ct_entry_set:
 * @value: (nullable): NULL as ""
 *
 * Only for an entry that nobody else holds yet.
 */
void
ct_entry_set (CtEntry *self, CtField field, const char *value)
{
  g_free (self->values[field]);
  self->values[field] = g_strdup (value);
}

/**
 * ct_entry_set_cursor:
 * @field: the field being typed in
 * @open: whether the form shows this record, to be opened again at start
 */
void
ct_entry_set_cursor (CtEntry *self, CtField field, gboolean open)
{
  self->cursor = field;
  self->open = open;
}

CtField
ct_entry_get_cursor (const CtEntry *self)
{
  return self->cursor;
}

/**
 * ct_entry_set_validated_at:
 * @time: ms since 1970, 0 for not yet
 */
void
ct_entry_set_validated_at (CtEntry *self, gint64 time)
{
  self->validated_at = time;
}

gint64
ct_entry_get_validated_at (const CtEntry *self)
{
  return self->validated_at;
}

/**
 * ct_entry_set_due_at:
 * @time: when the test can be read, ms since 1970; 0 when nobody waits for it
 */
void
ct_entry_set_due_at (CtEntry *self, gint64 time)
{
  self->due_at = time;
}

gint64
ct_entry_get_due_at (const CtEntry *self)
{
  return self->due_at;
}

/**
 * ct_entry_set_held:
 * @held: whether the record is complete and waits for somebody to check it
 */
void
ct_entry_set_held (CtEntry *self, gboolean held)
{
  self->held = held;
}

gboolean
ct_entry_is_held (const CtEntry *self)
{
  return self->held;
}

gboolean
ct_entry_is_open (const CtEntry *self)
{
  return self->open;
}

/**
 * ct_entry_is_blank:
 *
 * Returns: whether nothing is known of a person or a result yet: what every blank
 *   form has (kit, lot, country, time, the usual situation) does not count
 */
gboolean
ct_entry_is_blank (const CtEntry *self)
{
  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      if (i == CT_FIELD_KIT || i == CT_FIELD_LOT || i == CT_FIELD_KIT_EXPIRY
          || i == CT_FIELD_COUNTRY || i == CT_FIELD_SAMPLED_AT || i == CT_FIELD_HEALTH_WORKER
          || i == CT_FIELD_RESIDENCE)
        continue;
      if (*ct_entry_get (self, (CtField) i) != '\0')
        return FALSE;
    }
  return TRUE;
}

static void
add_time (GVariantBuilder *builder, const char *key, gint64 time)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, time);

  if (time != 0)
    g_variant_builder_add (builder, "{ss}", key, text);
}

/**
 * ct_entry_to_bytes:
 *
 * Returns: (transfer full): clear text, to be sealed
 */
GBytes *
ct_entry_to_bytes (const CtEntry *self)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) variant = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (*ct_entry_get (self, (CtField) i) != '\0')
      g_variant_builder_add (&builder, "{ss}", ct_field_key ((CtField) i), self->values[i]);
  g_variant_builder_add (&builder, "{ss}", KEY_CURSOR, ct_field_key (self->cursor));
  if (self->open)
    g_variant_builder_add (&builder, "{ss}", KEY_OPEN, "1");
  if (self->held)
    g_variant_builder_add (&builder, "{ss}", KEY_HELD, "1");
  add_time (&builder, KEY_TIME, self->validated_at);
  add_time (&builder, KEY_DUE, self->due_at);
  variant = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_get_data_as_bytes (variant);
}

/**
 * ct_entry_from_bytes:
 * @bytes: from ct_entry_to_bytes(), of this version or another
 *
 * Unknown keys are left out; bytes that are no entry give an empty one (they
 * come out of an authenticated envelope, so that does not happen by damage).
 *
 * Returns: (transfer full): a new entry
 */
CtEntry *
ct_entry_from_bytes (GBytes *bytes)
{
  g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("a{ss}"), bytes, FALSE));
  g_autoptr (GVariant) variant = g_variant_get_normal_form (raw);
  CtEntry *self = ct_entry_new ();
  GVariantIter iter;
  const char *key, *value;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{&s&s}", &key, &value))
    {
      CtField field;

      if (ct_field_from_key (key, &field))
        ct_entry_set (self, field, value);
      else if (g_str_equal (key, KEY_OPEN))
        self->open = TRUE;
      else if (g_str_equal (key, KEY_HELD))
        self->held = TRUE;
      else if (g_str_equal (key, KEY_TIME))
        self->validated_at = g_ascii_strtoll (value, NULL, 10);
      else if (g_str_equal (key, KEY_DUE))
        self->due_at = g_ascii_strtoll (value, NULL, 10);
      else if (g_str_equal (key, KEY_CURSOR) && ct_field_from_key (value, &field))
        self->cursor = field;
    }
  return self;
}
