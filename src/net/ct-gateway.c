/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The service: where its token endpoint is, an access token, the sending of one
 * bundle. One linear function on one worker; the token lives in its memory.
 *
 * Discovery is SMART's (.well-known/smart-configuration), the login OAuth 2
 * client credentials: private_key_jwt when our credential is a key,
 * client_secret_basic when it is a secret. Nothing of the bundle leaves before
 * the login has worked, so a failure there is always "not taken". */

#define G_LOG_DOMAIN "ct-gateway"

#include "config.h"

#include "ct-gateway.h"

#include "ct-amendment.h"
#include "ct-client-key.h"
#include "ct-clock.h"
#include "ct-issue.h"
#include "ct-json.h"
#include "ct-look-up.h"
#include "ct-places.h"
#include "ct-worker.h"

#include <string.h>

/* A token is renewed this long before it ends, in microseconds. */
#define TOKEN_MARGIN (30 * G_USEC_PER_SEC)

struct _CtGateway
{
  CtWorker      *worker;
  char          *base_url; /* without a slash at the end */
  char          *client_id;
  CtSecretBytes *credential;

  /* The worker's own. */
  CtTransport   *transport;
  char          *token_endpoint;
  CtSecretBytes *token;
  gint64         token_until; /* monotonic, microseconds */
  gint64         skew;        /* seconds the server's clock is before ours */
};

/**
 * ct_gateway_url_is_valid:
 *
 * Returns: whether @url may be a service's address: https, a host, and neither
 *   credentials, query nor fragment
 */
gboolean
ct_gateway_url_is_valid (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  return uri != NULL && g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 && g_uri_get_host (uri) != NULL
         && *g_uri_get_host (uri) != '\0' && g_uri_get_userinfo (uri) == NULL && g_uri_get_query (uri) == NULL
         && g_uri_get_fragment (uri) == NULL;
}

/**
 * ct_gateway_new:
 * @ca_file: (nullable): NULL or "" for the system's authorities
 * @credential: the client's secret, or its private key of ct_client_key_generate()
 */
CtGateway *
ct_gateway_new (const char *base_url, const char *client_id, const char *ca_file, CtSecretBytes *credential)
{
  CtGateway *self = g_new0 (CtGateway, 1);

  self->base_url = g_strdup (base_url);
  while (g_str_has_suffix (self->base_url, "/"))
    self->base_url[strlen (self->base_url) - 1] = '\0';
  self->client_id = g_strdup (client_id);
  self->credential = ct_secret_bytes_ref (credential);
  self->transport = ct_transport_new ();
  ct_transport_set_ca_file (self->transport, ca_file);
  self->worker = ct_worker_new ("ct-gateway");
  return self;
}

/**
 * ct_gateway_free:
 *
 * Cuts what is under way.
 */
void
ct_gateway_free (CtGateway *self)
{
  ct_transport_abort (self->transport);
  ct_worker_free (self->worker);
  ct_transport_free (self->transport);
  ct_secret_bytes_unref (self->credential);
  g_clear_pointer (&self->token, ct_secret_bytes_unref);
  g_free (self->base_url);
  g_free (self->client_id);
  g_free (self->token_endpoint);
  g_free (self);
}

/* Turns an answer that is not the one hoped for, before the bundle was sent,
 * into what that means for it. */
static CtAnswer *
before_sending (const CtHttpReply *reply, const char *step)
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
perform (CtGateway *self, const CtHttpRequest *request)
{
  CtHttpReply *reply = ct_transport_perform (self->transport, request);

  if (reply->date != 0)
    self->skew = reply->date - ct_clock_now_ms () / 1000;
  return reply;
}

