/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl figures: what was done in some days, and nobody in it. */

#include "config.h"

#include "ct-verbs.h"

#include "ct-clock.h"
#include "ct-paper.h"
#include "ct-paper-words.h"
#include "ct-tally.h"

#include <json-glib/json-glib.h>

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

static void
add (JsonBuilder *json, const char *name, gint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, value);
}

static void
add_results (JsonBuilder *json, const guint *results)
{
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);

  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    add (json, codes[i], results[i]);
}

static void
add_list (JsonBuilder *json, const CtFigures *figures)
{
  json_builder_set_member_name (json, "uuids");
  json_builder_begin_array (json);
  for (guint i = 0; i < figures->list->len; i++)
    {
      g_autofree char *uuid = ct_uuid_format (&g_array_index (figures->list, CtFiguresTest, i).uuid);

      json_builder_add_string_value (json, uuid);
    }
  json_builder_end_array (json);
}

static void
add_uuids (JsonBuilder *json, const char *name, GPtrArray *uuids)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (guint i = 0; i < uuids->len; i++)
    {
      g_autofree char *uuid = ct_uuid_format (g_ptr_array_index (uuids, i));

      json_builder_add_string_value (json, uuid);
    }
  json_builder_end_array (json);
}

static void
add_days (JsonBuilder *json, const CtFigures *figures)
{
  json_builder_set_member_name (json, "days");
  json_builder_begin_array (json);
  for (guint i = 0; i < figures->days->len; i++)
    {
      const CtFiguresDay *day = g_ptr_array_index (figures->days, i);
      g_autofree char *iso = ct_date_to_iso (day->day);

      json_builder_begin_object (json);
      json_builder_set_member_name (json, "day");
      json_builder_add_string_value (json, iso);
      add (json, "tests", day->tests);
      add_results (json, day->results);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_lots (JsonBuilder *json, const CtFigures *figures)
{
  json_builder_set_member_name (json, "lots");
  json_builder_begin_array (json);
  for (guint i = 0; i < figures->lots->len; i++)
    {
      const CtFiguresLot *lot = g_ptr_array_index (figures->lots, i);

      json_builder_begin_object (json);
      json_builder_set_member_name (json, "kit");
      json_builder_add_string_value (json, lot->kit);
      json_builder_set_member_name (json, "lot");
      json_builder_add_string_value (json, lot->lot);
      add (json, "tests", lot->tests);
      add_results (json, lot->results);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_kinds (JsonBuilder *json, const CtFigures *figures, const CtCatalog *catalog)
{
  g_autoptr (GPtrArray) kinds = ct_figures_by_analyte (figures, catalog);

  json_builder_set_member_name (json, "by_analyte");
  json_builder_begin_array (json);
  for (guint i = 0; i < kinds->len; i++)
    {
      const CtFiguresAnalyte *kind = g_ptr_array_index (kinds, i);

      json_builder_begin_object (json);
      json_builder_set_member_name (json, "analyte");
      json_builder_add_string_value (json, kind->analyte->id);
      add (json, "tests", kind->tests);
      add_results (json, kind->results);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_json (const CtFigures *figures, const CtCatalog *catalog, gboolean uuids)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (json);
  add (json, "tests", figures->tests);
  add_results (json, figures->results);
  add (json, "accepted", figures->accepted);
  add (json, "waiting", figures->waiting);
  add (json, "refused", figures->refused);
  add (json, "cancelled", figures->cancelled);
  add (json, "drafts", figures->drafts);
  add (json, "median_ms", figures->median_ms);
  json_builder_set_member_name (json, "hours");
  json_builder_begin_array (json);
  for (guint i = 0; i < G_N_ELEMENTS (figures->hours); i++)
    json_builder_add_int_value (json, figures->hours[i]);
  json_builder_end_array (json);
  add_days (json, figures);
  add_lots (json, figures);
  add_kinds (json, figures, catalog);
  if (uuids)
    add_list (json, figures);
  add_uuids (json, "odd", figures->odd);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

static void
print_text (const CtFigures *figures)
{
  g_print ("%u tests: %u negative, %u positive, %u inconclusive, %u unreadable; %u cancelled\n", figures->tests, figures->results[0],
           figures->results[1], figures->results[2], figures->results[3], figures->cancelled);
  g_print ("%u accepted, %u waiting, %u refused; %u drafts\n", figures->accepted, figures->waiting, figures->refused, figures->drafts);
  if (figures->median_ms >= 0)
    g_print ("half of them were accepted within %.0f s\n", (double) figures->median_ms / 1000);
  for (guint i = 0; i < figures->odd->len; i++)
    {
      g_autofree char *uuid = ct_uuid_format (g_ptr_array_index (figures->odd, i));

      g_print ("does not add up: %s\n", uuid);
    }
}

/* Over no other file: nobody's name is in it, but it may be somebody's. */
static gboolean
write_paper (CtSession *session, const CtFigures *figures, CtDate from, CtDate to, const char *language, const char *path, gboolean practice)
{
  g_autoptr (CtProfessional) professional = ct_setup_professional (ct_session_get_setup (session));
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_paper_free);
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;

  if (professional != NULL)
    {
      g_ptr_array_add (pages, ct_paper_new_days (figures, from, to, language, ct_session_get_catalog (session), professional, now, practice));
      pdf = ct_paper_to_pdf (pages, CT_PAPER_A4, &error);
      stream = pdf != NULL ? g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, &error) : NULL;
    }
  if (stream != NULL && g_output_stream_write_all (G_OUTPUT_STREAM (stream), g_bytes_get_data (pdf, NULL), g_bytes_get_size (pdf), NULL, NULL, &error)
      && g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, &error))
    return TRUE;
  g_printerr ("comptoirctl: %s\n", error != NULL ? error->message : "the pharmacy is not set up; setup does that");
  return FALSE;
}

CtExit
ct_verb_figures (gboolean practice, int argc, char **argv)
{
  gboolean json = FALSE, uuids = FALSE;
  g_autofree char *from = NULL, *to = NULL, *paper = NULL, *language = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },     { "uuids", 0, 0, G_OPTION_ARG_NONE, &uuids, NULL, NULL },
    { "from", 0, 0, G_OPTION_ARG_STRING, &from, NULL, NULL }, { "to", 0, 0, G_OPTION_ARG_STRING, &to, NULL, NULL },
    { "paper", 0, 0, G_OPTION_ARG_FILENAME, &paper, NULL, NULL }, { "language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL },
    { NULL },
  };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (CtFigures) figures = NULL;
  CtSession *session;
  CtDate first, last;
  gboolean good = TRUE;

  if (!ct_verb_parse (&argc, &argv, entries) || !parse_day (from, &first) || !parse_day (to, &last))
    return CT_EXIT_USAGE;
  if (argc != 1 || (uuids && !json) || (json && paper != NULL) || (language != NULL && !ct_paper_words_has (language)))
    {
      g_printerr ("comptoirctl: figures takes --json, with it --uuids, or --paper FILE.pdf, with it --language fr or en; and --from and --to a day\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  ct_tally_async (CT_WORKLIST (ct_session_get_worklist (session)), first, last, ct_verb_done_cb, &result);
  figures = ct_tally_finish (ct_verb_wait (&result));
  if (paper != NULL)
    good = write_paper (session, figures, first, last, language != NULL ? language : "fr", paper, practice);
  else if (json)
    print_json (figures, ct_session_get_catalog (session), uuids);
  else
    print_text (figures);
  ct_verb_close (session);
  return good ? CT_EXIT_DONE : CT_EXIT_FAILED;
}
