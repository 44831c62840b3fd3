/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Answers the program gives in place of the person who types: what stays from one
 * record to the next, and what follows from another answer. Always in sight, never
 * over what was typed, and passed over on the way to the next question. */

#define G_LOG_DOMAIN "ct-filling"

#include "config.h"

#include "ct-filling.h"

#include "ct-nir.h"

struct _CtFilling
{
  CtDraft  *draft;
  CtHabits *habits;            /* unowned */
  char     *given[CT_N_FIELDS]; /* nullable: what the program answered */
  CtEntry  *begun;             /* nullable: what stood in the record when it began */
};

/* The box, and what is so for nearly everybody. */
static const CtField standing[] = { CT_FIELD_COUNTRY,    CT_FIELD_KIT,           CT_FIELD_LOT,      CT_FIELD_KIT_EXPIRY,
                                    CT_FIELD_SAMPLED_AT, CT_FIELD_HEALTH_WORKER, CT_FIELD_RESIDENCE };

CtFilling *
ct_filling_new (CtDraft *draft, CtHabits *habits)
{
  CtFilling *self = g_new0 (CtFilling, 1);

  self->draft = g_object_ref (draft);
  self->habits = habits;
  return self;
}

static void
forget (CtFilling *self)
{
  for (guint i = 0; i < CT_N_FIELDS; i++)
    g_clear_pointer (&self->given[i], g_free);
}

void
ct_filling_free (CtFilling *self)
{
  forget (self);
  g_clear_pointer (&self->begun, ct_entry_unref);
  g_object_unref (self->draft);
  g_free (self);
}

static char *
time_text (GDateTime *time)
{
  return g_date_time_format (time, "%d/%m/%Y %H:%M");
}

/**
 * ct_filling_fill_blank:
 * @blank: of a record that begins
 * @like: (nullable): the record before, whose kit stays: it changes with the box,
 *   not with the patient
 */
void
ct_filling_fill_blank (CtEntry *blank, CtEntry *like, GDateTime *now)
{
  static const CtField kept[] = { CT_FIELD_KIT, CT_FIELD_LOT, CT_FIELD_KIT_EXPIRY };
  g_autofree char *time = time_text (now);

  for (guint i = 0; like != NULL && i < G_N_ELEMENTS (kept); i++)
    ct_entry_set (blank, kept[i], ct_entry_get (like, kept[i]));
  ct_entry_set (blank, CT_FIELD_COUNTRY, "FR");
  ct_entry_set (blank, CT_FIELD_SAMPLED_AT, time);
  ct_entry_set (blank, CT_FIELD_HEALTH_WORKER, "no");
  ct_entry_set (blank, CT_FIELD_RESIDENCE, "individual");
}

/**
 * ct_filling_begin:
 *
 * Another record is in the draft: what stands in it from the start counts as given
 * by the program.
 */
void
ct_filling_begin (CtFilling *self)
{
  forget (self);
  g_clear_pointer (&self->begun, ct_entry_unref);
  self->begun = ct_entry_copy (ct_draft_get_entry (self->draft));
  for (guint i = 0; i < G_N_ELEMENTS (standing); i++)
    self->given[standing[i]] = g_strdup (ct_draft_get (self->draft, standing[i]));
}

/* Gives an answer where none was typed; "" takes back the one given. */
static void
give (CtFilling *self, CtField field, const char *text, GDateTime *now)
{
  if (*ct_draft_get (self->draft, field) != '\0' && !ct_filling_holds (self, field))
    return;
  g_free (self->given[field]);
  self->given[field] = *text != '\0' ? g_strdup (text) : NULL;
  ct_draft_set (self->draft, field, text, now);
}

/**
 * ct_filling_keep:
 * @text: from another record
 *
 * As an answer of the program's own.
 */
void
ct_filling_keep (CtFilling *self, CtField field, const char *text, GDateTime *now)
{
  give (self, field, text, now);
}

/**
 * ct_filling_is_blank:
 *
 * Returns: whether nobody gave an answer yet about a person or a result
 */
gboolean
ct_filling_is_blank (CtFilling *self)
{
  g_autoptr (CtEntry) typed = ct_entry_copy (ct_draft_get_entry (self->draft));

  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (ct_filling_holds (self, (CtField) i))
      ct_entry_set (typed, (CtField) i, NULL);
  return ct_entry_is_blank (typed);
}

/**
 * ct_filling_set_time:
 *
 * Sampled now, unless another time was typed.
 */
void
ct_filling_set_time (CtFilling *self, GDateTime *now)
{
  g_autofree char *text = time_text (now);

  give (self, CT_FIELD_SAMPLED_AT, text, now);
}

/* The town this pharmacy enters with the code; before it ever did, the largest:
 * right for three people of four (communes weighted by their population). */
