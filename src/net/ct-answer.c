/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What an answer to a transaction means. Pure, and suspicious: "accepted" needs
 * the whole proof, anything less is "unknown", never "failed".
 *
 *   no byte left this machine                           later
 *   408 425 429 503                                     later
 *   cut after bytes left; 5xx; a 200 without the proof  unknown
 *   400 413 415 422 with an OperationOutcome            refused
 *   401 403                                             log in again
 *   409 412                                             a person decides
 *   1xx 3xx, 404 405 410 501, other 4xx                 settings are wrong
 *   certificate not trusted                             distrust
 */

#include "config.h"

#include "ct-answer.h"

#include "ct-issue.h"
#include "ct-json.h"
#include "ct-outcome-path.h"
#include "ct-places.h"

#include <string.h>

CtAnswer *
ct_answer_new (CtAnswerKind kind, const char *cause)
{
  CtAnswer *self = g_new0 (CtAnswer, 1);

  self->kind = kind;
  self->cause = g_strdup (cause);
  self->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  return self;
}

/**
 * ct_answer_free:
 * @self: (nullable)
 */
void
ct_answer_free (CtAnswer *self)
{
  if (self == NULL)
    return;
  g_free (self->cause);
  g_free (self->receipt);
  g_free (self->places);
  g_ptr_array_unref (self->reasons);
  g_free (self);
}

/* A reason in the service's words; without invisible characters, and short. */
static char *
reason_text (JsonObject *issue)
{
  const char *words = ct_json_string (ct_json_object (issue, "details"), "text");
  GString *out = g_string_new (NULL);

  if (words == NULL)
    words = ct_json_string (issue, "diagnostics");
  if (words == NULL)
    words = ct_json_string (issue, "code");
  for (const char *p = words != NULL ? words : ""; *p != '\0' && out->len < 300; p = g_utf8_next_char (p))
    if (g_unichar_isprint (g_utf8_get_char (p)))
      g_string_append_unichar (out, g_utf8_get_char (p));
  return g_string_free (out, FALSE);
}

/* Returns: whether @outcome is an OperationOutcome that says what is wrong */
static gboolean
read_outcome (CtAnswer *self, JsonObject *outcome, JsonObject *request)
{
  JsonArray *issues = ct_json_array (outcome, "issue");
  guint n = issues != NULL ? json_array_get_length (issues) : 0;

  if (g_strcmp0 (ct_json_string (outcome, "resourceType"), "OperationOutcome") != 0)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObject *issue = ct_json_item (issues, i);
      const char *severity = ct_json_string (issue, "severity");
      const char *expression = ct_json_text (ct_json_array (issue, "expression"), 0);
      g_autofree char *words = reason_text (issue);

      if (g_strcmp0 (severity, "error") != 0 && g_strcmp0 (severity, "fatal") != 0)
        continue;
      g_ptr_array_add (self->reasons,
                       ct_issue_new (expression != NULL ? ct_outcome_path_to_field (expression, request) : CT_N_FIELDS,
                                     CT_ISSUE_FROM_SERVICE, words));
    }
  return self->reasons->len > 0;
}

static char *
http_cause (guint status)
{
  return g_strdup_printf ("http-%u", status);
}

static CtAnswerKind
kind_of_status (guint status)
{
  switch (status)
    {
    case 408: case 425: case 429: case 503:
      return CT_ANSWER_LATER;
    case 400: case 413: case 415: case 422:
      return CT_ANSWER_REFUSED;
    case 401: case 403:
      return CT_ANSWER_LOGIN;
    case 409: case 412:
      return CT_ANSWER_CONFLICT;
    case 501:
      return CT_ANSWER_SETTINGS;
    default:
      /* 2xx other than a full proof, and every 5xx, may have been taken. */
      return (status >= 200 && status < 300) || status >= 500 ? CT_ANSWER_UNKNOWN : CT_ANSWER_SETTINGS;
    }
}

/* Three digits, and perhaps a space and words (FHIR R4, Bundle.entry.response.status);
 * 0 for anything else. */
static guint
response_status (JsonObject *response)
{
  const char *status = ct_json_string (response, "status");

  if (status == NULL || strspn (status, "0123456789") != 3 || (status[3] != '\0' && status[3] != ' '))
    return 0;
  return (guint) g_ascii_strtoull (status, NULL, 10);
}

/* Where in the request the result itself stands; the first of several. */
static guint
result_index (JsonArray *entries)
{
  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++)
    if (ct_places_is_result (ct_json_object (ct_json_item (entries, i), "resource")))
      return i;
  return G_MAXUINT;
}

