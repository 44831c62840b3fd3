/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A record as a FHIR R4 transaction (hl7.org/fhir/R4). Pure: the same record
 * gives the same bytes, keys in a fixed order.
 *
 * Every entry is a conditional create on an identifier derived from the
 * record's UUID, the resource's role and the revision: sent twice, it is created
 * once. fullUrl is derived apart, since some servers rewrite every string that
 * equals one. No personal data stands in an address. When consent is refused,
 * the patient is a birth year, a sex and a department. */

#include "config.h"

#include "ct-fhir.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define LOINC       "http://loinc.org"
#define SNOMED      "http://snomed.info/sct"
#define TERMINOLOGY "http://terminology.hl7.org/CodeSystem/"
#define FR_CORE     "https://hl7.fr/ig/fhir/core/StructureDefinition/"
#define JRC         "https://covid-19-diagnostics.jrc.ec.europa.eu/devices"

typedef struct
{
  JsonBuilder          *json;
  const CtRecord       *record;
  const CtProfessional *professional;
  const CtUuid         *uuid;
  guint64               revision;
  char                 *sampled_at;
  char                 *issued;
  gboolean              whole; /* the identity whatever the consent: it leaves for its owner, not for the service */
} Encoder;

static void
text (Encoder *e, const char *member, const char *value)
{
  json_builder_set_member_name (e->json, member);
  json_builder_add_string_value (e->json, value);
}

static void
open_object (Encoder *e, const char *member)
{
  if (member != NULL)
    json_builder_set_member_name (e->json, member);
  json_builder_begin_object (e->json);
}

static void
close_object (Encoder *e)
{
  json_builder_end_object (e->json);
}

static void
open_array (Encoder *e, const char *member)
{
  json_builder_set_member_name (e->json, member);
  json_builder_begin_array (e->json);
}

static void
close_array (Encoder *e)
{
  json_builder_end_array (e->json);
}

/* @kind: "id" for the identifier, "url" for the fullUrl */
static char *
urn (Encoder *e, const char *kind, const char *role)
{
  g_autofree char *name = g_strdup_printf ("%s|%s|%" G_GUINT64_FORMAT, kind, role, e->revision);
  CtUuid derived = ct_uuid_derive (e->uuid, name);
  g_autofree char *formatted = ct_uuid_format (&derived);

  return g_strconcat ("urn:uuid:", formatted, NULL);
}

static void
coding (Encoder *e, const char *system, const char *code, const char *display)
{
  open_array (e, "coding");
  open_object (e, NULL);
  text (e, "system", system);
  text (e, "code", code);
  if (display != NULL)
    text (e, "display", display);
  close_object (e);
  close_array (e);
}

static void
concept (Encoder *e, const char *member, const char *system, const char *code, const char *display)
{
  open_object (e, member);
  coding (e, system, code, display);
  close_object (e);
}

static void
reference (Encoder *e, const char *member, const char *role)
{
  g_autofree char *url = urn (e, "url", role);

  open_object (e, member);
  text (e, "reference", url);
  close_object (e);
}

static void
identifier (Encoder *e, const char *system, const char *value)
{
  open_object (e, NULL);
  text (e, "system", system);
  text (e, "value", value);
  close_object (e);
}

/* Opens an entry, its resource and the array of its identifiers. */
static void
begin_resource (Encoder *e, const char *type, const char *role, const char *profile)
{
  g_autofree char *url = urn (e, "url", role);
  g_autofree char *id = urn (e, "id", role);

  open_object (e, NULL);
  text (e, "fullUrl", url);
  open_object (e, "resource");
  text (e, "resourceType", type);
  if (profile != NULL)
    {
      open_object (e, "meta");
      open_array (e, "profile");
      json_builder_add_string_value (e->json, profile);
      close_array (e);
      close_object (e);
    }
  open_array (e, "identifier");
  identifier (e, "urn:ietf:rfc:3986", id);
}

static void
end_resource (Encoder *e, const char *type, const char *role)
{
  g_autofree char *id = urn (e, "id", role);
  g_autofree char *condition = g_strdup_printf ("identifier=urn:ietf:rfc:3986|%s", id);

  close_object (e);
  open_object (e, "request");
  text (e, "method", "POST");
  text (e, "url", type);
  text (e, "ifNoneExist", condition);
  close_object (e);
  close_object (e);
}

static void
human_name (Encoder *e, const char *use, const char *family, GStrv given)
{
  open_object (e, NULL);
  if (use != NULL)
    text (e, "use", use);
  text (e, "family", family);
  open_array (e, "given");
  for (guint i = 0; given[i] != NULL; i++)
    json_builder_add_string_value (e->json, given[i]);
  close_array (e);
  close_object (e);
}

