/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* An accepted result is opened, corrected, cancelled: at the desk, on disk and at the
 * service; and what becomes of a correction whose original is not accepted yet. */

#include "counter.h"

#include "ct-issue.h"
#include "ct-secret-bytes.h"
#include "ct-transport.h"

#include <string.h>

static CtSession *session;
static CtDesk *desk;

/* A session of its own with one result at the service. */
static void
begin (void)
{
  CtField first;
  guint before;

  practice_faults (practice, "{}");
  session = open_session ();
  desk = ct_session_get_desk (session);
  before = count (session);
  set_up (session);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  type_sample (desk, "negative");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (count (session) == before + 1 && *ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME) == '\0');
}

static CtRow *
newest (void)
{
  CtRow *found = NULL;

  for (guint i = 0; i < count (session); i++)
    if (found == NULL || nth_row (session, i)->seq > found->seq)
      found = nth_row (session, i);
  return found;
}

static gboolean
is_newest (CtState state, gboolean amendment)
{
  CtRow *row = newest ();

  return row != NULL && row->state == state && (ct_entry_get_amendment (row->entry) != NULL) == amendment;
}

static const char *
typed (CtField field)
{
  return ct_draft_get (ct_desk_get_draft (desk), field);
}

static void
correct (CtField field, const char *text)
{
  CtField first;

  ct_desk_type (desk, field, text);
  ct_desk_type (desk, CT_FIELD_REASON, "typing");
  g_assert_true (ct_desk_validate (desk, &first));
}

static char *
outcome_of (const CtRow *row)
{
  g_autoptr (JsonNode) results = practice_get (practice, "/practice/results");
  JsonArray *array = json_node_get_array (results);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *result = json_array_get_object_element (array, i);

      if (strstr (row->receipt, json_object_get_string_member (result, "observation")) != NULL)
        return g_strdup (json_object_get_string_member (result, "outcome"));
    }
  return NULL;
}

static guint
at_the_service (void)
{
  g_autoptr (JsonNode) results = practice_get (practice, "/practice/results");

  return json_array_get_length (json_node_get_array (results));
}

/* Opened and looked at: nothing is written, and nothing is left behind. */
static void
test_looked_at (void)
{
  CtField first;
  guint before;

  begin ();
  wait_until (is_newest (CT_STATE_ACCEPTED, FALSE));
  before = count (session);
  ct_desk_open (desk, newest ());
  g_assert_nonnull (ct_desk_get_amendment (desk));
  g_assert_cmpstr (typed (CT_FIELD_BIRTH_NAME), ==, "D'ARTAGNAN");
  g_assert_cmpstr (typed (CT_FIELD_REASON), ==, "");
  ct_desk_new_record (desk);
  g_assert_null (ct_desk_get_amendment (desk));

  /* A reason, and nothing changed: there is nothing to send. */
  ct_desk_open (desk, newest ());
  g_assert_false (ct_desk_validate (desk, &first));
  g_assert_cmpint (first, ==, CT_FIELD_REASON);
  ct_desk_type (desk, CT_FIELD_REASON, "typing");
  g_assert_false (ct_desk_validate (desk, &first));
  ct_desk_discard (desk);
  close_session (session);
  session = open_session ();
  g_assert_cmpuint (count (session), ==, before);
  close_session (session);
}

