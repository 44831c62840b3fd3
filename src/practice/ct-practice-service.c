/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The practice SI-DEP as an HTTPS service on loopback: who asks for what, and
 * what goes wrong on purpose. */

#define G_LOG_DOMAIN "ct-practice"

#include "config.h"

#include "ct-practice-service.h"

#include "ct-practice-authority.h"
#include "ct-practice-faults.h"
#include "ct-practice-ledger.h"
#include "ct-practice-login.h"
#include "ct-practice-page.h"
#include "ct-practice-path.h"
#include "ct-practice-rules.h"
#include "ct-practice-transaction.h"

#include <libsoup/soup.h>
#include <string.h>
#include <unistd.h>

#define MAX_BODY (64 * 1024)
#define FHIR     "application/fhir+json"

struct _CtPracticeService
{
  SoupServer       *server;
  CtPracticeLedger *ledger;
  CtPracticeLogin  *login;
  CtPracticeFaults  faults;
  guint             faults_id; /* ends them */
  char             *origin; /* https://127.0.0.1:PORT */
  char             *ca_file;
};

/* ---- answers ---- */

static void
answer_json (SoupServerMessage *msg, guint status, const char *type, JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  soup_server_message_set_status (msg, status, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Cache-Control", "no-store");
  soup_server_message_set_response (msg, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
answer_outcome (SoupServerMessage *msg, guint status, const char *code, const char *text)
{
  g_autoptr (JsonNode) outcome = ct_practice_outcome_new ();

  ct_practice_outcome_add (outcome, code, NULL, text);
  answer_json (msg, status, FHIR, outcome);
}

/* Cuts the connection, after @text if any. */
static void
cut (SoupServerMessage *msg, const char *text, gsize length)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (msg);

  if (stream == NULL)
    return;
  if (text != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, length, NULL, NULL, NULL);
  g_io_stream_close (stream, NULL, NULL);
}

static void
cut_inside (SoupServerMessage *msg, guint truncate_at)
{
  SoupMessageBody *body = soup_server_message_get_response_body (msg);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  gsize length = g_bytes_get_size (bytes);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, "HTTP/1.1 200 OK\r\nContent-Type: " FHIR "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n",
                   length);
  g_string_append_len (text, g_bytes_get_data (bytes, NULL), (gssize) MIN (truncate_at, length));
  cut (msg, text->str, text->len);
}

/* No length is said beforehand, and blanks follow, which JSON allows. */
static void
inflate (SoupServerMessage *msg, guint size)
{
  SoupMessageBody *body = soup_server_message_get_response_body (msg);

  soup_message_headers_set_encoding (soup_server_message_get_response_headers (msg), SOUP_ENCODING_CHUNKED);
  soup_message_body_append_take (body, (guchar *) g_strnfill (size, ' '), size);
  soup_message_body_complete (body);
}

/* ---- requests ---- */

static gboolean
has_type (SoupServerMessage *msg, const char *wanted)
{
  const char *type =
    soup_message_headers_get_content_type (soup_server_message_get_request_headers (msg), NULL);

  return g_strcmp0 (type, wanted) == 0;
}

static gboolean
is_method (SoupServerMessage *msg, const char *method)
{
  return g_str_equal (soup_server_message_get_method (msg), method);
}

static const char *
authorization (SoupServerMessage *msg)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (msg), "Authorization");
}

static gboolean
happens (double share)
{
  return share > 0 && g_random_double () < share;
}

static void
transact (CtPracticeService *self, SoupServerMessage *msg)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  CtPracticeFaults faults = self->faults;
  g_autoptr (JsonNode) answer = NULL;
  guint status;

  ct_practice_faults_count (&self->faults);
  if (faults.status != 0)
    {
      if (faults.retry_after_s > 0)
        {
          g_autofree char *seconds = g_strdup_printf ("%u", faults.retry_after_s);

          soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Retry-After", seconds);
        }
      answer_outcome (msg, faults.status, "transient", "a drill: nothing was taken");
      return;
    }
  if (!has_type (msg, FHIR))
    {
      answer_outcome (msg, 415, "not-supported", "the body must be " FHIR);
      return;
    }
  if (g_bytes_get_size (body) > MAX_BODY)
    {
      answer_outcome (msg, 413, "too-long", "the bundle is larger than 64 KiB");
      return;
    }
  if (happens (faults.touch))
    ct_practice_transaction_touch (self->ledger, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  status =
    ct_practice_transaction_run (self->ledger, g_bytes_get_data (body, NULL), g_bytes_get_size (body), &answer);
  answer_json (msg, status, FHIR, answer);
  if (faults.truncate_at > 0)
    cut_inside (msg, faults.truncate_at);
  if (faults.inflate_to > 0)
    inflate (msg, faults.inflate_to);
}

