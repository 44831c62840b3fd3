/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What json-glib 1.6 would take, misread or die of must stop at the guard. */

#include "ct-json-guard.h"

#include <string.h>

static void
test_accepted (void)
{
  static const char * const good[] = {
    "{}", "[]", " {\"a\":[1,-0.5e+3,true,false,null,\"\\u00e9\\n\\ud83d\\ude00\"]}\n", "{\"é\":{}}",
    /* Space wherever it may be, signs of exponents, the ends of every range of escapes. */
    " \t\r\n{ \t\"a b\" \r:\n[ 1 , 2e+5 ,\t3E-5,4e5 ] , \"c\" : { } } ", "[ ]", "[\"\\u0001\"]", "[\"\\ud7ff\\ue000\"]",
    "[\"\\ud800\\udc00\"]", "[\"\\udbff\\udfff\"]", "[\"\\uFFFF\"]", "[0]", "[-0]", "[10,0.0]", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      const char *why = "";

      g_test_message ("%s", good[i]);
      g_assert_true (ct_json_guard (good[i], strlen (good[i]), &why));
      g_assert_null (why);
    }
}

static void
test_refused (void)
{
  static const char * const bad[] = {
    "", " ", "1", "\"a\"", "{", "[1", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "['a']", "[0123]", "[0x10]",
    "[1.]", "[.5]", "[1e]", "[1e400]", "[-1e309]", "[+1]", "[NaN]", "[tru]", "{}{}", "[] x", "[\"\\u0000\"]", "[\"\\ud800\"]", "[\"\\ud800\\ue000\"]", "[\"\\ud800\\u0041\"]", "[\"\\ud800\\n\"]",
    "[\"\\udfff\"]", "[\"\\udbff\"]", "[\"\\udbffx\"]", "[\"\\udc00\"]", "[\"\\u12\"]", "[\"\\u12", "[\"\\", "[\"\\x\"]", "[\"\\u00g0\"]", "[\"\\ud800\\ud8", "[1x]", "[1.5.2]",
    "[\"\\udc00\"]", "[\"\\x41\"]", "[\"a\nb\"]", "[\"open", "// c\n{}", "var a={}", "\xef\xbb\xbf{}",
    "{\"a\":1,\"a\":2}", "{\"\\u0061\":1}", "[\"\xff\"]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      const char *why = NULL;

      g_test_message ("case %u", i);
      g_assert_false (ct_json_guard (bad[i], strlen (bad[i]), &why));
      g_assert_nonnull (why);
    }
  g_assert_false (ct_json_guard ("[\"a\0b\"]", 7, NULL));
}

static void
test_limits (void)
{
  const char *why;
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) large = g_string_new ("[\"");

  for (guint i = 0; i < CT_JSON_MAX_DEPTH; i++)
    g_string_append_c (deep, '[');
  for (guint i = 0; i < CT_JSON_MAX_DEPTH; i++)
    g_string_append_c (deep, ']');
  g_assert_true (ct_json_guard (deep->str, deep->len, NULL));
  {
    /* Members go as deep as elements, and no deeper. */
    g_autoptr (GString) members = g_string_new (NULL);

    for (guint i = 0; i < CT_JSON_MAX_DEPTH; i++)
      g_string_append (members, i + 1 < CT_JSON_MAX_DEPTH ? "{\"a\":" : "{}");
    for (guint i = 0; i + 1 < CT_JSON_MAX_DEPTH; i++)
      g_string_append_c (members, '}');
    g_assert_true (ct_json_guard (members->str, members->len, NULL));
    g_string_prepend (members, "{\"a\":");
    g_string_append_c (members, '}');
    g_assert_false (ct_json_guard (members->str, members->len, NULL));
  }
  g_string_prepend_c (deep, '[');
  g_string_append_c (deep, ']');
  g_assert_false (ct_json_guard (deep->str, deep->len, NULL));

  /* What kills json-glib. */
  g_string_set_size (deep, 0);
  for (guint i = 0; i < 75000; i++)
    g_string_append_c (deep, '[');
  g_assert_false (ct_json_guard (deep->str, deep->len, NULL));

  while (large->len < CT_JSON_MAX_SIZE - 2)
    g_string_append_c (large, 'x');
  g_string_append (large, "\"]");
  g_assert_true (ct_json_guard (large->str, large->len, NULL));
  g_string_append_c (large, ' ');
  g_assert_false (ct_json_guard (large->str, large->len, &why));
  g_assert_cmpstr (why, ==, "larger than 64 KiB");
  g_assert_true (ct_json_guard_file (large->str, large->len, CT_JSON_MAX_SIZE + 1, NULL));
  g_assert_false (ct_json_guard_file (large->str, large->len, CT_JSON_MAX_SIZE - 1, &why));
  g_assert_cmpstr (why, ==, "larger than is read");
}

/* Every prefix of a document, and every one-byte change of it, is answered. */
static void
test_mutations (void)
{
  static const char document[] = "{\"a\":[1,{\"b\":\"\\u00e9\"},-2.5e3],\"c\":{\"d\":[true,null]}}";
  char copy[sizeof document];

  for (gsize i = 0; i < strlen (document); i++)
    {
      g_assert_false (ct_json_guard (document, i, NULL));
      for (int c = 0; c < 256; c++)
        {
          g_autofree char *exact = NULL; /* so that a sanitizer sees its end */

          memcpy (copy, document, sizeof document);
          copy[i] = (char) c;
          exact = g_memdup2 (copy, strlen (document));
          ct_json_guard (exact, strlen (document), NULL);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json-guard/accepted", test_accepted);
  g_test_add_func ("/json-guard/refused", test_refused);
  g_test_add_func ("/json-guard/limits", test_limits);
  g_test_add_func ("/json-guard/mutations", test_mutations);
  return g_test_run ();
}