static const char *
login_method (CtGateway *self)
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
discover (CtGateway *self)
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
    return before_sending (reply, "discovery");
  node = ct_json_parse (reply->body, &why);
  endpoint = ct_json_string (object_of (node), "token_endpoint");
  if (endpoint == NULL || !ct_gateway_url_is_valid (endpoint))
    return ct_answer_new (CT_ANSWER_SETTINGS, "discovery-no-endpoint");
  if (!is_offered (object_of (node), login_method (self)))
    return ct_answer_new (CT_ANSWER_SETTINGS, "discovery-no-method");
  self->token_endpoint = g_strdup (endpoint);
  return NULL;
}

/* Returns: (transfer full) (nullable): NULL when the key cannot sign */
static GBytes *
login_form (CtGateway *self)
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
log_in (CtGateway *self)
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
      return before_sending (reply, "token");
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

static CtHttpRequest
post_of (CtGateway *self, GBytes *body)
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
ask (CtGateway *self, CtHttpRequest *request, CtAnswer **problem)
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

static CtAnswer *
post (CtGateway *self, GBytes *body)
{
  CtHttpRequest request = post_of (self, body);
  CtAnswer *problem;
  g_autoptr (CtHttpReply) reply = ask (self, &request, &problem);

  return reply != NULL ? ct_answer_read (reply, body) : problem;
}

/* A look-up that brought no resource: later, unless it says that we are not known, or
 * that it is not the service. What is no answer to it, such as a proxy's page, is
 * unclear. */
static CtAnswer *
not_told (const CtHttpReply *reply)
{
  CtAnswer *answer = before_sending (reply, "look-up");

  if (reply->status == 401 || reply->status == 403)
    answer->kind = CT_ANSWER_LOGIN;
  else if (answer->kind == CT_ANSWER_SETTINGS)
    {
      ct_answer_free (answer);
      answer = ct_answer_new (CT_ANSWER_LATER, CT_LOOK_UP_UNCLEAR);
    }
  return answer;
}

/* GET of "Type/id" or a search.
 *
 * Returns: (transfer full) (nullable): the resource; NULL with @problem, which is
 *   NULL, too, when there is none */
static JsonNode *
look (CtGateway *self, const char *path, CtAnswer **problem)
{
  g_autofree char *url = g_strdup_printf ("%s/%s", self->base_url, path);
  CtHttpRequest request = { .url = url };
  g_autoptr (CtHttpReply) reply = ask (self, &request, problem);
  g_autoptr (JsonNode) node = NULL;
  const char *why;

  if (reply == NULL || (reply->result == CT_TRANSPORT_ANSWERED && (reply->status == 404 || reply->status == 410)))
    return NULL;
  node = reply->status == 200 ? ct_json_parse (reply->body, &why) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      *problem = not_told (reply);
      return NULL;
    }
  return g_steal_pointer (&node);
}

/* The @type that bears the identifier @urn; as look(). */
static JsonNode *
look_up (CtGateway *self, const char *type, const char *urn, CtAnswer **problem)
{
  g_autofree char *path = g_strdup_printf ("%s?identifier=urn:ietf:rfc:3986%%7C%s", type, urn);
  g_autoptr (JsonNode) node = look (self, path, problem);
  JsonObject *found = NULL;

  if (node == NULL)
    {
      if (*problem == NULL) /* a service that does not know how to search */
        *problem = ct_answer_new (CT_ANSWER_LATER, CT_LOOK_UP_UNCLEAR);
      return NULL;
    }
  if (!ct_look_up_read (json_node_get_object (node), type, urn, &found))
    *problem = ct_answer_new (CT_ANSWER_LATER, CT_LOOK_UP_UNCLEAR);
  return found != NULL ? json_node_init_object (json_node_alloc (), found) : NULL;
}

/* Did the amendment arrive?
 *
 * Returns: (transfer full) (nullable): accepted, or why nobody knows; NULL when it
 *   surely is not there */
static CtAnswer *
find_amendment (CtGateway *self, GBytes *body, const char *places)
{
  g_autofree char *urn = ct_amendment_identifier (body);
  CtAnswer *problem;
  g_autoptr (JsonNode) found = look_up (self, "Observation", urn, &problem);

  return found != NULL ? ct_look_up_proof (json_node_get_object (found), body, places) : problem;
}

