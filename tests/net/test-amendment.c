/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Corrections and cancellations, sent to a real service: what changes there, what
 * does not, and that neither a lost answer nor somebody else's change makes it
 * wrong. */

#include "ct-amendment.h"

#include "ct-fhir.h"
#include "ct-gateway.h"
#include "ct-places.h"
#include "practice.h"
#include "sample.h"
#include "submit.h"
#include "wait.h"

#include <string.h>

#define SARS  "94558-4"
#define FLU   "80382-5"
#define RSV   "72885-7"
#define STREP "78012-2"

static Practice *practice;
static CtGateway *gateway;

/* One record and what became of it. */
typedef struct
{
  CtEntry     *entry;
  CtAmendment  link;
  char        *places;
  char        *receipt;
  const char  *key; /* of a result of it */
} Sent;

static void
sent_clear (Sent *self)
{
  ct_entry_unref (self->entry);
  g_free (self->places);
  g_free (self->receipt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sent, sent_clear)

static CtProfessional *
professional (void)
{
  return ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
}

static CtAnswer *
submit (GBytes *body, const char *places, gboolean unsure)
{
  return submit_one (gateway, body, places, unsure);
}

/* A first sending, accepted. */
static void
begin_with (Sent *sent, const char *kit)
{
  g_autoptr (CtProfessional) who = professional ();
  g_autoptr (GDateTime) now = sample_now ();
  g_autoptr (CtRecord) record = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (CtAnswer) answer = NULL;

  *sent = (Sent) { .entry = sample_entry (), .link = { .origin = ct_uuid_random (), .origin_revision = 1 }, .key = g_str_equal (kit, "streptatest") ? STREP : SARS };
  ct_entry_set (sent->entry, CT_FIELD_KIT, kit);
  record = sample_record (sent->entry);
  body = ct_fhir_encode (record, who, &sent->link.origin, 1, now);
  answer = submit (body, NULL, FALSE);
  g_assert_cmpint (answer->kind, ==, CT_ANSWER_ACCEPTED);
  sent->places = g_strdup (answer->places);
  sent->receipt = g_strdup (answer->receipt);
}

static void
begin (Sent *sent)
{
  begin_with (sent, "1232");
}

typedef struct
{
  CtField     field;
  const char *text;
} Answer;

static GBytes *
amend_all (Sent *sent, const Answer *answers, guint n, gboolean cancels)
{
  g_autoptr (CtProfessional) who = professional ();
  g_autoptr (GDateTime) now = sample_now ();
  g_autoptr (CtRecord) before = sample_record (sent->entry);
  g_autoptr (CtRecord) after = NULL;
  CtUuid uuid = ct_uuid_random ();

  sent->link.cancels = cancels;
  for (guint i = 0; i < n; i++)
    ct_entry_set (sent->entry, answers[i].field, answers[i].text);
  ct_entry_set_amendment (sent->entry, &sent->link);
  ct_entry_set (sent->entry, CT_FIELD_REASON, "typing");
  after = sample_record (sent->entry);
  return ct_amendment_encode (before, after, &sent->link, who, &uuid, 1, now);
}

static GBytes *
amend (Sent *sent, CtField field, const char *text, gboolean cancels)
{
  const Answer answers[] = { { field, text }, { CT_FIELD_ONSET_DATE, "" } };

  return amend_all (sent, answers, field >= CT_N_FIELDS ? 0 : field == CT_FIELD_SYMPTOMS ? 2 : 1, cancels);
}

static void
follow (Sent *sent, CtAnswer *answer)
{
  g_assert_cmpint (answer->kind, ==, CT_ANSWER_ACCEPTED);
  g_free (sent->places);
  g_free (sent->receipt);
  sent->places = g_strdup (answer->places);
  sent->receipt = g_strdup (answer->receipt);
}

/* What the service has of this result. */
static JsonObject *
result_of (Sent *sent, const char *key, JsonNode **results)
{
  g_autofree char *place = ct_places_find (sent->places, key);
  JsonArray *array;

  g_assert_nonnull (place);
  *results = practice_get (practice, "/practice/results");
  array = json_node_get_array (*results);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *result = json_array_get_object_element (array, i);

      if (strstr (place, json_object_get_string_member (result, "observation")) != NULL)
        return result;
    }
  g_assert_not_reached ();
}

/* The service's resource of that key, as it is now. */
static JsonObject *
now_at (Sent *sent, const char *key, JsonNode **results)
{
  const char *result = g_ascii_isdigit (*key) ? key : sent->key;
  g_autofree char *place = ct_places_find (sent->places, result);
  gboolean is_result = g_str_equal (result, SARS) || g_str_equal (result, FLU) || g_str_equal (result, RSV) || g_str_equal (result, STREP);
  JsonArray *resources = json_object_get_array_member (result_of (sent, is_result && place != NULL ? result : sent->key, results), "resources");

  for (guint i = 0; i < json_array_get_length (resources); i++)
    if (g_strcmp0 (ct_places_key (json_array_get_object_element (resources, i)), key) == 0)
      return json_array_get_object_element (resources, i);
  g_assert_not_reached ();
}

