/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* FHIR from elsewhere: what this program writes comes back the same, what others write of a
 * patient is read, and what is neither is refused by its line. */

#include "ct-fhir-reader.h"

#include "ct-fhir.h"
#include "ct-rules.h"
#include "sample.h"

#include <string.h>

#define RECORDS 300

static CtProfessional *professional;
static CtCatalog *catalog;

static CtBatch *
read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CtBatch *batch = ct_fhir_read (bytes, catalog, &error);

  g_assert_no_error (error);
  return batch;
}

static void
refuse (const char *text, CtBatchError code, const char *says)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_fhir_read (bytes, catalog, &error));
  g_assert_error (error, CT_BATCH_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, says));
}

static const char *
answer (CtBatch *batch, guint n, CtField field)
{
  return ct_entry_get (ct_batch_get_item (batch, n)->entry, field);
}

/* As it stands in a record: names in capitals, dates spelt out. */
static void
tidy (CtEntry *entry)
{
  g_autoptr (GDateTime) now = sample_now ();

  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      g_autofree char *text = ct_rules_tidy ((CtField) i, ct_entry_get (entry, (CtField) i), catalog, now);

      ct_entry_set (entry, (CtField) i, text);
    }
}

static CtEntry *
any_entry (GRand *rand)
{
  static const CtField optional[] = { CT_FIELD_NIR, CT_FIELD_USED_NAME, CT_FIELD_EMAIL, CT_FIELD_ADDRESS, CT_FIELD_KIT_EXPIRY, CT_FIELD_ONSET_DATE };
  static const CtField coded[] = { CT_FIELD_SYMPTOMS, CT_FIELD_HEALTH_WORKER, CT_FIELD_RESIDENCE, CT_FIELD_CONSENT, CT_FIELD_RESULT };
  static const char * const kits[] = { "1232", "other", "streptatest", "other-strep-a", "combo", "other-respiratory" };
  CtEntry *entry = sample_entry ();

  for (guint i = 0; i < G_N_ELEMENTS (optional); i++)
    if (g_rand_boolean (rand))
      ct_entry_set (entry, optional[i], "");
  for (guint i = 0; i < G_N_ELEMENTS (coded); i++)
    {
      const char * const *codes = ct_field_codes (coded[i]);

      ct_entry_set (entry, coded[i], codes[g_rand_int_range (rand, 0, (gint) g_strv_length ((GStrv) codes))]);
    }
  if (!g_str_equal (ct_entry_get (entry, CT_FIELD_SYMPTOMS), "yes"))
    ct_entry_set (entry, CT_FIELD_ONSET_DATE, "");
  ct_entry_set (entry, CT_FIELD_BIRTH_NAME, g_rand_boolean (rand) ? "O'BRIEN-ÇELİK" : "D'ARTAGNAN");
  ct_entry_set (entry, CT_FIELD_ADDRESS, g_rand_boolean (rand) ? "12, rue \"des\" Lilas \\ <b>" : "");
  ct_entry_set (entry, CT_FIELD_INSEE, "67482");
  ct_entry_set (entry, CT_FIELD_KIT, kits[g_rand_int_range (rand, 0, G_N_ELEMENTS (kits))]);
  for (guint i = 1; i < ct_catalog_n_results (catalog, ct_entry_get (entry, CT_FIELD_KIT)); i++)
    ct_entry_set (entry, CT_FIELD_RESULT + i, ct_field_codes (CT_FIELD_RESULT)[g_rand_int_range (rand, 0, 4)]);
  return entry;
}

static void
test_identity (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_entry_unref);
  g_autoptr (GDateTime) now = sample_now ();
  g_autoptr (GString) lines = g_string_new (NULL);
  g_autoptr (CtBatch) batch = NULL;

  for (guint i = 0; i < RECORDS; i++)
    {
      CtEntry *entry = any_entry (rand);
      g_autoptr (CtRecord) record = sample_record (entry);
      CtUuid uuid = ct_uuid_random ();
      g_autoptr (GBytes) body = ct_fhir_encode_whole (record, professional, &uuid, now);

      g_ptr_array_add (entries, entry);
      g_string_append_len (lines, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
      g_string_append_c (lines, '\n');
    }
  batch = read_text (lines->str);
  g_assert_cmpuint (ct_batch_get_n_items (batch), ==, RECORDS);
  for (guint i = 0; i < RECORDS; i++)
    {
      CtBatchItem *item = ct_batch_get_item (batch, i);
      CtEntry *entry = g_ptr_array_index (entries, i);

      g_assert_cmpuint (item->line, ==, i + 1);
      tidy (item->entry);
      tidy (entry);
      for (guint field = 0; field < CT_N_FIELDS; field++)
        {
          g_test_message ("%u %s", i, ct_field_key ((CtField) field));
          g_assert_cmpstr (ct_entry_get (item->entry, (CtField) field), ==, ct_entry_get (entry, (CtField) field));
        }
    }
}

