/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The vault's format, all of it. Pure given the keys; libsodium's names.
 *
 *   KR    32 random bytes, in the keyring only
 *   ring  XChaCha20-Poly1305 (KR; AAD "CTV1|ring|" vault16) -> MK
 *   MK    32 random bytes; subkeys by crypto_kdf, context "CTvault1":
 *         1 K_wrap   2 K_row   (3 and 4 are kept for index and audit)
 *   DEK   32 random bytes a record, under K_wrap; AAD "CTV1|dek|" vault16 uuid16
 *   REC   0x01, nonce24, AEAD (pad (payload, 512); DEK; AAD below), tag16
 *   AAD   "CTV1|rec|" vault16 uuid16 revision-u64le kind-u8 schema-u16le
 *   MAC   BLAKE2b-256 (K_row, canonical row)
 *
 * A slot and a DEK are laid out as nonce24, ciphertext, tag16. Nonces are 192
 * random bits: no counter that a refactoring could lose. The AAD ties each
 * envelope to its vault, record, revision and kind, so no two can be swapped;
 * the MAC ties the state, which SQL must see, to them. */

#include "config.h"

#include "ct-seal.h"

#include <sodium.h>
#include <string.h>

G_DEFINE_QUARK (ct-seal-error-quark, ct_seal_error)

#define NONCE       crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG         crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PAD_BLOCK   512
#define FORMAT      0x01
#define SCHEMA      1
#define KDF_CONTEXT "CTvault1"

struct _CtSeal
{
  CtUuid         vault;
  CtSecretBytes *wrap_key;
  CtSecretBytes *row_key;
};

static GByteArray *
associated (const char *purpose, const CtUuid *vault, const CtUuid *uuid)
{
  GByteArray *data = g_byte_array_new ();

  g_byte_array_append (data, (const guint8 *) purpose, (guint) strlen (purpose));
  g_byte_array_append (data, vault->bytes, sizeof vault->bytes);
  if (uuid != NULL)
    g_byte_array_append (data, uuid->bytes, sizeof uuid->bytes);
  return data;
}

static GByteArray *
associated_record (CtSeal *self, const CtUuid *uuid, guint64 revision, CtSealKind kind)
{
  GByteArray *data = associated ("CTV1|rec|", &self->vault, uuid);
  guint64 rev = GUINT64_TO_LE (revision);
  guint8 kind_byte = (guint8) kind;
  guint16 schema = GUINT16_TO_LE (SCHEMA);

  g_byte_array_append (data, (const guint8 *) &rev, sizeof rev);
  g_byte_array_append (data, &kind_byte, sizeof kind_byte);
  g_byte_array_append (data, (const guint8 *) &schema, sizeof schema);
  return data;
}

/* Appends nonce, ciphertext and tag to @out. */
static void
encrypt (GByteArray *out, const guint8 *key, GByteArray *ad, const guint8 *clear, gsize length)
{
  guint start = out->len;
  guint8 *nonce, *cipher;

  g_byte_array_set_size (out, start + (guint) (NONCE + length + TAG));
  nonce = out->data + start;
  cipher = nonce + NONCE;
  randombytes_buf (nonce, NONCE);
  crypto_aead_xchacha20poly1305_ietf_encrypt (cipher, NULL, clear, length, ad->data, ad->len, NULL, nonce, key);
}

/* Writes size - NONCE - TAG bytes to @clear. */
static gboolean
decrypt (guint8 *clear, const guint8 *key, GByteArray *ad, const guint8 *sealed, gsize size)
{
  if (size < NONCE + TAG)
    return FALSE;
  return crypto_aead_xchacha20poly1305_ietf_decrypt (clear, NULL, NULL, sealed + NONCE, size - NONCE,
                                                     ad->data, ad->len, sealed, key) == 0;
}

static CtSecretBytes *
subkey (CtSecretBytes *master, guint64 id)
{
  CtSecretBytes *key = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);

  crypto_kdf_derive_from_key (ct_secret_bytes_data (key), CT_SEAL_KEY_LENGTH, id, KDF_CONTEXT,
                              ct_secret_bytes_data (master));
  return key;
}

static CtSeal *
from_master (CtSecretBytes *master, const CtUuid *vault)
{
  CtSeal *self = g_new0 (CtSeal, 1);

  self->vault = *vault;
  self->wrap_key = subkey (master, 1);
  self->row_key = subkey (master, 2);
  return self;
}

/**
 * ct_seal_create:
 * @ring_key: CT_SEAL_KEY_LENGTH bytes, already safe in the keyring
 * @ring_slot: (out): to be kept with the vault
 *
 * Makes the keys of a new vault.
 *
 * Returns: (transfer full)
 */
CtSeal *
ct_seal_create (CtSecretBytes *ring_key, const CtUuid *vault, GBytes **ring_slot)
{
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GByteArray) ad = associated ("CTV1|ring|", vault, NULL);
  GByteArray *slot = g_byte_array_new ();

  encrypt (slot, ct_secret_bytes_data (ring_key), ad, ct_secret_bytes_data (master), CT_SEAL_KEY_LENGTH);
  *ring_slot = g_byte_array_free_to_bytes (slot);
  return from_master (master, vault);
}

/**
 * ct_seal_unlock:
 *
 * Returns: (transfer full) (nullable): NULL with %CT_SEAL_ERROR_KEY when
 *   @ring_key is not this vault's
 */
