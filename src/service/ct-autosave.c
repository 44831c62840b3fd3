/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The record in the form, on disk within SAVE_MS of the last key and at once when it
 * is asked for. A record nobody typed anything into is never saved. */

#define G_LOG_DOMAIN "ct-desk"

#include "config.h"

#include "ct-autosave.h"

#define SAVE_MS 400

struct _CtAutosave
{
  gatomicrefcount   refs;
  CtStore          *store;
  CtDraft          *draft;
  CtFilling        *filling; /* unowned */
  CtAutosaveFailed  failed;  /* NULL once closed */
  gpointer          data;
  CtUuid            uuid;
  CtField           cursor;
  gboolean          saved;   /* a row of this UUID exists, or is being made */
  gboolean          dirty;   /* typed since the last save was asked for */
  gboolean          hold;    /* the record is on its way somewhere else */
  guint             save_id;
};

static void
unref (CtAutosave *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_object_unref (self->store);
  g_object_unref (self->draft);
  g_free (self);
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CtAutosave *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row == NULL)
    {
      g_warning ("a draft could not be saved: %s", error->message);
      self->dirty = TRUE;
      if (self->failed != NULL)
        self->failed (error->message, self->data);
    }
  unref (self);
}

static gboolean
save_cb (gpointer data)
{
  CtAutosave *self = data;

  self->save_id = 0;
  ct_autosave_save (self, TRUE);
  return G_SOURCE_REMOVE;
}

CtAutosave *
ct_autosave_new (CtStore *store, CtDraft *draft, CtFilling *filling, CtAutosaveFailed failed, gpointer data)
{
  CtAutosave *self = g_new0 (CtAutosave, 1);

  g_atomic_ref_count_init (&self->refs);
  self->store = g_object_ref (store);
  self->draft = g_object_ref (draft);
  self->filling = filling;
  self->failed = failed;
  self->data = data;
  return self;
}

/**
 * ct_autosave_close:
 *
 * Saves nothing more; what was asked for is still finished by the store.
 */
void
ct_autosave_close (CtAutosave *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->failed = NULL;
  unref (self);
}

/**
 * ct_autosave_begin:
 * @saved: whether @uuid is on disk already
 *
 * Another record is in the form, or the one there is gone.
 */
void
ct_autosave_begin (CtAutosave *self, const CtUuid *uuid, gboolean saved)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->uuid = *uuid;
  self->saved = saved;
  self->dirty = FALSE;
}

void
ct_autosave_set_cursor (CtAutosave *self, CtField cursor)
{
  self->cursor = cursor;
}

CtField
ct_autosave_get_cursor (CtAutosave *self)
{
  return self->cursor;
}

/**
 * ct_autosave_touch:
 *
 * Something was typed.
 */
void
ct_autosave_touch (CtAutosave *self)
{
  self->dirty = TRUE;
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_MS, save_cb, self);
}

/**
 * ct_autosave_hold:
 * @hold: while the record is being validated: it is written there
 */
void
ct_autosave_hold (CtAutosave *self, gboolean hold)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->hold = hold;
  self->dirty = !hold;
}

/**
 * ct_autosave_save:
 * @open: whether the form is to show this record again after a restart
 */
void
ct_autosave_save (CtAutosave *self, gboolean open)
{
  g_autoptr (CtEntry) entry = NULL;

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->hold || (!self->saved && ct_filling_is_blank (self->filling)))
    return;
  entry = ct_draft_dup_entry (self->draft, self->cursor, open);
  self->dirty = FALSE;
  self->saved = TRUE;
  g_atomic_ref_count_inc (&self->refs);
  ct_store_save_draft_async (self->store, &self->uuid, entry, on_saved_cb, self);
}

gboolean
ct_autosave_is_dirty (CtAutosave *self)
{
  return self->dirty;
}

/**
 * ct_autosave_is_saved:
 *
 * Returns: whether the record is on disk, or on its way there
 */
gboolean
ct_autosave_is_saved (CtAutosave *self)
{
  return self->saved;
}