static void
contact_point (Encoder *e, const char *system, const char *value, const char *use)
{
  open_object (e, NULL);
  text (e, "system", system);
  text (e, "value", value);
  if (use != NULL)
    text (e, "use", use);
  close_object (e);
}

static void
address (Encoder *e, const CtPerson *person)
{
  open_array (e, "address");
  open_object (e, NULL);
  text (e, "use", "home");
  if (person->insee != NULL)
    {
      open_array (e, "extension");
      open_object (e, NULL);
      text (e, "url", FR_CORE "fr-core-address-insee-code");
      open_object (e, "valueCoding");
      text (e, "system", "https://mos.esante.gouv.fr/NOS/TRE_R13-CommuneOM/FHIR/TRE-R13-CommuneOM");
      text (e, "code", person->insee);
      close_object (e);
      close_object (e);
      close_array (e);
    }
  if (person->address != NULL)
    {
      open_array (e, "line");
      json_builder_add_string_value (e->json, person->address);
      close_array (e);
    }
  text (e, "city", person->town);
  if (person->postal_code != NULL)
    text (e, "postalCode", person->postal_code);
  text (e, "country", person->country);
  close_object (e);
  close_array (e);
}

static void
identity (Encoder *e, const CtPerson *person)
{
  g_autofree char *birth_date = ct_date_to_iso (person->birth_date);

  if (person->nir != NULL)
    {
      open_object (e, NULL);
      text (e, "use", "official");
      concept (e, "type", TERMINOLOGY "v2-0203", "NH", NULL);
      text (e, "system", "urn:oid:1.2.250.1.213.1.4.8");
      text (e, "value", person->nir);
      close_object (e);
    }
  close_array (e);

  open_array (e, "name");
  human_name (e, "official", person->birth_name, person->first_names);
  if (person->used_name != NULL)
    {
      char *first[] = { person->first_names[0], NULL };

      human_name (e, "usual", person->used_name, first);
    }
  close_array (e);

  if (person->phone != NULL || person->email != NULL)
    {
      open_array (e, "telecom");
      if (person->phone != NULL)
        contact_point (e, "phone", person->phone, "mobile");
      if (person->email != NULL)
        contact_point (e, "email", person->email, NULL);
      close_array (e);
    }
  text (e, "gender", person->sex == 'F' ? "female" : person->sex == 'M' ? "male" : "unknown");
  text (e, "birthDate", birth_date);
  address (e, person);
}

/* The French department: of the INSEE code where known, since postal codes
 * mix those of Corsica; three characters overseas. */
static char *
department (const CtPerson *person)
{
  const char *code = person->insee != NULL ? person->insee : person->postal_code;

  if (code == NULL || strlen (code) < 3 || !g_str_equal (person->country, "FR"))
    return NULL;
  return g_strndup (code, g_str_has_prefix (code, "97") || g_str_has_prefix (code, "98") ? 3 : 2);
}

static void
statistics_only (Encoder *e, const CtPerson *person)
{
  g_autofree char *year = g_strdup_printf ("%04u", person->birth_date.year);
  g_autofree char *district = department (person);

  close_array (e);
  text (e, "gender", person->sex == 'F' ? "female" : person->sex == 'M' ? "male" : "unknown");
  text (e, "birthDate", year);
  open_array (e, "address");
  open_object (e, NULL);
  text (e, "use", "home");
  if (district != NULL)
    text (e, "district", district);
  text (e, "country", person->country);
  close_object (e);
  close_array (e);
}

static void
patient (Encoder *e)
{
  begin_resource (e, "Patient", "patient", FR_CORE "fr-core-patient");
  if (e->record->consent || e->whole)
    identity (e, &e->record->person);
  else
    statistics_only (e, &e->record->person);
  end_resource (e, "Patient", "patient");
}

/* "Claire PETIT" or "Claire Petit": the words in capitals, or the last one, are
 * the family name. */
static void
practitioner_name (Encoder *e)
{
  g_auto (GStrv) words = g_strsplit_set (e->professional->practitioner, " ", -1);
  guint n = g_strv_length (words), split = n > 0 ? n - 1 : 0;
  g_autofree char *family = NULL;

  while (split > 1)
    {
      g_autofree char *upper = g_utf8_strup (words[split - 1], -1);

      if (!g_str_equal (upper, words[split - 1]))
        break;
      split--;
    }
  family = g_strjoinv (" ", words + split);
  open_array (e, "name");
  open_object (e, NULL);
  text (e, "family", family);
  if (split > 0)
    {
      open_array (e, "given");
      for (guint i = 0; i < split; i++)
        json_builder_add_string_value (e->json, words[i]);
      close_array (e);
    }
  close_object (e);
  close_array (e);
}

