/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-row.h"

G_BEGIN_DECLS

/* What became of a sending. */
typedef struct
{
  CtState    state;   /* any that SENDING leads to */
  gboolean   exposed; /* a byte of the request may have left */
  gint64     next_at; /* ms since 1970, for WAITING and UNKNOWN */
  char      *cause;   /* code, nullable */
  char      *receipt; /* for ACCEPTED */
  char      *places;  /* nullable: for ACCEPTED */
  GPtrArray *reasons; /* of CtIssue, for REFUSED, CONFLICT and STUCK */
} CtOutcome;

CtOutcome *ct_outcome_new  (CtState    state);
void       ct_outcome_free (CtOutcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtOutcome, ct_outcome_free)

/* A claimed record, and what became of it. */
typedef struct
{
  CtUuid     uuid;
  CtOutcome *outcome;
} CtSettlement;

CtSettlement *ct_settlement_new  (const CtUuid *uuid,
                                  CtOutcome    *outcome);
void          ct_settlement_free (CtSettlement *self);

/* What is to be claimed. */
typedef struct
{
  gint64    now;   /* ms since 1970 */
  gint64    after; /* -1 for what is due; otherwise whatever waits behind this seq, due or not */
  guint     max;   /* how many at once */
  gboolean  alone; /* nothing of ours is being sent: what is SENDING was interrupted */

  /* Of a counter that shares: what it may send of what all have, CtUuid to whether another may
   * have sent it before. Nullable: then what was last changed here, and what nobody else has. */
  GHashTable *granted;
} CtClaimWish;

/* What a claim found. */
typedef struct
{
  GPtrArray *rows;        /* of CtRow: none when there is nothing to send now */
  GPtrArray *interrupted; /* of CtRow: found SENDING, now UNKNOWN */
  gboolean   elsewhere;   /* another process is sending */
  gint64     next_at;     /* ms since 1970, without rows; 0 = nothing is to be sent */
} CtClaim;

void ct_claim_clear (CtClaim *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtClaim, ct_claim_clear)

G_END_DECLS
