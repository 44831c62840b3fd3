/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#include "ct-boot-timer.h"

#include "ct-clock.h"

static gboolean
rang_cb (gpointer data)
{
  *(gint64 *) data = ct_clock_boot_ms ();
  return G_SOURCE_REMOVE;
}

static void
test_rings_once (void)
{
  gint64 at = ct_clock_boot_ms () + 50, rang = 0, past = 0;

  ct_boot_timer_add (at, rang_cb, &rang);
  ct_boot_timer_add (0, rang_cb, &past); /* long ago: at once */
  while (rang == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (rang, >=, at);
  g_assert_cmpint (past, >, 0);
  g_assert_cmpint (past, <, rang);
  g_assert_false (g_main_context_pending (NULL));
}

static void
test_removed (void)
{
  gint64 rang = 0;
  guint id = ct_boot_timer_add (ct_clock_boot_ms () + 20, rang_cb, &rang);

  g_source_remove (id);
  g_usleep (40000);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (rang, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/boot-timer/rings-once", test_rings_once);
  g_test_add_func ("/boot-timer/removed", test_removed);
  return g_test_run ();
}
