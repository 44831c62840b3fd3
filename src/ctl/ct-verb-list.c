/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl list and status: what there is, without a word about people unless
 * names are asked for. */

#include "config.h"

#include "ct-verbs.h"

#include "ct-clock.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>

/* The address the service gave, without time and hash. */
static char *
receipt_of (CtRow *row)
{
  return g_strndup (row->receipt, strcspn (row->receipt, " "));
}

/* Why a record is not accepted yet. The service's own words may name a person:
 * without @names only the fields they are about are told. */
static char *
reason_of (CtRow *row, gboolean names)
{
  GString *reason = g_string_new (row->reasons->len == 0 ? row->cause : NULL);

  for (guint i = 0; i < row->reasons->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (row->reasons, i);

      if (i > 0)
        g_string_append (reason, "; ");
      g_string_append (reason, issue->field < CT_N_FIELDS ? ct_field_key (issue->field) : "record");
      if (names && issue->detail != NULL)
        g_string_append_printf (reason, ": %s", issue->detail);
    }
  return g_string_free (reason, FALSE);
}

static char *
name_of (CtRow *row)
{
  return g_strstrip (g_strjoin (" ", ct_entry_get (row->entry, CT_FIELD_BIRTH_NAME),
                                ct_entry_get (row->entry, CT_FIELD_FIRST_NAMES), NULL));
}

static void
print_text (CtRow *row, gboolean names)
{
  g_autofree char *uuid = ct_uuid_format (&row->uuid);
  g_autofree char *receipt = receipt_of (row);
  g_autofree char *reason = reason_of (row, names);
  g_autofree char *name = name_of (row);

  printf ("%s\t%s\t%" G_GUINT64_FORMAT "\t%u\t%s\t%s", uuid, ct_state_key (row->state), row->revision, row->attempts,
          *receipt != '\0' ? receipt : "-", *reason != '\0' ? reason : "-");
  if (names)
    printf ("\t%s", name);
  putchar ('\n');
}

static void
add_json (JsonBuilder *json, CtRow *row, gboolean names)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  g_autofree char *uuid = ct_uuid_format (&row->uuid);
  g_autofree char *receipt = receipt_of (row);
  g_autofree char *reason = reason_of (row, names);
  g_autofree char *name = name_of (row);

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "uuid");
  json_builder_add_string_value (json, uuid);
  json_builder_set_member_name (json, "state");
  json_builder_add_string_value (json, ct_state_key (row->state));
  if (amendment != NULL)
    {
      g_autofree char *amends = ct_uuid_format (&amendment->amends);

      json_builder_set_member_name (json, amendment->cancels ? "cancels" : "corrects");
      json_builder_add_string_value (json, amends);
    }
  json_builder_set_member_name (json, "revision");
  json_builder_add_int_value (json, (gint64) row->revision);
  json_builder_set_member_name (json, "attempts");
  json_builder_add_int_value (json, row->attempts);
  json_builder_set_member_name (json, "receipt");
  json_builder_add_string_value (json, receipt);
  json_builder_set_member_name (json, "reason");
  json_builder_add_string_value (json, reason);
  if (names)
    {
      json_builder_set_member_name (json, "name");
      json_builder_add_string_value (json, name);
    }
  json_builder_end_object (json);
}

static int
compare_age (gconstpointer a, gconstpointer b)
{
  const CtRow *one = *(CtRow * const *) a, *two = *(CtRow * const *) b;

  return (one->seq > two->seq) - (one->seq < two->seq);
}

/* Returns: (transfer full) (element-type CtRow): in the order they were made */
static GPtrArray *
rows_of (CtSession *session)
{
  GListModel *worklist = ct_session_get_worklist (session);
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  guint n = g_list_model_get_n_items (worklist);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (worklist, i);

      g_ptr_array_add (rows, ct_row_ref (ct_work_item_get_row (item)));
    }
  g_ptr_array_sort (rows, compare_age);
  return rows;
}

static void
print_json (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree char *text = json_to_string (root, FALSE);

  puts (text);
}

/* Names are for who works here, as in the window; that they were shown is written down. */
static gboolean
may_see_names (CtSession *session)
{
  if (ct_people_is_locked (ct_session_get_people (session)))
    {
      g_printerr ("comptoirctl: names are for who works here: give your initials with --as, and your PIN as the first line"
                  " of stdin\n");
      return FALSE;
    }
  ct_session_note (session, CT_AUDIT_VIEWED, NULL);
  return TRUE;
}

CtExit
ct_verb_list (gboolean practice, int argc, char **argv)
{
  gboolean as_json = FALSE, names = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, NULL, NULL },
    { "names", 0, 0, G_OPTION_ARG_NONE, &names, NULL, NULL },
    { NULL },
  };
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GPtrArray) rows = NULL;
  CtSession *session;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 1)
    {
      g_printerr ("comptoirctl: list takes options only\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  if (names && !may_see_names (session))
    {
      ct_verb_close (session);
      return CT_EXIT_FAILED;
    }
  rows = rows_of (session);
  json_builder_begin_array (json);
  for (guint i = 0; i < rows->len; i++)
    if (as_json)
      add_json (json, g_ptr_array_index (rows, i), names);
    else
      print_text (g_ptr_array_index (rows, i), names);
  json_builder_end_array (json);
  if (as_json)
    print_json (json);
  ct_verb_close (session);
  return CT_EXIT_DONE;
}

CtExit
ct_verb_status (gboolean practice, int argc, char **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, NULL, NULL },
    { NULL },
  };
  guint counts[CT_N_STATES] = { 0 };
  gint64 oldest = 0, age;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GPtrArray) rows = NULL;
  CtSession *session;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  if (argc != 1)
    {
      g_printerr ("comptoirctl: status takes options only\n");
      return CT_EXIT_USAGE;
    }
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  rows = rows_of (session);
  for (guint i = 0; i < rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (rows, i);
      gint64 validated = ct_entry_get_validated_at (row->entry);

      counts[row->state]++;
      if (ct_state_is_unsent (row->state) && (oldest == 0 || validated < oldest))
        oldest = validated;
    }
  age = oldest != 0 ? MAX (0, (ct_clock_now_ms () - oldest) / 1000) : 0;

  json_builder_begin_object (json);
  for (guint i = 0; i < CT_N_STATES; i++)
    {
      json_builder_set_member_name (json, ct_state_key ((CtState) i));
      json_builder_add_int_value (json, counts[i]);
      if (!as_json)
        printf ("%-9s %u\n", ct_state_key ((CtState) i), counts[i]);
    }
  json_builder_set_member_name (json, "oldest_seconds");
  json_builder_add_int_value (json, age);
  json_builder_end_object (json);
  if (as_json)
    print_json (json);
  else if (oldest != 0)
    printf ("oldest to send: %" G_GINT64_FORMAT " min\n", age / 60);
  ct_verb_close (session);
  return CT_EXIT_DONE;
}
