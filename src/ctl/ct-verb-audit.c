/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl verify, audit and purge: whether what stands here is what was written, who
 * did what, and what was erased. None tells of a person. */

#include "config.h"

#include "ct-verbs.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

/* Exit code 1 when something was changed from outside. */
CtExit
ct_verb_verify (gboolean practice, int argc, char **argv)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CtAuditReport report = { 0 };
  CtSession *session;
  guint records, damaged;

  if (argc != 1)
    {
      g_printerr ("comptoirctl: verify takes nothing\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  records = g_list_model_get_n_items (ct_session_get_worklist (session));
  damaged = ct_session_count_damaged (session);
  ct_safekeeping_verify_async (ct_session_get_safekeeping (session), ct_verb_done_cb, &result);
  ct_verb_wait (&result);
  if (!ct_safekeeping_verify_finish (ct_session_get_safekeeping (session), result, &report, &error))
    g_printerr ("comptoirctl: %s\n", error->message);
  ct_verb_close (session);
  if (error != NULL)
    return CT_EXIT_FAILED;
  g_print ("records %u, changed from outside %" G_GINT64_FORMAT "\naudit lines %" G_GINT64_FORMAT ", ", records,
           MAX (damaged, report.strangers), report.lines);
  if (report.broken_at == 0)
    g_print ("sound\n");
  else
    g_print ("changed or missing from line %" G_GINT64_FORMAT " on\n", report.broken_at);
  return damaged == 0 && report.strangers == 0 && report.broken_at == 0 ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

static void
print_line (const CtAuditLine *line, gboolean json)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (line->at / 1000);
  g_autofree char *time = g_date_time_format_iso8601 (at);
  g_autofree char *record = ct_uuid_is_null (&line->record) ? g_strdup ("") : ct_uuid_format (&line->record);

  if (json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();
      g_autoptr (JsonNode) root = NULL;
      g_autofree char *text = NULL;

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "n");
      json_builder_add_int_value (builder, line->n);
      json_builder_set_member_name (builder, "at");
      json_builder_add_string_value (builder, time);
      json_builder_set_member_name (builder, "actor");
      json_builder_add_string_value (builder, line->actor);
      json_builder_set_member_name (builder, "verb");
      json_builder_add_string_value (builder, line->verb);
      json_builder_set_member_name (builder, "record");
      json_builder_add_string_value (builder, record);
      json_builder_set_member_name (builder, "detail");
      json_builder_add_string_value (builder, line->detail);
      json_builder_end_object (builder);
      root = json_builder_get_root (builder);
      text = json_to_string (root, FALSE);
      g_print ("%s\n", text);
    }
  else
    g_print ("%6" G_GINT64_FORMAT "  %s  %-8s %-14s %s%s%s\n", line->n, time, line->actor, line->verb, record,
             *line->detail != '\0' ? "  " : "", line->detail);
}

CtExit
ct_verb_audit (gboolean practice, int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = { { "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL }, { NULL } };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;
  CtSession *session;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 1)
    {
      g_printerr ("comptoirctl: audit takes --json or nothing\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  ct_safekeeping_list_async (ct_session_get_safekeeping (session), NULL, ct_verb_done_cb, &result);
  ct_verb_wait (&result);
  lines = ct_safekeeping_list_finish (ct_session_get_safekeeping (session), result, &error);
  if (lines == NULL)
    g_printerr ("comptoirctl: %s\n", error->message);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    print_line (g_ptr_array_index (lines, i), json);
  ct_verb_close (session);
  return lines != NULL ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

/* Exit code 1 when something of the erased records is still there. */
CtExit
ct_verb_purge (gboolean practice, int argc, char **argv)
{
  gboolean wanted = FALSE;
  const GOptionEntry entries[] = { { "report", 0, 0, G_OPTION_ARG_NONE, &wanted, NULL, NULL }, { NULL } };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CtPurgeReport report = { 0 };
  CtSession *session;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 1)
    {
      g_printerr ("comptoirctl: purge takes --report or nothing\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  ct_purger_run_async (ct_session_get_purger (session), ct_verb_done_cb, &result);
  ct_verb_wait (&result);
  if (!ct_purger_run_finish (ct_session_get_purger (session), result, &report, &error))
    g_printerr ("comptoirctl: %s\n", error->message);
  ct_verb_close (session);
  if (error != NULL)
    return CT_EXIT_FAILED;
  if (wanted)
    g_print ("erased %u\nleft %u\ntraces of the erased in the file %u\nlog of before %s\n", report.erased, report.left, report.traces,
             report.folded ? "empty" : "in use by another process: erased when that ends");
  return report.traces == 0 ? CT_EXIT_DONE : CT_EXIT_FAILED;
}
