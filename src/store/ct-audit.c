/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The chain of what was done:
 *
 *   h[n] = BLAKE2b-256 (K_audit; h[n-1] n at record actor verb detail mac)
 *
 * A line is written in the transaction of what it tells. Deleted, inserted, changed or
 * moved, a line breaks the chain at its place; lines cut off at the end are missed by
 * whoever knows how far it went (the item in the keyring). Texts go into the hash with
 * their length before them, so that none can be moved into its neighbour.
 *
 * A line of a record that was written holds the MAC of that writing: a row of an earlier
 * day, put back, is not the one its newest line tells of; nor is one that is gone without
 * a word.
 *
 * No line tells of a person, a number or a result: a record is its random UUID, which
 * says nothing once the record is gone. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-audit.h"

#include "ct-clock.h"
#include "ct-statement.h"
#include "ct-store.h"

#include <string.h>

#define HASH_LENGTH CT_SEAL_MAC_LENGTH

static const guint8 nothing[HASH_LENGTH] = { 0 }; /* before the first line */

static void
put_text (GByteArray *out, const char *text)
{
  guint32 length = GUINT32_TO_LE ((guint32) strlen (text));

  g_byte_array_append (out, (const guint8 *) &length, sizeof length);
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
}

static void
put_number (GByteArray *out, gint64 number)
{
  gint64 value = GINT64_TO_LE (number);

  g_byte_array_append (out, (const guint8 *) &value, sizeof value);
}

/* @mac: (nullable) */
static GBytes *
hash_of (CtSeal *seal, const guint8 before[HASH_LENGTH], const CtAuditLine *line, GBytes *mac)
{
  GByteArray *data = g_byte_array_new ();
  g_autoptr (GBytes) canonical = NULL;

  g_byte_array_append (data, before, HASH_LENGTH);
  put_number (data, line->n);
  put_number (data, line->at);
  g_byte_array_append (data, line->record.bytes, sizeof line->record.bytes);
  put_text (data, line->actor);
  put_text (data, line->verb);
  put_text (data, line->detail);
  if (mac != NULL)
    g_byte_array_append (data, g_bytes_get_data (mac, NULL), (guint) g_bytes_get_size (mac));
  canonical = g_byte_array_free_to_bytes (data);
  return ct_seal_chain (seal, canonical);
}

static GBytes *
mac_of_base (CtSeal *seal, gint64 n, const guint8 hash[HASH_LENGTH])
{
  GByteArray *data = g_byte_array_new ();
  g_autoptr (GBytes) canonical = NULL;

  put_text (data, "base");
  put_number (data, n);
  g_byte_array_append (data, hash, HASH_LENGTH);
  canonical = g_byte_array_free_to_bytes (data);
  return ct_seal_chain (seal, canonical);
}

static gboolean
take_hash (CtStatement *statement, int column, guint8 hash[HASH_LENGTH])
{
  g_autoptr (GBytes) bytes = ct_statement_bytes (statement, column);

  if (bytes == NULL || g_bytes_get_size (bytes) != HASH_LENGTH)
    return FALSE;
  memcpy (hash, g_bytes_get_data (bytes, NULL), HASH_LENGTH);
  return TRUE;
}

/* The end of the chain. */
typedef struct
{
  gint64 n; /* 0 before the first line */
  guint8 hash[HASH_LENGTH];
  guint8 before[HASH_LENGTH]; /* hash of the line before it */
  CtUuid draft;               /* what the newest line tells was saved as a draft; or null */
} End;

static gboolean
read_end (CtDb *db, End *end, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db,
                      "SELECT n, hash, verb, record, (SELECT hash FROM audit b WHERE b.n = a.n - 1) FROM audit a"
                      " WHERE n = (SELECT max (n) FROM audit) UNION ALL"
                      " SELECT n, hash, '', NULL, NULL FROM audit_base WHERE NOT EXISTS (SELECT 1 FROM audit)",
                      error);
  g_autoptr (GBytes) uuid = NULL;
  g_autofree char *verb = NULL;

  *end = (End) { 0 };
  if (statement == NULL)
    return FALSE;
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      break;
    case CT_STEP_DONE:
      return TRUE;
    case CT_STEP_ERROR:
      return FALSE;
    }
  end->n = ct_statement_int64 (statement, 0);
  verb = ct_statement_text (statement, 2);
  uuid = ct_statement_bytes (statement, 3);
  take_hash (statement, 1, end->hash); /* one of another length breaks the chain: verifying tells */
  /* Only behind a line that is there can it be written again. */
  if (take_hash (statement, 4, end->before) && uuid != NULL && g_strcmp0 (verb, ct_state_key (CT_STATE_DRAFT)) == 0)
    memcpy (end->draft.bytes, g_bytes_get_data (uuid, NULL), sizeof end->draft.bytes);
  return TRUE;
}

