/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A client of the service: where its token endpoint is, an access token, requests under
 * it. Blocks: for the one worker that owns it.
 *
 * Discovery is SMART's (.well-known/smart-configuration), the login OAuth 2
 * client credentials: private_key_jwt when our credential is a key,
 * client_secret_basic when it is a secret. Nothing of a record leaves before
 * the login has worked, so a failure there is always "not taken". */

#define G_LOG_DOMAIN "ct-gateway"

#include "config.h"

#include "ct-client.h"

#include "ct-client-key.h"
#include "ct-clock.h"
#include "ct-json.h"

#include <string.h>

/* A token is renewed this long before it ends, in microseconds. */
#define TOKEN_MARGIN (30 * G_USEC_PER_SEC)

struct _CtClient
{
  char          *base_url; /* without a slash at the end */
  char          *client_id;
  CtSecretBytes *credential;
  CtTransport   *transport;
  char          *token_endpoint;
  CtSecretBytes *token;
  gint64         token_until; /* monotonic, microseconds */
  gint64         skew;        /* seconds the server's clock is before ours */
};

/**
 * ct_client_url_is_valid:
 *
 * Returns: whether @url may be a service's address: https, a host, and neither
 *   credentials, query nor fragment
 */
gboolean
ct_client_url_is_valid (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL
         && g_uri_get_fragment (uri) == NULL;
}

/**
 * ct_client_pin_is_valid:
 *
 * Returns: whether @pin names one key, or some to choose from: "sha256//" and the base64 of
 *   32 bytes each, parted by semicolons
 */
gboolean
ct_client_pin_is_valid (const char *pin)
{
  g_auto (GStrv) keys = g_strsplit (pin, ";", -1);

  for (guint i = 0; keys[i] != NULL; i++)
    if (!g_regex_match_simple ("^sha256//[A-Za-z0-9+/]{43}=$", keys[i], G_REGEX_DOLLAR_ENDONLY, 0))
      return FALSE;
  return keys[0] != NULL;
}

/**
 * ct_client_new:
 * @ca_file: (nullable): NULL or "" for the system's authorities
 * @credential: the client's secret, or its private key of ct_client_key_generate()
 */
CtClient *
ct_client_new (const char *base_url, const char *client_id, const char *ca_file, CtSecretBytes *credential)
{
  CtClient *self = g_new0 (CtClient, 1);

  self->base_url = g_strdup (base_url);
  while (g_str_has_suffix (self->base_url, "/"))
    self->base_url[strlen (self->base_url) - 1] = '\0';
  self->client_id = g_strdup (client_id);
  self->credential = ct_secret_bytes_ref (credential);
  self->transport = ct_transport_new ();
  ct_transport_set_ca_file (self->transport, ca_file);
  return self;
}

/**
 * ct_client_set_pin:
 * @pin: see ct_transport_set_pin(); before the first request
 */
void
ct_client_set_pin (CtClient *self, const char *pin)
{
  ct_transport_set_pin (self->transport, pin);
}

void
ct_client_free (CtClient *self)
{
  ct_transport_free (self->transport);
  ct_secret_bytes_unref (self->credential);
  g_clear_pointer (&self->token, ct_secret_bytes_unref);
  g_free (self->base_url);
  g_free (self->client_id);
  g_free (self->token_endpoint);
  g_free (self);
}

/**
 * ct_client_abort:
 *
 * From any thread: what is under way is cut.
 */
void
ct_client_abort (CtClient *self)
{
  ct_transport_abort (self->transport);
}

/**
 * ct_client_not_sent:
 * @step: what was asked
 *
 * Turns an answer that is not the one hoped for, before a record was sent,
 * into what that means for it.
 *
 * Returns: (transfer full)
 */
CtAnswer *
ct_client_not_sent (const CtHttpReply *reply, const char *step)
{
  CtAnswerKind kind = CT_ANSWER_LATER;
  g_autofree char *cause = NULL;
  CtAnswer *answer;

  if (reply->result == CT_TRANSPORT_DISTRUST)
    kind = CT_ANSWER_DISTRUST;
  else if (reply->result == CT_TRANSPORT_ANSWERED && reply->status < 500 && reply->status != 408
           && reply->status != 425 && reply->status != 429)
    kind = g_str_equal (step, "token") && reply->status >= 400 ? CT_ANSWER_LOGIN : CT_ANSWER_SETTINGS;
  cause = reply->status != 0 ? g_strdup_printf ("%s-http-%u", step, reply->status)
                             : g_strdup_printf ("%s-curl-%d", step, reply->curl_code);
  answer = ct_answer_new (kind, cause);
  answer->retry_after = reply->retry_after;
  return answer;
}