static void
give_town (CtFilling *self, GDateTime *now)
{
  const char *code = ct_draft_get (self->draft, CT_FIELD_POSTAL_CODE);
  const char *town;
  const CtTown *towns;
  guint n;

  if (!g_str_equal (ct_draft_get (self->draft, CT_FIELD_COUNTRY), "FR"))
    return;
  towns = ct_catalog_towns_of_code (ct_draft_get_catalog (self->draft), code, &n);
  town = n > 1 ? ct_habits_town (self->habits, code) : NULL;
  give (self, CT_FIELD_TOWN, town != NULL ? town : n > 0 ? towns[0].name : "", now);
}

/* A child may bear a parent's number: what the number says is proposed, and taken
 * back when the number changes. */
static void
give_identity (CtFilling *self, GDateTime *now)
{
  g_autofree char *nir = NULL;
  g_autofree char *birth = NULL;
  char sex[2] = "";

  if (ct_nir_check (ct_draft_get (self->draft, CT_FIELD_NIR), &nir) == CT_NIR_OK)
    {
      birth = ct_nir_birth (nir, ct_date_of (now));
      sex[0] = ct_nir_sex (nir);
      if (sex[0] == 'U')
        sex[0] = '\0';
    }
  give (self, CT_FIELD_BIRTH_DATE, birth != NULL ? birth : "", now);
  give (self, CT_FIELD_SEX, sex, now);
}

/* Results of what the kit does not look for. Not while its name is only half typed. */
static void
take_back_results (CtFilling *self, GDateTime *now)
{
  const CtCatalog *catalog = ct_draft_get_catalog (self->draft);
  const char *kit = ct_draft_get (self->draft, CT_FIELD_KIT);
  const CtTest *test = ct_catalog_test_of_kit (catalog, kit);

  if (ct_catalog_find_kit (catalog, kit) == NULL && (test == NULL || !g_str_equal (test->other, kit)))
    return;
  for (guint i = ct_catalog_n_results (catalog, kit); i < CT_MAX_ANALYTES; i++)
    ct_draft_set (self->draft, CT_FIELD_RESULT + i, "", now);
}

/* Another kit is another box: its lot is not that of the one before. */
static void
give_box (CtFilling *self, GDateTime *now)
{
  static const CtField printed[] = { CT_FIELD_LOT, CT_FIELD_KIT_EXPIRY };
  gboolean same = g_str_equal (ct_draft_get (self->draft, CT_FIELD_KIT), self->begun != NULL ? ct_entry_get (self->begun, CT_FIELD_KIT) : "");

  for (guint i = 0; i < G_N_ELEMENTS (printed); i++)
    give (self, printed[i], same && self->begun != NULL ? ct_entry_get (self->begun, printed[i]) : "", now);
  take_back_results (self, now);
}

/**
 * ct_filling_follow:
 * @field: was typed
 *
 * Gives the answers that follow from it.
 */
void
ct_filling_follow (CtFilling *self, CtField field, GDateTime *now)
{
  if (field == CT_FIELD_POSTAL_CODE)
    give_town (self, now);
  if (field == CT_FIELD_NIR)
    give_identity (self, now);
  if (field == CT_FIELD_KIT)
    give_box (self, now);
}

/**
 * ct_filling_holds:
 *
 * Returns: whether the answer in @field is the program's, untouched
 */
gboolean
ct_filling_holds (CtFilling *self, CtField field)
{
  return self->given[field] != NULL && *self->given[field] != '\0'
         && g_str_equal (ct_draft_get (self->draft, field), self->given[field]);
}

/* Of several towns of one code, somebody has to say whether it is this one. */
static gboolean
is_doubtful (CtFilling *self, CtField field)
{
  const CtIssue *issue = ct_draft_find_issue (self->draft, field);
  guint n = 0;

  if (field == CT_FIELD_TOWN)
    ct_catalog_towns_of_code (ct_draft_get_catalog (self->draft), ct_draft_get (self->draft, CT_FIELD_POSTAL_CODE), &n);
  return n > 1 || (issue != NULL && !ct_issue_is_warning (issue));
}

/**
 * ct_filling_next:
 *
 * Returns: the next question behind @from that is asked of everybody and that the
 *   program did not answer; the result, the first of several, is the last. Tab goes to all of them.
 */
CtField
ct_filling_next (CtFilling *self, CtField from)
{
  for (guint i = from + 1u; i < CT_FIELD_RESULT; i++)
    {
      CtField field = (CtField) i;
      gboolean empty = *ct_draft_get (self->draft, field) == '\0';

      if (field == CT_FIELD_INSEE || (field == CT_FIELD_USED_NAME && empty))
        continue;
      if (field == CT_FIELD_ONSET_DATE && empty
          && !g_str_equal (ct_draft_get (self->draft, CT_FIELD_SYMPTOMS), "yes"))
        continue;
      if (!ct_filling_holds (self, field) || is_doubtful (self, field))
        return field;
    }
  return CT_FIELD_RESULT;
}
