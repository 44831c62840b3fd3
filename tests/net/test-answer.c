/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What an answer means: accepted only with the whole proof, refused only with a
 * reason, unknown whenever a byte may have been taken. */

#include "ct-answer.h"

#include "ct-issue.h"
#include "ct-outcome-path.h"

#include <string.h>

static const char request_text[] =
  "{\"resourceType\":\"Bundle\",\"entry\":["
  "{\"resource\":{\"resourceType\":\"Patient\",\"telecom\":[{\"system\":\"phone\"},{\"system\":\"email\"}]}},"
  "{\"resource\":{\"resourceType\":\"Observation\",\"category\":[{\"coding\":[{\"code\":\"laboratory\"}]}],\"code\":{\"coding\":[{\"code\":\"94558-4\"}]}}}]}";

#define OK(status) "{\"response\":{\"status\":\"" status "\",\"location\":\"Patient/1/_history/1\"}}"
#define RESULT "{\"response\":{\"status\":\"201 Created\",\"location\":\"Observation/9/_history/1\"," \
               "\"lastModified\":\"2026-11-24T09:00:00Z\"}}"
#define ANSWER(entries) "{\"resourceType\":\"Bundle\",\"type\":\"transaction-response\",\"entry\":[" entries "]}"
#define OUTCOME(issue) "{\"resourceType\":\"OperationOutcome\",\"issue\":[" issue "]}"
#define ERROR(path) "{\"severity\":\"error\",\"code\":\"invalid\",\"expression\":[\"" path "\"],\"diagnostics\":\"no\"}"

static CtAnswer *
read_answer (CtTransportResult result, guint status, const char *body, gboolean exposed)
{
  g_autoptr (GBytes) request = g_bytes_new_static (request_text, strlen (request_text));
  g_autoptr (GBytes) bytes = body != NULL ? g_bytes_new_static (body, strlen (body)) : NULL;
  g_autoptr (CtHttpReply) reply = ct_http_reply_new (result, status, "application/fhir+json", bytes);

  reply->exposed = exposed;
  return ct_answer_read (reply, request);
}

