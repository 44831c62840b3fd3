/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The format of what a vault holds. Pure given the keys; libsodium's names.
 *
 *   MK    32 random bytes, out of a slot (ct-key-slot.c); subkeys by crypto_kdf,
 *         context "CTvault1": 1 K_wrap   2 K_row   4 K_audit   5 K_member   (3 is kept for an index)
 *   DEK   32 random bytes a record, under K_wrap; AAD "CTV1|dek|" vault16 uuid16
 *   REC   0x01, nonce24, AEAD (pad (payload, 512); DEK; AAD below), tag16
 *   AAD   "CTV1|rec|" vault16 uuid16 revision-u64le kind-u8 schema-u16le
 *   MAC   BLAKE2b-256 (K_row, canonical row)
 *
 * Nonces are 192 random bits (ct-aead.c): no counter that a refactoring could lose. The
 * AAD ties each envelope to its vault, record, revision and kind, so no two can be
 * swapped; the MAC ties the state, which SQL must see, to them. */

#include "config.h"

#include "ct-seal.h"

#include "ct-aead.h"

#include <sodium.h>
#include <string.h>

G_DEFINE_QUARK (ct-seal-error-quark, ct_seal_error)

#define PAD_BLOCK   512
#define FORMAT      0x01
#define SCHEMA      1
#define KDF_CONTEXT "CTvault1"
#define CHAIN       "CTV1|chain"

struct _CtSeal
{
  CtUuid         vault;
  CtSecretBytes *master;
  CtSecretBytes *wrap_key;
  CtSecretBytes *row_key;
  CtSecretBytes *audit_key;
};

static GByteArray *
associated_record (CtSeal *self, const CtUuid *uuid, guint64 revision, CtSealKind kind)
{
  GByteArray *data = ct_aead_associated ("CTV1|rec|", &self->vault, uuid);
  guint64 rev = GUINT64_TO_LE (revision);
  guint8 kind_byte = (guint8) kind;
  guint16 schema = GUINT16_TO_LE (SCHEMA);

  g_byte_array_append (data, (const guint8 *) &rev, sizeof rev);
  g_byte_array_append (data, &kind_byte, sizeof kind_byte);
  g_byte_array_append (data, (const guint8 *) &schema, sizeof schema);
  return data;
}

static CtSecretBytes *
subkey (CtSecretBytes *master, guint64 id)
{
  CtSecretBytes *key = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);

  crypto_kdf_derive_from_key (ct_secret_bytes_data (key), CT_SEAL_KEY_LENGTH, id, KDF_CONTEXT,
                              ct_secret_bytes_data (master));
  return key;
}

/**
 * ct_seal_new:
 * @master: CT_SEAL_KEY_LENGTH bytes: MK, out of one of the vault's slots, or random for
 *   a new vault
 *
 * Returns: (transfer full)
 */
CtSeal *
ct_seal_new (CtSecretBytes *master, const CtUuid *vault)
{
  CtSeal *self = g_new0 (CtSeal, 1);

  self->vault = *vault;
  self->master = ct_secret_bytes_ref (master);
  self->wrap_key = subkey (master, 1);
  self->row_key = subkey (master, 2);
  self->audit_key = subkey (master, 4);
  return self;
}

void
ct_seal_free (CtSeal *self)
{
  ct_secret_bytes_unref (self->master);
  ct_secret_bytes_unref (self->wrap_key);
  ct_secret_bytes_unref (self->row_key);
  ct_secret_bytes_unref (self->audit_key);
  g_free (self);
}

/**
 * ct_seal_get_master:
 *
 * Returns: (transfer none): MK, to close it into another slot
 */
CtSecretBytes *
ct_seal_get_master (CtSeal *self)
{
  return self->master;
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
  g_autoptr (GByteArray) ad = ct_aead_associated ("CTV1|dek|", &self->vault, uuid);
  GByteArray *wrapped = g_byte_array_new ();

  ct_aead_close (wrapped, ct_secret_bytes_data (self->wrap_key), ad, ct_secret_bytes_data (key), CT_SEAL_KEY_LENGTH);
  return g_byte_array_free_to_bytes (wrapped);
}

