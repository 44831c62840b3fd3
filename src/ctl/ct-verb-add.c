/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl add: records from JSON, by the form's own rules. */

#include "config.h"

#include "ct-verbs.h"

#include "ct-clock.h"
#include "ct-json-guard.h"
#include "ct-rules.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

typedef struct
{
  CtSession *session;
  gboolean   draft;
  guint      added;
  CtUuid     last;   /* of those */
  guint      invalid;
  guint      failed;
} Add;

static void
complain (Add *add, guint line, const char *field, const char *reason)
{
  if (field != NULL)
    g_printerr ("line %u: %s: %s\n", line, field, reason);
  else
    g_printerr ("line %u: %s\n", line, reason);
}

/* Returns: (transfer full) (nullable): the answers in one JSON object */
static CtEntry *
read_entry (Add *add, guint line, const char *text, gsize length)
{
  const char *why = NULL;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (CtEntry) entry = ct_entry_new ();
  JsonObjectIter iter;
  const char *key;
  JsonNode *node;

  if (!ct_json_guard (text, length, &why) || !json_parser_load_from_data (parser, text, (gssize) length, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      complain (add, line, NULL, why != NULL ? why : "one JSON object is needed");
      return NULL;
    }
  json_object_iter_init_ordered (&iter, json_node_get_object (json_parser_get_root (parser)));
  while (json_object_iter_next_ordered (&iter, &key, &node))
    {
      CtField field;

      if (!ct_field_from_key (key, &field) || field == CT_FIELD_REASON) /* of corrections alone */
        {
          complain (add, line, key, "no such field");
          return NULL;
        }
      if (JSON_NODE_HOLDS_NULL (node))
        continue;
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        {
          complain (add, line, key, "a string is needed");
          return NULL;
        }
      ct_entry_set (entry, field, json_node_get_string (node));
    }
  if (*ct_entry_get (entry, CT_FIELD_COUNTRY) == '\0')
    ct_entry_set (entry, CT_FIELD_COUNTRY, "FR");
  return g_steal_pointer (&entry);
}

static CtRecord *
check (Add *add, guint line, CtEntry *entry)
{
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (GDateTime) now = ct_clock_now ();
  CtRecord *record = ct_rules_check (entry, ct_session_get_catalog (add->session), now, issues);

  for (guint i = 0; record == NULL && i < issues->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (issues, i);
      g_autofree char *words = ct_issue_fill (issue, ct_issue_template (issue));

      if (!ct_issue_is_warning (issue))
        complain (add, line, ct_field_key (issue->field), words);
    }
  return record;
}

/* The form shows dates and numbers the way it writes them itself. */
static void
tidy (Add *add, CtEntry *entry)
{
  g_autoptr (GDateTime) now = ct_clock_now ();

  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      g_autofree char *text =
        ct_rules_tidy ((CtField) i, ct_entry_get (entry, (CtField) i), ct_session_get_catalog (add->session), now);

      ct_entry_set (entry, (CtField) i, text);
    }
}

static void
on_added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static void
add_one (Add *add, guint line, const char *text, gsize length)
{
  g_autoptr (CtEntry) entry = read_entry (add, line, text, length);
  g_autoptr (CtRecord) record = entry != NULL && !add->draft ? check (add, line, entry) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uuid = NULL;

  if (entry == NULL || (record == NULL && !add->draft))
    {
      add->invalid++;
      return;
    }
  tidy (add, entry);
  ct_session_add_async (add->session, entry, record, on_added_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  uuid = ct_session_add_finish (add->session, result, &error);
  if (uuid != NULL)
    {
      puts (uuid);
      ct_uuid_parse (uuid, &add->last);
      add->added++;
    }
  else
    {
      g_printerr ("line %u: %s\n", line, error->message);
      add->failed++;
    }
}

static gboolean
is_blank (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return FALSE;
  return TRUE;
}

static void
add_all (Add *add, const char *text, gsize length)
{
  const char *end = text + length;
  guint line = 1;

  /* One object may be written over many lines. */
  if (ct_json_guard (text, length, NULL))
    {
      add_one (add, 1, text, length);
      return;
    }
  for (const char *start = text; start < end; line++)
    {
      const char *stop = memchr (start, '\n', (gsize) (end - start));

      if (stop == NULL)
        stop = end;
      if (!is_blank (start, (gsize) (stop - start)))
        add_one (add, line, start, (gsize) (stop - start));
      start = stop + 1;
    }
}

/* Returns: (transfer full) (nullable): the whole of @name, "-" for stdin */
static char *
read_all (const char *name, gsize *length)
{
  GString *text = g_string_new (NULL);
  FILE *file = g_str_equal (name, "-") ? stdin : fopen (name, "re");
  char block[4096];
  gsize n;

  while (file != NULL && (n = fread (block, 1, sizeof block, file)) > 0)
    g_string_append_len (text, block, (gssize) n);
  if (file == NULL || ferror (file))
    {
      g_printerr ("comptoirctl: %s: %m\n", name);
      g_string_free (text, TRUE);
      return NULL;
    }
  if (file != stdin)
    fclose (file);
  *length = text->len;
  return g_string_free (text, FALSE);
}

/* Into the form of the window, where one runs: none is started for it. */
static void
tell_window (const CtUuid *uuid, gboolean practice)
{
  const char *id = practice ? APP_ID ".Practice" : APP_ID;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autofree char *text = ct_uuid_format (uuid);
  g_autoptr (GVariant) answer = NULL;
  GVariantBuilder parameters;

  if (bus == NULL)
    return;
  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  g_variant_builder_add (&parameters, "v", g_variant_new_string (text));
  answer = g_dbus_connection_call_sync (bus, id, practice ? "/fr/comptoir/Comptoir/Practice" : "/fr/comptoir/Comptoir", "org.freedesktop.Application",
                                        "ActivateAction", g_variant_new ("(sava{sv})", "arrived", &parameters, NULL), NULL,
                                        G_DBUS_CALL_FLAGS_NO_AUTO_START, 2000, NULL, NULL);
  if (answer == NULL)
    g_debug ("no window runs: the draft is in the list whenever one comes");
}

CtExit
ct_verb_add (gboolean practice, int argc, char **argv)
{
  Add add = { 0 };
  const GOptionEntry entries[] = {
    { "draft", 0, 0, G_OPTION_ARG_NONE, &add.draft, NULL, NULL },
    { NULL },
  };
  g_autofree char *text = NULL;
  gsize length;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 2)
    {
      g_printerr ("comptoirctl: add takes one file, or - for stdin\n");
      return CT_EXIT_USAGE;
    }
  text = read_all (argv[1], &length);
  if (text == NULL)
    return CT_EXIT_FAILED;
  add.session = ct_verb_open (practice);
  if (add.session == NULL)
    return CT_EXIT_FAILED;
  add_all (&add, text, length);
  ct_verb_close (add.session);
  explicit_bzero (text, length);
  if (add.draft && add.added == 1)
    tell_window (&add.last, practice);
  if (add.failed > 0)
    return CT_EXIT_FAILED;
  return add.invalid > 0 ? CT_EXIT_USAGE : CT_EXIT_DONE;
}
