/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The vault's header on disk. Each change is one statement, so that it is there whole or
 * not at all. The recovery slot has a MAC under the vault's own key: whoever can write to
 * the file cannot put a slot for a code of theirs beside it. */

#include "config.h"

#include "ct-vault-header.h"

#include "ct-key-slot.h"
#include "ct-statement.h"
#include "ct-store.h"

#include <string.h>

void
ct_vault_header_clear (CtVaultHeader *self)
{
  g_clear_pointer (&self->ring, g_bytes_unref);
  g_clear_pointer (&self->ring_next, g_bytes_unref);
  g_clear_pointer (&self->recovery, g_bytes_unref);
  g_clear_pointer (&self->recovery_public, g_bytes_unref);
  g_clear_pointer (&self->recovery_mac, g_bytes_unref);
  g_clear_pointer (&self->chain, g_bytes_unref);
  self->generation = 0;
  self->vault = (CtUuid) { 0 };
  self->time = (CtTrustedTime) { 0 };
}

/* A header that is gone must not make room for another key over these records. */
static gboolean
is_empty (CtDb *db, GError **error)
{
  gint64 records;

  if (!ct_db_get_int64 (db, "SELECT count(*) FROM (SELECT 1 FROM record LIMIT 1)", &records, error))
    return FALSE;
  if (records == 0)
    return TRUE;
  g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "there are records, but no vault they belong to");
  return FALSE;
}

/**
 * ct_vault_header_read:
 * @self: (inout): cleared first; null when the database has no vault yet
 */
gboolean
ct_vault_header_read (CtVaultHeader *self, CtDb *db, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "SELECT uuid, ring, ring_next, recovery, recovery_public, recovery_mac, seen_at, seen_wall, doubted,"
                          " generation, chain FROM vault", error);
  g_autoptr (GBytes) uuid = NULL;

  ct_vault_header_clear (self);
  if (statement == NULL)
    return FALSE;
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      uuid = ct_statement_bytes (statement, 0);
      memcpy (self->vault.bytes, g_bytes_get_data (uuid, NULL), sizeof self->vault.bytes);
      self->ring = ct_statement_bytes (statement, 1);
      self->ring_next = ct_statement_bytes (statement, 2);
      self->recovery = ct_statement_bytes (statement, 3);
      self->recovery_public = ct_statement_bytes (statement, 4);
      self->recovery_mac = ct_statement_bytes (statement, 5);
      self->time.at = ct_statement_int64 (statement, 6);
      self->time.wall = ct_statement_int64 (statement, 7);
      self->time.doubted = ct_statement_int64 (statement, 8);
      self->generation = ct_statement_int64 (statement, 9);
      self->chain = ct_statement_bytes (statement, 10);
      return TRUE;
    case CT_STEP_DONE:
      return is_empty (db, error);
    case CT_STEP_ERROR:
      break;
    }
  return FALSE;
}

/**
 * ct_vault_header_insert:
 *
 * The primary key refuses a second header: no new key over a vault.
 */
