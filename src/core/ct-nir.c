/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The French social security number (NIR): 13 characters and a key of 2 digits.
 *
 * Sex (1, 2; 3, 4, 7, 8 for provisional numbers), year, month (01-12, or 20,
 * 30-42, 50-99 when the birth record is incomplete), department (2A and 2B in
 * Corsica) and commune or country, order. Key = 97 - N mod 97, with 2A read as
 * 19 and 2B as 18 (INSEE). A child may carry a parent's number, so sex and
 * birth are compared, never enforced. */

#include "config.h"

#include "ct-nir.h"

#include <string.h>

#define NIR_LENGTH 15

static guint
number (const char *digits, guint length)
{
  guint value = 0;

  while (length-- > 0)
    value = value * 10 + (guint) (*digits++ - '0');
  return value;
}

static gboolean
has_shape (const char *nir)
{
  guint month;

  for (guint i = 0; i < NIR_LENGTH; i++)
    if (!g_ascii_isdigit (nir[i]) && !(i == 6 && nir[5] == '2' && (nir[i] == 'A' || nir[i] == 'B')))
      return FALSE;
  if (strchr ("123478", nir[0]) == NULL)
    return FALSE;
  month = number (nir + 3, 2);
  if (month == 0 || (month > 12 && month < 20) || (month > 20 && month < 30) || (month > 42 && month < 50))
    return FALSE;
  return number (nir + 10, 3) != 0;
}

static guint
key_of (const char *nir)
{
  guint64 value = 0;

  for (guint i = 0; i < 13; i++)
    {
      char c = nir[i];

      /* 2A counts as 19 and 2B as 18: the letter is a 9 or an 8 after a 1. */
      if (i == 5 && !g_ascii_isdigit (nir[6]))
        c = '1';
      else if (c == 'A')
        c = '9';
      else if (c == 'B')
        c = '8';
      value = value * 10 + (guint64) (c - '0');
    }
  return (guint) (97 - value % 97);
}

/**
 * ct_nir_check:
 * @text: as typed; spaces, dots and hyphens are ignored
 * @nir: (out) (optional): the 15 characters in capitals, on CT_NIR_OK
 */
CtNirCheck
ct_nir_check (const char *text, char **nir)
{
  g_autoptr (GString) compact = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c == '.' || c == '-' || g_unichar_isspace (c))
        continue;
      if (c > 127)
        return CT_NIR_SHAPE;
      g_string_append_c (compact, g_ascii_toupper ((char) c));
    }

  if (compact->len != NIR_LENGTH)
    return CT_NIR_LENGTH;
  if (!has_shape (compact->str))
    return CT_NIR_SHAPE;
  if (number (compact->str + 13, 2) != key_of (compact->str))
    return CT_NIR_KEY;
  if (nir != NULL)
    *nir = g_strdup (compact->str);
  return CT_NIR_OK;
}

/**
 * ct_nir_is_sex:
 * @nir: 15 characters that passed ct_nir_check()
 * @sex: 'F', 'M' or 'U'
 *
 * Returns: FALSE only when the number states the other sex
 */
gboolean
ct_nir_is_sex (const char *nir, char sex)
{
  gboolean man = (nir[0] - '0') % 2 == 1;

  return sex == 'U' || man == (sex == 'M');
}

/**
 * ct_nir_is_born:
 *
 * Returns: FALSE only when the number states another year or month of birth
 */
gboolean
ct_nir_is_born (const char *nir, CtDate date)
{
  guint month = number (nir + 3, 2);

  return number (nir + 1, 2) == date.year % 100U && (month > 12 || month == date.month);
}

/**
 * ct_nir_sex:
 *
 * Returns: 'M' or 'F' as the number states it; 'U' where it may mean something
 *   else (3 and 4: numbers of the overseas and of foreigners waiting for theirs)
 */
char
ct_nir_sex (const char *nir)
{
  if (nir[0] == '3' || nir[0] == '4')
    return 'U';
  return (nir[0] - '0') % 2 == 1 ? 'M' : 'F';
}

/**
 * ct_nir_birth:
 * @today: decides which centuries are possible
 *
 * Returns: (transfer full) (nullable): the end of the birth date, the day to be
 *   typed before it: /03/1979, or /03/05 where two centuries are possible; NULL
 *   when the number states no month
 */
char *
ct_nir_birth (const char *nir, CtDate today)
{
  guint year = number (nir + 1, 2), month = number (nir + 3, 2);
  CtDate late = { (guint16) (2000 + year), (guint8) month, 1 };

  if (month > 12)
    return NULL;
  if (ct_date_compare (late, today) <= 0)
    return g_strdup_printf ("/%02u/%02u", month, year);
  return g_strdup_printf ("/%02u/%u", month, 1900 + year);
}

/**
 * ct_nir_place:
 *
 * Returns: (transfer full): the INSEE code of the place of birth as the number
 *   states it: a commune's (51215), or 99 and a country's
 */
char *
ct_nir_place (const char *nir)
{
  return g_strndup (nir + 5, 5);
}

/**
 * ct_nir_spaced:
 *
 * Returns: (transfer full): 2 79 03 51 215 189 89, the way it is read aloud
 */
char *
ct_nir_spaced (const char *nir)
{
  return g_strdup_printf ("%.1s %.2s %.2s %.2s %.3s %.3s %.2s",
                          nir, nir + 1, nir + 3, nir + 5, nir + 7, nir + 10, nir + 13);
}
