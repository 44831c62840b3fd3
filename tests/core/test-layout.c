/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What scanners make of the code of the test page. */

#include "ct-layout.h"

static void
test_layouts (void)
{
  g_assert_cmpint (ct_layout_of ("COMPTOIR-AZQWM-0123456789"), ==, CT_LAYOUT_RIGHT);
  g_assert_cmpint (ct_layout_of ("COMPTOIR-AZQWM-0123456789\n"), ==, CT_LAYOUT_RIGHT);
  g_assert_cmpint (ct_layout_of ("CO?PTOIR)QWAZ?)à&é\"'(-è_ç"), ==, CT_LAYOUT_US);
  g_assert_cmpint (ct_layout_of ("comptoir-azqwm-0123456789"), ==, CT_LAYOUT_CASE);
  g_assert_cmpint (ct_layout_of ("COMPTOIR-AZQWM-012345678"), ==, CT_LAYOUT_OTHER);
  g_assert_cmpint (ct_layout_of (""), ==, CT_LAYOUT_OTHER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/layouts", test_layouts);
  return g_test_run ();
}
