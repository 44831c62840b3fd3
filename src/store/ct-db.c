/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One SQLite connection, opened so that "saved" means on disk and that a
 * database someone else prepared cannot run anything. Lives on the store's
 * worker; every result code becomes a GError with the extended code. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-db.h"

#include "ct-statement.h"
#include "ct-store.h"

#include <string.h>

struct _CtDb
{
  sqlite3 *handle;
  gboolean troubled; /* the disk answered with an error */
  GHashTable *idle;  /* of SQL to the sqlite3_stmt prepared of it that nobody uses now */
  char     actor[CT_DB_ACTOR_LENGTH];
};

/* All set explicitly: the defaults differ between builds of SQLite.
 * synchronous=FULL: with NORMAL, WAL loses the last commits at a power cut.
 * secure_delete: what was deleted does not stay in free pages. */
static const char pragmas[] =
  "PRAGMA journal_mode = WAL;"
  "PRAGMA synchronous = FULL;"
  "PRAGMA secure_delete = ON;"
  "PRAGMA temp_store = MEMORY;"
  "PRAGMA mmap_size = 0;"
  "PRAGMA trusted_schema = OFF;"
  "PRAGMA cell_size_check = ON;"
  "PRAGMA foreign_keys = ON;"
  "PRAGMA wal_autocheckpoint = 200;"
  "PRAGMA journal_size_limit = 1048576;";

/**
 * ct_db_set_error:
 *
 * Sets @error from what the connection last answered.
 */
