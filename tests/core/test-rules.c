/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Each rule, alone: a good record, one answer changed, the issue it must give. */

#include "ct-rules.h"

#include <string.h>

static CtCatalog *catalog;
static GDateTime *now;

static CtEntry *
good_entry (void)
{
  static const char * const answers[CT_N_FIELDS] = {
    [CT_FIELD_BIRTH_NAME] = "d'Artagnan",
    [CT_FIELD_USED_NAME] = "Le Gall",
    [CT_FIELD_FIRST_NAMES] = "éléonore marie",
    [CT_FIELD_BIRTH_DATE] = "14031979",
    [CT_FIELD_SEX] = "F",
    [CT_FIELD_NIR] = "2 79 03 51 215 189 89",
    [CT_FIELD_ADDRESS] = "12 rue des Lilas",
    [CT_FIELD_POSTAL_CODE] = "67000",
    [CT_FIELD_TOWN] = "strasbourg",
    [CT_FIELD_COUNTRY] = "FR",
    [CT_FIELD_PHONE] = "0612345678",
    [CT_FIELD_EMAIL] = "eleonore@example.fr",
    [CT_FIELD_KIT] = "1232",
    [CT_FIELD_LOT] = "L12345",
    [CT_FIELD_KIT_EXPIRY] = "06/2027",
    [CT_FIELD_SAMPLED_AT] = "1405",
    [CT_FIELD_SYMPTOMS] = "yes",
    [CT_FIELD_ONSET_DATE] = "22/11/2026",
    [CT_FIELD_HEALTH_WORKER] = "no",
    [CT_FIELD_RESIDENCE] = "individual",
    [CT_FIELD_CONSENT] = "yes",
    [CT_FIELD_RESULT] = "positive",
  };
  CtEntry *entry = ct_entry_new ();

  for (guint i = 0; i < CT_N_FIELDS; i++)
    ct_entry_set (entry, i, answers[i]);
  return entry;
}

static void
test_good (void)
{
  g_autoptr (CtEntry) entry = good_entry ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) record = ct_rules_check (entry, catalog, now, issues);

  g_assert_cmpuint (issues->len, ==, 0);
  g_assert_nonnull (record);
  g_assert_cmpstr (record->person.birth_name, ==, "D'ARTAGNAN");
  g_assert_cmpstr (record->person.used_name, ==, "LE GALL");
  g_assert_cmpstr (record->person.first_names[1], ==, "Marie");
  g_assert_cmpstr (record->person.nir, ==, "279035121518989");
  g_assert_cmpstr (record->person.town, ==, "Strasbourg");
  g_assert_cmpstr (record->person.insee, ==, "67482");
  g_assert_cmpstr (record->person.phone, ==, "+33612345678");
  g_assert_cmpstr (record->kit_maker, ==, "Abbott Rapid Diagnostics");
  g_assert_cmpuint (record->kit_expiry.day, ==, 30);
  g_assert_true (record->consent);
}

typedef struct
{
  CtField     field;
  const char *answer;
  CtIssueCode code;
  gboolean    warning;
} Case;

