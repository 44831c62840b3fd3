/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Two counters meet again, and both have changed the same record since they last agreed.
 * Which of the two it is from now on; pure, and the same from either side but for a tie,
 * where the one that was on the server first stays.
 *
 *   1. Who changed it is right over who discarded or erased it: nothing is lost.
 *   2. The later revision was made from the earlier, which was not taken: it goes on. Unless
 *      the earlier has left meanwhile: then it stands, since the service may hold it.
 *   3. Of one revision, what is validated goes before a draft.
 *   4. Of the same bytes to send, how far they have come: proof goes before anything, a word
 *      of a person before what is not known.
 *   5. Of other bytes, those that have left.
 *
 * The contents of the one that gives way are kept for a person wherever they are other
 * contents, and not only an earlier stage of the same. */

#include "config.h"

#include "ct-meeting.h"

/* How far the same bytes have come. */
static guint
rank (CtState state)
{
  switch (state)
    {
    case CT_STATE_DRAFT:
      return 0;
    case CT_STATE_WAITING:
      return 1;
    case CT_STATE_SENDING:
      return 2;
    case CT_STATE_UNKNOWN:
      return 3;
    case CT_STATE_CONFLICT:
    case CT_STATE_REFUSED:
      return 4;
    case CT_STATE_STUCK:
      return 5;
    case CT_STATE_CONCLUDED:
      return 6;
    case CT_STATE_ACCEPTED:
      return 7;
    case CT_N_STATES:
      break;
    }
  g_return_val_if_reached (0);
}

/* The service may hold it. REFUSED and CONFLICT are its word that it does not. */
static gboolean
has_left (const CtStanding *standing)
{
  switch (standing->state)
    {
    case CT_STATE_DRAFT:
    case CT_STATE_REFUSED:
    case CT_STATE_CONFLICT:
      return FALSE;
    case CT_STATE_WAITING:
      return standing->exposed;
    case CT_STATE_SENDING:
    case CT_STATE_UNKNOWN:
    case CT_STATE_STUCK:
    case CT_STATE_CONCLUDED:
    case CT_STATE_ACCEPTED:
      return TRUE;
    case CT_N_STATES:
      break;
    }
  g_return_val_if_reached (TRUE);
}

static gboolean
later_revision (const CtStanding *ours, const CtStanding *theirs, gboolean *ask)
{
  gboolean ours_is_later = ours->revision > theirs->revision;

  *ask = has_left (ours_is_later ? theirs : ours);
  return ours_is_later != *ask;
}

static gboolean
is_validated (const CtStanding *standing)
{
  return standing->state != CT_STATE_DRAFT;
}

/* Of one revision, and both validated, or neither. */
static gboolean
further (const CtStanding *ours, const CtStanding *theirs, gboolean same_contents)
{
  if (!same_contents && has_left (ours) != has_left (theirs))
    return has_left (ours);
  if (rank (ours->state) != rank (theirs->state))
    return rank (ours->state) > rank (theirs->state);
  return has_left (ours) && !has_left (theirs);
}

/**
 * ct_meeting_decide:
 * @same_contents: whether both would send the same bytes, or, of two drafts, hold the same answers
 */
CtMeeting
ct_meeting_decide (const CtStanding *ours, const CtStanding *theirs, gboolean same_contents)
{
  CtMeeting meeting = { FALSE, FALSE };

  if (ours->gone || theirs->gone)
    meeting.ours = !ours->gone;
  else if (ours->revision != theirs->revision)
    meeting.ours = later_revision (ours, theirs, &meeting.ask);
  else
    {
      meeting.ours = is_validated (ours) != is_validated (theirs) ? is_validated (ours) : further (ours, theirs, same_contents);
      meeting.ask = !same_contents;
    }
  return meeting;
}
