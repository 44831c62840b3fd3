/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* People that another program hands over, from a file that somebody opens, from a folder that
 * is watched, or as a draft that another process has written. Each is a draft on the disk
 * before anything else happens with it; then it comes into the form. What somebody opens comes
 * at once, as a scanned code does: the record in the form stays as a draft. What comes by
 * itself never takes the form from under somebody's hands: it waits in the list, and that is
 * told.
 *
 * Of a watched folder each file is consumed: erased once its draft is on the disk, and noted;
 * what cannot be taken is renamed, so that it is told once and lost never.
 *
 *   arrived (gboolean)        somebody is there; TRUE: in the form, FALSE: in the list
 *   several (GFile)           a file of many people: to be imported
 *   refused (GError)          nothing was taken, and why */

#define G_LOG_DOMAIN "ct-reception"

#include "config.h"

#include "ct-reception.h"

#include "ct-clock.h"
#include "ct-filling.h"
#include "ct-handed.h"
#include "ct-rules.h"
#include "ct-store.h"
#include "ct-thread.h"
#include "ct-watched-folder.h"

#include <glib/gstdio.h>
#include <string.h>

#define PATIENCE_MS 5000       /* for a draft that another process has just written */
#define REFUSED     ".refused" /* behind the name of a file that stays */

struct _CtReception
{
  GObject       parent_instance;
  CtStore      *store;
  CtDesk       *desk;
  CtWorklist   *worklist;
  CtCatalog    *catalog;
  CtUuid        expected;    /* or null: a draft that is not in the list yet */
  gboolean      asked;       /* somebody opened it */
  guint         patience_id;
  CtWatchedFolder *folder;   /* nullable */
  gboolean      closed;      /* nobody works */
};

G_DEFINE_FINAL_TYPE (CtReception, ct_reception, G_TYPE_OBJECT)

enum
{
  SIGNAL_ARRIVED,
  SIGNAL_SEVERAL,
  SIGNAL_REFUSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One file on its way. */
typedef struct
{
  CtReception *reception;
  CtCatalog   *catalog;
  GFile       *file;
  char        *path;
  gboolean     watched; /* it is consumed */
  CtUuid       uuid;    /* of its draft */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->reception);
  ct_catalog_unref (job->catalog);
  g_object_unref (job->file);
  g_free (job->path);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* ---- into the form, or the list ---- */

static void
deliver (CtReception *self, const CtUuid *uuid, gboolean asked)
{
  CtRow *row = ct_worklist_find (self->worklist, uuid);
  gboolean here = asked || ct_desk_is_blank (self->desk);

  if (here && row != NULL)
    ct_desk_open (self->desk, row);
  g_signal_emit (self, signals[SIGNAL_ARRIVED], 0, here);
}

static void
refuse (CtReception *self, CtHandedError code, const char *message)
{
  g_autoptr (GError) error = g_error_new_literal (CT_HANDED_ERROR, (int) code, message);

  g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

static void
forget_expected (CtReception *self)
{
  self->expected = (CtUuid) { 0 };
  g_clear_handle_id (&self->patience_id, g_source_remove);
}

static gboolean
patience_cb (gpointer data)
{
  CtReception *self = data;

  self->patience_id = 0;
  forget_expected (self);
  refuse (self, CT_HANDED_ERROR_ADDRESS, "there is no such record here");
  return G_SOURCE_REMOVE;
}

static CtEntry *draft_of (CtReception *self, CtEntry *handed);

static void
on_filled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtReception) self = data;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, NULL);

  if (row != NULL)
    deliver (self, &row->uuid, FALSE);
}

