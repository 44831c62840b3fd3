/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The wire: the same record gives the same bytes, a refusal to share leaves no
 * name in them, and each answer stands where the contract says. */

#include "ct-fhir.h"

#include "sample.h"

#include <json-glib/json-glib.h>
#include <string.h>

static CtProfessional *professional;
static const CtUuid uuid = { { 7, 7, 7, 7, 7, 7, 0x47, 7, 0x87, 7, 7, 7, 7, 7, 7, 7 } };

static GBytes *
encode_entry (CtEntry *entry, guint64 revision)
{
  g_autoptr (CtRecord) record = sample_record (entry);
  g_autoptr (GDateTime) issued = g_date_time_new_from_unix_local (1795510000);

  return ct_fhir_encode (record, professional, &uuid, revision, issued);
}

static GBytes *
encode (CtField field, const char *answer)
{
  g_autoptr (CtEntry) entry = sample_entry ();

  if (field < CT_N_FIELDS)
    ct_entry_set (entry, field, answer);
  return encode_entry (entry, 1);
}

static gboolean
holds (GBytes *body, const char *text)
{
  return memmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), text, strlen (text)) != NULL;
}

static void
test_same_bytes (void)
{
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (GBytes) a = encode_entry (entry, 1);
  g_autoptr (GBytes) b = encode_entry (entry, 1);
  g_autoptr (GBytes) c = encode_entry (entry, 2);

  g_assert_true (g_bytes_equal (a, b));
  g_assert_false (g_bytes_equal (a, c));
  g_assert_cmpuint (g_bytes_get_size (a), <, 64 * 1024);
}

/* JSONPath into the bundle; the text of the one match. */
static char *
at (GBytes *body, const char *path)
{
  g_autoptr (JsonNode) root = json_from_string (g_bytes_get_data (body, NULL), NULL);
  g_autoptr (JsonNode) match = json_path_query (path, root, NULL);
  JsonArray *array = json_node_get_array (match);

  return json_array_get_length (array) == 1 ? g_strdup (json_array_get_string_element (array, 0)) : NULL;
}

static void
check_at (GBytes *body, const char *path, const char *expected)
{
  g_autofree char *got = at (body, path);

  g_test_message ("%s", path);
  g_assert_cmpstr (got, ==, expected);
}

static void
test_places (void)
{
  g_autoptr (GBytes) bytes = encode (CT_N_FIELDS, NULL);
  gsize length = g_bytes_get_size (bytes);
  g_autoptr (GBytes) body = g_bytes_new_take (g_strndup (g_bytes_get_data (bytes, NULL), length), length + 1);

  check_at (body, "$.entry[0].resource.resourceType", "Patient");
  check_at (body, "$.entry[0].resource.name[0].family", "D'ARTAGNAN");
  check_at (body, "$.entry[0].resource.name[0].given[1]", "Marie");
  check_at (body, "$.entry[0].resource.name[1].family", "LE GALL");
  check_at (body, "$.entry[0].resource.identifier[1].value", "279035121518989");
  check_at (body, "$.entry[0].resource.identifier[1].type.coding[0].code", "NH");
  check_at (body, "$.entry[0].resource.birthDate", "1979-03-14");
  check_at (body, "$.entry[0].resource.gender", "female");
  check_at (body, "$.entry[0].resource.telecom[0].value", "+33612345678");
  check_at (body, "$.entry[0].resource.telecom[1].value", "eleonore@example.fr");
  check_at (body, "$.entry[0].resource.address[0].extension[0].valueCoding.code", "67482");
  check_at (body, "$.entry[1].resource.identifier[1].value", "750012346");
  check_at (body, "$.entry[2].resource.identifier[1].value", "10003456786");
  check_at (body, "$.entry[2].resource.name[0].family", "PETIT");
  check_at (body, "$.entry[4].resource.identifier[1].value", "1232");
  check_at (body, "$.entry[4].resource.expirationDate", "2099-06-30");
  check_at (body, "$.entry[5].resource.valueCodeableConcept.coding[0].code", "260415000");
  check_at (body, "$.entry[5].resource.code.coding[0].code", "94558-4");
  check_at (body, "$.entry[5].resource.issued", "2026-11-24T09:46:40.000+01:00");
}

/* Another test has its own code and sample; its kit is in no list of the EU. */
static void
test_another_test (void)
{
  g_autoptr (GBytes) strep = encode (CT_FIELD_KIT, "streptatest");
  g_autoptr (GBytes) other = encode (CT_FIELD_KIT, "other-strep-a");

  g_assert_true (holds (strep, "78012-2") && holds (strep, "258529004") && holds (strep, "STREPTATEST") && holds (strep, "Biosynex"));
  g_assert_false (holds (strep, "94558-4") || holds (strep, "258500001") || holds (strep, "jrc.ec.europa.eu"));
  g_assert_true (holds (other, "78012-2"));
  g_assert_false (holds (other, "deviceName"));
}

