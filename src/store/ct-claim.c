/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What passes between the sender and the disk: what is to be sent, and what became of
 * it. */

#include "config.h"

#include "ct-claim.h"

#include "ct-issue.h"

CtOutcome *
ct_outcome_new (CtState state)
{
  CtOutcome *self = g_new0 (CtOutcome, 1);

  self->state = state;
  self->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  return self;
}

void
ct_outcome_free (CtOutcome *self)
{
  g_free (self->cause);
  g_free (self->receipt);
  g_free (self->places);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

/**
 * ct_settlement_new:
 * @outcome: (transfer full)
 */
CtSettlement *
ct_settlement_new (const CtUuid *uuid, CtOutcome *outcome)
{
  CtSettlement *self = g_new0 (CtSettlement, 1);

  self->uuid = *uuid;
  self->outcome = outcome;
  return self;
}

void
ct_settlement_free (CtSettlement *self)
{
  ct_outcome_free (self->outcome);
  g_free (self);
}

void
ct_claim_clear (CtClaim *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->interrupted, g_ptr_array_unref);
}
