/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What SI-DEP would refuse, each refusal naming its place in the bundle.
 *
 * Written from the exchange contract alone and in its own terms, so that a
 * mistake of the application's encoder or rules shows here instead of being
 * shared. */

#include "config.h"

#include "ct-practice-rules.h"

#include "ct-practice-lists.h"
#include "ct-practice-path.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define GRACE_MINUTES 5 /* clocks of the counter and of the service */

typedef struct
{
  JsonNode   *outcome;
  JsonNode   *bundle;
  GDateTime  *now;
  JsonNode   *resource; /* being looked at */
  guint       index;    /* of its entry */
  gboolean    permit;   /* the patient agrees to share */
  gboolean    positive;
  const char *birth_date;
} Check;

JsonNode *
ct_practice_outcome_new (void)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "resourceType", "OperationOutcome");
  json_object_set_array_member (object, "issue", json_array_new ());
  json_node_take_object (node, object);
  return node;
}

/**
 * ct_practice_outcome_add:
 * @code: of FHIR's issue-type
 * @expression: (nullable): FHIRPath
 */
void
ct_practice_outcome_add (JsonNode *self, const char *code, const char *expression, const char *text)
{
  JsonObject *issue = json_object_new ();
  JsonObject *details = json_object_new ();

  json_object_set_string_member (issue, "severity", "error");
  json_object_set_string_member (issue, "code", code);
  json_object_set_string_member (details, "text", text);
  json_object_set_object_member (issue, "details", details);
  if (expression != NULL)
    {
      JsonArray *expressions = json_array_new ();

      json_array_add_string_element (expressions, expression);
      json_object_set_array_member (issue, "expression", expressions);
    }
  json_array_add_object_element (json_object_get_array_member (json_node_get_object (self), "issue"), issue);
}

guint
ct_practice_outcome_count (JsonNode *self)
{
  return json_array_get_length (json_object_get_array_member (json_node_get_object (self), "issue"));
}

static void
refuse (Check *c, const char *path, const char *text)
{
  g_autofree char *expression =
    g_strdup_printf ("Bundle.entry[%u].resource%s%s", c->index, *path != '\0' ? "." : "", path);

  ct_practice_outcome_add (c->outcome, "business-rule", expression, text);
}

static const char *
get (Check *c, const char *path)
{
  return ct_practice_path_string (c->resource, path);
}

static void
need (Check *c, const char *path, const char *text)
{
  if (get (c, path) == NULL)
    refuse (c, path, text);
}

/* Whether @text is a whole real day, YYYY-MM-DD. */
static gboolean
is_day (const char *text)
{
  int year, month, day, end = 0;

  return text != NULL && sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 && text[end] == '\0'
         && end == 10 && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year);
}

/* Remainder by 97 digit by digit; 2A stands for 19 and 2B for 18. */
static gboolean
nir_key_fits (const char *nir)
{
  g_autoptr (GString) digits = g_string_new (nir);
  guint rest = 0;

  if (digits->len != 15)
    return FALSE;
  if (digits->str[6] == 'A' || digits->str[6] == 'B')
    {
      digits->str[5] = '1';
      digits->str[6] = digits->str[6] == 'A' ? '9' : '8';
    }
  for (guint i = 0; i < 15; i++)
    if (!g_ascii_isdigit (digits->str[i]))
      return FALSE;
  for (guint i = 0; i < 13; i++)
    rest = (rest * 10 + (guint) (digits->str[i] - '0')) % 97;
  return g_ascii_strtoull (digits->str + 13, NULL, 10) == 97 - rest;
}

static void
check_identifiers (Check *c)
{
  guint n = ct_practice_path_length (c->resource, "identifier");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *system = g_strdup_printf ("identifier[%u].system", i);
      g_autofree char *value = g_strdup_printf ("identifier[%u].value", i);

      if (g_strcmp0 (get (c, system), "urn:oid:1.2.250.1.213.1.4.8") != 0)
        continue;
      if (!c->permit)
        refuse (c, value, "the patient does not agree to share: no social security number may be sent");
      else if (get (c, value) == NULL || !nir_key_fits (get (c, value)))
        refuse (c, value, "the key of the social security number is wrong");
    }
}

static void
check_birth (Check *c)
{
  g_autofree char *today = g_date_time_format (c->now, "%Y-%m-%d");

  c->birth_date = get (c, "birthDate");
  if (!c->permit)
    {
      if (c->birth_date == NULL || strlen (c->birth_date) != 4 || strspn (c->birth_date, "0123456789") != 4)
        refuse (c, "birthDate", "the patient does not agree to share: the year of birth only");
    }
  else if (!is_day (c->birth_date))
    refuse (c, "birthDate", "a full date of birth is needed");
  else if (strcmp (c->birth_date, today) > 0)
    refuse (c, "birthDate", "the date of birth is in the future");
}

