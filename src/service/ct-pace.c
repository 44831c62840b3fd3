/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How fast, and when again: what an answer makes of a record and of the queue.
 * No clock, no timer, no disk: times come in, so that a day's outage and a crowd
 * of pharmacies can be played through in a second.
 *
 *   closed ──5 failures in a row──► open ──pause over──► one probe
 *     ▲                              ▲                    │ good: closed, but one
 *     └──a second success────────────┴──failure───────────┘ failure opens it again
 *
 *  - A record that failed is due again after a delay drawn from a range that
 *    doubles up to MAX_DELAY_MS (full jitter: a crowd does not come back at once).
 *  - Open, the whole queue pauses so; a probe is the oldest record.
 *  - Repeats are paid from a budget that successes fill: a service that fails most
 *    of the time is not asked more than it answers.
 *  - Retry-After is obeyed, with up to a tenth more, and by the impatient, too.
 *  - Wrong settings, a refused login, a certificate not trusted: one probe in
 *    five minutes, since a person has to mend them.
 *  - One record at a time, five a second, unless the user asked for more: then one more
 *    side by side with each that was taken, up to MAX_WIDTH, and one again with the first
 *    that was not.
 *  - What fails while the queue pauses already was sent before: it does not count again.
 *  - A record that fails again and again while others pass is set aside for a person:
 *    what stops it is in it, and trying does not tell.
 * Times of the queue are of the clock that counts during a suspend and that nobody
 * sets; a record's own is of the wall clock, since it is kept on disk. */

#define G_LOG_DOMAIN "ct-pace"

#include "config.h"

#include "ct-pace.h"

#include "ct-issue.h"
#include "ct-look-up.h"

#define BREAKER       5
#define MIN_DELAY_MS  1000
#define MAX_DELAY_MS  (300 * 1000)
#define PROBE_MS      (300 * 1000) /* with wrong settings or login */
#define GAP_MS        200          /* the ministry blamed bursts for outages of SI-DEP */
#define MAX_DOUBLINGS 8
#define BUDGET        10
#define MAX_AFTER_S   3600
#define FIRST_WIDTH   8
#define MAX_WIDTH     256 /* more does not go faster: at 50 ms they are 5,000 a second */
#define MAX_OWN       20 /* failures of a record while others pass */
#define MAX_UNCLEAR   3  /* look-ups in a row that do not tell */

struct _CtPace
{
  GRand        *random;
  GHashTable   *own;          /* of what fails, by a record's UUID, to how often it did */
  CtSenderState problem;
  guint         failures;     /* in a row */
  guint         budget;       /* of repeats */
  gint64        paused_until; /* boot clock, ms */
  gint64        asked_until;  /* boot clock, ms: the service's own wish */
  gint64        next_claim;   /* boot clock, ms */
  gboolean      fast;
  guint         width;        /* how many side by side, when fast */
};

/**
 * ct_pace_new:
 * @random: (transfer full) (nullable): seeded, for tests
 */
