/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The schema on the server, in numbered steps of one transaction each. By the administrator's
 * role alone: a workstation's may not. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-server-schema.h"

#include "ct-server-private.h"
#include "ct-share-sql.h"

#include <gio/gio.h>

#define LATEST 1

gint64
ct_server_schema_latest (void)
{
  return LATEST;
}

/**
 * ct_server_schema_get_version:
 * @version: (out): 0 where nothing was set up
 */
gboolean
ct_server_schema_get_version (CtServer *self, gint64 *version, GError **error)
{
  g_autoptr (PGresult) there = ct_server_query (self, "SELECT to_regclass ('comptoir.version') IS NOT NULL", NULL, error);
  g_autoptr (PGresult) number = NULL;

  *version = 0;
  if (there == NULL)
    return FALSE;
  if (!ct_server_value_boolean (there, 0, 0))
    return TRUE;
  number = ct_server_query (self, "SELECT max (number)::bigint FROM comptoir.version", NULL, error);
  if (number == NULL)
    return FALSE;
  *version = ct_server_value_int64 (number, 0, 0);
  return TRUE;
}

static gboolean
step (CtServer *self, gint64 version, GError **error)
{
  g_autofree char *path = g_strdup_printf ("/fr/comptoir/share/%04" G_GINT64_FORMAT ".sql", version);
  g_autofree char *mark = g_strdup_printf ("INSERT INTO comptoir.version VALUES (%" G_GINT64_FORMAT ")", version);
  g_autoptr (GBytes) sql = g_resource_lookup_data (ct_share_sql_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (sql == NULL || !ct_server_run (self, "BEGIN", error))
    return FALSE;
  if (ct_server_run (self, g_bytes_get_data (sql, NULL), error) && ct_server_run (self, mark, error))
    return ct_server_run (self, "COMMIT", error);
  ct_server_run (self, "ROLLBACK", NULL);
  return FALSE;
}

/**
 * ct_server_schema_migrate:
 *
 * Brings the schema to this version's; it was made at the first time. A step that fails leaves
 * it as it was.
 */
gboolean
ct_server_schema_migrate (CtServer *self, GError **error)
{
  gint64 version;

  if (!ct_server_schema_get_version (self, &version, error))
    return FALSE;
  if (version > LATEST)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN, "the server is set up for a newer version of Comptoir");
      return FALSE;
    }
  while (version < LATEST)
    if (!step (self, ++version, error))
      return FALSE;
  return TRUE;
}