static void
test_kinds (void)
{
  static const struct
  {
    guint        status;
    const char  *body;
    CtAnswerKind kind;
  } answers[] = {
    { 200, ANSWER (OK ("201 Created") "," RESULT), CT_ANSWER_ACCEPTED },
    { 200, ANSWER (OK ("200 OK") "," RESULT), CT_ANSWER_ACCEPTED },
    /* Anything less than the whole proof. */
    { 200, ANSWER (RESULT), CT_ANSWER_UNKNOWN },
    { 200, ANSWER (OK ("201 Created") "," OK ("201 Created")), CT_ANSWER_UNKNOWN },
    { 200, ANSWER (OK ("202 Accepted") "," RESULT), CT_ANSWER_UNKNOWN },
    { 200, ANSWER ("{}," RESULT), CT_ANSWER_UNKNOWN },
    { 200, ANSWER ("1,2"), CT_ANSWER_UNKNOWN },
    { 200, "{\"resourceType\":\"Bundle\",\"type\":\"batch-response\",\"entry\":[" OK ("201") "," RESULT "]}", CT_ANSWER_UNKNOWN },
    { 200, "", CT_ANSWER_UNKNOWN },
    { 200, "<html>Welcome to this hotel</html>", CT_ANSWER_UNKNOWN },
    { 200, "{", CT_ANSWER_UNKNOWN },
    { 200, "[]", CT_ANSWER_UNKNOWN },
    { 201, ANSWER (OK ("201 Created") "," RESULT), CT_ANSWER_UNKNOWN },
    { 204, "", CT_ANSWER_UNKNOWN },
    { 500, OUTCOME (ERROR ("Bundle")), CT_ANSWER_UNKNOWN },
    { 502, "", CT_ANSWER_UNKNOWN }, { 504, "", CT_ANSWER_UNKNOWN }, { 507, "", CT_ANSWER_UNKNOWN },
    { 408, "", CT_ANSWER_LATER }, { 425, "", CT_ANSWER_LATER }, { 429, "", CT_ANSWER_LATER }, { 503, "", CT_ANSWER_LATER },
    { 400, OUTCOME (ERROR ("Bundle")), CT_ANSWER_REFUSED }, { 422, OUTCOME (ERROR ("Bundle")), CT_ANSWER_REFUSED },
    { 413, OUTCOME (ERROR ("Bundle")), CT_ANSWER_REFUSED }, { 415, OUTCOME (ERROR ("Bundle")), CT_ANSWER_REFUSED },
    /* A refusal without a reason was not the service's. */
    { 400, "<html>Bad request</html>", CT_ANSWER_UNKNOWN }, { 422, OUTCOME (""), CT_ANSWER_UNKNOWN },
    { 422, OUTCOME ("{\"severity\":\"warning\"}"), CT_ANSWER_UNKNOWN },
    { 401, "", CT_ANSWER_LOGIN }, { 403, "", CT_ANSWER_LOGIN },
    { 409, "", CT_ANSWER_CONFLICT }, { 412, "", CT_ANSWER_CONFLICT },
    { 301, "", CT_ANSWER_SETTINGS }, { 302, "", CT_ANSWER_SETTINGS }, { 404, "", CT_ANSWER_SETTINGS },
    { 405, "", CT_ANSWER_SETTINGS }, { 501, "", CT_ANSWER_SETTINGS },
    /* A refusal inside a 200. */
    { 200, ANSWER ("{\"response\":{\"status\":\"422\",\"outcome\":" OUTCOME (ERROR ("Bundle.entry[0].resource.gender")) "}},"
                   RESULT), CT_ANSWER_REFUSED },
    { 200, ANSWER ("{\"response\":{\"status\":\"412\"}}," RESULT), CT_ANSWER_CONFLICT },
    { 200, ANSWER ("{\"response\":{\"status\":\"500\"}}," RESULT), CT_ANSWER_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (CtAnswer) answer = read_answer (CT_TRANSPORT_ANSWERED, answers[i].status, answers[i].body, TRUE);

      g_test_message ("case %u: %u", i, answers[i].status);
      g_assert_cmpint (answer->kind, ==, answers[i].kind);
      g_assert_cmpint (answer->receipt != NULL, ==, answer->kind == CT_ANSWER_ACCEPTED);
      g_assert_cmpint (answer->reasons->len > 0, ==, answer->kind == CT_ANSWER_REFUSED);
      g_assert_true (answer->exposed);
    }
}

static void
test_failures (void)
{
  g_autoptr (CtAnswer) before = read_answer (CT_TRANSPORT_FAILED, 0, NULL, FALSE);
  g_autoptr (CtAnswer) after = read_answer (CT_TRANSPORT_FAILED, 0, NULL, TRUE);
  g_autoptr (CtAnswer) large = read_answer (CT_TRANSPORT_TOO_LARGE, 200, NULL, TRUE);
  g_autoptr (CtAnswer) stranger = read_answer (CT_TRANSPORT_DISTRUST, 0, NULL, FALSE);

  g_assert_cmpint (before->kind, ==, CT_ANSWER_LATER);
  g_assert_false (before->exposed);
  g_assert_cmpint (after->kind, ==, CT_ANSWER_UNKNOWN);
  g_assert_true (after->exposed);
  g_assert_cmpint (large->kind, ==, CT_ANSWER_UNKNOWN);
  g_assert_cmpint (stranger->kind, ==, CT_ANSWER_DISTRUST);
}

static void
test_receipt (void)
{
  g_autoptr (CtAnswer) answer =
    read_answer (CT_TRANSPORT_ANSWERED, 200, ANSWER (OK ("201 Created") "," RESULT), TRUE);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, request_text, -1);
  g_autofree char *expected = g_strdup_printf ("Observation/9/_history/1 2026-11-24T09:00:00Z %s", hash);

  g_assert_cmpstr (answer->receipt, ==, expected);
}

/* Answers spoilt at random: none is taken for a receipt without one, none for a
 * refusal without a reason. */
static void
test_spoilt (void)
{
  static const char * const bodies[] = {
    ANSWER (OK ("201 Created") "," RESULT),
    OUTCOME (ERROR ("Bundle.entry[0].resource.name[0].family")),
    ANSWER ("{\"response\":{\"status\":\"422\",\"outcome\":" OUTCOME (ERROR ("Bundle.entry[0].resource.telecom[1]")) "}}," RESULT),
  };
  static const guint statuses[] = { 200, 400, 422, 500 };
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);

  for (guint turn = 0; turn < 20000; turn++)
    {
      g_autofree char *body = g_strdup (bodies[turn % G_N_ELEMENTS (bodies)]);
      g_autoptr (CtAnswer) answer = NULL;

      for (gint32 n = g_rand_int_range (random, 1, 4); n > 0; n--)
        body[g_rand_int_range (random, 0, (gint32) strlen (body))] = (char) g_rand_int_range (random, 1, 256);
      if (turn % 7 == 0)
        body[g_rand_int_range (random, 0, (gint32) strlen (body))] = '\0';
      answer = read_answer (CT_TRANSPORT_ANSWERED, statuses[turn % G_N_ELEMENTS (statuses)], body, TRUE);
      g_assert_cmpint (answer->receipt != NULL, ==, answer->kind == CT_ANSWER_ACCEPTED);
      g_assert_cmpint (answer->reasons->len > 0, ==, answer->kind == CT_ANSWER_REFUSED);
      for (guint i = 0; i < answer->reasons->len; i++)
        g_assert_true (g_utf8_validate (((CtIssue *) g_ptr_array_index (answer->reasons, i))->detail, -1, NULL));
    }
}

