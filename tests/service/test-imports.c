/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Files with people in them: reading changes nothing, what is chosen comes in whole, as drafts,
 * and goes again; what is no such file says so. */

#include "counter.h"

#include "ct-secret-bytes.h"
#include "ct-transport.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define HEAD "birth_name;first_names;birth_date;sex;phone;postal_code;town;kit;lot;sampled_at;consent;result\n"
#define ROWS 5000

static char *folder;

static char *
write_file (const char *text, gsize length)
{
  char *path = g_build_filename (folder, "import", NULL);

  g_assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
  return path;
}

static CtImport *
read_path (CtSession *session, const char *path, GCancellable *cancellable, GError **error)
{
  CtImports *imports = ct_session_get_imports (session);
  CtImport *import;
  Wait wait = { NULL };

  ct_imports_read_async (imports, path, cancellable, wait_cb, &wait);
  import = ct_imports_read_finish (imports, wait_result (&wait), error);
  wait_clear (&wait);
  return import;
}

static CtImport *
read_text (CtSession *session, const char *text)
{
  g_autofree char *path = write_file (text, strlen (text));
  g_autoptr (GError) error = NULL;
  CtImport *import = read_path (session, path, NULL, &error);

  g_assert_no_error (error);
  return import;
}

static guint
take (CtSession *session, CtImport *import, CtImportWish wish, int expected)
{
  CtImports *imports = ct_session_get_imports (session);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  guint n;

  ct_imports_take_async (imports, import, wish, wait_cb, &wait);
  ct_imports_finish (imports, wait_result (&wait), &n, &error);
  wait_clear (&wait);
  if (expected >= 0)
    g_assert_error (error, CT_IMPORTS_ERROR, expected);
  else
    g_assert_no_error (error);
  return n;
}

static guint
undo (CtSession *session)
{
  CtImports *imports = ct_session_get_imports (session);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };
  guint n;

  ct_imports_undo_async (imports, wait_cb, &wait);
  ct_imports_finish (imports, wait_result (&wait), &n, &error);
  wait_clear (&wait);
  g_assert_no_error (error);
  return n;
}

static char *
three_rows (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *sampled = g_date_time_format (now, "%d/%m/%Y %H:%M");

  return g_strdup_printf (HEAD "UN;Anne;14/03/1979;F;0639980001;67000;Strasbourg;1232;L1;%s;yes;negative\n"
                               "DEUX;Paul;14/03/1979;M;;;;;;;;\n"
                               "TROIS;Luc;99/03/1979;M;;67000;Strasbourg;1232;L1;%s;yes;negative\n",
                          sampled, sampled);
}

/* By its name; no order is promised. */
static CtRow *
named (CtSession *session, const char *name)
{
  for (guint i = 0; i < count (session); i++)
    if (g_str_equal (ct_entry_get (nth_row (session, i)->entry, CT_FIELD_BIRTH_NAME), name))
      return nth_row (session, i);
  return NULL;
}

static void
test_choices (void)
{
  CtSession *session = open_session ();
  g_autofree char *text = three_rows ();
  g_autoptr (CtImport) import = NULL, again = NULL;
  guint before = count (session), kept;

  set_up (session);
  ct_desk_resume (ct_session_get_desk (session));
  import = read_text (session, text);
  g_assert_cmpuint (ct_batch_count (ct_import_get_batch (import), CT_BATCH_READY), ==, 2);
  g_assert_cmpuint (ct_batch_count (ct_import_get_batch (import), CT_BATCH_TO_MEND), ==, 1);
  g_assert_cmpuint (count (session), ==, before); /* a look changes nothing */
  g_assert_false (ct_imports_may_undo (ct_session_get_imports (session)));

  g_assert_cmpuint (take (session, import, CT_IMPORT_READY, -1), ==, 2);
  wait_until (count (session) == before + 2);
  g_assert_true (ct_entry_is_held (named (session, "UN")->entry)); /* no file sends by itself */
  g_assert_false (ct_entry_is_held (named (session, "DEUX")->entry));
  g_assert_cmpint (named (session, "UN")->state, ==, CT_STATE_DRAFT);

  /* The same file again: what is here does not come twice. */
  again = read_text (session, text);
  g_assert_cmpuint (ct_batch_count (ct_import_get_batch (again), CT_BATCH_HERE), ==, 1);
  g_assert_cmpuint (undo (session), ==, 2);
  wait_until (count (session) == before);
  g_assert_cmpuint (undo (session), ==, 0);

  g_assert_cmpuint (take (session, import, CT_IMPORT_TO_MEND, -1), ==, 3);
  wait_until (count (session) == before + 3);
  g_assert_false (ct_entry_is_held (named (session, "TROIS")->entry));
  g_assert_cmpuint (ct_check_list_release (ct_session_get_check_list (session), &kept), ==, 1);
  wait_until (named (session, "UN")->state != CT_STATE_DRAFT);
  g_assert_cmpuint (undo (session), ==, 2); /* what somebody went on with stays */
  wait_until (count (session) == before + 1);
  close_session (session);
}

/* Nothing of what was said sent before comes in but by a wish of its own. */
static void
test_declared (void)
{
  CtSession *session = open_session ();
  g_autoptr (CtImport) import = read_text (session, "receipt;birth_name;first_names;birth_date\nr1;VU;Anne;14/03/1979\n");
  guint before = count (session);

  g_assert_cmpuint (take (session, import, CT_IMPORT_TO_MEND, CT_IMPORTS_ERROR_NOTHING), ==, 0);
  g_assert_cmpuint (take (session, import, CT_IMPORT_DECLARED, -1), ==, 1);
  wait_until (count (session) == before + 1);
  g_assert_false (ct_entry_is_held (named (session, "VU")->entry));
  g_assert_cmpuint (undo (session), ==, 1);
  wait_until (count (session) == before);
  close_session (session);
}

