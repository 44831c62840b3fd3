/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The sending of one bundle to a real service over real TLS, and each way it can
 * go wrong. */

#include "ct-gateway.h"

#include "ct-client.h"
#include "ct-fhir.h"
#include "ct-issue.h"
#include "practice.h"
#include "sample.h"
#include "submit.h"
#include "wait.h"

#include <string.h>

static Practice *practice;

static CtGateway *
gateway_to (const char *base_url, const char *ca_file, const char *secret)
{
  g_autoptr (CtSecretBytes) bytes = ct_secret_bytes_new (secret, strlen (secret));

  return ct_gateway_new (base_url, practice->client_id, ca_file, bytes);
}

static CtAnswer *
submit (CtGateway *gateway, GBytes *body)
{
  return submit_one (gateway, body, NULL, FALSE);
}

static GBytes *
new_body (CtField field, const char *text)
{
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (CtRecord) record = NULL;
  g_autoptr (CtProfessional) professional =
    ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_autoptr (GDateTime) now = sample_now ();
  CtUuid uuid = ct_uuid_random ();

  if (field < CT_N_FIELDS)
    ct_entry_set (entry, field, text);
  record = sample_record (entry);
  return ct_fhir_encode (record, professional, &uuid, 1, now);
}

static guint
count_results (void)
{
  g_autoptr (JsonNode) results = practice_get (practice, "/practice/results");

  return json_array_get_length (json_node_get_array (results));
}

/* Same bytes twice: the same receipt, one effect. */
static void
test_accepted_once (void)
{
  g_autoptr (CtGateway) gateway = gateway_to (practice->base_url, practice->ca_file, practice->client_secret);
  g_autoptr (GBytes) body = new_body (CT_N_FIELDS, NULL);
  guint before = count_results ();
  g_autoptr (CtAnswer) first = submit (gateway, body);
  g_autoptr (CtAnswer) again = submit (gateway, body);

  g_assert_cmpint (first->kind, ==, CT_ANSWER_ACCEPTED);
  g_assert_cmpint (again->kind, ==, CT_ANSWER_ACCEPTED);
  g_assert_cmpstr (first->receipt, ==, again->receipt);
  g_assert_cmpuint (count_results (), ==, before + 1);
}

static void
test_strangers (void)
{
  g_autofree char *other = g_strconcat (practice->directory, "/server-key.pem", NULL);
  g_autoptr (CtGateway) no_ca = gateway_to (practice->base_url, NULL, practice->client_secret);
  g_autoptr (CtGateway) bad_ca = gateway_to (practice->base_url, other, practice->client_secret);
  g_autoptr (CtGateway) wrong_secret = gateway_to (practice->base_url, practice->ca_file, "wrong");
  g_autoptr (GBytes) body = new_body (CT_N_FIELDS, NULL);
  g_autoptr (CtAnswer) a = submit (no_ca, body);
  g_autoptr (CtAnswer) b = submit (bad_ca, body);
  g_autoptr (CtAnswer) c = submit (wrong_secret, body);

  g_assert_cmpint (a->kind, ==, CT_ANSWER_DISTRUST);
  g_assert_cmpint (b->kind, ==, CT_ANSWER_DISTRUST);
  g_assert_cmpint (c->kind, ==, CT_ANSWER_LOGIN);
  g_assert_false (a->exposed);
  g_assert_false (c->exposed);
}

static void
test_wrong_places (void)
{
  g_autofree char *elsewhere = g_strconcat (practice->base_url, "/nothing", NULL);
  g_autoptr (CtGateway) nobody = gateway_to ("https://127.0.0.1:1/fhir", practice->ca_file, practice->client_secret);
  g_autoptr (CtGateway) no_service = gateway_to (elsewhere, practice->ca_file, practice->client_secret);
  g_autoptr (GBytes) body = new_body (CT_N_FIELDS, NULL);
  g_autoptr (CtAnswer) a = submit (nobody, body);
  g_autoptr (CtAnswer) b = submit (no_service, body);

  g_assert_cmpint (a->kind, ==, CT_ANSWER_LATER);
  g_assert_false (a->exposed);
  g_assert_cmpint (b->kind, ==, CT_ANSWER_SETTINGS);
}

