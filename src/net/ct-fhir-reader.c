/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* FHIR R4 from elsewhere (hl7.org/fhir/R4): a Patient, a Bundle of patients and results, or a
 * line for each of them (NDJSON). Read is what ct-fhir.c writes, and what other programs write
 * of the same: codes of LOINC and SNOMED CT, the French profile's identifiers. What is not
 * understood of an answer stays as it stands there, to be shown as wrong; what is about
 * something else is left alone. */

#include "config.h"

#include "ct-fhir-reader.h"

#include "ct-json-guard.h"
#include "ct-json.h"
#include "ct-outcome.h"

#include <string.h>

#define NIR "urn:oid:1.2.250.1.213.1.4." /* .8 the number, .10 and .11 those of test systems (ANS, INS) */
#define JRC "https://covid-19-diagnostics.jrc.ec.europa.eu/devices"

typedef struct
{
  const CtCatalog *catalog;
  CtBatch    *batch;
  guint       line;
  GHashTable *resources; /* reference to JsonObject */
  GHashTable *items;     /* JsonObject of a Patient to CtBatchItem */
  JsonObject *patient;   /* nullable: the only one */
  GPtrArray  *samples;     /* of Sample */
  GHashTable *of_specimen; /* JsonObject to the last Sample of it */
} Reader;

static void
set (CtBatchItem *item, CtField field, const char *text)
{
  if (text != NULL)
    ct_entry_set (item->entry, field, text);
}

static const char *
type_of (JsonObject *resource)
{
  const char *type = ct_json_string (resource, "resourceType");

  return type != NULL ? type : "";
}

static JsonObject *
first_of (JsonObject *object, const char *member)
{
  return ct_json_item (ct_json_array (object, member), 0);
}

static guint
length_of (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

/* The one of @array whose @member is @value. */
static JsonObject *
find (JsonArray *array, const char *member, const char *value)
{
  for (guint i = 0; i < length_of (array); i++)
    if (g_strcmp0 (ct_json_string (ct_json_item (array, i), member), value) == 0)
      return ct_json_item (array, i);
  return NULL;
}

/* Returns: (transfer full) (nullable): the texts of @array, apart by @separator */
static char *
joined (JsonArray *array, const char *separator)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < length_of (array); i++)
    if (ct_json_text (array, i) != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", ct_json_text (array, i));
  return g_string_free (text, text->len == 0);
}

/* ---- who ---- */

/* A name of birth may be called official (as in France) or maiden. */
static void
read_names (CtBatchItem *item, JsonObject *patient)
{
  JsonArray *names = ct_json_array (patient, "name");
  JsonObject *official = find (names, "use", "official"), *maiden = find (names, "use", "maiden"), *usual = find (names, "use", "usual");
  JsonObject *born = maiden != NULL ? maiden : official != NULL ? official : ct_json_item (names, 0);
  JsonObject *used = usual != NULL ? usual : maiden != NULL ? official : NULL;
  g_autofree char *given = joined (ct_json_array (born, "given"), " ");
  g_autofree char *others = given == NULL ? joined (ct_json_array (used, "given"), " ") : NULL;

  set (item, CT_FIELD_BIRTH_NAME, ct_json_string (born, "family"));
  set (item, CT_FIELD_FIRST_NAMES, given != NULL ? given : others);
  if (used != NULL && g_strcmp0 (ct_json_string (used, "family"), ct_json_string (born, "family")) != 0)
    set (item, CT_FIELD_USED_NAME, ct_json_string (used, "family"));
}

static void
read_contact (CtBatchItem *item, JsonObject *patient)
{
  JsonArray *telecom = ct_json_array (patient, "telecom");
  JsonObject *phone = find (telecom, "use", "mobile");

  if (phone == NULL)
    phone = find (telecom, "system", "phone");
  set (item, CT_FIELD_PHONE, ct_json_string (phone, "value"));
  set (item, CT_FIELD_EMAIL, ct_json_string (find (telecom, "system", "email"), "value"));
}