static const Case cases[] = {
  { CT_FIELD_BIRTH_NAME, "", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_BIRTH_NAME, "R2D2", CT_ISSUE_NAME, FALSE },
  { CT_FIELD_FIRST_NAMES, "  ", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_USED_NAME, "x\u202Ey", CT_ISSUE_TEXT, FALSE },
  { CT_FIELD_BIRTH_DATE, "29021979", CT_ISSUE_DATE, FALSE },
  { CT_FIELD_BIRTH_DATE, "25112026", CT_ISSUE_BORN_LATER, FALSE },
  { CT_FIELD_BIRTH_DATE, "01011905", CT_ISSUE_BORN_LONG_AGO, FALSE },
  { CT_FIELD_SEX, "", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_SEX, "X", CT_ISSUE_CHOOSE, FALSE },
  { CT_FIELD_NIR, "279035121518988", CT_ISSUE_NIR_KEY, FALSE },
  { CT_FIELD_NIR, "27903512151", CT_ISSUE_NIR_LENGTH, FALSE },
  { CT_FIELD_NIR, "579035121518989", CT_ISSUE_NIR_SHAPE, FALSE },
  { CT_FIELD_NIR, "253072A07300443", CT_ISSUE_NIR_BIRTH, TRUE },
  { CT_FIELD_SEX, "M", CT_ISSUE_NIR_SEX, TRUE },
  { CT_FIELD_POSTAL_CODE, "", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_POSTAL_CODE, "6700", CT_ISSUE_POSTAL_CODE, FALSE },
  { CT_FIELD_POSTAL_CODE, "00000", CT_ISSUE_POSTAL_UNKNOWN, FALSE },
  { CT_FIELD_POSTAL_CODE, "67300", CT_ISSUE_POSTAL_TOWN, FALSE },
  { CT_FIELD_TOWN, "", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_INSEE, "67447", CT_ISSUE_INSEE, TRUE },
  { CT_FIELD_COUNTRY, "QQ", CT_ISSUE_COUNTRY, FALSE },
  { CT_FIELD_PHONE, "061234567", CT_ISSUE_PHONE, FALSE },
  { CT_FIELD_PHONE, "0142345678", CT_ISSUE_PHONE_LANDLINE, TRUE },
  { CT_FIELD_EMAIL, "eleonore@example", CT_ISSUE_EMAIL, FALSE },
  { CT_FIELD_KIT, "9999999", CT_ISSUE_KIT, FALSE },
  { CT_FIELD_KIT, "1065", CT_ISSUE_KIT_LEFT, TRUE },
  { CT_FIELD_LOT, "", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_KIT_EXPIRY, "23/11/2026", CT_ISSUE_KIT_EXPIRED, FALSE },
  { CT_FIELD_KIT_EXPIRY, "32/11/2026", CT_ISSUE_DATE, FALSE },
  { CT_FIELD_SAMPLED_AT, "1459", CT_ISSUE_SAMPLED_LATER, FALSE },
  { CT_FIELD_SAMPLED_AT, "2599", CT_ISSUE_TIME, FALSE },
  { CT_FIELD_SAMPLED_AT, "13/03/1979 10:00", CT_ISSUE_SAMPLED_BEFORE_BIRTH, FALSE },
  { CT_FIELD_ONSET_DATE, "24/11/2027", CT_ISSUE_ONSET_LATER, FALSE },
  { CT_FIELD_SYMPTOMS, "none", CT_ISSUE_ONSET_WITHOUT, FALSE },
  { CT_FIELD_ONSET_DATE, "19112026", CT_ISSUE_ONSET_LONG_AGO, TRUE },
  { CT_FIELD_BIRTH_DATE, "25112008", CT_ISSUE_MINOR, TRUE },
  { CT_FIELD_BIRTH_DATE, "23111920", CT_ISSUE_VERY_OLD, TRUE },
  { CT_FIELD_SYMPTOMS, "perhaps", CT_ISSUE_CHOOSE, FALSE },
  { CT_FIELD_CONSENT, "", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_RESULT, "", CT_ISSUE_REQUIRED, FALSE },
  { CT_FIELD_RESULT, "maybe", CT_ISSUE_CHOOSE, FALSE },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (CtEntry) entry = good_entry ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) record = NULL;
  gboolean found = FALSE;

  ct_entry_set (entry, c->field, c->answer);
  record = ct_rules_check (entry, catalog, now, issues);
  for (guint i = 0; i < issues->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (issues, i);
      g_autofree char *words = ct_issue_fill (issue, ct_issue_template (issue));

      found |= issue->code == c->code;
      g_assert_cmpuint (strlen (words), >, 10);
      g_assert_null (strstr (words, "{}"));
    }
  g_assert_true (found);
  g_assert_cmpint (record != NULL, ==, c->warning);
}

