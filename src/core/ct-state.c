/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The states of a record, and every arrow between them.
 *
 *   DRAFT ──validate──► WAITING ──claim──► SENDING ──proof──────► ACCEPTED
 *    ▲ ▲ └save           │  ▲ ▲              │ │ └──refusal─────► REFUSED ─┐
 *    │ └──withdraw───────┘  │ └─not taken────┘ └──cut, killed───► UNKNOWN  │
 *    ├──withdraw────────────┼──────────────────────────────────────────────┘
 *    │                      └ UNKNOWN ──claim──► SENDING (same bytes)
 *    └──withdraw── CONFLICT ◄──conflict── SENDING ──stuck──► STUCK
 *                                                    UNKNOWN ◄──resend──┤
 *                                                  CONCLUDED ◄─conclude─┘
 *
 * What a person decides: CONFLICT was surely not taken, so it may be changed, sent
 * over what is there, or discarded. STUCK may have been taken, so it may only be sent
 * again as it is, or be left as it is: because somebody saw it at the service, or gives
 * it up; with a reason, either way.
 *
 * An arrow belongs to what happened, not to where it leads: "not taken" and
 * "validate" both end in WAITING, but only one of them may change the bytes.
 *
 * Invariants, kept by the store in one transaction an arrow:
 *  1. From WAITING on, the bytes to send are frozen: a retry sends the same.
 *  2. SENDING is on disk before the first byte leaves.
 *  3. Only a WAITING record none of whose bytes ever left may be withdrawn.
 *  4. SENDING without a living sender is UNKNOWN, never WAITING: its bytes may
 *     have arrived. Sending them again changes nothing on the server.
 *  5. ACCEPTED only with a receipt; REFUSED only with reasons.
 *  6. A return to DRAFT is a new revision: other bytes, other identifiers.
 * Corrections of accepted records start as new drafts and add no arrow here: what
 * they correct stays ACCEPTED. */

#include "config.h"

#include "ct-state.h"

static const char * const keys[CT_N_STATES] = {
  [CT_STATE_DRAFT] = "draft",     [CT_STATE_WAITING] = "waiting",   [CT_STATE_SENDING] = "sending",
  [CT_STATE_UNKNOWN] = "unknown", [CT_STATE_ACCEPTED] = "accepted", [CT_STATE_REFUSED] = "refused",
  [CT_STATE_CONFLICT] = "conflict", [CT_STATE_STUCK] = "stuck",   [CT_STATE_CONCLUDED] = "concluded",
};

static const struct
{
  CtState from;
  CtEvent event;
  CtState to;
} arrows[] = {
  { CT_STATE_DRAFT, CT_EVENT_SAVE, CT_STATE_DRAFT },
  { CT_STATE_DRAFT, CT_EVENT_VALIDATE, CT_STATE_WAITING },
  { CT_STATE_WAITING, CT_EVENT_WITHDRAW, CT_STATE_DRAFT },
  { CT_STATE_REFUSED, CT_EVENT_WITHDRAW, CT_STATE_DRAFT },
  { CT_STATE_WAITING, CT_EVENT_CLAIM, CT_STATE_SENDING },
  { CT_STATE_UNKNOWN, CT_EVENT_CLAIM, CT_STATE_SENDING },
  { CT_STATE_SENDING, CT_EVENT_PROOF, CT_STATE_ACCEPTED },
  { CT_STATE_SENDING, CT_EVENT_REFUSAL, CT_STATE_REFUSED },
  { CT_STATE_SENDING, CT_EVENT_NOT_TAKEN, CT_STATE_WAITING },
  { CT_STATE_SENDING, CT_EVENT_CUT, CT_STATE_UNKNOWN },
  { CT_STATE_SENDING, CT_EVENT_CONFLICT, CT_STATE_CONFLICT },
  { CT_STATE_SENDING, CT_EVENT_STUCK, CT_STATE_STUCK },
  { CT_STATE_CONFLICT, CT_EVENT_WITHDRAW, CT_STATE_DRAFT },
  { CT_STATE_STUCK, CT_EVENT_RESEND, CT_STATE_UNKNOWN },
  { CT_STATE_STUCK, CT_EVENT_CONCLUDE, CT_STATE_CONCLUDED },
};

/**
 * ct_state_next:
 * @to: (out): the state after @event
 *
 * Returns: whether @event may happen to a record that is @from
 */
gboolean
ct_state_next (CtState from, CtEvent event, CtState *to)
{
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    if (arrows[i].from == from && arrows[i].event == event)
      {
        *to = arrows[i].to;
        return TRUE;
      }
  return FALSE;
}

/**
 * ct_state_key:
 *
 * Returns: (transfer none): the state's name on disk and in comptoirctl
 */
const char *
ct_state_key (CtState state)
{
  g_return_val_if_fail (state < CT_N_STATES, NULL);

  return keys[state];
}

gboolean
ct_state_from_key (const char *key, CtState *state)
{
  for (guint i = 0; i < CT_N_STATES; i++)
    if (g_strcmp0 (keys[i], key) == 0)
      {
        *state = (CtState) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * ct_state_is_unsent:
 *
 * Returns: whether the sender still has something to do for the record
 */
gboolean
ct_state_is_unsent (CtState state)
{
  return state == CT_STATE_WAITING || state == CT_STATE_SENDING || state == CT_STATE_UNKNOWN;
}

/**
 * ct_state_is_final:
 *
 * Returns: whether nothing is to be done with the record any more, until it is erased
 */
gboolean
ct_state_is_final (CtState state)
{
  return state == CT_STATE_ACCEPTED || state == CT_STATE_CONCLUDED;
}
