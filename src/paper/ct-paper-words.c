/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The words of what is handed to a patient, from data/paper.json, and what is said of each
 * test and its results, from data/catalog/tests.json. Not from the catalogue of the
 * window: a paper may be in another language than the screen, or in two. */

#define G_LOG_DOMAIN "ct-paper"

#include "config.h"

#include "ct-paper-resources.h"
#include "ct-paper-words.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

/* Part of the program: what is wrong with it is found by any test. */
static JsonObject *
load (const char *name)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = g_strconcat ("/fr/comptoir/paper/", name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (ct_paper_get_resource (), path, 0, NULL);
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL))
    g_error ("%s does not parse", name);
  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static JsonObject *
file (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) load ("paper.json"));
  return (JsonObject *) once;
}

/* @list: "tests" or "analytes"
 * Returns: (transfer none) */
static JsonObject *
find (const char *list, const char *id)
{
  static gsize once;
  JsonArray *all;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) load ("tests.json"));
  all = json_object_get_array_member ((JsonObject *) once, list);
  for (guint i = 0; i < json_array_get_length (all); i++)
    {
      JsonObject *object = json_array_get_object_element (all, i);

      if (g_str_equal (json_object_get_string_member (object, "id"), id))
        return object;
    }
  g_error ("nothing is said of %s", id);
}

/* Returns: (transfer none): what is said of @test in @language */
static JsonObject *
words_of_test (const char *test, const char *language)
{
  return json_object_get_object_member (json_object_get_object_member (find ("tests", test), "paper"), language);
}

/**
 * ct_paper_words_has:
 *
 * Returns: whether there are words in @language, a code of ISO 639-1
 */
gboolean
ct_paper_words_has (const char *language)
{
  return json_object_has_member (json_object_get_object_member (file (), "words"), language);
}

/**
 * ct_paper_words_get:
 * @language: one that ct_paper_words_has()
 *
 * Returns: (transfer none): the words of @key
 */
const char *
ct_paper_words_get (const char *language, const char *key)
{
  JsonObject *words = json_object_get_object_member (json_object_get_object_member (file (), "words"), language);

  return json_object_get_string_member (words, key);
}

/**
 * ct_paper_words_analyte:
 * @analyte: one of the catalog's
 *
 * Returns: (transfer none): its name
 */
const char *
ct_paper_words_analyte (const char *language, const char *analyte)
{
  return json_object_get_string_member (json_object_get_object_member (find ("analytes", analyte), "names"), language);
}

/**
 * ct_paper_words_test:
 * @test: one of the catalog's
 *
 * Returns: (transfer none): what was looked for, in what, where it was read
 */
const char *
ct_paper_words_test (const char *language, const char *test)
{
  return json_object_get_string_member (words_of_test (test, language), "test");
}

/**
 * ct_paper_words_advice:
 * @test: one of the catalog's
 * @result: a code of %CT_FIELD_RESULT
 *
 * Returns: (transfer container): what to do now, a paragraph each; free with g_free()
 */
const char * const *
ct_paper_words_advice (const char *language, const char *test, const char *result)
{
  JsonObject *advice = json_object_get_object_member (words_of_test (test, language), "advice");
  JsonArray *lines = json_object_get_array_member (advice, result);
  const char **all = g_new0 (const char *, json_array_get_length (lines) + 1);

  for (guint i = 0; i < json_array_get_length (lines); i++)
    all[i] = json_array_get_string_element (lines, i);
  return (const char * const *) all;
}