static void
test_fields (void)
{
  static const struct
  {
    const char *body;
    CtField     field;
  } refusals[] = {
    { OUTCOME (ERROR ("Bundle.entry[0].resource.birthDate")), CT_FIELD_BIRTH_DATE },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.name[0].family")), CT_FIELD_BIRTH_NAME },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.name[0].given[0]")), CT_FIELD_FIRST_NAMES },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.name[1].family")), CT_FIELD_USED_NAME },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.identifier[1].value")), CT_FIELD_NIR },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.address[0].postalCode")), CT_FIELD_POSTAL_CODE },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.address[0].city")), CT_FIELD_TOWN },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.telecom")), CT_FIELD_PHONE },
    { OUTCOME (ERROR ("Bundle.entry[0].resource.telecom[1].value")), CT_FIELD_EMAIL },
    { OUTCOME (ERROR ("Bundle.entry[1].resource.valueCodeableConcept")), CT_FIELD_RESULT },
    { OUTCOME (ERROR ("Bundle.entry[1].resource.effectiveDateTime")), CT_FIELD_SAMPLED_AT },
    { OUTCOME (ERROR ("Bundle.entry[7].resource.birthDate")), CT_N_FIELDS },
    { OUTCOME (ERROR ("Bundle.entry[x].resource.birthDate")), CT_N_FIELDS },
    { OUTCOME (ERROR ("Patient.birthDate")), CT_N_FIELDS },
    { OUTCOME ("{\"severity\":\"fatal\",\"details\":{\"text\":\"no\"}}"), CT_N_FIELDS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (CtAnswer) answer = read_answer (CT_TRANSPORT_ANSWERED, 422, refusals[i].body, TRUE);
      CtIssue *reason = g_ptr_array_index (answer->reasons, 0);

      g_test_message ("case %u", i);
      g_assert_cmpint (reason->field, ==, refusals[i].field);
      g_assert_cmpstr (reason->detail, ==, "no");
    }
}

/* Of several results each has its field, whatever stands between them. */
static void
test_result_fields (void)
{
#define LAB "{\"resource\":{\"resourceType\":\"Observation\",\"category\":[{\"coding\":[{\"code\":\"laboratory\"}]}]}}"
  static const char request[] = "{\"entry\":[" LAB ",{\"resource\":{\"resourceType\":\"Patient\"}}," LAB "," LAB "," LAB "," LAB "]}";
  static const CtField fields[] = { CT_FIELD_RESULT, CT_N_FIELDS, CT_FIELD_RESULT_2, CT_FIELD_RESULT_3, CT_FIELD_RESULT_4, CT_N_FIELDS };
  g_autoptr (JsonNode) node = json_from_string (request, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *path = g_strdup_printf ("Bundle.entry[%u].resource.valueCodeableConcept", i);

      g_assert_cmpint (ct_outcome_path_to_field (path, json_node_get_object (node)), ==, fields[i]);
    }
}

/* A date is counted from the server's own: our clock has no say. */
static void
test_retry_after (void)
{
  static const struct
  {
    const char *retry_after, *date;
    gint64      seconds;
  } cases[] = {
    { NULL, NULL, 0 },
    { "", NULL, 0 },
    { "30", NULL, 30 },
    { "0", NULL, 1 },
    { "86400", NULL, 3600 },
    { "99999999999999999999", NULL, 3600 },
    { "-5", NULL, 0 },
    { "soon", "Tue, 24 Nov 2026 10:00:00 GMT", 0 },
    { "Tue, 24 Nov 2026 10:02:00 GMT", "Tue, 24 Nov 2026 10:00:00 GMT", 120 },
    { "Tue, 24 Nov 1998 10:02:00 GMT", "Tue, 24 Nov 1998 10:00:00 GMT", 120 },
    { "Tue, 24 Nov 2026 09:00:00 GMT", "Tue, 24 Nov 2026 10:00:00 GMT", 1 },
    { "Tue, 24 Nov 2026 10:02:00 GMT", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (ct_transport_retry_after (cases[i].retry_after, cases[i].date), ==, cases[i].seconds);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/answer/kinds", test_kinds);
  g_test_add_func ("/answer/failures", test_failures);
  g_test_add_func ("/answer/receipt", test_receipt);
  g_test_add_func ("/answer/spoilt", test_spoilt);
  g_test_add_func ("/answer/fields", test_fields);
  g_test_add_func ("/answer/result-fields", test_result_fields);
  g_test_add_func ("/answer/retry-after", test_retry_after);
  return g_test_run ();
}
