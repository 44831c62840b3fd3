/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a search of the register found, as a list model. Main thread only; looking is done
 * by a thread of its own, so that typing never waits for it, however many records there are.
 *
 * What changes meanwhile is taken up some moments later, all of it at once. Of several
 * searches that are asked for while one runs, the last is made. */

#define G_LOG_DOMAIN "ct-worklist"

#include "config.h"

#include "ct-register-list.h"

#include "ct-thread.h"

#include <gio/gio.h>

#define PAUSE_MS 300 /* after a change */

struct _CtRegisterList
{
  GObject      parent_instance;
  CtWorklist  *worklist;
  gboolean     closed;
  GPtrArray   *found;    /* of CtWorkItem */
  guint        total;
  char        *text;     /* of the query */
  CtRegisterQuery query;
  CtRegister  *index;    /* nullable: in a thread's hands, or not made yet */
  gboolean     outdated; /* the index is to be made anew */
  gboolean     wanted;   /* a search is to be made */
  gboolean     running;
  guint        pause_id;
};

enum
{
  SIGNAL_FOUND, /* a search has its answer, be it the same */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtRegisterList, ct_register_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

/* ---- a thread ---- */

typedef struct
{
  GPtrArray      *rows;  /* nullable: for a new index */
  CtRegister     *index; /* nullable: that there is */
  char           *text;
  CtRegisterQuery query;
  GPtrArray      *found;
  guint           total;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->rows, g_ptr_array_unref);
  g_clear_pointer (&job->index, ct_register_free);
  g_clear_pointer (&job->found, g_ptr_array_unref);
  g_free (job->text);
  g_free (job);
}

static void
search_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  if (job->rows != NULL)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

      g_clear_pointer (&job->index, ct_register_free);
      job->index = ct_register_new (job->rows, zone);
    }
  job->query.text = job->text;
  job->found = ct_register_find (job->index, &job->query, CT_REGISTER_LIST_MAX, &job->total);
  g_task_return_boolean (task, TRUE);
}

/* ---- the main thread ---- */

static gboolean
is_same (GPtrArray *found, GPtrArray *rows)
{
  gboolean same = found->len == rows->len;

  for (guint i = 0; same && i < rows->len; i++)
    same = ct_work_item_get_row (g_ptr_array_index (found, i)) == g_ptr_array_index (rows, i);
  return same;
}

static void
show (CtRegisterList *self, GPtrArray *rows)
{
  guint before = self->found->len;

  /* The line with the keys stays where it is. */
  if (is_same (self->found, rows))
    return;
  g_ptr_array_set_size (self->found, 0);
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (self->found, ct_work_item_new (g_ptr_array_index (rows, i)));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, rows->len);
}

static void look (CtRegisterList *self);

static void
on_searched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CtRegisterList *self = CT_REGISTER_LIST (source);
  Job *job = g_task_get_task_data (G_TASK (result));

  self->running = FALSE;
  if (self->closed)
    return; /* closed meanwhile */
  self->index = g_steal_pointer (&job->index);
  if (self->wanted)
    {
      look (self);
      return; /* what was found is not what is asked for any more */
    }
  self->total = job->total;
  show (self, job->found);
  g_signal_emit (self, signals[SIGNAL_FOUND], 0);
}

static void
look (CtRegisterList *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job;

  self->wanted = TRUE;
  if (self->running || self->closed)
    return;
  self->wanted = FALSE;
  self->running = TRUE;
  job = g_new0 (Job, 1);
  job->index = g_steal_pointer (&self->index);
  job->query = self->query;
  job->text = g_strdup (self->text);
  if (job->index == NULL || self->outdated)
    job->rows = ct_worklist_list_rows (self->worklist);
  self->outdated = FALSE;
  task = g_task_new (self, NULL, on_searched_cb, NULL);
  g_task_set_task_data (task, job, job_free);
  ct_thread_run (task, search_job);
}

static gboolean
pause_cb (gpointer data)
{
  CtRegisterList *self = data;

  self->pause_id = 0;
  self->outdated = TRUE;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (CtWorklist *worklist, gpointer data)
{
  CtRegisterList *self = data;

  if (self->pause_id == 0)
    self->pause_id = g_timeout_add (PAUSE_MS, pause_cb, self);
}

static GType
get_item_type (GListModel *model)
{
  return CT_TYPE_WORK_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return CT_REGISTER_LIST (model)->found->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CtRegisterList *self = CT_REGISTER_LIST (model);

  return position < self->found->len ? g_object_ref (g_ptr_array_index (self->found, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ct_register_list_dispose (GObject *object)
{
  CtRegisterList *self = CT_REGISTER_LIST (object);

  ct_register_list_close (self);
  g_clear_object (&self->worklist);
  G_OBJECT_CLASS (ct_register_list_parent_class)->dispose (object);
}

static void
ct_register_list_finalize (GObject *object)
{
  CtRegisterList *self = CT_REGISTER_LIST (object);

  g_ptr_array_unref (self->found);
  g_free (self->text);
  G_OBJECT_CLASS (ct_register_list_parent_class)->finalize (object);
}

static void
ct_register_list_class_init (CtRegisterListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_register_list_dispose;
  object_class->finalize = ct_register_list_finalize;
  signals[SIGNAL_FOUND] =
    g_signal_new ("found", CT_TYPE_REGISTER_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_register_list_init (CtRegisterList *self)
{
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->text = g_strdup ("");
}

/**
 * ct_register_list_new:
 *
 * Returns: (transfer full): empty until the first search; to be closed
 */
CtRegisterList *
ct_register_list_new (CtWorklist *worklist)
{
  CtRegisterList *self = g_object_new (CT_TYPE_REGISTER_LIST, NULL);

  self->worklist = g_object_ref (worklist);
  g_signal_connect (worklist, "changed", G_CALLBACK (on_changed_cb), self);
  return self;
}

/**
 * ct_register_list_search:
 *
 * "found" tells when the answer is there. Until then the list is that of the search before.
 */
void
ct_register_list_search (CtRegisterList *self, const CtRegisterQuery *query)
{
  g_autofree char *before = self->text;

  self->query = *query;
  self->text = g_strdup (query->text);
  look (self);
}

/**
 * ct_register_list_close:
 *
 * Forgets everybody; a search that runs is not told of any more.
 */
void
ct_register_list_close (CtRegisterList *self)
{
  guint before = self->found->len;

  g_clear_handle_id (&self->pause_id, g_source_remove);
  if (self->worklist != NULL)
    g_signal_handlers_disconnect_by_data (self->worklist, self);
  self->closed = TRUE;
  g_clear_pointer (&self->index, ct_register_free);
  g_ptr_array_set_size (self->found, 0);
  self->total = 0;
  if (before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
}

/**
 * ct_register_list_is_busy:
 *
 * Returns: whether an answer is still to come
 */
gboolean
ct_register_list_is_busy (CtRegisterList *self)
{
  return self->running;
}

/**
 * ct_register_list_get_total:
 *
 * Returns: how many records the last search found; the list has the newest of them
 */
guint
ct_register_list_get_total (CtRegisterList *self)
{
  return self->total;
}

/**
 * ct_register_list_is_replaced:
 *
 * Returns: whether a correction or cancellation of @row was accepted
 */
gboolean
ct_register_list_is_replaced (CtRegisterList *self, const CtRow *row)
{
  CtRow *next = ct_worklist_find_amendment (self->worklist, &row->uuid);

  return next != NULL && next->state == CT_STATE_ACCEPTED;
}