static char *
make_receipt (JsonObject *response, GBytes *request)
{
  const char *location = ct_json_string (response, "location");
  const char *modified = ct_json_string (response, "lastModified");
  const char *relative = location != NULL ? g_strrstr (location, "Observation/") : NULL;
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, request);

  if (relative == NULL || relative[strlen ("Observation/")] == '\0' || strpbrk (relative, " \t\r\n") != NULL)
    return NULL;
  return g_strjoin (" ", relative, modified != NULL && *modified != '\0' ? modified : "-", sha256, NULL);
}

/* A 200: every entry is read, and the worst of them classes the whole. */
static CtAnswer *
read_transaction (JsonObject *bundle, JsonObject *request, GBytes *request_bytes)
{
  JsonArray *answers = ct_json_array (bundle, "entry");
  JsonArray *sent = ct_json_array (request, "entry");
  guint n = answers != NULL ? json_array_get_length (answers) : 0;
  g_autoptr (CtAnswer) refused = ct_answer_new (CT_ANSWER_REFUSED, "outcome");
  CtAnswer *accepted;

  if (g_strcmp0 (ct_json_string (bundle, "resourceType"), "Bundle") != 0
      || g_strcmp0 (ct_json_string (bundle, "type"), "transaction-response") != 0
      || sent == NULL || n != json_array_get_length (sent))
    return ct_answer_new (CT_ANSWER_UNKNOWN, "no-proof");

  for (guint i = 0; i < n; i++)
    {
      JsonObject *response = ct_json_object (ct_json_item (answers, i), "response");
      guint status = response_status (response);

      if (status == 200 || status == 201)
        continue;
      if (status >= 400 && status < 500 && kind_of_status (status) == CT_ANSWER_REFUSED
          && read_outcome (refused, ct_json_object (response, "outcome"), request))
        continue;
      return ct_answer_new (status >= 400 && kind_of_status (status) == CT_ANSWER_CONFLICT ? CT_ANSWER_CONFLICT
                                                                                           : CT_ANSWER_UNKNOWN,
                            "no-proof");
    }
  if (refused->reasons->len > 0)
    return g_steal_pointer (&refused);

  accepted = ct_answer_new (CT_ANSWER_ACCEPTED, "");
  accepted->receipt =
    make_receipt (ct_json_object (ct_json_item (answers, result_index (sent)), "response"), request_bytes);
  if (accepted->receipt == NULL)
    {
      ct_answer_free (accepted);
      return ct_answer_new (CT_ANSWER_UNKNOWN, "no-proof");
    }
  accepted->places = ct_places_read (request, bundle);
  return accepted;
}

static CtAnswer *
read_failure (const CtHttpReply *reply)
{
  g_autofree char *cause = g_strdup_printf ("curl-%d", reply->curl_code);

  if (reply->result == CT_TRANSPORT_DISTRUST)
    return ct_answer_new (CT_ANSWER_DISTRUST, cause);
  if (reply->result == CT_TRANSPORT_TOO_LARGE)
    return ct_answer_new (CT_ANSWER_UNKNOWN, "too-large");
  return ct_answer_new (reply->exposed ? CT_ANSWER_UNKNOWN : CT_ANSWER_LATER, cause);
}

static CtAnswer *
read_status (const CtHttpReply *reply, GBytes *request_bytes)
{
  const char *why;
  g_autoptr (JsonNode) request_node = ct_json_parse (request_bytes, &why);
  g_autoptr (JsonNode) node = ct_json_parse (reply->body, &why);
  JsonObject *request = request_node != NULL && JSON_NODE_HOLDS_OBJECT (request_node) ? json_node_get_object (request_node) : NULL;
  JsonObject *body = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  CtAnswerKind kind = kind_of_status (reply->status);
  g_autofree char *cause = http_cause (reply->status);
  CtAnswer *answer;

  if (reply->status == 200)
    return read_transaction (body, request, request_bytes);
  answer = ct_answer_new (kind, cause);
  /* A refusal without a reason comes from something on the way, such as a
   * proxy that has no idea of FHIR: the fate is unknown. */
  if (kind == CT_ANSWER_REFUSED && !read_outcome (answer, body, request))
    answer->kind = CT_ANSWER_UNKNOWN;
  return answer;
}

/**
 * ct_answer_read:
 * @request: the body that was sent
 *
 * Returns: (transfer full): what @reply means for the record
 */
CtAnswer *
ct_answer_read (const CtHttpReply *reply, GBytes *request)
{
  CtAnswer *answer = reply->result == CT_TRANSPORT_ANSWERED ? read_status (reply, request) : read_failure (reply);

  answer->exposed = reply->exposed || reply->status != 0;
  answer->retry_after = reply->retry_after;
  return answer;
}