static void
check_patient (Check *c)
{
  const char *gender = get (c, "gender");
  const char *code = get (c, "address[0].postalCode");

  check_identifiers (c);
  check_birth (c);
  if (gender == NULL || strstr ("|male|female|other|unknown|", gender) == NULL)
    refuse (c, "gender", "the sex is missing");
  if (!c->permit)
    {
      if (ct_practice_path_length (c->resource, "name") + ct_practice_path_length (c->resource, "telecom") > 0)
        refuse (c, "name[0].family", "the patient does not agree to share: no name and no contact may be sent");
      return;
    }
  need (c, "name[0].family", "the birth name is missing");
  need (c, "name[0].given[0]", "the first name is missing");
  need (c, "address[0].city", "the town is missing");
  if (g_strcmp0 (get (c, "address[0].country"), "FR") == 0
      && (code == NULL || strlen (code) != 5 || strspn (code, "0123456789") != 5))
    refuse (c, "address[0].postalCode", "a postal code of five digits is needed");
  if (c->positive && ct_practice_path_length (c->resource, "telecom") == 0)
    refuse (c, "telecom", "a positive result needs a phone number or an e-mail address");
}

static void
check_specimen (Check *c)
{
  const char *text = get (c, "collection.collectedDateTime");
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GDateTime) soon = g_date_time_add_minutes (c->now, GRACE_MINUTES);

  if (time == NULL)
    refuse (c, "collection.collectedDateTime", "the sample needs a date and a time with its offset");
  else if (g_date_time_compare (time, soon) > 0)
    refuse (c, "collection.collectedDateTime", "the sample is in the future");
  else if (c->birth_date != NULL && strncmp (text, c->birth_date, strlen (c->birth_date)) < 0)
    refuse (c, "collection.collectedDateTime", "the sample is older than the patient");
}

/* Read once: a drain asks thousands of times. */
static JsonNode *
list_of (JsonNode **list, const char *path)
{
  if (*list == NULL)
    {
      g_autoptr (GBytes) bytes =
        g_resource_lookup_data (ct_practice_lists_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

      *list = json_from_string (g_bytes_get_data (bytes, NULL), NULL);
    }
  return *list;
}

static gboolean
is_kit (const char *id)
{
  static JsonNode *kits;
  JsonNode *list = list_of (&kits, "/fr/comptoir/practice/kits.json");

  return json_object_has_member (json_node_get_object (ct_practice_path_node (list, "valueSetValues")), id);
}

/* Returns: (transfer none): the codes of what the tests look for */
static GHashTable *
codes_of_tests (void)
{
  static GHashTable *codes;
  JsonNode *list = NULL;
  guint n;

  if (codes != NULL)
    return codes;
  codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  list_of (&list, "/fr/comptoir/practice/tests.json");
  n = ct_practice_path_length (list, "analytes");
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("analytes[%u].code", i);

      g_hash_table_add (codes, g_strdup (ct_practice_path_string (list, path)));
    }
  json_node_unref (list);
  return codes;
}

/**
 * ct_practice_rules_is_result:
 *
 * Returns: whether @resource is the Observation of a test that this service knows
 */
gboolean
ct_practice_rules_is_result (JsonNode *resource)
{
  const char *code = ct_practice_path_string (resource, "code.coding[0].code");

  return code != NULL && g_strcmp0 (ct_practice_path_string (resource, "resourceType"), "Observation") == 0
         && g_hash_table_contains (codes_of_tests (), code);
}

static void
check_device (Check *c)
{
  guint n = ct_practice_path_length (c->resource, "identifier");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *system = g_strdup_printf ("identifier[%u].system", i);
      g_autofree char *value = g_strdup_printf ("identifier[%u].value", i);

      if (g_strcmp0 (get (c, system), "https://covid-19-diagnostics.jrc.ec.europa.eu/devices") == 0
          && (get (c, value) == NULL || !is_kit (get (c, value))))
        refuse (c, value, "this kit is not in the European list");
    }
  need (c, "lotNumber", "the lot number is missing");
  if (get (c, "expirationDate") != NULL && !is_day (get (c, "expirationDate")))
    refuse (c, "expirationDate", "the expiry of the kit is no date");
}

/**
 * ct_practice_rules_outcome:
 *
 * Returns: (transfer none) (nullable): positive, negative, inconclusive or
 *   unreadable; NULL for a code that is none of them
 */
