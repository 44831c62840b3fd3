/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The desk on a whole session with a real keyring: what is typed is on disk, the
 * sender takes it, and it comes back when it may still be corrected. */

#include "ct-session-private.h"

#include "ct-keyring.h"
#include "ct-transport.h"
#include "counter.h"

#include <string.h>

static void
test_blank_is_not_kept (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);

  ct_desk_resume (desk);
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_COUNTRY), ==, "FR");
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_SAMPLED_AT), !=, "");
  ct_desk_new_record (desk);
  close_session (session);
  session = open_session ();
  g_assert_cmpuint (count (session), ==, 0);
  close_session (session);
}

/* Typed, and the session gone without a word: it is there, cursor and all. */
static void
test_resumed (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);

  ct_desk_resume (desk);
  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "Martin");
  ct_desk_leave_field (desk, CT_FIELD_BIRTH_NAME, CT_FIELD_FIRST_NAMES);
  wait_until (count (session) == 1);
  ct_desk_type (desk, CT_FIELD_FIRST_NAMES, "Jean-N");
  /* Within the second, with no field left. */
  wait_until (g_str_equal (ct_entry_get (nth_row (session, 0)->entry, CT_FIELD_FIRST_NAMES), "Jean-N"));
  close_session (session);

  session = open_session ();
  desk = ct_session_get_desk (session);
  ct_desk_resume (desk);
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME), ==, "Martin");
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_FIRST_NAMES), ==, "Jean-N");
  g_assert_cmpint (ct_desk_get_cursor (desk), ==, CT_FIELD_FIRST_NAMES);
  ct_desk_discard (desk);
  wait_until (count (session) == 0);

  /* Thought better of: it is there again, on disk too. */
  ct_desk_undo (desk);
  wait_until (count (session) == 1);
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME), ==, "Martin");
  g_assert_cmpint (ct_desk_get_cursor (desk), ==, CT_FIELD_FIRST_NAMES);
  ct_desk_discard (desk);
  wait_until (count (session) == 0);
  close_session (session);
}

/* As it comes from another counter: where @row is, with another street. */
static void
change_there (CtSession *session, CtRow *row, const char *street)
{
  CtRow *there = ct_row_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);

  there->seq = row->seq;
  there->uuid = row->uuid;
  there->revision = row->revision;
  there->entry = ct_entry_copy (row->entry);
  there->place = g_strdup ("Comptoir 2");
  ct_entry_set (there->entry, CT_FIELD_ADDRESS, street);
  g_ptr_array_add (rows, there);
  ct_store_tell_changed (ct_session_get_store (session), rows);
}

static void
on_desk_news_cb (CtDesk *desk, guint news, const char *detail, gpointer data)
{
  *(guint *) data = news;
}

/* What is in the form was changed at another counter: it is shown as it is; what was typed here
 * meanwhile goes on as a draft of its own, and neither is lost. */
static void
test_changed_there (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);
  g_autoptr (CtRow) row = NULL;
  guint news = 0;

  ct_desk_resume (desk);
  g_signal_connect (desk, "news", G_CALLBACK (on_desk_news_cb), &news);
  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "Martin");
  ct_desk_leave_field (desk, CT_FIELD_BIRTH_NAME, CT_FIELD_FIRST_NAMES);
  wait_until (count (session) == 1 && !ct_desk_is_changed (desk));
  change_there (session, nth_row (session, 0), "2 rue du Deux");
  wait_until (news == CT_DESK_NEWS_THERE);
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_ADDRESS), ==, "2 rue du Deux");
  g_assert_cmpuint (count (session), ==, 1);

  row = ct_row_ref (nth_row (session, 0));
  ct_desk_type (desk, CT_FIELD_FIRST_NAMES, "Jean");
  g_assert_true (ct_desk_is_changed (desk));
  change_there (session, row, "2 rue du Deux"); /* nothing new in it */
  change_there (session, row, "3 rue du Trois");
  wait_until (news == CT_DESK_NEWS_TWIN);
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_FIRST_NAMES), ==, "Jean");
  g_assert_false (ct_desk_is_open (desk, row));
  wait_until (count (session) == 2);
  g_assert_nonnull (ct_entry_get_twin (ct_draft_get_entry (draft)));
  ct_desk_discard (desk);
  wait_until (count (session) == 1);
  close_session (session);
}