static JsonObject *
object_of (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static CtHttpReply *
perform (CtClient *self, const CtHttpRequest *request)
{
  CtHttpReply *reply = ct_transport_perform (self->transport, request);

  if (reply->date != 0)
    self->skew = reply->date - ct_clock_now_ms () / 1000;
  return reply;
}

static const char *
login_method (CtClient *self)
{
  return ct_client_key_is_one (self->credential) ? "private_key_jwt" : "client_secret_basic";
}

/* A server that says nothing of its methods is tried. */
static gboolean
is_offered (JsonObject *configuration, const char *method)
{
  JsonArray *methods = ct_json_array (configuration, "token_endpoint_auth_methods_supported");
  guint n = methods != NULL ? json_array_get_length (methods) : 0;

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (ct_json_text (methods, i), method) == 0)
      return TRUE;
  return n == 0;
}

/* Returns: (transfer full) (nullable): NULL when the endpoint is known */
static CtAnswer *
discover (CtClient *self)
{
  g_autofree char *url = g_strconcat (self->base_url, "/.well-known/smart-configuration", NULL);
  CtHttpRequest request = { .url = url };
  g_autoptr (CtHttpReply) reply = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char *endpoint, *why;

  if (self->token_endpoint != NULL)
    return NULL;
  reply = perform (self, &request);
  if (reply->result != CT_TRANSPORT_ANSWERED || reply->status != 200)
    return ct_client_not_sent (reply, "discovery");
  node = ct_json_parse (reply->body, &why);
  endpoint = ct_json_string (object_of (node), "token_endpoint");
  if (endpoint == NULL || !ct_client_url_is_valid (endpoint))
    return ct_answer_new (CT_ANSWER_SETTINGS, "discovery-no-endpoint");
  if (!is_offered (object_of (node), login_method (self)))
    return ct_answer_new (CT_ANSWER_SETTINGS, "discovery-no-method");
  self->token_endpoint = g_strdup (endpoint);
  return NULL;
}

/* Returns: (transfer full) (nullable): NULL when the key cannot sign */
static GBytes *
login_form (CtClient *self)
{
  GString *form = g_string_new ("grant_type=client_credentials&scope=system%2F*.cruds");

  if (ct_client_key_is_one (self->credential))
    {
      g_autofree char *assertion =
        ct_client_key_assertion (self->credential, self->client_id, self->token_endpoint, ct_clock_now_ms () / 1000 + self->skew);

      if (assertion == NULL)
        {
          g_string_free (form, TRUE);
          return NULL;
        }
      g_string_append (form, "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer"
                             "&client_assertion=");
      g_string_append (form, assertion); /* base64url and dots: nothing to escape */
    }
  return g_string_free_to_bytes (form);
}

/* Returns: (transfer full) (nullable): NULL when there is a token */
static CtAnswer *
log_in (CtClient *self)
{
  gboolean by_key = ct_client_key_is_one (self->credential);
  g_autoptr (GBytes) body = NULL;
  g_autoptr (CtHttpReply) reply = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char *token, *why;
  gint64 lifetime;
  CtHttpRequest request = {
    .content_type = "application/x-www-form-urlencoded",
    .user = by_key ? NULL : self->client_id,
    .password = by_key ? NULL : ct_secret_bytes_text (self->credential),
  };
  CtAnswer *problem;

  if (self->token != NULL && g_get_monotonic_time () < self->token_until)
    return NULL;
  problem = discover (self);
  if (problem != NULL)
    return problem;

  body = login_form (self);
  if (body == NULL)
    return ct_answer_new (CT_ANSWER_LOGIN, "token-no-key");
  request.body = body;
  request.url = self->token_endpoint;
  reply = perform (self, &request);
  if (reply->result != CT_TRANSPORT_ANSWERED || reply->status != 200)
    {
      g_clear_pointer (&self->token_endpoint, g_free);
      return ct_client_not_sent (reply, "token");
    }
  node = ct_json_parse (reply->body, &why);
  token = ct_json_string (object_of (node), "access_token");
  if (token == NULL || *token == '\0')
    return ct_answer_new (CT_ANSWER_SETTINGS, "token-none");
  lifetime = json_object_get_int_member_with_default (object_of (node), "expires_in", 60);
  g_clear_pointer (&self->token, ct_secret_bytes_unref);
  self->token = ct_secret_bytes_new (token, strlen (token));
  self->token_until = g_get_monotonic_time () + CLAMP (lifetime, 1, 86400) * G_USEC_PER_SEC - TOKEN_MARGIN;
  return NULL;
}

