/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The two doors of a vault. Each slot holds the master key, MK, under another key:
 *
 *   ring      under KR, which the keyring holds (ct_aead, "CTV1|ring|" vault16)
 *   recovery  for PKrec (crypto_box_seal); its secret half is made from the recovery
 *             code: crypto_box_seed_keypair (BLAKE2b-256 (code))
 *
 * Of the code only PKrec is kept, so a new MK could be sealed to it without the paper.
 * 160 random bits need no slow derivation. Nothing here says whose PKrec it is: whoever
 * keeps the slot ties it to the vault (store/ct-vault-header.c). */

#include "config.h"

#include "ct-key-slot.h"

#include "ct-aead.h"
#include "ct-recovery-code.h"

#define RING_AD "CTV1|ring|"

/**
 * ct_key_slot_close_ring:
 * @ring_key: CT_SEAL_KEY_LENGTH bytes, already safe in the keyring
 *
 * Returns: (transfer full): to be kept with the vault
 */
GBytes *
ct_key_slot_close_ring (CtSecretBytes *ring_key, const CtUuid *vault, CtSecretBytes *master)
{
  g_autoptr (GByteArray) ad = ct_aead_associated (RING_AD, vault, NULL);
  GByteArray *slot = g_byte_array_new ();

  ct_aead_close (slot, ct_secret_bytes_data (ring_key), ad, ct_secret_bytes_data (master), CT_SEAL_KEY_LENGTH);
  return g_byte_array_free_to_bytes (slot);
}

/**
 * ct_key_slot_open_ring:
 *
 * Returns: (transfer full) (nullable): MK; NULL with %CT_SEAL_ERROR_KEY when @ring_key
 *   is not this vault's
 */
CtSecretBytes *
ct_key_slot_open_ring (CtSecretBytes *ring_key, const CtUuid *vault, GBytes *slot, GError **error)
{
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GByteArray) ad = ct_aead_associated (RING_AD, vault, NULL);
  gsize size;
  const guint8 *data = g_bytes_get_data (slot, &size);

  if (ct_secret_bytes_length (ring_key) == CT_SEAL_KEY_LENGTH && size == CT_SEAL_KEY_LENGTH + CT_AEAD_EXTRA
      && ct_aead_open (ct_secret_bytes_data (master), ct_secret_bytes_data (ring_key), ad, data, size))
    return g_steal_pointer (&master);
  g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY, "the key in the keyring is not this vault's");
  return NULL;
}

/* @secret: (out caller-allocates): locked memory */
static void
key_pair_of (CtSecretBytes *code, guint8 public_key[crypto_box_PUBLICKEYBYTES], CtSecretBytes *secret)
{
  g_autoptr (CtSecretBytes) seed = ct_secret_bytes_random (crypto_box_SEEDBYTES);

  crypto_generichash (ct_secret_bytes_data (seed), crypto_box_SEEDBYTES, ct_secret_bytes_data (code),
                      ct_secret_bytes_length (code), NULL, 0);
  crypto_box_seed_keypair (public_key, ct_secret_bytes_data (secret), ct_secret_bytes_data (seed));
}

/**
 * ct_key_slot_recovery_public:
 * @code: from ct_recovery_code_random() or _parse()
 *
 * Returns: (transfer full): PKrec
 */
GBytes *
ct_key_slot_recovery_public (CtSecretBytes *code)
{
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_random (crypto_box_SECRETKEYBYTES);
  guint8 public_key[crypto_box_PUBLICKEYBYTES];

  key_pair_of (code, public_key, secret);
  return g_bytes_new (public_key, sizeof public_key);
}

/**
 * ct_key_slot_close_public:
 * @public_key: from ct_key_slot_recovery_public() or ct_key_slot_new_pair()
 *
 * Returns: (transfer full) (nullable): MK, for who has the other half; NULL when @public_key
 *   is no point of the curve
 */
