/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Results that leave the vault as a file: sealed by a passphrase (ct-age.c), or plain when
 * who administers gives a reason. None leaves that is not known here and in the audit chain
 * before its first byte is written, and each is remembered until it is gone.
 *
 * On a worker of its own: a passphrase takes a second. Nothing clear is ever on the disk
 * but what is asked to be plain, and of a file that was not finished nothing stays
 * (ct-fresh-file.c). What was written is read back, all of it, before it is called made. */

#define G_LOG_DOMAIN "ct-exports"

#include "config.h"

#include "ct-exports.h"

#include "ct-age.h"
#include "ct-export-file.h"
#include "ct-passphrase.h"
#include "ct-store.h"
#include "ct-worker.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define DAY_MS G_GINT64_CONSTANT (86400000)

G_DEFINE_QUARK (ct-exports-error-quark, ct_exports_error)

struct _CtExports
{
  GObject    parent_instance;
  CtStore   *store;
  CtPeople  *people;
  CtPurger  *purger;
  CtCatalog *catalog;
  CtProfessional *professional; /* nullable */
  CtWorker  *worker; /* NULL once closed */
  GPtrArray *list;   /* as it was last read */
};

G_DEFINE_FINAL_TYPE (CtExports, ct_exports, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED, /* there are others, or some are due now */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  CtStore       *store;
  CtExportWish   wish;
  CtExportForm   form;       /* its parts are owned */
  CtExport      *export;     /* nullable: of one that is made, or ended */
  CtSecretBytes *passphrase; /* nullable: of a sealed one */
  GBytes        *paper;      /* nullable: of one record */
  gboolean       erase;
  const char    *how;        /* it ended */
  GPtrArray     *rows;       /* nullable */
  GPtrArray     *list;       /* nullable: as the disk has it now */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  g_clear_pointer (&job->export, ct_export_free);
  g_clear_pointer (&job->passphrase, ct_secret_bytes_unref);
  g_clear_pointer (&job->paper, g_bytes_unref);
  g_clear_pointer (&job->form.catalog, ct_catalog_unref);
  g_clear_pointer (&job->form.professional, ct_professional_unref);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_clear_pointer (&job->list, g_ptr_array_unref);
  g_free (job);
}

/* ---- the store's worker ---- */

static gboolean
list_rows (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;
  guint damaged;

  job->rows = ct_record_book_list (book, &damaged, error);
  return job->rows != NULL;
}

static gboolean
list_exports (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;

  g_clear_pointer (&job->list, g_ptr_array_unref);
  job->list = ct_record_book_list_exports (book, error);
  return job->list != NULL;
}

static gboolean
add (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_add_export (book, ((Job *) data)->export, error);
}

static gboolean
end (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;

  return ct_record_book_end_export (book, &job->export->uuid, job->how, error);
}

/* ---- this worker ---- */

static gboolean
refuse (CtExportsError code, const char *message, GError **error)
{
  g_set_error_literal (error, CT_EXPORTS_ERROR, (int) code, message);
  return FALSE;
}

/* What is not one of ours yet is the disk's, or the memory's. */
static void
translate (GError **error)
{
  if (error == NULL || *error == NULL || (*error)->domain == CT_EXPORTS_ERROR)
    return;
  (*error)->code = g_error_matches (*error, CT_AGE_ERROR, CT_AGE_ERROR_MEMORY) ? CT_EXPORTS_ERROR_MEMORY
                   : (*error)->domain == CT_AGE_ERROR || (*error)->domain == G_IO_ERROR ? CT_EXPORTS_ERROR_DISK
                                                                                         : CT_EXPORTS_ERROR_FAILED;
  (*error)->domain = CT_EXPORTS_ERROR;
}

static gboolean
select_rows (Job *job, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  if (!ct_store_call (job->store, list_rows, job, error))
    return FALSE;
  for (guint i = job->rows->len; i-- > 0;)
    if (!ct_export_wish_takes (&job->wish, g_ptr_array_index (job->rows, i), zone))
      g_ptr_array_remove_index (job->rows, i);
  job->export->records = job->rows->len;
  return job->rows->len > 0 || refuse (CT_EXPORTS_ERROR_NOTHING, "no result was validated in these days", error);
}

/* What was selected, or the paper of one record. */
static gboolean
write_to (Job *job, CtFreshFile *file, GError **error)
{
  if (job->paper == NULL)
    return ct_export_file_write (file, &job->form, job->rows, job->passphrase, error);
  return ct_fresh_file_write (file, g_bytes_get_data (job->paper, NULL), g_bytes_get_size (job->paper), error);
}

static gboolean
make (Job *job, GError **error)
{
  g_auto (CtFreshFile) file = { .fd = -1 };

  if ((job->paper == NULL && !select_rows (job, error)) || !ct_fresh_file_open (&file, job->export->path, error)
      || !ct_store_call (job->store, add, job, error))
    return FALSE;
  if (write_to (job, &file, error) && ct_fresh_file_keep (&file, error))
    return TRUE;
  job->how = "failed";
  ct_store_call (job->store, end, job, NULL);
  return FALSE;
}

