/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What stays from one record of a pile to the next, and their number by result. */

#include "config.h"

#include "ct-pile.h"

#include "ct-outcome.h"

void
ct_pile_begin (CtPile *self)
{
  *self = (CtPile) { .going = TRUE };
}

/**
 * ct_pile_end:
 *
 * The counts stay, to be compared with the pile on the desk.
 */
void
ct_pile_end (CtPile *self)
{
  self->going = FALSE;
}

/**
 * ct_pile_add:
 * @entry: validated
 */
void
ct_pile_add (CtPile *self, CtEntry *entry)
{
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);

  for (guint i = 0; i < CT_PILE_RESULTS; i++)
    self->counts[i] += g_str_equal (codes[i], ct_outcome_of (entry));
}

/**
 * ct_pile_keep:
 * @filling: of a blank record
 * @like: the one before
 *
 * Moment, symptoms and result stay; a positive is never said of anybody by itself.
 */
void
ct_pile_keep (CtPile *self, CtFilling *filling, CtEntry *like, GDateTime *now)
{
  if (!self->going)
    return;
  ct_filling_keep (filling, CT_FIELD_SAMPLED_AT, ct_entry_get (like, CT_FIELD_SAMPLED_AT), now);
  ct_filling_keep (filling, CT_FIELD_SYMPTOMS, ct_entry_get (like, CT_FIELD_SYMPTOMS), now);
  for (guint i = 0; i < CT_MAX_ANALYTES && !g_str_equal (ct_outcome_of (like), "positive"); i++)
    ct_filling_keep (filling, CT_FIELD_RESULT + i, ct_entry_get (like, CT_FIELD_RESULT + i), now);
}
