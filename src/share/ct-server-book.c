/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The records on the server, as a workstation sees them: puts its own changes there, lists those
 * of others by their number, hears that there are some. Knows no key, and opens nothing. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-server-book.h"

#include "ct-server-peers.h"
#include "ct-server-private.h"
#include "ct-server-schema.h"

#define PUT "SELECT comptoir.put ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"

/**
 * ct_server_book_get_epoch:
 * @seen: the last change that is known here; 0 for none
 * @epoch: (out): within which a change's number says which one it is
 *
 * A database that was put back to an earlier day knows of no change @seen: then it begins another
 * epoch, and everybody tells it what they have.
 */
gboolean
ct_server_book_get_epoch (CtServer *self, gint64 seen, CtUuid *epoch, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) renewed = NULL;
  g_autoptr (PGresult) result = NULL;

  ct_server_values_add_int64 (&values, seen);
  renewed = ct_server_query (self, "UPDATE comptoir.pharmacy SET epoch = gen_random_uuid () WHERE id = comptoir.mine () AND change < $1", &values, error);
  if (renewed == NULL)
    return FALSE;
  result = ct_server_query (self, "SELECT epoch FROM comptoir.pharmacy WHERE id = comptoir.mine ()", NULL, error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 1 && ct_server_value_uuid (result, 0, 0, epoch))
    return TRUE;
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "this counter is not, or no more, one of a pharmacy there");
  return FALSE;
}

/**
 * ct_server_book_set_generation:
 * @generation: of the key that the records here are under
 *
 * Before anything is put or listed: the server gives and takes nothing under another one
 * (%CT_SERVER_ERROR_OTHER_KEY).
 */
void
ct_server_book_set_generation (CtServer *self, gint64 generation)
{
  self->generation = generation;
}

/**
 * ct_server_book_open:
 * @pharmacy: (out): whose records these are
 * @workstation: (out): which of its workstations the login is
 *
 * Asked once for each connection, before anything else. It hears of changes from then on.
 */
gboolean
ct_server_book_open (CtServer *self, CtUuid *pharmacy, CtUuid *workstation, GError **error)
{
  g_autoptr (PGresult) who = ct_server_query (self, "SELECT comptoir.mine (), comptoir.me ()", NULL, error);
  g_autofree char *channel = NULL;
  g_autofree char *listen = NULL;
  gint64 version;

  if (who == NULL)
    return FALSE;
  if (!ct_server_value_uuid (who, 0, 0, pharmacy) || !ct_server_value_uuid (who, 0, 1, workstation))
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "this counter is not, or no more, one of a pharmacy there");
      return FALSE;
    }
  if (!ct_server_schema_get_version (self, &version, error))
    return FALSE;
  if (version != ct_server_schema_latest ())
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN,
                           version > ct_server_schema_latest () ? "the server is set up for a newer version of Comptoir"
                                                                : "the server is set up for an older version: comptoirctl server migrate");
      return FALSE;
    }
  channel = ct_uuid_format (pharmacy);
  listen = g_strdup_printf ("LISTEN \"comptoir %s\"", channel);
  return ct_server_run (self, listen, error) && ct_server_peers_sign (self, error);
}

static void
bind (CtServer *self, CtServerValues *values, const CtSealedRow *row)
{
  ct_server_values_add_int64 (values, self->generation);
  ct_server_values_add_uuid (values, &row->uuid);
  ct_server_values_add_int64 (values, row->change);
  ct_server_values_add_int64 (values, (gint64) row->revision);
  ct_server_values_add_text (values, row->gone ? "gone" : ct_state_key (row->state));
  ct_server_values_add_int64 (values, row->attempts);
  ct_server_values_add_int64 (values, row->next_at);
  ct_server_values_add_boolean (values, row->exposed);
  ct_server_values_add_text (values, row->cause);
  ct_server_values_add_text (values, row->receipt);
  ct_server_values_add_bytes (values, row->record_key);
  ct_server_values_add_bytes (values, row->entry);
  ct_server_values_add_bytes (values, row->body);
  ct_server_values_add_bytes (values, row->body_sha256);
  ct_server_values_add_bytes (values, row->reply);
  ct_server_values_add_bytes (values, row->mac);
}

static gboolean
send_all (CtServer *self, GPtrArray *rows)
{
  gboolean good = PQsendQueryParams (self->connection, "BEGIN", 0, NULL, NULL, NULL, NULL, 0) == 1;

  for (guint i = 0; good && i < rows->len; i++)
    {
      CtServerValues values = { 0 };

      bind (self, &values, g_ptr_array_index (rows, i));
      good = PQsendQueryParams (self->connection, PUT, values.n, values.types, values.data, values.lengths, values.formats, 1) == 1;
    }
  return good && PQsendQueryParams (self->connection, "SELECT comptoir.tell ()", 0, NULL, NULL, NULL, NULL, 1) == 1
         && PQsendQueryParams (self->connection, "COMMIT", 0, NULL, NULL, NULL, NULL, 0) == 1 && PQpipelineSync (self->connection) == 1;
}

/* The result of the next statement of the pipeline; each is followed by a NULL. */
static PGresult *
next_result (CtServer *self, GError **error)
{
  g_autoptr (PGresult) end = NULL;
  g_autoptr (PGresult) good = NULL;
  PGresult *result;

  if (!ct_server_next (self, &result, error))
    return NULL;
  good = ct_server_result (self, result, error);
  return good != NULL && ct_server_next (self, &end, error) ? g_steal_pointer (&good) : NULL;
}

/* Reads to the end of the pipeline, whatever went wrong in it. One NULL parts two statements; a
 * second is all there is of a connection that ended, whatever PQstatus() still says of it. */
