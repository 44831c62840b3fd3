/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The records on disk: the only door to them.
 *
 * One worker owns the book of records; operations run strictly in the order they
 * were asked for and are answered on the main context. Signals are emitted on the
 * main context:
 *   row-changed (CtRow)     a record is new or another than before
 *   row-removed (CtUuid)    a record is gone
 *   outdated                another process wrote: list again
 */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-store.h"

#include "ct-worker.h"

/* A burst of another process's writes is looked at this often, in ms. */
#define POLL_MS 300

G_DEFINE_QUARK (ct-store-error-quark, ct_store_error)

struct _CtStore
{
  GObject       parent_instance;
  char         *directory;
  CtWorker     *worker;
  GMainContext *context;
  GFileMonitor *monitor;
  guint         poll_id;
  CtRecordBook *book; /* worker thread only */
  GMutex        closing;
  gboolean      closed; /* under closing: nothing more for the worker, whose turn to close came */
};

G_DEFINE_FINAL_TYPE (CtStore, ct_store, G_TYPE_OBJECT)

enum
{
  SIGNAL_ROW_CHANGED,
  SIGNAL_ROW_REMOVED,
  SIGNAL_OUTDATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What an operation is asked for, and what it answers beside its result. */
typedef struct
{
  CtUuid         uuid;
  guint64        revision;
  CtEntry       *entry;
  GBytes        *body;
  gint64         not_before;
  GPtrArray     *settlements;
  CtClaimWish    wish;
  CtClaim        claim;
  guint          damaged;
  const char    *verb; /* static */
  char          *actor;
  CtConclusion   conclusion;
  GPtrArray     *items; /* of CtPurgeItem */
  CtPurgeReport  purge;
  CtTrustedTime  time;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->entry, ct_entry_unref);
  g_clear_pointer (&job->body, g_bytes_unref);
  g_clear_pointer (&job->settlements, g_ptr_array_unref);
  g_clear_pointer (&job->items, g_ptr_array_unref);
  g_free (job->actor);
  g_free (job->conclusion.why);
  ct_claim_clear (&job->claim);
  g_clear_pointer (&job->wish.granted, g_hash_table_unref);
  g_free (job);
}

/* ---- telling the main context ---- */

typedef struct
{
  CtStore *store;
  guint    signal;
  CtRow   *row;
  CtUuid   uuid;
} Announcement;

static void
announcement_free (gpointer data)
{
  Announcement *news = data;

  g_object_unref (news->store);
  g_clear_pointer (&news->row, ct_row_unref);
  g_free (news);
}

static gboolean
announce_cb (gpointer data)
{
  Announcement *news = data;

  /* Closed meanwhile: nobody could ask for more. */
  if (news->store->worker == NULL)
    return G_SOURCE_REMOVE;
  if (news->signal == SIGNAL_ROW_CHANGED)
    g_signal_emit (news->store, signals[SIGNAL_ROW_CHANGED], 0, news->row);
  else if (news->signal == SIGNAL_ROW_REMOVED)
    g_signal_emit (news->store, signals[SIGNAL_ROW_REMOVED], 0, &news->uuid);
  else
    g_signal_emit (news->store, signals[SIGNAL_OUTDATED], 0);
  return G_SOURCE_REMOVE;
}

static void
announce (CtStore *self, guint signal, CtRow *row, const CtUuid *uuid)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Announcement *news = g_new0 (Announcement, 1);

  news->store = g_object_ref (self);
  news->signal = signal;
  news->row = row != NULL ? ct_row_ref (row) : NULL;
  if (uuid != NULL)
    news->uuid = *uuid;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, announce_cb, news, announcement_free);
  g_source_attach (source, self->context);
}

#define SLICE_US 2000 /* of a frame, which has 16,667 */

/* Thousands of changes. One source for all of them: many that are ready are all dispatched
 * before anything of a higher priority is looked at again. */
typedef struct
{
  CtStore   *store;
  guint      signal;
  GPtrArray *what; /* of CtRow, or of CtUuid */
  guint      at;
} Procession;

static void
procession_free (gpointer data)
{
  Procession *self = data;

  g_object_unref (self->store);
  g_ptr_array_unref (self->what);
  g_free (self);
}

