/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The record table: SQL, sealing and the row's MAC in one place, so that no row
 * enters or leaves the database unsealed or unchecked. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-table.h"

#include "ct-audit.h"
#include "ct-issue.h"
#include "ct-statement.h"
#include "ct-store.h"

#include <string.h>

#define COLUMNS                                                                                                       \
  "seq, uuid, revision, state, attempts, next_at, exposed, cause, receipt, record_key, entry, body, body_sha256, "    \
  "reply, mac"

/* Reasons that are no field's. */
#define REASON_CONFLICT ":conflict"
#define REASON_STUCK    ":stuck"

static void
put (GByteArray *out, gconstpointer data, gsize length)
{
  guint32 size = GUINT32_TO_LE ((guint32) length);

  g_byte_array_append (out, (const guint8 *) &size, sizeof size);
  g_byte_array_append (out, data, (guint) length);
}

static void
put_number (GByteArray *out, gint64 number)
{
  gint64 little = GINT64_TO_LE (number);

  put (out, &little, sizeof little);
}

static void
put_bytes (GByteArray *out, GBytes *bytes)
{
  gsize length = 0;
  gconstpointer data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  put (out, data, length);
}

/* Every column but seq, which SQLite chooses, each with its length before it. */
static GBytes *
mac_of (CtSeal *seal, const CtRow *row, GBytes *entry, GBytes *body, GBytes *body_sha256, GBytes *reply)
{
  GByteArray *out = g_byte_array_new ();
  g_autoptr (GBytes) canonical = NULL;

  put (out, row->uuid.bytes, sizeof row->uuid.bytes);
  put_number (out, (gint64) row->revision);
  put (out, ct_state_key (row->state), strlen (ct_state_key (row->state)));
  put_number (out, row->attempts);
  put_number (out, row->next_at);
  put_number (out, row->exposed);
  put (out, row->cause, strlen (row->cause));
  put (out, row->receipt, strlen (row->receipt));
  put_bytes (out, row->record_key);
  put_bytes (out, entry);
  put_bytes (out, body);
  put_bytes (out, body_sha256);
  put_bytes (out, reply);
  canonical = g_byte_array_free_to_bytes (out);
  return ct_seal_mac (seal, canonical);
}

static GBytes *
reasons_to_bytes (GPtrArray *reasons)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) variant = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < reasons->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (reasons, i);

      g_variant_builder_add (&builder, "(ss)",
                             issue->code == CT_ISSUE_CONFLICT  ? REASON_CONFLICT
                             : issue->code == CT_ISSUE_STUCK   ? REASON_STUCK
                             : issue->field < CT_N_FIELDS      ? ct_field_key (issue->field)
                                                               : "",
                             issue->detail != NULL ? issue->detail : "");
    }
  variant = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_get_data_as_bytes (variant);
}

static void
reasons_from_bytes (GPtrArray *reasons, GBytes *bytes)
{
  g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("a(ss)"), bytes, FALSE));
  g_autoptr (GVariant) variant = g_variant_get_normal_form (raw);
  GVariantIter iter;
  const char *key, *detail;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s)", &key, &detail))
    {
      CtField field = CT_N_FIELDS;
      CtIssueCode code = g_str_equal (key, REASON_CONFLICT) ? CT_ISSUE_CONFLICT
                         : g_str_equal (key, REASON_STUCK)  ? CT_ISSUE_STUCK
                                                            : CT_ISSUE_FROM_SERVICE;

      ct_field_from_key (key, &field);
      g_ptr_array_add (reasons, ct_issue_new (field, code, detail));
    }
}

/* What the service said: of a refused row the reasons, of an accepted one the places. */
static GBytes *
reply_to_bytes (const CtRow *row)
{
  if (row->state == CT_STATE_ACCEPTED && row->places != NULL)
    return g_bytes_new (row->places, strlen (row->places));
  return row->reasons->len > 0 ? reasons_to_bytes (row->reasons) : NULL;
}

static void
reply_from_bytes (CtRow *row, GBytes *bytes)
{
  if (row->state == CT_STATE_ACCEPTED)
    row->places = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  else
    reasons_from_bytes (row->reasons, bytes);
}

/* Opens the row @statement stands on. A row whose MAC or envelope does not
 * hold gives %CT_STORE_ERROR_DAMAGED, whatever was changed in it. The body and the
 * places are large and only the sender's: without @with_body they stay sealed. */
