/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What an answer may make of a record, against tables written for this test from the
 * wire's contract: every status with ten bodies, every code of libcurl with and
 * without bytes that left, and answers that are nearly a proof. */

#include "ct-answer.h"

#include "promise.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char request_text[] =
  "{\"resourceType\":\"Bundle\",\"entry\":["
  "{\"resource\":{\"resourceType\":\"Patient\"}},"
  "{\"resource\":{\"resourceType\":\"Observation\",\"category\":[{\"coding\":[{\"code\":\"laboratory\"}]}],\"code\":{\"coding\":[{\"code\":\"94558-4\"}]}}},"
  "{\"resource\":{\"resourceType\":\"Observation\",\"category\":[{\"coding\":[{\"code\":\"survey\"}]}],\"code\":{\"coding\":[{\"code\":\"95419-8\"}]}}}]}";

static const char proof_text[] =
  "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\",\"entry\":["
  "{\"response\":{\"status\":\"201 Created\",\"location\":\"Patient/1/_history/1\"}},"
  "{\"response\":{\"status\":\"201 Created\",\"location\":\"Observation/9/_history/1\",\"lastModified\":\"2026-11-24T09:00:00Z\"}},"
  "{\"response\":{\"status\":\"200 OK\",\"location\":\"Observation/10/_history/1\"}}]}";

static const char outcome_text[] =
  "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"error\",\"code\":\"invalid\",\"diagnostics\":\"no\"}]}";

static const char inside_text[] =
  "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\",\"entry\":["
  "{\"response\":{\"status\":\"422\",\"outcome\":{\"resourceType\":\"OperationOutcome\",\"issue\":"
  "[{\"severity\":\"error\",\"code\":\"invalid\",\"diagnostics\":\"no\"}]}}},"
  "{\"response\":{\"status\":\"201 Created\",\"location\":\"Observation/9/_history/1\"}},"
  "{\"response\":{\"status\":\"200 OK\",\"location\":\"Observation/10/_history/1\"}}]}";

static CtAnswer *
answer_to (CtTransportResult result, guint status, int curl_code, gboolean exposed, const char *body)
{
  g_autoptr (GBytes) request = g_bytes_new_static (request_text, strlen (request_text));
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));
  g_autoptr (CtHttpReply) reply = ct_http_reply_new (result, status, "application/fhir+json", bytes);

  reply->exposed = exposed;
  reply->curl_code = curl_code;
  return ct_answer_read (reply, request);
}

/* ---- every status ---- */

typedef enum
{
  PROOF,
  REFUSED_INSIDE,
  OUTCOME,
  NOTHING_SAID, /* an outcome without an error, HTML, nothing… */
} Body;

static const struct
{
  Body        body;
  const char *text;
} bodies[] = {
  { PROOF, proof_text },
  { REFUSED_INSIDE, inside_text },
  { OUTCOME, outcome_text },
  { NOTHING_SAID, "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"severity\":\"warning\",\"code\":\"invalid\"}]}" },
  { NOTHING_SAID, "{\"resourceType\":\"OperationOutcome\",\"issue\":[]}" },
  { NOTHING_SAID, "<html><body>Welcome to this hotel</body></html>" },
  { NOTHING_SAID, "" },
  { NOTHING_SAID, "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\",\"entry\":[" },
  { NOTHING_SAID, "[]" },
  { NOTHING_SAID, "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\"}" },
};

static CtAnswerKind
expected (guint status, Body body)
{
  switch (status)
    {
    case 200:
      return body == PROOF ? CT_ANSWER_ACCEPTED : body == REFUSED_INSIDE ? CT_ANSWER_REFUSED : CT_ANSWER_UNKNOWN;
    case 400: case 413: case 415: case 422:
      return body == OUTCOME ? CT_ANSWER_REFUSED : CT_ANSWER_UNKNOWN;
    case 401: case 403:
      return CT_ANSWER_LOGIN;
    case 408: case 425: case 429: case 503:
      return CT_ANSWER_LATER;
    case 409: case 412:
      return CT_ANSWER_CONFLICT;
    case 501:
      return CT_ANSWER_SETTINGS;
    default:
      return (status >= 200 && status < 300) || status >= 500 ? CT_ANSWER_UNKNOWN : CT_ANSWER_SETTINGS;
    }
}

