/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The record table: SQL alone. A row enters it sealed and leaves it checked
 * (ct-row-seal.c). */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-table.h"

#include "ct-audit.h"
#include "ct-row-seal.h"
#include "ct-shared-table.h"
#include "ct-statement.h"
#include "ct-store.h"

#include <string.h>

#define COLUMNS                                                                                                       \
  "seq, uuid, revision, state, attempts, next_at, exposed, cause, receipt, record_key, entry, body, body_sha256, "    \
  "reply, mac"

/* Of a record that was last changed at another counter, what that one is called. */
#define PLACE                                                                                                         \
  "(SELECT coalesce (p.label, '?') FROM counter c JOIN shared s ON s.uuid = record.uuid AND s.home <> c.workstation"  \
  " LEFT JOIN peer p ON p.workstation = s.home WHERE NOT EXISTS (SELECT 1 FROM outgoing o WHERE o.uuid = record.uuid))"
#define SELECTED  COLUMNS ", " PLACE
#define N_COLUMNS 16

/* Last changed here, or by nobody else: a counter that works alone has nothing but such. */
#define OURS                                                                                                          \
  "((SELECT count (*) FROM counter) = 0"                                                                              \
  " OR NOT EXISTS (SELECT 1 FROM shared s JOIN counter c WHERE s.uuid = record.uuid AND s.home <> c.workstation)"     \
  " OR EXISTS (SELECT 1 FROM outgoing o WHERE o.uuid = record.uuid))"

/* The row @statement stands on, as it is; its state's name may be one that is none of ours. */
static CtSealedRow *
read_sealed (CtStatement *statement)
{
  g_autoptr (GBytes) bytes = ct_statement_bytes (statement, 1);
  g_autofree char *state = ct_statement_text (statement, 3);
  CtUuid uuid;
  CtSealedRow *sealed;

  memcpy (uuid.bytes, g_bytes_get_data (bytes, NULL), sizeof uuid.bytes);
  sealed = ct_sealed_row_new (&uuid);
  sealed->revision = (guint64) ct_statement_int64 (statement, 2);
  if (!ct_state_from_key (state, &sealed->state))
    sealed->state = CT_STATE_DRAFT; /* then the MAC does not hold */
  sealed->attempts = (guint) ct_statement_int64 (statement, 4);
  sealed->next_at = ct_statement_int64 (statement, 5);
  sealed->exposed = ct_statement_int64 (statement, 6) != 0;
  g_free (sealed->cause);
  sealed->cause = ct_statement_text (statement, 7);
  g_free (sealed->receipt);
  sealed->receipt = ct_statement_text (statement, 8);
  sealed->record_key = ct_statement_bytes (statement, 9);
  sealed->entry = ct_statement_bytes (statement, 10);
  sealed->body = ct_statement_bytes (statement, 11);
  sealed->body_sha256 = ct_statement_bytes (statement, 12);
  sealed->reply = ct_statement_bytes (statement, 13);
  sealed->mac = ct_statement_bytes (statement, 14);
  return sealed;
}

/* Opens the row @statement stands on. */
static CtRow *
read_row (CtStatement *statement, CtSeal *seal, gboolean with_body, GError **error)
{
  g_autoptr (CtSealedRow) sealed = read_sealed (statement);
  g_autofree char *place = ct_statement_text (statement, N_COLUMNS - 1);
  gint64 seq = ct_statement_int64 (statement, 0);
  CtRow *row = ct_row_seal_open (seal, sealed, with_body, error);

  if (row != NULL)
    {
      row->seq = seq;
      row->place = *place != '\0' ? g_steal_pointer (&place) : NULL;
    }
  else
    g_prefix_error (error, "record %" G_GINT64_FORMAT ": ", seq);
  return row;
}

static CtRow *
read_one (CtStatement *statement, CtSeal *seal, GError **error)
{
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      return read_row (statement, seal, TRUE, error);
    case CT_STEP_DONE:
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND, "no such record");
      return NULL;
    case CT_STEP_ERROR:
      break;
    }
  return NULL;
}

/* @damaged: (out) (optional): rows that do not open are counted and left out;
 * without it the first one is an error. */
