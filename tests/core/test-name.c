/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Names with apostrophes, hyphens, dots and combining accents. */

#include "ct-name.h"

static void
normalized (const char *text, const char *expected)
{
  g_autofree char *name = ct_name_normalize (text);

  g_test_message ("%s", text);
  g_assert_cmpstr (name, ==, expected);
}

static void
test_normalize (void)
{
  normalized ("d'Artagnan", "d'Artagnan");
  normalized ("d’Artagnan", "d'Artagnan");
  normalized ("  Le   Gall ", "Le Gall");
  normalized ("Jean-Noël", "Jean-Noël");
  normalized ("Jean‑Noël", "Jean-Noël");
  normalized ("St. John", "St. John");
  normalized ("E\u0301le\u0301onore", "Éléonore");
  normalized ("Nguyễn", "Nguyễn");
  normalized ("Œuvrard", "Œuvrard");
}

static void
test_refused (void)
{
  normalized ("", NULL);
  normalized ("  ", NULL);
  normalized ("-", NULL);
  normalized ("R2D2", NULL);
  normalized ("a;b", NULL);
  normalized ("a\u202Eb", NULL);
  normalized ("a\u200Bb", NULL);
  normalized ("<b>", NULL);
  normalized ("=cmd", NULL);
}

static void
test_length (void)
{
  g_autofree char *hundred = g_strnfill (100, 'a');
  g_autofree char *more = g_strnfill (101, 'a');

  normalized (hundred, hundred);
  normalized (more, NULL);
}

static void
test_cases (void)
{
  g_autofree char *family = ct_name_family ("d'Artagnan-ÿß");
  g_auto (GStrv) given = ct_name_given ("éléonore MARIE-ANGE McKenzie o'neil");

  g_assert_cmpstr (family, ==, "D'ARTAGNAN-ŸSS");
  g_assert_cmpuint (g_strv_length (given), ==, 4);
  g_assert_cmpstr (given[0], ==, "Éléonore");
  g_assert_cmpstr (given[1], ==, "Marie-Ange");
  g_assert_cmpstr (given[2], ==, "McKenzie");
  g_assert_cmpstr (given[3], ==, "O'Neil");
}

static void
test_fold (void)
{
  g_autofree char *folded = ct_name_fold ("  L'Haÿ-les-Roses, Œuvre É ");

  g_assert_cmpstr (folded, ==, "l hay les roses oeuvre e");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/name/normalize", test_normalize);
  g_test_add_func ("/name/refused", test_refused);
  g_test_add_func ("/name/length", test_length);
  g_test_add_func ("/name/cases", test_cases);
  g_test_add_func ("/name/fold", test_fold);
  return g_test_run ();
}