static void
who_answers (Encoder *e)
{
  begin_resource (e, "Organization", "organization", FR_CORE "fr-core-organization");
  identifier (e, "https://finess.esante.gouv.fr", e->professional->finess);
  close_array (e);
  text (e, "name", e->professional->pharmacy);
  end_resource (e, "Organization", "organization");

  begin_resource (e, "Practitioner", "practitioner", FR_CORE "fr-core-practitioner");
  identifier (e, "https://rpps.esante.gouv.fr", e->professional->rpps);
  close_array (e);
  practitioner_name (e);
  end_resource (e, "Practitioner", "practitioner");
}

static void
specimen (Encoder *e)
{
  begin_resource (e, "Specimen", "specimen", NULL);
  close_array (e);
  concept (e, "type", SNOMED, e->record->test->specimen, e->record->test->specimen_name);
  reference (e, "subject", "patient");
  open_object (e, "collection");
  text (e, "collectedDateTime", e->sampled_at);
  close_object (e);
  end_resource (e, "Specimen", "specimen");
}

static void
device (Encoder *e)
{
  const CtRecord *record = e->record;

  begin_resource (e, "Device", "device", NULL);
  if (record->kit_id != NULL)
    identifier (e, JRC, record->kit_id);
  close_array (e);
  if (record->kit_maker != NULL)
    text (e, "manufacturer", record->kit_maker);
  if (record->kit_expiry.year != 0)
    {
      g_autofree char *expiry = ct_date_to_iso (record->kit_expiry);

      text (e, "expirationDate", expiry);
    }
  text (e, "lotNumber", record->lot);
  if (record->kit_name != NULL)
    {
      open_array (e, "deviceName");
      open_object (e, NULL);
      text (e, "name", record->kit_name);
      text (e, "type", "manufacturer-name");
      close_object (e);
      close_array (e);
    }
  end_resource (e, "Device", "device");
}

static void
observation_head (Encoder *e, const char *role, const char *category, const char *category_name,
                  const char *loinc, const char *display)
{
  begin_resource (e, "Observation", role, NULL);
  close_array (e);
  text (e, "status", "final");
  open_array (e, "category");
  open_object (e, NULL);
  coding (e, TERMINOLOGY "observation-category", category, category_name);
  close_object (e);
  close_array (e);
  concept (e, "code", LOINC, loinc, display);
  reference (e, "subject", "patient");
  text (e, "effectiveDateTime", e->sampled_at);
}

/* The same sample by another kit looks for other things: what is found of each keeps its own
 * identifier. Records of before there were others than the first have "result". */
static char *
role_of (const CtAnalyte *analyte)
{
  return g_str_equal (analyte->id, "sars-cov-2") ? g_strdup ("result") : g_strconcat ("result-", analyte->id, NULL);
}

static void
result (Encoder *e, const CtAnalyte *analyte, const char *value)
{
  g_autofree char *role = role_of (analyte);

  observation_head (e, role, "laboratory", "Laboratory", analyte->code, analyte->display);
  text (e, "issued", e->issued);
  open_array (e, "performer");
  reference (e, NULL, "organization");
  reference (e, NULL, "practitioner");
  close_array (e);
  if (g_str_equal (value, "positive"))
    concept (e, "valueCodeableConcept", SNOMED, "260373001", "Detected");
  else if (g_str_equal (value, "negative"))
    concept (e, "valueCodeableConcept", SNOMED, "260415000", "Not detected");
  else if (g_str_equal (value, "inconclusive"))
    concept (e, "valueCodeableConcept", SNOMED, "419984006", "Inconclusive");
  else
    concept (e, "dataAbsentReason", TERMINOLOGY "data-absent-reason", "error", "Error");
  reference (e, "specimen", "specimen");
  reference (e, "device", "device");
  end_resource (e, "Observation", role);
}

/* @note: (nullable): a finer answer than yes, no or unknown */
static void
survey (Encoder *e, const char *role, const char *loinc, const char *display, const char *answer, const char *note)
{
  observation_head (e, role, "survey", "Survey", loinc, display);
  open_array (e, "performer");
  reference (e, NULL, "organization");
  close_array (e);
  open_object (e, "valueCodeableConcept");
  if (g_str_equal (answer, "unknown"))
    coding (e, TERMINOLOGY "v3-NullFlavor", "UNK", "unknown");
  else if (g_str_equal (answer, "yes"))
    coding (e, TERMINOLOGY "v2-0136", "Y", "Yes");
  else
    coding (e, TERMINOLOGY "v2-0136", "N", "No");
  if (note != NULL)
    text (e, "text", note);
  close_object (e);
  end_resource (e, "Observation", role);
}

