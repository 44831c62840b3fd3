/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Serialised as a GVariant of type a{ss}, field key to text, so that a later
 * version with more fields reads what an earlier one wrote. The keys that are
 * no field say where the cursor stood, whether the form was open, when the record
 * was validated and by whom, when its test can be read, whether somebody has to check
 * it, what it corrects or cancels, and what was said of it when it was left at that. */

#include "config.h"

#include "ct-entry.h"

#define KEY_CURSOR ":cursor"
#define KEY_OPEN   ":open"
#define KEY_TIME   ":validated"
#define KEY_DUE    ":due"
#define KEY_SLOT   ":slot"
#define KEY_HELD   ":held"
#define KEY_BY     ":by"
#define KEY_AMENDS ":amends"
#define KEY_ORIGIN ":origin" /* UUID and revision */
#define KEY_CANCEL ":cancels"
#define KEY_READY  ":ready"
#define KEY_OVER   ":overwrites"
#define KEY_END    ":concluded" /* ms since 1970 */
#define KEY_SEEN   ":seen"
#define KEY_WHY    ":why"
#define KEY_TWIN   ":twin"

struct _CtEntry
{
  gatomicrefcount  refs;
  char            *values[CT_N_FIELDS];
  CtField          cursor;
  gboolean         open;
  gint64           validated_at; /* ms since 1970; so is the next */
  gint64           due_at;
  guint            slot;
  gboolean         held;
  char            *by;         /* nullable; interned: one name for most records */
  CtAmendment     *amendment;  /* nullable */
  CtConclusion    *conclusion; /* nullable */
  CtUuid           twin;       /* null: of no other record */
};

static void
conclusion_free (CtConclusion *conclusion)
{
  if (conclusion != NULL)
    g_free (conclusion->why);
  g_free (conclusion);
}

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
  copy->slot = self->slot;
  copy->held = self->held;
  ct_entry_set_by (copy, self->by);
  ct_entry_set_amendment (copy, self->amendment);
  ct_entry_set_conclusion (copy, self->conclusion);
  copy->twin = self->twin;
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
  g_clear_pointer (&self->by, g_ref_string_release);
  g_free (self->amendment);
  conclusion_free (self->conclusion);
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
 * @slot: the number that its device and its patient have meanwhile, from 1; 0 with @time
 */
void
ct_entry_set_due_at (CtEntry *self, gint64 time, guint slot)
{
  self->due_at = time;
  self->slot = slot;
}

gint64
ct_entry_get_due_at (const CtEntry *self)
{
  return self->due_at;
}

