/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Records that somebody checks before they are sent. One is released by validating
 * it in the form; here all of them are. */

#define G_LOG_DOMAIN "ct-desk"

#include "config.h"

#include "ct-check-list.h"

#include "ct-store.h"

struct _CtCheckList
{
  CtDesk     *desk;
  CtWorklist *worklist;
  CtOutTray  *tray; /* unowned */
};

/**
 * ct_check_list_new:
 * @tray: outlives the list
 */
CtCheckList *
ct_check_list_new (CtDesk *desk, CtWorklist *worklist, CtOutTray *tray)
{
  CtCheckList *self = g_new0 (CtCheckList, 1);

  self->desk = g_object_ref (desk);
  self->worklist = g_object_ref (worklist);
  self->tray = tray;
  return self;
}

void
ct_check_list_free (CtCheckList *self)
{
  g_object_unref (self->desk);
  g_object_unref (self->worklist);
  g_free (self);
}

/* A record the disk refused stays in the list, which says so. */
static void
on_released_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row == NULL)
    g_warning ("a record could not be released: %s", error->message);
}

static gboolean
release_one (CtCheckList *self, CtRow *row)
{
  gboolean here = ct_desk_is_open (self->desk, row);

  if (!ct_out_tray_may_release (self->tray) || (here && ct_desk_is_changed (self->desk)) || !ct_out_tray_release_async (self->tray, row, on_released_cb, NULL))
    return FALSE;
  if (here)
    ct_desk_close (self->desk);
  return TRUE;
}

/**
 * ct_check_list_release:
 * @kept: (out): how many are to be mended first, or are in the form and changed
 *
 * Hands all to the sender as they are, if who works now may.
 *
 * Returns: how many
 */
guint
ct_check_list_release (CtCheckList *self, guint *kept)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist)), released = 0;

  *kept = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->worklist), i);

      if (ct_work_item_get_section (item) != CT_SECTION_TO_CHECK)
        continue;
      if (release_one (self, ct_work_item_get_row (item)))
        released++;
      else
        (*kept)++;
    }
  return released;
}
