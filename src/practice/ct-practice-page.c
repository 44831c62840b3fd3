/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The practice SI-DEP's page: what arrived, whom to call, the day's figures.
 * Plain HTML that a browser reloads by itself; no script. */

#include "config.h"

#include "ct-practice-page.h"

#include "ct-practice-path.h"

#include <glib/gi18n.h>
#include <string.h>

/* Newest results shown; the JSON has all. */
#define SHOWN 200

static const char style[] =
  ":root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;--line:#8883;--dim:#777;--pos:#c01c28}"
  "body{max-width:70rem;margin:2rem auto;padding:0 1rem}h1{font-size:1.5rem;margin:0}"
  "h2{font-size:1.1rem;margin:2rem 0 .5rem}p.dim,td.dim{color:var(--dim)}"
  "ul.figures{display:flex;gap:1rem;padding:0;list-style:none;flex-wrap:wrap}"
  "ul.figures li{border:1px solid var(--line);border-radius:12px;padding:.6rem 1.2rem}"
  "ul.figures b{display:block;font-size:1.6rem}table{border-collapse:collapse;width:100%}"
  "th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}"
  "th{font-weight:600;color:var(--dim);font-size:.85rem}.positive{color:var(--pos);font-weight:600}";

static JsonNode *
resource_of (JsonNode *result, const char *type)
{
  guint n = ct_practice_path_length (result, "resources");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("resources[%u]", i);
      JsonNode *resource = ct_practice_path_node (result, path);

      if (g_strcmp0 (ct_practice_path_string (resource, "resourceType"), type) == 0)
        return resource;
    }
  return NULL;
}

/* Returns: (transfer full): what was looked for, of LOINC's words those before what it is
 *   about ("Influenza virus A Ag") */
static char *
looked_for (JsonNode *result)
{
  const char *id = ct_practice_path_string (result, "observation");
  guint n = ct_practice_path_length (result, "resources");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("resources[%u]", i);
      JsonNode *resource = ct_practice_path_node (result, path);
      const char *display = ct_practice_path_string (resource, "code.coding[0].display");

      if (display != NULL && g_strcmp0 (ct_practice_path_string (resource, "id"), id) == 0)
        return g_strndup (display, strstr (display, " [") != NULL ? (gsize) (strstr (display, " [") - display) : strlen (display));
    }
  return g_strdup ("");
}

static const char *
word_of (const char *outcome)
{
  if (g_strcmp0 (outcome, "positive") == 0)
    return _("positive");
  if (g_strcmp0 (outcome, "negative") == 0)
    return _("negative");
  if (g_strcmp0 (outcome, "inconclusive") == 0)
    return _("inconclusive");
  if (g_strcmp0 (outcome, "cancelled") == 0)
    return _("cancelled");
  return _("unreadable");
}

static char *
name_of (JsonNode *patient)
{
  const char *family = ct_practice_path_string (patient, "name[0].family");
  const char *given = ct_practice_path_string (patient, "name[0].given[0]");

  if (family == NULL)
    return g_strdup (_("(not shared)"));
  return g_strjoin (" ", family, given != NULL ? given : "", NULL);
}

static GPtrArray *
contacts_of (JsonNode *patient)
{
  GPtrArray *contacts = g_ptr_array_new ();
  guint n = ct_practice_path_length (patient, "telecom");

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("telecom[%u].value", i);
      const char *value = ct_practice_path_string (patient, path);

      if (value != NULL)
        g_ptr_array_add (contacts, (gpointer) value);
    }
  return contacts;
}

static void
cell (GString *html, const char *class, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  g_string_append_printf (html, "<td class=\"%s\">%s</td>", class, escaped);
}

static void
row (GString *html, JsonNode *result, gboolean with_contacts)
{
  JsonNode *patient = resource_of (result, "Patient");
  const char *outcome = ct_practice_path_string (result, "outcome");
  const char *received = ct_practice_path_string (result, "received");
  g_autofree char *name = name_of (patient);
  g_autofree char *when =
    received != NULL ? g_strdup_printf ("%.2s/%.2s %.5s", received + 8, received + 5, received + 11) : NULL;

  g_string_append (html, "<tr>");
  cell (html, "dim", when);
  cell (html, "", name);
  cell (html, "dim", ct_practice_path_string (patient, "birthDate"));
  if (with_contacts)
    {
      g_autoptr (GPtrArray) contacts = contacts_of (patient);
      g_autofree char *list = NULL;

      g_ptr_array_add (contacts, NULL);
      list = g_strjoinv (" · ", (char **) contacts->pdata);
      cell (html, "", list);
      cell (html, "", ct_practice_path_string (patient, "address[0].city"));
    }
  else
    {
      g_autofree char *what = looked_for (result);

      cell (html, "", what);
      cell (html, g_strcmp0 (outcome, "positive") == 0 ? "positive" : "", word_of (outcome));
      cell (html, "", ct_practice_path_string (resource_of (result, "Organization"), "name"));
      cell (html, "dim", ct_practice_path_string (result, "observation"));
    }
  g_string_append (html, "</tr>\n");
}

