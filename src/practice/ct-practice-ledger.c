/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What the practice SI-DEP keeps: every version of every resource, which of them
 * are results, and the fingerprints of the client secrets it gave out. One
 * SQLite file, one connection, on the main thread.
 *
 * Practice data only: invented people, in clear, so that a learner can see what
 * arrives on the other side. */

#define G_LOG_DOMAIN "ct-practice"

#include "config.h"

#include "ct-practice-ledger.h"

#include "ct-uuid.h"

#include <gio/gio.h>
#include <sqlite3.h>

struct _CtPracticeLedger
{
  sqlite3 *db;
};

static const char schema[] =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;"
  "CREATE TABLE IF NOT EXISTS resource ("
  "  type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, updated TEXT NOT NULL,"
  "  body TEXT NOT NULL, PRIMARY KEY (type, id, version)) STRICT;"
  "CREATE TABLE IF NOT EXISTS identifier ("
  "  type TEXT NOT NULL, system TEXT NOT NULL, value TEXT NOT NULL, id TEXT NOT NULL,"
  "  PRIMARY KEY (type, system, value)) STRICT;"
  "CREATE TABLE IF NOT EXISTS result ("
  "  seq INTEGER PRIMARY KEY, observation TEXT NOT NULL UNIQUE, outcome TEXT NOT NULL,"
  "  received TEXT NOT NULL, members TEXT NOT NULL, body TEXT NOT NULL) STRICT;"
  "CREATE TABLE IF NOT EXISTS amendment ("
  "  seq INTEGER PRIMARY KEY, observation TEXT NOT NULL, outcome TEXT NOT NULL, body TEXT NOT NULL) STRICT;"
  "CREATE TABLE IF NOT EXISTS secret (sha256 TEXT PRIMARY KEY) STRICT;";

void
ct_practice_place_free (CtPracticePlace *self)
{
  g_free (self->id);
  g_free (self->updated);
  g_free (self);
}

static gboolean
fail (CtPracticeLedger *self, GError **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "SQLite: %s", sqlite3_errmsg (self->db));
  return FALSE;
}

static gboolean
exec (CtPracticeLedger *self, const char *sql, GError **error)
{
  return sqlite3_exec (self->db, sql, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
}

/* Binds text parameters, the last one followed by NULL. */
static sqlite3_stmt *prepare (CtPracticeLedger *self, const char *sql, ...) G_GNUC_NULL_TERMINATED;

static sqlite3_stmt *
prepare (CtPracticeLedger *self, const char *sql, ...)
{
  sqlite3_stmt *statement;
  const char *text;
  va_list args;
  int index = 0;

  if (sqlite3_prepare_v2 (self->db, sql, -1, &statement, NULL) != SQLITE_OK)
    g_error ("practice ledger: %s", sqlite3_errmsg (self->db));
  va_start (args, sql);
  while ((text = va_arg (args, const char *)) != NULL)
    sqlite3_bind_text (statement, ++index, text, -1, SQLITE_TRANSIENT);
  va_end (args);
  return statement;
}

static gboolean
run (CtPracticeLedger *self, sqlite3_stmt *statement, GError **error)
{
  gboolean good = sqlite3_step (statement) == SQLITE_DONE || fail (self, error);

  sqlite3_finalize (statement);
  return good;
}

static char *
column (sqlite3_stmt *statement, int index)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, index));
}

/**
 * ct_practice_ledger_open:
 * @directory: private, exists
 *
 * Returns: (transfer full) (nullable)
 */
