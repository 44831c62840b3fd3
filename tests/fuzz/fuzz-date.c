/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Dates and times as they are typed. */

#include "fuzz.h"

#include "ct-date.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const CtDate today = { 2026, 11, 24 };
  g_autofree char *text = fuzz_text (data, size);
  static GDateTime *now;

  if (now == NULL)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");

      now = g_date_time_new (zone, 2026, 11, 24, 0, 30, 0);
    }
  for (CtDateSense sense = CT_DATE_PAST; sense <= CT_DATE_FUTURE; sense++)
    {
      CtDate date, again;

      if (!ct_date_parse (text, sense, today, &date))
        continue;
      g_assert_true (g_date_valid_dmy (date.day, date.month, date.year));
      {
        g_autofree char *french = ct_date_to_french (date);
        g_autofree char *iso = ct_date_to_iso (date);

        g_assert_true (ct_date_parse (french, sense, today, &again) && ct_date_compare (date, again) == 0);
        g_assert_true (ct_date_parse (iso, sense, today, &again) && ct_date_compare (date, again) == 0);
      }
      again = ct_date_from_number (ct_date_number (date));
      g_assert_cmpint (ct_date_compare (date, again), ==, 0);
      g_assert_cmpint (ct_date_compare (ct_date_from_number (ct_date_number (date) + 1), date), >, 0);
      if (ct_date_compare (date, today) <= 0)
        g_assert_cmpuint (ct_date_years (date, today), <=, ct_date_days (date, today));
    }
  {
    g_autoptr (GDateTime) time = ct_date_parse_time (text, now);

    if (time != NULL)
      g_assert_cmpint (g_date_time_get_year (time), >, 0);
  }
  return 0;
}