/* A patient as a pharmacy's software has it: nothing of a test. */
static void
test_patient (void)
{
  g_autoptr (CtBatch) batch = read_text (
    "\n{\"resourceType\":\"Patient\",\"identifier\":[{\"system\":\"urn:other\",\"value\":\"1\"},{\"system\":\"urn:oid:1.2.250.1.213.1.4.10\",\"value\":\"279035121518989\"}],"
    "\"name\":[{\"use\":\"maiden\",\"family\":\"Martin\"},{\"use\":\"official\",\"family\":\"Durand\",\"given\":[\"Anne\",\"Marie\"]}],"
    "\"telecom\":[{\"system\":\"phone\",\"value\":\"0388000000\",\"use\":\"home\"},{\"system\":\"phone\",\"value\":\"0639980001\",\"use\":\"mobile\"},{\"system\":\"email\",\"value\":\"a@example.fr\"}],"
    "\"gender\":\"female\",\"birthDate\":\"1979-03-14\",\"address\":[{\"line\":[\"Bâtiment C\",\"12 rue des Lilas\"],\"city\":\"Strasbourg\",\"postalCode\":\"67000\",\"country\":\"FRA\"}]}");

  g_assert_cmpuint (ct_batch_get_n_items (batch), ==, 1);
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_BIRTH_NAME), ==, "Martin");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_USED_NAME), ==, "Durand");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_FIRST_NAMES), ==, "Anne Marie");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_NIR), ==, "279035121518989");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_PHONE), ==, "0639980001");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_EMAIL), ==, "a@example.fr");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_ADDRESS), ==, "Bâtiment C, 12 rue des Lilas");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_COUNTRY), ==, "FR");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_SEX), ==, "F");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_RESULT), ==, "");
}

/* Several people in one Bundle: each result goes to its own, by whichever kind of reference; a
 * second one of the same person is a record of its own; other observations are left alone. */
static void
test_several (void)
{
#define OBSERVATION(patient, code, value) \
  "{\"resource\":{\"resourceType\":\"Observation\",\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"" code "\"}]}," \
  "\"subject\":{\"reference\":\"" patient "\"},\"effectiveDateTime\":\"2026-11-26T09:05:00+01:00\"," \
  "\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"" value "\"}]}}}"
  g_autoptr (CtBatch) batch = read_text (
    "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
    OBSERVATION ("Patient/b", "97097-0", "10828004") "," OBSERVATION ("urn:uuid:a", "94558-4", "260385009") ","
    "{\"fullUrl\":\"urn:uuid:a\",\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"A\",\"given\":[\"X\"]}],\"gender\":\"other\"}},"
    "{\"resource\":{\"resourceType\":\"Patient\",\"id\":\"b\",\"name\":[{\"family\":\"B\"}]}},"
    OBSERVATION ("urn:uuid:a", "94558-4", "999") "," OBSERVATION ("urn:uuid:a", "8310-5", "260385009") "," OBSERVATION ("Patient/nobody", "94558-4", "260385009")
    "]}");

  g_assert_cmpuint (ct_batch_get_n_items (batch), ==, 3);
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_BIRTH_NAME), ==, "A");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_RESULT), ==, "negative");
  g_assert_cmpstr (answer (batch, 0, CT_FIELD_SEX), ==, "U");
  g_assert_cmpstr (answer (batch, 1, CT_FIELD_BIRTH_NAME), ==, "B");
  g_assert_cmpstr (answer (batch, 1, CT_FIELD_RESULT), ==, "positive");
  g_assert_cmpstr (answer (batch, 2, CT_FIELD_BIRTH_NAME), ==, "A");
  g_assert_cmpstr (answer (batch, 2, CT_FIELD_RESULT), ==, "999"); /* to be shown as wrong */
}

#define FOUND(specimen, device, loinc, value)                                                                        \
  "{\"resource\":{\"resourceType\":\"Observation\",\"subject\":{\"reference\":\"urn:uuid:a\"},"                        \
  "\"specimen\":{\"reference\":\"" specimen "\"},\"device\":{\"reference\":\"" device "\"},"                          \
  "\"code\":{\"coding\":[{\"system\":\"http://loinc.org\",\"code\":\"" loinc "\"}]},"                               \
  "\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://snomed.info/sct\",\"code\":\"" value "\"}]}}}"
#define YES "260373001"
#define NO  "260415000"

/* What is found in one sample is one record, as far as one kit can find it; what cannot be is
 * one of its own. A kit that does not look for it is none. */
