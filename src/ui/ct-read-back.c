/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The line that is read aloud before validating. */

#include "config.h"

#include "ct-read-back.h"

#include "ct-clock.h"
#include "ct-words.h"

#include <glib/gi18n.h>

/* Returns: (transfer full) (nullable): age, sex and date of birth; NULL without a date */
static char *
birth_of (const CtEntry *entry)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  CtDate today = ct_date_of (now), date;
  const char *sex = ct_entry_get (entry, CT_FIELD_SEX);
  g_autofree char *day = NULL;
  guint years;

  if (!ct_date_parse (ct_entry_get (entry, CT_FIELD_BIRTH_DATE), CT_DATE_PAST, today, &date))
    return NULL;
  day = ct_date_to_french (date);
  years = ct_date_years (date, today);
  if (g_str_equal (sex, "F"))
    return g_strdup_printf (g_dngettext (NULL, "woman of %u, born %s", "woman of %u, born %s", years), years, day);
  if (g_str_equal (sex, "M"))
    return g_strdup_printf (g_dngettext (NULL, "man of %u, born %s", "man of %u, born %s", years), years, day);
  return g_strdup_printf (g_dngettext (NULL, "%u year, born %s", "%u years, born %s", years), years, day);
}

/**
 * ct_read_back_show:
 * @result: a code; "" for none
 *
 * NAME First names, age, date of birth · RESULT
 */
void
ct_read_back_show (GtkLabel *label, const CtEntry *entry, const char *result)
{
  g_autofree char *name = ct_words_name (entry);
  g_autofree char *birth = birth_of (entry);
  g_autofree char *word = g_utf8_strup (ct_words_result (result), -1);
  g_autoptr (GString) text = g_string_new (name);

  if (birth != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", birth);
  if (*word != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "  ·  " : "", word);
  gtk_label_set_label (label, text->str);
}
