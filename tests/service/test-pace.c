/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What answers make of the queue: the breaker, the budget, the gaps. */

#include "ct-pace.h"

#include <glib.h>

#define SECOND 1000

static gint64 now; /* of both clocks */

static CtOutcome *
answered (CtPace *pace, CtAnswerKind kind, guint attempts, gint64 retry_after)
{
  g_autoptr (CtAnswer) answer = ct_answer_new (kind, "test");
  g_autoptr (CtRow) row = ct_row_new ();

  row->uuid = ct_uuid_random ();
  row->attempts = attempts;
  answer->retry_after = retry_after;
  answer->exposed = kind == CT_ANSWER_UNKNOWN;
  return ct_pace_settle (pace, row, answer, now, now);
}

static void
fail_times (CtPace *pace, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtOutcome) outcome = answered (pace, CT_ANSWER_LATER, 1, 0);

      g_assert_cmpint (outcome->state, ==, CT_STATE_WAITING);
      g_assert_cmpint (outcome->next_at, >=, now + SECOND);
    }
}

static void
succeed (CtPace *pace)
{
  g_autoptr (CtOutcome) outcome = answered (pace, CT_ANSWER_ACCEPTED, 1, 0);

  g_assert_cmpint (outcome->state, ==, CT_STATE_ACCEPTED);
}

static CtPace *
new_pace (void)
{
  now = 1000 * SECOND;
  return ct_pace_new (g_rand_new_with_seed (1));
}

static void
test_breaker (void)
{
  g_autoptr (CtPace) pace = new_pace ();

  fail_times (pace, 4);
  g_assert_cmpint (ct_pace_get_ready_at (pace), <=, now);
  fail_times (pace, 1);
  g_assert_cmpint (ct_pace_get_ready_at (pace), >=, now + SECOND);

  /* The probe is good: on, but one failure opens it again; after two it is closed. */
  succeed (pace);
  g_assert_cmpint (ct_pace_get_ready_at (pace), <=, now);
  fail_times (pace, 1);
  g_assert_cmpint (ct_pace_get_ready_at (pace), >=, now + SECOND);
  succeed (pace);
  succeed (pace);
  fail_times (pace, 4);
  g_assert_cmpint (ct_pace_get_ready_at (pace), <=, now);
}

/* However long it lasts, no pause is longer than five minutes. */
static void
test_pauses_are_bounded (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  gint64 longest = 0;

  for (guint i = 0; i < 5000; i++)
    {
      g_autoptr (CtOutcome) outcome = answered (pace, CT_ANSWER_UNKNOWN, i + 1, 0);

      g_assert_cmpint (outcome->state, ==, CT_STATE_UNKNOWN);
      g_assert_cmpint (outcome->next_at - now, <=, 300 * SECOND);
      longest = MAX (longest, outcome->next_at - now);
    }
  g_assert_cmpint (longest, >, 290 * SECOND); /* and they do grow so far */
}

static void
test_retry_after (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  g_autoptr (CtOutcome) minute = answered (pace, CT_ANSWER_LATER, 1, 60);
  g_autoptr (CtOutcome) year = answered (pace, CT_ANSWER_LATER, 1, 365 * 86400);

  g_assert_cmpint (minute->next_at - now, >=, 60 * SECOND);
  g_assert_cmpint (minute->next_at - now, <=, 66 * SECOND);
  g_assert_cmpint (year->next_at - now, <=, 3960 * SECOND);
  g_assert_cmpint (ct_pace_get_ready_at (pace), >=, now + 3600 * SECOND);
  /* Neither another network nor an impatient user comes before. */
  ct_pace_wake (pace);
  ct_pace_hurry (pace);
  g_assert_cmpint (ct_pace_get_ready_at (pace), >=, now + 3600 * SECOND);
}

static void
test_wakes (void)
{
  g_autoptr (CtPace) pace = new_pace ();

  fail_times (pace, 5);
  g_assert_cmpint (ct_pace_get_ready_at (pace), >, now);
  ct_pace_wake (pace);
  g_assert_cmpint (ct_pace_get_ready_at (pace), <=, now);
  ct_pace_claimed (pace, now);
  g_assert_cmpint (ct_pace_get_ready_at (pace), ==, now + 200); /* in no hurry */
}

