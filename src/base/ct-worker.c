/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A named thread with an ordered queue of GTasks.
 *
 * It owns what must never leave one thread (a database, a curl handle): the
 * owner asserts ct_worker_is_current() at the head of each function that
 * touches it. Jobs run strictly first in, first out; each returns through its
 * GTask on the caller's main context. Freeing drains the queue first. */

#define G_LOG_DOMAIN "ct-worker"

#include "config.h"

#include "ct-worker.h"

typedef struct
{
  GTask           *task; /* NULL asks the thread to end */
  GTaskThreadFunc  func;
} Job;

struct _CtWorker
{
  GThread     *thread;
  GAsyncQueue *jobs;
};

static gpointer
worker_main (gpointer data)
{
  GAsyncQueue *jobs = data;

  for (;;)
    {
      g_autofree Job *job = g_async_queue_pop (jobs);

      if (job->task == NULL)
        break;

      job->func (job->task,
                 g_task_get_source_object (job->task),
                 g_task_get_task_data (job->task),
                 g_task_get_cancellable (job->task));
      g_object_unref (job->task);
    }

  g_async_queue_unref (jobs);
  return NULL;
}

static void
push (CtWorker *self, GTask *task, GTaskThreadFunc func)
{
  Job *job = g_new0 (Job, 1);

  job->task = task;
  job->func = func;
  g_async_queue_push (self->jobs, job);
}

/**
 * ct_worker_new:
 * @name: thread name, at most 15 characters
 *
 * Returns: (transfer full): a running worker
 */
CtWorker *
ct_worker_new (const char *name)
{
  CtWorker *self = g_new0 (CtWorker, 1);

  self->jobs = g_async_queue_new ();
  self->thread = g_thread_new (name, worker_main, g_async_queue_ref (self->jobs));
  return self;
}

/**
 * ct_worker_run:
 * @task: (transfer none): referenced until @func has returned
 * @func: called on the worker; must return @task
 */
void
ct_worker_run (CtWorker *self, GTask *task, GTaskThreadFunc func)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (G_IS_TASK (task));

  push (self, g_object_ref (task), func);
}

/**
 * ct_worker_is_current:
 *
 * Returns: whether the caller runs on the worker's thread
 */
gboolean
ct_worker_is_current (CtWorker *self)
{
  return g_thread_self () == self->thread;
}

/**
 * ct_worker_free:
 *
 * Runs what is queued, then joins the thread.
 */
void
ct_worker_free (CtWorker *self)
{
  push (self, NULL, NULL);
  g_thread_join (self->thread);
  g_async_queue_unref (self->jobs);
  g_free (self);
}