/* The postal code fills in its town, in sight, and never over what was typed. */
static void
test_town_of_code (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);

  ct_desk_resume (desk);
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "6730");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_TOWN), ==, "");
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "67300");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_TOWN), ==, "Schiltigheim");
  /* A code corrected: the town follows. */
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "67000");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_TOWN), ==, "Strasbourg");
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "6700");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_TOWN), ==, "");
  ct_desk_type (desk, CT_FIELD_TOWN, "Kehl");
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "67000");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_TOWN), ==, "Kehl");
  ct_desk_type (desk, CT_FIELD_TOWN, "");
  ct_desk_type (desk, CT_FIELD_COUNTRY, "DE");
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "67300");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_TOWN), ==, "");
  ct_desk_discard (desk);
  wait_until (count (session) == 0);
  close_session (session);
}

/* What the number says is proposed where nothing was typed, and taken back with it. */
static void
test_given_by_number (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);

  ct_desk_resume (desk);
  ct_desk_type (desk, CT_FIELD_NIR, "279035121518989");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_BIRTH_DATE), ==, "/03/1979");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_SEX), ==, "F");
  g_assert_true (ct_desk_is_given (desk, CT_FIELD_SEX));
  /* The day is asked for, the sex is not. */
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_NIR), ==, CT_FIELD_BIRTH_DATE);
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_BIRTH_DATE), ==, CT_FIELD_PHONE);
  ct_desk_type (desk, CT_FIELD_NIR, "27903512151898");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_BIRTH_DATE), ==, "");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_SEX), ==, "");
  ct_desk_type (desk, CT_FIELD_BIRTH_DATE, "01/02/2019");
  ct_desk_type (desk, CT_FIELD_NIR, "279035121518989");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_BIRTH_DATE), ==, "01/02/2019");
  ct_desk_discard (desk);
  close_session (session);
}

/* Return goes where an answer is wanted: not to what stands there already, not to
 * what few people have. */
static void
test_next_question (void)
{
  static const CtField asked[] = { CT_FIELD_FIRST_NAMES, CT_FIELD_NIR,  CT_FIELD_BIRTH_DATE,  CT_FIELD_SEX,
                                   CT_FIELD_PHONE,       CT_FIELD_EMAIL, CT_FIELD_POSTAL_CODE, CT_FIELD_TOWN,
                                   CT_FIELD_ADDRESS,     CT_FIELD_KIT,  CT_FIELD_LOT,         CT_FIELD_KIT_EXPIRY,
                                   CT_FIELD_SYMPTOMS,    CT_FIELD_CONSENT, CT_FIELD_RESULT };
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtField field = CT_FIELD_BIRTH_NAME;

  ct_desk_resume (desk);
  for (guint i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      field = ct_desk_next_question (desk, field);
      g_assert_cmpint (field, ==, asked[i]);
    }
  ct_desk_type (desk, CT_FIELD_SYMPTOMS, "yes");
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_SYMPTOMS), ==, CT_FIELD_ONSET_DATE);
  /* One town of the code: nothing to ask. Several: is it this one? */
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "67000");
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_POSTAL_CODE), ==, CT_FIELD_ADDRESS);
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "01400");
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_POSTAL_CODE), ==, CT_FIELD_TOWN);
  /* What was typed is not passed over. */
  ct_desk_type (desk, CT_FIELD_RESIDENCE, "ehpad");
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_ONSET_DATE), ==, CT_FIELD_RESIDENCE);
  ct_desk_discard (desk);
  close_session (session);
}

static void
test_not_set_up (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtField first;

  ct_desk_resume (desk);
  type_sample (desk, "negative");
  g_assert_false (ct_desk_validate (desk, &first));
  g_assert_cmpint (first, ==, CT_N_FIELDS);
  ct_session_start_sending (session);
  g_assert_cmpint (ct_status_get (ct_session_get_status (session))->sender, ==, CT_SENDER_NOT_SET_UP);
  ct_desk_discard (desk);
  wait_until (count (session) == 0);
  close_session (session);
}

static void
test_validated_and_accepted (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtField first;

  set_up (session);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  g_assert_false (ct_desk_validate (desk, &first));
  g_assert_cmpint (first, ==, CT_FIELD_BIRTH_NAME);
  type_sample (desk, "negative");
  g_assert_true (ct_desk_validate (desk, &first));
  /* The form is blank again, the kit kept. */
  wait_until (*ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME) == '\0');
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_KIT), ==, "1232");
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_LOT), ==, "L12345");
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_RESULT), ==, "");
  wait_until (is_state (session, 0, CT_STATE_ACCEPTED));
  g_assert_true (g_str_has_prefix (nth_row (session, 0)->receipt, "Observation/"));
  g_assert_cmpuint (ct_status_get (ct_session_get_status (session))->unsent, ==, 0);
  close_session (session);
}

