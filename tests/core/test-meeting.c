/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What becomes of a record that two counters changed: every pair of standings. */

#include "ct-meeting.h"

#define STANDINGS (2 * CT_N_STATES * 2)

/* Every standing of two revisions. */
static CtStanding
standing (guint i)
{
  return (CtStanding) { .revision = 1 + i % 2, .state = (CtState) (i / 2 % CT_N_STATES), .exposed = i / 2 / CT_N_STATES != 0 };
}

static gboolean
may_be_held (const CtStanding *one)
{
  return one->state == CT_STATE_SENDING || one->state == CT_STATE_UNKNOWN || one->state == CT_STATE_STUCK
         || one->state == CT_STATE_CONCLUDED || one->state == CT_STATE_ACCEPTED || (one->state == CT_STATE_WAITING && one->exposed);
}

/* Both counters come to the same, whoever is the first on the server; a tie is no question of
 * what it is, since then both are alike but for who wrote it. */
static void
test_both_agree (void)
{
  for (guint i = 0; i < STANDINGS; i++)
    for (guint j = 0; j < STANDINGS; j++)
      for (guint same = 0; same < 2; same++)
        {
          CtStanding one = standing (i), other = standing (j);
          CtMeeting here = ct_meeting_decide (&one, &other, same), there = ct_meeting_decide (&other, &one, same);

          g_assert_cmpint (here.ask, ==, there.ask);
          if (here.ours == there.ours)
            {
              g_assert_false (here.ours);
              g_assert_cmpuint (one.revision, ==, other.revision);
              g_assert_cmpint (may_be_held (&one), ==, may_be_held (&other));
            }
        }
}

/* What the service may hold never gives way to what it cannot hold, of an earlier or the same
 * revision; and proof of the same bytes never to anything. */
static void
test_what_left_stands (void)
{
  for (guint i = 0; i < STANDINGS; i++)
    for (guint j = 0; j < STANDINGS; j++)
      {
        CtStanding one = standing (i), other = standing (j);

        if (may_be_held (&one) && !may_be_held (&other))
          {
            CtMeeting others = ct_meeting_decide (&one, &other, FALSE);

            g_assert_true (others.ours);
            g_assert_cmpint (others.ask, ==, one.revision <= other.revision);
          }
        if (one.state == CT_STATE_ACCEPTED && one.revision == other.revision)
          {
            CtMeeting same = ct_meeting_decide (&one, &other, TRUE);

            g_assert_true ((same.ours || other.state == CT_STATE_ACCEPTED) && !same.ask);
          }
      }
}

/* Where the revisions tell, nobody is asked. */
static void
test_revisions_tell (void)
{
  static const CtState not_taken[] = { CT_STATE_DRAFT, CT_STATE_WAITING, CT_STATE_REFUSED, CT_STATE_CONFLICT };

  for (guint i = 0; i < G_N_ELEMENTS (not_taken); i++)
    for (guint j = 0; j < CT_N_STATES; j++)
      {
        CtStanding earlier = { .revision = 1, .state = not_taken[i] };
        CtStanding later = { .revision = 2, .state = (CtState) j };
        CtMeeting meeting = ct_meeting_decide (&later, &earlier, FALSE);

        g_assert_true (meeting.ours && !meeting.ask);
      }
}

/* One question where two people wrote another thing, none where they did not. */
static void
test_questions (void)
{
  CtStanding draft = { .revision = 1, .state = CT_STATE_DRAFT }, waiting = { .revision = 1, .state = CT_STATE_WAITING };
  CtMeeting meeting;

  g_assert_true (ct_meeting_decide (&draft, &draft, FALSE).ask);
  g_assert_false (ct_meeting_decide (&draft, &draft, TRUE).ask);
  meeting = ct_meeting_decide (&waiting, &draft, FALSE);
  g_assert_true (meeting.ours && meeting.ask);
  meeting = ct_meeting_decide (&draft, &waiting, TRUE);
  g_assert_true (!meeting.ours && !meeting.ask);
  g_assert_true (ct_meeting_decide (&waiting, &waiting, FALSE).ask);
}

static void
test_gone (void)
{
  CtStanding gone = { .gone = TRUE };

  for (guint i = 0; i < STANDINGS; i++)
    {
      CtStanding one = standing (i);
      CtMeeting here = ct_meeting_decide (&one, &gone, FALSE), there = ct_meeting_decide (&gone, &one, FALSE);

      g_assert_true (here.ours && !there.ours && !here.ask && !there.ask);
    }
  g_assert_false (ct_meeting_decide (&gone, &gone, FALSE).ours);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/meeting/both-agree", test_both_agree);
  g_test_add_func ("/meeting/what-left-stands", test_what_left_stands);
  g_test_add_func ("/meeting/revisions-tell", test_revisions_tell);
  g_test_add_func ("/meeting/questions", test_questions);
  g_test_add_func ("/meeting/gone", test_gone);
  return g_test_run ();
}
