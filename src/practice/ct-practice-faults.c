/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Fault switches, for tests and for drills. */

#include "config.h"

#include "ct-practice-faults.h"

#include "ct-practice-path.h"

static const struct
{
  const char *name;
  gsize       offset;
  gboolean    is_share;
} switches[] = {
  { "latency_ms", G_STRUCT_OFFSET (CtPracticeFaults, latency_ms), FALSE },
  { "drop_before", G_STRUCT_OFFSET (CtPracticeFaults, drop_before), TRUE },
  { "drop_after", G_STRUCT_OFFSET (CtPracticeFaults, drop_after), TRUE },
  { "error_before", G_STRUCT_OFFSET (CtPracticeFaults, error_before), TRUE },
  { "touch", G_STRUCT_OFFSET (CtPracticeFaults, touch), TRUE },
  { "garbage_after", G_STRUCT_OFFSET (CtPracticeFaults, garbage_after), TRUE },
  { "status", G_STRUCT_OFFSET (CtPracticeFaults, status), FALSE },
  { "retry_after_s", G_STRUCT_OFFSET (CtPracticeFaults, retry_after_s), FALSE },
  { "truncate_at", G_STRUCT_OFFSET (CtPracticeFaults, truncate_at), FALSE },
  { "inflate_to", G_STRUCT_OFFSET (CtPracticeFaults, inflate_to), FALSE },
  { "for_seconds", G_STRUCT_OFFSET (CtPracticeFaults, for_seconds), FALSE },
  { "for_requests", G_STRUCT_OFFSET (CtPracticeFaults, for_requests), FALSE },
};

static gboolean
is_known (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (g_str_equal (switches[i].name, name))
      return TRUE;
  return FALSE;
}

/**
 * ct_practice_faults_set:
 * @from: an object; a switch that it does not name is turned off
 *
 * Returns: FALSE, with nothing changed, when a name or a value is none
 */
gboolean
ct_practice_faults_set (CtPracticeFaults *self, JsonNode *from)
{
  g_autoptr (GList) members = json_object_get_members (json_node_get_object (from));
  CtPracticeFaults fresh = { 0 };

  for (GList *l = members; l != NULL; l = l->next)
    if (!is_known (l->data))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    {
      JsonNode *node = ct_practice_path_node (from, switches[i].name);
      double value;

      if (node == NULL)
        continue;
      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) == G_TYPE_STRING)
        return FALSE;
      value = json_node_get_double (node);
      if (value < 0 || value > (switches[i].is_share ? 1 : 10000000))
        return FALSE;
      if (switches[i].is_share)
        G_STRUCT_MEMBER (double, &fresh, switches[i].offset) = value;
      else
        G_STRUCT_MEMBER (guint, &fresh, switches[i].offset) = (guint) value;
    }
  *self = fresh;
  return TRUE;
}

/**
 * ct_practice_faults_get:
 *
 * Returns: (transfer full): the object that would set them so
 */
JsonNode *
ct_practice_faults_get (const CtPracticeFaults *self)
{
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (switches[i].is_share)
      json_object_set_double_member (object, switches[i].name, G_STRUCT_MEMBER (double, self, switches[i].offset));
    else
      json_object_set_int_member (object, switches[i].name, G_STRUCT_MEMBER (guint, self, switches[i].offset));
  json_node_take_object (node, object);
  return node;
}

/**
 * ct_practice_faults_count:
 *
 * One transaction was answered: all faults end with the last one asked for.
 */
void
ct_practice_faults_count (CtPracticeFaults *self)
{
  if (self->for_requests > 0 && --self->for_requests == 0)
    *self = (CtPracticeFaults) { 0 };
}
