/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Which field of the form an OperationOutcome's FHIRPath means, such as
 * "Bundle.entry[0].resource.birthDate". The entry's type is read from the
 * request that was sent, so the order of its entries is free, but for that of the results. */

#include "config.h"

#include "ct-outcome-path.h"

#include "ct-json.h"
#include "ct-places.h"

#include <string.h>

static const struct
{
  const char *type;
  const char *loinc; /* nullable: the code of an Observation */
  const char *path;  /* what the path after "resource." begins with */
  CtField     field;
} places[] = {
  { "Patient", NULL, "name[1]", CT_FIELD_USED_NAME },
  { "Patient", NULL, "name[0].given", CT_FIELD_FIRST_NAMES },
  { "Patient", NULL, "name.given", CT_FIELD_FIRST_NAMES },
  { "Patient", NULL, "name", CT_FIELD_BIRTH_NAME },
  { "Patient", NULL, "birthDate", CT_FIELD_BIRTH_DATE },
  { "Patient", NULL, "gender", CT_FIELD_SEX },
  { "Patient", NULL, "identifier", CT_FIELD_NIR },
  { "Patient", NULL, "address[0].line", CT_FIELD_ADDRESS },
  { "Patient", NULL, "address[0].city", CT_FIELD_TOWN },
  { "Patient", NULL, "address[0].country", CT_FIELD_COUNTRY },
  { "Patient", NULL, "address", CT_FIELD_POSTAL_CODE },
  { "Specimen", NULL, "collection", CT_FIELD_SAMPLED_AT },
  { "Device", NULL, "lotNumber", CT_FIELD_LOT },
  { "Device", NULL, "expirationDate", CT_FIELD_KIT_EXPIRY },
  { "Device", NULL, "", CT_FIELD_KIT },
  { "Observation", "95419-8", "", CT_FIELD_SYMPTOMS },
  { "Observation", "65222-2", "", CT_FIELD_ONSET_DATE },
  { "Observation", "95418-0", "", CT_FIELD_HEALTH_WORKER },
  { "Observation", "95421-4", "", CT_FIELD_RESIDENCE },
  { "Observation", NULL, "effectiveDateTime", CT_FIELD_SAMPLED_AT }, /* whatever was looked for */
  { "Observation", NULL, "", CT_FIELD_RESULT },                      /* that, or one after it */
  { "Consent", NULL, "", CT_FIELD_CONSENT },
};

static CtField
telecom_field (const char *path, JsonObject *resource)
{
  guint index = path[strlen ("telecom")] == '[' ? (guint) g_ascii_strtoull (path + strlen ("telecom["), NULL, 10) : 0;
  JsonObject *point = ct_json_item (ct_json_array (resource, "telecom"), index);

  return g_strcmp0 (ct_json_string (point, "system"), "email") == 0 ? CT_FIELD_EMAIL : CT_FIELD_PHONE;
}

/* Results stand in a request in the order of the fields, whatever is between them. */
static CtField
result_field (JsonArray *entries, guint index)
{
  guint n = 0;

  for (guint i = 0; i < index; i++)
    n += ct_places_is_result (ct_json_object (ct_json_item (entries, i), "resource"));
  return n < CT_MAX_ANALYTES ? CT_FIELD_RESULT + n : CT_N_FIELDS;
}

/**
 * ct_outcome_path_to_field:
 * @expression: FHIRPath, possibly ending deeper than a field
 * @request: the bundle that was sent
 *
 * Returns: the field, or CT_N_FIELDS when it is none of the form's
 */
CtField
ct_outcome_path_to_field (const char *expression, JsonObject *request)
{
  static const char before[] = "Bundle.entry[", after[] = "].resource";
  char *end;
  guint64 index;
  JsonObject *resource, *code;
  const char *type, *loinc, *path;

  if (!g_str_has_prefix (expression, before))
    return CT_N_FIELDS;
  index = g_ascii_strtoull (expression + strlen (before), &end, 10);
  if (index > 1000 || !g_str_has_prefix (end, after))
    return CT_N_FIELDS;
  path = end + strlen (after);
  if (*path == '.')
    path++;

  resource = ct_json_object (ct_json_item (ct_json_array (request, "entry"), (guint) index), "resource");
  type = ct_json_string (resource, "resourceType");
  code = ct_json_item (ct_json_array (ct_json_object (resource, "code"), "coding"), 0);
  loinc = ct_json_string (code, "code");
  if (g_strcmp0 (type, "Patient") == 0 && g_str_has_prefix (path, "telecom"))
    return telecom_field (path, resource);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_strcmp0 (type, places[i].type) == 0 && g_str_has_prefix (path, places[i].path)
        && (places[i].loinc == NULL || g_strcmp0 (loinc, places[i].loinc) == 0))
      return places[i].field == CT_FIELD_RESULT ? result_field (ct_json_array (request, "entry"), (guint) index) : places[i].field;
  return CT_N_FIELDS;
}
