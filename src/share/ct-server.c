/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The connection to the server that counters share: libpq behind our own rules. Belongs to one
 * thread, which waits for it, and never for longer than the limits below.
 *
 * The server's certificate is verified against its name, whatever the environment says; the
 * login is SCRAM, bound to the TLS connection, so that a server in between gets nothing it
 * could use. What it says goes to the log without the values that were sent: those are bound,
 * never written into a statement. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-server-private.h"

#include <string.h>

#define PATIENCE_US       (5 * G_USEC_PER_SEC) /* of a server that says nothing at all: a process that hangs acknowledges all */
#define STATEMENT_SECONDS "10"
#define SILENCE_MS        "10000" /* of a peer that acknowledges nothing */

G_DEFINE_QUARK (ct-server-error-quark, ct_server_error)

/**
 * ct_server_address_parse:
 * @url: postgresql://[ROLE@]HOST[:PORT]/DATABASE
 *
 * Returns: (transfer full) (nullable): without a CA file
 */
CtServerAddress *
ct_server_address_parse (const char *url, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, error);
  g_autoptr (CtServerAddress) self = g_new0 (CtServerAddress, 1);

  if (uri == NULL)
    return NULL;
  if (g_strcmp0 (g_uri_get_scheme (uri), "postgresql") != 0 || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0'
      || strlen (g_uri_get_path (uri)) < 2 || strchr (g_uri_get_path (uri) + 1, '/') != NULL || g_uri_get_query (uri) != NULL
      || g_uri_get_fragment (uri) != NULL)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN, "write postgresql://HOST/DATABASE");
      return NULL;
    }
  if (g_uri_get_password (uri) != NULL)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN, "no password in an address");
      return NULL;
    }
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = g_uri_get_port (uri) > 0 ? (guint) g_uri_get_port (uri) : CT_SERVER_PORT;
  self->database = g_strdup (g_uri_get_path (uri) + 1);
  self->role = g_strdup (g_uri_get_user (uri));
  return g_steal_pointer (&self);
}

void
ct_server_address_free (CtServerAddress *self)
{
  g_free (self->host);
  g_free (self->database);
  g_free (self->role);
  g_free (self->ca_file);
  g_free (self);
}

/* libpq ends its messages with a line's end, and may give several lines. */
static char *
first_line (const char *message)
{
  return g_strndup (message, strcspn (message, "\n"));
}

static void
ignore_notice (void *data, const PGresult *result)
{
}

/* libpq's own waiting could not be interrupted. */
static gboolean
wait_until_open (PGconn *connection, GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  PostgresPollingStatusType status = PQstatus (connection) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  GPollFD fds[2];
  guint n = g_cancellable_make_pollfd (cancellable, &fds[1]) ? 2 : 1;

  while ((status == PGRES_POLLING_READING || status == PGRES_POLLING_WRITING) && !g_cancellable_is_cancelled (cancellable)
         && g_get_monotonic_time () < end)
    {
      fds[0] = (GPollFD) { PQsocket (connection), status == PGRES_POLLING_READING ? G_IO_IN : G_IO_OUT, 0 };
      if (g_poll (fds, n, (int) MAX ((end - g_get_monotonic_time ()) / 1000, 1)) > 0 && fds[0].revents != 0)
        status = PQconnectPoll (connection);
    }
  if (n == 2)
    g_cancellable_release_fd (cancellable);
  return status == PGRES_POLLING_OK;
}

/**
 * ct_server_connect:
 * @password: (nullable): a text
 * @cancellable: (nullable): from any thread
 *
 * Waits for the server, for some seconds.
 *
 * Returns: (transfer full) (nullable)
 */
CtServer *
ct_server_connect (const CtServerAddress *address, CtSecretBytes *password, GCancellable *cancellable, GError **error)
{
  g_autofree char *port = g_strdup_printf ("%u", address->port);
  g_autoptr (CtServer) self = g_new0 (CtServer, 1);
  const struct
  {
    const char *key, *value;
  } settings[] = {
    { "host", address->host }, { "port", port }, { "dbname", address->database }, { "user", address->role },
    { "password", password != NULL ? ct_secret_bytes_text (password) : "" },
    { "passfile", "/dev/null" }, { "application_name", "comptoir" },
    { "sslmode", "verify-full" }, { "sslrootcert", address->ca_file != NULL ? address->ca_file : "/etc/ssl/certs/ca-certificates.crt" },
    { "ssl_min_protocol_version", "TLSv1.2" }, { "channel_binding", "require" }, { "gssencmode", "disable" },
    { "tcp_user_timeout", SILENCE_MS }, { "keepalives_idle", "30" },
    { "options", "-c statement_timeout=" STATEMENT_SECONDS "s -c lock_timeout=" STATEMENT_SECONDS "s"
                 " -c idle_in_transaction_session_timeout=30s -c search_path=comptoir,pg_temp -c client_min_messages=warning" },
  };
  const char *keys[G_N_ELEMENTS (settings) + 1] = { NULL }, *values[G_N_ELEMENTS (settings) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      keys[i] = settings[i].key;
      values[i] = settings[i].value;
    }
  self->connection = PQconnectStartParams (keys, values, FALSE);
  if (!wait_until_open (self->connection, cancellable))
    {
      g_autofree char *message = first_line (PQerrorMessage (self->connection));

      g_set_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY, "the server cannot be used: %s", *message != '\0' ? message : "it does not answer");
      return NULL;
    }
  PQsetnonblocking (self->connection, 1);
  PQsetNoticeReceiver (self->connection, ignore_notice, NULL);
  PQsetErrorVerbosity (self->connection, PQERRORS_TERSE);
  return g_steal_pointer (&self);
}

