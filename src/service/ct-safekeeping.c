/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is done with an open vault as a whole: it is checked, backed up, and what was done
 * in it is listed. On a worker of its own, since the keyring is asked, too; what concerns
 * the database runs on the store's, in its turn.
 *
 * Where a person works a backup is made every day, and at the end. */

#define G_LOG_DOMAIN "ct-safekeeping"

#include "config.h"

#include "ct-safekeeping.h"

#include "ct-keyring.h"
#include "ct-store.h"
#include "ct-worker.h"

#define DAY_MS G_GINT64_CONSTANT (86400000)

struct _CtSafekeeping
{
  GObject        parent_instance;
  CtStore       *store;
  CtPurger      *purger;
  CtPreferences *preferences;
  char          *vault; /* its name in the keyring */
  gboolean       daily;
  gint64         backed_up; /* the day, since 1970 */
  CtWorker      *worker;    /* NULL once closed */
};

G_DEFINE_FINAL_TYPE (CtSafekeeping, ct_safekeeping, G_TYPE_OBJECT)

typedef struct
{
  CtStore        *store;
  char           *vault;
  char           *path; /* nullable: NULL for the day's own */
  gint64          now;
  guint           days;
  CtBackupReport  backup;
  CtAuditReport   audit;
  GPtrArray      *records; /* nullable, of CtUuid: whose lines are listed */
  GPtrArray      *lines;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  g_free (job->vault);
  g_free (job->path);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_clear_pointer (&job->lines, g_ptr_array_unref);
  g_free (job);
}

/* ---- the store's worker ---- */

static gboolean
verify (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;

  return ct_record_book_verify (book, job->audit.last, &job->audit, error);
}

static gboolean
list (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;

  if (job->records == NULL)
    job->lines = ct_record_book_list_audit (book, NULL, error);
  else
    job->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_audit_line_free);
  for (guint i = 0; job->records != NULL && i < job->records->len; i++)
    {
      GPtrArray *lines = ct_record_book_list_audit (book, g_ptr_array_index (job->records, i), error);

      if (lines == NULL)
        return FALSE;
      g_ptr_array_extend_and_steal (job->lines, lines);
    }
  return job->lines != NULL;
}

static gboolean
back_up (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;

  if (job->path != NULL)
    return ct_record_book_back_up (book, job->path, &job->backup, error);
  return ct_record_book_back_up_daily (book, job->now, job->days, &job->backup, error);
}

static gboolean
try_backup (CtRecordBook *book, gpointer data, GError **error)
{
  g_autofree char *name = NULL;

  return ct_record_book_try_backup (book, &name, &((Job *) data)->backup, error);
}

/* ---- this worker ---- */

static void
call (GTask *task, CtStoreFunc func, Job *job)
{
  GError *error = NULL;

  if (ct_store_call (job->store, func, job, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
verify_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (CtSecretBytes) line = ct_keyring_is_open (NULL) ? ct_keyring_lookup (CT_KEYRING_RING_KEY, job->vault, NULL, NULL) : NULL;
  g_auto (CtRingItem) item = { 0 };

  /* Open for this session only, nobody remembers how far the chain went. */
  if (line != NULL && ct_keyring_parse_ring_key (line, job->vault, &item, NULL))
    job->audit.last = item.audit_last;
  call (task, verify, job);
}

static void
list_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  call (task, list, data);
}

static void
back_up_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (ct_store_call (((Job *) data)->store, back_up, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      g_warning ("no backup was made: %s", error->message); /* at the end nobody else tells */
      g_task_return_error (task, error);
    }
}

static void
try_backup_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  call (task, try_backup, data);
}

/* ---- main ---- */

static void
run (CtSafekeeping *self, const char *path, GPtrArray *records, GTaskThreadFunc func, GAsyncReadyCallback callback, gpointer data)
{
  /* Without this as source: the last reference must not be the worker's. */
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (self->store);
  job->vault = g_strdup (self->vault);
  job->path = g_strdup (path);
  job->records = records != NULL ? g_ptr_array_ref (records) : NULL;
  job->now = ct_purger_get_time (self->purger);
  job->days = ct_preferences_get_retention (self->preferences);
  g_task_set_task_data (task, job, job_free);
  ct_worker_run (self->worker, task, func);
}

