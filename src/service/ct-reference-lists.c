/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Fills the catalog from the lists built into the program (data/README.md). */

#include "config.h"

#include "ct-reference-lists.h"

#include "ct-service-lists.h"
#include "ct-thread.h"

#include <json-glib/json-glib.h>

#define PREFIX "/fr/comptoir/lists/"

typedef void (*AddFunc) (CtCatalog *catalog, const CtTest *test, const char *code, const char *display, gboolean active);

/* Returns: (transfer full) (nullable) */
static JsonObject *
load (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (ct_service_lists_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();

  if (bytes == NULL
      || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), error))
    return NULL;
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static void
add_country (CtCatalog *catalog, const CtTest *test, const char *code, const char *display, gboolean active)
{
  if (active)
    ct_catalog_add_country (catalog, code, display);
}

static void
add_eu_kit (CtCatalog *catalog, const CtTest *test, const char *code, const char *display, gboolean active)
{
  ct_catalog_add_eu_kit (catalog, test, code, display);
  if (!active)
    ct_catalog_mark_left (catalog, code);
}

static gboolean
load_value_set (CtCatalog *catalog, const CtTest *test, const char *path, AddFunc add, GError **error)
{
  g_autoptr (JsonObject) list = load (path, error);
  JsonObjectIter iter;
  const char *code;
  JsonNode *node;

  if (list == NULL)
    return FALSE;
  json_object_iter_init_ordered (&iter, json_object_get_object_member (list, "valueSetValues"));
  while (json_object_iter_next_ordered (&iter, &code, &node))
    {
      JsonObject *value = json_node_get_object (node);

      add (catalog, test, code, json_object_get_string_member (value, "display"), json_object_get_boolean_member (value, "active"));
    }
  return TRUE;
}

/* In the workstation's language, or in English. */
static const char *
name_in (JsonObject *names)
{
  const char * const *languages = g_get_language_names ();

  for (guint i = 0; languages[i] != NULL; i++)
    if (json_object_has_member (names, languages[i]))
      return json_object_get_string_member (names, languages[i]);
  return json_object_get_string_member (names, "en");
}

static void
add_analytes (CtCatalog *catalog, JsonArray *analytes)
{
  for (guint i = 0; i < json_array_get_length (analytes); i++)
    {
      JsonObject *analyte = json_array_get_object_element (analytes, i);
      JsonArray *also = json_object_get_array_member (analyte, "also");
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) codes = NULL;

      for (guint j = 0; j < json_array_get_length (also); j++)
        g_strv_builder_add (builder, json_array_get_string_element (also, j));
      codes = g_strv_builder_end (builder);
      ct_catalog_add_analyte (catalog, json_object_get_string_member (analyte, "id"), name_in (json_object_get_object_member (analyte, "names")),
                              json_object_get_string_member (analyte, "code"), json_object_get_string_member (analyte, "display"),
                              (const char * const *) codes);
    }
}

static void
look_for (const CtCatalog *catalog, CtTest *test, JsonArray *analytes)
{
  for (guint i = 0; i < json_array_get_length (analytes); i++)
    ct_catalog_look_for (catalog, test, json_array_get_string_element (analytes, i));
}

/* Those of the EU list, or the file's own. */
static gboolean
add_kits (CtCatalog *catalog, const CtTest *test, JsonNode *kits, GError **error)
{
  JsonArray *own;

  if (!JSON_NODE_HOLDS_ARRAY (kits))
    return load_value_set (catalog, test, PREFIX "kits.json", add_eu_kit, error);
  own = json_node_get_array (kits);
  for (guint i = 0; i < json_array_get_length (own); i++)
    {
      JsonObject *kit = json_array_get_object_element (own, i);

      ct_catalog_add_kit (catalog, test, json_object_get_string_member (kit, "id"), json_object_get_string_member (kit, "maker"),
                          json_object_get_string_member (kit, "name"));
    }
  return TRUE;
}

static gboolean
load_tests (CtCatalog *catalog, GError **error)
{
  g_autoptr (JsonObject) file = load (PREFIX "tests.json", error);
  JsonArray *tests = file != NULL ? json_object_get_array_member (file, "tests") : NULL;
  gboolean good = tests != NULL;

  if (good)
    add_analytes (catalog, json_object_get_array_member (file, "analytes"));
  for (guint i = 0; good && i < json_array_get_length (tests); i++)
    {
      JsonObject *object = json_array_get_object_element (tests, i);
      JsonObject *specimen = json_object_get_object_member (object, "specimen");
      CtTest *test = ct_catalog_add_test (catalog, json_object_get_string_member (object, "id"),
                                          name_in (json_object_get_object_member (object, "names")),
                                          json_object_get_string_member (object, "other"));

      ct_catalog_set_specimen (test, json_object_get_string_member (specimen, "code"), json_object_get_string_member (specimen, "display"));
      look_for (catalog, test, json_object_get_array_member (object, "analytes"));
      good = add_kits (catalog, test, json_object_get_member (object, "kits"), error);
    }
  return good;
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

  if (!load_tests (catalog, error)
      || !load_value_set (catalog, NULL, PREFIX "countries.json", add_country, error)
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

  ct_thread_run (task, load_job);
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
