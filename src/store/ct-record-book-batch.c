/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Many records at once, all of them or none: what comes in out of a file, and what of it is
 * taken back. One transaction each, so that a crash or a full disk leaves no half. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-book-private.h"

#include "ct-audit.h"
#include "ct-record-table.h"
#include "ct-store.h"

static CtRow *
draft_of (CtEntry *entry)
{
  CtRow *row = ct_row_new ();

  row->uuid = ct_uuid_random ();
  row->revision = 1;
  row->state = CT_STATE_DRAFT;
  row->entry = ct_entry_ref (entry);
  return row;
}

/* A COMMIT that failed may have been kept (ct-change.c): one record tells of all. */
static gboolean
is_kept (CtRecordBook *self, const CtRow *row)
{
  g_autoptr (GBytes) mac = NULL;

  return self->db != NULL && ct_record_table_find_mac (self->db, &row->uuid, &mac, NULL) && mac != NULL;
}

/**
 * ct_record_book_add_drafts:
 * @entries: (element-type CtEntry)
 * @rows: (out) (transfer full) (element-type CtRow): the drafts they are now, in their order
 */
gboolean
ct_record_book_add_drafts (CtRecordBook *self, GPtrArray *entries, GPtrArray **rows, GError **error)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autofree char *detail = g_strdup_printf ("%u", entries->len);
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  good = ct_audit_append (self->db, self->seal, NULL, CT_AUDIT_IMPORTED, NULL, NULL, detail, error);
  for (guint i = 0; good && i < entries->len; i++)
    {
      CtRow *row = draft_of (g_ptr_array_index (entries, i));

      g_ptr_array_add (added, row);
      good = ct_record_table_write (self->db, self->seal, row, NULL, error);
    }
  if (good)
    good = ct_db_commit (self->db, error);
  if (!good)
    {
      ct_db_rollback (self->db);
      if (added->len == 0 || !is_kept (self, g_ptr_array_index (added, 0)))
        return FALSE;
      g_clear_error (error);
    }
  *rows = g_steal_pointer (&added);
  return TRUE;
}

/* Returns: whether nobody has touched @row since it came in */
static gboolean
is_untouched (CtRecordBook *self, const CtRow *row)
{
  g_autoptr (CtRow) now = ct_record_table_find (self->db, self->seal, &row->uuid, NULL);

  return now != NULL && now->state == CT_STATE_DRAFT && ct_entry_same_answers (now->entry, row->entry);
}

/**
 * ct_record_book_discard_drafts:
 * @rows: (element-type CtRow): of ct_record_book_add_drafts()
 * @gone: (out) (transfer full) (element-type CtUuid): those that nobody has changed or validated since
 *
 * Destroys them and their keys, in the log, too.
 */
gboolean
ct_record_book_discard_drafts (CtRecordBook *self, GPtrArray *rows, GPtrArray **gone, GError **error)
{
  g_autoptr (GPtrArray) removed = g_ptr_array_new_with_free_func (g_free);
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  for (guint i = 0; good && i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);

      if (!is_untouched (self, row))
        continue;
      g_ptr_array_add (removed, g_memdup2 (&row->uuid, sizeof row->uuid));
      good = ct_record_table_delete (self->db, &row->uuid, error)
             && ct_audit_append (self->db, self->seal, NULL, CT_AUDIT_DISCARDED, &row->uuid, NULL, "", error);
    }
  good = good && ct_db_commit (self->db, error);
  if (!good)
    {
      ct_db_rollback (self->db);
      return FALSE;
    }
  ct_db_fold (self->db, NULL);
  *gone = g_steal_pointer (&removed);
  return TRUE;
}
