/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Fills the catalog from the lists built into the program (data/README.md). */

#include "config.h"

#include "ct-reference-lists.h"

#include "ct-service-lists.h"

#include <json-glib/json-glib.h>

#define PREFIX "/fr/comptoir/lists/"

typedef void (*AddFunc) (CtCatalog *catalog, const char *code, const char *display);

static gboolean
load_value_set (CtCatalog *catalog, const char *path, AddFunc add, GError **error)
{
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (ct_service_lists_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *values;
  JsonObjectIter iter;
  const char *code;
  JsonNode *node;

  if (bytes == NULL
      || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error))
    return FALSE;
  values = json_object_get_object_member (json_node_get_object (json_parser_get_root (parser)), "valueSetValues");
  json_object_iter_init_ordered (&iter, values);
  while (json_object_iter_next_ordered (&iter, &code, &node))
    {
      JsonObject *value = json_node_get_object (node);

      if (json_object_get_boolean_member (value, "active"))
        add (catalog, code, json_object_get_string_member (value, "display"));
    }
  return TRUE;
}

static gboolean
load_towns (CtCatalog *catalog, GError **error)
{
  g_autoptr (GInputStream) packed = 
    g_resource_open_stream (ct_service_lists_get_resource (), PREFIX "communes.tsv.gz",
                            G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (GZlibDecompressor) gunzip = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP);
  g_autoptr (GInputStream) plain = NULL;
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  if (packed == NULL)
    return FALSE;
  plain = g_converter_input_stream_new (packed, G_CONVERTER (gunzip));
  if (g_output_stream_splice (memory, plain, G_OUTPUT_STREAM_SPLICE_NONE, NULL, error) < 0
      || !g_output_stream_write_all (memory, "", 1, NULL, NULL, error))
    return FALSE;
  ct_catalog_add_towns (catalog, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)));
  return TRUE;
}

/**
 * ct_reference_lists_load:
 *
 * Takes some tens of milliseconds: not for the main thread of a window.
 *
 * Returns: (transfer full) (nullable)
 */
CtCatalog *
ct_reference_lists_load (GError **error)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new ();

  if (!load_value_set (catalog, PREFIX "kits.json", ct_catalog_add_kit, error)
      || !load_value_set (catalog, PREFIX "countries.json", ct_catalog_add_country, error)
      || !load_towns (catalog, error))
    return NULL;
  return g_steal_pointer (&catalog);
}

static void
load_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  CtCatalog *catalog = ct_reference_lists_load (&error);

  if (catalog != NULL)
    g_task_return_pointer (task, catalog, (GDestroyNotify) ct_catalog_unref);
  else
    g_task_return_error (task, error);
}

void
ct_reference_lists_load_async (GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_run_in_thread (task, load_job);
}

/**
 * ct_reference_lists_load_finish:
 *
 * Returns: (transfer full) (nullable)
 */
CtCatalog *
ct_reference_lists_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
