/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The records on disk: the only door to the database.
 *
 * One worker owns the connection, the keys and the sender's lock; operations
 * run strictly in the order they were asked for, each one transaction, each
 * answered on the main context. Signals are emitted on the main context:
 *   row-changed (CtRow)     a record is new or another than before
 *   row-removed (CtUuid)    a record is gone
 *   outdated                another process wrote: list again
 */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-store.h"

#include "ct-db.h"
#include "ct-issue.h"
#include "ct-migrations.h"
#include "ct-process.h"
#include "ct-record-table.h"
#include "ct-sender-lock.h"
#include "ct-statement.h"
#include "ct-worker.h"

#include <string.h>

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

  /* The worker's own. */
  CtDb   *db;
  CtUuid  vault;
  GBytes *ring_slot;
  CtSeal *seal;
  int     sender_fd;
  gint64  data_version;
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

/* What an operation is asked for, and what a claim or a list answers. */
typedef struct
{
  CtUuid         uuid;
  guint64        revision;
  CtEntry       *entry;
  GBytes        *body;
  CtOutcome     *outcome;
  CtSecretBytes *ring_key;
  gint64         now;
  gint64         after;
  gboolean       elsewhere;
  guint          damaged;
} Job;

CtOutcome *
ct_outcome_new (CtState state)
{
  CtOutcome *self = g_new0 (CtOutcome, 1);

  self->state = state;
  self->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  return self;
}

void
ct_outcome_free (CtOutcome *self)
{
  g_free (self->cause);
  g_free (self->receipt);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->entry, ct_entry_unref);
  g_clear_pointer (&job->body, g_bytes_unref);
  g_clear_pointer (&job->outcome, ct_outcome_free);
  g_clear_pointer (&job->ring_key, ct_secret_bytes_unref);
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

/* ---- worker ---- */

static gboolean
is_ready (CtStore *self, GError **error)
{
  g_assert (ct_worker_is_current (self->worker));

  if (self->db != NULL && self->seal != NULL)
    return TRUE;
  g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FAILED, "the vault is not open");
  return FALSE;
}

/* Ends the transaction begun by the operation: commits when @row is still good,
 * announces it and answers. Takes @row. */
static void
conclude (CtStore *self, GTask *task, CtRow *row, GError *error)
{
  if (error == NULL && ct_db_commit (self->db, &error))
    {
      announce (self, SIGNAL_ROW_CHANGED, row, NULL);
      g_task_return_pointer (task, row, (GDestroyNotify) ct_row_unref);
      return;
    }
  if (self->db != NULL)
    ct_db_rollback (self->db);
  g_clear_pointer (&row, ct_row_unref);
  g_task_return_error (task, error);
}

static gboolean
move (CtRow *row, CtState to, GError **error)
{
  if (ct_state_may_follow (row->state, to))
    {
      row->state = to;
      return TRUE;
    }
  g_set_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "the record is %s: it cannot become %s",
               ct_state_key (row->state), ct_state_key (to));
  return FALSE;
}

static void
forget_sending (CtRow *row)
{
  row->attempts = 0;
  row->next_at = 0;
  row->exposed = FALSE;
  g_free (row->cause);
  row->cause = g_strdup ("");
  g_clear_pointer (&row->body, g_bytes_unref);
}

static gboolean
read_header (CtStore *self, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (self->db, "SELECT uuid, ring FROM vault", error);

  if (statement == NULL)
    return FALSE;
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      {
        g_autoptr (GBytes) uuid = ct_statement_bytes (statement, 0);

        memcpy (self->vault.bytes, g_bytes_get_data (uuid, NULL), sizeof self->vault.bytes);
        g_clear_pointer (&self->ring_slot, g_bytes_unref);
        self->ring_slot = ct_statement_bytes (statement, 1);
        return TRUE;
      }
    case CT_STEP_DONE:
      return TRUE;
    case CT_STEP_ERROR:
      break;
    }
  return FALSE;
}

static void
open_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  g_autofree char *path = g_build_filename (self->directory, "records.db", NULL);
  GError *error = NULL;

  if (self->db == NULL)
    {
      if (!ct_process_private_directory (self->directory, &error) || (self->db = ct_db_open (path, &error)) == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
    }
  if (ct_migrations_run (self->db, &error) && read_header (self, &error)
      && ct_db_get_int64 (self->db, "PRAGMA data_version", &self->data_version, &error))
    g_task_return_boolean (task, TRUE);
  else
    {
      g_clear_pointer (&self->db, ct_db_close);
      g_task_return_error (task, error);
    }
}