static void
assert_version (Sent *sent, const char *key, const char *version, const char *status)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *resource = now_at (sent, key, &node);
  g_autofree char *place = ct_places_find (sent->places, key);
  g_autofree char *ours = ct_places_version (place);

  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (resource, "meta"), "versionId"), ==, version);
  if (ours != NULL)
    g_assert_cmpstr (ours, ==, version);
  if (status != NULL)
    g_assert_cmpstr (json_object_get_string_member (resource, "status"), ==, status);
}

static void
assert_outcome (Sent *sent, const char *outcome)
{
  g_autoptr (JsonNode) results = NULL;

  g_assert_cmpstr (json_object_get_string_member (result_of (sent, sent->key, &results), "outcome"), ==, outcome);
}

static void
assert_outcome_of (Sent *sent, const char *key, const char *outcome)
{
  g_autoptr (JsonNode) results = NULL;

  g_assert_cmpstr (json_object_get_string_member (result_of (sent, key, &results), "outcome"), ==, outcome);
}

/* What is wrong is written anew, the result says that it was corrected, nothing else
 * moves. */
static void
test_identity (void)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (CtAnswer) answer = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *name;

  begin (&sent);
  body = amend (&sent, CT_FIELD_BIRTH_NAME, "DARTAGNAN", FALSE);
  answer = submit (body, sent.places, FALSE);
  follow (&sent, answer);
  assert_version (&sent, "Patient", "2", NULL);
  assert_version (&sent, SARS, "2", "corrected");
  assert_version (&sent, "Specimen", "1", NULL);
  assert_version (&sent, "Consent", "1", NULL);
  assert_version (&sent, "95418-0", "1", "final");
  assert_version (&sent, "Provenance", "1", NULL);
  assert_outcome (&sent, "negative");
  name = json_array_get_object_element (json_object_get_array_member (now_at (&sent, "Patient", &node), "name"), 0);
  g_assert_cmpstr (json_object_get_string_member (name, "family"), ==, "DARTAGNAN");
}

/* Twice in a row, and then cancelled: each follows the one before. */
static void
test_chain (void)
{
  g_auto (Sent) sent = { 0 };

  begin (&sent);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GBytes) body = i < 2 ? amend (&sent, CT_FIELD_RESULT, i == 0 ? "positive" : "inconclusive", FALSE)
                                      : amend (&sent, CT_N_FIELDS, NULL, TRUE);
      g_autoptr (CtAnswer) answer = submit (body, sent.places, FALSE);
      static const char * const versions[] = { "2", "3", "4" };
      static const char * const outcomes[] = { "positive", "inconclusive", "cancelled" };

      follow (&sent, answer);
      assert_version (&sent, SARS, versions[i], i < 2 ? "corrected" : "entered-in-error");
      assert_version (&sent, "Patient", "1", NULL);
      assert_outcome (&sent, outcomes[i]);
    }
  assert_version (&sent, "95419-8", "2", "entered-in-error");
}

/* The result of whatever is looked for. */
static void
test_other_test (void)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GBytes) right = NULL;
  g_autoptr (GBytes) away = NULL;
  g_autoptr (CtAnswer) first = NULL;
  g_autoptr (CtAnswer) second = NULL;

  begin_with (&sent, "streptatest");
  right = amend (&sent, CT_FIELD_RESULT, "positive", FALSE);
  first = submit (right, sent.places, FALSE);
  follow (&sent, first);
  assert_version (&sent, STREP, "2", "corrected");
  assert_outcome (&sent, "positive");
  away = amend (&sent, CT_N_FIELDS, NULL, TRUE);
  second = submit (away, sent.places, FALSE);
  follow (&sent, second);
  assert_version (&sent, STREP, "3", "entered-in-error");
  assert_outcome (&sent, "cancelled");
}

/* It was another kit: what that looks for is told anew, what it does not is taken back, and what
 * both do goes on. Also when the answer is lost. */