/* GET Type?identifier=system|value */
static void
search (CtPracticeService *self, SoupServerMessage *msg, const char *type, GHashTable *query)
{
  const char *identifier = query != NULL ? g_hash_table_lookup (query, "identifier") : NULL;
  g_auto (GStrv) parts = g_strsplit (identifier != NULL ? identifier : "", "|", 2);
  g_autoptr (CtPracticePlace) place = NULL;
  g_autoptr (JsonObject) bundle = json_object_new ();
  g_autoptr (JsonNode) node = NULL;
  JsonArray *entries = json_array_new ();

  json_object_set_string_member (bundle, "resourceType", "Bundle");
  json_object_set_string_member (bundle, "type", "searchset");
  json_object_set_array_member (bundle, "entry", entries);
  if (g_strv_length (parts) != 2)
    {
      answer_outcome (msg, 400, "not-supported", "search by identifier=system|value only");
      return;
    }
  place = ct_practice_ledger_find (self->ledger, type, parts[0], parts[1]);
  if (place != NULL)
    {
      g_autofree char *url = g_strdup_printf ("%s/fhir/%s/%s", self->origin, type, place->id);
      JsonObject *entry = json_object_new ();
      JsonNode *resource = NULL;

      ct_practice_place_free (ct_practice_ledger_get (self->ledger, type, place->id, 0, &resource));
      json_object_set_string_member (entry, "fullUrl", url);
      json_object_set_member (entry, "resource", resource);
      json_array_add_object_element (entries, entry);
    }
  json_object_set_int_member (bundle, "total", place != NULL);
  node = json_node_init_object (json_node_alloc (), bundle);
  answer_json (msg, 200, FHIR, node);
}

/* GET Type/id, GET Type/id/_history, GET Type/id/_history/version */
static void
read_resource (CtPracticeService *self, SoupServerMessage *msg, GStrv parts, guint n)
{
  gboolean history = n >= 3 && g_str_equal (parts[2], "_history");
  gint64 version = history && n == 4 ? (gint64) g_ascii_strtoull (parts[3], NULL, 10) : 0;
  g_autoptr (JsonNode) resource = NULL;
  g_autoptr (CtPracticePlace) place = ct_practice_ledger_get (self->ledger, parts[0], parts[1], version, &resource);

  if (place == NULL || (n > 2 && !history) || n > 4)
    answer_outcome (msg, 404, "not-found", "there is no such resource");
  else if (n == 3)
    {
      g_autoptr (JsonObject) bundle = json_object_new ();
      g_autoptr (JsonNode) node = NULL;
      JsonArray *entries = json_array_new ();

      json_object_set_string_member (bundle, "resourceType", "Bundle");
      json_object_set_string_member (bundle, "type", "history");
      json_object_set_int_member (bundle, "total", place->version);
      json_object_set_array_member (bundle, "entry", entries);
      for (gint64 v = place->version; v > 0; v--)
        {
          JsonObject *entry = json_object_new ();
          JsonNode *old = NULL;

          ct_practice_place_free (ct_practice_ledger_get (self->ledger, parts[0], parts[1], v, &old));
          json_object_set_member (entry, "resource", old);
          json_array_add_object_element (entries, entry);
        }
      node = json_node_init_object (json_node_alloc (), bundle);
      answer_json (msg, 200, FHIR, node);
    }
  else
    {
      g_autofree char *etag = g_strdup_printf ("W/\"%" G_GINT64_FORMAT "\"", place->version);

      soup_message_headers_replace (soup_server_message_get_response_headers (msg), "ETag", etag);
      answer_json (msg, 200, FHIR, resource);
    }
}

