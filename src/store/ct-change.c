/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The end of a transaction on one record, told truly even by a failing disk.
 *
 * A COMMIT that failed was not rolled back for certain: its pages may have reached
 * the log, and the next opening finds them there. So after an error of the disk
 *
 *   close, open again, look the record up by its UUID
 *     it is there as written      fold the log, which syncs it: kept
 *     it is not                   once more, the same change
 *   and when that fails, too, look again: what is not there now was not kept
 *
 * Only where even looking fails, or what is there cannot be synced, nobody knows:
 * %CT_STORE_ERROR_UNSURE. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-change.h"

#include "ct-record-table.h"
#include "ct-store.h"

typedef struct
{
  CtDb        **db;
  const char   *path;
  CtSeal       *seal;
  const CtUuid *uuid;
  CtRow        *row; /* nullable: the record goes */
  gint64        seq; /* it had before */
  GBytes       *mac; /* nullable: of the writing under way */
} Change;

static gboolean
attempt (Change *self, GError **error)
{
  g_clear_pointer (&self->mac, g_bytes_unref);
  if (self->row == NULL)
    return ct_record_table_delete (*self->db, self->uuid, error) && ct_db_commit (*self->db, error);
  self->row->seq = self->seq;
  return ct_record_table_write (*self->db, self->seal, self->row, &self->mac, error) && ct_db_commit (*self->db, error);
}

static gboolean
open_again (Change *self)
{
  g_clear_pointer (self->db, ct_db_close);
  *self->db = ct_db_open (self->path, NULL);
  return *self->db != NULL;
}

/* Returns: whether it is known; then @kept says it */
static gboolean
look (Change *self, gboolean *kept)
{
  gboolean held;

  if (self->row != NULL && self->mac == NULL)
    {
      *kept = FALSE; /* it never came as far as the COMMIT */
      return TRUE;
    }
  if (!open_again (self) || !ct_record_table_holds (*self->db, self->uuid, self->mac, &held, NULL))
    return FALSE;
  *kept = self->row != NULL ? held : !held;
  return !*kept || ct_db_fold (*self->db, NULL);
}

/* Returns: whether the change is kept */
static gboolean
recover (Change *self, GError *first, GError **error)
{
  gboolean kept = FALSE, known = look (self, &kept);

  if (known && !kept && (*self->db == NULL || ct_db_is_troubled (*self->db)))
    open_again (self);
  if (known && !kept && *self->db != NULL && ct_db_begin (*self->db, NULL))
    {
      if (attempt (self, NULL))
        return TRUE;
      ct_db_rollback (*self->db);
      known = look (self, &kept);
    }
  if (known && kept)
    return TRUE;
  if (known)
    g_set_error_literal (error, first->domain, first->code, first->message);
  else
    g_set_error (error, CT_STORE_ERROR, CT_STORE_ERROR_UNSURE, "the record may or may not be kept: %s", first->message);
  return FALSE;
}

/**
 * ct_change_keep:
 * @db: in a transaction; closed and opened again when the disk fails, NULL when it
 *   does not open any more
 * @path: its file
 * @row: (nullable): what the record is from now on; NULL when it goes
 *
 * Writes and commits.
 *
 * Returns: TRUE when the change is on disk; otherwise it is not, but for
 *   %CT_STORE_ERROR_UNSURE
 */
gboolean
ct_change_keep (CtDb **db, const char *path, CtSeal *seal, const CtUuid *uuid, CtRow *row, GError **error)
{
  Change self = { db, path, seal, uuid, row, row != NULL ? row->seq : 0, NULL };
  g_autoptr (GError) first = NULL;
  gboolean kept = attempt (&self, &first);

  if (!kept && *db != NULL)
    ct_db_rollback (*db);
  if (!kept && ct_db_is_troubled (*db))
    {
      g_info ("the disk failed: %s", first->message);
      kept = recover (&self, first, error);
    }
  else if (!kept)
    g_propagate_error (error, g_steal_pointer (&first));
  g_clear_pointer (&self.mac, g_bytes_unref);
  return kept;
}