static void
test_changed_test (void)
{
  static const Answer combined[] = { { CT_FIELD_KIT, "combo" }, { CT_FIELD_RESULT_2, "positive" }, { CT_FIELD_RESULT_3, "unreadable" } };
  static const Answer strep[] = { { CT_FIELD_KIT, "streptatest" }, { CT_FIELD_RESULT_2, "" }, { CT_FIELD_RESULT_3, "" } };

  for (guint lost = 0; lost < 2; lost++)
    {
      g_auto (Sent) sent = { 0 };
      g_autoptr (GBytes) more = NULL;
      g_autoptr (GBytes) other = NULL;
      g_autoptr (CtAnswer) first = NULL;
      g_autoptr (CtAnswer) second = NULL;

      begin (&sent);
      more = amend_all (&sent, combined, G_N_ELEMENTS (combined), FALSE);
      first = submit (more, sent.places, FALSE);
      follow (&sent, first);
      assert_version (&sent, SARS, "2", "corrected");
      assert_version (&sent, FLU, "1", "final");
      assert_outcome_of (&sent, SARS, "negative");
      assert_outcome_of (&sent, FLU, "positive");
      assert_outcome_of (&sent, RSV, "unreadable");

      other = amend_all (&sent, strep, G_N_ELEMENTS (strep), FALSE);
      if (lost == 1)
        {
          second = submit (other, sent.places, FALSE); /* nobody hears of it */
          g_assert_cmpint (second->kind, ==, CT_ANSWER_ACCEPTED);
          ct_answer_free (second);
        }
      second = submit (other, sent.places, lost == 1);
      follow (&sent, second);
      assert_outcome_of (&sent, SARS, "cancelled");
      assert_outcome_of (&sent, FLU, "cancelled");
      assert_outcome_of (&sent, RSV, "cancelled");
      assert_outcome_of (&sent, STREP, "negative");
      assert_version (&sent, STREP, "1", "final");
    }
}

/* An answer that is taken back, and given again. */
static void
test_taken_back (void)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GBytes) away = NULL;
  g_autoptr (GBytes) back = NULL;
  g_autoptr (CtAnswer) first = NULL;
  g_autoptr (CtAnswer) second = NULL;

  begin (&sent);
  away = amend (&sent, CT_FIELD_HEALTH_WORKER, "", FALSE);
  first = submit (away, sent.places, FALSE);
  follow (&sent, first);
  assert_version (&sent, "95418-0", "2", "entered-in-error");
  back = amend (&sent, CT_FIELD_HEALTH_WORKER, "yes", FALSE);
  second = submit (back, sent.places, FALSE);
  follow (&sent, second);
  assert_version (&sent, "95418-0", "3", "final");
}

/* The answer is lost: sent again, it is found to have arrived, once. */
static void
test_lost_answer (void)
{
  for (guint asked = 0; asked < 2; asked++)
    {
      g_auto (Sent) sent = { 0 };
      g_autoptr (GBytes) body = NULL;
      g_autoptr (GBytes) more = NULL;
      g_autoptr (CtAnswer) lost = NULL;
      g_autoptr (CtAnswer) again = NULL;
      g_autoptr (CtAnswer) next = NULL;
      g_autofree char *bare = NULL;

      begin (&sent);
      body = amend (&sent, CT_FIELD_BIRTH_NAME, "DARTAGNAN", FALSE);
      practice_faults (practice, "{\"drop_after\":1}");
      lost = submit (body, sent.places, FALSE);
      g_assert_cmpint (lost->kind, ==, CT_ANSWER_UNKNOWN);
      practice_faults (practice, "{}");
      /* Even by somebody who does not know of the first time. */
      again = submit (body, sent.places, asked == 0);
      follow (&sent, again);
      assert_version (&sent, SARS, "2", "corrected");
      bare = ct_places_find (sent.places, "Patient");
      g_assert_null (strstr (bare, "_history")); /* nobody said which version it has now */

      more = amend (&sent, CT_FIELD_BIRTH_NAME, "D'ARTAGNAN", FALSE);
      next = submit (more, sent.places, FALSE);
      follow (&sent, next);
      assert_version (&sent, SARS, "3", "corrected");
      assert_version (&sent, "Patient", "3", NULL);
    }
}

/* It did not arrive: a look-up says so, and it is sent. */
static void
test_lost_request (void)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (CtAnswer) lost = NULL;
  g_autoptr (CtAnswer) again = NULL;

  begin (&sent);
  body = amend (&sent, CT_FIELD_RESULT, "positive", FALSE);
  practice_faults (practice, "{\"drop_before\":1}");
  lost = submit (body, sent.places, FALSE);
  g_assert_cmpint (lost->kind, ==, CT_ANSWER_UNKNOWN);
  practice_faults (practice, "{}");
  again = submit (body, sent.places, TRUE);
  follow (&sent, again);
  assert_version (&sent, SARS, "2", "corrected");
  assert_outcome (&sent, "positive");
}

