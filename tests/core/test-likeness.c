/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One person written differently, and two people who only look alike. */

#include "ct-likeness.h"

#include <string.h>

/* @text: name|name in use|first names|date of birth */
static CtEntry *
person (const char *text)
{
  static const CtField fields[] = { CT_FIELD_BIRTH_NAME, CT_FIELD_USED_NAME, CT_FIELD_FIRST_NAMES, CT_FIELD_BIRTH_DATE };
  g_auto (GStrv) parts = g_strsplit (text, "|", 4);
  CtEntry *entry = ct_entry_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    ct_entry_set (entry, fields[i], parts[i]);
  return entry;
}

static void
test_pairs (void)
{
  static const struct
  {
    const char *one, *two;
    CtLikeness  likeness;
  } pairs[] = {
    { "LE GALL||Anaïs|01/02/1980", "le-gall||ANAIS|01/02/1980", CT_LIKENESS_SAME },
    { "MARTIN||Jean|01/02/1980", "MARTIN||Jean Pierre|01/02/1980", CT_LIKENESS_SAME },
    { "JEAN||Martin|01/02/1980", "MARTIN||Jean|01/02/1980", CT_LIKENESS_NAMES_SWAPPED },
    { "MARTIN||Jean|02/01/1980", "MARTIN||Jean|01/02/1980", CT_LIKENESS_DATE_SWAPPED },
    { "PETIT||Zoé|01/02/1980", "MARTIN|PETIT|Zoé|01/02/1980", CT_LIKENESS_NAME_IN_USE },
    { "MARTIN|PETIT|Zoé|01/02/1980", "PETIT||Zoé|01/02/1980", CT_LIKENESS_NAME_IN_USE },
    { "MARTINS|PETIT|Zoé|01/02/1980", "DURAND|PETIT|Zoé|01/02/1980", CT_LIKENESS_NAME_IN_USE },
    { "MARTINS||Zoé|01/02/1980", "MARTIN||Zoé|01/02/1980", CT_LIKENESS_ONE_LETTER },
    { "MATRIN||Zoé|01/02/1980", "MARTIN||Zoé|01/02/1980", CT_LIKENESS_ONE_LETTER },
    { "MARTON||Zoé|01/02/1980", "MARTIN||Zoé|01/02/1980", CT_LIKENESS_ONE_LETTER },
    { "MARTIN||Jean|01/02/1981", "MARTIN||Jean|01/02/1980", CT_LIKENESS_NONE },
    { "MARTIN||Jeanne|01/02/1980", "MARTIN||Jean|01/02/1980", CT_LIKENESS_NONE }, /* twins */
    { "MARTIN||Jean|13/02/1980", "MARTIN||Jean|02/13/1981", CT_LIKENESS_NONE },
    { "LY||An|01/02/1980", "LI||An|01/02/1980", CT_LIKENESS_NONE }, /* too short to be a slip */
    { "PETIT||Zoé|01/02/1980", "MARTIN||Zoé|01/02/1980", CT_LIKENESS_NONE },
    { "||Zoé|01/02/1980", "||Zoé|01/02/1980", CT_LIKENESS_NONE },
    { "MARTIN||Zoé|", "MARTIN||Zoé|", CT_LIKENESS_NONE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (CtEntry) one = person (pairs[i].one);
      g_autoptr (CtEntry) two = person (pairs[i].two);

      g_test_message ("%s ~ %s", pairs[i].one, pairs[i].two);
      g_assert_cmpint (ct_likeness_of (one, two), ==, pairs[i].likeness);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/likeness/pairs", test_pairs);
  return g_test_run ();
}
