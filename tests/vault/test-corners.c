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
  g_assert_null (ct_key_slot_close_public (no_point, master));
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

/* Each key has its number; what they are used for is the format. */
static void
test_keys_by_use (void)
{
  const CtUuid vault = { { 1 } }, uuid = { { 2 } };
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSeal) seal = ct_seal_new (master, &vault);
  g_autoptr (GBytes) text = g_bytes_new_static ("canonical", 9);
  g_autoptr (GBytes) broken_key = g_bytes_new_static ("no key", 6);
  g_autoptr (GError) error = NULL;
  guint8 key[32], expected[32];

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) mac = i == 0 ? ct_seal_mac (seal, text) : ct_seal_chain (seal, text);

      crypto_kdf_derive_from_key (key, sizeof key, i == 0 ? 2 : 4, "CTvault1", ct_secret_bytes_data (master));
      crypto_generichash (expected, sizeof expected, (const guint8 *) "canonical", 9, key, sizeof key);
      g_assert_cmpmem (g_bytes_get_data (mac, NULL), g_bytes_get_size (mac), expected, sizeof expected);
    }
  g_assert_null (ct_seal_close (seal, broken_key, &uuid, 1, CT_SEAL_ENTRY, text, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN);
}

/* Sizes tell as little as may be: blocks of 512 bytes. */
static void
test_sizes (void)
{
  static const gsize lengths[] = { 0, 1, 2, 510, 511, 512, 1023, 1024 };
  const CtUuid vault = { { 1 } }, uuid = { { 2 } };
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSeal) seal = ct_seal_new (master, &vault);
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &uuid);

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *x = g_strnfill (lengths[i], 'x');
      g_autoptr (GBytes) clear = g_bytes_new (x, lengths[i]);
      g_autoptr (GBytes) sealed = ct_seal_close (seal, key, &uuid, 1, CT_SEAL_ENTRY, clear, NULL);
      g_autoptr (GBytes) back = ct_seal_open (seal, key, &uuid, 1, CT_SEAL_ENTRY, sealed, NULL);

      g_assert_true (g_bytes_equal (clear, back));
      g_assert_cmpuint ((g_bytes_get_size (sealed) - 1 - CT_AEAD_EXTRA) % 512, ==, 0);
      g_assert_cmpuint (g_bytes_get_size (sealed), >=, lengths[i] + 1 + 1 + CT_AEAD_EXTRA);
      g_assert_cmpuint (g_bytes_get_size (sealed), <=, lengths[i] + 1 + 1024 + CT_AEAD_EXTRA);
    }
}

static void
test_fingerprint (void)
{
  const guint8 bytes[32] = { 5 };
  g_autoptr (GBytes) public_key = g_bytes_new_static (bytes, sizeof bytes);
  g_autofree char *fingerprint = ct_key_slot_fingerprint (public_key);
  guint8 hash[16];
  char expected[17];

  crypto_generichash (hash, sizeof hash, bytes, sizeof bytes, NULL, 0);
  sodium_bin2hex (expected, sizeof expected, hash, 8);
  g_assert_cmpstr (fingerprint, ==, expected);
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
  /* A character of another group, and none at all. */
  first[3] = first[3] == '0' ? '1' : '0';
  g_assert_false (ct_recovery_code_has_group (text, 1, first));
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

/* The key that comes after another: for one pair alone, vouched for by who had the one before,
 * and the audit chain goes on under it. */
static void
test_next_key (void)
{
  CtUuid vault = ct_uuid_random (), other = ct_uuid_random ();
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSecretBytes) next = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSecretBytes) short_one = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH - 1);
  g_autoptr (GBytes) public_key = NULL;
  g_autoptr (GBytes) other_public = NULL;
  g_autoptr (CtSecretBytes) pair = ct_key_slot_new_pair (&public_key);
  g_autoptr (CtSecretBytes) other_pair = ct_key_slot_new_pair (&other_public);
  g_autoptr (GBytes) half = ct_key_slot_pair_public (pair);
  g_autoptr (GBytes) slot = ct_key_slot_close_public (public_key, next);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (slot, 0, g_bytes_get_size (slot) - 1);
  g_autoptr (CtSecretBytes) opened = ct_key_slot_open_pair (pair, slot, NULL);
  g_autoptr (CtSeal) before = ct_seal_new (master, &vault);
  g_autoptr (CtSeal) elsewhere = ct_seal_new (master, &other);
  g_autoptr (CtSeal) after = ct_seal_new (next, &vault);
  g_autoptr (GBytes) word = ct_seal_vouch_master (before, 1, next);
  g_autoptr (GBytes) same = ct_seal_vouch_master (before, 1, next);
  g_autoptr (GBytes) later = ct_seal_vouch_master (before, 2, next);
  g_autoptr (GBytes) there = ct_seal_vouch_master (elsewhere, 1, next);
  g_autoptr (GBytes) of_another = ct_seal_vouch_master (before, 1, master);
  g_autoptr (GBytes) by_another = ct_seal_vouch_master (after, 1, next);
  g_autoptr (GBytes) text = g_bytes_new_static ("line", 4);
  g_autoptr (GBytes) link = ct_seal_chain (before, text);
  g_autoptr (GBytes) own = ct_seal_chain (after, text);
  g_autoptr (GBytes) chain = ct_seal_close_chain (after, before);
  g_autoptr (GBytes) cut_chain = g_bytes_new_from_bytes (chain, 0, g_bytes_get_size (chain) - 1);
  g_autoptr (GBytes) kept = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_bytes_equal (half, public_key));
  g_assert_true (ct_secret_bytes_equal (opened, next));
  g_assert_null (ct_key_slot_open_pair (other_pair, slot, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
  g_assert_null (ct_key_slot_open_pair (pair, cut, NULL));
  g_assert_null (ct_key_slot_open_pair (short_one, slot, NULL));

  g_assert_cmpuint (g_bytes_get_size (word), ==, CT_SEAL_MAC_LENGTH);
  g_assert_true (g_bytes_equal (word, same));
  g_assert_false (g_bytes_equal (word, later));
  g_assert_false (g_bytes_equal (word, there));
  g_assert_false (g_bytes_equal (word, of_another));
  g_assert_false (g_bytes_equal (word, by_another));

  g_assert_false (g_bytes_equal (link, own));
  g_clear_error (&error);
  g_assert_false (ct_seal_take_chain (before, chain, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN);
  g_assert_false (ct_seal_take_chain (after, cut_chain, NULL));
  g_assert_true (ct_seal_take_chain (after, chain, NULL));
  kept = ct_seal_chain (after, text);
  g_assert_true (g_bytes_equal (kept, link));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/corners/next-key", test_next_key);
  g_test_add_func ("/corners/secret-bytes", test_secret_bytes);
  g_test_add_func ("/corners/aead-short", test_aead_short);
  g_test_add_func ("/corners/slots", test_slots);
  g_test_add_func ("/corners/badly-padded", test_badly_padded);
  g_test_add_func ("/corners/keys-by-use", test_keys_by_use);
  g_test_add_func ("/corners/sizes", test_sizes);
  g_test_add_func ("/corners/fingerprint", test_fingerprint);
  g_test_add_func ("/corners/groups", test_groups);
  g_test_add_func ("/corners/pin", test_pin);
  return g_test_run ();
}
