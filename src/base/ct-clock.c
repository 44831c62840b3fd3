/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The wall clock, replaceable so that tests can hold it still. */

#include "config.h"

#include "ct-clock.h"

#include <time.h>

static gint64 test_time; /* seconds since 1970; 0 = the real clock */
static gint64 test_boot;

/**
 * ct_clock_now:
 *
 * Returns: (transfer full): now, in the workstation's time zone
 */
GDateTime *
ct_clock_now (void)
{
  if (test_time != 0)
    return g_date_time_new_from_unix_local (test_time);

  return g_date_time_new_now_local ();
}

/**
 * ct_clock_now_ms:
 *
 * Returns: milliseconds since 1970
 */
gint64
ct_clock_now_ms (void)
{
  return test_time != 0 ? test_time * 1000 : g_get_real_time () / 1000;
}

/**
 * ct_clock_boot_ms:
 *
 * Returns: milliseconds since the machine started, its sleep included; nobody sets
 *   this clock
 */
gint64
ct_clock_boot_ms (void)
{
  struct timespec time;

  if (test_boot != 0)
    return test_boot;
  clock_gettime (CLOCK_BOOTTIME, &time);
  return (gint64) time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/**
 * ct_clock_set_test:
 * @unix_seconds: the time to stand still at; 0 to let the real clock run
 */
void
ct_clock_set_test (gint64 unix_seconds)
{
  test_time = unix_seconds;
}

/**
 * ct_clock_set_test_boot:
 * @boot_ms: what the boot clock stands at; 0 to let the real one run
 */
void
ct_clock_set_test_boot (gint64 boot_ms)
{
  test_boot = boot_ms;
}
