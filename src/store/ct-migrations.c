/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Numbered steps of the schema. Each runs in one transaction; a step that
 * fails leaves the file as it was. A file of a newer version is refused. */

#include "config.h"

#include "ct-migrations.h"

#include "ct-store-sql.h"
#include "ct-store.h"

#include <gio/gio.h>

#define APPLICATION_ID 0x43545631 /* "CTV1" */
#define LATEST         10

static gboolean
step (CtDb *db, gint64 version, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/fr/comptoir/store/%04" G_GINT64_FORMAT ".sql", version);
  g_autofree char *mark = g_strdup_printf ("PRAGMA user_version = %" G_GINT64_FORMAT, version);
  g_autoptr (GBytes) sql =
    g_resource_lookup_data (ct_store_sql_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (sql == NULL || !ct_db_begin (db, error))
    return FALSE;
  if (ct_db_exec (db, g_bytes_get_data (sql, NULL), error) && ct_db_exec (db, mark, error)
      && ct_db_commit (db, error))
    return TRUE;
  ct_db_rollback (db);
  return FALSE;
}

/**
 * ct_migrations_are_due:
 * @due: (out): whether @db is of an earlier version that holds something
 */
gboolean
ct_migrations_are_due (CtDb *db, gboolean *due, GError **error)
{
  gint64 version;

  if (!ct_db_get_int64 (db, "PRAGMA user_version", &version, error))
    return FALSE;
  *due = version > 0 && version < LATEST;
  return TRUE;
}

/**
 * ct_migrations_run:
 *
 * Brings the schema of @db to this version's.
 */
gboolean
ct_migrations_run (CtDb *db, GError **error)
{
  gint64 id, version;

  if (!ct_db_get_int64 (db, "PRAGMA application_id", &id, error)
      || !ct_db_get_int64 (db, "PRAGMA user_version", &version, error))
    return FALSE;
  if ((id != APPLICATION_ID && (id != 0 || version != 0)) || version > LATEST)
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FOREIGN,
                           "this file is not Comptoir's, or of a newer version");
      return FALSE;
    }
  if (id == 0 && !ct_db_exec (db, "PRAGMA application_id = 0x43545631", error))
    return FALSE;

  while (version < LATEST)
    if (!step (db, ++version, error))
      return FALSE;
  return TRUE;
}
