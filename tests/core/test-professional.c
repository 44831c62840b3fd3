/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* FINESS and RPPS keys. */

#include "ct-professional.h"

static void
test_numbers (void)
{
  g_assert_true (ct_finess_is_valid ("750012346"));
  g_assert_false (ct_finess_is_valid ("750012345"));
  g_assert_false (ct_finess_is_valid ("75001234"));
  g_assert_false (ct_finess_is_valid (NULL));
  g_assert_true (ct_finess_is_valid ("2A0012345"));
  g_assert_false (ct_finess_is_valid ("2C0012345"));
  g_assert_true (ct_rpps_is_valid ("10003456786"));
  g_assert_false (ct_rpps_is_valid ("10003456787"));
  g_assert_false (ct_rpps_is_valid ("1000345678"));
  g_assert_false (ct_rpps_is_valid (""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/professional/numbers", test_numbers);
  return g_test_run ();
}
