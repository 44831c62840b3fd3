/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who works at a counter: initials, PINs, tries. */

#include "ct-operator.h"

static void
test_initials (void)
{
  char initials[CT_OPERATOR_INITIALS_MAX + 1];

  g_assert_true (ct_operator_initials ("ab", initials));
  g_assert_cmpstr (initials, ==, "AB");
  g_assert_true (ct_operator_initials ("Z", initials));
  g_assert_true (ct_operator_initials ("abcd", initials));
  g_assert_false (ct_operator_initials ("", initials));
  g_assert_false (ct_operator_initials ("abcde", initials));
  g_assert_false (ct_operator_initials ("é", initials));
  g_assert_false (ct_operator_initials ("a1", initials));
  g_assert_false (ct_operator_initials ("a b", initials));
}

static void
test_pins (void)
{
  static const struct
  {
    const char *pin;
    CtPinFlaw   flaw;
  } pins[] = {
    { "482951", CT_PIN_GOOD },    { "121212", CT_PIN_GOOD },       { "482951730264", CT_PIN_GOOD },
    { "", CT_PIN_SHORT },         { "48295", CT_PIN_SHORT },       { "4829517302645", CT_PIN_LONG },
    { "48295a", CT_PIN_NO_DIGIT }, { "48 951", CT_PIN_NO_DIGIT },  { "000000", CT_PIN_OBVIOUS },
    { "123456", CT_PIN_OBVIOUS }, { "987654321", CT_PIN_OBVIOUS }, { "135791", CT_PIN_GOOD },
    { "135789", CT_PIN_GOOD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pins); i++)
    {
      g_test_message ("%s", pins[i].pin);
      g_assert_cmpint (ct_operator_check_pin (pins[i].pin), ==, pins[i].flaw);
    }
}

/* Five tries are free; then half a minute, and twice that each time, up to an hour. */
static void
test_wait (void)
{
  static const gint64 seconds[] = { 0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600 };
  g_autoptr (CtOperator) operator = ct_operator_new ("AB", CT_ROLE_CHECKS, "x");
  const gint64 then = G_GINT64_CONSTANT (1795600000000);

  operator->tried_at = then;
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      operator->tries = i;
      g_assert_cmpint (ct_operator_wait (operator, then), ==, seconds[i] * 1000);
      g_assert_cmpint (ct_operator_wait (operator, then + seconds[i] * 1000), ==, 0);
      /* A clock set back does not lock anybody out for longer. */
      g_assert_cmpint (ct_operator_wait (operator, then - 86400000), ==, seconds[i] * 1000);
    }
  operator->tries = G_MAXUINT;
  g_assert_cmpint (ct_operator_wait (operator, then), ==, 3600000);
}

static void
test_packed (void)
{
  g_autoptr (GPtrArray) operators = ct_operators_new ();
  g_autoptr (GPtrArray) back = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) none = g_bytes_new (NULL, 0);
  const guint8 *data;
  gsize size;
  CtOperator *operator;

  g_ptr_array_add (operators, ct_operator_new ("AB", CT_ROLE_ADMINISTERS, "hash"));
  operator = ct_operator_new ("CD", CT_ROLE_ENTERS, "other");
  operator->tries = 7;
  operator->tried_at = 1234567890123;
  operator->left = TRUE;
  g_ptr_array_add (operators, operator);
  packed = ct_operators_pack (operators);
  back = ct_operators_unpack (packed);
  g_assert_cmpuint (back->len, ==, 2);
  operator = ct_operators_find (back, "CD");
  g_assert_cmpstr (operator->pin, ==, "other");
  g_assert_cmpuint (operator->tries, ==, 7);
  g_assert_cmpint (operator->tried_at, ==, 1234567890123);
  g_assert_true (operator->left);
  g_assert_null (ct_operators_find (back, "EF"));
  /* Who left counts no more. */
  g_assert_cmpuint (ct_operators_count (back, CT_ROLE_ENTERS), ==, 1);
  g_assert_cmpuint (ct_operators_count (back, CT_ROLE_ADMINISTERS), ==, 1);

  /* Nothing but what was packed here is read; nothing is read beyond its end. */
  data = g_bytes_get_data (packed, &size);
  for (gsize i = 0; i < size; i++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, i);
      g_autoptr (GPtrArray) some = ct_operators_unpack (cut);

      g_assert_true (some == NULL || some->len < 2);
    }
  g_clear_pointer (&back, g_ptr_array_unref);
  back = ct_operators_unpack (none);
  g_assert_true (back == NULL || back->len == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/operator/initials", test_initials);
  g_test_add_func ("/operator/pins", test_pins);
  g_test_add_func ("/operator/wait", test_wait);
  g_test_add_func ("/operator/packed", test_packed);
  return g_test_run ();
}
