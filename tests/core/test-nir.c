/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Test numbers only: the ANS's test patient and computed ones. */

#include "ct-nir.h"

static void
test_vectors (void)
{
  static const char * const good[] = { "279035121518989", "295109912611193", "253072A07300443", "253072B07300470" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *nir = NULL;

      g_assert_cmpint (ct_nir_check (good[i], &nir), ==, CT_NIR_OK);
      g_assert_cmpstr (nir, ==, good[i]);
    }
}

static void
test_spelling (void)
{
  g_autofree char *nir = NULL;
  g_autofree char *spaced = NULL;

  g_assert_cmpint (ct_nir_check (" 2 53 07 2a 073 004 43 ", &nir), ==, CT_NIR_OK);
  g_assert_cmpstr (nir, ==, "253072A07300443");
  spaced = ct_nir_spaced (nir);
  g_assert_cmpstr (spaced, ==, "2 53 07 2A 073 004 43");
}

static void
test_refused (void)
{
  g_assert_cmpint (ct_nir_check ("", NULL), ==, CT_NIR_LENGTH);
  g_assert_cmpint (ct_nir_check ("2790351215189", NULL), ==, CT_NIR_LENGTH);
  g_assert_cmpint (ct_nir_check ("2790351215189890", NULL), ==, CT_NIR_LENGTH);
  g_assert_cmpint (ct_nir_check ("279035121518988", NULL), ==, CT_NIR_KEY);
  g_assert_cmpint (ct_nir_check ("579035121518989", NULL), ==, CT_NIR_SHAPE);
  g_assert_cmpint (ct_nir_check ("279135121518989", NULL), ==, CT_NIR_SHAPE);
  g_assert_cmpint (ct_nir_check ("279035121500089", NULL), ==, CT_NIR_SHAPE);
  g_assert_cmpint (ct_nir_check ("27903A121518989", NULL), ==, CT_NIR_SHAPE);
  g_assert_cmpint (ct_nir_check ("２79035121518989", NULL), ==, CT_NIR_SHAPE);
}

/* The key finds every single wrong digit and every swap of two neighbours. */
static void
test_key_finds_slips (void)
{
  const char *good = "279035121518989";

  for (guint i = 0; i < 15; i++)
    for (char c = '0'; c <= '9'; c++)
      {
        g_autofree char *typed = g_strdup (good);

        typed[i] = c;
        g_assert_cmpint (ct_nir_check (typed, NULL) == CT_NIR_OK, ==, c == good[i]);
      }
  for (guint i = 0; i < 14; i++)
    {
      g_autofree char *typed = g_strdup (good);

      typed[i] = good[i + 1];
      typed[i + 1] = good[i];
      g_assert_cmpint (ct_nir_check (typed, NULL) == CT_NIR_OK, ==, good[i] == good[i + 1]);
    }
}

static void
test_compared (void)
{
  const char *nir = "279035121518989";

  g_assert_true (ct_nir_is_sex (nir, 'F'));
  g_assert_true (ct_nir_is_sex (nir, 'U'));
  g_assert_false (ct_nir_is_sex (nir, 'M'));
  g_assert_true (ct_nir_is_born (nir, (CtDate) { 1979, 3, 14 }));
  g_assert_false (ct_nir_is_born (nir, (CtDate) { 1979, 4, 14 }));
  g_assert_false (ct_nir_is_born (nir, (CtDate) { 1980, 3, 14 }));
}

/* What may be proposed: never more than the number says. */
static void
test_proposed (void)
{
  const CtDate today = { 2026, 11, 24 };
  g_autofree char *past = ct_nir_birth ("279035121518989", today);
  g_autofree char *either = ct_nir_birth ("205035121518900", today);
  g_autofree char *to_come = ct_nir_birth ("226125121518900", today);
  g_autofree char *unknown = ct_nir_birth ("279995121518900", today);
  g_autofree char *place = ct_nir_place ("253072A07300443");

  g_assert_cmpstr (past, ==, "/03/1979");
  g_assert_cmpstr (either, ==, "/03/05");
  g_assert_cmpstr (to_come, ==, "/12/1926");
  g_assert_null (unknown);
  g_assert_cmpstr (place, ==, "2A073");
  g_assert_cmpint (ct_nir_sex ("279035121518989"), ==, 'F');
  g_assert_cmpint (ct_nir_sex ("179035121518989"), ==, 'M');
  g_assert_cmpint (ct_nir_sex ("879035121518989"), ==, 'F');
  g_assert_cmpint (ct_nir_sex ("379035121518989"), ==, 'U');
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nir/vectors", test_vectors);
  g_test_add_func ("/nir/spelling", test_spelling);
  g_test_add_func ("/nir/refused", test_refused);
  g_test_add_func ("/nir/key-finds-slips", test_key_finds_slips);
  g_test_add_func ("/nir/compared", test_compared);
  g_test_add_func ("/nir/proposed", test_proposed);
  return g_test_run ();
}