CtPracticeLedger *
ct_practice_ledger_open (const char *directory, GError **error)
{
  g_autoptr (CtPracticeLedger) self = g_new0 (CtPracticeLedger, 1);
  g_autofree char *path = g_build_filename (directory, "practice.db", NULL);

  if (sqlite3_open_v2 (path, &self->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW, NULL)
      != SQLITE_OK)
    {
      fail (self, error);
      return NULL;
    }
  sqlite3_busy_timeout (self->db, 5000);
  if (!exec (self, schema, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
ct_practice_ledger_close (CtPracticeLedger *self)
{
  sqlite3_close (self->db);
  g_free (self);
}

gboolean
ct_practice_ledger_begin (CtPracticeLedger *self, GError **error)
{
  return exec (self, "BEGIN IMMEDIATE", error);
}

gboolean
ct_practice_ledger_end (CtPracticeLedger *self, gboolean commit, GError **error)
{
  return exec (self, commit ? "COMMIT" : "ROLLBACK", error);
}

static CtPracticePlace *
read_place (sqlite3_stmt *statement)
{
  CtPracticePlace *place = g_new0 (CtPracticePlace, 1);

  place->id = column (statement, 0);
  place->version = sqlite3_column_int64 (statement, 1);
  place->updated = column (statement, 2);
  return place;
}

/**
 * ct_practice_ledger_find:
 *
 * Returns: (transfer full) (nullable): the resource that has this identifier
 */
CtPracticePlace *
ct_practice_ledger_find (CtPracticeLedger *self, const char *type, const char *system, const char *value)
{
  sqlite3_stmt *statement =
    prepare (self,
             "SELECT r.id, r.version, r.updated FROM identifier i JOIN resource r ON r.type = i.type AND r.id = i.id"
             " WHERE i.type = ?1 AND i.system = ?2 AND i.value = ?3 ORDER BY r.version DESC LIMIT 1",
             type, system, value, NULL);
  CtPracticePlace *place = sqlite3_step (statement) == SQLITE_ROW ? read_place (statement) : NULL;

  sqlite3_finalize (statement);
  return place;
}

/**
 * ct_practice_ledger_get:
 * @version: 0 for the newest
 * @resource: (out) (optional) (transfer full)
 *
 * Returns: (transfer full) (nullable)
 */
CtPracticePlace *
ct_practice_ledger_get (CtPracticeLedger *self, const char *type, const char *id, gint64 version, JsonNode **resource)
{
  sqlite3_stmt *statement =
    prepare (self,
             "SELECT id, version, updated, body FROM resource WHERE type = ?1 AND id = ?2"
             " AND (?3 = 0 OR version = ?3) ORDER BY version DESC LIMIT 1",
             type, id, NULL);
  CtPracticePlace *place = NULL;

  sqlite3_bind_int64 (statement, 3, version);
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      place = read_place (statement);
      if (resource != NULL)
        *resource = json_from_string ((const char *) sqlite3_column_text (statement, 3), NULL);
    }
  sqlite3_finalize (statement);
  return place;
}

static gboolean
index_identifiers (CtPracticeLedger *self, const char *type, const char *id, JsonObject *resource, GError **error)
{
  JsonNode *node = json_object_get_member (resource, "identifier");
  JsonArray *identifiers = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; identifiers != NULL && i < json_array_get_length (identifiers); i++)
    {
      JsonObject *identifier = json_array_get_object_element (identifiers, i);
      const char *system = json_object_get_string_member_with_default (identifier, "system", "");
      const char *value = json_object_get_string_member_with_default (identifier, "value", "");

      /* Only the sender's own identifiers name one resource; a FINESS or a NIR
       * is shared by many. */
      if (g_str_equal (system, "urn:ietf:rfc:3986")
          && !run (self, prepare (self, "INSERT OR IGNORE INTO identifier VALUES (?1, ?2, ?3, ?4)", type, system, value,
                                  id, NULL),
                   error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ct_practice_ledger_put:
 * @id: (nullable): NULL to create
 * @resource: gets its id and meta
 *
 * Writes the next version. Inside a transaction.
 *
 * Returns: (transfer full) (nullable): where it is now
 */
CtPracticePlace *
ct_practice_ledger_put (CtPracticeLedger *self, const char *type, const char *id, JsonNode *resource, GError **error)
{
  g_autoptr (CtPracticePlace) before = id != NULL ? ct_practice_ledger_get (self, type, id, 0, NULL) : NULL;
  g_autoptr (CtPracticePlace) place = g_new0 (CtPracticePlace, 1);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  JsonObject *object = json_node_get_object (resource);
  JsonObject *meta = json_object_has_member (object, "meta") ? json_object_get_object_member (object, "meta") : NULL;
  CtUuid uuid = ct_uuid_random ();
  g_autofree char *body = NULL;
  g_autofree char *version = NULL;
  sqlite3_stmt *statement;

  place->id = id != NULL ? g_strdup (id) : ct_uuid_format (&uuid);
  place->version = before != NULL ? before->version + 1 : 1;
  place->updated = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  version = g_strdup_printf ("%" G_GINT64_FORMAT, place->version);
  if (meta == NULL)
    {
      meta = json_object_new ();
      json_object_set_object_member (object, "meta", meta);
    }
  json_object_set_string_member (object, "id", place->id);
  json_object_set_string_member (meta, "versionId", version);
  json_object_set_string_member (meta, "lastUpdated", place->updated);

  body = json_to_string (resource, FALSE);
  statement = prepare (self, "INSERT INTO resource VALUES (?1, ?2, ?4, ?3, ?5)", type, place->id, place->updated, NULL);
  sqlite3_bind_int64 (statement, 4, place->version);
  sqlite3_bind_text (statement, 5, body, -1, SQLITE_TRANSIENT);
  if (!run (self, statement, error) || !index_identifiers (self, type, place->id, object, error))
    return NULL;
  return g_steal_pointer (&place);
}

/**
 * ct_practice_ledger_add_result:
 * @observation: its id
 * @outcome: positive, negative, inconclusive or unreadable
 * @members: "Type/id" of all that came with it
 * @body: the bundle as it was sent; "" for the second and later results in it
 */
gboolean
ct_practice_ledger_add_result (CtPracticeLedger *self, const char *observation, const char *outcome, GStrv members,
                               const char *body, GError **error)
{
  g_autofree char *list = g_strjoinv (" ", members);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *received = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S%:z");

  return run (self,
              prepare (self, "INSERT INTO result (observation, outcome, received, members, body) VALUES (?1, ?2, ?3, ?4, ?5)",
                       observation, outcome, received, list, body, NULL),
              error);
}

/**
 * ct_practice_ledger_change_result:
 *
 * As ct_practice_ledger_add_result(), for one that was corrected or cancelled; @outcome
 * may be "cancelled". The bundles sent before are kept.
 */
gboolean
ct_practice_ledger_change_result (CtPracticeLedger *self, const char *observation, const char *outcome, GStrv members,
                                  const char *body, GError **error)
{
  g_autofree char *list = g_strjoinv (" ", members);

  return run (self,
              prepare (self, "INSERT INTO amendment (observation, outcome, body) VALUES (?1, ?2, ?3)", observation, outcome,
                       body, NULL),
              error)
         && run (self,
                 prepare (self, "UPDATE result SET outcome = ?2, members = ?3 WHERE observation = ?1", observation, outcome,
                          list, NULL),
                 error);
}

static JsonNode *
read_result (CtPracticeLedger *self, sqlite3_stmt *statement)
{
  g_autoptr (JsonObject) result = json_object_new ();
  g_autoptr (JsonArray) resources = json_array_new ();
  g_autofree char *observation = column (statement, 0);
  g_autofree char *list = column (statement, 3);
  g_auto (GStrv) members = g_strsplit (list, " ", -1);
  JsonNode *node;

  for (guint i = 0; members[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (members[i], "/", 2);
      JsonNode *resource = NULL;
      g_autoptr (CtPracticePlace) place =
        g_strv_length (parts) == 2 ? ct_practice_ledger_get (self, parts[0], parts[1], 0, &resource) : NULL;

      if (place != NULL && resource != NULL)
        json_array_add_element (resources, resource);
    }
  json_object_set_string_member (result, "observation", observation);
  json_object_set_string_member (result, "outcome", (const char *) sqlite3_column_text (statement, 1));
  json_object_set_string_member (result, "received", (const char *) sqlite3_column_text (statement, 2));
  json_object_set_array_member (result, "resources", g_steal_pointer (&resources));

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, g_steal_pointer (&result));
  return node;
}

/**
 * ct_practice_ledger_results:
 * @outcome: (nullable): only these
 *
 * Returns: (transfer full): an array, the newest first
 */
JsonNode *
ct_practice_ledger_results (CtPracticeLedger *self, const char *outcome)
{
  sqlite3_stmt *statement =
    prepare (self,
             "SELECT observation, outcome, received, members FROM result"
             " WHERE ?1 = '' OR outcome = ?1 ORDER BY seq DESC",
             outcome != NULL ? outcome : "", NULL);
  JsonArray *results = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  while (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_element (results, read_result (self, statement));
  sqlite3_finalize (statement);
  json_node_take_array (node, results);
  return node;
}

/**
 * ct_practice_ledger_bundles:
 *
 * Returns: (transfer full): an array of the bundles as they were sent, first the
 *   results, then what amends them: for validators and for the curious
 */
JsonNode *
ct_practice_ledger_bundles (CtPracticeLedger *self)
{
  sqlite3_stmt *statement =
    prepare (self, "SELECT body FROM (SELECT 0 AS n, seq, body FROM result UNION ALL SELECT 1, seq, body FROM amendment)"
                   " WHERE body <> '' ORDER BY n, seq", NULL);
  JsonArray *bundles = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  while (sqlite3_step (statement) == SQLITE_ROW)
    json_array_add_element (bundles, json_from_string ((const char *) sqlite3_column_text (statement, 0), NULL));
  sqlite3_finalize (statement);
  json_node_take_array (node, bundles);
  return node;
}

/* A secret is 256 random bits: a plain hash of it cannot be searched. */
static char *
fingerprint (const char *secret)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
}

/**
 * ct_practice_ledger_add_secret:
 *
 * Accepts @secret from now on, beside those given out before. Only its
 * fingerprint is kept.
 */
gboolean
ct_practice_ledger_add_secret (CtPracticeLedger *self, const char *secret, GError **error)
{
  g_autofree char *hash = fingerprint (secret);

  return run (self, prepare (self, "INSERT OR IGNORE INTO secret VALUES (?1)", hash, NULL), error);
}

gboolean
ct_practice_ledger_has_secret (CtPracticeLedger *self, const char *secret)
{
  g_autofree char *hash = fingerprint (secret);
  sqlite3_stmt *statement = prepare (self, "SELECT 1 FROM secret WHERE sha256 = ?1", hash, NULL);
  gboolean known = sqlite3_step (statement) == SQLITE_ROW;

  sqlite3_finalize (statement);
  return known;
}
