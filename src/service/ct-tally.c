/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The figures of what is here (core/ct-figures.c), counted by a thread of their own: rows do
 * not change once they were given out. */

#include "config.h"

#include "ct-tally.h"

typedef struct
{
  GPtrArray *rows;
  CtDate     from, to;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->rows);
  g_free (job);
}

static void
count_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  g_task_return_pointer (task, ct_figures_count (job->rows, job->from, job->to, zone), (GDestroyNotify) ct_figures_free);
}

/**
 * ct_tally_async:
 * @from, @to: days, both included; year 0 for no end
 *
 * Finish with ct_tally_finish().
 */
void
ct_tally_async (CtWorklist *worklist, CtDate from, CtDate to, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (worklist, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->rows = ct_worklist_list_rows (worklist);
  job->from = from;
  job->to = to;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, count_job);
}

/**
 * ct_tally_finish:
 *
 * Returns: (transfer full)
 */
CtFigures *
ct_tally_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