/* Of curl's codes, those that say the other side did not prove who it is. */
static gboolean
is_distrust (int code)
{
  return code == 60 || code == 77 || code == 90 || code == 91;
}

static void
every_status (Promise *promise, guint64 size)
{
  for (guint status = 100; status < 600; status++)
    for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
      {
        g_autoptr (CtAnswer) answer = answer_to (CT_TRANSPORT_ANSWERED, status, 0, TRUE, bodies[i].text);

        promise_check (promise, answer->kind == expected (status, bodies[i].body), "%u with body %u: kind %u", status, i, answer->kind);
      }
  for (int code = 1; code < 100; code++)
    for (guint exposed = 0; exposed < 2; exposed++)
      {
        g_autoptr (CtAnswer) answer = answer_to (ct_transport_result (code, FALSE), 0, code, exposed != 0, "");
        CtAnswerKind wanted = is_distrust (code) ? CT_ANSWER_DISTRUST : exposed ? CT_ANSWER_UNKNOWN : CT_ANSWER_LATER;

        promise_check (promise, answer->kind == wanted && answer->exposed == (exposed != 0), "curl %d, %s bytes sent: kind %u", code,
                       exposed ? "some" : "no", answer->kind);
      }
}

/* ---- never accepted without proof ---- */

static void
not_accepted (Promise *promise, guint status, const char *body, const char *what)
{
  g_autoptr (CtAnswer) answer = answer_to (CT_TRANSPORT_ANSWERED, status, 0, TRUE, body);

  promise_check (promise, answer->kind != CT_ANSWER_ACCEPTED && answer->receipt == NULL, "accepted: %s", what);
  /* What may have been taken is not said to be refused, or not taken, either. */
  promise_check (promise, answer->kind == CT_ANSWER_UNKNOWN || answer->kind == CT_ANSWER_CONFLICT, "kind %u: %s", answer->kind, what);
}

static JsonObject *
response_of (JsonNode *bundle, guint entry)
{
  JsonArray *entries = json_object_get_array_member (json_node_get_object (bundle), "entry");

  return json_object_get_object_member (json_array_get_object_element (entries, entry), "response");
}

static void
spoilt (Promise *promise, void (*spoil) (JsonNode *bundle, guint entry, const char *value), guint entry, const char *value,
        const char *what)
{
  g_autoptr (JsonNode) bundle = json_from_string (proof_text, NULL);
  g_autofree char *text = NULL;
  g_autofree char *told = g_strdup_printf ("%s %s, entry %u", what, value, entry);

  spoil (bundle, entry, value);
  text = json_to_string (bundle, FALSE);
  not_accepted (promise, 200, text, told);
}

static void
set_status (JsonNode *bundle, guint entry, const char *value)
{
  json_object_set_string_member (response_of (bundle, entry), "status", value);
}

static void
set_location (JsonNode *bundle, guint entry, const char *value)
{
  json_object_set_string_member (response_of (bundle, entry), "location", value);
}

static void
remove_member (JsonNode *bundle, guint entry, const char *value)
{
  json_object_remove_member (response_of (bundle, entry), value);
}

static void
set_null (JsonNode *bundle, guint entry, const char *value)
{
  json_object_set_null_member (response_of (bundle, entry), value);
}

static void
set_number (JsonNode *bundle, guint entry, const char *value)
{
  json_object_set_int_member (response_of (bundle, entry), value, 200);
}

static void
set_array (JsonNode *bundle, guint entry, const char *value)
{
  json_object_set_array_member (response_of (bundle, entry), value, json_array_new ());
}

