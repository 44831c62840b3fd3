/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* All pairs of state and event: the arrows drawn at the head of ct-state.c, no other. */

#include "ct-state.h"

static void
test_arrows (void)
{
  static const char * const events[CT_N_EVENTS] = { "save", "validate", "withdraw", "claim", "proof", "refusal",
                                                    "not-taken", "cut", "conflict", "stuck", "resend", "conclude" };
  static const char * const arrows[] = {
    "draft save draft", "draft validate waiting", "waiting withdraw draft", "waiting claim sending", "sending proof accepted",
    "sending refusal refused", "sending not-taken waiting", "sending cut unknown", "unknown claim sending",
    "refused withdraw draft", "sending conflict conflict", "sending stuck stuck", "conflict withdraw draft",
    "stuck resend unknown", "stuck conclude concluded", NULL,
  };
  guint seen = 0;

  for (guint from = 0; from < CT_N_STATES; from++)
    for (guint event = 0; event < CT_N_EVENTS; event++)
      {
        CtState to;
        g_autofree char *arrow = NULL;

        if (!ct_state_next (from, event, &to))
          continue;
        arrow = g_strjoin (" ", ct_state_key (from), events[event], ct_state_key (to), NULL);
        g_test_message ("%s", arrow);
        g_assert_true (g_strv_contains (arrows, arrow));
        seen++;
      }
  g_assert_cmpuint (seen, ==, g_strv_length ((char **) arrows));
}

static void
test_keys (void)
{
  CtState state;

  for (guint i = 0; i < CT_N_STATES; i++)
    {
      g_assert_true (ct_state_from_key (ct_state_key (i), &state));
      g_assert_cmpint (state, ==, i);
    }
  for (guint i = 0; i < CT_N_STATES; i++)
    g_assert_cmpint (ct_state_is_unsent ((CtState) i), ==, i == CT_STATE_WAITING || i == CT_STATE_SENDING || i == CT_STATE_UNKNOWN);
  for (guint i = 0; i < CT_N_STATES; i++)
    g_assert_cmpint (ct_state_is_final ((CtState) i), ==, i == CT_STATE_ACCEPTED || i == CT_STATE_CONCLUDED);
  g_assert_false (ct_state_from_key ("sent", &state));
  g_assert_false (ct_state_from_key (NULL, &state));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state/arrows", test_arrows);
  g_test_add_func ("/state/keys", test_keys);
  return g_test_run ();
}