CtSeal *
ct_seal_unlock (CtSecretBytes *ring_key, const CtUuid *vault, GBytes *ring_slot, GError **error)
{
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GByteArray) ad = associated ("CTV1|ring|", vault, NULL);
  gsize size;
  const guint8 *slot = g_bytes_get_data (ring_slot, &size);

  if (ct_secret_bytes_length (ring_key) != CT_SEAL_KEY_LENGTH || size != NONCE + CT_SEAL_KEY_LENGTH + TAG
      || !decrypt (ct_secret_bytes_data (master), ct_secret_bytes_data (ring_key), ad, slot, size))
    {
      g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY, "the key in the keyring is not this vault's");
      return NULL;
    }
  return from_master (master, vault);
}

void
ct_seal_free (CtSeal *self)
{
  ct_secret_bytes_unref (self->wrap_key);
  ct_secret_bytes_unref (self->row_key);
  g_free (self);
}

/**
 * ct_seal_new_key:
 *
 * Returns: (transfer full): a fresh record key for @uuid, itself sealed: to be
 *   kept with the record, and destroyed to destroy it
 */
GBytes *
ct_seal_new_key (CtSeal *self, const CtUuid *uuid)
{
  g_autoptr (CtSecretBytes) key = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GByteArray) ad = associated ("CTV1|dek|", &self->vault, uuid);
  GByteArray *wrapped = g_byte_array_new ();

  encrypt (wrapped, ct_secret_bytes_data (self->wrap_key), ad, ct_secret_bytes_data (key), CT_SEAL_KEY_LENGTH);
  return g_byte_array_free_to_bytes (wrapped);
}

static gboolean
unwrap (CtSeal *self, GBytes *record_key, const CtUuid *uuid, guint8 key[CT_SEAL_KEY_LENGTH], GError **error)
{
  g_autoptr (GByteArray) ad = associated ("CTV1|dek|", &self->vault, uuid);
  gsize size;
  const guint8 *data = g_bytes_get_data (record_key, &size);

  if (size == NONCE + CT_SEAL_KEY_LENGTH + TAG
      && decrypt (key, ct_secret_bytes_data (self->wrap_key), ad, data, size))
    return TRUE;
  g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN, "a record's key was changed");
  return FALSE;
}

/**
 * ct_seal_close:
 * @record_key: from ct_seal_new_key() for the same @uuid
 *
 * Returns: (transfer full) (nullable): the envelope
 */
GBytes *
ct_seal_close (CtSeal        *self,
               GBytes        *record_key,
               const CtUuid  *uuid,
               guint64        revision,
               CtSealKind     kind,
               GBytes        *clear,
               GError       **error)
{
  g_autoptr (GByteArray) ad = associated_record (self, uuid, revision, kind);
  guint8 key[CT_SEAL_KEY_LENGTH];
  const guint8 format = FORMAT;
  gsize length = g_bytes_get_size (clear);
  gsize room = (length / PAD_BLOCK + 1) * PAD_BLOCK;
  gsize padded = 0;
  GByteArray *sealed;
  guint8 *buffer;

  if (!unwrap (self, record_key, uuid, key, error))
    return NULL;

  buffer = g_malloc0 (room);
  if (length > 0)
    memcpy (buffer, g_bytes_get_data (clear, NULL), length);
  sodium_pad (&padded, buffer, length, PAD_BLOCK, room);

  sealed = g_byte_array_new ();
  g_byte_array_append (sealed, &format, 1);
  encrypt (sealed, key, ad, buffer, padded);
  sodium_memzero (buffer, room);
  sodium_memzero (key, sizeof key);
  g_free (buffer);
  return g_byte_array_free_to_bytes (sealed);
}

static void
wipe_and_free (gpointer data)
{
  GByteArray *array = data;

  sodium_memzero (array->data, array->len);
  g_byte_array_unref (array);
}

/**
 * ct_seal_open:
 *
 * Returns: (transfer full) (nullable): the clear bytes, wiped when freed; NULL
 *   with %CT_SEAL_ERROR_BROKEN when anything but the original is given
 */
GBytes *
ct_seal_open (CtSeal        *self,
              GBytes        *record_key,
              const CtUuid  *uuid,
              guint64        revision,
              CtSealKind     kind,
              GBytes        *sealed,
              GError       **error)
{
  g_autoptr (GByteArray) ad = associated_record (self, uuid, revision, kind);
  guint8 key[CT_SEAL_KEY_LENGTH];
  GByteArray *clear = g_byte_array_new ();
  gboolean good = FALSE;
  gsize size, length;
  const guint8 *data = g_bytes_get_data (sealed, &size);

  if (!unwrap (self, record_key, uuid, key, error))
    {
      g_byte_array_unref (clear);
      return NULL;
    }
  if (size > 1 + NONCE + TAG && data[0] == FORMAT)
    {
      g_byte_array_set_size (clear, (guint) (size - 1 - NONCE - TAG));
      good = decrypt (clear->data, key, ad, data + 1, size - 1)
             && sodium_unpad (&length, clear->data, clear->len, PAD_BLOCK) == 0;
    }
  sodium_memzero (key, sizeof key);
  if (!good)
    {
      g_byte_array_unref (clear);
      g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN, "a record was changed outside Comptoir");
      return NULL;
    }
  return g_bytes_new_with_free_func (clear->data, length, wipe_and_free, clear);
}

/**
 * ct_seal_mac:
 *
 * Returns: (transfer full): CT_SEAL_MAC_LENGTH bytes over @canonical
 */
GBytes *
ct_seal_mac (CtSeal *self, GBytes *canonical)
{
  guint8 mac[CT_SEAL_MAC_LENGTH];
  gsize length;
  const guint8 *data = g_bytes_get_data (canonical, &length);

  crypto_generichash (mac, sizeof mac, data, length, ct_secret_bytes_data (self->row_key), CT_SEAL_KEY_LENGTH);
  return g_bytes_new (mac, sizeof mac);
}
