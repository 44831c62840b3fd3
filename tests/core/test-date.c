/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Dates and times as they are typed. */

#include "ct-date.h"

static const CtDate today = { 2026, 11, 24 };

static void
check (const char *text, CtDateSense sense, const char *iso)
{
  CtDate date = { 0 };
  gboolean good = ct_date_parse (text, sense, today, &date);

  g_test_message ("%s", text);
  g_assert_cmpint (good, ==, iso != NULL);
  if (iso != NULL)
    {
      g_autofree char *got = ct_date_to_iso (date);

      g_assert_cmpstr (got, ==, iso);
    }
}

static void
test_birth (void)
{
  check ("14031979", CT_DATE_PAST, "1979-03-14");
  check ("140379", CT_DATE_PAST, "1979-03-14");
  check ("14/3/79", CT_DATE_PAST, "1979-03-14");
  check ("14.03.1979", CT_DATE_PAST, "1979-03-14");
  check (" 14-03-1979 ", CT_DATE_PAST, "1979-03-14");
  check ("1979-03-14", CT_DATE_PAST, "1979-03-14");
  check ("14 03 1979", CT_DATE_PAST, "1979-03-14");
  /* Two digits: the latest year that is not to come. */
  check ("241126", CT_DATE_PAST, "2026-11-24");
  check ("251126", CT_DATE_PAST, "1926-11-25");
}

static void
test_leap_days (void)
{
  check ("29022024", CT_DATE_PAST, "2024-02-29");
  check ("29022000", CT_DATE_PAST, "2000-02-29");
  check ("29021900", CT_DATE_PAST, NULL);
  check ("29022023", CT_DATE_PAST, NULL);
  check ("290224", CT_DATE_PAST, "2024-02-29");
  check ("30022024", CT_DATE_PAST, NULL);
}

static void
test_refused (void)
{
  static const char * const bad[] = { "", " ", "0", "1403", "31041979", "00011979", "14131979", "14/03", "14//03/1979",
                                      "14/03/1979/", "14/03/979", "abc", "14031979x", "140319790", "1979-3-140",
                                      "１４０３１９７９", "99999999", "14/03/0079" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    check (bad[i], CT_DATE_PAST, NULL);
}

static void
test_expiry (void)
{
  check ("06/2027", CT_DATE_FUTURE, "2027-06-30");
  check ("0627", CT_DATE_FUTURE, NULL);
  check ("062027", CT_DATE_FUTURE, "2027-06-30");
  check ("02/28", CT_DATE_FUTURE, "2028-02-29");
  check ("30/06/2027", CT_DATE_FUTURE, "2027-06-30");
  check ("300627", CT_DATE_FUTURE, "2027-06-30");
  check ("13/2027", CT_DATE_FUTURE, NULL);
}

static void
test_age (void)
{
  const CtDate leap = { 2004, 2, 29 };

  g_assert_cmpuint (ct_date_years ((CtDate) { 1979, 3, 14 }, today), ==, 47);
  g_assert_cmpuint (ct_date_years ((CtDate) { 1979, 11, 24 }, today), ==, 47);
  g_assert_cmpuint (ct_date_years ((CtDate) { 1979, 11, 25 }, today), ==, 46);
  g_assert_cmpuint (ct_date_years (leap, (CtDate) { 2023, 2, 28 }), ==, 18);
  g_assert_cmpuint (ct_date_years (leap, (CtDate) { 2023, 3, 1 }), ==, 19);
  g_assert_cmpuint (ct_date_years (today, leap), ==, 0);
}

static void
check_time_at (int hour, const char *text, const char *expected)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 11, 24, hour, 30, 0);
  g_autoptr (GDateTime) time = ct_date_parse_time (text, now);
  g_autofree char *got = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  g_test_message ("%s", text);
  g_assert_cmpstr (got, ==, expected);
}

static void
check_time (const char *text, const char *expected)
{
  check_time_at (14, text, expected);
}

static void
test_times (void)
{
  check_time ("1405", "2026-11-24T14:05:00+01");
  check_time ("905", "2026-11-24T09:05:00+01");
  check_time ("14:05", "2026-11-24T14:05:00+01");
  check_time ("9h05", "2026-11-24T09:05:00+01");
  check_time ("23/11/2026 18:20", "2026-11-23T18:20:00+01");
  check_time ("231126 1820", "2026-11-23T18:20:00+01");
  check_time ("2026-07-01T09:05", "2026-07-01T09:05:00+02");
  check_time ("2026-11-24T09:05:00+01:00", "2026-11-24T09:05:00+01");
  check_time ("2026-11-24T08:05:00Z", "2026-11-24T08:05:00Z");
  /* On night duty, and not. */
  check_time_at (0, "2355", "2026-11-23T23:55:00+01");
  check_time_at (0, "0010", "2026-11-24T00:10:00+01");
  check_time_at (0, "1831", "2026-11-23T18:31:00+01");
  check_time_at (0, "1829", "2026-11-24T18:29:00+01");
  check_time_at (0, "0040", "2026-11-24T00:40:00+01");
  check_time ("1600", "2026-11-24T16:00:00+01");
  check_time_at (7, "2300", "2026-11-24T23:00:00+01");
  check_time ("2460", NULL);
  check_time ("7", NULL); /* nothing is read behind its end */
  check_time ("14", NULL);
  check_time ("14h", NULL);
  check_time ("24:00", NULL);
  check_time ("14h5", NULL);
  check_time ("31/11/2026 10:00", NULL);
  check_time ("", NULL);
  check_time ("x", NULL);
}

static void
test_numbers (void)
{
  const CtDate first = { 1970, 1, 1 }, leap = { 2028, 2, 29 };

  g_assert_cmpint (ct_date_number (first), ==, 0);
  g_assert_cmpint (ct_date_number ((CtDate) { 2026, 11, 27 }), ==, 20784);
  g_assert_cmpint (ct_date_compare (ct_date_from_number (ct_date_number (leap)), leap), ==, 0);
  g_assert_cmpint (ct_date_compare (ct_date_from_number (ct_date_number (leap) + 1), (CtDate) { 2028, 3, 1 }), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/date/birth", test_birth);
  g_test_add_func ("/date/leap-days", test_leap_days);
  g_test_add_func ("/date/refused", test_refused);
  g_test_add_func ("/date/expiry", test_expiry);
  g_test_add_func ("/date/age", test_age);
  g_test_add_func ("/date/numbers", test_numbers);
  g_test_add_func ("/date/times", test_times);
  return g_test_run ();
}