static void
test_unreachable (void)
{
  g_autoptr (CtEntry) entry = good_entry ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) positive = NULL;
  g_autoptr (CtRecord) negative = NULL;

  ct_entry_set (entry, CT_FIELD_PHONE, "");
  ct_entry_set (entry, CT_FIELD_EMAIL, "");
  positive = ct_rules_check (entry, catalog, now, issues);
  g_assert_null (positive);
  g_assert_cmpint (((CtIssue *) g_ptr_array_index (issues, 0))->code, ==, CT_ISSUE_UNREACHABLE);
  g_ptr_array_set_size (issues, 0);
  ct_entry_set (entry, CT_FIELD_RESULT, "negative");
  negative = ct_rules_check (entry, catalog, now, issues);
  g_assert_nonnull (negative);
}

static void
test_abroad (void)
{
  g_autoptr (CtEntry) entry = good_entry ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) record = NULL;

  ct_entry_set (entry, CT_FIELD_COUNTRY, "de");
  ct_entry_set (entry, CT_FIELD_POSTAL_CODE, "");
  ct_entry_set (entry, CT_FIELD_TOWN, "Kehl");
  ct_entry_set (entry, CT_FIELD_KIT, "other");
  ct_entry_set (entry, CT_FIELD_NIR, "");
  record = ct_rules_check (entry, catalog, now, issues);
  g_assert_nonnull (record);
  g_assert_cmpstr (record->person.country, ==, "DE");
  g_assert_null (record->kit_id);
}

/* Of a combined test each result is asked for; of another none that it cannot give. */
static void
test_combined (void)
{
  static const struct
  {
    const char *kit, *second;
    CtField     field; /* what is told of; CT_N_FIELDS for nothing */
    CtIssueCode code;
  } combined[] = {
    { "combo", "negative", CT_N_FIELDS, 0 },
    { "combo", "", CT_FIELD_RESULT_2, CT_ISSUE_REQUIRED },
    { "combo", "perhaps", CT_FIELD_RESULT_2, CT_ISSUE_CHOOSE },
    { "1232", "", CT_N_FIELDS, 0 },
    { "1232", "negative", CT_FIELD_RESULT_2, CT_ISSUE_NOT_LOOKED_FOR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (combined); i++)
    {
      g_autoptr (CtEntry) entry = good_entry ();
      g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
      g_autoptr (CtRecord) record = NULL;
      gboolean good = combined[i].field == CT_N_FIELDS;

      ct_entry_set (entry, CT_FIELD_KIT, combined[i].kit);
      ct_entry_set (entry, CT_FIELD_RESULT_2, combined[i].second);
      record = ct_rules_check (entry, catalog, now, issues);
      g_assert_cmpint (record != NULL, ==, good);
      g_assert_cmpuint (issues->len, ==, good ? 0 : 1);
      if (!good)
        {
          const CtIssue *issue = g_ptr_array_index (issues, 0);

          g_assert_cmpint (issue->field, ==, combined[i].field);
          g_assert_cmpint (issue->code, ==, combined[i].code);
          continue;
        }
      g_assert_cmpstr (record->results[1], ==, *combined[i].second != '\0' ? combined[i].second : NULL);
      g_assert_null (record->results[2]);
    }
}

/* Somebody who is positive for anything is to be told. */
static void
test_combined_unreachable (void)
{
  g_autoptr (CtEntry) entry = good_entry ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) record = NULL;

  ct_entry_set (entry, CT_FIELD_KIT, "combo");
  ct_entry_set (entry, CT_FIELD_RESULT, "negative");
  ct_entry_set (entry, CT_FIELD_RESULT_2, "positive");
  ct_entry_set (entry, CT_FIELD_PHONE, "");
  ct_entry_set (entry, CT_FIELD_EMAIL, "");
  record = ct_rules_check (entry, catalog, now, issues);
  g_assert_null (record);
  g_assert_cmpint (((CtIssue *) g_ptr_array_index (issues, 0))->code, ==, CT_ISSUE_UNREACHABLE);
}

