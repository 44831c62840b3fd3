/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl prefer: how this counter likes to work. */

#include "config.h"

#include "ct-verbs.h"

#include <string.h>

/* Of all kits without a time of their own, or of one: reading-minutes:1232. */
#define MINUTES "reading-minutes"

static gboolean
parse_switch (const char *text, gboolean *on)
{
  *on = g_str_equal (text, "on");
  return *on || g_str_equal (text, "off");
}

static gboolean
parse_number (const char *text, guint64 least, guint64 most, guint *number)
{
  guint64 value;

  if (!g_ascii_string_to_unsigned (text, 10, least, most, &value, NULL))
    return FALSE;
  *number = (guint) value;
  return TRUE;
}

/* Returns: (nullable): what @value should have been */
static const char *
set (CtPreferences *preferences, const char *name, const char *value)
{
  gboolean on;
  guint number;

  if (g_str_equal (name, "auto-advance") || g_str_equal (name, "check-first") || g_str_equal (name, "finish-at-login"))
    {
      if (!parse_switch (value, &on))
        return "on or off";
      if (g_str_equal (name, "auto-advance"))
        ct_preferences_set_auto_advance (preferences, on);
      else if (g_str_equal (name, "check-first"))
        ct_preferences_set_check_first (preferences, on);
      else
        ct_preferences_set_finish_at_login (preferences, on);
      return NULL;
    }
  if (g_str_equal (name, "grace"))
    {
      if (!parse_number (value, 0, 60, &number))
        return "seconds, 0 to 60";
      ct_preferences_set_grace (preferences, number);
      return NULL;
    }
  if (g_str_equal (name, "retention-days"))
    {
      if (!parse_number (value, 1, 90, &number))
        return "days, 1 to 90";
      ct_preferences_set_retention (preferences, number);
      return NULL;
    }
  if (g_str_equal (name, "paper-language"))
    {
      if (!g_strv_contains (ct_preferences_paper_languages, value))
        return "fr, en, or fr,en for a page of each";
      ct_preferences_set_paper_language (preferences, value);
      return NULL;
    }
  if (g_str_equal (name, "paper-size"))
    {
      if (!g_strv_contains (ct_preferences_paper_sizes, value))
        return "A4 or A5";
      ct_preferences_set_paper_size (preferences, value);
      return NULL;
    }
  if (g_str_equal (name, "hand-over-folder"))
    {
      if (!g_str_equal (value, "off") && !(g_path_is_absolute (value) && g_file_test (value, G_FILE_TEST_IS_DIR)))
        return "a folder that is there, from its first / on, or off";
      ct_preferences_set_folder (preferences, g_str_equal (value, "off") ? "" : value);
      return NULL;
    }
  if (!g_str_has_prefix (name, MINUTES) || (name[strlen (MINUTES)] != '\0' && name[strlen (MINUTES)] != ':'))
    return "one of auto-advance, check-first, finish-at-login, grace, retention-days, paper-language, paper-size, hand-over-folder, " MINUTES ", " MINUTES ":KIT";
  if (!parse_number (value, 1, 60, &number))
    return "minutes, 1 to 60";
  ct_preferences_set_minutes (preferences, name[strlen (MINUTES)] == ':' ? name + strlen (MINUTES) + 1 : "", number);
  return NULL;
}

CtExit
ct_verb_prefer (gboolean practice, int argc, char **argv)
{
  g_autoptr (CtPreferences) preferences = ct_preferences_load (practice);
  const char *wanted = argc == 3 ? set (preferences, argv[1], argv[2]) : NULL;

  if (argc != 1 && argc != 3)
    {
      g_printerr ("comptoirctl: prefer takes a name and a value, or nothing to show them all\n");
      return CT_EXIT_USAGE;
    }
  if (wanted != NULL)
    {
      g_printerr ("comptoirctl: %s: %s\n", argv[1], wanted);
      return CT_EXIT_USAGE;
    }
  ct_preferences_flush (preferences);
  if (argc == 1)
    g_print ("auto-advance %s\ncheck-first %s\nfinish-at-login %s\ngrace %u\nretention-days %u\n"
             "paper-language %s\npaper-size %s\nhand-over-folder %s\n" MINUTES " %u\n",
             ct_preferences_get_auto_advance (preferences) ? "on" : "off",
             ct_preferences_get_check_first (preferences) ? "on" : "off",
             ct_preferences_get_finish_at_login (preferences) ? "on" : "off", ct_preferences_get_grace (preferences), ct_preferences_get_retention (preferences),
             ct_preferences_get_paper_language (preferences), ct_preferences_get_paper_size (preferences),
             *ct_preferences_get_folder (preferences) != '\0' ? ct_preferences_get_folder (preferences) : "off",
             ct_preferences_get_minutes (preferences, ""));
  return CT_EXIT_DONE;
}
