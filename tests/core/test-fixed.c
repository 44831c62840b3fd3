/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Which answers end by themselves: whole, right, and never before. */

#include "ct-fixed.h"

static gboolean
is_full (CtField field, const char *text, const char *country)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new ();
  g_autoptr (CtEntry) entry = ct_entry_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 11, 24, 9, 0, 0);

  ct_catalog_add_towns (catalog, "67000\t67482\tStrasbourg\t291313\n");
  ct_entry_set (entry, field, text);
  ct_entry_set (entry, CT_FIELD_COUNTRY, country);
  return ct_fixed_is_full (entry, field, catalog, now);
}

static void
test_full (void)
{
  static const struct
  {
    CtField     field;
    const char *text;
  } full[] = {
    { CT_FIELD_NIR, "279035121518989" },      { CT_FIELD_NIR, "2 79 03 51 215 189 89" },
    { CT_FIELD_BIRTH_DATE, "14031979" },      { CT_FIELD_BIRTH_DATE, "14/03/1979" },
    { CT_FIELD_KIT_EXPIRY, "30062099" },      { CT_FIELD_ONSET_DATE, "20112026" },
    { CT_FIELD_PHONE, "0639980001" },         { CT_FIELD_PHONE, "06 39 98 00 01" },
    { CT_FIELD_POSTAL_CODE, "67000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (full); i++)
    {
      g_test_message ("%s", full[i].text);
      g_assert_true (ct_fixed_has_length (full[i].field));
      g_assert_true (is_full (full[i].field, full[i].text, "FR"));
    }
}

static void
test_not_full (void)
{
  static const struct
  {
    CtField     field;
    const char *text;
  } not_full[] = {
    { CT_FIELD_NIR, "27903512151898" },     { CT_FIELD_NIR, "279035121518988" },
    { CT_FIELD_BIRTH_DATE, "140379" }, /* the beginning of 14037925, for all we know */
    { CT_FIELD_BIRTH_DATE, "31021979" },    { CT_FIELD_BIRTH_DATE, "14032027" },
    { CT_FIELD_BIRTH_DATE, "14031879" },    { CT_FIELD_BIRTH_DATE, "1/03/1979" },
    { CT_FIELD_PHONE, "063998000" },        { CT_FIELD_PHONE, "+33639980001" },
    { CT_FIELD_PHONE, "0033639980" },       { CT_FIELD_PHONE, "0839980001" },
    { CT_FIELD_POSTAL_CODE, "6700" },       { CT_FIELD_POSTAL_CODE, "99999" },
    { CT_FIELD_BIRTH_NAME, "MARTIN" },      { CT_FIELD_SAMPLED_AT, "1405" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (not_full); i++)
    {
      g_test_message ("%s", not_full[i].text);
      g_assert_false (is_full (not_full[i].field, not_full[i].text, "FR"));
    }
  g_assert_false (is_full (CT_FIELD_POSTAL_CODE, "67000", "DE"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fixed/full", test_full);
  g_test_add_func ("/fixed/not-full", test_not_full);
  return g_test_run ();
}