static CtRow *
read_row (CtStatement *statement, CtSeal *seal, gboolean with_body, GError **error)
{
  g_autoptr (CtRow) row = ct_row_new ();
  g_autoptr (GBytes) uuid = ct_statement_bytes (statement, 1);
  g_autofree char *state = ct_statement_text (statement, 3);
  g_autoptr (GBytes) sealed_entry = ct_statement_bytes (statement, 10);
  g_autoptr (GBytes) sealed_body = ct_statement_bytes (statement, 11);
  g_autoptr (GBytes) body_sha256 = ct_statement_bytes (statement, 12);
  g_autoptr (GBytes) sealed_reply = ct_statement_bytes (statement, 13);
  g_autoptr (GBytes) stored_mac = ct_statement_bytes (statement, 14);
  g_autoptr (GBytes) mac = NULL;
  g_autoptr (GBytes) entry = NULL;
  g_autoptr (GBytes) reply = NULL;

  row->seq = ct_statement_int64 (statement, 0);
  memcpy (row->uuid.bytes, g_bytes_get_data (uuid, NULL), sizeof row->uuid.bytes);
  row->revision = (guint64) ct_statement_int64 (statement, 2);
  row->attempts = (guint) ct_statement_int64 (statement, 4);
  row->next_at = ct_statement_int64 (statement, 5);
  row->exposed = ct_statement_int64 (statement, 6) != 0;
  g_free (row->cause);
  row->cause = ct_statement_text (statement, 7);
  g_free (row->receipt);
  row->receipt = ct_statement_text (statement, 8);
  row->record_key = ct_statement_bytes (statement, 9);

  if (ct_state_from_key (state, &row->state))
    mac = mac_of (seal, row, sealed_entry, sealed_body, body_sha256, sealed_reply);
  if (mac == NULL || !g_bytes_equal (mac, stored_mac))
    {
      g_set_error (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED,
                   "record %" G_GINT64_FORMAT " was changed outside Comptoir", row->seq);
      return NULL;
    }

  entry = ct_seal_open (seal, row->record_key, &row->uuid, row->revision, CT_SEAL_ENTRY, sealed_entry, error);
  if (entry == NULL)
    return NULL;
  row->entry = ct_entry_from_bytes (entry);
  if (sealed_body != NULL && with_body)
    {
      row->body = ct_seal_open (seal, row->record_key, &row->uuid, row->revision, CT_SEAL_BODY, sealed_body, error);
      if (row->body == NULL)
        return NULL;
    }
  if (sealed_reply != NULL && (with_body || row->state != CT_STATE_ACCEPTED))
    {
      reply = ct_seal_open (seal, row->record_key, &row->uuid, row->revision, CT_SEAL_REPLY, sealed_reply, error);
      if (reply == NULL)
        return NULL;
      reply_from_bytes (row, reply);
    }
  return g_steal_pointer (&row);
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
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT " COLUMNS " FROM record WHERE uuid = ?1", error);

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
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT " COLUMNS " FROM record ORDER BY seq", error);

  *damaged = 0;
  return statement != NULL ? read_all (statement, seal, FALSE, damaged, error) : NULL;
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
    ct_statement_new (db, "SELECT " COLUMNS " FROM record WHERE state = ?1 ORDER BY seq", error);

  if (statement == NULL)
    return NULL;
  ct_statement_bind_text (statement, 1, ct_state_key (state));
  return read_all (statement, seal, TRUE, NULL, error);
}

/**
 * ct_record_table_list_due:
 * @now: ms since 1970
 * @after: -1 for what is due; otherwise whatever waits behind this seq
 * @max: how many at the most
 *
 * Returns: (transfer full) (element-type CtRow) (nullable): the oldest records to send
 *   now
 */