static void
table (GString *html, const char *title, JsonNode *results, gboolean with_contacts)
{
  JsonArray *array = json_node_get_array (results);
  guint n = json_array_get_length (array);

  g_string_append_printf (html, "<h2>%s</h2>\n", title);
  if (n == 0)
    {
      g_string_append_printf (html, "<p class=\"dim\">%s</p>\n", _("Nothing yet."));
      return;
    }
  g_string_append_printf (html, "<table><tr><th>%s</th><th>%s</th><th>%s</th>", _("Received"), _("Patient"), _("Born"));
  if (with_contacts)
    g_string_append_printf (html, "<th>%s</th><th>%s</th></tr>\n", _("Contacts"), _("Town"));
  else
    g_string_append_printf (html, "<th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr>\n", _("Looked for"), _("Result"), _("Pharmacy"), _("Receipt"));
  for (guint i = 0; i < MIN (n, SHOWN); i++)
    row (html, json_array_get_element (array, i), with_contacts);
  g_string_append (html, "</table>\n");
}

static void
figures (GString *html, JsonNode *results)
{
  JsonArray *array = json_node_get_array (results);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  guint day = 0, positive = 0, conclusive = 0;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *result = json_array_get_element (array, i);
      const char *outcome = ct_practice_path_string (result, "outcome");

      if (!g_str_has_prefix (ct_practice_path_string (result, "received"), today))
        continue;
      day++;
      positive += g_str_equal (outcome, "positive");
      conclusive += g_str_equal (outcome, "positive") || g_str_equal (outcome, "negative");
    }
  g_string_append_printf (html,
                          "<ul class=\"figures\"><li><b>%u</b>%s</li><li><b>%u</b>%s</li><li><b>%.1f %%</b>%s</li>"
                          "<li><b>%u</b>%s</li></ul>\n",
                          day, _("results today"), positive, _("positive today"),
                          conclusive > 0 ? 100.0 * positive / conclusive : 0.0, _("positivity today"),
                          json_array_get_length (array), _("results in all"));
}

/**
 * ct_practice_page_html:
 *
 * Returns: (transfer full)
 */
char *
ct_practice_page_html (CtPracticeLedger *ledger)
{
  GString *html = g_string_new ("<!DOCTYPE html><html><head><meta charset=\"utf-8\">");
  g_autoptr (JsonNode) results = ct_practice_ledger_results (ledger, NULL);
  g_autoptr (JsonNode) cases = ct_practice_ledger_results (ledger, "positive");

  g_string_append_printf (html,
                          "<meta http-equiv=\"refresh\" content=\"5\"><title>%s</title><style>%s</style></head><body>\n"
                          "<h1>%s</h1><p class=\"dim\">%s</p>\n",
                          _("Practice SI-DEP"), style, _("Practice SI-DEP"),
                          _("A service for training, on this machine only. Nothing here is real."));
  figures (html, results);
  table (html, _("Cases to follow"), cases, TRUE);
  table (html, _("Results received"), results, FALSE);
  g_string_append (html, "</body></html>\n");
  return g_string_free (html, FALSE);
}

/**
 * ct_practice_page_cases:
 *
 * Returns: (transfer full): an array: each positive with the ways to reach the
 *   person
 */
JsonNode *
ct_practice_page_cases (CtPracticeLedger *ledger)
{
  g_autoptr (JsonNode) positives = ct_practice_ledger_results (ledger, "positive");
  JsonArray *array = json_node_get_array (positives);
  JsonArray *cases = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *result = json_array_get_element (array, i);
      JsonNode *patient = resource_of (result, "Patient");
      g_autoptr (GPtrArray) contacts = contacts_of (patient);
      g_autofree char *name = name_of (patient);
      JsonObject *object = json_object_new ();
      JsonArray *ways = json_array_new ();

      for (guint k = 0; k < contacts->len; k++)
        json_array_add_string_element (ways, g_ptr_array_index (contacts, k));
      json_object_set_string_member (object, "observation", ct_practice_path_string (result, "observation"));
      json_object_set_string_member (object, "opened", ct_practice_path_string (result, "received"));
      json_object_set_string_member (object, "name", name);
      json_object_set_array_member (object, "contacts", ways);
      json_array_add_object_element (cases, object);
    }
  json_node_take_array (node, cases);
  return node;
}
