/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl people: who works here, and the way in when every PIN is forgotten. */

#include "config.h"

#include "ct-verbs.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define LINE_LENGTH 256

static const char *
role_key (CtRole role)
{
  return role == CT_ROLE_ADMINISTERS ? "administers" : role == CT_ROLE_CHECKS ? "checks" : "enters";
}

static void
print_one (const CtOperator *operator, gboolean json)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (!json)
    {
      g_print ("%-4s  %s%s\n", operator->initials, role_key (operator->role), operator->left ? ", left" : "");
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "initials");
  json_builder_add_string_value (builder, operator->initials);
  json_builder_set_member_name (builder, "role");
  json_builder_add_string_value (builder, role_key (operator->role));
  json_builder_set_member_name (builder, "left");
  json_builder_add_boolean_value (builder, operator->left);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  g_print ("%s\n", text);
}

static CtExit
set_pin (CtSession *session, const char *initials)
{
  CtPeople *people = ct_session_get_people (session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char checked[CT_OPERATOR_INITIALS_MAX + 1];
  char code[LINE_LENGTH] = "", pin[LINE_LENGTH] = "";

  if (!ct_operator_initials (initials, checked) || !ct_verb_read_secret ("Recovery code: ", code, sizeof code)
      || !ct_verb_read_secret ("New PIN: ", pin, sizeof pin))
    {
      explicit_bzero (code, sizeof code);
      g_printerr ("comptoirctl: --new-pin takes initials; the recovery code and the PIN are two lines of stdin\n");
      return CT_EXIT_USAGE;
    }
  ct_people_set_pin_by_code_async (people, code, checked, pin, ct_verb_done_cb, &result);
  explicit_bzero (code, sizeof code);
  explicit_bzero (pin, sizeof pin);
  ct_verb_wait (&result);
  if (ct_people_finish (people, result, &error))
    return CT_EXIT_DONE;
  g_printerr ("comptoirctl: %s\n", error->message);
  return CT_EXIT_FAILED;
}

CtExit
ct_verb_people (gboolean practice, int argc, char **argv)
{
  gboolean json = FALSE;
  g_autofree char *initials = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, NULL, NULL },
    { "new-pin", 0, 0, G_OPTION_ARG_STRING, &initials, NULL, NULL },
    { NULL },
  };
  CtExit status = CT_EXIT_DONE;
  GPtrArray *operators;
  CtSession *session;

  if (!ct_verb_parse (&argc, &argv, entries))
    return CT_EXIT_USAGE;
  session = ct_verb_open (practice);
  if (session == NULL)
    return CT_EXIT_FAILED;
  operators = ct_people_get_operators (ct_session_get_people (session));
  if (initials != NULL)
    status = set_pin (session, initials);
  else
    for (guint i = 0; i < operators->len; i++)
      print_one (g_ptr_array_index (operators, i), json);
  ct_verb_close (session);
  return status;
}