static guint
count_patients (CtSession *session, const char *text)
{
  g_autoptr (GPtrArray) found = ct_prefill_find_patients (ct_session_get_prefill (session), text);

  return found->len;
}

/* Who was tested before is found by any part of a name, a date or a number, and
 * filled in without anything of the test. */
static void
test_known_patient (void)
{
  static const char * const found[] = { "art", "D'ART", "eleo", "le gall", "Marie art", "gall eleonore", "1403", "140379",
                                        "14031979", "2790351", "0612" };
  static const char * const not_found[] = { "", "a", "rtagnan", "artagnan jean", "140", "1503", "279036", "612" };
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);
  g_autoptr (GPtrArray) patients = NULL;

  ct_desk_resume (desk);
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_test_message ("%s", found[i]);
      g_assert_cmpuint (count_patients (session, found[i]), ==, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (not_found); i++)
    {
      g_test_message ("%s", not_found[i]);
      g_assert_cmpuint (count_patients (session, not_found[i]), ==, 0);
    }

  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "art");
  patients = ct_prefill_find_patients (ct_session_get_prefill (session), "art");
  ct_prefill_take_patient (ct_session_get_prefill (session), g_ptr_array_index (patients, 0));
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_BIRTH_NAME), ==, "D'ARTAGNAN");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_EMAIL), ==, "eleonore@example.fr");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT), ==, "");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_CONSENT), ==, "");
  g_assert_cmpint (ct_desk_get_cursor (desk), ==, CT_FIELD_CONSENT);
  /* A draft is nobody yet, so it is not found twice. */
  wait_until (count (session) == 2);
  g_assert_cmpuint (count_patients (session, "art"), ==, 1);
  ct_desk_discard (desk);
  wait_until (count (session) == 1);
  close_session (session);
}

static guint
count_doubts (CtSession *session, CtIssueCode code)
{
  g_autoptr (GPtrArray) doubts = ct_prefill_find_doubts (ct_session_get_prefill (session));
  guint n = 0;

  for (guint i = 0; i < doubts->len; i++)
    n += ((CtIssue *) g_ptr_array_index (doubts, i))->code == code;
  return n;
}

/* Right by all rules, and still to be said yes to. */
static void
test_doubts (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  g_autoptr (CtEntry) like = NULL;

  ct_desk_resume (desk);
  type_sample (desk, "negative");
  g_assert_cmpuint (count_doubts (session, CT_ISSUE_TESTED_TODAY), ==, 1);
  g_assert_cmpuint (count_doubts (session, CT_ISSUE_LIKE_KNOWN), ==, 0);
  /* Known by the other spelling: day and month, or the name in use. */
  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "LE GALL");
  ct_desk_type (desk, CT_FIELD_USED_NAME, "");
  g_assert_cmpuint (count_doubts (session, CT_ISSUE_TESTED_TODAY), ==, 0);
  g_assert_cmpuint (count_doubts (session, CT_ISSUE_LIKE_KNOWN), ==, 1);
  like = ct_prefill_find_like (ct_session_get_prefill (session));
  ct_prefill_take_patient (ct_session_get_prefill (session), like);
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME), ==, "D'ARTAGNAN");
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_RESULT), ==, "negative");
  g_assert_cmpuint (count_doubts (session, CT_ISSUE_LIKE_KNOWN), ==, 0);

  ct_desk_type (desk, CT_FIELD_NIR, "");
  ct_desk_type (desk, CT_FIELD_BIRTH_DATE, "14/03/2015");
  g_assert_cmpuint (count_doubts (session, CT_ISSUE_MINOR), ==, 1);
  /* Too few people to know where they come from. */
  ct_desk_type (desk, CT_FIELD_POSTAL_CODE, "75011");
  g_assert_cmpuint (count_doubts (session, CT_ISSUE_FAR), ==, 0);
  ct_desk_discard (desk);
  close_session (session);
}

/* The next of the same home: address and phone stay, are passed over, and are nobody's
 * until a name is typed. */
static void
test_family (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);
  guint before = count (session);

  ct_desk_resume (desk);
  type_sample (desk, "");
  ct_desk_new_family (desk);
  wait_until (count (session) == before + 1);
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_BIRTH_NAME), ==, "");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_ADDRESS), ==, "12 rue des Lilas");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_TOWN), ==, "Strasbourg");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_PHONE), !=, "");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_NIR), ==, "");
  g_assert_true (ct_desk_is_blank (desk));
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_SEX), ==, CT_FIELD_EMAIL);
  g_assert_cmpint (ct_desk_next_question (desk, CT_FIELD_EMAIL), ==, CT_FIELD_SYMPTOMS);
  ct_desk_new_record (desk);
  ct_desk_open (desk, nth_row (session, 0));
  g_assert_cmpuint (count (session), ==, before + 1);
  ct_desk_discard (desk);
  wait_until (count (session) == before);
  close_session (session);
}

