/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A result and the corrections of it: records of their own, each naming the one it
 * follows. There is one chain, never a fork: who opens any of them gets the newest. */

#include "config.h"

#include "ct-revisions.h"

/**
 * ct_revisions_newest:
 *
 * Returns: (transfer none): @row, or the last correction there is of it, whatever
 *   its state
 */
CtRow *
ct_revisions_newest (CtWorklist *worklist, CtRow *row)
{
  CtRow *next;

  while ((next = ct_worklist_find_amendment (worklist, &row->uuid)) != NULL)
    row = next;
  return row;
}

/**
 * ct_revisions_before:
 *
 * Returns: (transfer none) (nullable): the record that @entry corrects or cancels;
 *   NULL when it is a result of its own
 */
CtRow *
ct_revisions_before (CtWorklist *worklist, const CtEntry *entry)
{
  const CtAmendment *amendment = ct_entry_get_amendment (entry);

  return amendment != NULL ? ct_worklist_find (worklist, &amendment->amends) : NULL;
}

/**
 * ct_revisions_is_open:
 *
 * Returns: whether a correction of the record @uuid is not done with yet
 */
gboolean
ct_revisions_is_open (CtWorklist *worklist, const CtUuid *uuid)
{
  CtRow *next = ct_worklist_find_amendment (worklist, uuid);

  return next != NULL && !ct_state_is_final (next->state);
}

/**
 * ct_revisions_amend:
 *
 * Returns: (transfer full): the answers of a correction of @row that changes nothing
 *   yet
 */
CtEntry *
ct_revisions_amend (CtRow *row)
{
  CtEntry *entry = ct_entry_copy (row->entry);
  CtAmendment amendment = { .amends = row->uuid };

  ct_entry_set_amendment (entry, &amendment);
  ct_entry_set (entry, CT_FIELD_REASON, NULL);
  ct_entry_set_validated_at (entry, 0);
  ct_entry_set_by (entry, NULL);
  ct_entry_set_held (entry, FALSE);
  ct_entry_set_due_at (entry, 0, 0);
  ct_entry_set_cursor (entry, CT_FIELD_BIRTH_NAME, TRUE);
  return entry;
}

/**
 * ct_revisions_merge:
 * @row: was refused after all: there is nothing to correct at the service
 * @amendment: waited for its fate
 *
 * Returns: (transfer full): the answers of @amendment for @row itself; those of @row
 *   when there is nothing to cancel
 */
CtEntry *
ct_revisions_merge (CtRow *row, CtRow *amendment)
{
  gboolean cancels = ct_entry_get_amendment (amendment->entry)->cancels;
  CtEntry *entry = ct_entry_copy (cancels ? row->entry : amendment->entry);

  ct_entry_set_amendment (entry, ct_entry_get_amendment (row->entry));
  ct_entry_set (entry, CT_FIELD_REASON, ct_entry_get (row->entry, CT_FIELD_REASON));
  ct_entry_set_validated_at (entry, 0);
  ct_entry_set_cursor (entry, CT_FIELD_BIRTH_NAME, TRUE);
  return entry;
}

/**
 * ct_revisions_history:
 *
 * Returns: (transfer full) (element-type CtRow): the records that @entry follows, the
 *   first of them first
 */
GPtrArray *
ct_revisions_history (CtWorklist *worklist, const CtEntry *entry)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);

  for (CtRow *row = ct_revisions_before (worklist, entry); row != NULL; row = ct_revisions_before (worklist, row->entry))
    g_ptr_array_insert (rows, 0, ct_row_ref (row));
  return rows;
}

/**
 * ct_revisions_uuids:
 *
 * Returns: (transfer full) (element-type CtUuid): of all of @row's chain, the first of
 *   them first
 */
GPtrArray *
ct_revisions_uuids (CtWorklist *worklist, CtRow *row)
{
  CtRow *newest = ct_revisions_newest (worklist, row);
  g_autoptr (GPtrArray) rows = ct_revisions_history (worklist, newest->entry);
  GPtrArray *uuids = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (rows, ct_row_ref (newest));
  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (uuids, g_memdup2 (&((CtRow *) g_ptr_array_index (rows, i))->uuid, sizeof (CtUuid)));
  return uuids;
}
