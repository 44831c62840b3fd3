/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Where the service keeps the resources of a record: what a correction has to know.
 *
 * Text, one "KEY=Type/id/_history/version" for each, a space between. The key is the
 * type, and for Observations the LOINC code: a record has one of each, and a result for each
 * thing its kit looks for. A service
 * may leave the version out; then it is asked for before it is needed. */

#include "config.h"

#include "ct-places.h"

#include "ct-json.h"

#include <string.h>

#define HISTORY "/_history/"

/**
 * ct_places_key:
 * @resource: of one of our bundles
 *
 * Returns: (transfer none) (nullable)
 */
const char *
ct_places_key (JsonObject *resource)
{
  const char *type = ct_json_string (resource, "resourceType");
  JsonObject *code = ct_json_item (ct_json_array (ct_json_object (resource, "code"), "coding"), 0);

  return g_strcmp0 (type, "Observation") == 0 ? ct_json_string (code, "code") : type;
}

/**
 * ct_places_is_result:
 * @resource: (nullable): of one of our bundles
 *
 * Returns: whether it is what the kit said of one thing it looks for; not an answer beside it
 */
gboolean
ct_places_is_result (JsonObject *resource)
{
  JsonObject *category = ct_json_item (ct_json_array (resource, "category"), 0);

  return g_strcmp0 (ct_json_string (resource, "resourceType"), "Observation") == 0
         && g_strcmp0 (ct_json_string (ct_json_item (ct_json_array (category, "coding"), 0), "code"), "laboratory") == 0;
}

/**
 * ct_places_type:
 *
 * Returns: (transfer none): of the resource of that key
 */
const char *
ct_places_type (const char *key)
{
  return g_ascii_isdigit (*key) ? "Observation" : key;
}

/**
 * ct_places_of:
 * @location: (nullable): as an answer states it, relative or not
 *
 * Returns: (transfer full) (nullable): "Type/id" or "Type/id/_history/version";
 *   NULL when it is no place of a @type
 */
char *
ct_places_of (const char *location, const char *type)
{
  g_autofree char *prefix = g_strconcat (type, "/", NULL);
  const char *relative = location != NULL ? g_strrstr (location, prefix) : NULL;

  if (relative == NULL || strpbrk (relative, " \t\r\n=") != NULL || relative[strlen (prefix)] == '\0')
    return NULL;
  return g_strdup (relative);
}

/* @etag: (nullable): W/"version" */
static void
append_version (GString *places, const char *etag)
{
  gsize length = etag != NULL && g_str_has_prefix (etag, "W/\"") ? strcspn (etag + 3, "\" ") : 0;

  if (length > 0)
    g_string_append_printf (places, HISTORY "%.*s", (int) length, etag + 3);
}

/**
 * ct_places_read:
 * @request: the transaction
 * @answer: its transaction-response, of as many entries
 *
 * Returns: (transfer full): what @answer says of each; "" for nothing
 */
char *
ct_places_read (JsonObject *request, JsonObject *answer)
{
  JsonArray *sent = ct_json_array (request, "entry");
  JsonArray *answers = ct_json_array (answer, "entry");
  GString *places = g_string_new (NULL);

  for (guint i = 0; sent != NULL && i < json_array_get_length (sent); i++)
    {
      JsonObject *resource = ct_json_object (ct_json_item (sent, i), "resource");
      JsonObject *response = ct_json_object (ct_json_item (answers, i), "response");
      const char *key = ct_places_key (resource);
      g_autofree char *place =
        key != NULL ? ct_places_of (ct_json_string (response, "location"), ct_json_string (resource, "resourceType")) : NULL;

      if (place == NULL)
        continue;
      g_string_append_printf (places, "%s%s=%s", places->len > 0 ? " " : "", key, place);
      if (strstr (place, HISTORY) == NULL)
        append_version (places, ct_json_string (response, "etag"));
    }
  return g_string_free (places, FALSE);
}

/**
 * ct_places_find:
 *
 * Returns: (transfer full) (nullable): the place of @key
 */
char *
ct_places_find (const char *places, const char *key)
{
  g_auto (GStrv) list = g_strsplit (places, " ", -1);
  gsize length = strlen (key);

  for (guint i = 0; list[i] != NULL; i++)
    if (strncmp (list[i], key, length) == 0 && list[i][length] == '=')
      return g_strdup (list[i] + length + 1);
  return NULL;
}

/**
 * ct_places_set:
 *
 * Returns: (transfer full): @places, with @key at @place
 */
char *
ct_places_set (const char *places, const char *key, const char *place)
{
  g_auto (GStrv) list = g_strsplit (places, " ", -1);
  GString *out = g_string_new (NULL);
  gsize length = strlen (key);

  for (guint i = 0; list[i] != NULL; i++)
    if (*list[i] != '\0' && (strncmp (list[i], key, length) != 0 || list[i][length] != '='))
      g_string_append_printf (out, "%s ", list[i]);
  g_string_append_printf (out, "%s=%s", key, place);
  return g_string_free (out, FALSE);
}

/**
 * ct_places_any_version:
 *
 * Returns: (transfer full): @places without their versions, to be asked for
 */
char *
ct_places_any_version (const char *places)
{
  g_auto (GStrv) list = g_strsplit (places, " ", -1);

  for (guint i = 0; list[i] != NULL; i++)
    {
      char *history = strstr (list[i], HISTORY);

      if (history != NULL)
        *history = '\0';
    }
  return g_strjoinv (" ", list);
}

/**
 * ct_places_address:
 *
 * Returns: (transfer full): "Type/id"
 */
char *
ct_places_address (const char *place)
{
  const char *history = strstr (place, HISTORY);

  return history != NULL ? g_strndup (place, (gsize) (history - place)) : g_strdup (place);
}

/**
 * ct_places_version:
 *
 * Returns: (transfer full) (nullable): NULL when the service did not say
 */
char *
ct_places_version (const char *place)
{
  const char *history = strstr (place, HISTORY);

  return history != NULL && history[strlen (HISTORY)] != '\0' ? g_strdup (history + strlen (HISTORY)) : NULL;
}