/* Of a pile only the person changes; a positive stays with its person. */
static void
test_pile (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);
  static const char * const results[] = { "negative", "negative", "positive" };
  CtField first;

  ct_desk_resume (desk);
  ct_pile_begin (ct_desk_get_pile (desk));
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      guint before = count (session);

      type_sample (desk, results[i]);
      ct_desk_type (desk, CT_FIELD_SAMPLED_AT, "00:01");
      g_assert_true (ct_desk_validate (desk, &first));
      wait_until (count (session) == before + 1 && *ct_draft_get (draft, CT_FIELD_BIRTH_NAME) == '\0');
      g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_SAMPLED_AT), ==, "00:01");
      g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT), ==, i < 2 ? "negative" : "");
      g_assert_true (ct_desk_is_blank (desk));
    }
  g_assert_cmpuint (ct_desk_get_pile (desk)->counts[0], ==, 2);
  g_assert_cmpuint (ct_desk_get_pile (desk)->counts[1], ==, 1);
  ct_pile_end (ct_desk_get_pile (desk));
  ct_desk_new_record (desk);
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT), ==, "");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_SAMPLED_AT), !=, "00:01");
  while (count (session) > 0 && is_state (session, 0, CT_STATE_WAITING))
    {
      guint before = count (session);

      ct_desk_open (desk, nth_row (session, 0));
      wait_until (is_state (session, 0, CT_STATE_DRAFT));
      ct_desk_discard (desk);
      wait_until (count (session) == before - 1);
    }
  close_session (session);
}

/* Towns, mailboxes and streets of the records there are. */
static void
test_habits (void)
{
  CtSession *session = open_session ();
  CtHabits *habits = ct_desk_get_habits (ct_session_get_desk (session));
  g_auto (GStrv) own = ct_habits_emails (habits, "zoe@e");
  g_auto (GStrv) usual = ct_habits_emails (habits, "zoe@o");
  g_auto (GStrv) none = ct_habits_emails (habits, "zoe");
  g_auto (GStrv) street = ct_habits_streets (habits, "3 bis lil", "67000");
  g_auto (GStrv) elsewhere = ct_habits_streets (habits, "3 lil", "67300");

  g_assert_cmpstr (own[0], ==, "zoe@example.fr");
  g_assert_cmpstr (usual[0], ==, "zoe@orange.fr");
  g_assert_null (none[0]);
  g_assert_cmpstr (street[0], ==, "3 bis rue des Lilas");
  g_assert_null (elsewhere[0]);
  g_assert_cmpstr (ct_habits_postal_code (habits), ==, "67000");
  g_assert_cmpstr (ct_habits_town (habits, "67000"), ==, "Strasbourg");
  g_assert_null (ct_habits_town (habits, "67300"));
  close_session (session);
}

static void
on_rang_cb (CtAlarm *alarm, guint rang, gpointer data)
{
  *(guint *) data += rang;
}

/* The sample is on its device: in the list by the time it is due, with a number, the
 * same after a restart; its result makes it a record like any other. */