static void
answer (GTask *task, Job *job, gboolean good, GError *error)
{
  translate (&error);
  ct_store_call (job->store, list_exports, job, NULL);
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
make_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean good = make (data, &error);

  answer (task, data, good, error);
}

/* The path is that of the list, not the caller's: nothing else can be erased. */
static gboolean
erase (Job *job, GError **error)
{
  const char *path = NULL;

  if (!ct_store_call (job->store, list_exports, job, error))
    return FALSE;
  for (guint i = 0; i < job->list->len; i++)
    {
      const CtExport *export = g_ptr_array_index (job->list, i);

      if (ct_uuid_equal (&export->uuid, &job->export->uuid))
        path = export->path;
    }
  if (path == NULL)
    return refuse (CT_EXPORTS_ERROR_MISSING, "there is no such file any more", error);
  job->how = job->erase ? "erased" : "told";
  if (job->erase && g_unlink (path) != 0)
    return errno == ENOENT || errno == ENOTDIR
             ? refuse (CT_EXPORTS_ERROR_MISSING, "the file is not where it was written: erase it where it is, and say that it is gone", error)
             : refuse (CT_EXPORTS_ERROR_DISK, "the file cannot be erased", error);
  return ct_store_call (job->store, end, job, error);
}

static void
end_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean good = erase (data, &error);

  answer (task, data, good, error);
}

static void
load_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean good = ct_store_call (((Job *) data)->store, list_exports, data, &error);

  if (good)
    g_task_return_boolean (task, TRUE);
  else
    {
      translate (&error);
      g_task_return_error (task, error);
    }
}

/* ---- main ---- */

/* A day has passed, or the window was opened. */
static void
on_purged_cb (CtPurger *purger, gpointer data)
{
  if (CT_EXPORTS (data)->list->len > 0)
    g_signal_emit (data, signals[SIGNAL_CHANGED], 0);
}

static void
ct_exports_dispose (GObject *object)
{
  CtExports *self = CT_EXPORTS (object);

  ct_exports_close (self);
  g_clear_object (&self->store);
  g_clear_object (&self->people);
  g_clear_object (&self->purger);
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  g_clear_pointer (&self->professional, ct_professional_unref);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  G_OBJECT_CLASS (ct_exports_parent_class)->dispose (object);
}

static void
ct_exports_class_init (CtExportsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_exports_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_EXPORTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_exports_init (CtExports *self)
{
  self->list = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_export_free);
  self->worker = ct_worker_new ("ct-exports");
}

/**
 * ct_exports_new:
 * @store: of an open vault
 */
CtExports *
ct_exports_new (CtStore *store, CtPeople *people, CtPurger *purger, CtCatalog *catalog)
{
  CtExports *self = g_object_new (CT_TYPE_EXPORTS, NULL);

  self->store = g_object_ref (store);
  self->people = g_object_ref (people);
  self->purger = g_object_ref (purger);
  self->catalog = ct_catalog_ref (catalog);
  g_signal_connect_object (purger, "purged", G_CALLBACK (on_purged_cb), self, 0);
  return self;
}

/**
 * ct_exports_set_professional:
 * @professional: (nullable): who answers for the results, as FHIR names them
 */
void
ct_exports_set_professional (CtExports *self, CtProfessional *professional)
{
  g_clear_pointer (&self->professional, ct_professional_unref);
  self->professional = professional != NULL ? ct_professional_ref (professional) : NULL;
}

/**
 * ct_exports_close:
 *
 * Before the store is closed: a file that is being written is finished first.
 */
void
ct_exports_close (CtExports *self)
{
  g_clear_pointer (&self->worker, ct_worker_free);
}

static GTask *
begin (CtExports *self, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (self->store);
  g_task_set_task_data (task, job, job_free);
  return task;
}

/* Takes @task. */
static void
run (CtExports *self, GTask *task, GTaskThreadFunc func)
{
  if (self->worker != NULL)
    ct_worker_run (self->worker, task, func);
  else
    g_task_return_new_error (task, CT_EXPORTS_ERROR, CT_EXPORTS_ERROR_FAILED, "closed");
  g_object_unref (task);
}

/* Takes @task. */
static void
turn_down (GTask *task, CtExportsError code, const char *message)
{
  g_task_return_new_error (task, CT_EXPORTS_ERROR, (int) code, "%s", message);
  g_object_unref (task);
}

/**
 * ct_exports_load_async:
 *
 * Reads what is outside. Finish with ct_exports_finish().
 */
void
ct_exports_load_async (CtExports *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, begin (self, callback, data), load_job);
}

/**
 * ct_exports_get_list:
 *
 * Returns: (transfer none) (element-type CtExport): what is outside, oldest first
 */
GPtrArray *
ct_exports_get_list (CtExports *self)
{
  return self->list;
}

/**
 * ct_exports_is_due:
 *
 * Returns: whether @export is to be erased by now
 */
gboolean
ct_exports_is_due (CtExports *self, const CtExport *export)
{
  return ct_export_is_due (export, ct_purger_get_time (self->purger));
}

/**
 * ct_exports_count_due:
 *
 * Returns: how many are to be erased by now
 */