/* A draft that another process wrote has nothing of this counter's: its box, this moment. */
static void
welcome (CtReception *self, const CtUuid *uuid, gboolean asked)
{
  CtRow *row = ct_worklist_find (self->worklist, uuid);
  g_autoptr (CtEntry) filled = NULL;

  if (asked || row->state != CT_STATE_DRAFT || *ct_entry_get (row->entry, CT_FIELD_SAMPLED_AT) != '\0' || !ct_desk_is_blank (self->desk))
    {
      deliver (self, uuid, asked);
      return;
    }
  filled = draft_of (self, row->entry);
  ct_store_save_draft_async (self->store, uuid, filled, on_filled_cb, g_object_ref (self));
}

static void
on_worklist_changed_cb (CtWorklist *worklist, gpointer data)
{
  CtReception *self = data;
  CtUuid expected = self->expected;

  if (ct_uuid_is_null (&expected) || ct_worklist_find (worklist, &expected) == NULL)
    return;
  forget_expected (self);
  welcome (self, &expected, self->asked);
}

static void
expect (CtReception *self, const CtUuid *record, gboolean asked)
{
  forget_expected (self);
  if (ct_worklist_find (self->worklist, record) != NULL)
    {
      welcome (self, record, asked);
      return;
    }
  self->expected = *record;
  self->asked = asked;
  self->patience_id = g_timeout_add (PATIENCE_MS, patience_cb, self);
}

/* ---- from a file to a draft ---- */

/* Its name tells once what became of it; nothing in it is lost. */
static void
set_aside (const char *path)
{
  g_autofree char *other = g_strconcat (path, REFUSED, NULL);

  if (g_rename (path, other) != 0)
    g_warning ("a file that was refused cannot be renamed");
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row == NULL)
    {
      g_signal_emit (job->reception, signals[SIGNAL_REFUSED], 0, error); /* and the file stays */
      return;
    }
  ct_store_note (CT_STORE (source), CT_AUDIT_HANDED_OVER, &job->uuid);
  if (job->watched && g_unlink (job->path) != 0)
    g_warning ("a file that was taken cannot be erased");
  expect (job->reception, &job->uuid, !job->watched);
}

/* What a blank form has, under what was handed over; the cursor where something is missing. */
static CtEntry *
draft_of (CtReception *self, CtEntry *handed)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) record = NULL;
  CtEntry *entry = ct_entry_new ();
  CtField missing = CT_FIELD_RESULT;

  ct_filling_fill_blank (entry, ct_draft_get_entry (ct_desk_get_draft (self->desk)), now);
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (*ct_entry_get (handed, (CtField) i) != '\0')
      ct_entry_set (entry, (CtField) i, ct_entry_get (handed, (CtField) i));
  record = ct_rules_check (entry, self->catalog, now, issues);
  for (guint i = record == NULL ? issues->len : 0; i-- > 0;)
    if (!ct_issue_is_warning (g_ptr_array_index (issues, i)))
      missing = ((const CtIssue *) g_ptr_array_index (issues, i))->field;
  ct_entry_set_cursor (entry, missing, FALSE);
  return entry;
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtEntry) handed = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (CtEntry) entry = handed != NULL ? draft_of (job->reception, handed) : NULL;

  if (entry != NULL)
    {
      CtStore *store = job->reception->store;
      CtUuid uuid = job->uuid = ct_uuid_random ();

      ct_store_save_draft_async (store, &uuid, entry, on_saved_cb, g_steal_pointer (&job));
      return;
    }
  if (job->watched)
    set_aside (job->path);
  if (!job->watched && g_error_matches (error, CT_HANDED_ERROR, CT_HANDED_ERROR_SEVERAL))
    g_signal_emit (job->reception, signals[SIGNAL_SEVERAL], 0, job->file);
  else
    g_signal_emit (job->reception, signals[SIGNAL_REFUSED], 0, error);
}

static void
read_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (GBytes) bytes = ct_handed_load (job->path, &error);
  CtEntry *entry = bytes != NULL ? ct_handed_read (bytes, job->catalog, now, &error) : NULL;

  if (entry != NULL)
    g_task_return_pointer (task, entry, (GDestroyNotify) ct_entry_unref);
  else
    g_task_return_error (task, error);
}