CtPace *
ct_pace_new (GRand *random)
{
  CtPace *self = g_new0 (CtPace, 1);

  self->random = random != NULL ? random : g_rand_new ();
  self->budget = BUDGET;
  self->own = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

void
ct_pace_free (CtPace *self)
{
  g_rand_free (self->random);
  g_hash_table_unref (self->own);
  g_free (self);
}

/**
 * ct_pace_get_ready_at:
 *
 * Returns: when the next record may be taken, ms of the boot clock
 */
gint64
ct_pace_get_ready_at (CtPace *self)
{
  return MAX (MAX (self->paused_until, self->asked_until), self->next_claim);
}

/**
 * ct_pace_get_width:
 *
 * Returns: how many records may be taken at once
 */
guint
ct_pace_get_width (CtPace *self)
{
  return self->fast ? MAX (self->width, 1) : 1;
}

CtSenderState
ct_pace_get_problem (CtPace *self)
{
  return self->problem;
}

void
ct_pace_set_problem (CtPace *self, CtSenderState problem)
{
  self->problem = problem;
}

/**
 * ct_pace_claimed:
 * @boot: now, ms of the boot clock
 *
 * A record is being sent.
 */
void
ct_pace_claimed (CtPace *self, gint64 boot)
{
  self->next_claim = self->fast ? 0 : boot + GAP_MS;
}

/* Full jitter: anywhere between the least delay and a bound that doubles. */
static gint64
delay_ms (CtPace *self, guint failures)
{
  gint64 bound = MIN ((gint64) MAX_DELAY_MS, (gint64) 2000 << MIN (failures, MAX_DOUBLINGS));

  return g_rand_int_range (self->random, MIN_DELAY_MS, (gint32) bound + 1);
}

/* What the service asked for, and up to a tenth more. */
static gint64
asked_ms (CtPace *self, const CtAnswer *answer)
{
  gint64 seconds = CLAMP (answer->retry_after, 0, MAX_AFTER_S);

  return seconds * 1000 + (seconds > 0 ? g_rand_int_range (self->random, 0, (gint32) seconds * 100 + 1) : 0);
}

static CtSenderState
problem_of (const CtAnswer *answer)
{
  switch (answer->kind)
    {
    case CT_ANSWER_LOGIN:
      return CT_SENDER_LOGIN;
    case CT_ANSWER_SETTINGS:
      return CT_SENDER_SETTINGS;
    case CT_ANSWER_DISTRUST:
      return CT_SENDER_DISTRUST;
    case CT_ANSWER_ACCEPTED:
    case CT_ANSWER_REFUSED:
    case CT_ANSWER_CONFLICT:
    case CT_ANSWER_LATER:
    case CT_ANSWER_UNKNOWN:
      break;
    }
  return CT_SENDER_READY;
}

static void
succeed (CtPace *self)
{
  self->failures = self->failures >= BREAKER ? BREAKER - 1 : 0;
  self->paused_until = 0;
  self->problem = CT_SENDER_READY;
  self->budget = MIN (self->budget + 1, BUDGET);
  self->width = MIN (self->width + 1, MAX_WIDTH);
}

/* Returns: ms until the record is due again */
static gint64
fail (CtPace *self, const CtRow *row, const CtAnswer *answer, gint64 boot)
{
  gint64 asked = asked_ms (self, answer);
  gint64 delay = delay_ms (self, row->attempts - 1);

  self->width = 1;
  if (boot >= self->paused_until)
    {
      self->failures++;
      self->problem = problem_of (answer);
      if (self->problem != CT_SENDER_READY)
        self->paused_until = boot + PROBE_MS;
      else if (self->failures >= BREAKER)
        self->paused_until = boot + delay_ms (self, self->failures - BREAKER);
    }
  if (asked > 0)
    {
      self->asked_until = boot + asked;
      self->fast = FALSE;
    }
  if (self->budget == 0)
    delay = MAX (delay, delay_ms (self, MAX_DOUBLINGS));
  self->budget -= self->budget > 0 && row->attempts > 1;
  /* Not before the queue itself goes on: the row tells the truth, too. */
  return MAX (delay, MAX (self->paused_until, self->asked_until) - boot);
}

/* Counts one more failure of that kind; back to none, and TRUE, at @max. */
static gboolean
is_too_often (CtPace *self, const char *key, guint max)
{
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->own, key)) + 1;

  if (count >= max)
    g_hash_table_remove (self->own, key);
  else
    g_hash_table_insert (self->own, g_strdup (key), GUINT_TO_POINTER (count));
  return count >= max;
}

/* Whether @row alone is what fails: the record before it passed, or the service answers
 * our look-ups of it with what is no answer.
 *
 * Counted in memory: a restart begins anew. */
static gboolean
is_stuck (CtPace *self, const CtRow *row, const CtAnswer *answer)
{
  g_autofree char *uuid = ct_uuid_format (&row->uuid);
  g_autofree char *look_up = g_strconcat (uuid, " look-up", NULL);

  if (g_strcmp0 (answer->cause, CT_LOOK_UP_UNCLEAR) == 0)
    return is_too_often (self, look_up, MAX_UNCLEAR);
  g_hash_table_remove (self->own, look_up);
  return answer->kind == CT_ANSWER_UNKNOWN && self->failures == 0 && is_too_often (self, uuid, MAX_OWN);
}

/* Set aside with why, unless the answer brought it. */
static void
set_aside (CtOutcome *outcome, CtState state, CtIssueCode code, const CtAnswer *answer)
{
  outcome->state = state;
  g_ptr_array_unref (outcome->reasons);
  outcome->reasons = g_ptr_array_ref (answer->reasons);
  if (outcome->reasons->len == 0)
    g_ptr_array_add (outcome->reasons, ct_issue_new (CT_N_FIELDS, code, answer->cause));
}

/**
 * ct_pace_settle:
 * @row: was sent
 * @boot: now, ms of the boot clock
 * @now: now, ms since 1970
 *
 * Returns: (transfer full): what @answer makes of the record
 */