/* Twice corrected, then cancelled: one line in the list, one result at the service. */
static void
test_history (void)
{
  static const char * const results[] = { "positive", "inconclusive" };
  g_autoptr (GPtrArray) history = NULL;
  g_autofree char *outcome = NULL;
  guint there, lines;
  CtField first;

  begin ();
  wait_until (is_newest (CT_STATE_ACCEPTED, FALSE));
  there = at_the_service ();
  lines = count (session);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autofree char *now = NULL;

      ct_desk_open (desk, newest ());
      correct (CT_FIELD_RESULT, results[i]);
      wait_until (is_newest (CT_STATE_ACCEPTED, TRUE)
                  && g_str_equal (ct_entry_get (newest ()->entry, CT_FIELD_RESULT), results[i]));
      now = outcome_of (newest ());
      g_assert_cmpstr (now, ==, results[i]);
      g_assert_cmpuint (count (session), ==, lines);
    }
  g_assert_cmpstr (ct_entry_get_by (newest ()->entry), ==, "Claire PETIT");

  ct_desk_open (desk, newest ());
  g_assert_true (ct_desk_toggle_cancel (desk));
  ct_desk_type (desk, CT_FIELD_RESULT, "negative"); /* only read */
  g_assert_cmpstr (typed (CT_FIELD_RESULT), ==, "inconclusive");
  g_assert_false (ct_desk_validate (desk, &first));
  g_assert_cmpint (first, ==, CT_FIELD_REASON);
  ct_desk_type (desk, CT_FIELD_REASON, "twice");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_newest (CT_STATE_ACCEPTED, TRUE) && ct_entry_get_amendment (newest ()->entry)->cancels);
  outcome = outcome_of (newest ());
  g_assert_cmpstr (outcome, ==, "cancelled");
  g_assert_cmpuint (at_the_service (), ==, there);
  close_session (session);

  /* And so it is after a restart. */
  session = open_session ();
  desk = ct_session_get_desk (session);
  g_assert_cmpuint (count (session), ==, lines);
  ct_desk_open (desk, newest ());
  history = ct_desk_get_history (desk);
  g_assert_cmpuint (history->len, ==, 4);
  g_assert_null (ct_entry_get_amendment (((CtRow *) g_ptr_array_index (history, 0))->entry));
  g_assert_cmpstr (ct_entry_get (((CtRow *) g_ptr_array_index (history, 3))->entry, CT_FIELD_REASON), ==, "twice");
  ct_desk_discard (desk);
  close_session (session);
}

/* The cursor's own way through a correction, saved as it is typed. */
static void
test_draft_kept (void)
{
  begin ();
  wait_until (is_newest (CT_STATE_ACCEPTED, FALSE));
  ct_desk_open (desk, newest ());
  ct_desk_type (desk, CT_FIELD_PHONE, "06 39 98 00 01");
  ct_desk_leave_field (desk, CT_FIELD_PHONE, CT_FIELD_EMAIL);
  wait_until (is_newest (CT_STATE_DRAFT, TRUE));
  close_session (session);

  session = open_session ();
  desk = ct_session_get_desk (session);
  set_up (session);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  g_assert_nonnull (ct_desk_get_amendment (desk));
  g_assert_cmpstr (typed (CT_FIELD_PHONE), ==, "06 39 98 00 01");
  /* Whoever opens the result itself gets the correction that was begun. */
  ct_desk_new_record (desk);
  for (guint i = 0; i < count (session); i++)
    if (nth_row (session, i)->state == CT_STATE_ACCEPTED)
      {
        ct_desk_open (desk, nth_row (session, i));
        if (ct_desk_is_open (desk, newest ()))
          break;
      }
  g_assert_true (ct_desk_is_open (desk, newest ()));
  ct_desk_type (desk, CT_FIELD_REASON, "request");
  g_assert_true (ct_desk_validate (desk, &(CtField) { 0 }));
  wait_until (is_newest (CT_STATE_ACCEPTED, TRUE));
  close_session (session);
}

/* Its fate unknown, it is corrected: the correction waits, and never goes first. */
static void
test_follows (void)
{
  g_autofree char *outcome = NULL;
  guint there = at_the_service ();

  practice_faults (practice, "{\"status\":500}");
  session = open_session ();
  desk = ct_session_get_desk (session);
  set_up (session);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  type_sample (desk, "negative");
  g_assert_true (ct_desk_validate (desk, &(CtField) { 0 }));
  wait_until (is_newest (CT_STATE_UNKNOWN, FALSE));
  ct_desk_open (desk, newest ());
  g_assert_nonnull (ct_desk_get_amendment (desk));
  correct (CT_FIELD_RESULT, "positive");
  wait_until (is_newest (CT_STATE_DRAFT, TRUE) && ct_row_is_unsent (newest ()));
  g_assert_cmpuint (ct_status_get (ct_session_get_status (session))->unsent, ==, 2);
  close_session (session);

  practice_faults (practice, "{}");
  session = open_session ();
  desk = ct_session_get_desk (session);
  set_up (session);
  ct_session_start_sending (session);
  ct_session_retry_now (session);
  wait_until (is_newest (CT_STATE_ACCEPTED, TRUE));
  outcome = outcome_of (newest ());
  g_assert_cmpstr (outcome, ==, "positive");
  g_assert_cmpuint (at_the_service (), ==, there + 1);
  close_session (session);
}

