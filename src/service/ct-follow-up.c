/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Corrections that were validated before the fate of what they correct was known:
 * each goes to the sender once that was accepted, so none can overtake it. One of a
 * record that was refused stays: there is nothing to correct, and whoever mends the
 * record gets the corrected answers (ct_desk_open()). */

#define G_LOG_DOMAIN "ct-desk"

#include "config.h"

#include "ct-follow-up.h"

#include "ct-revisions.h"
#include "ct-store.h"

struct _CtFollowUp
{
  GObject     parent_instance;
  CtWorklist *worklist; /* NULL once closed */
  CtOutTray  *tray;     /* unowned */
  gboolean    busy;     /* one is being handed over: the next when that is done */
};

G_DEFINE_FINAL_TYPE (CtFollowUp, ct_follow_up, G_TYPE_OBJECT)

static void
on_released_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtFollowUp) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  /* It stays where it is, and is tried again at the next change. */
  if (row == NULL)
    g_warning ("a correction could not be handed to the sender: %s", error->message);
  self->busy = FALSE;
}

static gboolean
is_due (CtFollowUp *self, const CtRow *row)
{
  CtRow *before = row->state == CT_STATE_DRAFT && ct_row_is_unsent (row)
                    ? ct_revisions_before (self->worklist, row->entry)
                    : NULL;

  return before != NULL && before->state == CT_STATE_ACCEPTED;
}

static void
on_changed_cb (CtWorklist *worklist, gpointer data)
{
  CtFollowUp *self = data;
  guint n = ct_worklist_has_amendments (worklist) ? g_list_model_get_n_items (G_LIST_MODEL (worklist)) : 0;

  for (guint i = 0; i < n && !self->busy; i++)
    {
      CtWorkItem *item = ct_worklist_peek (worklist, i);
      CtRow *row = ct_work_item_get_row (item);

      /* Sections stand in order: behind the unsent there are none. */
      if (ct_work_item_get_section (item) >= CT_SECTION_ACCEPTED)
        break;
      if (!is_due (self, row))
        continue;
      g_object_ref (self);
      self->busy = ct_out_tray_release_async (self->tray, row, on_released_cb, self);
      if (!self->busy)
        g_object_unref (self);
    }
}

static void
ct_follow_up_dispose (GObject *object)
{
  ct_follow_up_close (CT_FOLLOW_UP (object));
  G_OBJECT_CLASS (ct_follow_up_parent_class)->dispose (object);
}

static void
ct_follow_up_class_init (CtFollowUpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_follow_up_dispose;
}

static void
ct_follow_up_init (CtFollowUp *self)
{
}

/**
 * ct_follow_up_new:
 * @tray: outlives it, up to ct_follow_up_close()
 */
CtFollowUp *
ct_follow_up_new (CtWorklist *worklist, CtOutTray *tray)
{
  CtFollowUp *self = g_object_new (CT_TYPE_FOLLOW_UP, NULL);

  self->worklist = g_object_ref (worklist);
  self->tray = tray;
  g_signal_connect (worklist, "changed", G_CALLBACK (on_changed_cb), self);
  return self;
}

/**
 * ct_follow_up_close:
 *
 * Hands nothing more over.
 */
void
ct_follow_up_close (CtFollowUp *self)
{
  if (self->worklist != NULL)
    g_signal_handlers_disconnect_by_data (self->worklist, self);
  g_clear_object (&self->worklist);
}
