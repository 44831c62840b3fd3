/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The files with results that are outside, on disk: each in an envelope under a key of its
 * own, since a path may tell of a person. */

#include "config.h"

#include "ct-export-table.h"

#include "ct-statement.h"

#include <string.h>

#define REVISION 1 /* one is written, and removed; never changed */

/**
 * ct_export_table_add:
 *
 * Inside a transaction of the caller.
 */
gboolean
ct_export_table_add (CtDb *db, CtSeal *seal, const CtExport *export, GError **error)
{
  g_autoptr (GBytes) packed = ct_export_pack (export);
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &export->uuid);
  g_autoptr (GBytes) envelope = ct_seal_close (seal, key, &export->uuid, REVISION, CT_SEAL_EXPORT, packed, error);
  g_autoptr (CtStatement) statement = NULL;

  if (envelope == NULL)
    return FALSE;
  statement = ct_statement_new (db, "INSERT INTO export (uuid, export_key, envelope) VALUES (?1, ?2, ?3)", error);
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, export->uuid.bytes, sizeof export->uuid.bytes);
  ct_statement_bind_bytes (statement, 2, key);
  ct_statement_bind_bytes (statement, 3, envelope);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/* Returns: (transfer full) (nullable) */
static CtExport *
read_one (CtStatement *statement, CtSeal *seal)
{
  g_autoptr (GBytes) id = ct_statement_bytes (statement, 0);
  g_autoptr (GBytes) key = ct_statement_bytes (statement, 1);
  g_autoptr (GBytes) envelope = ct_statement_bytes (statement, 2);
  g_autoptr (GBytes) packed = NULL;
  CtUuid uuid;

  if (id == NULL || g_bytes_get_size (id) != sizeof uuid.bytes || key == NULL || envelope == NULL)
    return NULL;
  memcpy (uuid.bytes, g_bytes_get_data (id, NULL), sizeof uuid.bytes);
  packed = ct_seal_open (seal, key, &uuid, REVISION, CT_SEAL_EXPORT, envelope, NULL);
  return packed != NULL ? ct_export_unpack (&uuid, packed) : NULL;
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const CtExport *one = *(CtExport * const *) a, *two = *(CtExport * const *) b;

  return (one->made_at > two->made_at) - (one->made_at < two->made_at);
}

/**
 * ct_export_table_list:
 *
 * One that was changed from outside is left out: the audit chain tells of it still.
 *
 * Returns: (transfer full) (element-type CtExport) (nullable): oldest first
 */
GPtrArray *
ct_export_table_list (CtDb *db, CtSeal *seal, GError **error)
{
  g_autoptr (GPtrArray) exports = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_export_free);
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT uuid, export_key, envelope FROM export", error);
  CtStep step = CT_STEP_ERROR;

  while (statement != NULL && (step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      CtExport *export = read_one (statement, seal);

      if (export != NULL)
        g_ptr_array_add (exports, export);
    }
  if (step == CT_STEP_ERROR)
    return NULL;
  g_ptr_array_sort (exports, compare_age);
  return g_steal_pointer (&exports);
}

/**
 * ct_export_table_remove:
 *
 * Inside a transaction of the caller.
 */
gboolean
ct_export_table_remove (CtDb *db, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "DELETE FROM export WHERE uuid = ?1", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_export_table_rekey:
 *
 * All of them under @after. Inside a transaction of the caller.
 */
gboolean
ct_export_table_rekey (CtDb *db, CtSeal *before, CtSeal *after, GError **error)
{
  g_autoptr (GPtrArray) exports = ct_export_table_list (db, before, error);
  gboolean good = exports != NULL;

  for (guint i = 0; good && i < exports->len; i++)
    {
      const CtExport *export = g_ptr_array_index (exports, i);

      good = ct_export_table_remove (db, &export->uuid, error) && ct_export_table_add (db, after, export, error);
    }
  return good;
}
