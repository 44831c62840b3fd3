/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The answers of one record, in the order of the form: a card is read out first,
 * then the rest is talked about. */
typedef enum
{
  CT_FIELD_BIRTH_NAME,
  CT_FIELD_FIRST_NAMES,
  CT_FIELD_NIR,
  CT_FIELD_BIRTH_DATE,
  CT_FIELD_SEX,
  CT_FIELD_USED_NAME,
  CT_FIELD_PHONE,
  CT_FIELD_EMAIL,
  CT_FIELD_POSTAL_CODE,
  CT_FIELD_TOWN,
  CT_FIELD_INSEE,
  CT_FIELD_COUNTRY,
  CT_FIELD_ADDRESS,
  CT_FIELD_KIT,
  CT_FIELD_LOT,
  CT_FIELD_KIT_EXPIRY,
  CT_FIELD_SAMPLED_AT,
  CT_FIELD_SYMPTOMS,
  CT_FIELD_ONSET_DATE,
  CT_FIELD_HEALTH_WORKER,
  CT_FIELD_RESIDENCE,
  CT_FIELD_CONSENT,
  CT_FIELD_RESULT,   /* of the first of what the kit looks for */
  CT_FIELD_RESULT_2, /* of the next, on the same sample: of combined tests alone */
  CT_FIELD_RESULT_3,
  CT_FIELD_RESULT_4,
  CT_FIELD_REASON, /* why an accepted result is amended: asked then only */
  CT_N_FIELDS
} CtField;

#define CT_MAX_ANALYTES 4 /* what one kit looks for; each has a field */

const char         *ct_field_key       (CtField     field);
gboolean            ct_field_from_key  (const char *key,
                                        CtField    *field);
const char * const *ct_field_codes     (CtField     field);
gboolean            ct_field_has_code  (CtField     field,
                                        const char *code);
gboolean            ct_field_is_result (CtField     field);

G_END_DECLS