static void
context (Encoder *e)
{
  const CtRecord *record = e->record;

  if (record->symptoms != NULL)
    survey (e, "symptoms", "95419-8", "Has symptoms related to condition of interest",
            g_str_equal (record->symptoms, "none") ? "no" : record->symptoms, NULL);
  if (record->onset_date.year != 0)
    {
      g_autofree char *onset = ct_date_to_iso (record->onset_date);

      observation_head (e, "onset", "survey", "Survey", "65222-2", "Date and time of symptom onset");
      open_array (e, "performer");
      reference (e, NULL, "organization");
      close_array (e);
      text (e, "valueDateTime", onset);
      end_resource (e, "Observation", "onset");
    }
  if (record->health_worker != NULL)
    survey (e, "health-worker", "95418-0", "Employed in a healthcare setting", record->health_worker, NULL);
  if (record->residence != NULL)
    survey (e, "residence", "95421-4", "Resides in a congregate care setting",
            g_str_equal (record->residence, "unknown")      ? "unknown"
            : g_str_equal (record->residence, "individual") ? "no"
                                                            : "yes",
            record->residence);
}

static void
consent (Encoder *e)
{
  begin_resource (e, "Consent", "consent", NULL);
  close_array (e);
  text (e, "status", "active");
  concept (e, "scope", TERMINOLOGY "consentscope", "patient-privacy", "Privacy Consent");
  open_array (e, "category");
  open_object (e, NULL);
  coding (e, LOINC, "59284-0", "Patient Consent");
  close_object (e);
  close_array (e);
  reference (e, "patient", "patient");
  text (e, "dateTime", e->issued);
  open_array (e, "organization");
  reference (e, NULL, "organization");
  close_array (e);
  concept (e, "policyRule", TERMINOLOGY "v3-ActCode", e->record->consent ? "OPTIN" : "OPTOUT",
           e->record->consent ? "opt-in" : "opt-out");
  open_object (e, "provision");
  text (e, "type", e->record->consent ? "permit" : "deny");
  close_object (e);
  end_resource (e, "Consent", "consent");
}

static GBytes *
encode (const CtRecord *record, const CtProfessional *professional, const CtUuid *uuid, guint64 revision, GDateTime *issued, gboolean whole)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *sampled_at = g_date_time_format (record->sampled_at, "%Y-%m-%dT%H:%M:%S%:z");
  g_autofree char *issued_at = g_date_time_format (issued, "%Y-%m-%dT%H:%M:%S.000%:z");
  Encoder encoder = { json, record, professional, uuid, revision, sampled_at, issued_at, whole };
  char *body;
  gsize length;

  open_object (&encoder, NULL);
  text (&encoder, "resourceType", "Bundle");
  text (&encoder, "type", "transaction");
  open_array (&encoder, "entry");
  patient (&encoder);
  who_answers (&encoder);
  specimen (&encoder);
  device (&encoder);
  for (guint i = 0; i < record->test->analytes->len; i++)
    result (&encoder, g_ptr_array_index (record->test->analytes, i), record->results[i]);
  context (&encoder);
  consent (&encoder);
  close_array (&encoder);
  close_object (&encoder);

  root = json_builder_get_root (json);
  json_generator_set_root (generator, root);
  body = json_generator_to_data (generator, &length);
  return g_bytes_new_take (body, length);
}

/**
 * ct_fhir_encode:
 * @uuid: the record's; what is derived from it identifies the resources
 * @issued: when the result was read, which is when it was validated
 *
 * Returns: (transfer full): the request's body, to be frozen
 */
GBytes *
ct_fhir_encode (const CtRecord       *record,
                const CtProfessional *professional,
                const CtUuid         *uuid,
                guint64               revision,
                GDateTime            *issued)
{
  return encode (record, professional, uuid, revision, issued, FALSE);
}

/**
 * ct_fhir_encode_whole:
 *
 * As ct_fhir_encode(), for an export: with the identity of who did not agree to its being
 * sent to the service, too. Never for the wire.
 */
GBytes *
ct_fhir_encode_whole (const CtRecord *record, const CtProfessional *professional, const CtUuid *uuid, GDateTime *issued)
{
  return encode (record, professional, uuid, 1, issued, TRUE);
}