static void
answer_capabilities (SoupServerMessage *msg)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *text = g_strdup_printf (
    "{\"resourceType\":\"CapabilityStatement\",\"status\":\"active\",\"date\":\"%s\",\"kind\":\"instance\","
    "\"software\":{\"name\":\"Comptoir practice SI-DEP\",\"version\":\"%s\"},"
    "\"implementation\":{\"description\":\"A service for training, on this machine only\"},"
    "\"fhirVersion\":\"4.0.1\",\"format\":[\"application/fhir+json\"],\"rest\":[{\"mode\":\"server\","
    "\"interaction\":[{\"code\":\"transaction\"}],"
    "\"resource\":[{\"type\":\"Observation\",\"conditionalCreate\":true,\"versioning\":\"versioned-update\","
    "\"interaction\":[{\"code\":\"read\"},{\"code\":\"vread\"},{\"code\":\"update\"},{\"code\":\"create\"},"
    "{\"code\":\"search-type\"},{\"code\":\"history-instance\"}],"
    "\"searchParam\":[{\"name\":\"identifier\",\"type\":\"token\"}]}]}]}",
    date, VERSION);

  soup_server_message_set_status (msg, 200, NULL);
  soup_server_message_set_response (msg, FHIR, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
answer_discovery (CtPracticeService *self, SoupServerMessage *msg)
{
  g_autofree char *text = g_strdup_printf (
    "{\"token_endpoint\":\"%s/token\",\"grant_types_supported\":[\"client_credentials\"],"
    "\"token_endpoint_auth_methods_supported\":[\"private_key_jwt\",\"client_secret_basic\"],"
    "\"token_endpoint_auth_signing_alg_values_supported\":[\"ES384\"],"
    "\"scopes_supported\":[\"system/*.cruds\"],\"capabilities\":[\"client-confidential-asymmetric\","
    "\"client-confidential-symmetric\"]}",
    self->origin);

  soup_server_message_set_status (msg, 200, NULL);
  soup_server_message_set_response (msg, "application/json", SOUP_MEMORY_COPY, text, strlen (text));
}

static void
serve_fhir (CtPracticeService *self, SoupServerMessage *msg, const char *path, GHashTable *query)
{
  g_auto (GStrv) parts = g_strsplit (*path == '/' ? path + 1 : path, "/", -1);
  guint n = g_strv_length (parts);

  if (n > 0 && *parts[n - 1] == '\0')
    n--;
  if (g_str_equal (path, "/.well-known/smart-configuration") && is_method (msg, "GET"))
    answer_discovery (self, msg);
  else if (g_str_equal (path, "/metadata") && is_method (msg, "GET"))
    answer_capabilities (msg);
  else if (!ct_practice_login_is_valid (self->login, authorization (msg)))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (msg), "WWW-Authenticate", "Bearer");
      answer_outcome (msg, 401, "login", "a valid access token is needed");
    }
  else if (n == 0 && is_method (msg, "POST"))
    transact (self, msg);
  else if (n == 1 && is_method (msg, "GET"))
    search (self, msg, parts[0], query);
  else if (n >= 2 && is_method (msg, "GET"))
    read_resource (self, msg, parts, n);
  else
    answer_outcome (msg, 404, "not-found", "this service knows transactions, reads and look-ups by identifier");
}

static void
serve_token (CtPracticeService *self, SoupServerMessage *msg)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
  const char *data = g_bytes_get_data (body, NULL);
  g_autofree char *text = g_strndup (data != NULL ? data : "", g_bytes_get_size (body));
  g_autoptr (GHashTable) form = soup_form_decode (text);
  g_autofree char *endpoint = g_strconcat (self->origin, "/token", NULL);
  g_autoptr (JsonNode) answer = NULL;
  guint status;

  if (!is_method (msg, "POST") || !has_type (msg, "application/x-www-form-urlencoded"))
    {
      soup_server_message_set_status (msg, 405, NULL);
      return;
    }
  status = ct_practice_login_token (self->login, authorization (msg), form, endpoint, &answer);
  answer_json (msg, status, "application/json", answer);
}

static gboolean
end_faults_cb (gpointer data)
{
  CtPracticeService *self = data;

  self->faults_id = 0;
  self->faults = (CtPracticeFaults) { 0 };
  return G_SOURCE_REMOVE;
}

