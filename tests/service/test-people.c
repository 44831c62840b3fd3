/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who works here: what they may, how their PINs are guarded, what stays of them. */

#include "counter.h"

#include "ct-clock.h"
#include "ct-store.h"

#include "ct-secret-bytes.h"
#include "ct-transport.h"

static gboolean
set (CtSession *session, const char *initials, CtRole role, const char *pin, int expected)
{
  CtPeople *people = ct_session_get_people (session);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  gboolean good;

  ct_people_set_async (people, initials, role, pin, wait_cb, &wait);
  good = ct_people_finish (people, wait_result (&wait), &error);
  wait_clear (&wait);
  if (expected >= 0)
    g_assert_error (error, CT_PEOPLE_ERROR, expected);
  else
    g_assert_no_error (error);
  return good;
}

static gboolean
sign_in (CtSession *session, const char *initials, const char *pin, int expected)
{
  CtPeople *people = ct_session_get_people (session);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  gboolean good;

  ct_people_sign_in_async (people, initials, pin, wait_cb, &wait);
  good = ct_people_finish (people, wait_result (&wait), &error);
  wait_clear (&wait);
  if (expected >= 0)
    g_assert_error (error, CT_PEOPLE_ERROR, expected);
  else
    g_assert_no_error (error);
  return good;
}

static void
leave (CtSession *session, const char *initials, int expected)
{
  CtPeople *people = ct_session_get_people (session);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  ct_people_remove_async (people, initials, wait_cb, &wait);
  ct_people_finish (people, wait_result (&wait), &error);
  wait_clear (&wait);
  if (expected >= 0)
    g_assert_error (error, CT_PEOPLE_ERROR, expected);
  else
    g_assert_no_error (error);
}

/* How many lines of the chain tell that @actor did @verb. */
static guint
noted (CtSession *session, const char *actor, const char *verb)
{
  CtSafekeeping *safekeeping = ct_session_get_safekeeping (session);
  g_autoptr (GPtrArray) lines = NULL;
  Wait wait = { NULL };
  guint count = 0;

  ct_safekeeping_list_async (safekeeping, NULL, wait_cb, &wait);
  lines = ct_safekeeping_list_finish (safekeeping, wait_result (&wait), NULL);
  wait_clear (&wait);
  for (guint i = 0; i < lines->len; i++)
    {
      const CtAuditLine *line = g_ptr_array_index (lines, i);

      count += g_str_equal (line->actor, actor) && g_str_equal (line->verb, verb);
    }
  return count;
}

static void
test_nobody_yet (void)
{
  CtSession *session = open_session ();
  CtPeople *people = ct_session_get_people (session);

  set_up (session);
  g_assert_false (ct_people_is_guarded (people));
  g_assert_false (ct_people_is_locked (people));
  g_assert_true (ct_people_may (people, CT_ROLE_ADMINISTERS));
  ct_people_lock (people);
  g_assert_true (ct_people_is_locked (people));
  g_assert_true (ct_people_unlock (people));
  g_assert_false (ct_people_is_locked (people));
  sign_in (session, "AB", "482951", CT_PEOPLE_ERROR_UNKNOWN);

  /* Whoever is first has to administer. */
  set (session, "AB", CT_ROLE_CHECKS, "482951", CT_PEOPLE_ERROR_LAST);
  set (session, "ab", CT_ROLE_ADMINISTERS, "482951", CT_PEOPLE_ERROR_INITIALS);
  set (session, "AB", CT_ROLE_ADMINISTERS, "123456", CT_PEOPLE_ERROR_PIN);
  set (session, "AB", CT_ROLE_ADMINISTERS, NULL, CT_PEOPLE_ERROR_PIN);
  g_assert_false (ct_people_is_guarded (people));
  g_assert_true (set (session, "AB", CT_ROLE_ADMINISTERS, "482951", -1));
  g_assert_cmpstr (ct_people_get_current (people)->initials, ==, "AB");
  g_assert_true (set (session, "CD", CT_ROLE_CHECKS, "730264", -1));
  g_assert_true (set (session, "EF", CT_ROLE_ENTERS, "915806", -1));
  g_assert_cmpuint (noted (session, "AB", CT_AUDIT_ADDED), ==, 2);

  /* Somebody has to, at any time. */
  set (session, "AB", CT_ROLE_CHECKS, NULL, CT_PEOPLE_ERROR_LAST);
  leave (session, "AB", CT_PEOPLE_ERROR_LAST);
  leave (session, "ZZ", CT_PEOPLE_ERROR_UNKNOWN);
  g_assert_true (ct_people_may (people, CT_ROLE_ADMINISTERS));
  close_session (session);
}