static void
test_waiting_list (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  guint accepted = count (session), rang = 0;
  gint64 before = g_get_real_time () / 1000, due;
  g_autoptr (GDateTime) early = g_date_time_new_now_local ();
  g_autoptr (GDateTime) hour_ago = g_date_time_add_hours (early, -1);
  g_autofree char *sampled = g_date_time_format (hour_ago, "%d/%m/%Y %H:%M");
  g_autofree char *day = g_date_time_format (hour_ago, "%d/%m/%Y"); /* the one before, in the first hour of a day */
  CtField first;

  ct_session_start_sending (session);
  ct_desk_resume (desk);
  g_assert_cmpuint (ct_waiting_list_put (ct_session_get_waiting_list (session)), ==, 0); /* nobody */
  type_sample (desk, "");
  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "LATER");
  ct_desk_type (desk, CT_FIELD_SAMPLED_AT, "");
  ct_preferences_set_minutes (ct_session_get_preferences (session), "1232", 20);
  g_assert_cmpuint (ct_waiting_list_put (ct_session_get_waiting_list (session)), ==, 1);
  wait_until (ct_waiting_list_find (ct_session_get_waiting_list (session), 1) != NULL);
  due = ct_entry_get_due_at (nth_row (session, 0)->entry);
  g_assert_cmpint (due, >=, before + 20 * 60 * 1000);
  g_assert_cmpint (due, <=, g_get_real_time () / 1000 + 20 * 60 * 1000);
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME), ==, "");

  /* Sampled an hour ago: it stands first, and is due already; each keeps its number. */
  g_signal_connect (ct_session_get_alarm (session), "rang", G_CALLBACK (on_rang_cb), &rang);
  type_sample (desk, "");
  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "FIRST");
  ct_desk_type (desk, CT_FIELD_SAMPLED_AT, sampled);
  ct_desk_type (desk, CT_FIELD_ONSET_DATE, day);
  g_assert_cmpuint (ct_waiting_list_put (ct_session_get_waiting_list (session)), ==, 2);
  wait_until (ct_waiting_list_find (ct_session_get_waiting_list (session), 2) != NULL && rang == 1);
  g_assert_cmpstr (ct_entry_get (ct_waiting_list_find (ct_session_get_waiting_list (session), 2)->entry, CT_FIELD_BIRTH_NAME), ==, "FIRST");
  g_assert_cmpstr (ct_entry_get (nth_row (session, 0)->entry, CT_FIELD_BIRTH_NAME), ==, "FIRST");
  close_session (session);

  session = open_session ();
  desk = ct_session_get_desk (session);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME), ==, "");
  g_assert_cmpint (ct_entry_get_due_at (ct_waiting_list_find (ct_session_get_waiting_list (session), 1)->entry), ==, due);
  ct_waiting_list_give (ct_session_get_waiting_list (session), ct_waiting_list_find (ct_session_get_waiting_list (session), 2), "negative");
  g_assert_cmpuint (ct_waiting_list_put (ct_session_get_waiting_list (session)), ==, 0); /* there is nothing to wait for */
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (count (session) == accepted + 2 && is_state (session, 1, CT_STATE_ACCEPTED));
  g_assert_cmpint (ct_entry_get_due_at (nth_row (session, 1)->entry), ==, 0);
  g_assert_cmpstr (ct_entry_get (ct_waiting_list_find (ct_session_get_waiting_list (session), 1)->entry, CT_FIELD_BIRTH_NAME), ==, "LATER");
  ct_desk_open (desk, ct_waiting_list_find (ct_session_get_waiting_list (session), 1));
  ct_desk_discard (desk);
  wait_until (count (session) == accepted + 1);
  close_session (session);
}

/* Of a combined test: what another kit does not look for goes with it, but not while its name
 * is half typed; from the list, one word says that nothing was found, and no other does. */
static void
test_combined (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);
  CtWaitingList *waiting = ct_session_get_waiting_list (session);
  guint before = count (session);

  ct_desk_resume (desk);
  type_sample (desk, "negative");
  ct_desk_type (desk, CT_FIELD_KIT, "fluorecare-combo");
  ct_desk_type (desk, CT_FIELD_RESULT_2, "positive");
  ct_desk_type (desk, CT_FIELD_RESULT_4, "negative");
  ct_desk_type (desk, CT_FIELD_KIT, "fluo");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT_2), ==, "positive");
  ct_desk_type (desk, CT_FIELD_KIT, "1232");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT), ==, "negative");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT_2), ==, "");
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT_4), ==, "");

  ct_desk_type (desk, CT_FIELD_RESULT, "");
  ct_desk_type (desk, CT_FIELD_KIT, "fluorecare-combo");
  ct_desk_type (desk, CT_FIELD_LOT, "F1");
  g_assert_cmpuint (ct_waiting_list_put (waiting), ==, 1);
  wait_until (ct_waiting_list_find (waiting, 1) != NULL);
  g_assert_false (ct_waiting_list_give (waiting, ct_waiting_list_find (waiting, 1), "positive"));
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_LOT), ==, "F1"); /* it is open for it */
  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT + i), ==, "");
  g_assert_true (ct_waiting_list_give (waiting, ct_waiting_list_find (waiting, 1), "negative"));
  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_RESULT + i), ==, "negative");
  ct_desk_discard (desk);
  wait_until (count (session) == before);
  close_session (session);
}

