/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The reference lists, looked up by code and by name. */

#include "ct-catalog.h"
#include "ct-field.h"

static CtCatalog *
new_catalog (void)
{
  CtCatalog *catalog = ct_catalog_new ();

  CtTest *covid = ct_catalog_add_test (catalog, "sars-cov-2", "Covid-19", "other");
  CtTest *strep = ct_catalog_add_test (catalog, "strep-a", "Group A strep throat", "other-strep-a");
  CtTest *combined = ct_catalog_add_test (catalog, "respiratory", "Covid-19 and influenza", "other-respiratory");

  ct_catalog_add_analyte (catalog, "sars-cov-2", "Covid-19", "94558-4", "SARS-CoV-2 Ag", (const char *[]) { "97097-0", NULL });
  ct_catalog_add_analyte (catalog, "strep-a", "Strep A", "78012-2", "Streptococcus pyogenes Ag", (const char *[]) { NULL });
  ct_catalog_add_analyte (catalog, "influenza-a", "Influenza A", "80382-5", "Influenza virus A Ag", (const char *[]) { NULL });
  ct_catalog_look_for (catalog, covid, "sars-cov-2");
  ct_catalog_look_for (catalog, strep, "strep-a");
  ct_catalog_look_for (catalog, combined, "sars-cov-2");
  ct_catalog_look_for (catalog, combined, "influenza-a");
  ct_catalog_look_for (catalog, combined, "what nobody knows");
  ct_catalog_add_kit (catalog, combined, "combo", "Example", "Combo 2");
  ct_catalog_add_kit (catalog, strep, "streptatest", "Biosynex", "STREPTATEST");
  ct_catalog_add_eu_kit (catalog, covid, "1468", "ACON Laboratories, Inc, Flowflex SARS-CoV-2 Antigen rapid test");
  ct_catalog_add_country (catalog, "FR", "France");
  ct_catalog_add_towns (catalog,
                        "67300\t67447\tSchiltigheim\t34129\n"
                        "01400\t01001\tL'Abergement-Clémenciat\t860\n"
                        "01400\t01093\tChâtillon-sur-Chalaronne\t5012\n"
                        "broken line\n"
                        "20000\t2A004\tAjaccio\t73822");
  return catalog;
}

static void
test_kits (void)
{
  g_autoptr (CtCatalog) catalog = new_catalog ();
  const CtKit *kit = ct_catalog_find_kit (catalog, "1468");

  g_assert_cmpstr (kit->maker, ==, "ACON Laboratories, Inc");
  g_assert_cmpstr (kit->name, ==, "Flowflex SARS-CoV-2 Antigen rapid test");
  g_assert_null (ct_catalog_find_kit (catalog, "1"));
}

static void
test_tests (void)
{
  g_autoptr (CtCatalog) catalog = new_catalog ();
  static const char * const of_kits[][2] = { { "1468", "sars-cov-2" }, { "streptatest", "strep-a" }, { "other", "sars-cov-2" }, { "OTHER-STREP-A", "strep-a" },
                                             { "", "sars-cov-2" }, { "nothing", "sars-cov-2" } };

  for (guint i = 0; i < G_N_ELEMENTS (of_kits); i++)
    g_assert_cmpstr (ct_catalog_test_of_kit (catalog, of_kits[i][0])->id, ==, of_kits[i][1]);
  g_assert_cmpstr (ct_catalog_analyte_of (catalog, "97097-0")->id, ==, "sars-cov-2");
  g_assert_cmpstr (ct_catalog_analyte_of (catalog, "78012-2")->id, ==, "strep-a");
  g_assert_null (ct_catalog_analyte_of (catalog, "8310-5"));
  g_assert_cmpuint (ct_catalog_n_results (catalog, "1468"), ==, 1);
  g_assert_cmpuint (ct_catalog_n_results (catalog, "combo"), ==, 2);
  g_assert_true (ct_catalog_find_kit (catalog, "1468")->listed);
  g_assert_false (ct_catalog_find_kit (catalog, "streptatest")->listed);
  g_assert_cmpstr (ct_catalog_find_kit (catalog, "streptatest")->label, ==, "Biosynex, STREPTATEST");
}

/* The kit that looks for all of it, and for nothing more than it has to. */
static void
test_for (void)
{
  g_autoptr (CtCatalog) catalog = new_catalog ();
  static const struct
  {
    const char *codes[3];
    const char *test; /* nullable */
  } cases[] = {
    { { "94558-4" }, "sars-cov-2" },
    { { "80382-5" }, "respiratory" },
    { { "80382-5", "97097-0" }, "respiratory" },
    { { "78012-2" }, "strep-a" },
    { { "78012-2", "94558-4" }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) analytes = g_ptr_array_new ();
      const CtTest *test;

      for (guint j = 0; cases[i].codes[j] != NULL; j++)
        g_ptr_array_add (analytes, (gpointer) ct_catalog_analyte_of (catalog, cases[i].codes[j]));
      test = ct_catalog_test_for (catalog, analytes);
      g_assert_cmpstr (test != NULL ? test->id : NULL, ==, cases[i].test);
    }
}

static void
test_towns (void)
{
  g_autoptr (CtCatalog) catalog = new_catalog ();
  guint n;
  const CtTown *towns = ct_catalog_towns_of_code (catalog, "01400", &n);

  /* The largest first. */
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (towns[0].insee, ==, "01093");
  g_assert_null (ct_catalog_towns_of_code (catalog, "99999", &n));
  g_assert_cmpuint (n, ==, 0);
  /* Whatever the accents, the case or the hyphens. */
  g_assert_cmpstr (ct_catalog_find_town (catalog, "01400", "l abergement clemenciat")->insee, ==, "01001");
  g_assert_null (ct_catalog_find_town (catalog, "67300", "Ajaccio"));
  g_assert_cmpstr (ct_catalog_town_named (catalog, "AJACCIO")->insee, ==, "2A004");
  g_assert_null (ct_catalog_town_named (catalog, "Nulle-Part"));
}

static void
test_countries (void)
{
  g_autoptr (CtCatalog) catalog = new_catalog ();

  g_assert_cmpstr (ct_catalog_find_country (catalog, "FR")->name, ==, "France");
  g_assert_null (ct_catalog_find_country (catalog, "XX"));
}

static void
test_fields (void)
{
  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      CtField field = CT_N_FIELDS;

      g_assert_true (ct_field_from_key (ct_field_key ((CtField) i), &field));
      g_assert_cmpint (field, ==, i);
    }
  g_assert_true (ct_field_has_code (CT_FIELD_RESULT, "unreadable"));
  g_assert_false (ct_field_has_code (CT_FIELD_RESULT, "maybe"));
  g_assert_false (ct_field_has_code (CT_FIELD_TOWN, "x"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalog/kits", test_kits);
  g_test_add_func ("/catalog/tests", test_tests);
  g_test_add_func ("/catalog/for", test_for);
  g_test_add_func ("/catalog/towns", test_towns);
  g_test_add_func ("/catalog/countries", test_countries);
  g_test_add_func ("/catalog/fields", test_fields);
  return g_test_run ();
}