static void
refuse (CtSession *session, const char *text, gsize length, int code)
{
  g_autofree char *path = write_file (text, length);
  g_autoptr (GError) error = NULL;
  guint before = count (session);

  g_assert_null (read_path (session, path, NULL, &error));
  g_assert_error (error, CT_IMPORTS_ERROR, code);
  g_assert_cmpuint (strlen (error->message), >, 10);
  g_assert_cmpuint (count (session), ==, before);
}

static void
test_refused (void)
{
  CtSession *session = open_session ();
  g_autofree char *huge = g_build_filename (folder, "huge", NULL), *none = g_build_filename (folder, "none", NULL);
  g_autoptr (GError) missing = NULL, directory = NULL, large = NULL, device = NULL;
  FILE *file = g_fopen (huge, "w");

  g_assert_cmpint (ftruncate (fileno (file), 100 * 1024 * 1024), ==, 0);
  fclose (file);
  refuse (session, "", 0, CT_IMPORTS_ERROR_EMPTY);
  refuse (session, HEAD, strlen (HEAD), CT_IMPORTS_ERROR_EMPTY);
  refuse (session, "MARTIN;Anne\nDURAND;Paul\n", 24, CT_IMPORTS_ERROR_COLUMNS);
  refuse (session, "birth_name;sex\n\"MARTIN;F\n", 25, CT_IMPORTS_ERROR_TABLE); /* cut off in a cell */
  refuse (session, "PK\3\4\0\0\0\0xl/workbook", 19, CT_IMPORTS_ERROR_TEXT);   /* a spreadsheet's own file */
  refuse (session, "nom;sexe\n\xc3\xa9t\xe9\x81;F\n", 17, CT_IMPORTS_ERROR_TEXT); /* of two encodings */
  refuse (session, "{\"resourceType\":\"Patient\"", 25, CT_IMPORTS_ERROR_FHIR);
  refuse (session, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", 23, CT_IMPORTS_ERROR_COLUMNS);
  g_assert_null (read_path (session, huge, NULL, &large));
  g_assert_error (large, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_LARGE);
  g_assert_null (read_path (session, none, NULL, &missing));
  g_assert_error (missing, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_READ);
  g_assert_null (read_path (session, folder, NULL, &directory));
  g_assert_error (directory, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_READ);
  g_assert_null (read_path (session, "/dev/zero", NULL, &device));
  g_assert_error (device, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_READ);
  close_session (session);
}

static char *
many_rows (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *sampled = g_date_time_format (now, "%d/%m/%Y %H:%M");
  GString *text = g_string_new (HEAD);

  for (int i = 0; i < ROWS; i++)
    g_string_append_printf (text, "ESSAI-%c%c%c;Anne;14/03/1979;F;0639980001;67000;Strasbourg;1232;L1;%s;yes;negative\n", 'A' + i / 676, 'A' + i / 26 % 26,
                            'A' + i % 26, sampled);
  return g_string_free (text, FALSE);
}

/* As many as may be: in, and out; given up half-way, nothing. */
static void
test_many (void)
{
  CtSession *session = open_session ();
  g_autofree char *text = many_rows (), *path = write_file (text, strlen (text));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (CtImport) import = NULL;
  g_autoptr (GBytes) marked = NULL;
  g_autoptr (GError) error = NULL;
  guint before = count (session);

  g_cancellable_cancel (cancellable);
  g_assert_null (read_path (session, path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  import = read_text (session, text);
  g_assert_cmpfloat (ct_imports_get_progress (ct_session_get_imports (session)), ==, 1);
  g_assert_cmpuint (ct_batch_count (ct_import_get_batch (import), CT_BATCH_READY), ==, ROWS);
  g_assert_cmpuint (take (session, import, CT_IMPORT_READY, -1), ==, ROWS);
  wait_until (count (session) == before + ROWS);
  close_session (session);

  session = open_session ();
  g_assert_cmpuint (count (session), ==, before + ROWS);
  close_session (session);
}

/* Not by who is not signed in. */
static void
test_locked (void)
{
  CtSession *session = open_session ();
  CtPeople *people = ct_session_get_people (session);
  g_autofree char *text = three_rows (), *path = write_file (text, strlen (text));
  g_autoptr (CtImport) import = read_text (session, text);
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  ct_people_set_async (people, "AB", CT_ROLE_ADMINISTERS, "482951", wait_cb, &wait);
  wait_result (&wait);
  wait_clear (&wait);
  ct_people_lock (people);
  g_assert_null (read_path (session, path, NULL, &error));
  g_assert_error (error, CT_IMPORTS_ERROR, CT_IMPORTS_ERROR_RIGHT);
  take (session, import, CT_IMPORT_READY, CT_IMPORTS_ERROR_RIGHT);
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
  folder = wait_folder ();
  g_test_add_func ("/imports/choices", test_choices);
  g_test_add_func ("/imports/declared", test_declared);
  g_test_add_func ("/imports/refused", test_refused);
  g_test_add_func ("/imports/many", test_many);
  g_test_add_func ("/imports/locked", test_locked);
  status = g_test_run ();
  wait_remove (folder);
  practice_stop (practice);
  return status;
}