/* A timer that runs while nothing else happens rings at its second. */
static void
test_alarm (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  g_autoptr (CtEntry) entry = sample_entry ();
  gint64 due = g_get_real_time () / 1000 + 700;
  guint rang = 0;

  ct_desk_resume (desk);
  g_signal_connect (ct_session_get_alarm (session), "rang", G_CALLBACK (on_rang_cb), &rang);
  type_sample (desk, "");
  ct_entry_set_due_at (ct_draft_get_entry (ct_desk_get_draft (desk)), due, 1);
  ct_desk_new_record (desk);
  wait_until (ct_waiting_list_find (ct_session_get_waiting_list (session), 1) != NULL);
  g_assert_cmpuint (rang, ==, 0);
  wait_until (rang == 1);
  g_assert_cmpint (g_get_real_time () / 1000, >=, due);
  g_assert_cmpint (g_get_real_time () / 1000, <, due + 1000);
  ct_desk_open (desk, ct_waiting_list_find (ct_session_get_waiting_list (session), 1));
  ct_desk_discard (desk);
  wait_until (ct_waiting_list_find (ct_session_get_waiting_list (session), 1) == NULL);
  close_session (session);
}

/* Within the grace nothing leaves, and an undo has the record back in the form. */
static void
test_grace (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);
  g_autoptr (JsonNode) results = NULL;
  guint n;
  CtField first;

  ct_preferences_set_grace (ct_session_get_preferences (session), 2);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  results = practice_get (practice, "/practice/results");
  n = json_array_get_length (json_node_get_array (results));
  type_sample (desk, "negative");
  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "GRACE");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_state (session, 0, CT_STATE_WAITING) && *ct_draft_get (draft, CT_FIELD_BIRTH_NAME) == '\0');
  ct_desk_undo (desk);
  wait_until (is_state (session, 0, CT_STATE_DRAFT));
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_BIRTH_NAME), ==, "GRACE");
  g_assert_cmpuint (nth_row (session, 0)->revision, ==, 2);
  g_clear_pointer (&results, json_node_unref);
  results = practice_get (practice, "/practice/results");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (results)), ==, n);

  ct_desk_type (desk, CT_FIELD_RESULT, "inconclusive");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_state (session, 0, CT_STATE_ACCEPTED));
  /* It has left: what is undone is a correction. */
  ct_desk_undo (desk);
  g_assert_cmpstr (ct_draft_get (draft, CT_FIELD_BIRTH_NAME), ==, "GRACE");
  g_assert_nonnull (ct_desk_get_amendment (desk));
  close_session (session);
}

/* Held until somebody has looked: typos are mended there, then one is released by
 * validating it, and the others together. */
static void
test_check_first (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtDraft *draft = ct_desk_get_draft (desk);
  static const char * const names[] = { "UN", "DEUX", "TROIS" };
  guint accepted = count (session), kept;
  CtField first;

  ct_preferences_set_check_first (ct_session_get_preferences (session), TRUE);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      type_sample (desk, "negative");
      ct_desk_type (desk, CT_FIELD_BIRTH_NAME, names[i]);
      g_assert_true (ct_desk_validate (desk, &first));
      wait_until (count (session) == accepted + i + 1 && *ct_draft_get (draft, CT_FIELD_BIRTH_NAME) == '\0');
    }
  g_assert_cmpuint (ct_worklist_count (CT_WORKLIST (ct_session_get_worklist (session)), CT_SECTION_TO_CHECK), ==, 3);
  g_assert_true (is_state (session, 0, CT_STATE_DRAFT));

  ct_desk_open (desk, nth_row (session, 0));
  ct_desk_type (desk, CT_FIELD_FIRST_NAMES, "Mended");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_state (session, 2, CT_STATE_ACCEPTED));
  g_assert_cmpstr (ct_entry_get (nth_row (session, 2)->entry, CT_FIELD_FIRST_NAMES), ==, "Mended");

  /* One that was spoilt while it waited stays, the others go. */
  ct_desk_open (desk, nth_row (session, 0));
  ct_desk_type (desk, CT_FIELD_TOWN, "");
  ct_desk_new_record (desk);
  wait_until (*ct_entry_get (nth_row (session, 0)->entry, CT_FIELD_TOWN) == '\0');
  g_assert_cmpuint (ct_check_list_release (ct_session_get_check_list (session), &kept), ==, 1);
  g_assert_cmpuint (kept, ==, 1);
  wait_until (is_state (session, 1, CT_STATE_ACCEPTED));
  g_assert_cmpuint (ct_worklist_count (CT_WORKLIST (ct_session_get_worklist (session)), CT_SECTION_TO_CHECK), ==, 1);
  ct_preferences_set_check_first (ct_session_get_preferences (session), FALSE);
  ct_desk_open (desk, nth_row (session, 0));
  ct_desk_discard (desk);
  wait_until (count (session) == accepted + 2);
  close_session (session);
}

