/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What several results come to: nobody who has something reads that they have nothing. */

#include "ct-outcome.h"

static void
test_all (void)
{
  static const char * const cases[][CT_MAX_ANALYTES + 1] = {
    { "", "", "", "", "" },
    { "negative", "", "", "", "negative" },
    { "negative", "negative", "positive", "negative", "positive" },
    { "inconclusive", "unreadable", "positive", "", "positive" },
    { "negative", "unreadable", "inconclusive", "", "inconclusive" },
    { "negative", "unreadable", "negative", "negative", "unreadable" },
    { "", "", "", "negative", "negative" },
    { "perhaps", "", "", "", "perhaps" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtEntry) entry = ct_entry_new ();

      for (guint j = 0; j < CT_MAX_ANALYTES; j++)
        ct_entry_set (entry, CT_FIELD_RESULT + j, cases[i][j]);
      g_assert_cmpstr (ct_outcome_of (entry), ==, cases[i][CT_MAX_ANALYTES]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/outcome/all", test_all);
  return g_test_run ();
}