GBytes *
ct_key_slot_close_public (GBytes *public_key, CtSecretBytes *master)
{
  guint8 slot[CT_SEAL_KEY_LENGTH + crypto_box_SEALBYTES];

  g_return_val_if_fail (g_bytes_get_size (public_key) == crypto_box_PUBLICKEYBYTES, NULL);
  if (crypto_box_seal (slot, ct_secret_bytes_data (master), CT_SEAL_KEY_LENGTH, g_bytes_get_data (public_key, NULL)) != 0)
    return NULL;
  return g_bytes_new (slot, sizeof slot);
}

/**
 * ct_key_slot_open_recovery:
 *
 * Returns: (transfer full) (nullable): MK; NULL with %CT_SEAL_ERROR_KEY when @code is
 *   that of another vault, or one that was replaced since
 */
CtSecretBytes *
ct_key_slot_open_recovery (CtSecretBytes *code, GBytes *slot, GError **error)
{
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_random (crypto_box_SECRETKEYBYTES);
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  guint8 public_key[crypto_box_PUBLICKEYBYTES];
  gsize size;
  const guint8 *data = g_bytes_get_data (slot, &size);

  key_pair_of (code, public_key, secret);
  if (size == CT_SEAL_KEY_LENGTH + crypto_box_SEALBYTES
      && crypto_box_seal_open (ct_secret_bytes_data (master), data, size, public_key, ct_secret_bytes_data (secret)) == 0)
    return g_steal_pointer (&master);
  g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY, "this recovery code is not that of these records");
  return NULL;
}

/**
 * ct_key_slot_fingerprint:
 *
 * Returns: (transfer full): sixteen hexadecimal digits that name @public_key: beside the
 *   key in the keyring they tell whether the recovery slot is the one that was made
 */
char *
ct_key_slot_fingerprint (GBytes *public_key)
{
  guint8 hash[crypto_generichash_BYTES_MIN];
  char text[17];
  gsize size;
  const guint8 *data = g_bytes_get_data (public_key, &size);

  crypto_generichash (hash, sizeof hash, data, size, NULL, 0);
  sodium_bin2hex (text, sizeof text, hash, 8);
  return g_strdup (text);
}

/**
 * ct_key_slot_new_pair:
 * @public_key: (out) (transfer full)
 *
 * Returns: (transfer full): the secret half of a workstation's X25519 pair, for its keyring: a
 *   master key to come can be sealed to the public one
 */
CtSecretBytes *
ct_key_slot_new_pair (GBytes **public_key)
{
  CtSecretBytes *secret = ct_secret_bytes_random (crypto_box_SECRETKEYBYTES);
  guint8 public_half[crypto_box_PUBLICKEYBYTES];

  crypto_scalarmult_base (public_half, ct_secret_bytes_data (secret));
  *public_key = g_bytes_new (public_half, sizeof public_half);
  return secret;
}

/**
 * ct_key_slot_pair_public:
 * @secret: from ct_key_slot_new_pair()
 *
 * Returns: (transfer full): its other half
 */
GBytes *
ct_key_slot_pair_public (CtSecretBytes *secret)
{
  guint8 public_half[crypto_box_PUBLICKEYBYTES];

  crypto_scalarmult_base (public_half, ct_secret_bytes_data (secret));
  return g_bytes_new (public_half, sizeof public_half);
}

/**
 * ct_key_slot_open_pair:
 * @secret: from ct_key_slot_new_pair()
 * @slot: ct_key_slot_close_public() for its other half
 *
 * Returns: (transfer full) (nullable): MK; NULL with %CT_SEAL_ERROR_KEY when it is another's
 */
CtSecretBytes *
ct_key_slot_open_pair (CtSecretBytes *secret, GBytes *slot, GError **error)
{
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  guint8 public_half[crypto_box_PUBLICKEYBYTES];
  gsize size;
  const guint8 *data = g_bytes_get_data (slot, &size);

  if (ct_secret_bytes_length (secret) == crypto_box_SECRETKEYBYTES && size == CT_SEAL_KEY_LENGTH + crypto_box_SEALBYTES
      && crypto_scalarmult_base (public_half, ct_secret_bytes_data (secret)) == 0
      && crypto_box_seal_open (ct_secret_bytes_data (master), data, size, public_half, ct_secret_bytes_data (secret)) == 0)
    return g_steal_pointer (&master);
  g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY, "the new key was not sealed for this workstation");
  return NULL;
}