static GPtrArray *
read_all (CtStatement *statement, CtSeal *seal, gboolean with_body, guint *damaged, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  CtStep step;

  while ((step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      g_autoptr (GError) local = NULL;
      CtRow *row = read_row (statement, seal, with_body, &local);

      if (row != NULL)
        g_ptr_array_add (rows, row);
      else if (damaged != NULL)
        {
          g_warning ("%s", local->message);
          (*damaged)++;
        }
      else
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return step == CT_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * ct_record_table_find:
 *
 * Returns: (transfer full) (nullable): %CT_STORE_ERROR_NOT_FOUND without one
 */
CtRow *
ct_record_table_find (CtDb *db, CtSeal *seal, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT " SELECTED " FROM record WHERE uuid = ?1", error);

  if (statement == NULL)
    return NULL;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  return read_one (statement, seal, error);
}

/**
 * ct_record_table_list:
 * @damaged: (out): how many rows do not open and are left out
 *
 * Returns: (transfer full) (element-type CtRow) (nullable): all, oldest first,
 *   without their bodies: not to be written back
 */
GPtrArray *
ct_record_table_list (CtDb *db, CtSeal *seal, guint *damaged, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT " SELECTED " FROM record ORDER BY seq", error);

  *damaged = 0;
  return statement != NULL ? read_all (statement, seal, FALSE, damaged, error) : NULL;
}

/* Whether the row @statement stands on is one that the server lets us send, where one is asked. */
static gboolean
is_granted (CtStatement *statement, const CtClaimWish *wish)
{
  g_autoptr (GBytes) uuid = wish->granted != NULL ? ct_statement_bytes (statement, 1) : NULL;

  return wish->granted == NULL || g_hash_table_contains (wish->granted, g_bytes_get_data (uuid, NULL));
}

/**
 * ct_record_table_list_interrupted:
 *
 * Returns: (transfer full) (element-type CtRow) (nullable): what is SENDING, but for what another
 *   counter is sending
 */
GPtrArray *
ct_record_table_list_interrupted (CtDb *db, CtSeal *seal, const CtClaimWish *wish, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT " SELECTED ", " OURS " FROM record WHERE state = 'sending' ORDER BY seq", error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  CtStep step;

  if (statement == NULL)
    return NULL;
  while ((step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      CtRow *row;

      if (ct_statement_int64 (statement, N_COLUMNS) == 0 && (wish->granted == NULL || !is_granted (statement, wish)))
        continue;
      row = read_row (statement, seal, TRUE, error);
      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
    }
  return step == CT_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/**
 * ct_record_table_list_state:
 *
 * Returns: (transfer full) (element-type CtRow) (nullable)
 */
GPtrArray *
ct_record_table_list_state (CtDb *db, CtSeal *seal, CtState state, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT " SELECTED " FROM record WHERE state = ?1 ORDER BY seq", error);

  if (statement == NULL)
    return NULL;
  ct_statement_bind_text (statement, 1, ct_state_key (state));
  return read_all (statement, seal, TRUE, NULL, error);
}

/**
 * ct_record_table_list_due:
 *
 * Returns: (transfer full) (element-type CtRow) (nullable): the oldest records to send
 *   now
 */
GPtrArray *
ct_record_table_list_due (CtDb *db, CtSeal *seal, const CtClaimWish *wish, GError **error)
{
  /* The oldest by the index alone: rows are large, and most are accepted. A
   * time more than an hour ahead comes from a clock that was set back. */
  g_autoptr (CtStatement) statement =
    ct_statement_new (db,
                      "SELECT " SELECTED " FROM record WHERE seq IN (SELECT seq FROM record"
                      " WHERE state IN ('waiting', 'unknown') AND seq > ?2"
                      " AND (?3 OR next_at <= ?1 OR next_at > ?1 + 3600000) AND (?4 OR " OURS ")) ORDER BY seq",
                      error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  CtStep step = CT_STEP_ROW;

  if (statement == NULL)
    return NULL;
  ct_statement_bind_int64 (statement, 1, wish->now);
  ct_statement_bind_int64 (statement, 2, wish->after);
  ct_statement_bind_int64 (statement, 3, wish->after >= 0);
  ct_statement_bind_int64 (statement, 4, wish->granted != NULL);
  while (rows->len < wish->max && (step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      g_autoptr (GError) local = NULL;
      CtRow *row;

      if (!is_granted (statement, wish))
        continue;
      row = read_row (statement, seal, TRUE, &local);
      /* Never sent, never a stopper for the others; the list counts it. */
      if (row != NULL)
        g_ptr_array_add (rows, row);
      else
        g_warning ("%s", local->message);
    }
  return step != CT_STEP_ERROR ? g_steal_pointer (&rows) : NULL;
}

/**
 * ct_record_table_next_due:
 * @next_at: (out): ms since 1970, 0 when nothing is to be sent from here
 */
gboolean
ct_record_table_next_due (CtDb *db, gint64 *next_at, GError **error)
{
  return ct_db_get_int64 (db,
                          "SELECT coalesce (min (next_at), 0) FROM record WHERE state IN ('waiting', 'unknown') AND " OURS,
                          next_at, error);
}

/* Drafts and what is validated are a person's; whatever becomes of it, the sender's. */
static gboolean
note (CtDb *db, CtSeal *seal, const CtRow *row, GBytes *mac, GError **error)
{
  gboolean by_person = row->state == CT_STATE_DRAFT || row->state == CT_STATE_WAITING;

  return ct_audit_append (db, seal, by_person && *row->cause == '\0' ? NULL : CT_AUDIT_SENDER, ct_state_key (row->state), &row->uuid,
                          mac, row->cause, error);
}

/* @seq: (inout): 0 for a new one, which then gets its own
 * @offer: it goes to the server, where there is one */
static gboolean
write_sealed (CtDb *db, const CtSealedRow *sealed, gint64 *seq, gboolean offer, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db,
                      "INSERT INTO record (" COLUMNS ") VALUES (nullif (?1, 0), ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
                      " ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
                      " ON CONFLICT (uuid) DO UPDATE SET revision = excluded.revision,"
                      " state = excluded.state, attempts = excluded.attempts, next_at = excluded.next_at,"
                      " exposed = excluded.exposed, cause = excluded.cause, receipt = excluded.receipt,"
                      " record_key = excluded.record_key, entry = excluded.entry, body = excluded.body,"
                      " body_sha256 = excluded.body_sha256, reply = excluded.reply, mac = excluded.mac",
                      error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, *seq);
  ct_statement_bind_data (statement, 2, sealed->uuid.bytes, sizeof sealed->uuid.bytes);
  ct_statement_bind_int64 (statement, 3, (gint64) sealed->revision);
  ct_statement_bind_text (statement, 4, ct_state_key (sealed->state));
  ct_statement_bind_int64 (statement, 5, sealed->attempts);
  ct_statement_bind_int64 (statement, 6, sealed->next_at);
  ct_statement_bind_int64 (statement, 7, sealed->exposed);
  ct_statement_bind_text (statement, 8, sealed->cause);
  ct_statement_bind_text (statement, 9, sealed->receipt);
  ct_statement_bind_bytes (statement, 10, sealed->record_key);
  ct_statement_bind_bytes (statement, 11, sealed->entry);
  ct_statement_bind_bytes (statement, 12, sealed->body);
  ct_statement_bind_bytes (statement, 13, sealed->body_sha256);
  ct_statement_bind_bytes (statement, 14, sealed->reply);
  ct_statement_bind_bytes (statement, 15, sealed->mac);
  if (ct_statement_step (statement, error) != CT_STEP_DONE)
    return FALSE;
  if (*seq == 0)
    *seq = sqlite3_last_insert_rowid (ct_db_handle (db));
  return !offer || ct_shared_table_offer (db, &sealed->uuid, error);
}

/**
 * ct_record_table_write:
 * @row: seq 0 for a new one, which then gets its seq and record key
 * @mac_out: (out) (optional): what tells this very writing from any other
 *
 * Seals @row, writes all its columns, and notes it in the audit chain. Inside a
 * transaction of the caller.
 */
gboolean
ct_record_table_write (CtDb *db, CtSeal *seal, CtRow *row, GBytes **mac_out, GError **error)
{
  g_autoptr (CtSealedRow) sealed = ct_row_seal_close (seal, row, error);

  if (sealed == NULL || !write_sealed (db, sealed, &row->seq, TRUE, error))
    return FALSE;
  if (mac_out != NULL)
    *mac_out = g_bytes_ref (sealed->mac);
  return note (db, seal, row, sealed->mac, error);
}

/**
 * ct_record_table_find_mac:
 * @mac: (out) (nullable): of the last writing of @uuid, no two are alike; NULL when
 *   there is no such record
 *
 * Returns: FALSE when nobody knows
 */
gboolean
ct_record_table_find_mac (CtDb *db, const CtUuid *uuid, GBytes **mac, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT mac FROM record WHERE uuid = ?1", error);

  *mac = NULL;
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      *mac = ct_statement_bytes (statement, 0);
      return TRUE;
    case CT_STEP_DONE:
      return TRUE;
    case CT_STEP_ERROR:
      break;
    }
  return FALSE;
}

/**
 * ct_record_table_take_sealed:
 * @sealed: (element-type GBytes): gets what stands of @uuid in sealed columns, its key included
 */
gboolean
ct_record_table_take_sealed (CtDb *db, const CtUuid *uuid, GPtrArray *sealed, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT record_key, entry, body, reply FROM record WHERE uuid = ?1", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  if (ct_statement_step (statement, error) != CT_STEP_ROW)
    return FALSE;
  for (int i = 0; i < 4; i++)
    {
      GBytes *bytes = ct_statement_bytes (statement, i);

      if (bytes != NULL)
        g_ptr_array_add (sealed, bytes);
    }
  return TRUE;
}

/**
 * ct_record_table_find_sealed:
 *
 * Returns: (transfer full) (nullable): the row as it is stored, gone when there is none; NULL
 *   when nobody knows
 */
CtSealedRow *
ct_record_table_find_sealed (CtDb *db, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT " SELECTED " FROM record WHERE uuid = ?1", error);
  CtSealedRow *gone;

  if (statement == NULL)
    return NULL;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      return read_sealed (statement);
    case CT_STEP_DONE:
      gone = ct_sealed_row_new (uuid);
      gone->gone = TRUE;
      return gone;
    case CT_STEP_ERROR:
      break;
    }
  return NULL;
}

static gboolean
put_sealed (CtDb *db, const CtSealedRow *sealed, gboolean offer, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT seq FROM record WHERE uuid = ?1", error);
  gint64 seq = 0;
  CtStep step;

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, sealed->uuid.bytes, sizeof sealed->uuid.bytes);
  step = ct_statement_step (statement, error);
  if (step == CT_STEP_ROW)
    seq = ct_statement_int64 (statement, 0);
  return step != CT_STEP_ERROR && write_sealed (db, sealed, &seq, offer, error);
}

/**
 * ct_record_table_put_sealed:
 * @sealed: from another counter: ct_row_seal_holds(), which is the caller's to know
 *
 * Writes it as it is, in the place of what is there. Inside a transaction of the caller, who
 * also notes it in the audit chain.
 */
gboolean
ct_record_table_put_sealed (CtDb *db, const CtSealedRow *sealed, GError **error)
{
  return put_sealed (db, sealed, TRUE, error);
}

/* The next record behind @uuid, in the order of their identifiers.
 *
 * Returns: (transfer full) (nullable): NULL behind the last one, or with an error */
static CtSealedRow *
next_sealed (CtDb *db, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT " SELECTED " FROM record WHERE uuid > ?1 ORDER BY uuid LIMIT 1", error);

  if (statement == NULL)
    return NULL;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  return ct_statement_step (statement, error) == CT_STEP_ROW ? read_sealed (statement) : NULL;
}

/**
 * ct_record_table_rekey:
 *
 * @offer: all of them go to the server again; otherwise those that were to go
 *
 * Every record under @after; one that was changed from outside stays as it is, and damaged.
 * Inside a transaction of the caller.
 */
gboolean
ct_record_table_rekey (CtDb *db, CtSeal *before, CtSeal *after, gboolean offer, GError **error)
{
  g_autoptr (GError) local = NULL;
  CtUuid at = { { 0 } };

  for (;;)
    {
      g_autoptr (CtSealedRow) row = next_sealed (db, &at, &local);
      g_autoptr (CtSealedRow) renewed = NULL;

      if (row == NULL)
        break;
      at = row->uuid;
      if (!ct_row_seal_holds (before, row))
        continue;
      renewed = ct_row_seal_renew (before, after, row, error);
      if (renewed == NULL || !put_sealed (db, renewed, offer, error)
          || !ct_audit_append (db, after, CT_AUDIT_SENDER, CT_AUDIT_RESEALED, &at, renewed->mac, "", error))
        return FALSE;
    }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return local == NULL;
}

gboolean
ct_record_table_delete (CtDb *db, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "DELETE FROM record WHERE uuid = ?1", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  return ct_statement_step (statement, error) == CT_STEP_DONE && ct_shared_table_offer (db, uuid, error);
}