CtOutcome *
ct_pace_settle (CtPace *self, const CtRow *row, const CtAnswer *answer, gint64 boot, gint64 now)
{
  CtOutcome *outcome = ct_outcome_new (CT_STATE_UNKNOWN);

  outcome->exposed = answer->exposed;
  outcome->cause = g_strdup (answer->cause);
  switch (answer->kind)
    {
    case CT_ANSWER_ACCEPTED:
      outcome->state = CT_STATE_ACCEPTED;
      outcome->receipt = g_strdup (answer->receipt);
      outcome->places = g_strdup (answer->places);
      succeed (self);
      return outcome;
    case CT_ANSWER_REFUSED:
      outcome->state = CT_STATE_REFUSED;
      g_ptr_array_unref (outcome->reasons);
      outcome->reasons = g_ptr_array_ref (answer->reasons);
      succeed (self);
      return outcome;
    case CT_ANSWER_CONFLICT:
      /* Of an amendment a look-up has said that it is not there; of another record, an
       * attempt before may have been taken. */
      if (row->target != NULL || !row->was_unknown)
        set_aside (outcome, CT_STATE_CONFLICT, CT_ISSUE_CONFLICT, answer);
      else
        set_aside (outcome, CT_STATE_STUCK, CT_ISSUE_STUCK, answer);
      succeed (self);
      return outcome;
    case CT_ANSWER_DISTRUST:
      /* A connection that was kept may have died with the bytes on it, and the next one
       * led to a stranger. */
      outcome->state = row->was_unknown || answer->exposed ? CT_STATE_UNKNOWN : CT_STATE_WAITING;
      break;
    case CT_ANSWER_LATER:
    case CT_ANSWER_LOGIN:
    case CT_ANSWER_SETTINGS:
      /* "Not taken" speaks of this attempt, not of one before it. */
      outcome->state = row->was_unknown ? CT_STATE_UNKNOWN : CT_STATE_WAITING;
      break;
    case CT_ANSWER_UNKNOWN:
      break;
    }
  if (is_stuck (self, row, answer))
    {
      set_aside (outcome, CT_STATE_STUCK, CT_ISSUE_STUCK, answer);
      return outcome;
    }
  outcome->next_at = now + fail (self, row, answer, boot);
  return outcome;
}

/**
 * ct_pace_hold:
 *
 * Something of ours is wrong: the queue waits a little.
 */
void
ct_pace_hold (CtPace *self, gint64 boot)
{
  self->paused_until = boot + 10 * MIN_DELAY_MS;
}

/**
 * ct_pace_wake:
 *
 * Something is different, such as the network: a pause of ours ends. One that the
 * service asked for does not, whoever is in a hurry.
 */
void
ct_pace_wake (CtPace *self)
{
  self->paused_until = 0;
}

/**
 * ct_pace_hurry:
 *
 * The user asked: as ct_pace_wake(), and until the queue is empty nothing waits for
 * the next fifth of a second.
 */
void
ct_pace_hurry (CtPace *self)
{
  ct_pace_wake (self);
  self->next_claim = 0;
  self->budget = BUDGET;
  self->fast = TRUE;
  self->width = FIRST_WIDTH;
}

/**
 * ct_pace_get_breaker:
 * @boot: now, ms of the boot clock
 * @breaker: (out): as it stands here, for the other counters
 */
void
ct_pace_get_breaker (CtPace *self, gint64 boot, CtBreaker *breaker)
{
  *breaker = (CtBreaker) { self->failures, MAX (self->paused_until - boot, 0), MAX (self->asked_until - boot, 0) };
}

/**
 * ct_pace_set_breaker:
 * @boot: now, ms of the boot clock
 * @breaker: as it stands for all counters: what one of them was told, all were
 */
void
ct_pace_set_breaker (CtPace *self, gint64 boot, const CtBreaker *breaker)
{
  self->failures = breaker->failures;
  self->paused_until = breaker->paused > 0 ? boot + breaker->paused : 0;
  self->asked_until = breaker->asked > 0 ? boot + breaker->asked : 0;
}

/**
 * ct_pace_get_gap:
 *
 * Returns: ms between two records
 */
gint64
ct_pace_get_gap (CtPace *self)
{
  return self->fast ? 0 : GAP_MS;
}

/**
 * ct_pace_drained:
 *
 * Nothing is left to send.
 */
void
ct_pace_drained (CtPace *self)
{
  self->fast = FALSE;
}
