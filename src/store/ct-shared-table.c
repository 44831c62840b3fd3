/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Which of the server's changes the records here were made from, and which go there. */

#include "config.h"

#include "ct-shared-table.h"

#include "ct-statement.h"

#include <string.h>

static void
read_uuid (CtStatement *statement, int column, CtUuid *uuid)
{
  g_autoptr (GBytes) bytes = ct_statement_bytes (statement, column);

  *uuid = (CtUuid) { 0 };
  if (bytes != NULL && g_bytes_get_size (bytes) == sizeof uuid->bytes)
    memcpy (uuid->bytes, g_bytes_get_data (bytes, NULL), sizeof uuid->bytes);
}

/**
 * ct_shared_table_read_counter:
 * @counter: (out): null where this counter works alone
 */
gboolean
ct_shared_table_read_counter (CtDb *db, CtCounter *counter, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT workstation, seen, epoch FROM counter", error);
  CtStep step;

  *counter = (CtCounter) { 0 };
  if (statement == NULL)
    return FALSE;
  step = ct_statement_step (statement, error);
  if (step == CT_STEP_ROW)
    {
      read_uuid (statement, 0, &counter->workstation);
      counter->seen = ct_statement_int64 (statement, 1);
      read_uuid (statement, 2, &counter->epoch);
    }
  return step != CT_STEP_ERROR;
}

gboolean
ct_shared_table_write_counter (CtDb *db, const CtCounter *counter, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "INSERT INTO counter (id, workstation, seen, epoch) VALUES (1, ?1, ?2, ?3)"
                          " ON CONFLICT (id) DO UPDATE SET workstation = excluded.workstation, seen = excluded.seen, epoch = excluded.epoch", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, counter->workstation.bytes, sizeof counter->workstation.bytes);
  ct_statement_bind_int64 (statement, 2, counter->seen);
  if (!ct_uuid_is_null (&counter->epoch))
    ct_statement_bind_data (statement, 3, counter->epoch.bytes, sizeof counter->epoch.bytes);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

static gboolean
run_with (CtDb *db, const char *sql, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, sql, error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_shared_table_offer:
 *
 * The record was changed here: it goes to the server, where there is one. Inside the
 * transaction that changes it.
 */
gboolean
ct_shared_table_offer (CtDb *db, const CtUuid *uuid, GError **error)
{
  return run_with (db, "INSERT OR IGNORE INTO outgoing SELECT ?1 WHERE EXISTS (SELECT 1 FROM counter)", uuid, error);
}

/**
 * ct_shared_table_offer_all:
 *
 * Everything here goes to the server.
 */
gboolean
ct_shared_table_offer_all (CtDb *db, GError **error)
{
  return ct_db_exec (db, "INSERT OR IGNORE INTO outgoing SELECT uuid FROM record", error);
}

/**
 * ct_shared_table_begin_again:
 *
 * What was made from which change is not known any more.
 */
gboolean
ct_shared_table_begin_again (CtDb *db, GError **error)
{
  return ct_db_exec (db, "DELETE FROM shared", error);
}

/**
 * ct_shared_table_list_outgoing:
 * @max: how many at the most
 *
 * Returns: (transfer full) (element-type CtUuid) (nullable): what was changed here since the
 *   server knew of it, in the order of the list
 */
GPtrArray *
ct_shared_table_list_outgoing (CtDb *db, guint max, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT o.uuid FROM outgoing o LEFT JOIN record r ON r.uuid = o.uuid ORDER BY r.seq LIMIT ?1", error);
  g_autoptr (GPtrArray) uuids = g_ptr_array_new_with_free_func (g_free);
  CtStep step;

  if (statement == NULL)
    return NULL;
  ct_statement_bind_int64 (statement, 1, max);
  while ((step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      CtUuid uuid;

      read_uuid (statement, 0, &uuid);
      g_ptr_array_add (uuids, g_memdup2 (&uuid, sizeof uuid));
    }
  return step == CT_STEP_DONE ? g_steal_pointer (&uuids) : NULL;
}

void
ct_shared_place_clear (CtSharedPlace *place)
{
  g_clear_pointer (&place->digest, g_bytes_unref);
}

/**
 * ct_shared_table_find:
 * @place: (out): for ct_shared_place_clear(), whatever is returned
 */
gboolean
ct_shared_table_find (CtDb *db, const CtUuid *uuid, CtSharedPlace *place, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT (SELECT count (*) FROM outgoing WHERE uuid = ?1), change, home, digest"
                          " FROM (SELECT 1) LEFT JOIN shared ON uuid = ?1", error);

  *place = (CtSharedPlace) { 0 };
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  if (ct_statement_step (statement, error) != CT_STEP_ROW)
    return FALSE;
  place->outgoing = ct_statement_int64 (statement, 0) > 0;
  place->change = ct_statement_int64 (statement, 1);
  read_uuid (statement, 2, &place->home);
  place->digest = ct_statement_bytes (statement, 3);
  return TRUE;
}

/**
 * ct_shared_table_forget:
 *
 * The record is gone, here and there. Inside a transaction of the caller.
 */
gboolean
ct_shared_table_forget (CtDb *db, const CtUuid *uuid, GError **error)
{
  return run_with (db, "DELETE FROM shared WHERE uuid = ?1", uuid, error)
         && run_with (db, "DELETE FROM outgoing WHERE uuid = ?1", uuid, error);
}

/**
 * ct_shared_table_write:
 * @place: its change is not 0
 *
 * Inside a transaction of the caller.
 */
gboolean
ct_shared_table_write (CtDb *db, const CtUuid *uuid, const CtSharedPlace *place, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "INSERT INTO shared (uuid, change, home, digest) VALUES (?1, ?2, ?3, ?4)"
                          " ON CONFLICT (uuid) DO UPDATE SET change = excluded.change, home = excluded.home, digest = excluded.digest", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  ct_statement_bind_int64 (statement, 2, place->change);
  ct_statement_bind_data (statement, 3, place->home.bytes, sizeof place->home.bytes);
  ct_statement_bind_bytes (statement, 4, place->digest);
  return ct_statement_step (statement, error) == CT_STEP_DONE
         && run_with (db, place->outgoing ? "INSERT OR IGNORE INTO outgoing VALUES (?1)" : "DELETE FROM outgoing WHERE uuid = ?1", uuid, error);
}

/**
 * ct_shared_table_write_peer:
 *
 * What a counter is called. Inside a transaction of the caller.
 */
gboolean
ct_shared_table_write_peer (CtDb *db, const CtPeer *peer, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "INSERT INTO peer VALUES (?1, ?2) ON CONFLICT (workstation) DO UPDATE SET label = excluded.label"
                          " WHERE label <> excluded.label", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, peer->id.bytes, sizeof peer->id.bytes);
  ct_statement_bind_text (statement, 2, peer->label);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}