static void
test_signed_in (void)
{
  CtSession *session = open_session ();
  CtPeople *people = ct_session_get_people (session);

  /* Opened again: nobody works. */
  g_assert_true (ct_people_is_guarded (people));
  g_assert_true (ct_people_is_locked (people));
  g_assert_null (ct_people_get_current (people));
  g_assert_false (ct_people_may (people, CT_ROLE_ENTERS));
  g_assert_false (ct_people_unlock (people));
  set (session, "GH", CT_ROLE_ADMINISTERS, "482951", CT_PEOPLE_ERROR_RIGHT);

  sign_in (session, "CD", "482951", CT_PEOPLE_ERROR_WRONG);
  g_assert_true (ct_people_is_locked (people));
  g_assert_true (sign_in (session, "CD", "730264", -1));
  g_assert_false (ct_people_is_locked (people));
  g_assert_true (ct_people_may (people, CT_ROLE_CHECKS));
  g_assert_false (ct_people_may (people, CT_ROLE_ADMINISTERS));
  set (session, "GH", CT_ROLE_ENTERS, "482951", CT_PEOPLE_ERROR_RIGHT);
  leave (session, "EF", CT_PEOPLE_ERROR_RIGHT);
  g_assert_cmpuint (noted (session, "CD", CT_AUDIT_SIGNED_IN), ==, 1);
  g_assert_cmpuint (noted (session, "counter", CT_AUDIT_PIN_WRONG), ==, 1);

  /* A wrong PIN of another does not put out who works. */
  sign_in (session, "EF", "000001", CT_PEOPLE_ERROR_WRONG);
  g_assert_cmpstr (ct_people_get_current (people)->initials, ==, "CD");
  g_assert_true (sign_in (session, "EF", "915806", -1));
  g_assert_false (ct_people_may (people, CT_ROLE_CHECKS));
  ct_people_lock (people);
  g_assert_cmpuint (noted (session, "EF", CT_AUDIT_LOCKED), ==, 1);
  g_assert_false (ct_people_may (people, CT_ROLE_ENTERS));
  close_session (session);
}

/* Counted on the disk, before the PIN is checked. */
static void
test_tries (void)
{
  CtSession *session = open_session ();
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;

  ct_clock_set_test (now);
  for (guint i = 0; i < CT_OPERATOR_TRIES; i++)
    sign_in (session, "CD", "000001", CT_PEOPLE_ERROR_WRONG);
  sign_in (session, "CD", "730264", CT_PEOPLE_ERROR_WAIT);
  close_session (session);

  session = open_session ();
  sign_in (session, "CD", "730264", CT_PEOPLE_ERROR_WAIT);
  ct_clock_set_test (now + 29);
  sign_in (session, "CD", "730264", CT_PEOPLE_ERROR_WAIT);
  g_assert_true (sign_in (session, "AB", "482951", -1));
  ct_clock_set_test (now + 31);
  sign_in (session, "CD", "000001", CT_PEOPLE_ERROR_WRONG);
  ct_clock_set_test (now + 31 + 59);
  sign_in (session, "CD", "730264", CT_PEOPLE_ERROR_WAIT);
  ct_clock_set_test (now + 31 + 61);
  g_assert_true (sign_in (session, "CD", "730264", -1));
  /* And begins anew. */
  sign_in (session, "CD", "000001", CT_PEOPLE_ERROR_WRONG);
  g_assert_true (sign_in (session, "CD", "730264", -1));
  ct_clock_set_test (0);
  close_session (session);
}