static gboolean
write_header (CtStore *self, const CtUuid *vault, GBytes *ring_slot, GError **error)
{
  /* The primary key refuses a second header: no new key over a vault. */
  g_autoptr (CtStatement) statement =
    ct_statement_new (self->db, "INSERT INTO vault (id, uuid, ring) VALUES (1, ?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, vault->bytes, sizeof vault->bytes);
  ct_statement_bind_bytes (statement, 2, ring_slot);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

static void
create_vault_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  GError *error = NULL;
  GBytes *slot = NULL;
  CtSeal *seal = ct_seal_create (job->ring_key, &job->uuid, &slot);

  if (write_header (self, &job->uuid, slot, &error))
    {
      self->vault = job->uuid;
      self->ring_slot = slot;
      self->seal = seal;
      g_task_return_boolean (task, TRUE);
      return;
    }
  g_bytes_unref (slot);
  ct_seal_free (seal);
  g_task_return_error (task, error);
}

static void
unlock_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  GError *error = NULL;

  g_clear_pointer (&self->seal, ct_seal_free);
  self->seal = ct_seal_unlock (job->ring_key, &self->vault, self->ring_slot, &error);
  if (self->seal != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
list_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  GError *error = NULL;
  GPtrArray *rows = NULL;

  if (is_ready (self, &error))
    rows = ct_record_table_list (self->db, self->seal, &job->damaged, &error);
  if (rows != NULL)
    g_task_return_pointer (task, rows, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

/* Begins a transaction and reads the record; a new draft when @create. */
static CtRow *
begin_with (CtStore *self, Job *job, gboolean create, GError **error)
{
  g_autoptr (GError) local = NULL;
  CtRow *row;

  if (!is_ready (self, error) || !ct_db_begin (self->db, error))
    return NULL;
  row = ct_record_table_find (self->db, self->seal, &job->uuid, &local);
  if (row != NULL)
    return row;
  if (!create || !g_error_matches (local, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  row = ct_row_new ();
  row->uuid = job->uuid;
  row->revision = 1;
  row->state = CT_STATE_DRAFT;
  return row;
}

static void
set_entry (CtRow *row, CtEntry *entry)
{
  g_clear_pointer (&row->entry, ct_entry_unref);
  row->entry = ct_entry_ref (entry);
}

static void
save_draft_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  GError *error = NULL;
  CtRow *row = begin_with (self, job, TRUE, &error);

  if (row != NULL && move (row, CT_STATE_DRAFT, &error))
    {
      set_entry (row, job->entry);
      ct_record_table_write (self->db, self->seal, row, &error);
    }
  conclude (self, task, row, error);
}

static void
commit_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  GError *error = NULL;
  CtRow *row = begin_with (self, job, TRUE, &error);

  if (row != NULL && row->revision != job->revision)
    g_set_error_literal (&error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "the record was changed meanwhile");
  else if (row != NULL && move (row, CT_STATE_WAITING, &error))
    {
      forget_sending (row);
      g_ptr_array_set_size (row->reasons, 0);
      set_entry (row, job->entry);
      row->body = g_bytes_ref (job->body);
      ct_record_table_write (self->db, self->seal, row, &error);
    }
  conclude (self, task, row, error);
}

static void
withdraw_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  GError *error = NULL;
  CtRow *row = begin_with (self, job, FALSE, &error);

  if (row != NULL && row->state == CT_STATE_WAITING && row->exposed)
    g_set_error_literal (&error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "the record has begun to leave");
  else if (row != NULL && move (row, CT_STATE_DRAFT, &error))
    {
      forget_sending (row);
      row->revision++;
      ct_record_table_write (self->db, self->seal, row, &error);
    }
  conclude (self, task, row, error);
}

static void
discard_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  GError *error = NULL;
  g_autoptr (CtRow) row = begin_with (self, job, FALSE, &error);

  if (row != NULL && row->state != CT_STATE_DRAFT)
    g_set_error_literal (&error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "only a draft can be discarded");
  if (row != NULL && error == NULL && ct_record_table_delete (self->db, &job->uuid, &error)
      && ct_db_commit (self->db, &error))
    {
      announce (self, SIGNAL_ROW_REMOVED, NULL, &job->uuid);
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->db != NULL)
    ct_db_rollback (self->db);
  g_task_return_error (task, error);
}

static void
settle_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  CtOutcome *outcome = job->outcome;
  GError *error = NULL;
  CtRow *row = begin_with (self, job, FALSE, &error);

  if (row != NULL && move (row, outcome->state, &error))
    {
      row->exposed = row->exposed || outcome->exposed;
      row->next_at = outcome->next_at;
      g_free (row->cause);
      row->cause = g_strdup (outcome->cause != NULL ? outcome->cause : "");
      g_free (row->receipt);
      row->receipt = g_strdup (outcome->receipt != NULL ? outcome->receipt : "");
      g_ptr_array_unref (row->reasons);
      row->reasons = g_ptr_array_ref (outcome->reasons);
      ct_record_table_write (self->db, self->seal, row, &error);
    }
  conclude (self, task, row, error);
}

