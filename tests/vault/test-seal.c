/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The vault's format: fixed vectors, every changed bit, every misplacement. */

#include "ct-key-slot.h"
#include "ct-recovery-code.h"

#include <sodium.h>
#include <string.h>

static const CtUuid vault_id = { { 1 } }, record_id = { { 2 } }, other_id = { { 3 } };

static CtSeal *
new_seal (void)
{
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);

  return ct_seal_new (master, &vault_id);
}

static void
test_round_trip (void)
{
  g_autoptr (CtSeal) seal = new_seal ();
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &record_id);

  for (gsize length = 0; length < 2100; length += 7)
    {
      g_autofree char *text = g_strnfill (length, 'x');
      g_autoptr (GBytes) clear = g_bytes_new (text, length);
      g_autoptr (GBytes) sealed = ct_seal_close (seal, key, &record_id, 1, CT_SEAL_ENTRY, clear, NULL);
      g_autoptr (GBytes) back = ct_seal_open (seal, key, &record_id, 1, CT_SEAL_ENTRY, sealed, NULL);

      g_assert_nonnull (back);
      g_assert_true (g_bytes_equal (clear, back));
      /* Only a size class shows: 1 + nonce + n * 512 + tag. */
      g_assert_cmpuint ((g_bytes_get_size (sealed) - 1 - 24 - 16) % 512, ==, 0);
    }
}

static CtSeal *
unlock (CtSecretBytes *ring, const CtUuid *vault, GBytes *slot, GError **error)
{
  g_autoptr (CtSecretBytes) master = ct_key_slot_open_ring (ring, vault, slot, error);

  return master != NULL ? ct_seal_new (master, vault) : NULL;
}

