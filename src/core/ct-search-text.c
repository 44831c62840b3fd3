/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a search for records compares: the words a record is known by, and how they begin,
 * in 64 bits. A text in which a word begins so has all the bits of that beginning: a
 * million records are told from their marks, which lie side by side, without a look at
 * their texts, which do not. */

#include "config.h"

#include "ct-search-text.h"

#include "ct-name.h"

#include <string.h>

#define FIRSTS 37 /* a to z, 0 to 9, anything else */
#define PAIRS  27 /* of the first two letters, by what remains of a product */

static guint
first_of (guchar c)
{
  if (g_ascii_islower (c))
    return c - 'a';
  return g_ascii_isdigit (c) ? 26u + c - '0' : 36;
}

/**
 * ct_search_mark:
 * @words: folded, a space before each: a text, or beginnings that are looked for
 */
guint64
ct_search_mark (const char *words)
{
  guint64 mark = 0;

  for (const guchar *at = (const guchar *) words; *at != '\0'; at++)
    if (at[0] == ' ' && at[1] != ' ' && at[1] != '\0')
      {
        mark |= G_GUINT64_CONSTANT (1) << first_of (at[1]);
        if (at[2] != ' ' && at[2] != '\0')
          mark |= G_GUINT64_CONSTANT (1) << (FIRSTS + (at[1] * 31u + at[2]) % PAIRS);
      }
  return mark;
}

/**
 * ct_search_text:
 *
 * Returns: (transfer full): folded words, a space before each: names, date of birth,
 *   social security number, its last four digits, phone, lot
 */
char *
ct_search_text (const CtEntry *entry)
{
  g_autofree char *names = g_strjoin (" ", ct_entry_get (entry, CT_FIELD_BIRTH_NAME), ct_entry_get (entry, CT_FIELD_USED_NAME),
                                      ct_entry_get (entry, CT_FIELD_FIRST_NAMES), NULL);
  g_autofree char *folded = ct_name_fold (names);
  g_autofree char *date = ct_name_digits (ct_entry_get (entry, CT_FIELD_BIRTH_DATE));
  g_autofree char *nir = ct_name_digits (ct_entry_get (entry, CT_FIELD_NIR));
  g_autofree char *phone = ct_name_digits (ct_entry_get (entry, CT_FIELD_PHONE));
  g_autofree char *lot = ct_name_fold (ct_entry_get (entry, CT_FIELD_LOT));

  return g_strdup_printf (" %s %s %s %s %s %s", folded, date, nir, strlen (nir) > 4 ? nir + strlen (nir) - 4 : "", phone, lot);
}

/**
 * ct_search_words:
 * @typed: beginnings of words, in any order
 * @mark: (out): theirs
 *
 * Returns: (transfer full) (nullable): each folded, a space before it; NULL when nothing
 *   was typed
 */
GStrv
ct_search_words (const char *typed, guint64 *mark)
{
  g_autofree char *folded = ct_name_fold (typed);
  g_auto (GStrv) parts = g_strsplit (folded, " ", -1);
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  *mark = 0;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *word = g_strconcat (" ", parts[i], NULL);

      if (*parts[i] == '\0')
        continue;
      g_strv_builder_add (words, word);
      *mark |= ct_search_mark (word);
    }
  return *mark != 0 ? g_strv_builder_end (words) : NULL;
}

/* One letter or digit is in the mark for certain, anything longer only perhaps. */
static gboolean
is_in_mark (const char *word)
{
  return g_ascii_isalnum (word[1]) && word[2] == '\0';
}

/**
 * ct_search_holds:
 * @text: of ct_search_text(), whose mark has that of @words
 * @words: of ct_search_words()
 *
 * Returns: whether each of them begins a word of it
 */
gboolean
ct_search_holds (const char *text, GStrv words)
{
  for (guint i = 0; words[i] != NULL; i++)
    if (!is_in_mark (words[i]) && strstr (text, words[i]) == NULL)
      return FALSE;
  return TRUE;
}