static gboolean
announce_some_cb (gpointer data)
{
  Procession *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  /* Closed meanwhile: nobody could ask for more. */
  while (self->store->worker != NULL && self->at < self->what->len && g_get_monotonic_time () < end)
    g_signal_emit (self->store, signals[self->signal], 0, g_ptr_array_index (self->what, self->at++));
  return self->store->worker != NULL && self->at < self->what->len;
}

static void
announce_many (CtStore *self, guint signal, GPtrArray *what)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Procession *procession = g_new0 (Procession, 1);

  procession->store = g_object_ref (self);
  procession->signal = signal;
  procession->what = g_ptr_array_ref (what);
  g_source_set_priority (source, G_PRIORITY_DEFAULT_IDLE);
  g_source_set_callback (source, announce_some_cb, procession, procession_free);
  g_source_attach (source, self->context);
}

/* ---- worker ---- */

static CtRecordBook *
book_of (CtStore *self)
{
  g_assert (ct_worker_is_current (self->worker));

  return self->book;
}

/* Announces and answers what an operation made of a record. Takes @row, @error. */
static void
answer_row (CtStore *self, GTask *task, CtRow *row, GError *error)
{
  if (row == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  announce (self, SIGNAL_ROW_CHANGED, row, NULL);
  g_task_return_pointer (task, row, (GDestroyNotify) ct_row_unref);
}

static void
answer (GTask *task, gboolean good, GError *error)
{
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
list_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GPtrArray *rows = ct_record_book_list (book_of (source), &job->damaged, &error);

  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

static void
save_draft_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CtRow *row = ct_record_book_save_draft (book_of (source), &job->uuid, job->entry, &error);

  answer_row (source, task, row, error);
}

static void
commit_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CtRow *row = ct_record_book_commit (book_of (source), &job->uuid, job->revision, job->entry, job->body, job->not_before,
                                      &error);

  answer_row (source, task, row, error);
}

static void
withdraw_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CtRow *row = ct_record_book_withdraw (book_of (source), &job->uuid, &error);

  answer_row (source, task, row, error);
}

static void
resend_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CtRow *row = ct_record_book_resend (book_of (source), &job->uuid, &error);

  answer_row (source, task, row, error);
}

static void
conclude_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CtRow *row = ct_record_book_conclude (book_of (source), &job->uuid, &job->conclusion, &error);

  answer_row (source, task, row, error);
}

static void
announce_all (CtStore *self, GPtrArray *rows)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    announce (self, SIGNAL_ROW_CHANGED, g_ptr_array_index (rows, i), NULL);
}

static void
settle_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = ct_record_book_settle_all (book_of (source), job->settlements, &error);

  announce_all (source, rows);
  answer (task, error == NULL, error);
}

static void
discard_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_record_book_discard (book_of (source), &job->uuid, &error);

  if (good)
    announce (source, SIGNAL_ROW_REMOVED, NULL, &job->uuid);
  answer (task, good, error);
}

static void
claim_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_record_book_claim (book_of (source), &job->wish, &job->claim, &error);

  announce_all (source, job->claim.interrupted);
  announce_all (source, good ? job->claim.rows : NULL);
  answer (task, good, error);
}

static void
poll_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  if (ct_record_book_is_outdated (book_of (source)))
    announce (source, SIGNAL_OUTDATED, NULL, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
purge_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) gone = NULL;
  gboolean good = ct_record_book_purge (book_of (source), job->items, &job->time, &gone, &job->purge, &error);

  for (guint i = 0; gone != NULL && i < gone->len; i++)
    announce (source, SIGNAL_ROW_REMOVED, NULL, g_ptr_array_index (gone, i));
  answer (task, good, error);
}

static void
note_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autoptr (GError) error = NULL;

  if (!ct_record_book_note (book_of (source), job->verb, ct_uuid_is_null (&job->uuid) ? NULL : &job->uuid, &error))
    g_warning ("%s could not be noted: %s", job->verb, error->message);
  g_task_return_boolean (task, TRUE);
}

static void
set_actor_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ct_record_book_set_actor (book_of (source), ((Job *) data)->actor);
  g_task_return_boolean (task, TRUE);
}