static gboolean
unwrap (CtSeal *self, GBytes *record_key, const CtUuid *uuid, guint8 key[CT_SEAL_KEY_LENGTH], GError **error)
{
  g_autoptr (GByteArray) ad = ct_aead_associated ("CTV1|dek|", &self->vault, uuid);
  gsize size;
  const guint8 *data = g_bytes_get_data (record_key, &size);

  if (size == CT_SEAL_KEY_LENGTH + CT_AEAD_EXTRA
      && ct_aead_open (key, ct_secret_bytes_data (self->wrap_key), ad, data, size))
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
  ct_aead_close (sealed, key, ad, buffer, padded);
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
  if (size > 1 + CT_AEAD_EXTRA && data[0] == FORMAT)
    {
      g_byte_array_set_size (clear, (guint) (size - 1 - CT_AEAD_EXTRA));
      good = ct_aead_open (clear->data, key, ad, data + 1, size - 1)
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

static GBytes *
keyed_hash (CtSecretBytes *key, GBytes *canonical)
{
  guint8 mac[CT_SEAL_MAC_LENGTH];
  gsize length;
  const guint8 *data = g_bytes_get_data (canonical, &length);

  crypto_generichash (mac, sizeof mac, data, length, ct_secret_bytes_data (key), CT_SEAL_KEY_LENGTH);
  return g_bytes_new (mac, sizeof mac);
}

/**
 * ct_seal_mac:
 *
 * Returns: (transfer full): CT_SEAL_MAC_LENGTH bytes over @canonical
 */
GBytes *
ct_seal_mac (CtSeal *self, GBytes *canonical)
{
  return keyed_hash (self->row_key, canonical);
}

/**
 * ct_seal_chain:
 *
 * Returns: (transfer full): as ct_seal_mac(), for the audit chain
 */
GBytes *
ct_seal_chain (CtSeal *self, GBytes *canonical)
{
  return keyed_hash (self->audit_key, canonical);
}

/**
 * ct_seal_vouch_master:
 * @master: that comes after this one, as number @generation
 *
 * Returns: (transfer full): CT_SEAL_MAC_LENGTH bytes: without them a server could give everybody
 *   a key of its own
 */
GBytes *
ct_seal_vouch_master (CtSeal *self, gint64 generation, CtSecretBytes *master)
{
  g_autoptr (CtSecretBytes) key = subkey (self->master, 6);
  gint64 number = GINT64_TO_LE (generation);
  guint8 mac[CT_SEAL_MAC_LENGTH];
  crypto_generichash_state state;

  crypto_generichash_init (&state, ct_secret_bytes_data (key), CT_SEAL_KEY_LENGTH, sizeof mac);
  crypto_generichash_update (&state, self->vault.bytes, sizeof self->vault.bytes);
  crypto_generichash_update (&state, (const guint8 *) &number, sizeof number);
  crypto_generichash_update (&state, ct_secret_bytes_data (master), CT_SEAL_KEY_LENGTH);
  crypto_generichash_final (&state, mac, sizeof mac);
  sodium_memzero (&state, sizeof state);
  return g_bytes_new (mac, sizeof mac);
}

/**
 * ct_seal_close_chain:
 * @before: whose audit chain goes on under @self
 *
 * The chain keeps its key when the master key becomes another: what was written stays what it
 * is, and is not written anew by somebody who says that it was so.
 *
 * Returns: (transfer full): that key, for @self
 */
GBytes *
ct_seal_close_chain (CtSeal *self, CtSeal *before)
{
  g_autoptr (GByteArray) ad = ct_aead_associated (CHAIN, &self->vault, NULL);
  GByteArray *closed = g_byte_array_new ();

  ct_aead_close (closed, ct_secret_bytes_data (self->wrap_key), ad, ct_secret_bytes_data (before->audit_key), CT_SEAL_KEY_LENGTH);
  return g_byte_array_free_to_bytes (closed);
}

/**
 * ct_seal_take_chain:
 * @closed: ct_seal_close_chain() for it
 */
gboolean
ct_seal_take_chain (CtSeal *self, GBytes *closed, GError **error)
{
  g_autoptr (GByteArray) ad = ct_aead_associated (CHAIN, &self->vault, NULL);
  g_autoptr (CtSecretBytes) key = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  gsize size;
  const guint8 *data = g_bytes_get_data (closed, &size);

  if (size != CT_SEAL_KEY_LENGTH + CT_AEAD_EXTRA
      || !ct_aead_open (ct_secret_bytes_data (key), ct_secret_bytes_data (self->wrap_key), ad, data, size))
    {
      g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN, "the key of the audit chain was changed");
      return FALSE;
    }
  ct_secret_bytes_unref (self->audit_key);
  self->audit_key = g_steal_pointer (&key);
  return TRUE;
}

/**
 * ct_seal_vouch:
 * @public_key: of @workstation
 *
 * Returns: (transfer full): CT_SEAL_MAC_LENGTH bytes: the word of somebody who holds MK that
 *   this key is that workstation's; a server cannot give it
 */
GBytes *
ct_seal_vouch (CtSeal *self, const CtUuid *workstation, GBytes *public_key)
{
  g_autoptr (CtSecretBytes) key = subkey (self->master, 5);
  GByteArray *canonical = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (canonical, self->vault.bytes, sizeof self->vault.bytes);
  g_byte_array_append (canonical, workstation->bytes, sizeof workstation->bytes);
  g_byte_array_append (canonical, g_bytes_get_data (public_key, NULL), (guint) g_bytes_get_size (public_key));
  bytes = g_byte_array_free_to_bytes (canonical);
  return keyed_hash (key, bytes);
}