static void
serve_practice (CtPracticeService *self, SoupServerMessage *msg, const char *path)
{
  g_autoptr (JsonNode) node = NULL;

  if (g_str_equal (path, "/results") && is_method (msg, "GET"))
    node = ct_practice_ledger_results (self->ledger, NULL);
  else if (g_str_equal (path, "/bundles") && is_method (msg, "GET"))
    node = ct_practice_ledger_bundles (self->ledger);
  else if (g_str_equal (path, "/tokens") && is_method (msg, "GET"))
    node = ct_practice_login_tokens (self->login);
  else if (g_str_equal (path, "/cases") && is_method (msg, "GET"))
    node = ct_practice_page_cases (self->ledger);
  else if (g_str_equal (path, "/faults") && is_method (msg, "GET"))
    node = ct_practice_faults_get (&self->faults);
  else if (g_str_equal (path, "/faults") && is_method (msg, "PUT"))
    {
      g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (msg));
      const char *why;
      g_autoptr (JsonNode) wanted =
        ct_practice_path_parse (g_bytes_get_data (body, NULL), g_bytes_get_size (body), &why);

      if (wanted == NULL || !ct_practice_faults_set (&self->faults, wanted))
        {
          answer_outcome (msg, 400, "invalid", "latency_ms, drop_before, drop_after, error_before, touch, garbage_after (0 to 1),"
                                               " status, retry_after_s, truncate_at, inflate_to, for_seconds,"
                                               " for_requests: numbers");
          return;
        }
      node = ct_practice_faults_get (&self->faults);
      g_clear_handle_id (&self->faults_id, g_source_remove);
      if (self->faults.for_seconds > 0)
        self->faults_id = g_timeout_add_seconds (self->faults.for_seconds, end_faults_cb, self);
    }
  if (node != NULL)
    answer_json (msg, 200, "application/json", node);
  else
    soup_server_message_set_status (msg, 404, NULL);
}

static void
serve_page (CtPracticeService *self, SoupServerMessage *msg, const char *path)
{
  g_autofree char *html = NULL;

  if (!g_str_equal (path, "/") || !is_method (msg, "GET"))
    {
      soup_server_message_set_status (msg, 404, NULL);
      return;
    }
  html = ct_practice_page_html (self->ledger);
  soup_server_message_set_status (msg, 200, NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (msg), "Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'");
  soup_server_message_set_response (msg, "text/html; charset=utf-8", SOUP_MEMORY_COPY, html, strlen (html));
}

/* ---- faults around all of it ---- */

typedef struct
{
  CtPracticeService *service;
  SoupServerMessage *msg;
  char              *path;
  GHashTable        *query;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  g_object_unref (pending->msg);
  g_free (pending->path);
  g_clear_pointer (&pending->query, g_hash_table_unref);
  g_free (pending);
}

/* What a proxy, a captive portal or a service in trouble says. */
static void
answer_garbage (SoupServerMessage *msg)
{
  static const struct
  {
    guint       status;
    const char *type, *text;
  } answers[] = {
    { 200, "text/html", "<html><body>Welcome to the hotel's network</body></html>" },
    { 200, FHIR, "" },
    { 200, FHIR, "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\",\"entry\":[]}" },
    { 204, FHIR, "" },
    { 500, "text/plain", "oops" },
    { 502, "text/html", "<html>Bad gateway</html>" },
    { 504, "text/html", "<html>Gateway timeout</html>" },
  };
  guint i = (guint) g_random_int_range (0, G_N_ELEMENTS (answers));

  soup_server_message_set_status (msg, answers[i].status, NULL);
  soup_server_message_set_response (msg, answers[i].type, SOUP_MEMORY_STATIC, answers[i].text, strlen (answers[i].text));
}

