/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Records out of a file: a table or FHIR, told apart by how they begin. It is read and checked
 * first, and nothing is let in by that; then what somebody chose comes in, all of it or none,
 * as drafts: what has a result waits to be checked by a person, since no file sends anything
 * by itself. The last import can be taken back as long as nobody has gone on with it.
 *
 * On a worker of its own: 5,000 rows take a second. */

#define G_LOG_DOMAIN "ct-imports"

#include "config.h"

#include "ct-imports.h"

#include "ct-clock.h"
#include "ct-fhir-reader.h"
#include "ct-outcome.h"
#include "ct-store.h"
#include "ct-worker.h"

#include <glib/gstdio.h>
#include <string.h>

#define STEP 64 /* rows between two looks at whether somebody gave it up */

G_DEFINE_QUARK (ct-imports-error-quark, ct_imports_error)

struct _CtImport
{
  gatomicrefcount refs;
  CtBatch        *batch;
  CtCsv          *csv; /* nullable: it was FHIR */
};

struct _CtImports
{
  GObject     parent_instance;
  CtStore    *store;
  CtWorklist *worklist;
  CtCatalog  *catalog;
  CtPeople   *people;
  CtWorker   *worker;   /* NULL once closed */
  GPtrArray  *last;     /* nullable, of CtRow: what came in last */
  int         progress; /* atomic, of 1,000 */
};

G_DEFINE_FINAL_TYPE (CtImports, ct_imports, G_TYPE_OBJECT)

typedef struct
{
  CtStore   *store;
  CtCatalog *catalog;
  char      *path;     /* nullable */
  GPtrArray *rows;     /* nullable: those here, or those to be taken back */
  GPtrArray *entries;  /* nullable: those to be let in */
  GPtrArray *added;    /* nullable */
  GPtrArray *gone;     /* nullable */
  int       *progress; /* of the object, which outlives its worker */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_object_unref (job->store);
  ct_catalog_unref (job->catalog);
  g_free (job->path);
  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_clear_pointer (&job->entries, g_ptr_array_unref);
  g_clear_pointer (&job->added, g_ptr_array_unref);
  g_clear_pointer (&job->gone, g_ptr_array_unref);
  g_free (job);
}

/* ---- a file ---- */

CtImport *
ct_import_ref (CtImport *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ct_import_unref (CtImport *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->batch, ct_batch_free);
  g_clear_pointer (&self->csv, ct_csv_free);
  g_free (self);
}

/**
 * ct_import_get_batch:
 *
 * Returns: (transfer none): what it holds, checked; nobody changes it
 */
CtBatch *
ct_import_get_batch (CtImport *self)
{
  return self->batch;
}

/**
 * ct_import_is_table:
 *
 * Returns: whether ct_import_mark() can give it back
 */
gboolean
ct_import_is_table (CtImport *self)
{
  return self->csv != NULL;
}

/**
 * ct_import_mark:
 *
 * Returns: (transfer full) (nullable): the same table, with a column that says what is to be
 *   mended; NULL when it was none
 */
GBytes *
ct_import_mark (CtImport *self, CtIssueWords words)
{
  GString *text;

  if (self->csv == NULL)
    return NULL;
  text = g_string_new (NULL);
  ct_sheet_append_marked (text, self->csv, self->batch, words);
  return g_string_free_to_bytes (text);
}

/* ---- the worker ---- */

static CtImportsError
code_of (const GError *error)
{
  if (error->domain == G_FILE_ERROR)
    return CT_IMPORTS_ERROR_READ;
  if (error->domain == CT_BATCH_ERROR)
    return error->code == CT_BATCH_ERROR_EMPTY     ? CT_IMPORTS_ERROR_EMPTY
           : error->code == CT_BATCH_ERROR_COLUMNS ? CT_IMPORTS_ERROR_COLUMNS
           : error->code == CT_BATCH_ERROR_LARGE   ? CT_IMPORTS_ERROR_LARGE
                                                   : CT_IMPORTS_ERROR_FHIR;
  if (error->domain == CT_CSV_ERROR)
    return error->code == CT_CSV_ERROR_LARGE || error->code == CT_CSV_ERROR_LONG       ? CT_IMPORTS_ERROR_LARGE
           : error->code == CT_CSV_ERROR_BINARY || error->code == CT_CSV_ERROR_CHARSET ? CT_IMPORTS_ERROR_TEXT
                                                                                         : CT_IMPORTS_ERROR_TABLE;
  return CT_IMPORTS_ERROR_FAILED;
}

/* Its message is kept. */
static void
translate (GError *error)
{
  if (error->domain == CT_IMPORTS_ERROR || error->domain == G_IO_ERROR)
    return;
  error->code = (int) code_of (error);
  error->domain = CT_IMPORTS_ERROR;
}