static void
read_address (CtBatchItem *item, JsonObject *patient)
{
  JsonObject *address = find (ct_json_array (patient, "address"), "use", "home");
  g_autofree char *line = NULL;
  const char *country;

  if (address == NULL)
    address = first_of (patient, "address");
  if (address == NULL)
    return;
  line = joined (ct_json_array (address, "line"), ", ");
  country = ct_json_string (address, "country");
  set (item, CT_FIELD_ADDRESS, line);
  set (item, CT_FIELD_POSTAL_CODE, ct_json_string (address, "postalCode"));
  set (item, CT_FIELD_TOWN, ct_json_string (address, "city"));
  set (item, CT_FIELD_INSEE, ct_json_string (ct_json_object (first_of (address, "extension"), "valueCoding"), "code"));
  if (country != NULL)
    set (item, CT_FIELD_COUNTRY, g_ascii_strcasecmp (country, "FRA") == 0 || g_ascii_strcasecmp (country, "France") == 0 ? "FR" : country);
}

static void
read_patient (Reader *reader, JsonObject *patient)
{
  CtBatchItem *item = ct_batch_add (reader->batch, reader->line);
  JsonArray *identifiers = ct_json_array (patient, "identifier");
  const char *gender = ct_json_string (patient, "gender");

  for (guint i = 0; i < length_of (identifiers); i++)
    {
      JsonObject *identifier = ct_json_item (identifiers, i);
      const char *system = ct_json_string (identifier, "system");

      if (system != NULL && g_str_has_prefix (system, NIR))
        set (item, CT_FIELD_NIR, ct_json_string (identifier, "value"));
    }
  read_names (item, patient);
  read_contact (item, patient);
  read_address (item, patient);
  set (item, CT_FIELD_BIRTH_DATE, ct_json_string (patient, "birthDate"));
  set (item, CT_FIELD_SEX, gender == NULL ? NULL : g_str_equal (gender, "female") ? "F" : g_str_equal (gender, "male") ? "M" : "U");
  reader->patient = g_hash_table_size (reader->items) == 0 ? patient : NULL;
  g_hash_table_insert (reader->items, patient, item);
}

/* ---- what ---- */

/* Returns: (nullable): what @resource names by @member; the one of @type there is, when it
 *   names none */
static JsonObject *
follow (Reader *reader, JsonObject *resource, const char *member, const char *type)
{
  const char *reference = ct_json_string (ct_json_object (resource, member), "reference");
  JsonObject *found = reference != NULL ? g_hash_table_lookup (reader->resources, reference) : NULL;

  return found != NULL && g_str_equal (type_of (found), type) ? found : NULL;
}

static CtBatchItem *
item_for (Reader *reader, JsonObject *resource, const char *member)
{
  JsonObject *patient = follow (reader, resource, member, "Patient");

  if (patient == NULL && ct_json_object (resource, member) == NULL)
    patient = reader->patient;
  return patient != NULL ? g_hash_table_lookup (reader->items, patient) : NULL;
}

static const char *
code_of (JsonObject *concept, const char *system)
{
  JsonArray *codings = ct_json_array (concept, "coding");
  JsonObject *coding = system != NULL ? find (codings, "system", system) : ct_json_item (codings, 0);

  return ct_json_string (coding, "code");
}

/* Returns: a code of %CT_FIELD_RESULT, or what stands there */
static const char *
result_of (JsonObject *observation)
{
  static const char * const codes[][2] = {
    { "260373001", "positive" }, { "10828004", "positive" },      { "260415000", "negative" },
    { "260385009", "negative" }, { "419984006", "inconclusive" }, { "82334004", "inconclusive" },
  };
  const char *code = code_of (ct_json_object (observation, "valueCodeableConcept"), "http://snomed.info/sct");

  if (code == NULL && ct_json_object (observation, "dataAbsentReason") != NULL)
    return "unreadable";
  if (code == NULL)
    code = code_of (ct_json_object (observation, "valueCodeableConcept"), NULL);
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i][0], code))
      return codes[i][1];
  return code;
}

/* What was found in one sample of one person; a record. */
typedef struct
{
  CtBatchItem *person;
  JsonObject  *specimen;     /* nullable */
  GPtrArray   *observations; /* of JsonObject */
  GPtrArray   *analytes;     /* of CtAnalyte, what each of them is about */
} Sample;

