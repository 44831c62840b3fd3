/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Rings when a test can be read.
 *
 * The moment is a time of day, kept with the record, so it is the same after a
 * restart. The kernel's timer on the real-time clock is asked for it: it counts
 * while the machine sleeps, rings at once on waking, and tells when the clock was
 * set. Each test rings once while the application runs. */

#define G_LOG_DOMAIN "ct-alarm"

#include "config.h"

#include "ct-alarm.h"

#include "ct-clock.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

struct _CtAlarm
{
  GObject     parent_instance;
  CtWorklist *worklist;
  GHashTable *rung;   /* of the records' seq as gint64 */
  int         fd;     /* -1 where the kernel has no such timer */
  guint       fd_id;
};

G_DEFINE_FINAL_TYPE (CtAlarm, ct_alarm, G_TYPE_OBJECT)

enum
{
  SIGNAL_RANG, /* (how many can be read since the last one) */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Rings for what is due; the next that is not, or 0. */
static gint64
ring (CtAlarm *self, gint64 now)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist)), due = 0;
  gint64 next = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->worklist), i);
      CtRow *row = ct_work_item_get_row (item);

      /* They stand in front, the first due first. */
      if (ct_work_item_get_section (item) != CT_SECTION_READING)
        break;
      next = ct_entry_get_due_at (row->entry);
      if (next > now)
        break;
      next = 0;
      ct_work_item_tick (item);
      if (!g_hash_table_contains (self->rung, &row->seq))
        {
          g_hash_table_add (self->rung, g_memdup2 (&row->seq, sizeof row->seq));
          due++;
        }
    }
  if (due > 0)
    g_signal_emit (self, signals[SIGNAL_RANG], 0, due);
  return next;
}

static void
set (CtAlarm *self)
{
  gint64 next = ring (self, ct_clock_now_ms ());
  struct itimerspec when = { 0 };

  if (self->fd < 0)
    return;
  when.it_value.tv_sec = (time_t) (next / 1000);
  when.it_value.tv_nsec = (long) (next % 1000) * 1000000;
  if (timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL) != 0)
    g_warning ("no timer: %s", g_strerror (errno));
}

static gboolean
on_time_cb (int fd, GIOCondition condition, gpointer data)
{
  guint64 expirations;

  /* ECANCELED: the clock was set. Either way, look again. */
  if (read (fd, &expirations, sizeof expirations) < 0 && errno != ECANCELED && errno != EAGAIN)
    g_debug ("the timer: %s", g_strerror (errno));
  set (data);
  return G_SOURCE_CONTINUE;
}

static void
on_worklist_changed_cb (CtWorklist *worklist, gpointer data)
{
  set (data);
}

static void
ct_alarm_dispose (GObject *object)
{
  CtAlarm *self = CT_ALARM (object);

  if (self->worklist != NULL)
    g_signal_handlers_disconnect_by_data (self->worklist, self);
  g_clear_object (&self->worklist);
  g_clear_handle_id (&self->fd_id, g_source_remove);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  g_clear_pointer (&self->rung, g_hash_table_unref);
  G_OBJECT_CLASS (ct_alarm_parent_class)->dispose (object);
}

static void
ct_alarm_class_init (CtAlarmClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_alarm_dispose;
  signals[SIGNAL_RANG] = g_signal_new ("rang", CT_TYPE_ALARM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                       G_TYPE_UINT);
}

static void
ct_alarm_init (CtAlarm *self)
{
  self->rung = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->fd = timerfd_create (CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK);
}

/**
 * ct_alarm_new:
 *
 * What is due already rings with the worklist's next change.
 */
CtAlarm *
ct_alarm_new (CtWorklist *worklist)
{
  CtAlarm *self = g_object_new (CT_TYPE_ALARM, NULL);

  self->worklist = g_object_ref (worklist);
  if (self->fd >= 0)
    self->fd_id = g_unix_fd_add (self->fd, G_IO_IN, on_time_cb, self);
  g_signal_connect (worklist, "changed", G_CALLBACK (on_worklist_changed_cb), self);
  return self;
}
