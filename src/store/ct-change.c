/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The end of a transaction on one record, told truly even by a failing disk.
 *
 * A COMMIT that failed was not rolled back for certain: its pages may have reached
 * the log, and the next opening finds them there. So after an error of the disk
 *
 *   close, open again, look the record up by its UUID
 *     it is there as written      fold the log, which syncs it: kept
 *     it is as it was before      once more, the same change
 *   and when that fails, too, look again: what is not there now was not kept
 *
 * Only where even looking fails, or what is there cannot be synced, nobody knows:
 * %CT_STORE_ERROR_UNSURE. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-change.h"

#include "ct-audit.h"
#include "ct-record-table.h"
#include "ct-store.h"

typedef struct
{
  CtDb        **db;
  const char   *path;
  CtSeal       *seal;
  const CtUuid *uuid;
  CtRow        *row; /* nullable: the record goes */
  const char   *verb; /* what that is called, in the audit chain */
  gint64        seq; /* it had before */
  GBytes       *before; /* nullable: MAC of the record as it was; NULL when there was none */
  GBytes       *mac;    /* nullable: of the writing under way */
} Change;

static gboolean
attempt (Change *self, GError **error)
{
  g_clear_pointer (&self->mac, g_bytes_unref);
  if (self->row == NULL)
    return ct_record_table_delete (*self->db, self->uuid, error)
           && ct_audit_append (*self->db, self->seal, NULL, self->verb, self->uuid, NULL, "", error) && ct_db_commit (*self->db, error);
  self->row->seq = self->seq;
  return ct_record_table_write (*self->db, self->seal, self->row, &self->mac, error) && ct_db_commit (*self->db, error);
}

static gboolean
open_again (Change *self)
{
  char actor[CT_DB_ACTOR_LENGTH] = "";

  if (*self->db != NULL)
    g_strlcpy (actor, ct_db_get_actor (*self->db), sizeof actor);
  g_clear_pointer (self->db, ct_db_close);
  *self->db = ct_db_open (self->path, NULL);
  if (*self->db != NULL)
    ct_db_set_actor (*self->db, actor);
  return *self->db != NULL;
}

static gboolean
is_same (GBytes *a, GBytes *b)
{
  return a == b || (a != NULL && b != NULL && g_bytes_equal (a, b));
}

/* Returns: whether it is known; then @kept says it */
static gboolean
look (Change *self, gboolean *kept)
{
  g_autoptr (GBytes) there = NULL;

  if (self->row != NULL && self->mac == NULL)
    {
      *kept = FALSE; /* it never came as far as the COMMIT */
      return TRUE;
    }
  if (!open_again (self) || !ct_record_table_find_mac (*self->db, self->uuid, &there, NULL))
    return FALSE;
  *kept = is_same (there, self->mac);
  return !*kept || ct_db_fold (*self->db, NULL);
}

/* Not over what another process made of the record meanwhile. */
static gboolean
is_as_before (Change *self)
{
  g_autoptr (GBytes) there = NULL;

  return ct_record_table_find_mac (*self->db, self->uuid, &there, NULL) && is_same (there, self->before);
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
      gboolean again = is_as_before (self);

      if (again && attempt (self, NULL))
        return TRUE;
      ct_db_rollback (*self->db);
      if (again)
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
 * @verb: (nullable): what its going is called
 *
 * Writes and commits.
 *
 * Returns: TRUE when the change is on disk; otherwise it is not, but for
 *   %CT_STORE_ERROR_UNSURE
 */
gboolean
ct_change_keep (CtDb **db, const char *path, CtSeal *seal, const CtUuid *uuid, CtRow *row, const char *verb, GError **error)
{
  Change self = { db, path, seal, uuid, row, verb, row != NULL ? row->seq : 0, NULL, NULL };
  g_autoptr (GError) first = NULL;
  gboolean kept;

  if (!ct_record_table_find_mac (*db, uuid, &self.before, error))
    return FALSE;
  kept = attempt (&self, &first);
  if (!kept && *db != NULL)
    ct_db_rollback (*db);
  if (!kept && ct_db_is_troubled (*db))
    {
      g_info ("the disk failed: %s", first->message);
      kept = recover (&self, first, error);
    }
  else if (!kept)
    g_propagate_error (error, g_steal_pointer (&first));
  g_clear_pointer (&self.before, g_bytes_unref);
  g_clear_pointer (&self.mac, g_bytes_unref);
  return kept;
}