/* Of a device or a pipe there is no end. */
static GBytes *
load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  GStatBuf info;
  gsize length;

  if (g_stat (path, &info) == 0 && !S_ISREG (info.st_mode))
    {
      g_set_error_literal (error, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_READ, "this is no file");
      return NULL;
    }
  if (g_stat (path, &info) == 0 && info.st_size > CT_FHIR_MAX_BYTES)
    {
      g_set_error_literal (error, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_LARGE, "the file has more than 20 MB: 5,000 records are far less");
      return NULL;
    }
  return g_file_get_contents (path, &text, &length, error) ? g_bytes_new_take (g_steal_pointer (&text), length) : NULL;
}

static gboolean
is_json (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);
  gsize i = length >= strlen (CT_CSV_BOM) && memcmp (text, CT_CSV_BOM, strlen (CT_CSV_BOM)) == 0 ? strlen (CT_CSV_BOM) : 0;

  while (i < length && g_ascii_isspace (text[i]))
    i++;
  return i < length && (text[i] == '{' || text[i] == '[');
}

/* Returns: (transfer full) (nullable) */
static CtImport *
parse (GBytes *bytes, const CtCatalog *catalog, GError **error)
{
  g_autoptr (CtImport) import = g_new0 (CtImport, 1);

  g_atomic_ref_count_init (&import->refs);
  if (is_json (bytes))
    import->batch = ct_fhir_read (bytes, catalog, error);
  else
    {
      import->csv = ct_csv_parse (bytes, error);
      import->batch = import->csv != NULL ? ct_sheet_read (import->csv, error) : NULL;
    }
  return import->batch != NULL ? g_steal_pointer (&import) : NULL;
}

static gboolean
check (Job *job, CtBatch *batch, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  guint n = ct_batch_get_n_items (batch);

  for (guint i = 0; i < n; i++)
    {
      if (i % STEP == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      ct_batch_check (batch, i, job->catalog, now);
      g_atomic_int_set (job->progress, (int) ((i + 1) * 1000 / n));
    }
  ct_batch_compare (batch, job->rows, job->catalog, now);
  return TRUE;
}

static void
read_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = load (job->path, &error);
  g_autoptr (CtImport) import = bytes != NULL ? parse (bytes, job->catalog, &error) : NULL;

  if (import != NULL && check (job, import->batch, cancellable, &error))
    g_task_return_pointer (task, g_steal_pointer (&import), (GDestroyNotify) ct_import_unref);
  else
    {
      translate (error);
      g_task_return_error (task, error);
    }
}

static gboolean
add (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;

  return ct_record_book_add_drafts (book, job->entries, &job->added, error);
}

static void
take_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (ct_store_call (job->store, add, job, &error))
    {
      ct_store_tell_changed (job->store, job->added);
      g_task_return_boolean (task, TRUE);
      return;
    }
  translate (error);
  g_task_return_error (task, error);
}

static gboolean
discard (CtRecordBook *book, gpointer data, GError **error)
{
  Job *job = data;

  return ct_record_book_discard_drafts (book, job->rows, &job->gone, error);
}

static void
undo_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;

  if (ct_store_call (job->store, discard, job, &error))
    {
      ct_store_tell_removed (job->store, job->gone);
      g_task_return_boolean (task, TRUE);
      return;
    }
  translate (error);
  g_task_return_error (task, error);
}

/* ---- main ---- */

static void
ct_imports_dispose (GObject *object)
{
  CtImports *self = CT_IMPORTS (object);

  ct_imports_close (self);
  g_clear_object (&self->store);
  g_clear_object (&self->worklist);
  g_clear_object (&self->people);
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  g_clear_pointer (&self->last, g_ptr_array_unref);
  G_OBJECT_CLASS (ct_imports_parent_class)->dispose (object);
}

static void
ct_imports_class_init (CtImportsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_imports_dispose;
}

static void
ct_imports_init (CtImports *self)
{
  self->worker = ct_worker_new ("ct-imports");
}

/**
 * ct_imports_new:
 * @store: of an open vault
 * @worklist: what a file is compared with
 */
CtImports *
ct_imports_new (CtStore *store, CtWorklist *worklist, CtCatalog *catalog, CtPeople *people)
{
  CtImports *self = g_object_new (CT_TYPE_IMPORTS, NULL);

  self->store = g_object_ref (store);
  self->worklist = g_object_ref (worklist);
  self->catalog = ct_catalog_ref (catalog);
  self->people = g_object_ref (people);
  return self;
}

/**
 * ct_imports_close:
 *
 * Before the store is closed: what is being let in is finished first.
 */
void
ct_imports_close (CtImports *self)
{
  g_clear_pointer (&self->worker, ct_worker_free);
}

