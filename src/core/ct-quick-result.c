/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The result of a test that waits, typed where a name would be: its number and a
 * letter. No name has a digit in it, no date and no number a letter. */

#include "config.h"

#include "ct-quick-result.h"

#include <string.h>

/**
 * ct_quick_result_parse:
 * @text: 1, 1n, 1i, 1x, 1p, 1p+, or 12n
 * @number: (out): 1 to 99, of two digits once a letter follows: alone they may begin a date
 * @result: (out) (nullable): a code; NULL when there is none yet
 * @asking: (out): a positive awaits its +
 *
 * Returns: whether @text is one
 */
gboolean
ct_quick_result_parse (const char *text, guint *number, const char **result, gboolean *asking)
{
  const char *letter = text;

  *result = NULL;
  *asking = FALSE;
  if (*text < '1' || *text > '9')
    return FALSE;
  *number = (guint) (*letter++ - '0');
  if (g_ascii_isdigit (*letter))
    *number = *number * 10 + (guint) (*letter++ - '0');
  letter += *letter == ' ' ? 1 : 0;
  if (*letter == '\0')
    return *number < 10;
  if (g_ascii_tolower (*letter) == 'p')
    {
      *asking = letter[1] == '\0';
      *result = *asking ? NULL : "positive";
      return *asking || strcmp (letter + 1, "+") == 0;
    }
  *result = g_ascii_tolower (*letter) == 'n'   ? "negative"
            : g_ascii_tolower (*letter) == 'i' ? "inconclusive"
            : g_ascii_tolower (*letter) == 'x' ? "unreadable"
                                               : NULL;
  return *result != NULL && letter[1] == '\0';
}
