/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The states of a real Secret Service (tests/lab starts a gnome-keyring): an
 * item, none, a broken one, and a locked collection, which is never "missing". */

#include "ct-keyring.h"

#include "wait.h"

#include <string.h>

static CtKeyring *keyring;

static CtSecretBytes *
lookup (const char *role, const char *vault, GError **error)
{
  Wait wait = { NULL };
  CtSecretBytes *secret;

  ct_keyring_lookup_async (keyring, role, vault, NULL, wait_cb, &wait);
  secret = ct_keyring_lookup_finish (wait_result (&wait), error);
  wait_clear (&wait);
  return secret;
}

static gboolean
store (const char *role, const char *vault, const char *text, GError **error)
{
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_new (text, strlen (text));
  Wait wait = { NULL };
  gboolean good;

  ct_keyring_store_async (keyring, role, vault, secret, NULL, wait_cb, &wait);
  good = ct_keyring_store_finish (wait_result (&wait), error);
  wait_clear (&wait);
  return good;
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lookup (CT_KEYRING_RING_KEY, "00000000", &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_MISSING);
}

static void
test_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSecretBytes) key = ct_secret_bytes_random (32);
  const CtRingItem kept = { key, "00112233aabbccdd", 4711 };
  g_autoptr (CtSecretBytes) item = ct_keyring_pack_ring_key (&kept, "01234567");
  g_autoptr (CtSecretBytes) found = NULL;
  g_auto (CtRingItem) back = { 0 };
  g_autoptr (CtSecretBytes) other = NULL;

  g_assert_true (store (CT_KEYRING_RING_KEY, "01234567", ct_secret_bytes_text (item), &error));
  found = lookup (CT_KEYRING_RING_KEY, "01234567", &error);
  g_assert_no_error (error);
  g_assert_true (ct_keyring_parse_ring_key (found, "01234567", &back, &error));
  g_assert_cmpmem (ct_secret_bytes_data (back.key), 32, ct_secret_bytes_data (key), 32);
  g_assert_cmpstr (back.fingerprint, ==, "00112233aabbccdd");
  g_assert_cmpint (back.audit_last, ==, 4711);
  ct_ring_item_clear (&back);
  g_assert_true (ct_keyring_is_open (NULL));
  g_assert_true (ct_keyring_clear (CT_KEYRING_NEXT_KEY, "01234567", NULL, NULL)); /* there is none */
  /* Another vault's, and another role's, are others. */
  g_assert_false (ct_keyring_parse_ring_key (found, "76543210", &back, &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_BROKEN);
  g_clear_error (&error);
  other = lookup (CT_KEYRING_CLIENT_SECRET, "01234567", &error);
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_MISSING);
}

static void
test_broken (void)
{
  static const char * const bad[] = { "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=x01234567.-.0", "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=.0123456x.-.0", "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=.01234567x-.0",
    "v1.!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=.01234567.-.0", "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.01234567.-.0", "", "v1.", "v2.AAAA.01234567.-.0", "v1.AAAA.01234567.-.0", "v1..01234567.-.0",
    "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=.01234567.-", "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=.01234567.-.x",
    "v1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=.01234567.00112233445566778.0" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (CtSecretBytes) item = ct_secret_bytes_new (bad[i], strlen (bad[i]));
      g_autoptr (GError) error = NULL;

      g_auto (CtRingItem) parsed = { 0 };

      g_assert_false (ct_keyring_parse_ring_key (item, "01234567", &parsed, &error));
      g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_BROKEN);
    }
}

/* Last: nothing opens it again, since no prompter runs here. */
static void
test_locked (void)
{
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  const char *paths[] = { "/org/freedesktop/secrets/collection/login", NULL };
  g_autoptr (GVariant) answer =
    g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets",
                                 "org.freedesktop.Secret.Service", "Lock", g_variant_new ("(^ao)", paths), NULL,
                                 G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (answer);
  g_assert_false (ct_keyring_is_open (NULL));
  g_assert_false (ct_keyring_clear (CT_KEYRING_RING_KEY, "01234567", NULL, &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_null (lookup (CT_KEYRING_RING_KEY, "01234567", &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (store (CT_KEYRING_RING_KEY, "01234567", "x", &error));
  g_assert_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_LOCKED);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  keyring = ct_keyring_new ();
  g_test_add_func ("/keyring/missing", test_missing);
  g_test_add_func ("/keyring/kept", test_kept);
  g_test_add_func ("/keyring/broken", test_broken);
  g_test_add_func ("/keyring/locked", test_locked);
  status = g_test_run ();
  ct_keyring_free (keyring);
  return status;
}
