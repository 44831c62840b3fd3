/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A timer that counts while the machine sleeps and that no setting of the clock
 * moves. GLib's own timers stand still during a suspend. */

#include "config.h"

#include "ct-boot-timer.h"

#include "ct-clock.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

typedef struct
{
  int         fd;
  GSourceFunc function;
  gpointer    data;
} Timer;

static void
timer_free (gpointer data)
{
  Timer *self = data;

  close (self->fd);
  g_free (self);
}

static gboolean
on_time_cb (int fd, GIOCondition condition, gpointer data)
{
  Timer *self = data;

  return self->function (self->data);
}

/**
 * ct_boot_timer_add:
 * @at: ms of ct_clock_boot_ms()
 * @function: called once, on the main context; must return %G_SOURCE_REMOVE
 *
 * Returns: the source's id
 */
guint
ct_boot_timer_add (gint64 at, GSourceFunc function, gpointer data)
{
  Timer *self;
  struct itimerspec when = { 0 };
  int fd = timerfd_create (CLOCK_BOOTTIME, TFD_CLOEXEC | TFD_NONBLOCK);

  when.it_value.tv_sec = (time_t) (at / 1000);
  when.it_value.tv_nsec = (long) (at % 1000) * 1000000 + 1; /* all zero would be no timer */
  if (fd < 0 || timerfd_settime (fd, TFD_TIMER_ABSTIME, &when, NULL) != 0)
    {
      if (fd >= 0)
        close (fd);
      return g_timeout_add ((guint) CLAMP (at - ct_clock_boot_ms (), 0, G_MAXINT), function, data);
    }
  self = g_new0 (Timer, 1);
  self->fd = fd;
  self->function = function;
  self->data = data;
  return g_unix_fd_add_full (G_PRIORITY_DEFAULT, fd, G_IO_IN, on_time_cb, self, timer_free);
}
