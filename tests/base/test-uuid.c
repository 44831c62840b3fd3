/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Version 5 against RFC 4122's own example; version 4 only by its shape. */

#include "ct-uuid.h"

static void
test_derived (void)
{
  CtUuid dns, uuid;
  g_autofree char *text = NULL;

  g_assert_true (ct_uuid_parse ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", &dns));
  uuid = ct_uuid_derive (&dns, "www.example.com");
  text = ct_uuid_format (&uuid);
  g_assert_cmpstr (text, ==, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

static void
test_random (void)
{
  CtUuid a = ct_uuid_random (), b = ct_uuid_random (), c;
  g_autofree char *text = ct_uuid_format (&a);

  g_assert_false (ct_uuid_equal (&a, &b));
  g_assert_false (ct_uuid_is_null (&a));
  g_assert_cmpint (text[14], ==, '4');
  g_assert_true (ct_uuid_parse (text, &c));
  g_assert_true (ct_uuid_equal (&a, &c));
}

static void
test_not_a_uuid (void)
{
  CtUuid uuid;

  g_assert_false (ct_uuid_parse (NULL, &uuid));
  g_assert_false (ct_uuid_parse ("", &uuid));
  g_assert_false (ct_uuid_parse ("6ba7b810-9dad-11d1-80b4-00c04fd430c", &uuid));
  g_assert_false (ct_uuid_parse ("6ba7b810-9dad-11d1-80b4-00c04fd430cg", &uuid));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/uuid/derived", test_derived);
  g_test_add_func ("/uuid/random", test_random);
  g_test_add_func ("/uuid/not-a-uuid", test_not_a_uuid);
  return g_test_run ();
}
