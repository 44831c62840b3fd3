/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The figures of what is here (core/ct-figures.c) and of the days whose records are erased,
 * counted by a thread of its own: rows do not change once they were given out. */

#define G_LOG_DOMAIN "ct-tally"

#include "config.h"

#include "ct-tally.h"

#include "ct-store.h"
#include "ct-thread.h"

typedef struct
{
  CtStore   *store;
  GPtrArray *rows;
  CtDate     from, to;
  GPtrArray *days; /* nullable: of CtFigures, each of one day that is erased */
  guint      damaged;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  g_ptr_array_unref (job->rows);
  g_clear_pointer (&job->days, g_ptr_array_unref);
  g_free (job);
}

static gboolean
list_days (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;
  gint64 from = job->from.year != 0 ? ct_date_number (job->from) : 0, to = job->to.year != 0 ? ct_date_number (job->to) : G_MAXINT64;

  job->days = ct_record_book_list_days (book, from, to, &job->damaged, error);
  return job->days != NULL;
}

static void
count_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  CtFigures *figures = ct_figures_count (job->rows, job->from, job->to, zone);
  g_autoptr (GError) error = NULL;

  if (!ct_store_call (job->store, list_days, job, &error))
    g_warning ("the figures of the days before cannot be read: %s", error->message);
  if (job->damaged > 0)
    g_warning ("figures of %u days were changed outside Comptoir, and do not count", job->damaged);
  if (job->days != NULL)
    ct_figures_add (figures, job->days);
  g_task_return_pointer (task, figures, (GDestroyNotify) ct_figures_free);
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

  job->store = g_object_ref (ct_worklist_get_store (worklist));
  job->rows = ct_worklist_list_rows (worklist);
  job->from = from;
  job->to = to;
  g_task_set_task_data (task, job, job_free);
  ct_thread_run (task, count_job);
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
