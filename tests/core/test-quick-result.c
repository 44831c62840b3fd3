/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A number and a letter are a result; nothing else is. */

#include "ct-quick-result.h"

static void
test_read (void)
{
  static const struct
  {
    const char *text;
    guint       number;
    const char *result;
    gboolean    asking;
  } good[] = {
    { "1", 1, NULL, FALSE },           { "9n", 9, "negative", FALSE },    { "2N", 2, "negative", FALSE },
    { "3 i", 3, "inconclusive", FALSE }, { "4x", 4, "unreadable", FALSE }, { "5p", 5, NULL, TRUE },
    { "5p+", 5, "positive", FALSE },   { "5 P+", 5, "positive", FALSE },
    { "12n", 12, "negative", FALSE },  { "10p", 10, NULL, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      guint number;
      const char *result;
      gboolean asking;

      g_test_message ("%s", good[i].text);
      g_assert_true (ct_quick_result_parse (good[i].text, &number, &result, &asking));
      g_assert_cmpuint (number, ==, good[i].number);
      g_assert_cmpstr (result, ==, good[i].result);
      g_assert_cmpint (asking, ==, good[i].asking);
    }
}

static void
test_not_read (void)
{
  static const char * const bad[] = { "", "0", "0n", "n", "12", "123n", "1nn", "1p++", "1+", "1pn", "1é", "martin", "14031979", "1  n" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      guint number;
      const char *result;
      gboolean asking;

      g_test_message ("%s", bad[i]);
      g_assert_false (ct_quick_result_parse (bad[i], &number, &result, &asking));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quick-result/read", test_read);
  g_test_add_func ("/quick-result/not-read", test_not_read);
  return g_test_run ();
}
