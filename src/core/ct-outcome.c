/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What the results of one sample come to, where there is room for one word: a line of the
 * worklist, a sum. What somebody has to act upon hides what is well, never the reverse. */

#include "config.h"

#include "ct-outcome.h"

/**
 * ct_outcome_of:
 *
 * Returns: (transfer none): a code of %CT_FIELD_RESULT: that of the only result, or of several
 *   the one that matters most; "" without any
 */
const char *
ct_outcome_of (const CtEntry *entry)
{
  static const char * const first[] = { "positive", "inconclusive", "unreadable", "negative" };

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    for (guint j = 0; j < CT_MAX_ANALYTES; j++)
      if (g_str_equal (ct_entry_get (entry, CT_FIELD_RESULT + j), first[i]))
        return first[i];
  return ct_entry_get (entry, CT_FIELD_RESULT); /* no code of ours: told as it stands there */
}
