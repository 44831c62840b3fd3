/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* An invented person, for tests of the layers above core. */

#include "sample.h"

#include "ct-rules.h"

CtCatalog *
sample_catalog (void)
{
  CtCatalog *catalog = ct_catalog_new ();

  CtTest *covid = ct_catalog_add_test (catalog, "sars-cov-2", "Covid-19", "other");
  CtTest *strep = ct_catalog_add_test (catalog, "strep-a", "Group A strep throat", "other-strep-a");
  CtTest *combined = ct_catalog_add_test (catalog, "respiratory", "Covid-19, influenza and RSV", "other-respiratory");

  ct_catalog_add_analyte (catalog, "sars-cov-2", "Covid-19", "94558-4",
                          "SARS-CoV-2 (COVID-19) Ag [Presence] in Respiratory system specimen by Rapid immunoassay", (const char *[]) { "97097-0", NULL });
  ct_catalog_add_analyte (catalog, "strep-a", "Strep A", "78012-2", "Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay",
                          (const char *[]) { NULL });
  ct_catalog_add_analyte (catalog, "influenza-a", "Influenza A", "80382-5",
                          "Influenza virus A Ag [Presence] in Upper respiratory specimen by Rapid immunoassay", (const char *[]) { NULL });
  ct_catalog_add_analyte (catalog, "rsv", "RSV", "72885-7",
                          "Respiratory syncytial virus Ag [Presence] in Upper respiratory specimen by Rapid immunoassay", (const char *[]) { NULL });
  ct_catalog_look_for (catalog, covid, "sars-cov-2");
  ct_catalog_look_for (catalog, strep, "strep-a");
  ct_catalog_look_for (catalog, combined, "sars-cov-2");
  ct_catalog_look_for (catalog, combined, "influenza-a");
  ct_catalog_look_for (catalog, combined, "rsv");
  ct_catalog_set_specimen (covid, "258500001", "Nasopharyngeal swab");
  ct_catalog_set_specimen (strep, "258529004", "Throat swab");
  ct_catalog_set_specimen (combined, "258500001", "Nasopharyngeal swab");
  ct_catalog_add_eu_kit (catalog, covid, "1232", "Abbott Rapid Diagnostics, Panbio COVID-19 Ag Rapid Test");
  ct_catalog_add_kit (catalog, strep, "streptatest", "Biosynex", "STREPTATEST");
  ct_catalog_add_kit (catalog, combined, "combo", "Example Biotech", "Combo 3");
  ct_catalog_add_country (catalog, "FR", "France");
  ct_catalog_add_towns (catalog, "67000\t67482\tStrasbourg\t291313\n");
  return catalog;
}

GDateTime *
sample_now (void)
{
  return g_date_time_new_now_local ();
}

CtEntry *
sample_entry (void)
{
  static const char * const answers[CT_N_FIELDS] = {
    [CT_FIELD_BIRTH_NAME] = "D'ARTAGNAN",
    [CT_FIELD_USED_NAME] = "LE GALL",
    [CT_FIELD_FIRST_NAMES] = "Éléonore Marie",
    [CT_FIELD_BIRTH_DATE] = "14/03/1979",
    [CT_FIELD_SEX] = "F",
    [CT_FIELD_NIR] = "2 79 03 51 215 189 89",
    [CT_FIELD_ADDRESS] = "12 rue des Lilas",
    [CT_FIELD_POSTAL_CODE] = "67000",
    [CT_FIELD_TOWN] = "Strasbourg",
    [CT_FIELD_COUNTRY] = "FR",
    [CT_FIELD_PHONE] = "06 12 34 56 78",
    [CT_FIELD_EMAIL] = "eleonore@example.fr",
    [CT_FIELD_KIT] = "1232",
    [CT_FIELD_LOT] = "L12345",
    [CT_FIELD_KIT_EXPIRY] = "30/06/2099",
    [CT_FIELD_SYMPTOMS] = "yes",
    [CT_FIELD_HEALTH_WORKER] = "no",
    [CT_FIELD_RESIDENCE] = "ehpad",
    [CT_FIELD_CONSENT] = "yes",
    [CT_FIELD_RESULT] = "negative",
  };
  g_autoptr (GDateTime) now = sample_now ();
  g_autofree char *sampled = g_date_time_format (now, "%d/%m/%Y %H:%M");
  g_autofree char *onset = g_date_time_format (now, "%d/%m/%Y");
  CtEntry *entry = ct_entry_new ();

  for (guint i = 0; i < CT_N_FIELDS; i++)
    ct_entry_set (entry, (CtField) i, answers[i]);
  ct_entry_set (entry, CT_FIELD_SAMPLED_AT, sampled);
  ct_entry_set (entry, CT_FIELD_ONSET_DATE, onset);
  return entry;
}

/* Aborts when @entry is not valid: a test's own mistake. */
CtRecord *
sample_record (CtEntry *entry)
{
  g_autoptr (CtCatalog) catalog = sample_catalog ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (GDateTime) now = sample_now ();
  CtRecord *record = ct_rules_check (entry, catalog, now, issues);

  for (guint i = 0; i < issues->len; i++)
    g_test_message ("%s: %s", ct_field_key (((CtIssue *) g_ptr_array_index (issues, i))->field),
                    ct_issue_template (g_ptr_array_index (issues, i)));
  g_assert_nonnull (record);
  return record;
}
