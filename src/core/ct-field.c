/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Names and closed code lists of the fields. The keys are those of
 * comptoirctl's JSON and of the sealed payload: never rename one. */

#include "config.h"

#include "ct-field.h"

static const char * const keys[CT_N_FIELDS] = {
  [CT_FIELD_BIRTH_NAME] = "birth_name",
  [CT_FIELD_FIRST_NAMES] = "first_names",
  [CT_FIELD_NIR] = "nir",
  [CT_FIELD_BIRTH_DATE] = "birth_date",
  [CT_FIELD_SEX] = "sex",
  [CT_FIELD_USED_NAME] = "used_name",
  [CT_FIELD_PHONE] = "phone",
  [CT_FIELD_EMAIL] = "email",
  [CT_FIELD_POSTAL_CODE] = "postal_code",
  [CT_FIELD_TOWN] = "town",
  [CT_FIELD_INSEE] = "insee",
  [CT_FIELD_COUNTRY] = "country",
  [CT_FIELD_ADDRESS] = "address",
  [CT_FIELD_KIT] = "kit",
  [CT_FIELD_LOT] = "lot",
  [CT_FIELD_KIT_EXPIRY] = "kit_expiry",
  [CT_FIELD_SAMPLED_AT] = "sampled_at",
  [CT_FIELD_SYMPTOMS] = "symptoms",
  [CT_FIELD_ONSET_DATE] = "onset_date",
  [CT_FIELD_HEALTH_WORKER] = "health_worker",
  [CT_FIELD_RESIDENCE] = "residence",
  [CT_FIELD_CONSENT] = "consent",
  [CT_FIELD_RESULT] = "result",
  [CT_FIELD_RESULT_2] = "result_2",
  [CT_FIELD_RESULT_3] = "result_3",
  [CT_FIELD_RESULT_4] = "result_4",
  [CT_FIELD_REASON] = "reason",
};

static const char * const sexes[] = { "F", "M", "U", NULL };
static const char * const symptoms[] = { "none", "yes", "unknown", NULL };
static const char * const workers[] = { "yes", "no", "unknown", NULL };
static const char * const residences[] = { "individual", "ehpad", "hospital", "collective", "prison", "unknown", NULL };
static const char * const consents[] = { "yes", "no", NULL };
static const char * const reasons[] = { "typing", "misread", "person", "twice", "request", NULL };
static const char * const results[] = { "negative", "positive", "inconclusive", "unreadable", NULL };

/**
 * ct_field_key:
 *
 * Returns: (transfer none): the field's name in JSON and in the payload
 */
const char *
ct_field_key (CtField field)
{
  g_return_val_if_fail (field < CT_N_FIELDS, NULL);

  return keys[field];
}

/**
 * ct_field_from_key:
 * @field: (out): set when TRUE is returned
 */
gboolean
ct_field_from_key (const char *key, CtField *field)
{
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (g_strcmp0 (keys[i], key) == 0)
      {
        *field = (CtField) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * ct_field_codes:
 *
 * Returns: (transfer none) (nullable): the codes @field may hold, ending with
 *   NULL, in the order they are offered; NULL for a field of free text
 */
const char * const *
ct_field_codes (CtField field)
{
  if (field == CT_FIELD_SEX)
    return sexes;
  if (field == CT_FIELD_SYMPTOMS)
    return symptoms;
  if (field == CT_FIELD_HEALTH_WORKER)
    return workers;
  if (field == CT_FIELD_RESIDENCE)
    return residences;
  if (field == CT_FIELD_CONSENT)
    return consents;
  if (ct_field_is_result (field))
    return results;
  if (field == CT_FIELD_REASON)
    return reasons;
  return NULL;
}

/**
 * ct_field_has_code:
 *
 * Returns: whether @code is one of ct_field_codes() of @field
 */
gboolean
ct_field_has_code (CtField field, const char *code)
{
  const char * const *codes = ct_field_codes (field);

  return codes != NULL && g_strv_contains (codes, code);
}

/**
 * ct_field_is_result:
 *
 * Returns: whether @field is what the kit said of one of the CT_MAX_ANALYTES
 */
gboolean
ct_field_is_result (CtField field)
{
  return field >= CT_FIELD_RESULT && field < CT_FIELD_RESULT + CT_MAX_ANALYTES;
}