const char *
ct_practice_rules_outcome (JsonNode *observation)
{
  static const char * const codes[][2] = {
    { "260373001", "positive" }, { "260415000", "negative" }, { "419984006", "inconclusive" },
  };
  const char *code = ct_practice_path_string (observation, "valueCodeableConcept.coding[0].code");

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_strcmp0 (code, codes[i][0]) == 0)
      return codes[i][1];
  if (code == NULL
      && g_strcmp0 (ct_practice_path_string (observation, "dataAbsentReason.coding[0].code"), "error") == 0)
    return "unreadable";
  return NULL;
}

static void
check_result (Check *c)
{
  c->positive |= g_strcmp0 (ct_practice_rules_outcome (c->resource), "positive") == 0;
  if (ct_practice_rules_outcome (c->resource) == NULL)
    refuse (c, "valueCodeableConcept", "the result is none that this service knows");
  need (c, "effectiveDateTime", "the time of the sample is missing");
  need (c, "issued", "the time of reading is missing");
  need (c, "subject.reference", "the result names no patient");
  need (c, "specimen.reference", "the result names no sample");
  need (c, "device.reference", "the result names no kit");
}

static void
check_identifier_of (Check *c, const char *system, const char *text)
{
  guint n = ct_practice_path_length (c->resource, "identifier");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("identifier[%u].system", i);

      if (g_strcmp0 (get (c, path), system) == 0)
        return;
    }
  refuse (c, "identifier", text);
}

/* A sample may have several. */
static void
check_results (Check *c)
{
  guint n = ct_practice_path_length (c->bundle, "entry");
  gboolean any = FALSE;

  for (c->index = 0; c->index < n; c->index++)
    {
      g_autofree char *path = g_strdup_printf ("entry[%u].resource", c->index);

      c->resource = ct_practice_path_node (c->bundle, path);
      if (!ct_practice_rules_is_result (c->resource))
        continue;
      check_result (c);
      any = TRUE;
    }
  if (!any)
    ct_practice_outcome_add (c->outcome, "required", "Bundle.entry", "the bundle has no result of a test that this service knows");
}

/* Returns: the entry of that type, or -1 */
static int
find (JsonNode *bundle, const char *type)
{
  guint n = ct_practice_path_length (bundle, "entry");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("entry[%u].resource", i);

      if (g_strcmp0 (ct_practice_path_string (ct_practice_path_node (bundle, path), "resourceType"), type) == 0)
        return (int) i;
    }
  return -1;
}

static gboolean
look_at (Check *c, const char *type)
{
  int index = find (c->bundle, type);
  g_autofree char *path = g_strdup_printf ("entry[%d].resource", index);

  if (index < 0)
    {
      g_autofree char *text = g_strdup_printf ("the bundle has no %s", type);

      ct_practice_outcome_add (c->outcome, "required", "Bundle.entry", text);
      return FALSE;
    }
  c->index = (guint) index;
  c->resource = ct_practice_path_node (c->bundle, path);
  return TRUE;
}

static gboolean
has_changes (JsonNode *bundle)
{
  guint n = ct_practice_path_length (bundle, "entry");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("entry[%u].request.method", i);

      if (g_strcmp0 (ct_practice_path_string (bundle, path), "PUT") == 0)
        return TRUE;
    }
  return FALSE;
}

static void
check_provenance (Check *c)
{
  need (c, "target[0].reference", "it is not said what was changed");
  need (c, "recorded", "it is not said when");
  need (c, "agent[0].who.reference", "it is not said by whom");
  need (c, "reason[0].text", "it is not said why");
}

/**
 * ct_practice_rules_check:
 * @bundle: a first sending, or a change
 * @outcome: what is refused is added
 */
void
ct_practice_rules_check (JsonNode *bundle, GDateTime *now, JsonNode *outcome)
{
  Check c = { .outcome = outcome, .bundle = bundle, .now = now };

  if (look_at (&c, "Consent"))
    {
      const char *provision = get (&c, "provision.type");

      c.permit = g_strcmp0 (provision, "permit") == 0;
      if (!c.permit && g_strcmp0 (provision, "deny") != 0)
        refuse (&c, "provision.type", "the patient's answer about sharing is missing");
    }
  check_results (&c);
  if (look_at (&c, "Patient"))
    check_patient (&c);
  if (look_at (&c, "Specimen"))
    check_specimen (&c);
  if (look_at (&c, "Device"))
    check_device (&c);
  if (look_at (&c, "Organization"))
    check_identifier_of (&c, "https://finess.esante.gouv.fr", "the pharmacy's FINESS number is missing");
  if (look_at (&c, "Practitioner"))
    check_identifier_of (&c, "https://rpps.esante.gouv.fr", "the pharmacist's RPPS number is missing");
  if (has_changes (bundle) && look_at (&c, "Provenance"))
    check_provenance (&c);
}
