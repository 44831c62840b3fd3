/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl export and exports: results out of the vault, and the files that are outside. */

#include "config.h"

#include "ct-verbs.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define LINE_LENGTH 1024

static gboolean
parse_day (const char *text, CtDate *day)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  *day = (CtDate) { 0 };
  if (text == NULL || ct_date_parse (text, CT_DATE_PAST, ct_date_of (now), day))
    return TRUE;
  g_printerr ("comptoirctl: %s is no day; write 2026-11-24\n", text);
  return FALSE;
}

/* Wiped as soon as the worker has its copy. */
static gboolean
read_words (gboolean plain, char *words, gsize size)
{
  if (ct_verb_read_secret (plain ? "Why it is to be plain: " : "Passphrase: ", words, size))
    return TRUE;
  g_printerr ("comptoirctl: %s is one line of stdin\n", plain ? "the reason" : "the passphrase");
  return FALSE;
}

static CtExit
make (CtSession *session, const CtExportWish *wish, const char *path)
{
  CtExports *exports = ct_session_get_exports (session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char words[LINE_LENGTH] = "";
  guint records;

  if (!read_words (wish->plain, words, sizeof words))
    return CT_EXIT_USAGE;
  ct_exports_make_async (exports, wish, path, words, ct_verb_done_cb, &result);
  explicit_bzero (words, sizeof words);
  if (!ct_exports_finish (exports, ct_verb_wait (&result), &records, &error))
    {
      g_printerr ("comptoirctl: %s\n", error->message);
      return error->code == CT_EXPORTS_ERROR_PASSPHRASE || error->code == CT_EXPORTS_ERROR_REASON ? CT_EXIT_USAGE : CT_EXIT_FAILED;
    }
  g_print ("made, %s: %u records, read back; to be erased within %u days\n", wish->plain ? "plain" : "sealed", records,
           CLAMP (wish->days, 1, CT_EXPORT_DAYS_MAX));
  return CT_EXIT_DONE;
}

CtExit
ct_verb_export (gboolean practice, int argc, char **argv)
{
  g_autofree char *from = NULL, *to = NULL, *format = NULL;
  gint days = CT_EXPORT_DAYS;
  CtExportWish wish = { 0 };
  const GOptionEntry entries[] = {
    { "plain", 0, 0, G_OPTION_ARG_NONE, &wish.plain, NULL, NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL },
    { "format", 0, 0, G_OPTION_ARG_STRING, &format, NULL, NULL },
    { "erase-in", 0, 0, G_OPTION_ARG_INT, &days, NULL, NULL },
    { NULL },
  };
  g_autofree char *path = NULL;
  CtSession *session;
  CtExit status;

  if (!ct_verb_parse (&argc, &argv, entries) || !parse_day (from, &wish.from) || !parse_day (to, &wish.to))
    return CT_EXIT_USAGE;
  path = argc == 2 ? g_canonicalize_filename (argv[1], NULL) : NULL;
  if (path == NULL || days < 1 || days > CT_EXPORT_DAYS_MAX)
    {
      g_printerr ("comptoirctl: export takes the name of a file to be made, and --erase-in 1 to %d\n", CT_EXPORT_DAYS_MAX);
      return CT_EXIT_USAGE;
    }
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_printerr ("comptoirctl: %s is there already; give another name\n", path);
      return CT_EXIT_USAGE;
    }
  if (format != NULL && !g_str_equal (format, "csv") && !g_str_equal (format, "fhir"))
    {
      g_printerr ("comptoirctl: --format is csv, or fhir for a transaction a line\n");
      return CT_EXIT_USAGE;
    }
  wish.fhir = g_strcmp0 (format, "fhir") == 0;
  wish.days = (guint) days;
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  status = make (session, &wish, path);
  ct_verb_close (session);
  return status;
}

static void
print_one (CtExports *exports, const CtExport *export, gboolean json)
{
  g_autofree char *id = ct_uuid_format (&export->uuid);
  g_autoptr (GDateTime) made = g_date_time_new_from_unix_utc (export->made_at / 1000);
  g_autoptr (GDateTime) erase = g_date_time_new_from_unix_utc (export->erase_at / 1000);
  g_autofree char *made_at = g_date_time_format_iso8601 (made);
  g_autofree char *erase_at = g_date_time_format_iso8601 (erase);
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (!json)
    {
      g_print ("%s  %s  %u records, %s%s%s, to be erased by %s%s\n", id, export->path, export->records, export->plain ? "plain" : "sealed",
               *export->by != '\0' ? " for " : "", export->by, erase_at, ct_exports_is_due (exports, export) ? ": now" : "");
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, id);
  json_builder_set_member_name (builder, "path");
  json_builder_add_string_value (builder, export->path);
  json_builder_set_member_name (builder, "records");
  json_builder_add_int_value (builder, export->records);
  json_builder_set_member_name (builder, "plain");
  json_builder_add_boolean_value (builder, export->plain);
  json_builder_set_member_name (builder, "by");
  json_builder_add_string_value (builder, export->by);
  json_builder_set_member_name (builder, "reason");
  json_builder_add_string_value (builder, export->reason);
  json_builder_set_member_name (builder, "made_at");
  json_builder_add_string_value (builder, made_at);
  json_builder_set_member_name (builder, "erase_at");
  json_builder_add_string_value (builder, erase_at);
  json_builder_set_member_name (builder, "due");
  json_builder_add_boolean_value (builder, ct_exports_is_due (exports, export));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

static gboolean
end (CtExports *exports, const CtUuid *uuid, gboolean erase)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ct_exports_end_async (exports, uuid, erase, ct_verb_done_cb, &result);
  if (ct_exports_finish (exports, ct_verb_wait (&result), NULL, &error))
    return TRUE;
  g_printerr ("comptoirctl: %s\n", error->message);
  return FALSE;
}

CtExit
ct_verb_exports (gboolean practice, int argc, char **argv)
{
  gboolean json = FALSE, good = TRUE;
  g_autofree char *erase = NULL, *gone = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
    { "erase", 0, 0, G_OPTION_ARG_STRING, &erase, NULL, NULL },
    { "gone", 0, 0, G_OPTION_ARG_STRING, &gone, NULL, NULL },
    { NULL },
  };
  g_autoptr (GAsyncResult) result = NULL;
  CtExports *exports;
  CtSession *session;
  CtUuid uuid;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 1 || (erase != NULL && gone != NULL)
      || ((erase != NULL || gone != NULL) && !ct_uuid_parse (erase != NULL ? erase : gone, &uuid)))
    {
      g_printerr ("comptoirctl: exports takes --json, or --erase or --gone with the id of one\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  exports = ct_session_get_exports (session);
  ct_exports_load_async (exports, ct_verb_done_cb, &result);
  good = ct_exports_finish (exports, ct_verb_wait (&result), NULL, NULL);
  if (good && (erase != NULL || gone != NULL))
    good = end (exports, &uuid, erase != NULL);
  else
    for (guint i = 0; i < ct_exports_get_list (exports)->len; i++)
      print_one (exports, g_ptr_array_index (ct_exports_get_list (exports), i), json);
  ct_verb_close (session);
  return good ? CT_EXIT_DONE : CT_EXIT_FAILED;
}
