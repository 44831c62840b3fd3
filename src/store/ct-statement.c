/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A prepared statement whose every result code is looked at: a failed bind is
 * remembered and reported by the next step. Freed, it goes back to its connection, which
 * keeps it prepared for the next time. */

#include "config.h"

#include "ct-statement.h"

struct _CtStatement
{
  CtDb         *db;
  sqlite3_stmt *handle;
  gboolean      bind_failed;
};

/**
 * ct_statement_new:
 *
 * Returns: (transfer full) (nullable): not to outlive @db
 */
CtStatement *
ct_statement_new (CtDb *db, const char *sql, GError **error)
{
  sqlite3_stmt *handle = ct_db_take_statement (db, sql);
  CtStatement *self;

  if (handle == NULL
      && sqlite3_prepare_v3 (ct_db_handle (db), sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL) != SQLITE_OK)
    {
      ct_db_set_error (db, error);
      return NULL;
    }
  self = g_new0 (CtStatement, 1);
  self->db = db;
  self->handle = handle;
  return self;
}

void
ct_statement_free (CtStatement *self)
{
  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
  ct_db_keep_statement (self->db, self->handle);
  g_free (self);
}

void
ct_statement_bind_int64 (CtStatement *self, int index, gint64 value)
{
  self->bind_failed |= sqlite3_bind_int64 (self->handle, index, value) != SQLITE_OK;
}

void
ct_statement_bind_text (CtStatement *self, int index, const char *value)
{
  self->bind_failed |= sqlite3_bind_text (self->handle, index, value, -1, SQLITE_TRANSIENT) != SQLITE_OK;
}

void
ct_statement_bind_data (CtStatement *self, int index, gconstpointer data, gsize length)
{
  self->bind_failed |= sqlite3_bind_blob64 (self->handle, index, data, length, SQLITE_TRANSIENT) != SQLITE_OK;
}

/**
 * ct_statement_bind_bytes:
 * @value: (nullable): NULL binds NULL
 */
void
ct_statement_bind_bytes (CtStatement *self, int index, GBytes *value)
{
  gsize length;
  gconstpointer data;

  if (value == NULL)
    {
      self->bind_failed |= sqlite3_bind_null (self->handle, index) != SQLITE_OK;
      return;
    }
  data = g_bytes_get_data (value, &length);
  ct_statement_bind_data (self, index, data, length);
}

CtStep
ct_statement_step (CtStatement *self, GError **error)
{
  int code = self->bind_failed ? SQLITE_ERROR : sqlite3_step (self->handle);

  if (code == SQLITE_ROW)
    return CT_STEP_ROW;
  if (code == SQLITE_DONE)
    return CT_STEP_DONE;
  ct_db_set_error (self->db, error);
  return CT_STEP_ERROR;
}

/**
 * ct_statement_reset:
 *
 * Ready to be bound and stepped again.
 */
void
ct_statement_reset (CtStatement *self)
{
  sqlite3_reset (self->handle);
}

gint64
ct_statement_int64 (CtStatement *self, int column)
{
  return sqlite3_column_int64 (self->handle, column);
}

/**
 * ct_statement_text:
 *
 * Returns: (transfer full): never NULL
 */
char *
ct_statement_text (CtStatement *self, int column)
{
  const char *text = (const char *) sqlite3_column_text (self->handle, column);

  return g_strdup (text != NULL ? text : "");
}

/**
 * ct_statement_bytes:
 *
 * Returns: (transfer full) (nullable): NULL for NULL
 */
GBytes *
ct_statement_bytes (CtStatement *self, int column)
{
  const void *data = sqlite3_column_blob (self->handle, column);

  if (sqlite3_column_type (self->handle, column) == SQLITE_NULL)
    return NULL;
  return g_bytes_new (data, (gsize) sqlite3_column_bytes (self->handle, column));
}