static void
close_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ct_record_book_close (data);
  g_task_return_boolean (task, TRUE);
}

/* ---- main ---- */

static void
run (CtStore *self, Job *job, GTaskThreadFunc func, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);

  g_task_set_task_data (task, job, job_free);
  g_task_set_source_tag (task, func);
  ct_worker_run (self->worker, task, func);
}

static Job *
job_for (const CtUuid *uuid)
{
  Job *job = g_new0 (Job, 1);

  if (uuid != NULL)
    job->uuid = *uuid;
  return job;
}

static gboolean
poll_cb (gpointer data)
{
  CtStore *self = data;

  self->poll_id = 0;
  run (self, job_for (NULL), poll_job, NULL, NULL);
  return G_SOURCE_REMOVE;
}

/* inotify tells that some process wrote; data_version, which only others'
 * commits change, tells whether it was us. */
static void
on_files_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  CtStore *self = data;

  if (self->poll_id == 0)
    self->poll_id = g_timeout_add (POLL_MS, poll_cb, self);
}

static void
ct_store_dispose (GObject *object)
{
  ct_store_close (CT_STORE (object));
  G_OBJECT_CLASS (ct_store_parent_class)->dispose (object);
}

static void
ct_store_finalize (GObject *object)
{
  CtStore *self = CT_STORE (object);

  g_free (self->directory);
  g_clear_pointer (&self->book, ct_record_book_free);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->closing);
  G_OBJECT_CLASS (ct_store_parent_class)->finalize (object);
}

static void
ct_store_class_init (CtStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_store_dispose;
  object_class->finalize = ct_store_finalize;

  signals[SIGNAL_ROW_CHANGED] = g_signal_new ("row-changed", CT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_ROW_REMOVED] = g_signal_new ("row-removed", CT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                              G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_OUTDATED] = g_signal_new ("outdated", CT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 0);
}

static void
ct_store_init (CtStore *self)
{
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->closing);
}

/**
 * ct_store_new:
 * @directory: made when absent; nothing is touched before the book is opened
 */
CtStore *
ct_store_new (const char *directory)
{
  CtStore *self = g_object_new (CT_TYPE_STORE, NULL);

  self->directory = g_strdup (directory);
  self->book = ct_record_book_new (directory);
  self->worker = ct_worker_new ("ct-store");
  return self;
}

/**
 * ct_store_set_actor:
 * @actor: who works here from now on, by a pseudonym
 */
void
ct_store_set_actor (CtStore *self, const char *actor)
{
  Job *job = job_for (NULL);

  job->actor = g_strdup (actor);
  run (self, job, set_actor_job, NULL, NULL);
}

/**
 * ct_store_close:
 *
 * Finishes what was asked for, folds the log, wipes the keys. Blocks for that:
 * to be called at the very end.
 */
void
ct_store_close (CtStore *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->worker == NULL)
    return;
  g_mutex_lock (&self->closing);
  self->closed = TRUE;
  g_mutex_unlock (&self->closing);
  g_clear_object (&self->monitor);
  g_clear_handle_id (&self->poll_id, g_source_remove);
  /* Without the store as source: the last reference must not be the worker's. */
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, self->book, NULL);
  ct_worker_run (self->worker, task, close_job);
  /* Not g_clear_pointer(): the jobs that freeing still runs ask who their worker is. */
  ct_worker_free (self->worker);
  self->worker = NULL;
}

typedef struct
{
  CtStoreFunc func;
  gpointer    data;
  GError    **error;
  gboolean    good;
  gboolean    done;
  GMutex      lock;
  GCond       over;
} Call;

static void
call_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Call *call = data;
  CtStore *self = g_object_get_data (G_OBJECT (task), "store");
  gboolean good = call->func (book_of (self), call->data, call->error);

  g_task_return_boolean (task, TRUE);
  g_mutex_lock (&call->lock);
  call->good = good;
  call->done = TRUE;
  g_cond_signal (&call->over);
  g_mutex_unlock (&call->lock);
}

/**
 * ct_store_call:
 * @func: called on the store's worker, in its turn
 *
 * For what is no operation on a record: the keys of the vault. Waits for it: to be called
 * from another thread, never from the main one. Who holds a reference may call after
 * ct_store_close(), too: a thread that goes on while the program ends.
 *
 * Returns: what @func returned; FALSE with %G_IO_ERROR_CLOSED once the store is closed
 */