/* The places that are not known whole: a service may not have said the version, or
 * a record before was found by a look-up alone.
 *
 * Returns: (transfer full) (nullable): NULL with @problem */
static char *
complete (CtGateway *self, GBytes *body, const char *places, CtAnswer **problem)
{
  g_auto (GStrv) keys = ct_amendment_keys (body);
  g_autofree char *whole = g_strdup (places);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *place = ct_places_find (whole, keys[i]);
      g_autofree char *version = place != NULL ? ct_places_version (place) : NULL;
      g_autofree char *address = place != NULL ? ct_places_address (place) : NULL;
      g_autofree char *name = ct_amendment_name (body, keys[i]);
      g_autofree char *now = NULL;
      g_autofree char *more = NULL;
      g_autoptr (JsonNode) node = NULL;

      if (version != NULL)
        continue;
      node = address != NULL ? look (self, address, problem) : look_up (self, ct_places_type (keys[i]), name, problem);
      if (*problem != NULL)
        return NULL;
      if (node == NULL && address == NULL)
        continue;
      now = node != NULL ? ct_look_up_place (json_node_get_object (node)) : NULL;
      if (now == NULL)
        {
          *problem = ct_answer_new (CT_ANSWER_CONFLICT, "gone");
          return NULL;
        }
      more = ct_places_set (whole, keys[i], now);
      g_free (g_steal_pointer (&whole));
      whole = g_steal_pointer (&more);
    }
  return g_steal_pointer (&whole);
}

/* What a person needs to decide: what the service has there now. */
static void
add_evidence (CtGateway *self, CtAnswer *answer, const char *places)
{
  g_autofree char *place = ct_places_find (places, CT_AMENDMENT_RESULT);
  g_autofree char *address = place != NULL ? ct_places_address (place) : NULL;
  CtAnswer *problem = NULL;
  g_autoptr (JsonNode) node = address != NULL ? look (self, address, &problem) : NULL;
  JsonObject *resource = object_of (node);
  JsonObject *meta = ct_json_object (resource, "meta");
  const char *version = ct_json_string (meta, "versionId");
  const char *updated = ct_json_string (meta, "lastUpdated");
  g_autofree char *there = NULL;

  g_clear_pointer (&problem, ct_answer_free);
  if (version == NULL)
    return;
  there = g_strdup_printf ("%s %s", version, updated != NULL ? updated : "-");
  g_ptr_array_add (answer->reasons, ct_issue_new (CT_N_FIELDS, CT_ISSUE_CONFLICT, there));
}

/* Unlike a first sending, an amendment is not sent again before it is known that it
 * did not arrive. And what looks like somebody else's change may be our own, by an
 * attempt of which no answer came back. */
static CtAnswer *
submit_amendment (CtGateway *self, GBytes *body, const char *places, gboolean unsure)
{
  CtAnswer *answer = NULL, *found;
  g_autofree char *whole = complete (self, body, places, &answer);
  g_autoptr (GBytes) aimed = NULL;

  if (whole == NULL && answer->kind != CT_ANSWER_CONFLICT)
    return answer;
  /* Behind the reading of versions: an attempt of before that arrives only now makes
   * another version, and ours is not taken. */
  found = unsure ? find_amendment (self, body, places) : NULL;
  if (found != NULL)
    g_clear_pointer (&answer, ct_answer_free);
  if (found != NULL || whole == NULL)
    return found != NULL ? found : answer;
  aimed = ct_amendment_aim (body, whole);
  if (aimed == NULL)
    return ct_answer_new (CT_ANSWER_CONFLICT, "gone");
  answer = post (self, aimed);
  if (answer->kind != CT_ANSWER_CONFLICT)
    return answer;
  found = find_amendment (self, body, places);
  if (found == NULL)
    {
      add_evidence (self, answer, places);
      return answer;
    }
  /* Accepted; or nobody knows, which is another thing than refused. */
  if (found->kind != CT_ANSWER_ACCEPTED)
    found->kind = CT_ANSWER_UNKNOWN;
  ct_answer_free (answer);
  return found;
}