guint
ct_exports_count_due (CtExports *self)
{
  guint count = 0;

  for (guint i = 0; i < self->list->len; i++)
    count += ct_exports_is_due (self, g_ptr_array_index (self->list, i));
  return count;
}

/**
 * ct_exports_propose_passphrase:
 *
 * Returns: (transfer full): 100 random bits to be read aloud; whoever shows it wipes it
 */
char *
ct_exports_propose_passphrase (void)
{
  g_autoptr (CtSecretBytes) text = ct_passphrase_random ();

  return g_strdup (ct_secret_bytes_text (text));
}

/* Returns: (transfer full): of a file that is made now */
static CtExport *
describe (CtExports *self, const char *path, guint days, const char *reason)
{
  const CtOperator *current = ct_people_get_current (self->people);
  CtExport *export = ct_export_new ();

  g_free (export->path);
  g_free (export->by);
  g_free (export->reason);
  export->uuid = ct_uuid_random ();
  export->path = g_strdup (path);
  export->made_at = ct_purger_get_time (self->purger);
  export->erase_at = export->made_at + (gint64) CLAMP (days, 1, CT_EXPORT_DAYS_MAX) * DAY_MS;
  export->by = g_strdup (current != NULL ? current->initials : "");
  export->reason = g_strstrip (g_strdup (reason));
  return export;
}

/**
 * ct_exports_make_async:
 * @path: where to; what is there is replaced
 * @words: the passphrase of a sealed one, the reason of a plain one
 *
 * Finish with ct_exports_finish().
 */
void
ct_exports_make_async (CtExports *self, const CtExportWish *wish, const char *path, const char *words, GAsyncReadyCallback callback,
                       gpointer data)
{
  GTask *task = begin (self, callback, data);
  Job *job = g_task_get_task_data (task);

  if (!ct_people_may (self->people, wish->plain ? CT_ROLE_ADMINISTERS : CT_ROLE_CHECKS) || ct_people_is_locked (self->people))
    {
      turn_down (task, CT_EXPORTS_ERROR_RIGHT, wish->plain ? "only who administers may do this" : "only who checks may do this");
      return;
    }
  if (wish->plain ? !ct_export_check_reason (words) : !ct_export_check_passphrase (words))
    {
      turn_down (task, wish->plain ? CT_EXPORTS_ERROR_REASON : CT_EXPORTS_ERROR_PASSPHRASE,
                 wish->plain ? "say in a few words why it is to be plain" : "a passphrase has twelve characters at the least");
      return;
    }
  job->wish = *wish;
  job->export = describe (self, path, wish->days, wish->plain ? words : "");
  job->export->plain = wish->plain;
  job->form.fhir = wish->fhir;
  job->form.catalog = ct_catalog_ref (self->catalog);
  job->form.professional = self->professional != NULL ? ct_professional_ref (self->professional) : NULL;
  if (!wish->plain)
    job->passphrase = ct_secret_bytes_new (words, strlen (words));
  run (self, task, make_job);
}

/**
 * ct_exports_save_paper_async:
 * @paper: what is printed for a patient, as a file
 * @path: where to; what is there is replaced
 * @why: what it is, for who sees it in the list of what is outside
 *
 * To be erased within a day: it is given to one person. Whoever works here may. Finish with
 * ct_exports_finish().
 */
void
ct_exports_save_paper_async (CtExports *self, GBytes *paper, const char *path, const char *why, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (self, callback, data);
  Job *job = g_task_get_task_data (task);

  if (ct_people_is_locked (self->people))
    {
      turn_down (task, CT_EXPORTS_ERROR_RIGHT, "somebody signs in first");
      return;
    }
  job->paper = g_bytes_ref (paper);
  job->export = describe (self, path, 1, why);
  job->export->plain = TRUE;
  job->export->records = 1;
  run (self, task, make_job);
}

/**
 * ct_exports_end_async:
 * @erase: erase its file; FALSE: it is gone, somebody says
 *
 * Finish with ct_exports_finish().
 */
void
ct_exports_end_async (CtExports *self, const CtUuid *uuid, gboolean erase, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (self, callback, data);
  Job *job = g_task_get_task_data (task);

  if (!ct_people_may (self->people, CT_ROLE_CHECKS) || ct_people_is_locked (self->people))
    {
      turn_down (task, CT_EXPORTS_ERROR_RIGHT, "only who checks may do this");
      return;
    }
  job->export = ct_export_new ();
  job->export->uuid = *uuid;
  job->erase = erase;
  run (self, task, end_job);
}

/**
 * ct_exports_finish:
 * @records: (out) (optional): how many are in the file that was made
 *
 * Fails with an error of #CtExportsError.
 */
gboolean
ct_exports_finish (CtExports *self, GAsyncResult *result, guint *records, GError **error)
{
  gboolean good = g_task_propagate_boolean (G_TASK (result), error);
  Job *job = g_task_get_task_data (G_TASK (result));

  if (records != NULL)
    *records = job->export != NULL ? job->export->records : 0;
  if (job->list != NULL)
    {
      g_ptr_array_unref (self->list);
      self->list = g_steal_pointer (&job->list);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  return good;
}