static void
sample_free (gpointer data)
{
  Sample *sample = data;

  g_ptr_array_unref (sample->observations);
  g_ptr_array_unref (sample->analytes);
  g_free (sample);
}

static gboolean
looks_for (const CtTest *test, GPtrArray *analytes)
{
  for (guint i = 0; i < analytes->len; i++)
    if (!g_ptr_array_find (test->analytes, g_ptr_array_index (analytes, i), NULL))
      return FALSE;
  return TRUE;
}

/* Whether one kit could have said it beside what there is. */
static gboolean
sample_takes (Reader *reader, Sample *sample, const CtAnalyte *analyte)
{
  gboolean known;

  if (g_ptr_array_find (sample->analytes, analyte, NULL))
    return FALSE;
  g_ptr_array_add (sample->analytes, (gpointer) analyte);
  known = ct_catalog_test_for (reader->catalog, sample->analytes) != NULL;
  g_ptr_array_set_size (sample->analytes, (int) sample->analytes->len - 1);
  return known;
}

static void
add_result (Reader *reader, JsonObject *observation, const CtAnalyte *analyte)
{
  CtBatchItem *person = item_for (reader, observation, "subject");
  JsonObject *specimen = follow (reader, observation, "specimen", "Specimen");
  Sample *sample = specimen != NULL ? g_hash_table_lookup (reader->of_specimen, specimen) : NULL;

  if (person == NULL)
    return;
  if (sample == NULL || sample->person != person || !sample_takes (reader, sample, analyte))
    {
      sample = g_new0 (Sample, 1);
      sample->person = person;
      sample->specimen = specimen;
      sample->observations = g_ptr_array_new ();
      sample->analytes = g_ptr_array_new ();
      g_ptr_array_add (reader->samples, sample);
      if (specimen != NULL)
        g_hash_table_insert (reader->of_specimen, specimen, sample);
    }
  g_ptr_array_add (sample->observations, observation);
  g_ptr_array_add (sample->analytes, (gpointer) analyte);
}

/* Returns: (transfer none) (nullable): the kit that @device is, by its number or its name, when
 *   it looks for @analytes */
static const CtKit *
kit_of (Reader *reader, JsonObject *device, GPtrArray *analytes)
{
  const char *id = ct_json_string (find (ct_json_array (device, "identifier"), "system", JRC), "value");
  const char *name = ct_json_string (ct_json_item (ct_json_array (device, "deviceName"), 0), "name");
  GPtrArray *kits = ct_catalog_kits (reader->catalog);

  for (guint i = 0; i < kits->len; i++)
    {
      const CtKit *kit = g_ptr_array_index (kits, i);

      if ((id != NULL ? g_str_equal (kit->id, id) : name != NULL && g_ascii_strcasecmp (kit->name, name) == 0) && looks_for (kit->test, analytes))
        return kit;
    }
  return NULL;
}

/* A second sample of the same person is a record of its own. */
static CtBatchItem *
item_with_room (Reader *reader, CtBatchItem *item)
{
  CtBatchItem *other;

  if (*ct_outcome_of (item->entry) == '\0')
    return item;
  other = ct_batch_add (reader->batch, reader->line);
  for (guint i = 0; i < CT_FIELD_KIT; i++)
    set (other, (CtField) i, ct_entry_get (item->entry, (CtField) i));
  return other;
}

static void
read_device (CtBatchItem *item, JsonObject *device, const char *kit)
{
  if (device == NULL)
    return;
  set (item, CT_FIELD_KIT, kit);
  set (item, CT_FIELD_LOT, ct_json_string (device, "lotNumber"));
  set (item, CT_FIELD_KIT_EXPIRY, ct_json_string (device, "expirationDate"));
}