static CtAnswer *
submit (CtGateway *self, const CtSubmission *submission)
{
  return submission->places != NULL ? submit_amendment (self, submission->body, submission->places, submission->unsure)
                                    : post (self, submission->body);
}

/* All of @submissions that are first sendings and have no answer yet, at once.
 *
 * Returns: whether one was answered that the token is no longer good */
static gboolean
post_together (CtGateway *self, GPtrArray *submissions, GPtrArray *answers)
{
  g_autofree CtHttpRequest *requests = g_new0 (CtHttpRequest, submissions->len);
  g_autofree guint *places = g_new0 (guint, submissions->len);
  g_autoptr (GPtrArray) replies = NULL;
  gboolean ended = FALSE;
  guint n = 0;

  for (guint i = 0; i < submissions->len; i++)
    {
      const CtSubmission *submission = g_ptr_array_index (submissions, i);

      if (submission->places != NULL || g_ptr_array_index (answers, i) != NULL)
        continue;
      requests[n] = post_of (self, submission->body);
      requests[n].bearer = ct_secret_bytes_text (self->token);
      places[n++] = i;
    }
  replies = ct_transport_perform_all (self->transport, requests, n);
  for (guint k = 0; k < n; k++)
    {
      const CtHttpReply *reply = g_ptr_array_index (replies, k);

      if (reply->status == 401)
        ended = TRUE;
      else
        answers->pdata[places[k]] = ct_answer_read (reply, requests[k].body);
    }
  return ended;
}

/* Many in the time of one, where the service lets several go side by side. Each answer
 * speaks of one of them alone. What is left, such as a token that ended, goes one by
 * one. */
static GPtrArray *
submit_all (CtGateway *self, GPtrArray *submissions)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_answer_free);
  CtAnswer *problem = submissions->len > 1 ? log_in (self) : NULL;

  g_ptr_array_set_size (answers, (gint) submissions->len);
  if (submissions->len > 1 && problem == NULL && post_together (self, submissions, answers))
    g_clear_pointer (&self->token, ct_secret_bytes_unref);
  g_clear_pointer (&problem, ct_answer_free); /* each gets its own, below */
  for (guint i = 0; i < submissions->len; i++)
    if (g_ptr_array_index (answers, i) == NULL)
      answers->pdata[i] = submit (self, g_ptr_array_index (submissions, i));
  return answers;
}

/**
 * ct_submission_new:
 * @body: a frozen transaction
 * @places: (nullable): of an amendment: where the record before it is
 * @unsure: whether an attempt was made of which nobody knows what became
 */
CtSubmission *
ct_submission_new (GBytes *body, const char *places, gboolean unsure)
{
  CtSubmission *self = g_new0 (CtSubmission, 1);

  self->body = g_bytes_ref (body);
  self->places = g_strdup (places);
  self->unsure = unsure;
  return self;
}

void
ct_submission_free (CtSubmission *self)
{
  g_bytes_unref (self->body);
  g_free (self->places);
  g_free (self);
}

typedef struct
{
  CtGateway *gateway;
  GPtrArray *submissions;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->submissions);
  g_free (job);
}

static void
submit_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  g_task_return_pointer (task, submit_all (job->gateway, job->submissions), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ct_gateway_submit_async:
 * @submissions: (element-type CtSubmission): of different records; not changed from now on
 */
void
ct_gateway_submit_async (CtGateway *self, GPtrArray *submissions, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->gateway = self;
  job->submissions = g_ptr_array_ref (submissions);
  g_task_set_task_data (task, job, job_free);
  ct_worker_run (self->worker, task, submit_job);
}

/**
 * ct_gateway_submit_finish:
 *
 * Returns: (transfer full) (element-type CtAnswer): one for each, in their order
 */
GPtrArray *
ct_gateway_submit_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