static void
serve (CtPracticeService *self, SoupServerMessage *msg, const char *path, GHashTable *query)
{
  CtPracticeFaults faults = self->faults;
  gboolean switched = g_str_has_prefix (path, "/fhir") || g_str_equal (path, "/token");

  if (switched && happens (faults.drop_before))
    {
      cut (msg, NULL, 0);
      return;
    }
  if (switched && happens (faults.error_before))
    {
      static const guint statuses[] = { 429, 500, 502, 503, 504 };

      answer_outcome (msg, statuses[g_random_int_range (0, G_N_ELEMENTS (statuses))], "transient",
                      "a drill: nothing was taken");
      return;
    }
  if (g_str_has_prefix (path, "/fhir"))
    serve_fhir (self, msg, path + strlen ("/fhir"), query);
  else if (g_str_equal (path, "/token"))
    serve_token (self, msg);
  else if (g_str_has_prefix (path, "/practice"))
    serve_practice (self, msg, path + strlen ("/practice"));
  else
    serve_page (self, msg, path);
  if (switched && happens (faults.drop_after))
    cut (msg, NULL, 0);
  else if (switched && happens (faults.garbage_after))
    answer_garbage (msg);
}

static gboolean
late_cb (gpointer data)
{
  Pending *pending = data;

  serve (pending->service, pending->msg, pending->path, pending->query);
  soup_server_message_unpause (pending->msg);
  return G_SOURCE_REMOVE;
}

static void
on_request_cb (SoupServer *server, SoupServerMessage *msg, const char *path, GHashTable *query, gpointer data)
{
  CtPracticeService *self = data;
  Pending *pending;

  if (self->faults.latency_ms == 0 || g_str_has_prefix (path, "/practice"))
    {
      serve (self, msg, path, query);
      return;
    }
  pending = g_new0 (Pending, 1);
  pending->service = self;
  pending->msg = g_object_ref (msg);
  pending->path = g_strdup (path);
  pending->query = query != NULL ? g_hash_table_ref (query) : NULL;
  soup_server_message_pause (msg);
  g_timeout_add_full (G_PRIORITY_DEFAULT, self->faults.latency_ms, late_cb, pending, pending_free);
}

/**
 * ct_practice_service_start:
 * @directory: private, exists
 * @port: 0 for any that is free
 * @client_key: (nullable): a file with the client's public JWK
 *
 * Returns: (transfer full) (nullable): serving on the main context
 */
CtPracticeService *
ct_practice_service_start (const char *directory, guint port, const char *client_key, GError **error)
{
  CtPracticeService *self = g_new0 (CtPracticeService, 1);
  g_autoptr (GTlsCertificate) certificate = ct_practice_authority_certificate (directory, &self->ca_file, error);
  GSList *uris;

  if (certificate == NULL || (self->ledger = ct_practice_ledger_open (directory, error)) == NULL)
    {
      ct_practice_service_stop (self);
      return NULL;
    }
  self->login = ct_practice_login_new (self->ledger);
  self->server = soup_server_new ("tls-certificate", certificate, "server-header", "comptoir-practice", NULL);
  soup_server_add_handler (self->server, NULL, on_request_cb, self, NULL);
  if ((client_key != NULL && !ct_practice_login_set_key (self->login, client_key, error))
      || !soup_server_listen_local (self->server, port,
                                    SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    {
      ct_practice_service_stop (self);
      return NULL;
    }
  uris = soup_server_get_uris (self->server);
  self->origin = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return self;
}

/**
 * ct_practice_service_ready:
 *
 * Returns: (transfer full) (nullable): one line of JSON: where the service is and
 *   a fresh client secret for it
 */
char *
ct_practice_service_ready (CtPracticeService *self, GError **error)
{
  g_autofree char *secret = ct_practice_login_new_secret (self->login, error);
  g_autofree char *base = g_strconcat (self->origin, "/fhir", NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = NULL;

  if (secret == NULL)
    return NULL;
  json_object_set_string_member (object, "base_url", base);
  json_object_set_string_member (object, "ca_file", self->ca_file);
  json_object_set_string_member (object, "client_id", CT_PRACTICE_CLIENT_ID);
  json_object_set_string_member (object, "client_secret", secret);
  json_object_set_int_member (object, "pid", getpid ());
  node = json_node_init_object (json_node_alloc (), object);
  return json_to_string (node, FALSE);
}

void
ct_practice_service_stop (CtPracticeService *self)
{
  g_clear_handle_id (&self->faults_id, g_source_remove);
  if (self->server != NULL)
    soup_server_disconnect (self->server);
  g_clear_object (&self->server);
  g_clear_pointer (&self->login, ct_practice_login_free);
  g_clear_pointer (&self->ledger, ct_practice_ledger_close);
  g_free (self->origin);
  g_free (self->ca_file);
  g_free (self);
}