/* Somebody else changed it: nothing of ours is written. */
static void
test_conflict (void)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GBytes) theirs = NULL;
  g_autoptr (GBytes) ours = NULL;
  g_autoptr (CtAnswer) first = NULL;
  g_autoptr (CtAnswer) second = NULL;

  begin (&sent);
  theirs = amend (&sent, CT_FIELD_RESULT, "positive", FALSE);
  ours = amend (&sent, CT_FIELD_RESULT, "inconclusive", FALSE);
  first = submit (theirs, sent.places, FALSE);
  g_assert_cmpint (first->kind, ==, CT_ANSWER_ACCEPTED);
  for (guint unsure = 0; unsure < 2; unsure++)
    {
      g_clear_pointer (&second, ct_answer_free);
      second = submit (ours, sent.places, unsure);
      g_assert_cmpint (second->kind, ==, CT_ANSWER_CONFLICT);
      g_assert_null (second->receipt);
    }
  assert_outcome (&sent, "positive");
}

/* A service that told no versions, or a record of a version of ours that kept none. */
static void
test_few_places (void)
{
  for (guint i = 0; i < 3; i++)
    {
      g_auto (Sent) sent = { 0 };
      g_autoptr (GBytes) body = NULL;
      g_autoptr (CtAnswer) answer = NULL;
      g_autofree char *result = NULL;
      g_autofree char *address = NULL;
      g_autofree char *few = NULL;

      begin (&sent);
      result = ct_places_find (sent.places, SARS);
      address = ct_places_address (result);
      few = i == 2 ? g_strdup ("") : g_strdup_printf (SARS "=%s", i == 0 ? address : result);
      body = amend (&sent, CT_FIELD_BIRTH_NAME, "DARTAGNAN", FALSE);
      answer = submit (body, few, FALSE);
      follow (&sent, answer);
      assert_version (&sent, SARS, "2", "corrected");
      assert_version (&sent, "Patient", "2", NULL);
    }
}

/* The same bytes each time; no personal data in an address. */
static void
test_frozen (void)
{
  g_auto (Sent) sent = { 0 };
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) one = NULL;
  g_autoptr (GBytes) two = NULL;
  g_autofree char *name = NULL;
  g_autofree char *none = NULL;
  g_autoptr (GBytes) plain = NULL;
  g_autoptr (CtRecord) record = NULL;
  g_autoptr (CtProfessional) who = professional ();
  g_autoptr (GDateTime) now = sample_now ();

  begin (&sent);
  body = amend (&sent, CT_FIELD_RESULT, "positive", FALSE);
  one = ct_amendment_aim (body, sent.places);
  two = ct_amendment_aim (body, sent.places);
  g_assert_true (g_bytes_equal (one, two));
  name = ct_amendment_identifier (body);
  g_assert_true (g_str_has_prefix (name, "urn:uuid:"));
  record = sample_record (sent.entry);
  plain = ct_fhir_encode (record, who, &sent.link.origin, 1, now);
  none = ct_amendment_identifier (plain);
  g_assert_null (none);
}

/* Without a reason, or without who: the far side takes no change. */
static void
test_no_provenance (void)
{
  static const char * const away[] = { "\"reason\"", "\"agent\"", "\"recorded\"", "\"target\"" };
  g_auto (Sent) sent = { 0 };
  g_autoptr (GBytes) body = NULL;

  begin (&sent);
  body = amend (&sent, CT_FIELD_RESULT, "positive", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (away); i++)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (CtAnswer) answer = NULL;

      strstr (text, away[i])[1] = 'x';
      changed = g_bytes_new (text, strlen (text));
      answer = submit (changed, sent.places, FALSE);
      g_assert_cmpint (answer->kind, ==, CT_ANSWER_REFUSED);
    }
  assert_version (&sent, SARS, "1", "final");
}

int
main (int argc, char **argv)
{
  g_autoptr (CtSecretBytes) secret = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  practice = practice_start ();
  secret = ct_secret_bytes_new (practice->client_secret, strlen (practice->client_secret));
  gateway = ct_gateway_new (practice->base_url, practice->client_id, practice->ca_file, secret);
  g_test_add_func ("/amendment/identity", test_identity);
  g_test_add_func ("/amendment/chain", test_chain);
  g_test_add_func ("/amendment/other-test", test_other_test);
  g_test_add_func ("/amendment/changed-test", test_changed_test);
  g_test_add_func ("/amendment/taken-back", test_taken_back);
  g_test_add_func ("/amendment/lost-answer", test_lost_answer);
  g_test_add_func ("/amendment/lost-request", test_lost_request);
  g_test_add_func ("/amendment/conflict", test_conflict);
  g_test_add_func ("/amendment/few-places", test_few_places);
  g_test_add_func ("/amendment/frozen", test_frozen);
  g_test_add_func ("/amendment/no-provenance", test_no_provenance);
  status = g_test_run ();
  ct_gateway_free (gateway);
  practice_keep_bundles (practice);
  practice_stop (practice);
  return status;
}
