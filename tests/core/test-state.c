/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* All 36 pairs of states: the arrows drawn at the head of ct-state.c, no other. */

#include "ct-state.h"

static void
test_arrows (void)
{
  static const char * const arrows[] = {
    "draft draft", "draft waiting", "waiting sending", "waiting draft", "sending accepted", "sending refused",
    "sending waiting", "sending unknown", "unknown sending", "refused draft", NULL,
  };

  for (guint from = 0; from < CT_N_STATES; from++)
    for (guint to = 0; to < CT_N_STATES; to++)
      {
        g_autofree char *pair = g_strdup_printf ("%s %s", ct_state_key (from), ct_state_key (to));

        g_test_message ("%s", pair);
        g_assert_cmpint (ct_state_may_follow (from, to), ==, g_strv_contains (arrows, pair));
      }
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
