/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A task in a thread of GLib's pool, which ends where it was begun.
 *
 * g_task_run_in_thread() lets the thread drop its reference whenever it comes to it: where the
 * callback was quicker, that is the last one, and the task's source object and data are disposed
 * of in the thread, signals of a list and timers of a main loop included. Here the last
 * reference is always dropped in the main context of the task. */

#include "config.h"

#include "ct-thread.h"

typedef struct
{
  GTask           *task; /* in the main context */
  GTaskThreadFunc  func;
} Work;

static void
work_cb (GTask *thread, gpointer source, gpointer data, GCancellable *cancellable)
{
  Work *work = data;
  GTask *task = work->task;

  work->func (task, g_task_get_source_object (task), g_task_get_task_data (task), g_task_get_cancellable (task));
  g_task_return_boolean (thread, TRUE);
}

static void
over_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_object_unref (data);
}

/**
 * ct_thread_run:
 * @task: (transfer none): dropped in its main context, after its callback
 * @func: called in a thread; returns @task before it returns
 */
void
ct_thread_run (GTask *task, GTaskThreadFunc func)
{
  g_autoptr (GTask) thread = g_task_new (NULL, NULL, over_cb, g_object_ref (task));
  Work *work = g_new0 (Work, 1);

  work->task = task;
  work->func = func;
  g_task_set_task_data (thread, work, g_free);
  g_task_run_in_thread (thread, work_cb);
}