static gboolean
write_line (CtDb *db, const CtAuditLine *line, GBytes *mac, GBytes *hash, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "INSERT OR REPLACE INTO audit (n, at, actor, verb, record, detail, mac, hash)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, line->n);
  ct_statement_bind_int64 (statement, 2, line->at);
  ct_statement_bind_text (statement, 3, line->actor);
  ct_statement_bind_text (statement, 4, line->verb);
  if (!ct_uuid_is_null (&line->record))
    ct_statement_bind_data (statement, 5, line->record.bytes, sizeof line->record.bytes);
  ct_statement_bind_text (statement, 6, line->detail);
  ct_statement_bind_bytes (statement, 7, mac);
  ct_statement_bind_bytes (statement, 8, hash);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_audit_append:
 * @actor: (nullable): NULL for whoever works on this connection
 * @verb: a CT_AUDIT_ one, or the key of the state a record reached
 * @record: (nullable): which
 * @mac: (nullable): of the record as it was written
 * @detail: a code, never words of a person
 *
 * Inside a transaction of the caller. A draft that is saved again and again, while nothing
 * else happens, is one line, which is written anew.
 */
gboolean
ct_audit_append (CtDb         *db,
                 CtSeal       *seal,
                 const char   *actor,
                 const char   *verb,
                 const CtUuid *record,
                 GBytes       *mac,
                 const char   *detail,
                 GError      **error)
{
  CtAuditLine line = { .at = ct_clock_now_ms (), .actor = (char *) (actor != NULL ? actor : ct_db_get_actor (db)),
                       .verb = (char *) verb, .detail = (char *) detail };
  g_autoptr (GBytes) hash = NULL;
  gboolean again;
  End end;

  if (record != NULL)
    line.record = *record;
  if (!read_end (db, &end, error))
    return FALSE;
  again = record != NULL && ct_uuid_equal (record, &end.draft) && g_str_equal (verb, ct_state_key (CT_STATE_DRAFT));
  line.n = again ? end.n : end.n + 1;
  hash = hash_of (seal, again ? end.before : end.hash, &line, mac);
  return write_line (db, &line, mac, hash, error);
}

/**
 * ct_audit_get_last:
 * @n: (out): number of the newest line, 0 before the first
 */
gboolean
ct_audit_get_last (CtDb *db, gint64 *n, GError **error)
{
  return ct_db_get_int64 (db, "SELECT coalesce ((SELECT max (n) FROM audit), (SELECT n FROM audit_base), 0)", n, error);
}

static CtAuditLine *
read_line (CtStatement *statement)
{
  CtAuditLine *line = g_new0 (CtAuditLine, 1);
  g_autoptr (GBytes) record = ct_statement_bytes (statement, 4);

  line->n = ct_statement_int64 (statement, 0);
  line->at = ct_statement_int64 (statement, 1);
  line->actor = ct_statement_text (statement, 2);
  line->verb = ct_statement_text (statement, 3);
  if (record != NULL && g_bytes_get_size (record) == sizeof line->record.bytes)
    memcpy (line->record.bytes, g_bytes_get_data (record, NULL), sizeof line->record.bytes);
  line->detail = ct_statement_text (statement, 5);
  return line;
}

#define COLUMNS "SELECT n, at, actor, verb, record, detail, hash, mac FROM audit"
#define LINES   COLUMNS " ORDER BY n"

/* Where the chain begins. Returns: FALSE with an error, or with @sound FALSE when the base
 * is not one that was written here */
static gboolean
read_base (CtDb *db, CtSeal *seal, gint64 *n, guint8 hash[HASH_LENGTH], gboolean *sound, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT n, hash, mac FROM audit_base", error);
  g_autoptr (GBytes) there = NULL;
  g_autoptr (GBytes) mac = NULL;

  *n = 0;
  *sound = TRUE;
  memcpy (hash, nothing, HASH_LENGTH);
  if (statement == NULL)
    return FALSE;
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      *n = ct_statement_int64 (statement, 0);
      there = ct_statement_bytes (statement, 2);
      *sound = take_hash (statement, 1, hash);
      mac = mac_of_base (seal, *n, hash);
      *sound = *sound && there != NULL && g_bytes_equal (mac, there);
      return TRUE;
    case CT_STEP_DONE:
      return TRUE;
    case CT_STEP_ERROR:
      break;
    }
  return FALSE;
}

/* Records that are not what their newest line tells: of another writing, gone without a
 * word, or there again. Those from before there was a chain have no line. */
static gboolean
count_strangers (CtDb *db, gint64 *strangers, GError **error)
{
  return ct_db_get_int64 (db,
                          "SELECT count(*) FROM audit a LEFT JOIN record r ON r.uuid = a.record"
                          " WHERE a.n IN (SELECT max (n) FROM audit WHERE record IS NOT NULL AND"
                          " (mac IS NOT NULL OR verb IN ('" CT_AUDIT_DISCARDED "', '" CT_AUDIT_PURGED "', '" CT_AUDIT_GONE_THERE
                          "')) GROUP BY record)"
                          " AND a.mac IS NOT r.mac",
                          strangers, error);
}