GPtrArray *
ct_record_table_list_due (CtDb *db, CtSeal *seal, gint64 now, gint64 after, guint max, GError **error)
{
  /* The oldest by the index alone: rows are large, and most are accepted. A
   * time more than an hour ahead comes from a clock that was set back. */
  g_autoptr (CtStatement) statement =
    ct_statement_new (db,
                      "SELECT " COLUMNS " FROM record WHERE seq IN (SELECT seq FROM record"
                      " WHERE state IN ('waiting', 'unknown') AND seq > ?2"
                      " AND (?3 OR next_at <= ?1 OR next_at > ?1 + 3600000)) ORDER BY seq",
                      error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  CtStep step = CT_STEP_ROW;

  if (statement == NULL)
    return NULL;
  ct_statement_bind_int64 (statement, 1, now);
  ct_statement_bind_int64 (statement, 2, after);
  ct_statement_bind_int64 (statement, 3, after >= 0);
  while (rows->len < max && (step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      g_autoptr (GError) local = NULL;
      CtRow *row = read_row (statement, seal, TRUE, &local);

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
 * @next_at: (out): ms since 1970, 0 when nothing is to be sent
 */
gboolean
ct_record_table_next_due (CtDb *db, gint64 *next_at, GError **error)
{
  return ct_db_get_int64 (db,
                          "SELECT coalesce (min (next_at), 0) FROM record WHERE state IN ('waiting', 'unknown')",
                          next_at, error);
}

static GBytes *
sha256_of (GBytes *body)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  g_checksum_get_digest (checksum, digest, &length);
  return g_bytes_new (digest, sizeof digest);
}

/* Drafts and what is validated are a person's; whatever becomes of it, the sender's. */
static gboolean
note (CtDb *db, CtSeal *seal, const CtRow *row, GBytes *mac, GError **error)
{
  gboolean by_person = row->state == CT_STATE_DRAFT || row->state == CT_STATE_WAITING;

  return ct_audit_append (db, seal, by_person && *row->cause == '\0' ? NULL : CT_AUDIT_SENDER, ct_state_key (row->state), &row->uuid,
                          mac, row->cause, error);
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
  g_autoptr (CtStatement) statement = NULL;
  g_autoptr (GBytes) clear = ct_entry_to_bytes (row->entry);
  g_autoptr (GBytes) entry = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) body_sha256 = NULL;
  g_autoptr (GBytes) said = reply_to_bytes (row);
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GBytes) mac = NULL;

  if (row->record_key == NULL)
    row->record_key = ct_seal_new_key (seal, &row->uuid);
  entry = ct_seal_close (seal, row->record_key, &row->uuid, row->revision, CT_SEAL_ENTRY, clear, error);
  if (entry == NULL)
    return FALSE;
  if (row->body != NULL)
    {
      body = ct_seal_close (seal, row->record_key, &row->uuid, row->revision, CT_SEAL_BODY, row->body, error);
      if (body == NULL)
        return FALSE;
      body_sha256 = sha256_of (row->body);
    }
  if (said != NULL)
    {
      reply = ct_seal_close (seal, row->record_key, &row->uuid, row->revision, CT_SEAL_REPLY, said, error);
      if (reply == NULL)
        return FALSE;
    }
  mac = mac_of (seal, row, entry, body, body_sha256, reply);

  statement = ct_statement_new (db,
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
  ct_statement_bind_int64 (statement, 1, row->seq);
  ct_statement_bind_data (statement, 2, row->uuid.bytes, sizeof row->uuid.bytes);
  ct_statement_bind_int64 (statement, 3, (gint64) row->revision);
  ct_statement_bind_text (statement, 4, ct_state_key (row->state));
  ct_statement_bind_int64 (statement, 5, row->attempts);
  ct_statement_bind_int64 (statement, 6, row->next_at);
  ct_statement_bind_int64 (statement, 7, row->exposed);
  ct_statement_bind_text (statement, 8, row->cause);
  ct_statement_bind_text (statement, 9, row->receipt);
  ct_statement_bind_bytes (statement, 10, row->record_key);
  ct_statement_bind_bytes (statement, 11, entry);
  ct_statement_bind_bytes (statement, 12, body);
  ct_statement_bind_bytes (statement, 13, body_sha256);
  ct_statement_bind_bytes (statement, 14, reply);
  ct_statement_bind_bytes (statement, 15, mac);
  if (ct_statement_step (statement, error) != CT_STEP_DONE)
    return FALSE;
  if (row->seq == 0)
    row->seq = sqlite3_last_insert_rowid (ct_db_handle (db));
  if (mac_out != NULL)
    *mac_out = g_bytes_ref (mac);
  return note (db, seal, row, mac, error);
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

gboolean
ct_record_table_delete (CtDb *db, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "DELETE FROM record WHERE uuid = ?1", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, uuid->bytes, sizeof uuid->bytes);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}