static Job *
begin (CtImports *self)
{
  Job *job = g_new0 (Job, 1);

  job->store = g_object_ref (self->store);
  job->catalog = ct_catalog_ref (self->catalog);
  job->progress = &self->progress;
  return job;
}

/* Takes @job. */
static void
run (CtImports *self, Job *job, GTaskThreadFunc func, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, data);

  g_task_set_task_data (task, job, job_free);
  if (self->worker == NULL || ct_people_is_locked (self->people))
    g_task_return_new_error (task, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_RIGHT, "somebody signs in first");
  else
    ct_worker_run (self->worker, task, func);
}

/**
 * ct_imports_read_async:
 * @path: of a table (CSV) or of FHIR (JSON, or a line of it for each record)
 *
 * Reads and checks it; nothing is let in. Finish with ct_imports_read_finish().
 */
void
ct_imports_read_async (CtImports *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = begin (self);

  job->path = g_strdup (path);
  job->rows = ct_worklist_list_rows (self->worklist);
  g_atomic_int_set (&self->progress, 0);
  run (self, job, read_job, cancellable, callback, data);
}

/**
 * ct_imports_read_finish:
 *
 * Returns: (transfer full) (nullable): NULL with an error of #CtImportsError, or
 *   %G_IO_ERROR_CANCELLED
 */
CtImport *
ct_imports_read_finish (CtImports *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ct_imports_get_progress:
 *
 * Returns: of what is being checked, from 0 to 1
 */
double
ct_imports_get_progress (CtImports *self)
{
  return g_atomic_int_get (&self->progress) / 1000.0;
}

static gboolean
is_wished (const CtBatchItem *item, CtImportWish wish)
{
  switch (item->fate)
    {
    case CT_BATCH_READY:
      return TRUE;
    case CT_BATCH_TO_MEND:
      return (wish & CT_IMPORT_TO_MEND) != 0;
    case CT_BATCH_DECLARED:
      return (wish & CT_IMPORT_DECLARED) != 0;
    case CT_BATCH_TWICE:
    case CT_BATCH_HERE:
    case CT_BATCH_N_FATES:
      break;
    }
  return FALSE;
}

/* Returns: (transfer full): as a draft; with its result, one that waits to be checked */
static CtEntry *
draft_of (const CtBatchItem *item)
{
  CtEntry *entry = ct_entry_copy (item->entry);

  ct_entry_set_held (entry, item->fate == CT_BATCH_READY && *ct_outcome_of (entry) != '\0');
  return entry;
}

/**
 * ct_imports_take_async:
 *
 * Lets in what is wished, all of it or none. Finish with ct_imports_finish().
 */
void
ct_imports_take_async (CtImports *self, CtImport *import, CtImportWish wish, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = begin (self);

  job->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_entry_unref);
  for (guint i = 0; i < ct_batch_get_n_items (import->batch); i++)
    if (is_wished (ct_batch_get_item (import->batch, i), wish))
      g_ptr_array_add (job->entries, draft_of (ct_batch_get_item (import->batch, i)));
  if (job->entries->len == 0)
    {
      g_task_report_new_error (self, callback, data, take_job, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_NOTHING, "nothing of it is to be let in");
      job_free (job);
      return;
    }
  run (self, job, take_job, NULL, callback, data);
}

/**
 * ct_imports_undo_async:
 *
 * Destroys what came in last, but for what somebody has changed or validated since. Finish
 * with ct_imports_finish().
 */
void
ct_imports_undo_async (CtImports *self, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = begin (self);

  job->rows = g_steal_pointer (&self->last);
  if (job->rows == NULL)
    job->rows = g_ptr_array_new ();
  run (self, job, undo_job, NULL, callback, data);
}

/**
 * ct_imports_finish:
 * @n: (out): how many came in, or were taken back
 */
gboolean
ct_imports_finish (CtImports *self, GAsyncResult *result, guint *n, GError **error)
{
  Job *job = g_task_get_task_data (G_TASK (result));

  *n = 0;
  if (!g_task_propagate_boolean (G_TASK (result), error))
    {
      /* What could not be taken back can be tried again. */
      if (job != NULL && job->added == NULL && job->entries == NULL && self->last == NULL)
        self->last = g_steal_pointer (&job->rows);
      return FALSE;
    }
  if (job->gone != NULL)
    *n = job->gone->len;
  else
    {
      *n = job->added->len;
      g_clear_pointer (&self->last, g_ptr_array_unref);
      self->last = g_ptr_array_ref (job->added);
    }
  return TRUE;
}

/**
 * ct_imports_may_undo:
 *
 * Returns: whether something came in that was not taken back
 */
gboolean
ct_imports_may_undo (CtImports *self)
{
  return self->last != NULL && self->last->len > 0;
}