static void
test_ring_slot (void)
{
  g_autoptr (CtSecretBytes) ring = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSecretBytes) wrong = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSeal) seal = new_seal ();
  g_autoptr (GBytes) slot = ct_key_slot_close_ring (ring, &vault_id, ct_seal_get_master (seal));
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &record_id);
  g_autoptr (GBytes) clear = g_bytes_new_static ("secret", 6);
  g_autoptr (GBytes) sealed = ct_seal_close (seal, key, &record_id, 1, CT_SEAL_BODY, clear, NULL);
  g_autoptr (CtSeal) again = unlock (ring, &vault_id, slot, NULL);
  g_autoptr (GBytes) back = ct_seal_open (again, key, &record_id, 1, CT_SEAL_BODY, sealed, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_bytes_equal (clear, back));
  g_assert_null (unlock (wrong, &vault_id, slot, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
  g_clear_error (&error);
  g_assert_null (unlock (ring, &other_id, slot, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
}

static void
test_recovery_slot (void)
{
  g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
  g_autoptr (CtSecretBytes) other = ct_recovery_code_random ();
  g_autoptr (CtSeal) seal = new_seal ();
  g_autoptr (GBytes) public_key = ct_key_slot_recovery_public (code);
  g_autoptr (GBytes) slot = ct_key_slot_close_public (public_key, ct_seal_get_master (seal));
  g_autoptr (CtSecretBytes) master = ct_key_slot_open_recovery (code, slot, NULL);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (slot, NULL), g_bytes_get_size (slot));
  g_autoptr (GError) error = NULL;

  g_assert_cmpmem (ct_secret_bytes_data (master), CT_SEAL_KEY_LENGTH, ct_secret_bytes_data (ct_seal_get_master (seal)),
                   CT_SEAL_KEY_LENGTH);
  g_assert_null (ct_key_slot_open_recovery (other, slot, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
  for (gsize i = 0; i <= g_bytes_get_size (slot); i++)
    {
      g_autoptr (GBytes) changed = NULL;

      if (i < g_bytes_get_size (slot))
        bytes[i] ^= 0x10;
      changed = g_bytes_new (bytes, i < g_bytes_get_size (slot) ? g_bytes_get_size (slot) : i - 1);
      g_assert_null (ct_key_slot_open_recovery (code, changed, NULL));
      if (i < g_bytes_get_size (slot))
        bytes[i] ^= 0x10;
    }
}

/* An envelope opens only where it was sealed. */
static void
test_misplaced (void)
{
  g_autoptr (CtSeal) seal = new_seal ();
  g_autoptr (CtSeal) stranger = new_seal ();
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &record_id);
  g_autoptr (GBytes) other_key = ct_seal_new_key (seal, &record_id);
  g_autoptr (GBytes) clear = g_bytes_new_static ("secret", 6);
  g_autoptr (GBytes) sealed = ct_seal_close (seal, key, &record_id, 1, CT_SEAL_ENTRY, clear, NULL);

  g_assert_null (ct_seal_open (seal, key, &other_id, 1, CT_SEAL_ENTRY, sealed, NULL));
  g_assert_null (ct_seal_open (seal, key, &record_id, 2, CT_SEAL_ENTRY, sealed, NULL));
  g_assert_null (ct_seal_open (seal, key, &record_id, 1, CT_SEAL_BODY, sealed, NULL));
  g_assert_null (ct_seal_open (seal, other_key, &record_id, 1, CT_SEAL_ENTRY, sealed, NULL));
  g_assert_null (ct_seal_open (stranger, key, &record_id, 1, CT_SEAL_ENTRY, sealed, NULL));
}

static void
test_every_bit (void)
{
  g_autoptr (CtSeal) seal = new_seal ();
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &record_id);
  g_autoptr (GBytes) clear = g_bytes_new_static ("secret", 6);
  g_autoptr (GBytes) sealed = ct_seal_close (seal, key, &record_id, 1, CT_SEAL_ENTRY, clear, NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (sealed, &size);

  for (gsize bit = 0; bit < size * 8; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) changed = NULL;
      g_autoptr (GBytes) opened = NULL;

      copy[bit / 8] ^= (guint8) (1 << bit % 8);
      changed = g_bytes_new (copy, size);
      opened = ct_seal_open (seal, key, &record_id, 1, CT_SEAL_ENTRY, changed, NULL);
      g_assert_null (opened);
    }
  for (gsize length = 0; length < size; length++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, length);
      g_autoptr (GBytes) opened = ct_seal_open (seal, key, &record_id, 1, CT_SEAL_ENTRY, cut, NULL);

      g_assert_null (opened);
    }
}

/* The MAC is keyed BLAKE2b under a subkey of the master key: the same row in two
 * vaults has two MACs, and a changed row another one. */
static void
test_mac (void)
{
  g_autoptr (CtSeal) seal = new_seal ();
  g_autoptr (CtSeal) stranger = new_seal ();
  g_autoptr (GBytes) row = g_bytes_new_static ("row", 3);
  g_autoptr (GBytes) changed = g_bytes_new_static ("roW", 3);
  g_autoptr (GBytes) a = ct_seal_mac (seal, row);
  g_autoptr (GBytes) b = ct_seal_mac (seal, row);
  g_autoptr (GBytes) c = ct_seal_mac (stranger, row);
  g_autoptr (GBytes) d = ct_seal_mac (seal, changed);

  g_assert_cmpuint (g_bytes_get_size (a), ==, CT_SEAL_MAC_LENGTH);
  g_assert_true (g_bytes_equal (a, b));
  g_assert_false (g_bytes_equal (a, c));
  g_assert_false (g_bytes_equal (a, d));
}

static GBytes *
aead (const guint8 *key, const guint8 *nonce, gconstpointer ad, gsize ad_length, const guint8 *clear, gsize length)
{
  guint8 *out = g_malloc (24 + length + 16);

  memcpy (out, nonce, 24);
  crypto_aead_xchacha20poly1305_ietf_encrypt (out + 24, NULL, clear, length, ad, ad_length, NULL, nonce, key);
  return g_bytes_new_take (out, 24 + length + 16);
}

/* A vault laid down by hand from the notes at the head of ct-seal.c opens: what
 * is on disk today is readable for ever. */
static void
test_format (void)
{
  guint8 ring[32], master[32], wrap[32], dek[32], nonce[24], padded[512] = "typed";
  guint8 ad[10 + 16] = "CTV1|ring|", dek_ad[9 + 32] = "CTV1|dek|", rec_ad[9 + 32 + 8 + 1 + 2] = "CTV1|rec|";
  g_autoptr (CtSecretBytes) ring_key = NULL;
  g_autoptr (GBytes) slot = NULL;
  g_autoptr (GBytes) record_key = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GByteArray) record = g_byte_array_new ();
  g_autoptr (GBytes) sealed = NULL;
  g_autoptr (GBytes) clear = NULL;
  g_autoptr (CtSeal) seal = NULL;
  g_autoptr (GError) error = NULL;

  memset (ring, 0x11, sizeof ring);
  memset (master, 0x22, sizeof master);
  memset (dek, 0x33, sizeof dek);
  memset (nonce, 0x44, sizeof nonce);
  memcpy (ad + 10, vault_id.bytes, 16);
  memcpy (dek_ad + 9, vault_id.bytes, 16);
  memcpy (dek_ad + 25, record_id.bytes, 16);
  memcpy (rec_ad + 9, dek_ad + 9, 32);
  rec_ad[41] = 7;      /* revision, little endian */
  rec_ad[49] = 1;      /* kind: entry */
  rec_ad[50] = 1;      /* schema, little endian */
  padded[5] = 0x80;    /* sodium_pad */
  crypto_kdf_derive_from_key (wrap, sizeof wrap, 1, "CTvault1", master);

  slot = aead (ring, nonce, ad, sizeof ad, master, sizeof master);
  record_key = aead (wrap, nonce, dek_ad, sizeof dek_ad, dek, sizeof dek);
  body = aead (dek, nonce, rec_ad, sizeof rec_ad, padded, sizeof padded);
  g_byte_array_append (record, (const guint8 *) "\x01", 1);
  g_byte_array_append (record, g_bytes_get_data (body, NULL), (guint) g_bytes_get_size (body));
  sealed = g_bytes_new (record->data, record->len);

  ring_key = ct_secret_bytes_new (ring, sizeof ring);
  seal = unlock (ring_key, &vault_id, slot, &error);
  g_assert_no_error (error);
  clear = ct_seal_open (seal, record_key, &record_id, 7, CT_SEAL_ENTRY, sealed, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (clear, NULL), g_bytes_get_size (clear), "typed", 5);
}

static void
test_nonces (void)
{
  g_autoptr (CtSeal) seal = new_seal ();
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &record_id);
  g_autoptr (GBytes) clear = g_bytes_new_static ("x", 1);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GBytes) sealed = ct_seal_close (seal, key, &record_id, 1, CT_SEAL_ENTRY, clear, NULL);

      g_assert_true (g_hash_table_add (seen, g_bytes_new ((const guint8 *) g_bytes_get_data (sealed, NULL) + 1, 24)));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/seal/round-trip", test_round_trip);
  g_test_add_func ("/seal/ring-slot", test_ring_slot);
  g_test_add_func ("/seal/recovery-slot", test_recovery_slot);
  g_test_add_func ("/seal/misplaced", test_misplaced);
  g_test_add_func ("/seal/every-bit", test_every_bit);
  g_test_add_func ("/seal/mac", test_mac);
  g_test_add_func ("/seal/format", test_format);
  g_test_add_func ("/seal/nonces", test_nonces);
  return g_test_run ();
}
