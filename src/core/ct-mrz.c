/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The machine-readable zone of identity cards (TD1, 3 lines of 30) and passports
 * (TD3, 2 lines of 44), ICAO Doc 9303: names, birth date, sex, each check digit
 * proven. It has no accents, and cuts long names: to be read back. */

#include "config.h"

#include "ct-mrz.h"

#include <string.h>

static int
value_of (char c)
{
  if (g_ascii_isdigit (c))
    return c - '0';
  if (g_ascii_isupper (c))
    return c - 'A' + 10;
  return c == '<' ? 0 : -1;
}

/* Weights 7, 3, 1; the digit follows the part (Doc 9303-3, 4.9). */
static gboolean
is_checked (const char *part, gsize length)
{
  static const int weights[] = { 7, 3, 1 };
  int sum = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (value_of (part[i]) < 0)
        return FALSE;
      sum += value_of (part[i]) * weights[i % 3];
    }
  return part[length] == '0' + sum % 10;
}

/* The check over all of it, which passes over other check digits' neighbours. */
static gboolean
is_checked_whole (const char *parts, char digit)
{
  g_autofree char *text = g_strdup_printf ("%s%c", parts, digit);

  return is_checked (text, strlen (parts));
}

/* A document number longer than its nine characters has its check digit in the
 * optional data: rare, and told apart by a filler in its place. */
static gboolean
is_number_checked (const char *part)
{
  return part[9] == '<' || is_checked (part, 9);
}

static char *
words (const char *from, gsize length)
{
  char *text = g_strndup (from, length);

  g_strdelimit (text, "<", ' ');
  return g_strstrip (text);
}

static gboolean
set_names (CtEntry *entry, const char *zone, gsize length)
{
  g_autofree char *copy = g_strndup (zone, length);
  char *split = strstr (copy, "<<");
  g_autofree char *family = NULL;
  g_autofree char *given = NULL;

  for (const char *p = copy; *p != '\0'; p++)
    if (!g_ascii_isupper (*p) && *p != '<')
      return FALSE;
  if (split == NULL)
    return FALSE;
  family = words (copy, (gsize) (split - copy));
  given = words (split + 2, strlen (split + 2));
  ct_entry_set (entry, CT_FIELD_BIRTH_NAME, family);
  ct_entry_set (entry, CT_FIELD_FIRST_NAMES, given);
  return *family != '\0';
}

static gboolean
set_birth (CtEntry *entry, const char *yymmdd, CtDate today)
{
  g_autofree char *typed = g_strdup_printf ("%.2s%.2s%.2s", yymmdd + 4, yymmdd + 2, yymmdd);
  g_autofree char *shown = NULL;
  CtDate date;

  if (!ct_date_parse (typed, CT_DATE_PAST, today, &date))
    return FALSE;
  shown = ct_date_to_french (date);
  ct_entry_set (entry, CT_FIELD_BIRTH_DATE, shown);
  return TRUE;
}

static gboolean
set_sex (CtEntry *entry, char c)
{
  if (strchr ("FM<X", c) == NULL || c == '\0')
    return FALSE;
  ct_entry_set (entry, CT_FIELD_SEX, c == 'F' ? "F" : c == 'M' ? "M" : "U");
  return TRUE;
}

static gboolean
read_td3 (const char *z, CtDate today, CtEntry *entry)
{
  const char *second = z + 44;
  g_autofree char *whole = g_strdup_printf ("%.10s%.7s%.22s", second, second + 13, second + 21);

  return is_checked (second, 9) && is_checked (second + 13, 6) && is_checked (second + 21, 6)
         && is_checked_whole (whole, second[43]) && set_names (entry, z + 5, 39)
         && set_birth (entry, second + 13, today) && set_sex (entry, second[20]);
}

static gboolean
read_td1 (const char *z, CtDate today, CtEntry *entry)
{
  const char *second = z + 30;
  g_autofree char *whole = g_strdup_printf ("%.25s%.7s%.7s%.11s", z + 5, second, second + 8, second + 18);

  return is_number_checked (z + 5) && is_checked (second, 6) && is_checked (second + 8, 6)
         && is_checked_whole (whole, second[29]) && set_names (entry, z + 60, 30)
         && set_birth (entry, second, today) && set_sex (entry, second[7]);
}

/**
 * ct_mrz_read:
 *
 * Fills in birth name, first names, birth date and sex. On a French passport the
 * name is the birth name; a name in use stands elsewhere on the page.
 */
CtScanKind
ct_mrz_read (const char *text, CtDate today, CtEntry *entry)
{
  g_autoptr (GString) zone = g_string_new (NULL);
  gboolean good = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (zone, *p);
  if (zone->len == 88)
    good = read_td3 (zone->str, today, entry);
  else if (zone->len == 90)
    good = read_td1 (zone->str, today, entry);
  return good ? CT_SCAN_PATIENT : CT_SCAN_BROKEN;
}