void
ct_server_free (CtServer *self)
{
  PQfinish (self->connection);
  g_free (self);
}

static void
set_error (CtServer *self, const PGresult *result, GError **error)
{
  g_autofree char *message = first_line (result != NULL ? PQresultErrorMessage (result) : PQerrorMessage (self->connection));
  const char *code = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  CtServerError reason = code == NULL || PQstatus (self->connection) != CONNECTION_OK ? CT_SERVER_ERROR_AWAY
                         : g_str_has_prefix (code, "57P") || g_str_has_prefix (code, "08") ? CT_SERVER_ERROR_AWAY
                         : g_str_equal (code, "CT001") ? CT_SERVER_ERROR_OTHER_KEY
                         : g_str_equal (code, "42P01") || g_str_equal (code, "3F000") || g_str_equal (code, "42883") ? CT_SERVER_ERROR_FOREIGN
                                                                                           : CT_SERVER_ERROR_REFUSED;

  g_set_error (error, CT_SERVER_ERROR, reason, "%s", message);
}

/**
 * ct_server_result:
 * @result: (transfer full) (nullable)
 *
 * Returns: (transfer full) (nullable): @result, where it is no failure
 */
PGresult *
ct_server_result (CtServer *self, PGresult *result, GError **error)
{
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return result;
  set_error (self, result, error);
  PQclear (result);
  return NULL;
}

/* Until the server has what was sent, and its next answer is here. */
static gboolean
wait_for_answer (CtServer *self)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  gint64 now;

  while ((now = g_get_monotonic_time ()) < end)
    {
      int left = PQflush (self->connection);
      GPollFD fd = { PQsocket (self->connection), (gushort) (G_IO_IN | (left > 0 ? G_IO_OUT : 0)), 0 };

      if (left == 0 && PQisBusy (self->connection) == 0)
        return TRUE;
      if (left < 0 || fd.fd < 0 || (g_poll (&fd, 1, (int) ((end - now) / 1000) + 1) > 0 && PQconsumeInput (self->connection) != 1))
        return FALSE;
    }
  return FALSE;
}

/**
 * ct_server_next:
 * @result: (out) (nullable): NULL behind the last one of a statement
 *
 * The next thing that the server says to what was sent. Libpq alone would wait for it for ever.
 *
 * Returns: FALSE when it says nothing any more: the connection is of no use then
 */
gboolean
ct_server_next (CtServer *self, PGresult **result, GError **error)
{
  *result = NULL;
  if (!self->dead && wait_for_answer (self))
    {
      *result = PQgetResult (self->connection);
      return TRUE;
    }
  self->dead = TRUE;
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY, "the server does not answer any more");
  return FALSE;
}

/* The last result of what was sent, which may be several statements.
 *
 * Returns: (transfer full) (nullable) */
static PGresult *
last_result (CtServer *self, gboolean sent, GError **error)
{
  g_autoptr (PGresult) last = NULL;
  PGresult *result;

  if (!sent)
    {
      set_error (self, NULL, error);
      return NULL;
    }
  for (;;)
    {
      if (!ct_server_next (self, &result, error))
        return NULL;
      if (result == NULL)
        return ct_server_result (self, g_steal_pointer (&last), error);
      PQclear (last);
      last = result;
    }
}

/**
 * ct_server_run:
 * @sql: one statement or several, without values
 */
gboolean
ct_server_run (CtServer *self, const char *sql, GError **error)
{
  g_autoptr (PGresult) result = last_result (self, !self->dead && PQsendQuery (self->connection, sql) == 1, error);

  return result != NULL;
}

/**
 * ct_server_query:
 * @values: (nullable): one for each $n of @sql
 *
 * Returns: (transfer full) (nullable): in binary form
 */
PGresult *
ct_server_query (CtServer *self, const char *sql, const CtServerValues *values, GError **error)
{
  int n = values != NULL ? values->n : 0;

  return last_result (self,
                      !self->dead
                        && PQsendQueryParams (self->connection, sql, n, n > 0 ? values->types : NULL, n > 0 ? values->data : NULL,
                                              n > 0 ? values->lengths : NULL, n > 0 ? values->formats : NULL, 1) == 1,
                      error);
}

/**
 * ct_server_quote:
 * @name: of a role, a table...; otherwise it is a word
 *
 * For statements that know no values.
 *
 * Returns: (transfer full)
 */
char *
ct_server_quote (CtServer *self, const char *text, gboolean name)
{
  char *escaped = name ? PQescapeIdentifier (self->connection, text, strlen (text)) : PQescapeLiteral (self->connection, text, strlen (text));
  char *copy = g_strdup (escaped);

  PQfreemem (escaped);
  return copy;
}

/**
 * ct_server_set_password:
 * @role: (nullable): NULL for the one that is logged in
 * @password: a text
 *
 * It goes to the server as what SCRAM checks it against, never itself.
 */
gboolean
ct_server_set_password (CtServer *self, const char *role, CtSecretBytes *password, GError **error)
{
  const char *whose = role != NULL ? role : PQuser (self->connection);
  char *verifier = PQencryptPasswordConn (self->connection, ct_secret_bytes_text (password), whose, "scram-sha-256");
  g_autofree char *name = ct_server_quote (self, whose, TRUE);
  g_autofree char *word = NULL;
  g_autofree char *sql = NULL;

  if (verifier == NULL)
    {
      set_error (self, NULL, error);
      return FALSE;
    }
  word = ct_server_quote (self, verifier, FALSE);
  PQfreemem (verifier);
  sql = g_strdup_printf ("ALTER ROLE %s PASSWORD %s", name, word);
  return ct_server_run (self, sql, error);
}