/* The service is down: the record waits, may be corrected, and then arrives once,
 * as corrected. */
static void
test_corrected_while_waiting (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  g_autofree char *url = g_strdup (practice->base_url);
  g_autoptr (JsonNode) results = NULL;
  g_autofree char *text = NULL;
  CtField first;

  set_up (session);
  ct_desk_resume (desk);
  type_sample (desk, "positive");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_state (session, 0, CT_STATE_WAITING));
  ct_desk_open (desk, nth_row (session, 0));
  wait_until (is_state (session, 0, CT_STATE_DRAFT));
  g_assert_cmpuint (nth_row (session, 0)->revision, ==, 2);
  g_assert_cmpstr (ct_draft_get (ct_desk_get_draft (desk), CT_FIELD_BIRTH_NAME), ==, "D'ARTAGNAN");
  ct_desk_type (desk, CT_FIELD_BIRTH_NAME, "CORRIGE");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_state (session, 0, CT_STATE_WAITING));
  ct_session_start_sending (session);
  wait_until (is_state (session, 0, CT_STATE_ACCEPTED));
  results = practice_get (practice, "/practice/cases");
  text = json_to_string (results, FALSE);
  g_assert_nonnull (strstr (text, "CORRIGE"));
  g_assert_null (strstr (text, "ARTAGNAN"));

  /* What has arrived is only corrected from now on. */
  ct_desk_open (desk, nth_row (session, 0));
  g_assert_false (ct_desk_is_open (desk, nth_row (session, 0)));
  g_assert_nonnull (ct_desk_get_amendment (desk));
  close_session (session);
}

/* The login is renewed from elsewhere while the window stands: the next try uses
 * it. */
static void
test_login_renewed (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtStatus *status = ct_session_get_status (session);
  g_autofree char *right = g_strdup (practice->client_secret);
  CtSession *other;
  CtField first;

  g_free (practice->client_secret);
  practice->client_secret = g_strdup ("wrong");
  set_up (session);
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  type_sample (desk, "unreadable");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (ct_status_get (status)->sender == CT_SENDER_LOGIN);
  g_assert_true (is_state (session, 0, CT_STATE_WAITING));

  g_free (practice->client_secret);
  practice->client_secret = g_steal_pointer (&right);
  other = open_session ();
  set_up (other);
  close_session (other);
  ct_session_retry_now (session);
  wait_until (is_state (session, 0, CT_STATE_ACCEPTED));
  g_assert_cmpint (ct_status_get (status)->sender, ==, CT_SENDER_READY);
  close_session (session);
}

static void
test_outage (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  const CtStatusFigures *figures = ct_status_get (ct_session_get_status (session));
  CtField first;

  practice_faults (practice, "{\"status\":503}");
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  type_sample (desk, "inconclusive");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_state (session, 0, CT_STATE_WAITING) && nth_row (session, 0)->attempts > 0);
  g_assert_cmpuint (figures->unsent, ==, 1);
  wait_until (figures->next_try != 0);
  practice_faults (practice, "{}");
  ct_session_retry_now (session);
  wait_until (is_state (session, 0, CT_STATE_ACCEPTED));
  g_assert_cmpuint (figures->unsent, ==, 0);
  close_session (session);
}

/* The service refuses: the reason comes back at its field, and a mended record
 * goes again. */
static void
test_refused_and_mended (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtField first;

  practice_faults (practice, "{\"status\":422,\"for_requests\":1}");
  ct_session_start_sending (session);
  ct_desk_resume (desk);
  type_sample (desk, "negative");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (is_state (session, 0, CT_STATE_REFUSED));
  g_assert_cmpuint (ct_status_get (ct_session_get_status (session))->refused, ==, 1);
  ct_desk_open (desk, nth_row (session, 0));
  wait_until (is_state (session, 0, CT_STATE_DRAFT));
  g_assert_cmpuint (ct_desk_get_reasons (desk)->len, ==, 1);
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (count (session) > 0 && !is_state (session, 0, CT_STATE_DRAFT));
  wait_until (is_state (session, 0, CT_STATE_ACCEPTED));
  g_assert_cmpuint (ct_desk_get_reasons (desk)->len, ==, 0);
  close_session (session);
}

static CtSessionError
open_error (void)
{
  CtSession *session = ct_session_new (TRUE);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  ct_session_open_async (session, wait_cb, &wait);
  g_assert_false (ct_session_open_finish (session, wait_result (&wait), &error));
  g_assert_cmpuint (error->domain, ==, CT_SESSION_ERROR);
  wait_clear (&wait);
  close_session (session);
  return (CtSessionError) error->code;
}

