/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Reading JSON from elsewhere: guarded, and a wrong type is the same as an
 * absent member. */

#include "config.h"

#include "ct-json.h"

#include "ct-json-guard.h"

/**
 * ct_json_parse:
 * @why: (out): on NULL, a static English sentence for a log
 *
 * Returns: (transfer full) (nullable): an object or an array
 */
JsonNode *
ct_json_parse (GBytes *bytes, const char **why)
{
  g_autoptr (JsonParser) parser = NULL;
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  if (!ct_json_guard (data != NULL ? data : "", length, why))
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, data, (gssize) length, NULL) || json_parser_get_root (parser) == NULL)
    {
      *why = "not JSON";
      return NULL;
    }
  return json_parser_steal_root (parser);
}

static JsonNode *
member_of (JsonObject *object, const char *member, JsonNodeType type)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;

  return node != NULL && JSON_NODE_TYPE (node) == type ? node : NULL;
}

static JsonNode *
item_of (JsonArray *array, guint index, JsonNodeType type)
{
  JsonNode *node = array != NULL && index < json_array_get_length (array) ? json_array_get_element (array, index) : NULL;

  return node != NULL && JSON_NODE_TYPE (node) == type ? node : NULL;
}

/**
 * ct_json_object:
 * @object: (nullable)
 *
 * Returns: (transfer none) (nullable)
 */
JsonObject *
ct_json_object (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

JsonArray *
ct_json_array (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member, JSON_NODE_ARRAY);

  return node != NULL ? json_node_get_array (node) : NULL;
}

const char *
ct_json_string (JsonObject *object, const char *member)
{
  JsonNode *node = member_of (object, member, JSON_NODE_VALUE);

  return node != NULL ? json_node_get_string (node) : NULL;
}

JsonObject *
ct_json_item (JsonArray *array, guint index)
{
  JsonNode *node = item_of (array, index, JSON_NODE_OBJECT);

  return node != NULL ? json_node_get_object (node) : NULL;
}

const char *
ct_json_text (JsonArray *array, guint index)
{
  JsonNode *node = item_of (array, index, JSON_NODE_VALUE);

  return node != NULL ? json_node_get_string (node) : NULL;
}