/**
 * ct_client_check:
 *
 * Looks the service up and logs in, and asks for nothing.
 *
 * Returns: (transfer full) (nullable): NULL when it would take a result from us
 */
CtAnswer *
ct_client_check (CtClient *self)
{
  return log_in (self);
}

/* The bearer is whoever's who sends it. */
static CtHttpRequest
post_of (CtClient *self, GBytes *body)
{
  return (CtHttpRequest) {
    .url = self->base_url,
    .body = body,
    .content_type = "application/fhir+json",
  };
}

/* Performs @request under a token. One may end on the way: one fresh one, one
 * repeat. A 401 is an answer of the door, before anything was taken.
 *
 * Returns: (transfer full) (nullable): NULL, and @problem, when nothing was asked */
static CtHttpReply *
ask (CtClient *self, CtHttpRequest *request, CtAnswer **problem)
{
  for (guint turn = 0;; turn++)
    {
      g_autoptr (CtHttpReply) reply = NULL;

      *problem = log_in (self);
      if (*problem != NULL)
        return NULL;
      request->bearer = ct_secret_bytes_text (self->token);
      reply = perform (self, request);
      if (reply->status != 401)
        return g_steal_pointer (&reply);
      g_clear_pointer (&self->token, ct_secret_bytes_unref);
      if (turn > 0)
        return g_steal_pointer (&reply);
    }
}

/**
 * ct_client_get:
 * @path: behind the service's address, such as "Type/id"
 * @problem: (out): with NULL: why nothing was asked
 *
 * Returns: (transfer full) (nullable)
 */
CtHttpReply *
ct_client_get (CtClient *self, const char *path, CtAnswer **problem)
{
  g_autofree char *url = g_strdup_printf ("%s/%s", self->base_url, path);
  CtHttpRequest request = { .url = url };

  return ask (self, &request, problem);
}

/**
 * ct_client_post:
 * @body: a transaction
 *
 * Returns: (transfer full): what became of it
 */
CtAnswer *
ct_client_post (CtClient *self, GBytes *body)
{
  CtHttpRequest request = post_of (self, body);
  CtAnswer *problem;
  g_autoptr (CtHttpReply) reply = ask (self, &request, &problem);

  return reply != NULL ? ct_answer_read (reply, body) : problem;
}

/**
 * ct_client_post_all:
 * @bodies: (element-type GBytes)
 *
 * Posts them side by side, where the service lets several go so. What the service did not
 * look at, since the token ended, has none.
 *
 * Returns: (transfer full) (element-type CtAnswer): one for each, or NULL for it
 */
GPtrArray *
ct_client_post_all (CtClient *self, GPtrArray *bodies)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_answer_free);
  g_autofree CtHttpRequest *requests = g_new0 (CtHttpRequest, bodies->len);
  g_autoptr (CtAnswer) problem = log_in (self);
  g_autoptr (GPtrArray) replies = NULL;
  gboolean ended = FALSE;

  g_ptr_array_set_size (answers, (gint) bodies->len);
  if (problem != NULL)
    return answers;
  for (guint i = 0; i < bodies->len; i++)
    {
      requests[i] = post_of (self, g_ptr_array_index (bodies, i));
      requests[i].bearer = ct_secret_bytes_text (self->token);
    }
  replies = ct_transport_perform_all (self->transport, requests, bodies->len);
  for (guint i = 0; i < bodies->len; i++)
    {
      const CtHttpReply *reply = g_ptr_array_index (replies, i);

      if (reply->status == 401)
        ended = TRUE;
      else
        answers->pdata[i] = ct_answer_read (reply, requests[i].body);
    }
  if (ended)
    g_clear_pointer (&self->token, ct_secret_bytes_unref);
  return answers;
}