static void
test_faults (void)
{
  static const struct
  {
    const char  *faults;
    CtAnswerKind kind;
    guint        effects;
  } cases[] = {
    { "{\"truncate_at\":40,\"for_requests\":1}", CT_ANSWER_UNKNOWN, 1 },
    { "{\"inflate_to\":2000000,\"for_requests\":1}", CT_ANSWER_UNKNOWN, 1 },
    { "{\"status\":500,\"for_requests\":1}", CT_ANSWER_UNKNOWN, 0 },
    { "{\"status\":504,\"for_requests\":1}", CT_ANSWER_UNKNOWN, 0 },
    { "{\"status\":503,\"retry_after_s\":7,\"for_requests\":1}", CT_ANSWER_LATER, 0 },
    { "{\"status\":404,\"for_requests\":1}", CT_ANSWER_SETTINGS, 0 },
    { "{\"status\":302,\"for_requests\":1}", CT_ANSWER_SETTINGS, 0 },
    { "{\"status\":409,\"for_requests\":1}", CT_ANSWER_CONFLICT, 0 },
    { "{\"status\":403,\"for_requests\":1}", CT_ANSWER_LOGIN, 0 },
    { "{\"status\":401,\"for_requests\":2}", CT_ANSWER_LOGIN, 0 },
    /* One 401 is only a token that ended: a fresh one is fetched. */
    { "{\"status\":401,\"for_requests\":1}", CT_ANSWER_ACCEPTED, 1 },
  };
  g_autoptr (CtGateway) gateway = gateway_to (practice->base_url, practice->ca_file, practice->client_secret);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = new_body (CT_N_FIELDS, NULL);
      guint before = count_results ();
      g_autoptr (CtAnswer) answer = NULL;
      g_autoptr (CtAnswer) again = NULL;

      g_test_message ("%s", cases[i].faults);
      practice_faults (practice, cases[i].faults);
      answer = submit (gateway, body);
      g_assert_cmpint (answer->kind, ==, cases[i].kind);
      g_assert_cmpuint (count_results (), ==, before + cases[i].effects);
      if (strstr (cases[i].faults, "inflate_to") != NULL)
        g_assert_cmpstr (answer->cause, ==, "too-large"); /* not read to its end */
      if (strstr (cases[i].faults, "retry_after_s") != NULL)
        g_assert_cmpint (answer->retry_after, ==, 7);

      /* Whatever it was, the same bytes then arrive, once. */
      practice_faults (practice, "{}");
      again = submit (gateway, body);
      g_assert_cmpint (again->kind, ==, CT_ANSWER_ACCEPTED);
      g_assert_cmpuint (count_results (), ==, before + 1);
    }
}

static void
test_cut (void)
{
  g_autoptr (CtGateway) gateway = gateway_to (practice->base_url, practice->ca_file, practice->client_secret);
  g_autoptr (GBytes) warm = new_body (CT_N_FIELDS, NULL);
  g_autoptr (GBytes) body = new_body (CT_N_FIELDS, NULL);
  g_autoptr (CtAnswer) logged_in = submit (gateway, warm);
  guint before = count_results ();
  g_autoptr (CtAnswer) without_effect = NULL;
  g_autoptr (CtAnswer) with_effect = NULL;
  g_autoptr (CtAnswer) again = NULL;

  practice_faults (practice, "{\"drop_before\":1}");
  without_effect = submit (gateway, body);
  g_assert_cmpint (without_effect->kind, ==, CT_ANSWER_UNKNOWN);
  g_assert_true (without_effect->exposed);
  g_assert_cmpuint (count_results (), ==, before);

  practice_faults (practice, "{\"drop_after\":1}");
  with_effect = submit (gateway, body);
  g_assert_cmpint (with_effect->kind, ==, CT_ANSWER_UNKNOWN);
  g_assert_cmpuint (count_results (), ==, before + 1);

  practice_faults (practice, "{}");
  again = submit (gateway, body);
  g_assert_cmpint (again->kind, ==, CT_ANSWER_ACCEPTED);
  g_assert_cmpuint (count_results (), ==, before + 1);
}