static void
drain (CtServer *self)
{
  guint nothing = 0;

  while (nothing < 2)
    {
      g_autoptr (PGresult) result = NULL;

      if (!ct_server_next (self, &result, NULL))
        return;
      if (result != NULL && PQresultStatus (result) == PGRES_PIPELINE_SYNC)
        return;
      nothing = result == NULL ? nothing + 1 : 0;
    }
}

static gboolean
receive_all (CtServer *self, GPtrArray *rows, gint64 *changes, GError **error)
{
  g_autoptr (PGresult) begun = next_result (self, error);
  g_autoptr (PGresult) told = NULL;
  g_autoptr (PGresult) done = NULL;

  if (begun == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (PGresult) put = next_result (self, error);

      if (put == NULL)
        return FALSE;
      changes[i] = ct_server_value_int64 (put, 0, 0);
    }
  told = next_result (self, error);
  done = told != NULL ? next_result (self, error) : NULL;
  return done != NULL;
}

/**
 * ct_server_book_put:
 * @rows: (element-type CtSealedRow): each with the change it was made from, and then with the one
 *   it is: 0 where the server has another one already
 *
 * One transaction and one round trip: not more rows at once than the server's answers have room
 * for on the way, some hundreds. After a failure nobody knows whether the server has them:
 * what comes back from there tells.
 */
gboolean
ct_server_book_put (CtServer *self, GPtrArray *rows, GError **error)
{
  g_autofree gint64 *changes = g_new0 (gint64, rows->len);
  gboolean good;

  if (PQenterPipelineMode (self->connection) != 1 || !send_all (self, rows))
    {
      g_autoptr (PGresult) none = ct_server_result (self, NULL, error);

      return FALSE;
    }
  good = receive_all (self, rows, changes, error);
  drain (self);
  if (PQexitPipelineMode (self->connection) != 1 && good)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY, "the connection broke");
      return FALSE;
    }
  if (!good)
    ct_server_run (self, "ROLLBACK", NULL);
  for (guint i = 0; good && i < rows->len; i++)
    ((CtSealedRow *) g_ptr_array_index (rows, i))->change = changes[i];
  return good;
}

static CtSealedRow *
read_row (const PGresult *result, int i)
{
  CtUuid uuid;
  CtSealedRow *row;
  g_autofree char *state = ct_server_value_text (result, i, 4);

  ct_server_value_uuid (result, i, 0, &uuid);
  row = ct_sealed_row_new (&uuid);
  row->change = ct_server_value_int64 (result, i, 1);
  ct_server_value_uuid (result, i, 2, &row->author);
  row->revision = (guint64) ct_server_value_int64 (result, i, 3);
  row->gone = g_str_equal (state, "gone");
  if (!row->gone && !ct_state_from_key (state, &row->state))
    row->state = CT_STATE_DRAFT; /* then the MAC does not hold */
  row->attempts = (guint) ct_server_value_int64 (result, i, 5);
  row->next_at = ct_server_value_int64 (result, i, 6);
  row->exposed = ct_server_value_boolean (result, i, 7);
  g_free (row->cause);
  row->cause = ct_server_value_text (result, i, 8);
  g_free (row->receipt);
  row->receipt = ct_server_value_text (result, i, 9);
  row->record_key = ct_server_value_bytes (result, i, 10);
  row->entry = ct_server_value_bytes (result, i, 11);
  row->body = ct_server_value_bytes (result, i, 12);
  row->body_sha256 = ct_server_value_bytes (result, i, 13);
  row->reply = ct_server_value_bytes (result, i, 14);
  row->mac = ct_server_value_bytes (result, i, 15);
  return row;
}

/**
 * ct_server_book_list:
 * @after: the last change that was seen
 * @max: how many at the most
 *
 * Returns: (transfer full) (element-type CtSealedRow) (nullable): changes behind it, the oldest
 *   first; of a record that changed more than once the last alone
 */
GPtrArray *
ct_server_book_list (CtServer *self, gint64 after, guint max, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_sealed_row_free);
  g_autoptr (PGresult) result = NULL;
  CtServerValues values = { 0 };

  ct_server_values_add_int64 (&values, self->generation);
  ct_server_values_add_int64 (&values, after);
  ct_server_values_add_int64 (&values, max);
  result = ct_server_query (self,
                            "SELECT uuid, change, author, revision, state, attempts, next_at, exposed, cause, receipt, record_key,"
                            " entry, body, body_sha256, reply, mac FROM comptoir.list ($1, $2, $3)",
                            &values, error);
  if (result == NULL)
    return NULL;
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (rows, read_row (result, i));
  return g_steal_pointer (&rows);
}

/**
 * ct_server_book_get_fd:
 *
 * Returns: what becomes readable when the server tells something; may be watched by any thread
 */
int
ct_server_book_get_fd (CtServer *self)
{
  return PQsocket (self->connection);
}

/**
 * ct_server_book_listen:
 * @told: (out): whether there are changes
 *
 * Reads what the server said without being asked; does not wait. What we told ourselves is no
 * news.
 */
gboolean
ct_server_book_listen (CtServer *self, gboolean *told, GError **error)
{
  PGnotify *notice;

  *told = FALSE;
  if (PQconsumeInput (self->connection) != 1)
    {
      g_autoptr (PGresult) none = ct_server_result (self, NULL, error);

      return FALSE;
    }
  while ((notice = PQnotifies (self->connection)) != NULL)
    {
      *told = *told || notice->be_pid != PQbackendPID (self->connection);
      PQfreemem (notice);
    }
  return TRUE;
}