static void
read_sample (Reader *reader, const Sample *sample)
{
  JsonObject *first = g_ptr_array_index (sample->observations, 0);
  JsonObject *device = follow (reader, first, "device", "Device");
  const char *unknown = ct_json_string (find (ct_json_array (device, "identifier"), "system", JRC), "value");
  const CtKit *kit = kit_of (reader, device, sample->analytes);
  const CtTest *test = kit != NULL ? kit->test : ct_catalog_test_for (reader->catalog, sample->analytes);
  const char *collected = ct_json_string (ct_json_object (sample->specimen, "collection"), "collectedDateTime");
  CtBatchItem *item = item_with_room (reader, sample->person);

  for (guint i = 0; i < sample->observations->len; i++)
    {
      guint place = 0;

      g_ptr_array_find (test->analytes, g_ptr_array_index (sample->analytes, i), &place);
      set (item, CT_FIELD_RESULT + place, result_of (g_ptr_array_index (sample->observations, i)));
    }
  set (item, CT_FIELD_SAMPLED_AT, collected != NULL ? collected : ct_json_string (first, "effectiveDateTime"));
  /* A number that is in no list is shown as it stands there, to be mended. */
  if (kit == NULL && unknown != NULL && ct_catalog_find_kit (reader->catalog, unknown) != NULL)
    unknown = NULL;
  read_device (item, device, kit != NULL ? kit->id : unknown != NULL ? unknown : test->other);
}

/* What is asked beside a result, by its code of LOINC. */
static gboolean
read_survey (Reader *reader, JsonObject *observation, const char *loinc)
{
  static const struct
  {
    const char *loinc;
    CtField     field;
    const char *yes, *no;
  } questions[] = {
    { "95419-8", CT_FIELD_SYMPTOMS, "yes", "none" },
    { "95418-0", CT_FIELD_HEALTH_WORKER, "yes", "no" },
    { "95421-4", CT_FIELD_RESIDENCE, "collective", "individual" },
    { "65222-2", CT_FIELD_ONSET_DATE, NULL, NULL },
  };
  CtBatchItem *item = item_for (reader, observation, "subject");
  JsonObject *value = ct_json_object (observation, "valueCodeableConcept");
  const char *code = code_of (value, NULL), *finer = ct_json_string (value, "text");

  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    {
      if (loinc == NULL || !g_str_equal (questions[i].loinc, loinc))
        continue;
      if (item != NULL && questions[i].yes == NULL)
        set (item, questions[i].field, ct_json_string (observation, "valueDateTime"));
      else if (item != NULL && finer != NULL && ct_field_has_code (questions[i].field, finer))
        set (item, questions[i].field, finer);
      else if (item != NULL)
        set (item, questions[i].field,
             g_strcmp0 (code, "Y") == 0     ? questions[i].yes
             : g_strcmp0 (code, "N") == 0   ? questions[i].no
             : g_strcmp0 (code, "UNK") == 0 ? "unknown"
                                            : code);
      return TRUE;
    }
  return FALSE;
}

static void
read_other (Reader *reader, JsonObject *resource)
{
  CtBatchItem *item;
  const CtAnalyte *analyte;
  const char *loinc;

  if (g_str_equal (type_of (resource), "Consent"))
    {
      item = item_for (reader, resource, "patient");
      if (item != NULL)
        set (item, CT_FIELD_CONSENT, g_strcmp0 (ct_json_string (ct_json_object (resource, "provision"), "type"), "deny") == 0 ? "no" : "yes");
      return;
    }
  if (!g_str_equal (type_of (resource), "Observation"))
    return;
  loinc = code_of (ct_json_object (resource, "code"), "http://loinc.org");
  if (loinc == NULL || read_survey (reader, resource, loinc))
    return;
  analyte = ct_catalog_analyte_of (reader->catalog, loinc);
  if (analyte != NULL)
    add_result (reader, resource, analyte);
}

/* ---- files ---- */

static void
register_entry (Reader *reader, JsonObject *entry, JsonObject *resource)
{
  const char *url = ct_json_string (entry, "fullUrl"), *id = ct_json_string (resource, "id");

  if (url != NULL)
    g_hash_table_insert (reader->resources, g_strdup (url), resource);
  if (id != NULL)
    g_hash_table_insert (reader->resources, g_strdup_printf ("%s/%s", type_of (resource), id), resource);
}

