/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A Secret Service in which no keyring was ever made: nothing is there, and where nobody
 * answers its question for a password, it keeps nothing. */

#include "ct-keyring.h"

static void
test_empty (void)
{
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_new ("x", 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (ct_keyring_is_open (NULL));
  g_assert_null (ct_keyring_lookup (CT_KEYRING_RING_KEY, "00000000", NULL, &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_MISSING);
  g_clear_error (&error);
  g_assert_true (ct_keyring_clear (CT_KEYRING_RING_KEY, "00000000", NULL, &error));
  g_assert_no_error (error);
  g_assert_false (ct_keyring_store (CT_KEYRING_RING_KEY, "00000000", secret, NULL, &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_ABSENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/keyring-empty/empty", test_empty);
  return g_test_run ();
}