static void
take_file (CtReception *self, GFile *file, gboolean watched)
{
  Job *job = g_new0 (Job, 1);
  g_autoptr (GTask) task = NULL;

  job->reception = g_object_ref (self);
  job->catalog = ct_catalog_ref (self->catalog);
  job->file = g_object_ref (file);
  job->path = g_file_get_path (file);
  job->watched = watched;
  task = g_task_new (NULL, NULL, on_read_cb, job);
  g_task_set_task_data (task, job, NULL);
  ct_thread_run (task, read_job);
}

/* ---- a folder ---- */

static void
on_file_cb (CtWatchedFolder *folder, GFile *file, gpointer data)
{
  take_file (data, file, TRUE);
}

/* ---- object ---- */

static void
ct_reception_dispose (GObject *object)
{
  CtReception *self = CT_RECEPTION (object);

  forget_expected (self);
  ct_reception_watch (self, NULL);
  g_clear_object (&self->store);
  g_clear_object (&self->desk);
  g_clear_object (&self->worklist);
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  G_OBJECT_CLASS (ct_reception_parent_class)->dispose (object);
}

static void
ct_reception_class_init (CtReceptionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_reception_dispose;
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", CT_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_SEVERAL] = g_signal_new ("several", CT_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
  signals[SIGNAL_REFUSED] = g_signal_new ("refused", CT_TYPE_RECEPTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
ct_reception_init (CtReception *self)
{
}

/**
 * ct_reception_new:
 * @store: of an open vault
 * @desk: whose form it is
 */
CtReception *
ct_reception_new (CtStore *store, CtDesk *desk, CtWorklist *worklist, CtCatalog *catalog)
{
  CtReception *self = g_object_new (CT_TYPE_RECEPTION, NULL);

  self->store = g_object_ref (store);
  self->desk = g_object_ref (desk);
  self->worklist = g_object_ref (worklist);
  self->catalog = ct_catalog_ref (catalog);
  g_signal_connect_object (worklist, "changed", G_CALLBACK (on_worklist_changed_cb), self, 0);
  return self;
}

/**
 * ct_reception_take:
 * @file: that somebody opens: a file, or an address (comptoir:)
 *
 * What becomes of it is told by a signal.
 */
void
ct_reception_take (CtReception *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file), *address = g_file_get_uri (file);
  g_autoptr (GError) error = NULL;
  CtUuid record;

  if (path != NULL)
    take_file (self, file, FALSE);
  else if (ct_handed_parse_address (address, &record, &error))
    expect (self, &record, TRUE);
  else
    g_signal_emit (self, signals[SIGNAL_REFUSED], 0, error);
}

/**
 * ct_reception_expect:
 * @record: a draft that another process has written
 *
 * Into the form, unless somebody is typing in it.
 */
void
ct_reception_expect (CtReception *self, const CtUuid *record)
{
  expect (self, record, FALSE);
}

/**
 * ct_reception_watch:
 * @folder: (nullable): whose files are taken from now on, those that are there first; NULL or ""
 *   for none
 */
void
ct_reception_watch (CtReception *self, const char *folder)
{
  if (self->folder != NULL)
    ct_watched_folder_stop (self->folder);
  g_clear_object (&self->folder);
  if (folder == NULL || *folder == '\0')
    return;
  self->folder = ct_watched_folder_new (folder, CT_WATCHED_FOLDER_LOOK_MS);
  ct_watched_folder_set_paused (self->folder, self->closed);
  g_signal_connect_object (self->folder, "arrived", G_CALLBACK (on_file_cb), self, 0);
}

/**
 * ct_reception_set_closed:
 * @closed: nobody works: what lies in the folder stays there
 */
void
ct_reception_set_closed (CtReception *self, gboolean closed)
{
  self->closed = closed;
  if (self->folder != NULL)
    ct_watched_folder_set_paused (self->folder, closed);
}