/* It was refused after all: mended with the corrected answers, it goes as a first
 * sending, and the correction is gone. */
static void
test_refused_after_all (void)
{
  g_autoptr (CtEntry) wrong = NULL;
  guint there = at_the_service ();

  practice_faults (practice, "{\"status\":500}");
  session = open_session ();
  desk = ct_session_get_desk (session);
  set_up (session);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  type_sample (desk, "negative");
  g_assert_true (ct_desk_validate (desk, &(CtField) { 0 }));
  wait_until (is_newest (CT_STATE_UNKNOWN, FALSE));
  ct_desk_open (desk, newest ());
  correct (CT_FIELD_RESULT, "positive");
  wait_until (is_newest (CT_STATE_DRAFT, TRUE) && ct_row_is_unsent (newest ()));

  practice_faults (practice, "{\"status\":422}");
  ct_session_retry_now (session);
  wait_until (is_newest (CT_STATE_DRAFT, TRUE)
              && ct_worklist_find (CT_WORKLIST (ct_session_get_worklist (session)),
                                   &ct_entry_get_amendment (newest ()->entry)->amends)->state == CT_STATE_REFUSED);
  practice_faults (practice, "{}");
  ct_desk_open (desk, newest ());
  wait_until (is_newest (CT_STATE_DRAFT, FALSE)); /* the correction is gone */
  g_assert_null (ct_desk_get_amendment (desk));
  g_assert_cmpstr (typed (CT_FIELD_RESULT), ==, "positive");
  g_assert_true (ct_desk_validate (desk, &(CtField) { 0 }));
  wait_until (is_newest (CT_STATE_ACCEPTED, FALSE));
  g_assert_cmpuint (at_the_service (), ==, there + 1);
  close_session (session);
}

/* Somebody else has changed it at the service: told with what is there, and a person
 * decides: written over it, or left. */
static void
test_conflict (void)
{
  g_autofree char *outcome = NULL;
  const CtIssue *evidence;

  begin ();
  wait_until (is_newest (CT_STATE_ACCEPTED, FALSE));
  for (guint decision = 0; decision < 2; decision++)
    {
      ct_desk_open (desk, newest ());
      practice_faults (practice, "{\"touch\":1}");
      correct (CT_FIELD_RESULT, decision == 0 ? "positive" : "inconclusive");
      wait_until (is_newest (CT_STATE_CONFLICT, TRUE));
      practice_faults (practice, "{}");
      evidence = g_ptr_array_index (newest ()->reasons, 0);
      g_assert_cmpint (evidence->code, ==, CT_ISSUE_CONFLICT);
      g_assert_true (g_str_has_prefix (evidence->detail, decision == 0 ? "2 " : "4 "));
      g_assert_cmpuint (ct_status_get (ct_session_get_status (session))->refused, ==, 1);

      ct_desk_open (desk, newest ());
      wait_until (is_newest (CT_STATE_DRAFT, TRUE) && ct_desk_is_open (desk, newest ()));
      g_assert_cmpuint (ct_desk_get_reasons (desk)->len, ==, 1);
      if (decision == 0)
        {
          /* As it was before all of it: over what is there now, that is a change. */
          ct_desk_type (desk, CT_FIELD_RESULT, "negative");
          g_assert_true (ct_desk_validate (desk, &(CtField) { 0 }));
          wait_until (is_newest (CT_STATE_ACCEPTED, TRUE));
        }
      else
        {
          g_assert_true (ct_desk_discard (desk));
          wait_until (is_newest (CT_STATE_ACCEPTED, TRUE));
        }
    }
  outcome = outcome_of (newest ());
  g_assert_cmpstr (outcome, ==, "negative");
  close_session (session);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  practice = practice_start ();
  g_test_add_func ("/amend/looked-at", test_looked_at);
  g_test_add_func ("/amend/history", test_history);
  g_test_add_func ("/amend/draft-kept", test_draft_kept);
  g_test_add_func ("/amend/follows", test_follows);
  g_test_add_func ("/amend/refused-after-all", test_refused_after_all);
  g_test_add_func ("/amend/conflict", test_conflict);
  status = g_test_run ();
  practice_keep_bundles (practice);
  practice_stop (practice);
  return status;
}