/* A service that fails two of three is soon asked less often. */
static void
test_budget (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  gint64 first = 0, last = 0;

  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (CtOutcome) one = answered (pace, CT_ANSWER_UNKNOWN, 2, 0);
      g_autoptr (CtOutcome) two = answered (pace, CT_ANSWER_UNKNOWN, 2, 0);

      if (i < 4)
        first += one->next_at - now + two->next_at - now;
      if (i >= 56)
        last += one->next_at - now + two->next_at - now;
      succeed (pace);
    }
  g_assert_cmpint (last, >, 5 * first);
}

static void
test_person_has_to_mend (void)
{
  static const struct
  {
    CtAnswerKind  kind;
    CtSenderState problem;
  } cases[] = { { CT_ANSWER_LOGIN, CT_SENDER_LOGIN }, { CT_ANSWER_SETTINGS, CT_SENDER_SETTINGS }, { CT_ANSWER_DISTRUST, CT_SENDER_DISTRUST } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtPace) pace = new_pace ();
      g_autoptr (CtOutcome) outcome = answered (pace, cases[i].kind, 1, 0);

      g_assert_cmpint (outcome->state, ==, CT_STATE_WAITING);
      g_assert_cmpint (ct_pace_get_problem (pace), ==, cases[i].problem);
      g_assert_cmpint (ct_pace_get_ready_at (pace), ==, now + 300 * SECOND);
      succeed (pace);
      g_assert_cmpint (ct_pace_get_problem (pace), ==, CT_SENDER_READY);
    }
}

/* "Not taken" speaks of one attempt: what was unknown before stays so. */
static void
test_unknown_stays (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  g_autoptr (CtAnswer) answer = ct_answer_new (CT_ANSWER_LATER, "test");
  g_autoptr (CtRow) row = ct_row_new ();
  g_autoptr (CtOutcome) outcome = NULL;

  row->attempts = 2;
  row->was_unknown = TRUE;
  outcome = ct_pace_settle (pace, row, answer, now, now);
  g_assert_cmpint (outcome->state, ==, CT_STATE_UNKNOWN);
}

static void
test_five_a_second (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  g_autoptr (CtOutcome) throttled = NULL;

  ct_pace_claimed (pace, now);
  g_assert_cmpint (ct_pace_get_ready_at (pace), ==, now + 200);
  ct_pace_hurry (pace);
  ct_pace_claimed (pace, now);
  g_assert_cmpint (ct_pace_get_ready_at (pace), <=, now);
  /* Until it is empty, or the service asks for patience. */
  throttled = answered (pace, CT_ANSWER_LATER, 1, 1);
  ct_pace_claimed (pace, now + 5 * SECOND);
  g_assert_cmpint (ct_pace_get_ready_at (pace), ==, now + 5 * SECOND + 200);
  ct_pace_hurry (pace);
  ct_pace_drained (pace);
  ct_pace_claimed (pace, now + 9 * SECOND);
  g_assert_cmpint (ct_pace_get_ready_at (pace), ==, now + 9 * SECOND + 200);
}

static CtState
state_after (CtPace *pace, CtRow *row, CtAnswerKind kind, const char *cause)
{
  g_autoptr (CtAnswer) answer = ct_answer_new (kind, cause);
  g_autoptr (CtOutcome) outcome = ct_pace_settle (pace, row, answer, now, now);

  return outcome->state;
}

/* Side by side only when the user asked, more with each success, one again with a
 * failure; and a volley that fails together is one failure. */
