/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-state.h"

G_BEGIN_DECLS

/* Where a record stands at one counter. */
typedef struct
{
  gboolean gone;     /* discarded or erased; then nothing else counts */
  guint64  revision;
  CtState  state;
  gboolean exposed;  /* a byte of this revision may have left */
} CtStanding;

/* What becomes of a record that was changed at two counters. */
typedef struct
{
  gboolean ours; /* it stays as it is here; otherwise as it is there */
  gboolean ask;  /* what the other side wrote is another thing: a person decides about it */
} CtMeeting;

CtMeeting ct_meeting_decide (const CtStanding *ours,
                             const CtStanding *theirs,
                             gboolean          same_contents);

G_END_DECLS
