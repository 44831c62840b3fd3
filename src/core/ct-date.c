/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Dates as they are typed at a counter: 14031979, 140379, 14/3/79, 14.03.1979,
 * 1979-03-14; times as 1405, 14:05, 14h05, with or without a date before them.
 * Nothing is guessed: what is no real day is refused. */

#include "config.h"

#include "ct-date.h"

#include <string.h>

#define NIGHT_HOURS 6 /* how far back a time of the evening before is meant */

static gboolean
is_real (CtDate date)
{
  return date.year >= 1000 && date.year <= 9999 && g_date_valid_dmy (date.day, date.month, date.year);
}

/* Splits @text into at most @max numbers; the digits of each are counted in
 * @widths. Returns their count, or 0 when anything but digits and single
 * separators stands there. */
static guint
split_numbers (const char *text, guint *numbers, guint *widths, guint max)
{
  guint n = 0;

  for (const char *p = text; *p != '\0';)
    {
      if (n == max || !g_ascii_isdigit (*p))
        return 0;
      numbers[n] = widths[n] = 0;
      while (g_ascii_isdigit (*p))
        {
          if (++widths[n] > 8)
            return 0;
          numbers[n] = numbers[n] * 10 + (guint) (*p++ - '0');
        }
      n++;
      if (*p != '\0' && (strchr ("/.- ", *p) == NULL || *++p == '\0'))
        return 0;
    }
  return n;
}

static guint
full_year (guint year, guint width, CtDateSense sense, CtDate today, guint month, guint day)
{
  CtDate candidate = { (guint16) (2000 + year), (guint8) month, (guint8) day };

  if (width != 2)
    return year;
  if (sense == CT_DATE_PAST && ct_date_compare (candidate, today) > 0)
    return 1900 + year;
  return 2000 + year;
}

static gboolean
set (CtDate *date, guint year, guint month, guint day)
{
  CtDate candidate;

  if (month > 12 || day > 31)
    return FALSE;
  candidate = (CtDate) { (guint16) year, (guint8) month, (guint8) day };
  if (!is_real (candidate))
    return FALSE;
  *date = candidate;
  return TRUE;
}

/**
 * ct_date_parse:
 * @text: as typed; surrounding spaces are ignored
 * @today: decides the century of two-digit years
 * @date: (out): set when TRUE is returned
 *
 * Returns: whether @text is a real day
 */
gboolean
ct_date_parse (const char *text, CtDateSense sense, CtDate today, CtDate *date)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  guint n[3] = { 0 };
  guint w[3] = { 0 };
  guint count = split_numbers (trimmed, n, w, 3);

  if (count == 1 && w[0] == 8)
    return set (date, n[0] % 10000, n[0] / 10000 % 100, n[0] / 1000000);
  if (count == 1 && w[0] == 6 && sense == CT_DATE_FUTURE && n[0] % 10000 >= 2000 && n[0] % 10000 < 2100)
    {
      /* 062027 on a kit box is June 2027, not the 6th of 20/27. */
      n[1] = n[0] % 10000;
      n[0] /= 10000;
      w[1] = 4;
      count = 2;
    }
  else if (count == 1 && w[0] == 6)
    {
      guint day = n[0] / 10000, month = n[0] / 100 % 100;

      return set (date, full_year (n[0] % 100, 2, sense, today, month, day), month, day);
    }
  if (count == 2 && sense == CT_DATE_FUTURE)
    {
      /* A kit box often states month and year only: good until its last day. */
      guint year = full_year (n[1], w[1], sense, today, n[0], 1);

      if (n[0] < 1 || n[0] > 12 || year < 1000 || year > 9999)
        return FALSE;
      return set (date, year, n[0], g_date_get_days_in_month (n[0], (GDateYear) year));
    }
  if (count != 3)
    return FALSE;
  if (w[0] == 4 && w[1] <= 2 && w[2] <= 2)
    return set (date, n[0], n[1], n[2]);
  if (w[0] > 2 || w[1] > 2 || (w[2] != 2 && w[2] != 4))
    return FALSE;
  return set (date, full_year (n[2], w[2], sense, today, n[1], n[0]), n[1], n[0]);
}

CtDate
ct_date_of (GDateTime *time)
{
  int year, month, day;

  g_date_time_get_ymd (time, &year, &month, &day);
  return (CtDate) { (guint16) year, (guint8) month, (guint8) day };
}

/**
 * ct_date_compare:
 *
 * Returns: less than, equal to or more than 0, as strcmp() does
 */
int
ct_date_compare (CtDate a, CtDate b)
{
  if (a.year != b.year)
    return a.year - b.year;
  if (a.month != b.month)
    return a.month - b.month;
  return a.day - b.day;
}

/**
 * ct_date_days:
 *
 * Returns: the days from @from to @to; 0 when @to is earlier
 */
guint
ct_date_days (CtDate from, CtDate to)
{
  GDate one, two;
  int days;

  g_date_set_dmy (&one, from.day, from.month, from.year);
  g_date_set_dmy (&two, to.day, to.month, to.year);
  days = g_date_days_between (&one, &two);
  return days > 0 ? (guint) days : 0;
}