/* Closed at any moment while it opens: an answer, and no crash. */
static void
test_closed_while_opening (void)
{
  for (guint turns = 0; turns < 40; turns++)
    {
      CtSession *session = ct_session_new (TRUE);
      g_autoptr (GError) error = NULL;
      Wait wait = { NULL };

      ct_session_open_async (session, wait_cb, &wait);
      for (guint i = 0; i < turns && wait.result == NULL; i++)
        {
          g_usleep (turns % 5 * 300);
          g_main_context_iteration (NULL, FALSE);
        }
      ct_session_close (session);
      ct_session_open_finish (session, wait_result (&wait), &error);
      wait_clear (&wait);
      g_object_unref (session);
    }
}

/* The keyring holds a key under this vault's name, but another's. */
static void
test_key_wrong (void)
{
  const char *find[] = { "secret-tool", "search", "--all", "role", "kek", NULL };
  g_autoptr (CtSecretBytes) other = ct_secret_bytes_random (32);
  g_autoptr (CtSecretBytes) item = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GRegex) pattern = g_regex_new ("attribute\\.vault = ([0-9a-f]{8})", 0, 0, NULL);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autofree char *both = NULL;
  g_autofree char *vault = NULL;
  CtKeyring *keyring = ct_keyring_new ();
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) find, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &err, NULL, &error));
  both = g_strconcat (out, err, NULL); /* it prints attributes on either, by its version */
  g_assert_true (g_regex_match (pattern, both, 0, &match));
  vault = g_match_info_fetch (match, 1);
  item = ct_keyring_pack_ring_key (&(CtRingItem) { .key = other }, vault);
  ct_keyring_store_async (keyring, CT_KEYRING_RING_KEY, vault, item, NULL, wait_cb, &wait);
  g_assert_true (ct_keyring_store_finish (wait_result (&wait), &error));
  wait_clear (&wait);
  ct_keyring_free (keyring);
  g_assert_cmpint (open_error (), ==, CT_SESSION_ERROR_KEY_WRONG);
}

/* A vault whose key is gone: told, and no new key is made over it. Last. */
static void
test_key_missing (void)
{
  const char *argv[] = { "secret-tool", "clear", "role", "kek", NULL };
  g_autoptr (GError) error = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error));
  /* Twice: the first try made none. */
  g_assert_cmpint (open_error (), ==, CT_SESSION_ERROR_KEY_MISSING);
  g_assert_cmpint (open_error (), ==, CT_SESSION_ERROR_KEY_MISSING);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  practice = practice_start ();
  g_test_add_func ("/desk/blank-is-not-kept", test_blank_is_not_kept);
  g_test_add_func ("/desk/resumed", test_resumed);
  g_test_add_func ("/desk/changed-there", test_changed_there);
  g_test_add_func ("/desk/town-of-code", test_town_of_code);
  g_test_add_func ("/desk/given-by-number", test_given_by_number);
  g_test_add_func ("/desk/next-question", test_next_question);
  g_test_add_func ("/desk/not-set-up", test_not_set_up);
  g_test_add_func ("/desk/validated-and-accepted", test_validated_and_accepted);
  g_test_add_func ("/desk/known-patient", test_known_patient);
  g_test_add_func ("/desk/doubts", test_doubts);
  g_test_add_func ("/desk/family", test_family);
  g_test_add_func ("/desk/pile", test_pile);
  g_test_add_func ("/desk/habits", test_habits);
  g_test_add_func ("/desk/waiting-list", test_waiting_list);
  g_test_add_func ("/desk/combined", test_combined);
  g_test_add_func ("/desk/alarm", test_alarm);
  g_test_add_func ("/desk/grace", test_grace);
  g_test_add_func ("/desk/check-first", test_check_first);
  g_test_add_func ("/desk/corrected-while-waiting", test_corrected_while_waiting);
  g_test_add_func ("/desk/login-renewed", test_login_renewed);
  g_test_add_func ("/desk/outage", test_outage);
  g_test_add_func ("/desk/refused-and-mended", test_refused_and_mended);
  g_test_add_func ("/desk/closed-while-opening", test_closed_while_opening);
  g_test_add_func ("/desk/key-wrong", test_key_wrong);
  g_test_add_func ("/desk/key-missing", test_key_missing);
  status = g_test_run ();
  practice_keep_bundles (practice);
  practice_stop (practice);
  return status;
}
