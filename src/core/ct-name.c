/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Names of people: any letters, apostrophes, hyphens, dots and spaces; composed
 * (NFC); nothing invisible or turning the writing direction. */

#include "config.h"

#include "ct-name.h"

#include <string.h>

static gunichar
plain (gunichar c)
{
  if (c == 0x2019 || c == 0x02bc || c == 0x00b4 || c == '`')
    return '\'';
  if (c == 0x2010 || c == 0x2011)
    return '-';
  return g_unichar_isspace (c) ? ' ' : c;
}

/**
 * ct_name_normalize:
 * @text: as typed
 *
 * Returns: (transfer full) (nullable): in NFC, with plain apostrophes and single
 *   spaces; NULL when it is empty, too long or holds what no name holds
 */
char *
ct_name_normalize (const char *text)
{
  g_autofree char *nfc = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean letter = FALSE;

  if (nfc == NULL || g_utf8_strlen (nfc, -1) > CT_NAME_MAX)
    return NULL;
  for (const char *p = nfc; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = plain (g_utf8_get_char (p));

      if (c == ' ')
        {
          if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c (out, ' ');
          continue;
        }
      if (g_unichar_isalpha (c))
        letter = TRUE;
      else if (c != '\'' && c != '-' && c != '.' && !g_unichar_ismark (c))
        return NULL;
      g_string_append_unichar (out, c);
    }
  if (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);

  return letter ? g_strdup (out->str) : NULL;
}

/**
 * ct_name_family:
 * @name: a normalized name
 *
 * Returns: (transfer full): in capitals, the way French records write it
 */
char *
ct_name_family (const char *name)
{
  return g_utf8_strup (name, -1);
}

static char *
capitalize (const char *word)
{
  g_autofree char *upper = g_utf8_strup (word, -1);
  g_autofree char *lower = g_utf8_strdown (word, -1);
  GString *out;
  gboolean start = TRUE;

  /* A mixed case was typed on purpose: McDonald stays McDonald. */
  if (strcmp (word, upper) != 0 && strcmp (word, lower) != 0)
    return g_strdup (word);

  out = g_string_new (NULL);
  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, start ? g_unichar_toupper (c) : c);
      start = !g_unichar_isalpha (c) && !g_unichar_ismark (c);
    }
  return g_string_free (out, FALSE);
}

/**
 * ct_name_given:
 * @names: normalized first names
 *
 * Returns: (transfer full): one string a first name, capitalized
 */
GStrv
ct_name_given (const char *names)
{
  g_auto (GStrv) words = g_strsplit (names, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      char *word = capitalize (words[i]);

      g_free (words[i]);
      words[i] = word;
    }
  return g_steal_pointer (&words);
}

/**
 * ct_name_fold:
 *
 * Returns: (transfer full): letters and digits without case or accent, words
 *   apart by one space; to compare, never to show
 */
char *
ct_name_fold (const char *text)
{
  g_autofree char *nfd = g_utf8_normalize (text, -1, G_NORMALIZE_NFKD);
  GString *out = g_string_new (NULL);

  for (const char *p = nfd != NULL ? nfd : ""; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (p));

      if (g_unichar_ismark (c))
        continue;
      if (c == 0x0153)
        g_string_append (out, "oe");
      else if (c == 0x00e6)
        g_string_append (out, "ae");
      else if (c == 0x00df)
        g_string_append (out, "ss");
      else if (g_unichar_isalnum (c))
        g_string_append_unichar (out, c);
      else if (out->len > 0 && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
  if (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  return g_string_free (out, FALSE);
}

/**
 * ct_name_digits:
 *
 * Returns: (transfer full): the digits of a date or a number alone, to be compared
 *   as ct_name_fold() lets names be
 */
char *
ct_name_digits (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    if (g_ascii_isdigit (*text))
      g_string_append_c (out, *text);
  return g_string_free (out, FALSE);
}