/* A record left SENDING by a process that died, or by a sender of ours that was
 * stopped: its bytes may have arrived. To be called only while nothing is being
 * sent, under the sender's lock. */
static gboolean
recover_interrupted (CtStore *self, gint64 now, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (!ct_db_begin (self->db, error))
    return FALSE;
  rows = ct_record_table_list_state (self->db, self->seal, CT_STATE_SENDING, error);
  if (rows != NULL && rows->len == 0)
    {
      ct_db_rollback (self->db);
      return TRUE;
    }
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (rows, i);

      row->state = CT_STATE_UNKNOWN;
      row->exposed = TRUE;
      row->next_at = now;
      g_free (row->cause);
      row->cause = g_strdup ("interrupted");
      if (!ct_record_table_write (self->db, self->seal, row, error))
        g_clear_pointer (&rows, g_ptr_array_unref);
    }
  if (rows == NULL || !ct_db_commit (self->db, error))
    {
      ct_db_rollback (self->db);
      return FALSE;
    }
  for (guint i = 0; i < rows->len; i++)
    announce (self, SIGNAL_ROW_CHANGED, g_ptr_array_index (rows, i), NULL);
  return TRUE;
}

static void
release_sender (CtStore *self)
{
  if (self->sender_fd >= 0)
    ct_sender_lock_release (self->sender_fd);
  self->sender_fd = -1;
}

static gboolean
take_sender (CtStore *self, gboolean *elsewhere)
{
  g_autofree char *path = g_build_filename (self->directory, "sender.lock", NULL);

  if (self->sender_fd < 0)
    self->sender_fd = ct_sender_lock_take (path);
  *elsewhere = self->sender_fd < 0;
  return !*elsewhere;
}

/* Answers NULL without an error, the next due time in the job, when there is
 * nothing to send now. */
static void
claim_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  Job *job = data;
  gint64 now = job->now;
  g_autoptr (GError) none = NULL;
  GError *error = NULL;
  CtRow *row = NULL;

  if (!is_ready (self, &error) || !take_sender (self, &job->elsewhere) || !recover_interrupted (self, now, &error)
      || !ct_db_begin (self->db, &error))
    {
      if (error != NULL)
        g_task_return_error (task, error);
      else
        g_task_return_pointer (task, NULL, NULL);
      return;
    }

  row = ct_record_table_find_due (self->db, self->seal, now, job->after, &none);
  if (row != NULL)
    {
      gboolean was_unknown = row->state == CT_STATE_UNKNOWN;

      if (move (row, CT_STATE_SENDING, &error))
        {
          row->was_unknown = was_unknown;
          row->attempts++;
          ct_record_table_write (self->db, self->seal, row, &error);
        }
      conclude (self, task, row, error);
      return;
    }
  ct_db_rollback (self->db);
  release_sender (self);
  if (g_error_matches (none, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND)
      && ct_record_table_next_due (self->db, &job->now, &error))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_error (task, error != NULL ? error : g_steal_pointer (&none));
}

static void
poll_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = source;
  gint64 version;

  if (self->db != NULL && ct_db_get_int64 (self->db, "PRAGMA data_version", &version, NULL)
      && version != self->data_version)
    {
      self->data_version = version;
      announce (self, SIGNAL_OUTDATED, NULL, NULL);
    }
  g_task_return_boolean (task, TRUE);
}

static void
close_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtStore *self = data;

  release_sender (self);
  g_clear_pointer (&self->seal, ct_seal_free);
  g_clear_pointer (&self->db, ct_db_close);
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
  g_clear_pointer (&self->ring_slot, g_bytes_unref);
  g_main_context_unref (self->context);
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
  self->sender_fd = -1;
}

/**
 * ct_store_new:
 * @directory: made when absent; nothing is touched before ct_store_open_async()
 */