static void
test_tidy (void)
{
  static const struct
  {
    CtField     field;
    const char *typed, *shown;
  } answers[] = {
    { CT_FIELD_BIRTH_DATE, "140379", "14/03/1979" },
    { CT_FIELD_BIRTH_DATE, "14037", "14037" },
    { CT_FIELD_KIT_EXPIRY, "062027", "30/06/2027" },
    { CT_FIELD_SAMPLED_AT, "905", "24/11/2026 09:05" },
    { CT_FIELD_NIR, "279035121518989", "2 79 03 51 215 189 89" },
    { CT_FIELD_PHONE, "0612345678", "06 12 34 56 78" },
    { CT_FIELD_BIRTH_NAME, "d’artagnan ", "D'ARTAGNAN" },
    { CT_FIELD_FIRST_NAMES, "éléonore  marie", "Éléonore Marie" },
    { CT_FIELD_USED_NAME, "r2d2", "r2d2" },
    { CT_FIELD_LOT, " L1 ", "L1" },
    { CT_FIELD_LOT, "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *tidy = ct_rules_tidy (answers[i].field, answers[i].typed, catalog, now);

      g_assert_cmpstr (tidy, ==, answers[i].shown);
    }
}

/* What is said of a field is what the rules miss: of an empty record, here and abroad. */
static void
test_requires (void)
{
  static const char * const countries[] = { "FR", "DE" };

  for (guint c = 0; c < G_N_ELEMENTS (countries); c++)
    {
      g_autoptr (CtEntry) entry = ct_entry_new ();
      g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);

      for (guint field = 0; field < CT_N_FIELDS; field++)
        ct_entry_set (entry, (CtField) field, field == CT_FIELD_COUNTRY ? countries[c] : "");
      g_assert_null (ct_rules_check (entry, catalog, now, issues));
      for (guint field = 0; field < CT_N_FIELDS; field++)
        {
          gboolean missed = FALSE;

          for (guint i = 0; i < issues->len; i++)
            {
              const CtIssue *issue = g_ptr_array_index (issues, i);

              missed |= issue->field == (CtField) field && issue->code == CT_ISSUE_REQUIRED;
            }
          g_assert_cmpint (ct_rules_requires (entry, catalog, (CtField) field), ==, missed);
        }
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GTimeZone) zone = NULL;
  CtTest *covid, *combined;
  int status;

  g_test_init (&argc, &argv, NULL);
  zone = g_time_zone_new_identifier ("Europe/Paris");
  now = g_date_time_new (zone, 2026, 11, 24, 14, 30, 0);
  catalog = ct_catalog_new ();
  covid = ct_catalog_add_test (catalog, "sars-cov-2", "Covid-19", "other");
  ct_catalog_add_eu_kit (catalog, covid, "1232", "Abbott Rapid Diagnostics, Panbio COVID-19 Ag Rapid Test");
  ct_catalog_add_eu_kit (catalog, covid, "1065", "Becton Dickinson, BD Veritor System for Rapid Detection of SARS CoV 2");
  ct_catalog_mark_left (catalog, "1065");
  combined = ct_catalog_add_test (catalog, "respiratory", "Covid-19 and influenza", "other-respiratory");
  ct_catalog_add_analyte (catalog, "sars-cov-2", "Covid-19", "94558-4", "SARS-CoV-2 Ag", (const char *[]) { NULL });
  ct_catalog_add_analyte (catalog, "influenza-a", "Influenza A", "80382-5", "Influenza virus A Ag", (const char *[]) { NULL });
  ct_catalog_look_for (catalog, combined, "sars-cov-2");
  ct_catalog_look_for (catalog, combined, "influenza-a");
  ct_catalog_add_kit (catalog, combined, "combo", "Example", "Combo 2");
  ct_catalog_add_country (catalog, "FR", "France");
  ct_catalog_add_country (catalog, "DE", "Germany");
  ct_catalog_add_towns (catalog, "67000\t67482\tStrasbourg\t291313\n67300\t67447\tSchiltigheim\t34129\n");

  g_test_add_func ("/rules/good", test_good);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/rules/%s/%u", ct_field_key (cases[i].field), i);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/rules/combined", test_combined);
  g_test_add_func ("/rules/combined-unreachable", test_combined_unreachable);
  g_test_add_func ("/rules/unreachable", test_unreachable);
  g_test_add_func ("/rules/abroad", test_abroad);
  g_test_add_func ("/rules/requires", test_requires);
  g_test_add_func ("/rules/tidy", test_tidy);
  status = g_test_run ();
  ct_catalog_unref (catalog);
  g_date_time_unref (now);
  return status;
}