static void
test_results (void)
{
  g_autoptr (GBytes) positive = encode (CT_FIELD_RESULT, "positive");
  g_autoptr (GBytes) inconclusive = encode (CT_FIELD_RESULT, "inconclusive");
  g_autoptr (GBytes) unreadable = encode (CT_FIELD_RESULT, "unreadable");

  g_assert_true (holds (positive, "260373001"));
  g_assert_true (holds (inconclusive, "419984006"));
  g_assert_true (holds (unreadable, "dataAbsentReason"));
  g_assert_false (holds (unreadable, "260415000"));
}

/* Who refuses to share is a birth year, a sex and a department. */
static void
test_refused_consent (void)
{
  g_autoptr (GBytes) body = encode (CT_FIELD_CONSENT, "no");
  static const char * const personal[] = { "ARTAGNAN", "LE GALL", "léonore", "Marie", "1979-03", "279035", "12 rue",
                                           "Strasbourg", "67000", "67482", "33612345678", "eleonore@" };

  for (guint i = 0; i < G_N_ELEMENTS (personal); i++)
    {
      g_test_message ("%s", personal[i]);
      g_assert_false (holds (body, personal[i]));
    }
  g_assert_true (holds (body, "\"birthDate\":\"1979\""));
  g_assert_true (holds (body, "\"district\":\"67\""));
  g_assert_true (holds (body, "\"deny\""));
}

/* No personal data in any address, and no identifier that is also a fullUrl. */
static void
test_addresses (void)
{
  g_autoptr (GBytes) body = encode (CT_N_FIELDS, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  JsonArray *entries = json_object_get_array_member (json_node_get_object (root), "entry");

  for (guint i = 0; i < json_array_get_length (entries); i++)
    {
      JsonObject *entry = json_array_get_object_element (entries, i);
      JsonObject *request = json_object_get_object_member (entry, "request");
      const char *condition = json_object_get_string_member (request, "ifNoneExist");
      const char *full_url = json_object_get_string_member (entry, "fullUrl");

      g_assert_true (g_regex_match_simple ("^identifier=urn:ietf:rfc:3986\\|urn:uuid:[0-9a-f-]{36}$", condition, 0, 0));
      g_assert_true (g_regex_match_simple ("^[A-Za-z]+$", json_object_get_string_member (request, "url"), 0, 0));
      g_assert_null (strstr (condition, full_url));
    }
}

/* Every kind of record, for the validator that runs last. */
static void
test_kept_for_the_validator (void)
{
  static const struct
  {
    CtField     field;
    const char *answer;
  } variants[] = {
    { CT_N_FIELDS, NULL }, { CT_FIELD_CONSENT, "no" }, { CT_FIELD_RESULT, "positive" },
    { CT_FIELD_RESULT, "inconclusive" }, { CT_FIELD_RESULT, "unreadable" }, { CT_FIELD_KIT, "other" },
    { CT_FIELD_NIR, "" }, { CT_FIELD_USED_NAME, "" }, { CT_FIELD_PHONE, "" }, { CT_FIELD_EMAIL, "" },
    { CT_FIELD_ADDRESS, "" }, { CT_FIELD_KIT_EXPIRY, "" }, { CT_FIELD_HEALTH_WORKER, "unknown" },
    { CT_FIELD_HEALTH_WORKER, "" }, { CT_FIELD_RESIDENCE, "unknown" }, { CT_FIELD_RESIDENCE, "" },
    { CT_FIELD_SEX, "U" }, { CT_FIELD_ONSET_DATE, "" },
  };
  const char *folder = g_getenv ("COMPTOIR_BUNDLES");
  g_autofree char *path = NULL;
  g_autoptr (GString) all = g_string_new ("[");

  if (folder == NULL)
    {
      g_test_skip ("COMPTOIR_BUNDLES is not set");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autoptr (GBytes) body = encode (variants[i].field, variants[i].answer);

      g_string_append (all, i > 0 ? "," : "");
      g_string_append_len (all, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
    }
  g_string_append_c (all, ']');
  g_mkdir_with_parents (folder, 0700);
  path = g_build_filename (folder, "test-net-fhir.json", NULL);
  g_assert_true (g_file_set_contents (path, all->str, -1, NULL));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  professional = ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_test_add_func ("/fhir/same-bytes", test_same_bytes);
  g_test_add_func ("/fhir/places", test_places);
  g_test_add_func ("/fhir/another-test", test_another_test);
  g_test_add_func ("/fhir/results", test_results);
  g_test_add_func ("/fhir/refused-consent", test_refused_consent);
  g_test_add_func ("/fhir/addresses", test_addresses);
  g_test_add_func ("/fhir/kept-for-the-validator", test_kept_for_the_validator);
  status = g_test_run ();
  ct_professional_unref (professional);
  return status;
}