/**
 * ct_date_years:
 *
 * Returns: the full years from @from to @to, an age; 0 when @to is earlier.
 *   Who was born on 29 February is a year older on 1 March of common years.
 */
guint
ct_date_years (CtDate from, CtDate to)
{
  int years = to.year - from.year;

  if (to.month < from.month || (to.month == from.month && to.day < from.day))
    years--;
  return years > 0 ? (guint) years : 0;
}

/**
 * ct_date_to_iso:
 *
 * Returns: (transfer full): 1979-03-14
 */
char *
ct_date_to_iso (CtDate date)
{
  return g_strdup_printf ("%04u-%02u-%02u", date.year, date.month, date.day);
}

/**
 * ct_date_to_french:
 *
 * Returns: (transfer full): 14/03/1979
 */
char *
ct_date_to_french (CtDate date)
{
  return g_strdup_printf ("%02u/%02u/%04u", date.day, date.month, date.year);
}

static gboolean
parse_clock (const char *text, guint *hour, guint *minute)
{
  gsize length = strlen (text);
  gsize digits = strspn (text, "0123456789");

  if (digits == length && (length == 4 || length == 3))
    {
      guint value = (guint) g_ascii_strtoull (text, NULL, 10);

      *hour = value / 100;
      *minute = value % 100;
    }
  else if (digits >= 1 && digits <= 2 && text[digits] != '\0' && strchr (":hH", text[digits]) != NULL
           && strspn (text + digits + 1, "0123456789") == 2 && text[digits + 3] == '\0')
    {
      *hour = (guint) g_ascii_strtoull (text, NULL, 10);
      *minute = (guint) g_ascii_strtoull (text + digits + 1, NULL, 10);
    }
  else
    return FALSE;
  return *hour < 24 && *minute < 60;
}

/* A pharmacy is open at night, too: at ten past midnight, "2355" was a quarter of an hour
 * ago. By day a time to come stays one, to be refused: 1600 typed at 15:00 is a slip. */
static GDateTime *
clock_time (GDateTime *now, guint hour, guint minute)
{
  g_autoptr (GDateTime) last_evening = g_date_time_add_hours (now, -NIGHT_HOURS);
  g_autoptr (GDateTime) today = g_date_time_new (g_date_time_get_timezone (now), g_date_time_get_year (now), g_date_time_get_month (now),
                                                 g_date_time_get_day_of_month (now), (int) hour, (int) minute, 0);
  g_autoptr (GDateTime) yesterday = today != NULL ? g_date_time_add_days (today, -1) : NULL;

  if (yesterday != NULL && g_date_time_compare (today, now) > 0 && g_date_time_compare (yesterday, last_evening) >= 0)
    return g_steal_pointer (&yesterday);
  return g_steal_pointer (&today);
}

/**
 * ct_date_parse_time:
 * @text: a time of today, or of the evening before when that is the last time it was
 *   within six hours; a day and a time; or ISO 8601 with or without offset
 * @now: gives today and the time zone
 *
 * Returns: (transfer full) (nullable): the moment, or NULL when @text is none
 */
GDateTime *
ct_date_parse_time (const char *text, GDateTime *now)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  GTimeZone *zone = g_date_time_get_timezone (now);
  CtDate day = ct_date_of (now);
  char *clock = trimmed;
  char *space;
  guint hour, minute;

  if (strchr (trimmed, 'T') != NULL)
    {
      GDateTime *iso = g_date_time_new_from_iso8601 (trimmed, zone);

      if (iso == NULL && strlen (trimmed) == strlen ("2026-11-24T09:05"))
        {
          g_autofree char *with_seconds = g_strconcat (trimmed, ":00", NULL);

          iso = g_date_time_new_from_iso8601 (with_seconds, zone);
        }
      return iso;
    }

  space = strrchr (trimmed, ' ');
  if (space != NULL)
    {
      *space = '\0';
      clock = space + 1;
      if (!ct_date_parse (trimmed, CT_DATE_PAST, day, &day))
        return NULL;
    }
  if (!parse_clock (clock, &hour, &minute))
    return NULL;
  if (space == NULL)
    return clock_time (now, hour, minute);
  return g_date_time_new (zone, day.year, day.month, day.day, (int) hour, (int) minute, 0);
}

#define EPOCH 719163 /* 1970-01-01, as GDate counts days */

/**
 * ct_date_number:
 *
 * Returns: days since 1970
 */
gint64
ct_date_number (CtDate date)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_dmy (&day, date.day, (GDateMonth) date.month, date.year);
  return (gint64) g_date_get_julian (&day) - EPOCH;
}

CtDate
ct_date_from_number (gint64 number)
{
  GDate day;

  g_date_clear (&day, 1);
  g_date_set_julian (&day, (guint32) (number + EPOCH));
  return (CtDate) { g_date_get_year (&day), (guint8) g_date_get_month (&day), g_date_get_day (&day) };
}