gboolean
ct_vault_header_insert (CtDb *db, const CtUuid *vault, GBytes *ring, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "INSERT INTO vault (id, uuid, ring) VALUES (1, ?1, ?2)", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_data (statement, 1, vault->bytes, sizeof vault->bytes);
  ct_statement_bind_bytes (statement, 2, ring);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_vault_header_set_next_ring:
 * @ring_next: (nullable): NULL when nothing is to come any more
 */
gboolean
ct_vault_header_set_next_ring (CtDb *db, GBytes *ring_next, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "UPDATE vault SET ring_next = ?1", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_bytes (statement, 1, ring_next);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_vault_header_adopt_ring:
 *
 * The ring slot to come is the ring slot.
 */
gboolean
ct_vault_header_adopt_ring (CtDb *db, GError **error)
{
  return ct_db_exec (db, "UPDATE vault SET ring = ring_next, ring_next = NULL WHERE ring_next IS NOT NULL", error);
}

/**
 * ct_vault_header_set_slots:
 * @from: of another copy of the same vault: its master key is the same
 */
gboolean
ct_vault_header_set_slots (CtDb *db, const CtVaultHeader *from, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "UPDATE vault SET ring = ?1, ring_next = ?2, recovery = ?3, recovery_public = ?4, recovery_mac = ?5", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_bytes (statement, 1, from->ring);
  ct_statement_bind_bytes (statement, 2, from->ring_next);
  ct_statement_bind_bytes (statement, 3, from->recovery);
  ct_statement_bind_bytes (statement, 4, from->recovery_public);
  ct_statement_bind_bytes (statement, 5, from->recovery_mac);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_vault_header_set_time:
 *
 * Inside a transaction of the caller, or as one of its own.
 */
gboolean
ct_vault_header_set_time (CtDb *db, const CtTrustedTime *time, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "UPDATE vault SET seen_at = ?1, seen_wall = ?2, doubted = ?3", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, time->at);
  ct_statement_bind_int64 (statement, 2, time->wall);
  ct_statement_bind_int64 (statement, 3, time->doubted);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

static GBytes *
mac_of (CtSeal *seal, const CtUuid *vault, GBytes *public_key, GBytes *slot)
{
  static const char purpose[] = "CTV1|recovery|";
  GByteArray *data = g_byte_array_new ();
  g_autoptr (GBytes) canonical = NULL;

  g_byte_array_append (data, (const guint8 *) purpose, sizeof purpose - 1);
  g_byte_array_append (data, vault->bytes, sizeof vault->bytes);
  g_byte_array_append (data, g_bytes_get_data (public_key, NULL), (guint) g_bytes_get_size (public_key));
  g_byte_array_append (data, g_bytes_get_data (slot, NULL), (guint) g_bytes_get_size (slot));
  canonical = g_byte_array_free_to_bytes (data);
  return ct_seal_mac (seal, canonical);
}

/**
 * ct_vault_header_set_recovery:
 * @code: opens the vault from now on; one that was there before does not any more
 */
gboolean
ct_vault_header_set_recovery (CtDb *db, CtSeal *seal, const CtUuid *vault, CtSecretBytes *code, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "UPDATE vault SET recovery = ?1, recovery_public = ?2, recovery_mac = ?3", error);
  g_autoptr (GBytes) public_key = ct_key_slot_recovery_public (code);
  g_autoptr (GBytes) slot = ct_key_slot_close_public (public_key, ct_seal_get_master (seal));
  g_autoptr (GBytes) mac = NULL;

  if (statement == NULL)
    return FALSE;
  mac = mac_of (seal, vault, public_key, slot);
  ct_statement_bind_bytes (statement, 1, slot);
  ct_statement_bind_bytes (statement, 2, public_key);
  ct_statement_bind_bytes (statement, 3, mac);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_vault_header_rekey:
 * @before: as it is
 * @seal: of the new master key
 * @ring: that key, under the one in the keyring, which stays
 * @chain: ct_seal_close_chain()
 *
 * The recovery code stays good, where there is one. Inside a transaction of the caller.
 */
gboolean
ct_vault_header_rekey (CtDb *db, const CtVaultHeader *before, CtSeal *seal, GBytes *ring, GBytes *chain, gint64 generation, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "UPDATE vault SET ring = ?1, ring_next = NULL, recovery = ?2, recovery_mac = ?3, chain = ?4, generation = ?5", error);
  g_autoptr (GBytes) recovery = NULL;
  g_autoptr (GBytes) mac = NULL;

  if (statement == NULL)
    return FALSE;
  if (before->recovery_public != NULL)
    recovery = ct_key_slot_close_public (before->recovery_public, ct_seal_get_master (seal));
  if (recovery != NULL)
    mac = mac_of (seal, &before->vault, before->recovery_public, recovery);
  ct_statement_bind_bytes (statement, 1, ring);
  ct_statement_bind_bytes (statement, 2, recovery);
  ct_statement_bind_bytes (statement, 3, mac);
  ct_statement_bind_bytes (statement, 4, chain);
  ct_statement_bind_int64 (statement, 5, generation);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_vault_header_fingerprint:
 *
 * Returns: (transfer full) (nullable): names the recovery slot; NULL when there is none,
 *   or one that this vault's key did not make
 */
char *
ct_vault_header_fingerprint (CtVaultHeader *self, CtSeal *seal)
{
  g_autoptr (GBytes) mac = NULL;

  if (self->recovery == NULL || self->recovery_public == NULL || self->recovery_mac == NULL)
    return NULL;
  mac = mac_of (seal, &self->vault, self->recovery_public, self->recovery);
  return g_bytes_equal (mac, self->recovery_mac) ? ct_key_slot_fingerprint (self->recovery_public) : NULL;
}