gboolean
ct_store_call (CtStore *self, CtStoreFunc func, gpointer data, GError **error)
{
  Call call = { .func = func, .data = data, .error = error };
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  gboolean closed;

  g_mutex_init (&call.lock);
  g_cond_init (&call.over);
  g_object_set_data (G_OBJECT (task), "store", self);
  g_task_set_task_data (task, &call, NULL);
  g_mutex_lock (&self->closing);
  closed = self->closed;
  if (!closed)
    ct_worker_run (self->worker, task, call_job);
  g_mutex_unlock (&self->closing);
  if (closed)
    {
      g_task_return_boolean (task, FALSE);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "the store is closed");
    }
  g_mutex_lock (&call.lock);
  while (!closed && !call.done)
    g_cond_wait (&call.over, &call.lock);
  g_mutex_unlock (&call.lock);
  g_mutex_clear (&call.lock);
  g_cond_clear (&call.over);
  return call.good;
}

/**
 * ct_store_tell_changed:
 * @rows: (element-type CtRow): new ones, of a ct_store_call()
 *
 * From any thread: tells the main context of each when it has nothing else to do, some
 * milliseconds at a time, so that thousands of them stop no frame. Nobody changes @rows
 * any more.
 */
void
ct_store_tell_changed (CtStore *self, GPtrArray *rows)
{
  announce_many (self, SIGNAL_ROW_CHANGED, rows);
}

/**
 * ct_store_tell_removed:
 * @uuids: (element-type CtUuid)
 *
 * As ct_store_tell_changed(), of records that are gone.
 */
void
ct_store_tell_removed (CtStore *self, GPtrArray *uuids)
{
  announce_many (self, SIGNAL_ROW_REMOVED, uuids);
}

/**
 * ct_store_purge_async:
 * @items: (element-type CtPurgeItem): what is past its time; of them only what is final goes
 * @time: kept with it
 */
void
ct_store_purge_async (CtStore *self, GPtrArray *items, const CtTrustedTime *time, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (NULL);

  job->items = g_ptr_array_ref (items);
  job->time = *time;
  run (self, job, purge_job, callback, data);
}

/**
 * ct_store_purge_finish:
 * @report: (out): what was done
 */
gboolean
ct_store_purge_finish (CtStore *self, GAsyncResult *result, CtPurgeReport *report, GError **error)
{
  *report = ((Job *) g_task_get_task_data (G_TASK (result)))->purge;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ct_store_note:
 * @verb: a CT_AUDIT_ one
 * @record: (nullable)
 *
 * Adds a line to the audit chain, in its turn; nobody waits for it.
 */
void
ct_store_note (CtStore *self, const char *verb, const CtUuid *record)
{
  Job *job = job_for (record);

  job->verb = verb;
  run (self, job, note_job, NULL, NULL);
}

/**
 * ct_store_watch:
 *
 * Looks out for other processes' writes from now on.
 */
void
ct_store_watch (CtStore *self)
{
  g_autoptr (GFile) directory = g_file_new_for_path (self->directory);

  if (self->monitor != NULL)
    return;
  self->monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect (self->monitor, "changed", G_CALLBACK (on_files_changed_cb), self);
}

void
ct_store_list_async (CtStore *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, job_for (NULL), list_job, callback, data);
}

/**
 * ct_store_list_finish:
 * @damaged: (out): records that were changed outside Comptoir and are left out
 *
 * Returns: (transfer full) (element-type CtRow) (nullable): oldest first
 */