/* The first time of each day, and whenever the window was open over midnight. */
static void
on_purged_cb (CtPurger *purger, gpointer data)
{
  CtSafekeeping *self = data;
  gint64 day = ct_purger_get_time (purger) / DAY_MS;

  if (!self->daily || self->worker == NULL || day == self->backed_up)
    return;
  self->backed_up = day;
  run (self, NULL, NULL, back_up_job, NULL, NULL);
}

static void
ct_safekeeping_dispose (GObject *object)
{
  CtSafekeeping *self = CT_SAFEKEEPING (object);

  self->daily = FALSE;
  ct_safekeeping_close (self);
  g_clear_object (&self->store);
  g_clear_object (&self->purger);
  g_clear_object (&self->preferences);
  g_clear_pointer (&self->vault, g_free);
  G_OBJECT_CLASS (ct_safekeeping_parent_class)->dispose (object);
}

static void
ct_safekeeping_class_init (CtSafekeepingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_safekeeping_dispose;
}

static void
ct_safekeeping_init (CtSafekeeping *self)
{
  self->worker = ct_worker_new ("ct-safekeeping");
}

/**
 * ct_safekeeping_new:
 * @store: with an open vault
 * @vault: its name in the keyring
 * @daily: make a backup every day, and at the end
 */
CtSafekeeping *
ct_safekeeping_new (CtStore *store, CtPurger *purger, CtPreferences *preferences, const char *vault, gboolean daily)
{
  CtSafekeeping *self = g_object_new (CT_TYPE_SAFEKEEPING, NULL);

  self->store = g_object_ref (store);
  self->purger = g_object_ref (purger);
  self->preferences = g_object_ref (preferences);
  self->vault = g_strdup (vault);
  self->daily = daily;
  g_signal_connect_object (purger, "purged", G_CALLBACK (on_purged_cb), self, 0);
  return self;
}

/**
 * ct_safekeeping_close:
 *
 * Makes the backup of the end, and waits for it: before the store is closed.
 */
void
ct_safekeeping_close (CtSafekeeping *self)
{
  if (self->worker == NULL)
    return;
  if (self->daily)
    run (self, NULL, NULL, back_up_job, NULL, NULL);
  g_clear_pointer (&self->worker, ct_worker_free);
}

/**
 * ct_safekeeping_verify_async:
 *
 * Checks the whole audit chain, its end against what the keyring remembers, and each record
 * against its newest line.
 */
void
ct_safekeeping_verify_async (CtSafekeeping *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, NULL, NULL, verify_job, callback, data);
}

/**
 * ct_safekeeping_verify_finish:
 * @report: (out)
 */
gboolean
ct_safekeeping_verify_finish (CtSafekeeping *self, GAsyncResult *result, CtAuditReport *report, GError **error)
{
  *report = ((Job *) g_task_get_task_data (G_TASK (result)))->audit;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ct_safekeeping_list_async:
 * @records: (nullable) (element-type CtUuid): of these alone, one after the other
 *
 * Lists the audit chain.
 */
void
ct_safekeeping_list_async (CtSafekeeping *self, GPtrArray *records, GAsyncReadyCallback callback, gpointer data)
{
  run (self, NULL, records, list_job, callback, data);
}

/**
 * ct_safekeeping_list_finish:
 *
 * Returns: (transfer full) (element-type CtAuditLine) (nullable): oldest first
 */
GPtrArray *
ct_safekeeping_list_finish (CtSafekeeping *self, GAsyncResult *result, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return g_steal_pointer (&((Job *) g_task_get_task_data (G_TASK (result)))->lines);
}

/**
 * ct_safekeeping_back_up_async:
 * @path: (nullable): where to; NULL for the day's own on this computer
 *
 * "Made" is only what was opened again, all of it. Finish with
 * ct_safekeeping_backup_finish().
 */
void
ct_safekeeping_back_up_async (CtSafekeeping *self, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  run (self, path, NULL, back_up_job, callback, data);
}

/**
 * ct_safekeeping_try_backup_async:
 *
 * A drill: restores the newest backup beside everything, opens all of it, and leaves.
 */
void
ct_safekeeping_try_backup_async (CtSafekeeping *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, NULL, NULL, try_backup_job, callback, data);
}

/**
 * ct_safekeeping_backup_finish:
 * @report: (out): what was opened again
 */
gboolean
ct_safekeeping_backup_finish (CtSafekeeping *self, GAsyncResult *result, CtBackupReport *report, GError **error)
{
  *report = ((Job *) g_task_get_task_data (G_TASK (result)))->backup;
  return g_task_propagate_boolean (G_TASK (result), error);
}
