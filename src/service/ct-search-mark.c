/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How words begin, in 64 bits: a text in which a word begins so has all the bits of
 * that beginning. A million records are told from their marks, which lie side by side,
 * without a look at their texts, which do not. */

#include "config.h"

#include "ct-search-mark.h"

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
