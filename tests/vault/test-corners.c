/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What the vault does where nothing comes by use: keys of another length, too little memory,
 * an envelope that somebody who has its key made. */

#include "ct-aead.h"
#include "ct-key-slot.h"
#include "ct-pin.h"
#include "ct-recovery-code.h"
#include "ct-seal.h"

#include <string.h>
#include <sys/resource.h>

static void
test_secret_bytes (void)
{
  g_autoptr (CtSecretBytes) one = ct_secret_bytes_new ("secret", 6);
  g_autoptr (CtSecretBytes) same = ct_secret_bytes_new ("secret", 6);
  g_autoptr (CtSecretBytes) other = ct_secret_bytes_new ("secreT", 6);
  g_autoptr (CtSecretBytes) shorter = ct_secret_bytes_new ("secre", 5);
  g_autoptr (CtSecretBytes) kept = ct_secret_bytes_ref (one);

  g_assert_true (ct_secret_bytes_equal (one, same));
  g_assert_false (ct_secret_bytes_equal (one, other));
  g_assert_false (ct_secret_bytes_equal (one, shorter));
  g_assert_true (kept == one);
  g_assert_cmpuint (ct_secret_bytes_length (shorter), ==, 5);
  g_assert_cmpstr (ct_secret_bytes_text (shorter), ==, "secre");
}

static void
test_aead_short (void)
{
  const guint8 key[CT_AEAD_KEY] = { 1 }, sealed[CT_AEAD_EXTRA] = { 0 };
  g_autoptr (GByteArray) ad = ct_aead_associated ("x", &(CtUuid) { { 1 } }, NULL);
  guint8 clear[1];

  g_assert_false (ct_aead_open (clear, key, ad, sealed, CT_AEAD_EXTRA - 1));
  g_assert_false (ct_aead_open (clear, key, ad, sealed, CT_AEAD_EXTRA));
}

static void
test_slots (void)
{
  const CtUuid vault = { { 1 } };
  const guint8 zeros[32] = { 0 };
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSecretBytes) ring = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSecretBytes) long_ring = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH + 1);
  g_autoptr (GBytes) slot = ct_key_slot_close_ring (ring, &vault, master);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (slot, 0, g_bytes_get_size (slot) - 1);
  g_autoptr (GBytes) no_point = g_bytes_new_static (zeros, sizeof zeros);
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_key_slot_open_ring (long_ring, &vault, slot, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (ct_key_slot_open_ring (ring, &vault, cut, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
  /* A public key that every secret would fit closes nothing. */
  g_assert_null (ct_key_slot_close_recovery (no_point, master));
}

/* The whole format, by hand: what is inside is not padded as it ought to be. */
static void
test_badly_padded (void)
{
  const CtUuid vault = { { 1 } }, uuid = { { 2 } };
  const guint8 tail[] = { 7, 0, 0, 0, 0, 0, 0, 0, CT_SEAL_ENTRY, 1, 0 }, clear[512] = { 0 }, format = 1;
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSeal) seal = ct_seal_new (master, &vault);
  g_autoptr (GBytes) record_key = ct_seal_new_key (seal, &uuid);
  g_autoptr (GByteArray) key_ad = ct_aead_associated ("CTV1|dek|", &vault, &uuid);
  g_autoptr (GByteArray) ad = ct_aead_associated ("CTV1|rec|", &vault, &uuid);
  g_autoptr (GByteArray) envelope = g_byte_array_new ();
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GError) error = NULL;
  guint8 wrap[CT_SEAL_KEY_LENGTH], key[CT_SEAL_KEY_LENGTH];
  gsize size;
  const guint8 *wrapped = g_bytes_get_data (record_key, &size);

  g_assert_cmpint (crypto_kdf_derive_from_key (wrap, sizeof wrap, 1, "CTvault1", ct_secret_bytes_data (master)), ==, 0);
  g_assert_true (ct_aead_open (key, wrap, key_ad, wrapped, size));
  g_byte_array_append (ad, tail, sizeof tail);
  g_byte_array_append (envelope, &format, 1);
  ct_aead_close (envelope, key, ad, clear, sizeof clear);
  sealed = g_bytes_new (envelope->data, envelope->len);
  g_assert_null (ct_seal_open (seal, record_key, &uuid, 7, CT_SEAL_ENTRY, sealed, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN);
}

static void
test_groups (void)
{
  g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
  g_autoptr (CtSecretBytes) text = ct_recovery_code_format (code);
  g_autofree char *first = g_strndup (ct_secret_bytes_text (text), 4);
  g_autofree char *spaced = g_strdup_printf (" %c-%c %s", first[0], first[1], first + 2);
  g_autofree char *longer = g_strconcat (first, "0", NULL);

  g_assert_true (ct_recovery_code_has_group (text, 1, first));
  g_assert_true (ct_recovery_code_has_group (text, 1, spaced));
  g_assert_false (ct_recovery_code_has_group (text, 1, longer));
  g_assert_false (ct_recovery_code_has_group (text, 1, ""));
  first[3] = '!';
  g_assert_false (ct_recovery_code_has_group (text, 1, first));
}

/* Last: without 64 MiB there is no hash, rather than a weak one. */
static void
test_pin (void)
{
  g_autoptr (CtSecretBytes) pin = ct_secret_bytes_new ("482951", 6);
  g_autoptr (CtSecretBytes) other = ct_secret_bytes_new ("482952", 6);
  g_autofree char *hash = ct_pin_hash (pin);
  g_autofree char *again = ct_pin_hash (pin);

  g_assert_true (g_str_has_prefix (hash, "$argon2id$v=19$m=65536,t=2,p=1$"));
  g_assert_cmpstr (hash, !=, again); /* a salt of its own */
  g_assert_true (ct_pin_matches (pin, hash));
  g_assert_false (ct_pin_matches (other, hash));
  g_assert_false (ct_pin_matches (pin, ""));
#ifndef __SANITIZE_ADDRESS__ /* which has taken terabytes of addresses already */
  if (g_test_subprocess ())
    {
      const struct rlimit little = { 48 * 1024 * 1024, 48 * 1024 * 1024 };

      g_assert_cmpint (setrlimit (RLIMIT_AS, &little), ==, 0);
      g_assert_null (ct_pin_hash (pin));
      return;
    }
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/corners/secret-bytes", test_secret_bytes);
  g_test_add_func ("/corners/aead-short", test_aead_short);
  g_test_add_func ("/corners/slots", test_slots);
  g_test_add_func ("/corners/badly-padded", test_badly_padded);
  g_test_add_func ("/corners/groups", test_groups);
  g_test_add_func ("/corners/pin", test_pin);
  return g_test_run ();
}
