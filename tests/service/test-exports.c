/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Files with results outside: who may make which, what is known of them, and until when. */

#include "counter.h"

#include "ct-age.h"
#include "ct-clock.h"
#include "ct-csv.h"
#include "ct-secret-bytes.h"
#include "ct-transport.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PASSPHRASE "correct horse battery"
#define REASON     "asked for by the agency"
#define DAY_S      86400

static char *folder;

static guint
make (CtSession *session, const CtExportWish *wish, const char *name, const char *words, int expected)
{
  CtExports *exports = ct_session_get_exports (session);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  guint records;

  ct_exports_make_async (exports, wish, path, words, wait_cb, &wait);
  ct_exports_finish (exports, wait_result (&wait), &records, &error);
  wait_clear (&wait);
  if (expected >= 0)
    g_assert_error (error, CT_EXPORTS_ERROR, expected);
  else
    g_assert_no_error (error);
  return records;
}

static void
end (CtSession *session, guint n, gboolean erase, int expected)
{
  CtExports *exports = ct_session_get_exports (session);
  const CtUuid uuid = ((CtExport *) g_ptr_array_index (ct_exports_get_list (exports), n))->uuid;
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  ct_exports_end_async (exports, &uuid, erase, wait_cb, &wait);
  ct_exports_finish (exports, wait_result (&wait), NULL, &error);
  wait_clear (&wait);
  if (expected >= 0)
    g_assert_error (error, CT_EXPORTS_ERROR, expected);
  else
    g_assert_no_error (error);
}

static guint
listed (CtSession *session)
{
  return ct_exports_get_list (ct_session_get_exports (session))->len;
}

/* Details of the lines with @verb, oldest first. */
static char *
details (CtSession *session, const char *verb)
{
  CtSafekeeping *safekeeping = ct_session_get_safekeeping (session);
  g_autoptr (GPtrArray) lines = NULL;
  GString *found = g_string_new (NULL);
  Wait wait = { NULL };

  ct_safekeeping_list_async (safekeeping, NULL, wait_cb, &wait);
  lines = ct_safekeeping_list_finish (safekeeping, wait_result (&wait), NULL);
  wait_clear (&wait);
  for (guint i = 0; i < lines->len; i++)
    {
      const CtAuditLine *line = g_ptr_array_index (lines, i);

      if (g_str_equal (line->verb, verb))
        g_string_append_printf (found, "%s%s", found->len > 0 ? ", " : "", line->detail);
    }
  return g_string_free (found, FALSE);
}

static GBytes *
read_sealed (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (CtSecretBytes) words = ct_secret_bytes_new (PASSPHRASE, strlen (PASSPHRASE));
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtAgeReader) reader = ct_age_reader_new (fd, words, &error);
  GByteArray *out = g_byte_array_new ();
  const guint8 *data;
  gsize length;

  g_assert_no_error (error);
  do
    {
      g_assert_true (ct_age_reader_read (reader, &data, &length, NULL));
      g_byte_array_append (out, data, (guint) length);
    }
  while (length > 0);
  close (fd);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
is_there (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_sealed (void)
{
  CtSession *session = open_session ();
  CtDesk *desk = ct_session_get_desk (session);
  CtExportWish wish = { .days = 7 };
  g_autoptr (GBytes) clear = NULL;
  g_autoptr (CtCsv) csv = NULL;
  g_autofree char *noted = NULL;
  CtField first;

  set_up (session);
  ct_desk_resume (desk);
  make (session, &wish, "none.age", PASSPHRASE, CT_EXPORTS_ERROR_NOTHING);
  type_sample (desk, "negative");
  g_assert_true (ct_desk_validate (desk, &first));
  wait_until (count (session) == 1 && nth_row (session, 0)->state != CT_STATE_DRAFT);

  make (session, &wish, "none.age", "too short", CT_EXPORTS_ERROR_PASSPHRASE);
  make (session, &wish, "no/folder.age", PASSPHRASE, CT_EXPORTS_ERROR_DISK);
  wish.from = (CtDate) { 2020, 1, 1 };
  wish.to = (CtDate) { 2020, 1, 31 };
  make (session, &wish, "none.age", PASSPHRASE, CT_EXPORTS_ERROR_NOTHING);
  g_assert_false (is_there ("none.age"));
  g_assert_cmpuint (listed (session), ==, 0);

  wish = (CtExportWish) { .days = 7 };
  g_assert_cmpuint (make (session, &wish, "sealed.age", PASSPHRASE, -1), ==, 1);
  g_assert_cmpuint (listed (session), ==, 1);
  clear = read_sealed ("sealed.age");
  csv = ct_csv_parse (clear, NULL);
  g_assert_cmpuint (ct_csv_get_n_rows (csv), ==, 2);
  noted = details (session, CT_AUDIT_EXPORTED);
  g_assert_cmpstr (noted, ==, "sealed 1");
  close_session (session);
}

static void
test_until_when (void)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  CtSession *session;
  g_autofree char *path = g_build_filename (folder, "sealed.age", NULL);
  g_autofree char *moved = g_build_filename (folder, "moved.age", NULL);
  g_autofree char *gone = NULL;
  CtExports *exports;

  /* Remembered over a start; a clock that jumps alone is not believed, so time passes here. */
  ct_clock_set_test (now);
  session = open_session ();
  exports = ct_session_get_exports (session);
  wait_until (listed (session) == 1);
  g_assert_cmpuint (ct_exports_count_due (exports), ==, 0);
  g_assert_false (ct_export_is_due (g_ptr_array_index (ct_exports_get_list (exports), 0), (now + 6 * DAY_S) * 1000));
  g_assert_true (ct_export_is_due (g_ptr_array_index (ct_exports_get_list (exports), 0), (now + 7 * DAY_S + 60) * 1000));

  /* Somebody moved it: it cannot be erased, but somebody can say that it is gone. */
  g_assert_cmpint (g_rename (path, moved), ==, 0);
  end (session, 0, TRUE, CT_EXPORTS_ERROR_MISSING);
  g_assert_cmpuint (listed (session), ==, 1);
  g_assert_cmpint (g_rename (moved, path), ==, 0);
  end (session, 0, TRUE, -1);
  g_assert_cmpuint (listed (session), ==, 0);
  g_assert_false (is_there ("sealed.age"));
  gone = details (session, CT_AUDIT_EXPORT_GONE);
  g_assert_cmpstr (gone, ==, "erased");
  ct_clock_set_test (0);
  close_session (session);
}