/**
 * ct_audit_verify:
 * @at_least: how far the chain went, as somebody else remembers; 0 when nobody does
 * @report: (out)
 *
 * Returns: whether it could be read; what it says is in @report
 */
gboolean
ct_audit_verify (CtDb *db, CtSeal *seal, gint64 at_least, CtAuditReport *report, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, LINES, error);
  guint8 before[HASH_LENGTH];
  gboolean sound;
  CtStep step;

  *report = (CtAuditReport) { 0 };
  if (statement == NULL || !read_base (db, seal, &report->last, before, &sound, error))
    return FALSE;
  if (!sound)
    report->broken_at = report->last + 1;
  while ((step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      CtAuditLine *line = read_line (statement);
      g_autoptr (GBytes) mac = ct_statement_bytes (statement, 7);
      g_autoptr (GBytes) hash = hash_of (seal, before, line, mac);

      if (report->broken_at == 0
          && (line->n != report->last + 1 || !take_hash (statement, 6, before)
              || memcmp (before, g_bytes_get_data (hash, NULL), HASH_LENGTH) != 0))
        report->broken_at = report->last + 1;
      report->last = line->n;
      report->lines++;
      ct_audit_line_free (line);
    }
  if (step == CT_STEP_ERROR)
    return FALSE;
  if (report->broken_at == 0 && report->last < at_least)
    report->broken_at = report->last + 1;
  return count_strangers (db, &report->strangers, error);
}

/**
 * ct_audit_list:
 * @record: (nullable): those of it alone
 *
 * Returns: (transfer full) (element-type CtAuditLine) (nullable): oldest first
 */
GPtrArray *
ct_audit_list (CtDb *db, const CtUuid *record, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, record != NULL ? COLUMNS " WHERE record = ?1 ORDER BY n" : LINES, error);
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_audit_line_free);
  CtStep step = CT_STEP_ERROR;

  if (statement != NULL && record != NULL)
    ct_statement_bind_data (statement, 1, record->bytes, sizeof record->bytes);
  while (statement != NULL && (step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    g_ptr_array_add (lines, read_line (statement));
  return step == CT_STEP_DONE ? g_steal_pointer (&lines) : NULL;
}

static gboolean
set_base (CtDb *db, CtSeal *seal, gint64 n, const guint8 hash[HASH_LENGTH], GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "INSERT INTO audit_base (id, n, hash, mac) VALUES (1, ?1, ?2, ?3) ON CONFLICT (id) DO UPDATE"
                          " SET n = excluded.n, hash = excluded.hash, mac = excluded.mac", error);
  g_autoptr (GBytes) mac = mac_of_base (seal, n, hash);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, n);
  ct_statement_bind_data (statement, 2, hash, HASH_LENGTH);
  ct_statement_bind_bytes (statement, 3, mac);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_audit_trim:
 * @before: ms since 1970: lines older than this are past their time
 *
 * Drops the oldest lines, keeping where they ended; tells so in a line. Inside a
 * transaction of the caller. A line that is younger keeps all behind it, whatever their
 * clocks said.
 */
gboolean
ct_audit_trim (CtDb *db, CtSeal *seal, gint64 before, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT n, hash FROM audit WHERE n = coalesce ((SELECT min (n) FROM audit WHERE at >= ?1) - 1,"
                          " (SELECT max (n) FROM audit))", error);
  g_autofree char *count = NULL;
  g_autofree char *sql = NULL;
  guint8 hash[HASH_LENGTH];
  gint64 n;

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, before);
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      break;
    case CT_STEP_DONE:
      return TRUE;
    case CT_STEP_ERROR:
      return FALSE;
    }
  n = ct_statement_int64 (statement, 0);
  if (!take_hash (statement, 1, hash))
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "the audit chain is damaged");
      return FALSE;
    }
  sql = g_strdup_printf ("DELETE FROM audit WHERE n <= %" G_GINT64_FORMAT, n);
  count = g_strdup_printf ("%" G_GINT64_FORMAT, n);
  return ct_db_exec (db, sql, error) && set_base (db, seal, n, hash, error)
         && ct_audit_append (db, seal, CT_AUDIT_SENDER, CT_AUDIT_TRIMMED, NULL, NULL, count, error);
}

/**
 * ct_audit_is_past:
 * @mac: of a writing of @record
 * @past: (out): whether it was the newest one here before, and is no more
 */
gboolean
ct_audit_is_past (CtDb *db, const CtUuid *record, GBytes *mac, gboolean *past, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT EXISTS (SELECT 1 FROM audit WHERE record = ?1 AND mac = ?2"
                          " AND n < (SELECT max (n) FROM audit WHERE record = ?1))", error);

  *past = FALSE;
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, record->bytes, sizeof record->bytes);
  ct_statement_bind_bytes (statement, 2, mac);
  if (ct_statement_step (statement, error) != CT_STEP_ROW)
    return FALSE;
  *past = ct_statement_int64 (statement, 0) != 0;
  return TRUE;
}
