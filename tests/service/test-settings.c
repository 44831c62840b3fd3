/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The set-up is kept, practice apart from real, even where no dconf answers. */

#include "ct-preferences.h"
#include "ct-settings.h"

static CtSetup *
new_setup (const char *url)
{
  CtSetup *setup = g_new0 (CtSetup, 1);

  setup->service_url = g_strdup (url);
  setup->client_id = g_strdup ("client");
  setup->ca_file = g_strdup ("");
  setup->finess = g_strdup ("750012346");
  setup->pharmacy = g_strdup ("Pharmacie des Lilas");
  setup->rpps = g_strdup ("10003456786");
  setup->practitioner = g_strdup ("Claire PETIT");
  return setup;
}

/* Another process: what this one holds in memory does not count. */
static void
check_from_outside (void)
{
  g_autoptr (CtSetup) real = ct_setup_load (FALSE);
  g_autoptr (CtSetup) practice = ct_setup_load (TRUE);

  g_assert_cmpstr (real->service_url, ==, "https://real.example/fhir");
  g_assert_cmpstr (practice->service_url, ==, "https://practice.example/fhir");
  g_assert_cmpstr (practice->pharmacy, ==, "Pharmacie des Lilas");
}

static void
test_kept (void)
{
  g_autoptr (CtSetup) real = new_setup ("https://real.example/fhir");
  g_autoptr (CtSetup) practice = new_setup ("https://practice.example/fhir");

  if (g_test_subprocess ())
    {
      check_from_outside ();
      return;
    }
  ct_setup_save (real, FALSE);
  ct_setup_save (practice, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static void
test_preferences (void)
{
  g_autoptr (CtPreferences) preferences = ct_preferences_load (TRUE);

  if (g_test_subprocess ())
    {
      g_autoptr (CtPreferences) real = ct_preferences_load (FALSE);

      g_assert_false (ct_preferences_get_auto_advance (preferences));
      g_assert_true (ct_preferences_get_check_first (preferences));
      g_assert_cmpuint (ct_preferences_get_grace (preferences), ==, 60);
      g_assert_cmpuint (ct_preferences_get_minutes (preferences, "1232"), ==, 20);
      g_assert_cmpuint (ct_preferences_get_minutes (preferences, "other"), ==, 12);
      g_assert_true (ct_preferences_get_auto_advance (real));
      return;
    }
  g_assert_true (ct_preferences_get_auto_advance (preferences));
  g_assert_cmpuint (ct_preferences_get_grace (preferences), ==, 10);
  g_assert_cmpuint (ct_preferences_get_minutes (preferences, "1232"), ==, 15);
  ct_preferences_set_auto_advance (preferences, FALSE);
  ct_preferences_set_check_first (preferences, TRUE);
  ct_preferences_set_grace (preferences, 3600); /* more than there is */
  ct_preferences_set_minutes (preferences, "", 12);
  ct_preferences_set_minutes (preferences, "1232", 20);
  ct_preferences_flush (preferences);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

/* Begun by its timer, whole on the disk when the last one who has them lets go. */
static void
test_flushed (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (CtPreferences) kept = ct_preferences_load (TRUE);

      g_assert_cmpuint (ct_preferences_get_grace (kept), ==, 7);
      return;
    }
  for (guint i = 1; i <= 7; i++)
    {
      CtPreferences *preferences = ct_preferences_load (TRUE);
      gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC * 6 / 10; /* the timer has half a second */

      ct_preferences_set_grace (preferences, i);
      while (g_get_monotonic_time () < until && i == 7)
        g_main_context_iteration (NULL, FALSE);
      g_object_unref (preferences);
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
}

static gpointer
save_again_and_again (gpointer data)
{
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *url = g_strdup_printf ("https://%s.example/%u", (char *) data, i);
      g_autoptr (CtSetup) setup = new_setup (url);
      g_autoptr (CtSetup) kept = NULL;

      ct_setup_save (setup, TRUE);
      kept = ct_setup_load (TRUE);
      g_assert_cmpstr (kept->pharmacy, ==, "Pharmacie des Lilas");
    }
  return NULL;
}

static gboolean
go_on_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The backend of a sandbox, in workers, while the window's loop runs. */
static void
test_threads (void)
{
  GThread *threads[3];
  g_autoptr (CtSetup) kept = NULL;
  gint64 until;
  guint tick;

  if (!g_test_subprocess ())
    {
      g_setenv ("GSETTINGS_BACKEND", "keyfile", TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_unsetenv ("GSETTINGS_BACKEND");
      g_test_trap_assert_passed ();
      return;
    }
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("saves", save_again_and_again, (gpointer) (i == 0 ? "one" : i == 1 ? "two" : "three"));
  tick = g_timeout_add (1, go_on_cb, NULL);
  for (until = g_get_monotonic_time () + G_USEC_PER_SEC; g_get_monotonic_time () < until;)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (tick);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  kept = ct_setup_load (TRUE);
  g_assert_true (g_str_has_suffix (kept->service_url, ".example/39"));
}

static void
test_problems (void)
{
  static const struct
  {
    gsize       member;
    const char *value, *named;
  } cases[] = {
    { G_STRUCT_OFFSET (CtSetup, service_url), "http://plain.example", "service" },
    { G_STRUCT_OFFSET (CtSetup, client_id), "", "client-id" },
    { G_STRUCT_OFFSET (CtSetup, finess), "750012345", "finess" },
    { G_STRUCT_OFFSET (CtSetup, pharmacy), "", "pharmacy" },
    { G_STRUCT_OFFSET (CtSetup, rpps), "1", "rpps" },
    { G_STRUCT_OFFSET (CtSetup, practitioner), "", "practitioner" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CtSetup) setup = new_setup ("https://real.example/fhir");
      char **member = &G_STRUCT_MEMBER (char *, setup, cases[i].member);

      g_assert_null (ct_setup_problem (setup));
      g_free (*member);
      *member = g_strdup (cases[i].value);
      g_assert_true (g_str_has_prefix (ct_setup_problem (setup), cases[i].named));
      g_assert_null (ct_setup_professional (setup));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* The lab's bus starts no service, so a dconf that is installed cannot write, and
   * warns of it. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  if (!g_test_subprocess ())
    g_unsetenv ("GSETTINGS_BACKEND");
  g_test_add_func ("/settings/threads", test_threads); /* first: there is no key file of ours yet */
  g_test_add_func ("/settings/kept", test_kept);
  g_test_add_func ("/settings/preferences", test_preferences);
  g_test_add_func ("/settings/flushed", test_flushed);
  g_test_add_func ("/settings/problems", test_problems);
  return g_test_run ();
}
