/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The guard before json-glib, and json-glib behind it. */

#include "fuzz.h"

#include "ct-json-guard.h"
#include "ct-json.h"

/* What our readers make of anything: what is not there is NULL. */
static void
walk (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_node_get_object (node);
      g_autoptr (GList) members = json_object_get_members (object);

      g_assert_null (ct_json_string (object, "no such member"));
      for (GList *l = members; l != NULL; l = l->next)
        {
          const char *text = ct_json_string (object, l->data);
          JsonArray *array = ct_json_array (object, l->data);

          g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
          ct_json_object (object, l->data);
          ct_json_item (array, 0);
          ct_json_text (array, 0);
          ct_json_text (array, G_MAXUINT);
          walk (json_object_get_member (object, l->data));
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *array = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (array); i++)
        walk (json_array_get_element (array, i));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (JsonNode) root = NULL;
  const char *why = NULL;
  gboolean good = ct_json_guard ((const char *) data, size, &why);

  g_assert_true (good == (why == NULL));
  root = ct_json_parse (bytes, &why);
  g_assert_true (good || root == NULL);
  if (root == NULL)
    return 0;
  /* What was let in is an object or a list, no larger than the cap. It is not written again:
   * json-glib 1.6 makes "3e-11.0" of 3E-11, and nothing of ours hands on what came in. */
  g_assert_true (JSON_NODE_HOLDS_OBJECT (root) || JSON_NODE_HOLDS_ARRAY (root));
  g_assert_cmpuint (size, <=, 64 * 1024);
  walk (root);
  return 0;
}
