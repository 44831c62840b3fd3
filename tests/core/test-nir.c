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

/* Each part on its own; the key of each number is right. */
static void
test_shapes (void)
{
  static const struct
  {
    const char *thirteen;
    gboolean    good;
  } numbers[] = {
    { "1790351215189", TRUE },  { "2790351215189", TRUE },  { "3790351215189", TRUE },  { "4790351215189", TRUE },
    { "7790351215189", TRUE },  { "8790351215189", TRUE },  { "0790351215189", FALSE }, { "5790351215189", FALSE },
    { "6790351215189", FALSE }, { "9790351215189", FALSE }, { "2790051215189", FALSE }, { "2790151215189", TRUE },
    { "2791251215189", TRUE },  { "2791351215189", FALSE }, { "2791951215189", FALSE }, { "2792051215189", TRUE },
    { "2792151215189", FALSE }, { "2792951215189", FALSE }, { "2793051215189", TRUE },  { "2794251215189", TRUE },
    { "2794351215189", FALSE }, { "2794951215189", FALSE }, { "2795051215189", TRUE },  { "2799951215189", TRUE },
    { "2790351215000", FALSE }, { "2790351215001", TRUE },
    /* A letter is Corsica's only, in its place only. */
    { "279032A215189", TRUE },  { "279032B215189", TRUE },  { "279032C215189", FALSE }, { "279033A215189", FALSE },
    { "27903A1215189", FALSE }, { "A790351215189", FALSE }, { "279032AA15189", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *digits = g_strdup (numbers[i].thirteen);
      g_autofree char *typed = NULL;
      guint64 value;

      if (digits[6] == 'A' || digits[6] == 'B')
        digits[6] = '0';
      value = g_ascii_strtoull (digits, NULL, 10);
      if (numbers[i].thirteen[6] == 'A')
        value -= 1000000;
      if (numbers[i].thirteen[6] == 'B')
        value -= 2000000;
      typed = g_strdup_printf ("%s%02u", numbers[i].thirteen, (guint) (97 - value % 97));
      g_test_message ("%s", typed);
      g_assert_cmpint (ct_nir_check (typed, NULL), ==, numbers[i].good ? CT_NIR_OK : CT_NIR_SHAPE);
    }
  /* Dots, hyphens and every kind of space between. */
  g_assert_cmpint (ct_nir_check ("2.79-03 51\u00a0215\u2009189\u202f89", NULL), ==, CT_NIR_OK);
  g_assert_cmpint (ct_nir_check ("2790351215189é9", NULL), ==, CT_NIR_SHAPE);
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
  for (char first = '1'; first <= '8'; first++)
    {
      g_autofree char *number = g_strdup (nir);

      number[0] = first;
      g_assert_true (ct_nir_is_sex (number, first % 2 == 1 ? 'M' : 'F'));
      g_assert_false (ct_nir_is_sex (number, first % 2 == 1 ? 'F' : 'M'));
    }
  /* A month that nobody knew says nothing. */
  g_assert_true (ct_nir_is_born ("279995121518989", (CtDate) { 1979, 3, 14 }));
  g_assert_true (ct_nir_is_born ("279205121518989", (CtDate) { 1979, 3, 14 }));
  g_assert_false (ct_nir_is_born ("279995121518989", (CtDate) { 1978, 3, 14 }));
  g_assert_false (ct_nir_is_born ("279125121518989", (CtDate) { 1979, 3, 14 }));
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
  g_autofree char *this_month = ct_nir_birth ("226115121518900", today);
  g_autofree char *first_day = ct_nir_birth ("226115121518900", (CtDate) { 2026, 11, 1 });
  g_autofree char *december = ct_nir_birth ("279125121518900", today);
  g_autofree char *place = ct_nir_place ("253072A07300443");

  g_assert_cmpstr (past, ==, "/03/1979");
  g_assert_cmpstr (either, ==, "/03/05");
  g_assert_cmpstr (to_come, ==, "/12/1926");
  g_assert_null (unknown);
  g_assert_cmpstr (this_month, ==, "/11/26");
  g_assert_cmpstr (first_day, ==, "/11/26");
  g_assert_cmpstr (december, ==, "/12/1979");
  g_assert_cmpstr (place, ==, "2A073");
  g_assert_cmpint (ct_nir_sex ("279035121518989"), ==, 'F');
  g_assert_cmpint (ct_nir_sex ("179035121518989"), ==, 'M');
  g_assert_cmpint (ct_nir_sex ("879035121518989"), ==, 'F');
  g_assert_cmpint (ct_nir_sex ("379035121518989"), ==, 'U');
  g_assert_cmpint (ct_nir_sex ("479035121518989"), ==, 'U');
  g_assert_cmpint (ct_nir_sex ("779035121518989"), ==, 'M');
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nir/vectors", test_vectors);
  g_test_add_func ("/nir/spelling", test_spelling);
  g_test_add_func ("/nir/refused", test_refused);
  g_test_add_func ("/nir/shapes", test_shapes);
  g_test_add_func ("/nir/key-finds-slips", test_key_finds_slips);
  g_test_add_func ("/nir/compared", test_compared);
  g_test_add_func ("/nir/proposed", test_proposed);
  return g_test_run ();
}
