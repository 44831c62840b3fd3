/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* No Secret Service on the bus: told as such, at once. */

#include "ct-keyring.h"

#include "wait.h"

static void
test_absent (void)
{
  CtKeyring *keyring = ct_keyring_new ();
  g_autoptr (GError) error = NULL;
  Wait wait = { NULL };

  ct_keyring_lookup_async (keyring, CT_KEYRING_RING_KEY, "01234567", NULL, wait_cb, &wait);
  g_assert_null (ct_keyring_lookup_finish (wait_result (&wait), &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_ABSENT);
  wait_clear (&wait);
  g_assert_false (ct_keyring_is_open (NULL));
  ct_keyring_free (keyring);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/keyring/absent", test_absent);
  return g_test_run ();
}