static void
test_samples (void)
{
  static const struct
  {
    const char *kit, *results[3];
  } records[] = {
    { "other-respiratory", { "negative", "positive", "" } }, /* of one sample, whatever the device's name */
    { "combo", { "", "positive", "" } },                     /* by the device's name */
    { "other-strep-a", { "positive", "", "" } },             /* of the same sample: no kit finds both */
    { "other-respiratory", { "", "positive", "" } },         /* a Covid-19 kit finds no influenza */
    { "9999", { "negative", "", "" } },                      /* in no list: to be mended */
    { "1232", { "positive", "", "" } },                      /* the same looked for twice */
    { "1232", { "negative", "", "" } },
  };
  g_autoptr (CtBatch) batch = read_text (
    "{\"resourceType\":\"Bundle\",\"entry\":["
    "{\"fullUrl\":\"urn:uuid:a\",\"resource\":{\"resourceType\":\"Patient\",\"name\":[{\"family\":\"A\"}]}},"
    "{\"fullUrl\":\"urn:uuid:1\",\"resource\":{\"resourceType\":\"Specimen\"}},{\"fullUrl\":\"urn:uuid:2\",\"resource\":{\"resourceType\":\"Specimen\"}},"
    "{\"fullUrl\":\"urn:uuid:3\",\"resource\":{\"resourceType\":\"Specimen\"}},{\"fullUrl\":\"urn:uuid:4\",\"resource\":{\"resourceType\":\"Specimen\"}},"
    "{\"fullUrl\":\"urn:uuid:5\",\"resource\":{\"resourceType\":\"Specimen\"}},"
    "{\"fullUrl\":\"urn:uuid:x\",\"resource\":{\"resourceType\":\"Device\",\"deviceName\":[{\"name\":\"Something\"}]}},"
    "{\"fullUrl\":\"urn:uuid:c\",\"resource\":{\"resourceType\":\"Device\",\"deviceName\":[{\"name\":\"COMBO 3\"}]}},"
    "{\"fullUrl\":\"urn:uuid:p\",\"resource\":{\"resourceType\":\"Device\",\"identifier\":[{\"system\":\"https://covid-19-diagnostics.jrc.ec.europa.eu/devices\",\"value\":\"1232\"}]}},"
    "{\"fullUrl\":\"urn:uuid:n\",\"resource\":{\"resourceType\":\"Device\",\"identifier\":[{\"system\":\"https://covid-19-diagnostics.jrc.ec.europa.eu/devices\",\"value\":\"9999\"}]}},"
    FOUND ("urn:uuid:1", "urn:uuid:x", "94558-4", NO) "," FOUND ("urn:uuid:1", "urn:uuid:x", "80382-5", YES) ","
    FOUND ("urn:uuid:2", "urn:uuid:c", "80382-5", YES) "," FOUND ("urn:uuid:2", "urn:uuid:x", "78012-2", YES) ","
    FOUND ("urn:uuid:3", "urn:uuid:p", "80382-5", YES) "," FOUND ("urn:uuid:4", "urn:uuid:n", "94558-4", NO) ","
    FOUND ("urn:uuid:5", "urn:uuid:p", "94558-4", YES) "," FOUND ("urn:uuid:5", "urn:uuid:p", "94558-4", NO)
    "]}");

  g_assert_cmpuint (ct_batch_get_n_items (batch), ==, G_N_ELEMENTS (records));
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_test_message ("record %u", i);
      g_assert_cmpstr (answer (batch, i, CT_FIELD_BIRTH_NAME), ==, "A");
      g_assert_cmpstr (answer (batch, i, CT_FIELD_KIT), ==, records[i].kit);
      for (guint j = 0; j < 3; j++)
        g_assert_cmpstr (answer (batch, i, CT_FIELD_RESULT + j), ==, records[i].results[j]);
    }
}

static void
test_refused (void)
{
  g_autofree char *large = g_strnfill (CT_FHIR_MAX_BYTES + 1, ' ');
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  refuse ("", CT_BATCH_ERROR_EMPTY, "empty");
  refuse ("{\"resourceType\":\"Bundle\",\"entry\":[]}", CT_BATCH_ERROR_EMPTY, "no Patient");
  refuse ("{\"resourceType\":\"Observation\"}", CT_BATCH_ERROR_FORMAT, "neither");
  refuse ("[1,2]", CT_BATCH_ERROR_FORMAT, "neither");
  refuse ("{\"resourceType\":\"Patient\"", CT_BATCH_ERROR_FORMAT, "end");
  refuse ("{\"resourceType\":\"Patient\"}\n\n{\"resourceType\":}\n", CT_BATCH_ERROR_FORMAT, "line 3");
  refuse (deep->str, CT_BATCH_ERROR_FORMAT, "deep");
  refuse (large, CT_BATCH_ERROR_LARGE, "20 MB");
}

/* Every prefix of a good one is refused, or is a good one itself; none crashes. */
static void
test_cut (void)
{
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (CtRecord) record = sample_record (entry);
  g_autoptr (GDateTime) now = sample_now ();
  CtUuid uuid = ct_uuid_random ();
  g_autoptr (GBytes) body = ct_fhir_encode_whole (record, professional, &uuid, now);

  for (gsize length = 0; length < g_bytes_get_size (body); length += 7)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (body, 0, length);
      g_autoptr (GError) error = NULL;

      g_assert_null (ct_fhir_read (cut, catalog, &error));
      g_assert_nonnull (error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  catalog = sample_catalog ();
  professional = ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_test_add_func ("/fhir-reader/identity", test_identity);
  g_test_add_func ("/fhir-reader/patient", test_patient);
  g_test_add_func ("/fhir-reader/several", test_several);
  g_test_add_func ("/fhir-reader/samples", test_samples);
  g_test_add_func ("/fhir-reader/refused", test_refused);
  g_test_add_func ("/fhir-reader/cut", test_cut);
  return g_test_run ();
}