/* The far side's own rules: what it refuses comes back at its field. */
static void
test_refused (void)
{
  static const struct
  {
    const char *find, *replace; /* in the encoded bundle, of the same length */
    CtField     field;
  } cases[] = {
    { "\"family\":\"D'ARTAGNAN\"", "\"fimily\":\"D'ARTAGNAN\"", CT_FIELD_BIRTH_NAME },
    { "1979-03-14", "2979-03-14", CT_FIELD_BIRTH_DATE },
    { "1979-03-14", "1979-02-30", CT_FIELD_BIRTH_DATE },
    { "279035121518989", "279035121518988", CT_FIELD_NIR },
    { "\"value\":\"1232\"", "\"value\":\"9999\"", CT_FIELD_KIT },
    { "\"gender\"", "\"gander\"", CT_FIELD_SEX },
    { "\"67000\"", "\"6700O\"", CT_FIELD_POSTAL_CODE },
    { "260415000", "260415001", CT_FIELD_RESULT },
    { "\"lotNumber\"", "\"lutNumber\"", CT_FIELD_LOT },
    { "\"permit\"", "\"permot\"", CT_FIELD_CONSENT },
    { "finess.esante", "fines.eesante", CT_N_FIELDS },
  };
  g_autoptr (CtGateway) gateway = gateway_to (practice->base_url, practice->ca_file, practice->client_secret);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) body = new_body (CT_N_FIELDS, NULL);
      gsize length = g_bytes_get_size (body);
      g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), length);
      char *place = strstr (text, cases[i].find);
      guint before = count_results ();
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (CtAnswer) answer = NULL;
      gboolean found = FALSE;

      g_test_message ("%s", cases[i].replace);
      g_assert_nonnull (place);
      memcpy (place, cases[i].replace, strlen (cases[i].replace));
      changed = g_bytes_new (text, length);
      answer = submit (gateway, changed);
      g_assert_cmpint (answer->kind, ==, CT_ANSWER_REFUSED);
      for (guint k = 0; k < answer->reasons->len; k++)
        found |= ((CtIssue *) g_ptr_array_index (answer->reasons, k))->field == cases[i].field;
      g_assert_true (found);
      g_assert_cmpuint (count_results (), ==, before);
    }
}

/* Several at once: each has its own answer, in its place; the same bytes again change
 * nothing. */
static void
test_together (void)
{
  g_autoptr (CtGateway) gateway = gateway_to (practice->base_url, practice->ca_file, practice->client_secret);
  g_autoptr (GPtrArray) submissions = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_submission_free);
  guint before = count_results ();
  Wait wait = { NULL };

  for (guint i = 0; i < 12; i++)
    {
      /* Every third one's person is born tomorrow, so to speak. */
      g_autoptr (GBytes) body = new_body (CT_N_FIELDS, NULL);
      g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      g_autoptr (GBytes) changed = NULL;

      if (i % 3 == 0)
        memcpy (strstr (text, "1979-03-14"), "2979", 4);
      changed = g_bytes_new (text, strlen (text));
      g_ptr_array_add (submissions, ct_submission_new (changed, NULL, FALSE));
    }
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (GPtrArray) answers = NULL;

      ct_gateway_submit_async (gateway, submissions, wait_cb, &wait);
      answers = ct_gateway_submit_finish (wait_result (&wait));
      wait_clear (&wait);
      g_assert_cmpuint (answers->len, ==, 12);
      for (guint i = 0; i < answers->len; i++)
        g_assert_cmpint (((CtAnswer *) g_ptr_array_index (answers, i))->kind, ==,
                         i % 3 == 0 ? CT_ANSWER_REFUSED : CT_ANSWER_ACCEPTED);
      g_assert_cmpuint (count_results (), ==, before + 8);
    }
}

static void
test_addresses (void)
{
  g_assert_true (ct_client_url_is_valid ("https://sidep.example/fhir"));
  g_assert_false (ct_client_url_is_valid ("http://sidep.example/fhir"));
  g_assert_false (ct_client_url_is_valid ("https://user:pw@sidep.example/fhir"));
  g_assert_false (ct_client_url_is_valid ("https://sidep.example/fhir?x=1"));
  g_assert_false (ct_client_url_is_valid ("https:///fhir"));
  g_assert_false (ct_client_url_is_valid ("sidep.example"));
  g_assert_false (ct_client_url_is_valid (""));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  practice = practice_start ();
  g_test_add_func ("/gateway/accepted-once", test_accepted_once);
  g_test_add_func ("/gateway/strangers", test_strangers);
  g_test_add_func ("/gateway/wrong-places", test_wrong_places);
  g_test_add_func ("/gateway/faults", test_faults);
  g_test_add_func ("/gateway/cut", test_cut);
  g_test_add_func ("/gateway/refused", test_refused);
  g_test_add_func ("/gateway/together", test_together);
  g_test_add_func ("/gateway/addresses", test_addresses);
  status = g_test_run ();
  practice_keep_bundles (practice);
  practice_stop (practice);
  return status;
}
