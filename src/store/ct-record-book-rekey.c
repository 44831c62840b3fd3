/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Another master key for everything, when a counter is taken out of those that share: what is
 * written from then on opens with no key that counter ever had.
 *
 * All of it is one transaction, the slots of the vault among it: there is no moment at which a
 * half of the records is under one key and a half under the other. The key in the keyring and
 * the recovery code stay what they are; they open another slot. Every record gets a key of its
 * own, too, since the counter that went knows the ones before. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-book-private.h"

#include "ct-audit.h"
#include "ct-day-table.h"
#include "ct-export-table.h"
#include "ct-key-slot.h"
#include "ct-record-table.h"
#include "ct-roster.h"
#include "ct-sender-lock.h"
#include "ct-shared-table.h"
#include "ct-store.h"

/**
 * ct_record_book_check_voucher:
 *
 * Fails with %CT_SEAL_ERROR_BROKEN when nobody with the vault's key has vouched for @public_key.
 */
gboolean
ct_record_book_check_voucher (CtRecordBook *self, const CtUuid *workstation, GBytes *public_key, GBytes *voucher, GError **error)
{
  g_autoptr (GBytes) expected = NULL;

  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  expected = ct_seal_vouch (self->seal, workstation, public_key);
  if (g_bytes_equal (expected, voucher))
    return TRUE;
  g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN, "a counter's key on the server is not the one it made");
  return FALSE;
}

/**
 * ct_record_book_get_generation:
 * @generation: (out): how often the vault's key became another
 */
gboolean
ct_record_book_get_generation (CtRecordBook *self, gint64 *generation, GError **error)
{
  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  *generation = self->header.generation;
  return TRUE;
}

/**
 * ct_record_book_set_generation:
 *
 * Of a vault that came from other counters: which of its keys this is.
 */
gboolean
ct_record_book_set_generation (CtRecordBook *self, gint64 generation, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE vault SET generation = %" G_GINT64_FORMAT, generation);

  return ct_record_book_is_ready (self, error) && ct_db_exec (self->db, sql, error) && ct_vault_header_read (&self->header, self->db, error);
}

/**
 * ct_record_book_vouch_master:
 * @voucher: (out): that @master comes after the key these records are under
 */
gboolean
ct_record_book_vouch_master (CtRecordBook *self, CtSecretBytes *master, gint64 generation, GBytes **voucher, GError **error)
{
  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  *voucher = ct_seal_vouch_master (self->seal, generation, master);
  return TRUE;
}

static gboolean
renew_roster (CtRecordBook *self, CtSeal *after, GError **error)
{
  g_autoptr (GPtrArray) operators = ct_roster_read (self->db, self->seal, &self->header.vault, error);

  return operators != NULL && (operators->len == 0 || ct_roster_write (self->db, after, &self->header.vault, operators, error));
}

static gboolean
renew (CtRecordBook *self, CtSeal *after, CtSecretBytes *ring_key, gint64 generation, gboolean offer, GError **error)
{
  g_autoptr (GBytes) ring = ct_key_slot_close_ring (ring_key, &self->header.vault, ct_seal_get_master (after));
  g_autoptr (GBytes) chain = ct_seal_close_chain (after, self->seal);

  return ct_seal_take_chain (after, chain, error) && ct_vault_header_rekey (self->db, &self->header, after, ring, chain, generation, error)
         && ct_record_table_rekey (self->db, self->seal, after, offer, error) && renew_roster (self, after, error)
         && ct_export_table_rekey (self->db, self->seal, after, error) && ct_day_table_rekey (self->db, self->seal, after, error)
         && ct_audit_append (self->db, after, NULL, CT_AUDIT_KEY_CHANGED, NULL, NULL, "", error) && ct_db_commit (self->db, error);
}

/**
 * ct_record_book_rekey:
 * @ring_key: of the keyring: opens the vault now, and afterwards
 * @master: the new one
 * @generation: its number: one more than before
 * @voucher: of who had the key before, see ct_seal_vouch_master()
 * @offer: all of them go to the server again: at the one counter that brings them under the new
 *   key there
 *
 * On an open vault. Fails with %CT_STORE_ERROR_BUSY while another process has the records open:
 * it would go on with the key before.
 */
gboolean
ct_record_book_rekey (CtRecordBook *self, CtSecretBytes *ring_key, CtSecretBytes *master, gint64 generation, GBytes *voucher, gboolean offer,
                      GError **error)
{
  g_autoptr (GBytes) expected = NULL;
  g_autoptr (CtSecretBytes) now = NULL;
  g_autoptr (CtSeal) after = NULL;
  gboolean good;

  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  expected = ct_seal_vouch_master (self->seal, generation, master);
  if (generation != self->header.generation + 1 || !g_bytes_equal (expected, voucher))
    {
      g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN, "the new key on the server is none that a counter of this pharmacy made");
      return FALSE;
    }
  now = ct_key_slot_open_ring (ring_key, &self->header.vault, self->header.ring, error);
  if (now == NULL)
    return FALSE; /* it would not open what is made here */
  if (!ct_sender_lock_alone (self->use_fd, TRUE))
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_BUSY, "Comptoir runs elsewhere on these records: close it there first");
      return FALSE;
    }
  after = ct_seal_new (master, &self->header.vault);
  good = ct_db_begin (self->db, error);
  if (good)
    {
      good = renew (self, after, ring_key, generation, offer, error);
      ct_db_rollback (self->db);
    }
  if (good)
    {
      CtSeal *before = self->seal;

      self->seal = g_steal_pointer (&after);
      ct_seal_free (before);
      ct_db_fold (self->db, NULL); /* no trace in the log of what the key before opens */
      good = ct_vault_header_read (&self->header, self->db, error);
    }
  ct_sender_lock_alone (self->use_fd, FALSE);
  return good;
}