static void
read_bundle (Reader *reader, JsonObject *bundle)
{
  JsonArray *entries = ct_json_array (bundle, "entry");

  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < length_of (entries); i++)
      {
        JsonObject *entry = ct_json_item (entries, i), *resource = ct_json_object (entry, "resource");

        if (resource == NULL)
          continue;
        if (pass == 0)
          register_entry (reader, entry, resource);
        else if (pass == 1 && g_str_equal (type_of (resource), "Patient"))
          read_patient (reader, resource);
        else if (pass == 2)
          read_other (reader, resource);
      }
  for (guint i = 0; i < reader->samples->len; i++)
    read_sample (reader, g_ptr_array_index (reader->samples, i));
}

static gboolean
fail (GError **error, CtBatchError code, guint line, const char *why)
{
  if (line > 0)
    g_set_error (error, CT_BATCH_ERROR, (int) code, "line %u: %s", line, why);
  else
    g_set_error_literal (error, CT_BATCH_ERROR, (int) code, why);
  return FALSE;
}

/* @line: of a file with one a line; 0 otherwise */
static gboolean
read_resource (CtBatch *batch, const CtCatalog *catalog, JsonNode *root, guint line, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  Reader reader = { .catalog = catalog, .batch = batch, .line = MAX (line, 1) };
  g_autoptr (GHashTable) resources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) items = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) of_specimen = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) samples = g_ptr_array_new_with_free_func (sample_free);

  reader.resources = resources;
  reader.items = items;
  reader.samples = samples;
  reader.of_specimen = of_specimen;
  if (object != NULL && g_str_equal (type_of (object), "Patient"))
    read_patient (&reader, object);
  else if (object != NULL && g_str_equal (type_of (object), "Bundle"))
    read_bundle (&reader, object);
  else
    return fail (error, CT_BATCH_ERROR_FORMAT, line, "this is neither a Patient nor a Bundle of FHIR R4");
  if (g_hash_table_size (items) == 0)
    return fail (error, CT_BATCH_ERROR_EMPTY, line, "there is no Patient in this Bundle");
  return ct_batch_get_n_items (batch) <= CT_BATCH_MAX || fail (error, CT_BATCH_ERROR_LARGE, 0, "the file has more than 5,000 records");
}

static gboolean
read_text (CtBatch *batch, const CtCatalog *catalog, const char *text, gsize length, guint line, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  const char *why = "this is not JSON";

  if (!ct_json_guard_file (text, length, CT_FHIR_MAX_BYTES, &why) || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return fail (error, CT_BATCH_ERROR_FORMAT, line, why);
  return read_resource (batch, catalog, json_parser_get_root (parser), line, error);
}

static gboolean
read_lines (CtBatch *batch, const CtCatalog *catalog, const char *text, gsize length, GError **error)
{
  const char *end = text + length;

  for (guint line = 1; text < end; line++)
    {
      const char *next = memchr (text, '\n', (gsize) (end - text));
      gsize size = (gsize) ((next != NULL ? next : end) - text);
      gsize blank = 0;

      while (blank < size && g_ascii_isspace (text[blank]))
        blank++;
      if (blank < size && !read_text (batch, catalog, text, size, line, error))
        return FALSE;
      text += size + 1;
    }
  return TRUE;
}

/**
 * ct_fhir_read:
 * @bytes: a resource, or one a line
 * @catalog: whose tests are read; other results are left out
 *
 * Returns: (transfer full) (nullable): what it says, not checked yet; NULL with an error of
 *   #CtBatchError
 */
CtBatch *
ct_fhir_read (GBytes *bytes, const CtCatalog *catalog, GError **error)
{
  g_autoptr (CtBatch) batch = ct_batch_new ();
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  const char *why = NULL;
  gboolean good;

  if (length == 0)
    good = fail (error, CT_BATCH_ERROR_EMPTY, 0, "the file is empty");
  else if (length > CT_FHIR_MAX_BYTES)
    good = fail (error, CT_BATCH_ERROR_LARGE, 0, "the file has more than 20 MB");
  else if (ct_json_guard_file (text, length, CT_FHIR_MAX_BYTES, &why))
    good = read_text (batch, catalog, text, length, 0, error);
  else if (g_strcmp0 (why, "text after the end") == 0)
    good = read_lines (batch, catalog, text, length, error);
  else
    good = fail (error, CT_BATCH_ERROR_FORMAT, 0, why);
  return good ? g_steal_pointer (&batch) : NULL;
}