CtStore *
ct_store_new (const char *directory)
{
  CtStore *self = g_object_new (CT_TYPE_STORE, NULL);

  self->directory = g_strdup (directory);
  self->worker = ct_worker_new ("ct-store");
  return self;
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
  g_clear_object (&self->monitor);
  g_clear_handle_id (&self->poll_id, g_source_remove);
  /* Without the store as source: the last reference must not be the worker's. */
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, self, NULL);
  ct_worker_run (self->worker, task, close_job);
  g_clear_pointer (&self->worker, ct_worker_free);
}

void
ct_store_open_async (CtStore *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, job_for (NULL), open_job, callback, data);
}

/**
 * ct_store_open_finish:
 * @vault: (out): the vault's UUID, all zero when there is none yet
 */
gboolean
ct_store_open_finish (CtStore *self, GAsyncResult *result, CtUuid *vault, GError **error)
{
  g_autoptr (GFile) directory = g_file_new_for_path (self->directory);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *vault = self->vault;
  if (self->monitor == NULL)
    {
      self->monitor = g_file_monitor_directory (directory, G_FILE_MONITOR_NONE, NULL, NULL);
      if (self->monitor != NULL)
        g_signal_connect (self->monitor, "changed", G_CALLBACK (on_files_changed_cb), self);
    }
  return TRUE;
}

/**
 * ct_store_create_vault_async:
 * @ring_key: must be safe in the keyring already
 *
 * Finish with ct_store_unlock_finish(). Fails when there is a vault.
 */
void
ct_store_create_vault_async (CtStore *self, const CtUuid *vault, CtSecretBytes *ring_key,
                             GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (vault);

  job->ring_key = ct_secret_bytes_ref (ring_key);
  run (self, job, create_vault_job, callback, data);
}

void
ct_store_unlock_async (CtStore *self, CtSecretBytes *ring_key, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (NULL);

  job->ring_key = ct_secret_bytes_ref (ring_key);
  run (self, job, unlock_job, callback, data);
}

gboolean
ct_store_unlock_finish (CtStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
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
 *
 * DRAFT to WAITING. Finish with ct_store_row_finish().
 */
void
ct_store_commit_async (CtStore *self, const CtUuid *uuid, guint64 revision, CtEntry *entry, GBytes *body,
                       GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (uuid);

  job->revision = revision;
  job->entry = ct_entry_ref (entry);
  job->body = g_bytes_ref (body);
  run (self, job, commit_job, callback, data);
}

/**
 * ct_store_withdraw_async:
 *
 * WAITING (none of whose bytes left) or REFUSED to DRAFT, of a new revision.
 * Finish with ct_store_row_finish(), %CT_STORE_ERROR_STATE when it is too late.
 */
void
ct_store_withdraw_async (CtStore *self, const CtUuid *uuid, GAsyncReadyCallback callback, gpointer data)
{
  run (self, job_for (uuid), withdraw_job, callback, data);
}

/**
 * ct_store_settle_async:
 * @outcome: (transfer full): what became of a claimed record
 *
 * Finish with ct_store_row_finish().
 */
void
ct_store_settle_async (CtStore *self, const CtUuid *uuid, CtOutcome *outcome,
                       GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (uuid);

  job->outcome = outcome;
  run (self, job, settle_job, callback, data);
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
 * @now: ms since 1970
 * @after: -1 for what is due; otherwise whatever waits behind this seq, due or
 *   not
 *
 * Takes the oldest due record, SENDING on disk before this is answered. To be
 * called only when nothing is being sent: what is still SENDING then was
 * interrupted, and becomes UNKNOWN. A claim takes the sender's lock; one that
 * finds nothing gives it back.
 */
void
ct_store_claim_async (CtStore *self, gint64 now, gint64 after, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_for (NULL);

  job->now = now;
  job->after = after;
  run (self, job, claim_job, callback, data);
}

/**
 * ct_store_claim_finish:
 * @elsewhere: (out): another process is sending
 * @next_at: (out): without a row, when the next one is due in ms since 1970; 0
 *   when nothing is to be sent
 *
 * Returns: (transfer full) (nullable): NULL without an error for nothing now
 */
CtRow *
ct_store_claim_finish (CtStore *self, GAsyncResult *result, gboolean *elsewhere, gint64 *next_at, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));
  CtRow *row = g_task_propagate_pointer (G_TASK (result), error);

  *elsewhere = job->elsewhere;
  *next_at = row == NULL && !job->elsewhere ? job->now : 0;
  return row;
}