static void
test_width (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  guint width;

  g_assert_cmpuint (ct_pace_get_width (pace), ==, 1);
  for (guint i = 0; i < 50; i++)
    succeed (pace);
  g_assert_cmpuint (ct_pace_get_width (pace), ==, 1);
  ct_pace_hurry (pace);
  width = ct_pace_get_width (pace);
  g_assert_cmpuint (width, >, 1);
  for (guint i = 0; i < 10000; i++)
    succeed (pace);
  g_assert_cmpuint (ct_pace_get_width (pace), >, width);
  g_assert_cmpuint (ct_pace_get_width (pace), <=, 256);
  for (guint i = 0; i < 256; i++)
    {
      g_autoptr (CtOutcome) outcome = answered (pace, CT_ANSWER_LATER, 1, 0);
    }
  g_assert_cmpuint (ct_pace_get_width (pace), ==, 1);
  g_assert_cmpint (ct_pace_get_ready_at (pace), <=, now + 2 * SECOND); /* not the pause of 256 failures in a row */
}

/* One that fails while others pass is set aside at the twentieth time; in an outage,
 * where all fail, none is. */
static void
test_set_aside (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  g_autoptr (CtRow) bad = ct_row_new ();
  g_autoptr (CtRow) other = ct_row_new ();

  bad->uuid = ct_uuid_random ();
  other->uuid = ct_uuid_random ();
  bad->attempts = other->attempts = 1;
  for (guint i = 0; i < 100; i++)
    {
      g_assert_cmpint (state_after (pace, bad, CT_ANSWER_UNKNOWN, "http-500"), ==, CT_STATE_UNKNOWN);
      g_assert_cmpint (state_after (pace, other, CT_ANSWER_UNKNOWN, "http-500"), ==, CT_STATE_UNKNOWN);
    }
  /* The outage is over; the first success closes the breaker but for one, the second wholly. */
  state_after (pace, other, CT_ANSWER_ACCEPTED, "");
  state_after (pace, other, CT_ANSWER_ACCEPTED, "");
  for (guint i = 0; i < 19; i++)
    {
      /* Once in the outage it was the first to fail. */
      g_assert_cmpint (state_after (pace, bad, CT_ANSWER_UNKNOWN, "http-500"), ==, i < 18 ? CT_STATE_UNKNOWN : CT_STATE_STUCK);
      state_after (pace, other, CT_ANSWER_ACCEPTED, "");
    }
}

/* What somebody else changed is for a person; where an attempt before may have been
 * taken, nothing of it may be changed. */
static void
test_conflict (void)
{
  g_autoptr (CtPace) pace = new_pace ();
  g_autoptr (CtRow) row = ct_row_new ();

  row->attempts = 1;
  g_assert_cmpint (state_after (pace, row, CT_ANSWER_CONFLICT, "http-412"), ==, CT_STATE_CONFLICT);
  row->was_unknown = TRUE;
  g_assert_cmpint (state_after (pace, row, CT_ANSWER_CONFLICT, "http-412"), ==, CT_STATE_STUCK);
  row->target = g_strdup (""); /* a look-up has said that it is not there */
  g_assert_cmpint (state_after (pace, row, CT_ANSWER_CONFLICT, "http-412"), ==, CT_STATE_CONFLICT);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpint (state_after (pace, row, CT_ANSWER_LATER, "look-up-unclear"), ==, CT_STATE_UNKNOWN);
  g_assert_cmpint (state_after (pace, row, CT_ANSWER_LATER, "look-up-unclear"), ==, CT_STATE_STUCK);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pace/breaker", test_breaker);
  g_test_add_func ("/pace/pauses-are-bounded", test_pauses_are_bounded);
  g_test_add_func ("/pace/retry-after", test_retry_after);
  g_test_add_func ("/pace/wakes", test_wakes);
  g_test_add_func ("/pace/budget", test_budget);
  g_test_add_func ("/pace/person-has-to-mend", test_person_has_to_mend);
  g_test_add_func ("/pace/unknown-stays", test_unknown_stays);
  g_test_add_func ("/pace/five-a-second", test_five_a_second);
  g_test_add_func ("/pace/width", test_width);
  g_test_add_func ("/pace/set-aside", test_set_aside);
  g_test_add_func ("/pace/conflict", test_conflict);
  return g_test_run ();
}