static void
remove_entry (JsonNode *bundle, guint entry, const char *value)
{
  json_array_remove_element (json_object_get_array_member (json_node_get_object (bundle), "entry"), entry);
}

static void
double_entry (JsonNode *bundle, guint entry, const char *value)
{
  JsonArray *entries = json_object_get_array_member (json_node_get_object (bundle), "entry");

  json_array_add_element (entries, json_node_copy (json_array_get_element (entries, entry)));
}

static void
empty_entry (JsonNode *bundle, guint entry, const char *value)
{
  json_object_remove_member (json_array_get_object_element (json_object_get_array_member (json_node_get_object (bundle), "entry"), entry),
                             "response");
}

static void
set_type (JsonNode *bundle, guint entry, const char *value)
{
  json_object_set_string_member (json_node_get_object (bundle), "type", value);
}

static void
set_resource_type (JsonNode *bundle, guint entry, const char *value)
{
  json_object_set_string_member (json_node_get_object (bundle), "resourceType", value);
}

static void
never_accepted (Promise *promise, guint64 size)
{
  static const char * const statuses[] = { "", "100", "202 Accepted", "204", "2", "20", "2000", "200x", "OK", "201Created", "-200", "0x200",
                                           "300", "409", "412", "500", "503", " 200" };
  static const char * const locations[] = { "", "Observation", "Observation/", "Patient/9/_history/1", "Observation/9 /x", "Observation/9\n",
                                            "9" };
  static const char * const types[] = { "batch-response", "transaction", "searchset", "", "collection", "Transaction-Response" };
  static const char * const texts[] = { "", " ", "null", "true", "200", "[]", "{}", "{", "\"accepted\"", "<html>OK</html>", "accepted",
                                        "{\"status\":\"accepted\"}", "\xef\xbb\xbf{}", "{\"resourceType\":\"Observation\",\"id\":\"9\"}" };
  g_autoptr (CtAnswer) good = answer_to (CT_TRANSPORT_ANSWERED, 200, 0, TRUE, proof_text);

  promise_check (promise, good->kind == CT_ANSWER_ACCEPTED && good->receipt != NULL, "the whole proof is not taken for one");
  for (guint entry = 0; entry < 3; entry++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
        spoilt (promise, set_status, entry, statuses[i], "status");
      spoilt (promise, remove_member, entry, "status", "without");
      spoilt (promise, set_null, entry, "status", "null");
      spoilt (promise, set_number, entry, "status", "a number as");
      spoilt (promise, set_array, entry, "status", "an array as");
      spoilt (promise, remove_entry, entry, "", "an entry less");
      spoilt (promise, double_entry, entry, "", "an entry more");
      spoilt (promise, empty_entry, entry, "", "an empty entry");
    }
  for (guint i = 0; i < G_N_ELEMENTS (locations); i++)
    spoilt (promise, set_location, 1, locations[i], "location");
  spoilt (promise, remove_member, 1, "location", "without");
  spoilt (promise, set_null, 1, "location", "null");
  spoilt (promise, set_array, 1, "location", "an array as");
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      spoilt (promise, set_type, 0, types[i], "type");
      spoilt (promise, set_resource_type, 0, types[i], "resourceType");
    }
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    not_accepted (promise, 200, texts[i], texts[i]);
  for (guint status = 201; status < 300; status++)
    not_accepted (promise, status, proof_text, "a proof under another status than 200");
  /* Cut anywhere, and twice over. */
  for (gsize length = 0; length < strlen (proof_text); length++)
    {
      g_autofree char *cut = g_strndup (proof_text, length);
      g_autofree char *twice = g_strconcat (proof_text, cut + length / 2, "x", NULL);

      not_accepted (promise, 200, cut, "cut");
      not_accepted (promise, 200, twice, "more behind it");
    }
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = {
    { "every-status-and-curl-code-is-classed", 1, 1, every_status },
    { "never-accepted-without-proof", 1, 1, never_accepted },
  };

  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
