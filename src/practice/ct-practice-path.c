/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Reaching into JSON by paths such as "name[0].family", which are also what an
 * OperationOutcome names. A step that is not there, or of another type, gives
 * nothing. */

#include "config.h"

#include "ct-practice-path.h"

#include "ct-json-guard.h"

#include <string.h>

/**
 * ct_practice_path_parse:
 * @data: (nullable): NULL for nothing
 * @why: (out): on NULL, a static English sentence
 *
 * Returns: (transfer full) (nullable): an object
 */
JsonNode *
ct_practice_path_parse (const char *data, gsize length, const char **why)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!ct_json_guard (data != NULL ? data : "", length, why))
    return NULL;
  if (!json_parser_load_from_data (parser, data, (gssize) length, NULL)
      || !JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      *why = "not a JSON object";
      return NULL;
    }
  return json_parser_steal_root (parser);
}

/**
 * ct_practice_path_node:
 * @from: (nullable)
 *
 * Returns: (transfer none) (nullable)
 */
JsonNode *
ct_practice_path_node (JsonNode *from, const char *path)
{
  JsonNode *node = from;

  while (node != NULL && *path != '\0')
    {
      gsize length = strcspn (path, ".[");

      if (*path == '[')
        {
          guint64 index = g_ascii_strtoull (path + 1, NULL, 10);

          if (!JSON_NODE_HOLDS_ARRAY (node) || index >= json_array_get_length (json_node_get_array (node)))
            return NULL;
          node = json_array_get_element (json_node_get_array (node), (guint) index);
          path += strcspn (path, "]") + 1;
        }
      else
        {
          g_autofree char *name = g_strndup (path, length);

          node = JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), name) : NULL;
          path += length;
        }
      if (*path == '.')
        path++;
    }
  return node;
}

/**
 * ct_practice_path_string:
 *
 * Returns: (transfer none) (nullable): NULL for what is no string, or empty
 */
const char *
ct_practice_path_string (JsonNode *from, const char *path)
{
  JsonNode *node = ct_practice_path_node (from, path);
  const char *text =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;

  return text != NULL && *text != '\0' ? text : NULL;
}

/**
 * ct_practice_path_length:
 *
 * Returns: items of the array there, 0 when there is none
 */
guint
ct_practice_path_length (JsonNode *from, const char *path)
{
  JsonNode *node = ct_practice_path_node (from, path);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_array_get_length (json_node_get_array (node)) : 0;
}
