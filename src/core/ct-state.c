/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The states of a record, and every arrow between them.
 *
 *   DRAFT ──validate──► WAITING ──claim──► SENDING ──proof──────► ACCEPTED
 *     ▲                  │  ▲ ▲              │ │ └──outcome─────► REFUSED ─┐
 *     └──withdraw────────┘  │ └─not taken────┘ └──fate unclear─► UNKNOWN   │
 *     └─────────────────────┼──────────────────edit────────────────────────┘
 *                           └ UNKNOWN ──claim──► SENDING (same bytes)
 *
 * Invariants, kept by the store in one transaction an arrow:
 *  1. From WAITING on, the bytes to send are frozen: a retry sends the same.
 *  2. SENDING is on disk before the first byte leaves.
 *  3. Only a WAITING record none of whose bytes ever left may be withdrawn.
 *  4. SENDING without a living sender is UNKNOWN, never WAITING: its bytes may
 *     have arrived. Sending them again changes nothing on the server.
 *  5. ACCEPTED only with a receipt; REFUSED only with reasons.
 *  6. A return to DRAFT is a new revision: other bytes, other identifiers.
 * Corrections of accepted records start as new drafts and add no arrow here. */

#include "config.h"

#include "ct-state.h"

#define TO(state) (1u << CT_STATE_##state)

static const struct
{
  const char *key;
  guint       next;
} states[CT_N_STATES] = {
  [CT_STATE_DRAFT]    = { "draft", TO (DRAFT) | TO (WAITING) },
  [CT_STATE_WAITING]  = { "waiting", TO (SENDING) | TO (DRAFT) },
  [CT_STATE_SENDING]  = { "sending", TO (ACCEPTED) | TO (REFUSED) | TO (WAITING) | TO (UNKNOWN) },
  [CT_STATE_UNKNOWN]  = { "unknown", TO (SENDING) },
  [CT_STATE_ACCEPTED] = { "accepted", 0 },
  [CT_STATE_REFUSED]  = { "refused", TO (DRAFT) },
};

/**
 * ct_state_may_follow:
 *
 * Returns: whether there is an arrow from @from to @to
 */
gboolean
ct_state_may_follow (CtState from, CtState to)
{
  g_return_val_if_fail (from < CT_N_STATES && to < CT_N_STATES, FALSE);

  return (states[from].next & (1u << to)) != 0;
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

  return states[state].key;
}

gboolean
ct_state_from_key (const char *key, CtState *state)
{
  for (guint i = 0; i < CT_N_STATES; i++)
    if (g_strcmp0 (states[i].key, key) == 0)
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