static void
sign_in (CtSession *session, const char *initials, const char *pin)
{
  CtPeople *people = ct_session_get_people (session);
  Wait wait = { NULL };

  ct_people_sign_in_async (people, initials, pin, wait_cb, &wait);
  g_assert_true (ct_people_finish (people, wait_result (&wait), NULL));
  wait_clear (&wait);
}

static void
add_operator (CtSession *session, const char *initials, CtRole role, const char *pin)
{
  CtPeople *people = ct_session_get_people (session);
  Wait wait = { NULL };

  ct_people_set_async (people, initials, role, pin, wait_cb, &wait);
  g_assert_true (ct_people_finish (people, wait_result (&wait), NULL));
  wait_clear (&wait);
}

static void
test_roles (void)
{
  CtSession *session = open_session ();
  CtExportWish sealed = { .days = 7 }, plain = { .days = 1, .plain = TRUE };
  g_autofree char *noted = NULL, *gone = NULL, *text = NULL, *path = g_build_filename (folder, "plain.csv", NULL);
  const CtExport *export;

  add_operator (session, "AB", CT_ROLE_ADMINISTERS, "482951");
  add_operator (session, "CD", CT_ROLE_CHECKS, "730264");
  add_operator (session, "EF", CT_ROLE_ENTERS, "915806");

  sign_in (session, "EF", "915806");
  make (session, &sealed, "none.age", PASSPHRASE, CT_EXPORTS_ERROR_RIGHT);
  make (session, &plain, "none.csv", REASON, CT_EXPORTS_ERROR_RIGHT);
  sign_in (session, "CD", "730264");
  make (session, &sealed, "sealed.age", PASSPHRASE, -1);
  make (session, &plain, "none.csv", REASON, CT_EXPORTS_ERROR_RIGHT);
  sign_in (session, "AB", "482951");
  make (session, &plain, "none.csv", "because", CT_EXPORTS_ERROR_REASON);
  ct_people_lock (ct_session_get_people (session));
  make (session, &plain, "none.csv", REASON, CT_EXPORTS_ERROR_RIGHT);
  g_assert_false (is_there ("none.csv") || is_there ("none.age"));

  sign_in (session, "AB", "482951");
  g_assert_true (g_file_set_contents (path, "replaced", -1, NULL));
  make (session, &plain, "plain.csv", REASON, -1);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, CT_CSV_BOM "id;kind;"));
  g_assert_cmpuint (listed (session), ==, 2);
  export = g_ptr_array_index (ct_exports_get_list (ct_session_get_exports (session)), 1);
  g_assert_cmpstr (export->by, ==, "AB");
  g_assert_cmpstr (export->reason, ==, REASON);
  noted = details (session, CT_AUDIT_EXPORTED);
  g_assert_cmpstr (noted, ==, "sealed 1, sealed 1, plain 1");

  sign_in (session, "EF", "915806");
  end (session, 1, TRUE, CT_EXPORTS_ERROR_RIGHT);
  sign_in (session, "CD", "730264");
  end (session, 1, TRUE, -1);
  end (session, 0, FALSE, -1);
  g_assert_true (is_there ("sealed.age")); /* by their word alone */
  gone = details (session, CT_AUDIT_EXPORT_GONE);
  g_assert_cmpstr (gone, ==, "erased, erased, told");
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
  folder = g_dir_make_tmp ("comptoir-exports-XXXXXX", NULL);
  g_test_add_func ("/exports/sealed", test_sealed);
  g_test_add_func ("/exports/until-when", test_until_when);
  g_test_add_func ("/exports/roles", test_roles);
  status = g_test_run ();
  practice_stop (practice);
  return status;
}