void
ct_db_set_error (CtDb *self, GError **error)
{
  int code = sqlite3_extended_errcode (self->handle);

  switch (code & 0xff)
    {
    case SQLITE_IOERR: case SQLITE_FULL: case SQLITE_READONLY: case SQLITE_CANTOPEN: case SQLITE_CORRUPT:
      self->troubled = TRUE;
      break;
    default:
      break;
    }
  g_set_error (error, CT_STORE_ERROR,
               (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED ? CT_STORE_ERROR_BUSY
               : (code & 0xff) == SQLITE_FULL                                 ? CT_STORE_ERROR_FULL
                                                                              : CT_STORE_ERROR_FAILED,
               "SQLite %d: %s", code, sqlite3_errmsg (self->handle));
}

static void
finalize_cb (gpointer statement)
{
  sqlite3_finalize (statement);
}

/**
 * ct_db_take_statement:
 *
 * Returns: (transfer full) (nullable): @sql, prepared before; NULL when it is to be
 *   prepared now
 */
sqlite3_stmt *
ct_db_take_statement (CtDb *self, const char *sql)
{
  gpointer key, statement;

  return g_hash_table_steal_extended (self->idle, sql, &key, &statement) ? statement : NULL;
}

/**
 * ct_db_keep_statement:
 * @statement: (transfer full): reset, and nothing bound to it
 *
 * For the next one who wants the same.
 */
void
ct_db_keep_statement (CtDb *self, sqlite3_stmt *statement)
{
  /* Its own text is the key, and lives as long as it does. */
  g_hash_table_replace (self->idle, (gpointer) sqlite3_sql (statement), statement);
}

/**
 * ct_db_set_actor:
 * @actor: who works on this connection, by a pseudonym; the audit chain names them
 */
void
ct_db_set_actor (CtDb *self, const char *actor)
{
  g_strlcpy (self->actor, actor, sizeof self->actor);
}

const char *
ct_db_get_actor (CtDb *self)
{
  return self->actor;
}

/**
 * ct_db_is_troubled:
 *
 * Returns: whether the disk answered with an error: what this connection believes of
 *   the files may be wrong, and it is to be closed
 */
gboolean
ct_db_is_troubled (CtDb *self)
{
  return self->troubled;
}

/**
 * ct_db_exec:
 * @sql: statements that return no rows
 */
gboolean
ct_db_exec (CtDb *self, const char *sql, GError **error)
{
  if (sqlite3_exec (self->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;
  ct_db_set_error (self, error);
  return FALSE;
}

/**
 * ct_db_get_int64:
 * @value: (out): the one integer @sql selects
 */
gboolean
ct_db_get_int64 (CtDb *self, const char *sql, gint64 *value, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (self, sql, error);

  if (statement == NULL || ct_statement_step (statement, error) != CT_STEP_ROW)
    return FALSE;
  *value = ct_statement_int64 (statement, 0);
  return TRUE;
}

static void
restrict_connection (sqlite3 *handle)
{
  sqlite3_extended_result_codes (handle, 1);
  sqlite3_busy_timeout (handle, 5000);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_limit (handle, SQLITE_LIMIT_LENGTH, 1 << 20);
  sqlite3_limit (handle, SQLITE_LIMIT_SQL_LENGTH, 1 << 16);
  sqlite3_limit (handle, SQLITE_LIMIT_ATTACHED, 1);
  sqlite3_limit (handle, SQLITE_LIMIT_TRIGGER_DEPTH, 2);
}

/* In newer SQLite the table-valued form takes its argument for a table's name. */
static gboolean
is_sound (CtDb *self, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (self, "PRAGMA quick_check(1)", error);
  g_autofree char *answer = NULL;

  if (statement == NULL || ct_statement_step (statement, error) == CT_STEP_ERROR)
    return FALSE;
  answer = ct_statement_text (statement, 0);
  if (g_str_equal (answer, "ok"))
    return TRUE;
  g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "the database is damaged");
  return FALSE;
}

/**
 * ct_db_open:
 * @path: created when absent; never a symbolic link
 *
 * Returns: (transfer full) (nullable)
 */
CtDb *
ct_db_open (const char *path, GError **error)
{
  g_autoptr (CtDb) self = g_new0 (CtDb, 1);

  self->idle = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, finalize_cb);
  if (sqlite3_open_v2 (path, &self->handle,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW,
                       NULL) != SQLITE_OK)
    {
      ct_db_set_error (self, error);
      return NULL;
    }
  restrict_connection (self->handle);
  if (!ct_db_exec (self, pragmas, error) || !is_sound (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ct_db_fold:
 *
 * Folds the write-ahead log into the database, synced, and leaves it empty.
 */
gboolean
ct_db_fold (CtDb *self, GError **error)
{
  if (sqlite3_wal_checkpoint_v2 (self->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) == SQLITE_OK)
    return TRUE;
  ct_db_set_error (self, error);
  return FALSE;
}

#define NEEDLE (sizeof (guint64)) /* bytes of one that are looked for: random ones, of a nonce */
#define CHUNK  (1 << 20)

/* How many of @file's bytes begin one of @needles. Through SQLite's own handle: a second one,
 * closed, would drop the process's locks on the file. */
static gboolean
count_in_file (sqlite3_file *file, GHashTable *needles, guint *traces)
{
  sqlite3_int64 size = 0;
  g_autofree guint8 *chunk = g_malloc (CHUNK + NEEDLE);

  if (file == NULL || file->pMethods == NULL)
    return TRUE; /* there is none */
  if (file->pMethods->xFileSize (file, &size) != SQLITE_OK)
    return FALSE;
  for (sqlite3_int64 at = 0; at + (sqlite3_int64) NEEDLE <= size; at += CHUNK)
    {
      int length = (int) MIN (size - at, (sqlite3_int64) (CHUNK + NEEDLE - 1));

      if (file->pMethods->xRead (file, chunk, length, at) != SQLITE_OK)
        return FALSE;
      for (int i = 0; i + (int) NEEDLE <= length; i++)
        {
          gint64 bytes;

          memcpy (&bytes, chunk + i, NEEDLE);
          *traces += g_hash_table_contains (needles, &bytes);
        }
    }
  return TRUE;
}

/**
 * ct_db_count_traces:
 * @needles: (element-type GBytes): sealed columns of rows that are gone
 * @traces: (out): how many beginnings of them still stand in the database or its log
 *
 * Reads all of both.
 */
gboolean
ct_db_count_traces (CtDb *self, GPtrArray *needles, guint *traces, GError **error)
{
  g_autoptr (GHashTable) beginnings = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  sqlite3_file *database = NULL, *log = NULL;

  *traces = 0;
  for (guint i = 0; i < needles->len; i++)
    if (g_bytes_get_size (g_ptr_array_index (needles, i)) >= 1 + NEEDLE)
      g_hash_table_add (beginnings, g_memdup2 ((const guint8 *) g_bytes_get_data (g_ptr_array_index (needles, i), NULL) + 1, NEEDLE));
  if (sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_FILE_POINTER, &database) == SQLITE_OK
      && sqlite3_file_control (self->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK
      && count_in_file (database, beginnings, traces) && count_in_file (log, beginnings, traces))
    return TRUE;
  g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FAILED, "the database cannot be read through");
  return FALSE;
}

/**
 * ct_db_close:
 *
 * Folds the log, if the disk lets it.
 */
void
ct_db_close (CtDb *self)
{
  g_hash_table_remove_all (self->idle);
  if (self->handle != NULL)
    {
      ct_db_fold (self, NULL);
      if (sqlite3_close (self->handle) != SQLITE_OK)
        g_critical ("a statement outlived its connection");
    }
  g_hash_table_unref (self->idle);
  g_free (self);
}

sqlite3 *
ct_db_handle (CtDb *self)
{
  return self->handle;
}

/**
 * ct_db_begin:
 *
 * Takes the write lock at once, so that what is read then is what is changed.
 */
gboolean
ct_db_begin (CtDb *self, GError **error)
{
  return ct_db_exec (self, "BEGIN IMMEDIATE", error);
}

gboolean
ct_db_commit (CtDb *self, GError **error)
{
  return ct_db_exec (self, "COMMIT", error);
}

/**
 * ct_db_rollback:
 *
 * Ends the transaction, if there is still one, without its changes.
 */
void
ct_db_rollback (CtDb *self)
{
  if (sqlite3_get_autocommit (self->handle) == 0)
    sqlite3_exec (self->handle, "ROLLBACK", NULL, NULL, NULL);
}