guint
ct_entry_get_slot (const CtEntry *self)
{
  return self->slot;
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
 * ct_entry_set_by:
 * @name: (nullable): who validated it
 */
void
ct_entry_set_by (CtEntry *self, const char *name)
{
  char *by = name != NULL && *name != '\0' ? g_ref_string_new_intern (name) : NULL;

  g_clear_pointer (&self->by, g_ref_string_release);
  self->by = by;
}

/**
 * ct_entry_get_by:
 *
 * Returns: (transfer none): "" when nobody is named
 */
const char *
ct_entry_get_by (const CtEntry *self)
{
  return self->by != NULL ? self->by : "";
}

/**
 * ct_entry_set_amendment:
 * @amendment: (nullable): copied; NULL for a result of its own
 */
void
ct_entry_set_amendment (CtEntry *self, const CtAmendment *amendment)
{
  CtAmendment *copy = amendment != NULL ? g_memdup2 (amendment, sizeof *amendment) : NULL;

  g_free (self->amendment);
  self->amendment = copy;
}

/**
 * ct_entry_get_amendment:
 *
 * Returns: (transfer none) (nullable): NULL for a result of its own
 */
const CtAmendment *
ct_entry_get_amendment (const CtEntry *self)
{
  return self->amendment;
}

/**
 * ct_entry_set_conclusion:
 * @conclusion: (nullable): copied
 */
void
ct_entry_set_conclusion (CtEntry *self, const CtConclusion *conclusion)
{
  CtConclusion *copy = conclusion != NULL ? g_memdup2 (conclusion, sizeof *conclusion) : NULL;

  if (copy != NULL)
    copy->why = g_strdup (conclusion->why);
  conclusion_free (self->conclusion);
  self->conclusion = copy;
}

/**
 * ct_entry_get_conclusion:
 *
 * Returns: (transfer none) (nullable): NULL while the service has the say
 */
const CtConclusion *
ct_entry_get_conclusion (const CtEntry *self)
{
  return self->conclusion;
}

/**
 * ct_entry_set_twin:
 * @uuid: (nullable): a record that was changed at two counters, of which these are the contents
 *   that gave way; a person decides about them
 */
void
ct_entry_set_twin (CtEntry *self, const CtUuid *uuid)
{
  self->twin = uuid != NULL ? *uuid : (CtUuid) { 0 };
}

/**
 * ct_entry_get_twin:
 *
 * Returns: (transfer none) (nullable): see ct_entry_set_twin()
 */
const CtUuid *
ct_entry_get_twin (const CtEntry *self)
{
  return ct_uuid_is_null (&self->twin) ? NULL : &self->twin;
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

/**
 * ct_entry_same_answers:
 *
 * Returns: whether both say the same of the person and the test
 */
gboolean
ct_entry_same_answers (const CtEntry *self, const CtEntry *other)
{
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (i != CT_FIELD_REASON && !g_str_equal (ct_entry_get (self, (CtField) i), ct_entry_get (other, (CtField) i)))
      return FALSE;
  return TRUE;
}

static void
add_number (GVariantBuilder *builder, const char *key, gint64 number)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (number != 0)
    g_variant_builder_add (builder, "{ss}", key, text);
}

static void
add_amendment (GVariantBuilder *builder, const CtAmendment *amendment)
{
  g_autofree char *amends = ct_uuid_format (&amendment->amends);
  g_autofree char *uuid = ct_uuid_format (&amendment->origin);
  g_autofree char *origin = g_strdup_printf ("%s %" G_GUINT64_FORMAT, uuid, amendment->origin_revision);

  g_variant_builder_add (builder, "{ss}", KEY_AMENDS, amends);
  g_variant_builder_add (builder, "{ss}", KEY_ORIGIN, origin);
  if (amendment->cancels)
    g_variant_builder_add (builder, "{ss}", KEY_CANCEL, "1");
  if (amendment->overwrites)
    g_variant_builder_add (builder, "{ss}", KEY_OVER, "1");
  if (amendment->ready)
    g_variant_builder_add (builder, "{ss}", KEY_READY, "1");
}

static void
read_amendment (CtAmendment *amendment, const char *key, const char *value)
{
  g_auto (GStrv) parts = g_strsplit (value, " ", 2);

  if (g_str_equal (key, KEY_AMENDS))
    ct_uuid_parse (value, &amendment->amends);
  else if (g_str_equal (key, KEY_CANCEL))
    amendment->cancels = TRUE;
  else if (g_str_equal (key, KEY_OVER))
    amendment->overwrites = TRUE;
  else if (g_str_equal (key, KEY_READY))
    amendment->ready = TRUE;
  else if (g_str_equal (key, KEY_ORIGIN) && g_strv_length (parts) == 2 && ct_uuid_parse (parts[0], &amendment->origin))
    amendment->origin_revision = g_ascii_strtoull (parts[1], NULL, 10);
}

static void
add_conclusion (GVariantBuilder *builder, const CtConclusion *conclusion)
{
  add_number (builder, KEY_END, conclusion->at);
  g_variant_builder_add (builder, "{ss}", KEY_WHY, conclusion->why);
  if (conclusion->seen)
    g_variant_builder_add (builder, "{ss}", KEY_SEEN, "1");
}

/* @why: borrowed of @value */
static gboolean
read_conclusion (CtConclusion *conclusion, const char *key, const char *value)
{
  if (g_str_equal (key, KEY_END))
    conclusion->at = g_ascii_strtoll (value, NULL, 10);
  else if (g_str_equal (key, KEY_WHY))
    conclusion->why = (char *) value;
  else if (g_str_equal (key, KEY_SEEN))
    conclusion->seen = TRUE;
  else
    return FALSE;
  return TRUE;
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
  if (self->by != NULL)
    g_variant_builder_add (&builder, "{ss}", KEY_BY, self->by);
  if (self->amendment != NULL)
    add_amendment (&builder, self->amendment);
  if (self->conclusion != NULL)
    add_conclusion (&builder, self->conclusion);
  if (!ct_uuid_is_null (&self->twin))
    {
      g_autofree char *twin = ct_uuid_format (&self->twin);

      g_variant_builder_add (&builder, "{ss}", KEY_TWIN, twin);
    }
  add_number (&builder, KEY_TIME, self->validated_at);
  add_number (&builder, KEY_DUE, self->due_at);
  add_number (&builder, KEY_SLOT, self->slot);
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
  CtAmendment amendment = { 0 };
  CtConclusion conclusion = { 0 };
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
      else if (g_str_equal (key, KEY_SLOT))
        self->slot = (guint) g_ascii_strtoull (value, NULL, 10);
      else if (g_str_equal (key, KEY_BY))
        ct_entry_set_by (self, value);
      else if (g_str_equal (key, KEY_CURSOR) && ct_field_from_key (value, &field))
        self->cursor = field;
      else if (g_str_equal (key, KEY_TWIN))
        ct_uuid_parse (value, &self->twin);
      else if (!read_conclusion (&conclusion, key, value))
        read_amendment (&amendment, key, value);
    }
  if (!ct_uuid_is_null (&amendment.amends))
    ct_entry_set_amendment (self, &amendment);
  if (conclusion.at != 0)
    ct_entry_set_conclusion (self, &conclusion);
  return self;
}