/* What their role has to do with a result, and with everything else. */
static void
test_roles (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtSetup setup = { 0 };
  g_autoptr (GError) error = NULL;
  CtRecovery *recovery = ct_recovery_new ();
  Wait wait = { NULL };
  CtField first;
  guint kept;

  ct_session_start_sending (session);
  ct_desk_resume (desk);
  g_assert_true (sign_in (session, "EF", "915806", -1));
  type_sample (desk, "negative");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (count (session) == 1 && ct_entry_is_held (nth_row (session, 0)->entry));
  g_assert_cmpstr (ct_entry_get_by (nth_row (session, 0)->entry), ==, "EF");
  /* Twice is not more than once. */
  ct_desk_open (desk, nth_row (session, 0));
  wait_until (!ct_desk_is_blank (desk));
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (ct_desk_is_blank (desk));
  g_assert_true (ct_entry_is_held (nth_row (session, 0)->entry));
  g_assert_cmpuint (ct_check_list_release (ct_session_get_check_list (session), &kept), ==, 0);
  g_assert_cmpuint (kept, ==, 1);

  ct_session_set_up_async (session, &setup, "secret", wait_cb, &wait);
  g_assert_false (ct_session_set_up_finish (session, wait_result (&wait), &error));
  g_assert_error (error, CT_SESSION_ERROR, CT_SESSION_ERROR_RIGHT);
  g_clear_error (&error);
  wait_clear (&wait);
  ct_session_set_recovery_async (session, recovery, wait_cb, &wait);
  g_assert_false (ct_session_set_recovery_finish (session, wait_result (&wait), &error));
  g_assert_error (error, CT_SESSION_ERROR, CT_SESSION_ERROR_RIGHT);
  wait_clear (&wait);
  ct_recovery_free (recovery);

  g_assert_true (sign_in (session, "CD", "730264", -1));
  g_assert_cmpuint (ct_check_list_release (ct_session_get_check_list (session), &kept), ==, 1);
  wait_until (is_state (session, 0, CT_STATE_ACCEPTED));
  g_assert_cmpuint (noted (session, "CD", "waiting"), ==, 1);
  g_assert_cmpuint (noted (session, "EF", "waiting"), ==, 0);
  close_session (session);
}

/* Who left is nobody, and nobody gets their initials. */
static void
test_left (void)
{
  CtSession *session = open_session ();

  g_assert_true (sign_in (session, "AB", "482951", -1));
  leave (session, "EF", -1);
  sign_in (session, "EF", "915806", CT_PEOPLE_ERROR_UNKNOWN);
  sign_in (session, "EF", "", CT_PEOPLE_ERROR_UNKNOWN);
  set (session, "EF", CT_ROLE_CHECKS, "730264", CT_PEOPLE_ERROR_INITIALS);
  /* A new PIN: the one before is void, the tries begin anew. */
  sign_in (session, "CD", "000001", CT_PEOPLE_ERROR_WRONG);
  g_assert_true (set (session, "CD", CT_ROLE_ADMINISTERS, "264730", -1));
  sign_in (session, "CD", "730264", CT_PEOPLE_ERROR_WRONG);
  g_assert_true (sign_in (session, "CD", "264730", -1));
  g_assert_true (set (session, "AB", CT_ROLE_ENTERS, NULL, -1));
  close_session (session);

  session = open_session ();
  g_assert_true (sign_in (session, "AB", "482951", -1));
  g_assert_cmpint (ct_people_get_current (ct_session_get_people (session))->role, ==, CT_ROLE_ENTERS);
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
  g_test_add_func ("/people/nobody-yet", test_nobody_yet);
  g_test_add_func ("/people/signed-in", test_signed_in);
  g_test_add_func ("/people/tries", test_tries);
  g_test_add_func ("/people/roles", test_roles);
  g_test_add_func ("/people/left", test_left);
  status = g_test_run ();
  practice_stop (practice);
  return status;
}