GPtrArray *
ct_store_list_finish (CtStore *self, GAsyncResult *result, guint *damaged, GError **error)
{
  *damaged = ((Job *) g_task_get_task_data (G_TASK (result)))->damaged;
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ct_store_save_draft_async:
 * @uuid: of a draft, or of a record that does not exist yet
 *
 * Finish with ct_store_row_finish(): the row is then on disk.
 */
void
ct_store_save_draft_async (CtStore *self, const CtUuid *uuid, CtEntry *entry,
                           GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (uuid);

  job->entry = ct_entry_ref (entry);
  run (self, job, save_draft_job, callback, data);
}

/**
 * ct_store_commit_async:
 * @revision: the one @body was made for; 1 for a new record
 * @body: what will be sent, frozen
 * @not_before: when it may leave, ms since 1970; 0 for at once
 *
 * DRAFT to WAITING. Finish with ct_store_row_finish().
 */
void
ct_store_commit_async (CtStore *self, const CtUuid *uuid, guint64 revision, CtEntry *entry, GBytes *body,
                       gint64 not_before, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (uuid);

  job->revision = revision;
  job->not_before = not_before;
  job->entry = ct_entry_ref (entry);
  job->body = g_bytes_ref (body);
  run (self, job, commit_job, callback, data);
}

/**
 * ct_store_withdraw_async:
 *
 * WAITING (none of whose bytes left), REFUSED or CONFLICT to DRAFT, of a new revision.
 * Finish with ct_store_row_finish(), %CT_STORE_ERROR_STATE when it is too late.
 */
void
ct_store_withdraw_async (CtStore *self, const CtUuid *uuid, GAsyncReadyCallback callback, gpointer data)
{
  run (self, job_for (uuid), withdraw_job, callback, data);
}

/**
 * ct_store_resend_async:
 *
 * STUCK to UNKNOWN. Finish with ct_store_row_finish().
 */
void
ct_store_resend_async (CtStore *self, const CtUuid *uuid, GAsyncReadyCallback callback, gpointer data)
{
  run (self, job_for (uuid), resend_job, callback, data);
}

/**
 * ct_store_conclude_async:
 * @conclusion: copied
 *
 * STUCK to CONCLUDED. Finish with ct_store_row_finish().
 */
void
ct_store_conclude_async (CtStore *self, const CtUuid *uuid, const CtConclusion *conclusion, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (uuid);

  job->conclusion = *conclusion;
  job->conclusion.why = g_strdup (conclusion->why);
  run (self, job, conclude_job, callback, data);
}

/**
 * ct_store_settle_async:
 * @settlements: (element-type CtSettlement): what became of claimed records; not changed from
 *   now on
 */
void
ct_store_settle_async (CtStore *self, GPtrArray *settlements, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (NULL);

  job->settlements = g_ptr_array_ref (settlements);
  run (self, job, settle_job, callback, data);
}

/**
 * ct_store_settle_finish:
 *
 * Returns: FALSE when one at the least could not be kept
 */
gboolean
ct_store_settle_finish (CtStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ct_store_row_finish:
 *
 * Returns: (transfer full) (nullable): the record as it is now on disk
 */
CtRow *
ct_store_row_finish (CtStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ct_store_discard_async:
 *
 * Destroys a draft and its key.
 */
void
ct_store_discard_async (CtStore *self, const CtUuid *uuid, GAsyncReadyCallback callback, gpointer data)
{
  run (self, job_for (uuid), discard_job, callback, data);
}

gboolean
ct_store_discard_finish (CtStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ct_store_claim_async:
 *
 * Takes the oldest records to send, SENDING on disk before this is answered. When
 * nothing of ours is being sent, what is still SENDING then was interrupted, and becomes
 * UNKNOWN. A claim takes the sender's lock; one that finds nothing while nothing is being
 * sent gives it back.
 */
void
ct_store_claim_async (CtStore *self, const CtClaimWish *wish, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (NULL);

  job->wish = *wish;
  if (wish->granted != NULL)
    g_hash_table_ref (wish->granted);
  run (self, job, claim_job, callback, data);
}

/**
 * ct_store_claim_finish:
 * @elsewhere: (out): another process is sending
 * @next_at: (out): without rows, when the next one is due in ms since 1970; 0
 *   when nothing is to be sent
 *
 * Returns: (transfer full) (element-type CtRow) (nullable): none for nothing now; NULL with
 *   an error, or when another process is sending
 */
GPtrArray *
ct_store_claim_finish (CtStore *self, GAsyncResult *result, gboolean *elsewhere, gint64 *next_at, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  *elsewhere = job->claim.elsewhere;
  *next_at = job->claim.next_at;
  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&job->claim.rows) : NULL;
}
