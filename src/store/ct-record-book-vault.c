/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The vault that the records are in: its keys, what was done in it, what is past its days. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-book-private.h"

#include "ct-audit.h"
#include "ct-day-table.h"
#include "ct-key-slot.h"
#include "ct-purge.h"
#include "ct-record-table.h"
#include "ct-roster.h"
#include "ct-store.h"

/* What is no change of a record: a transaction of its own. */
gboolean
ct_record_book_write_note (CtRecordBook *self, const char *verb, const CtUuid *record, const char *detail, GError **error)
{
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  good = ct_audit_append (self->db, self->seal, NULL, verb, record, NULL, detail, error) && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}

/* A disk that takes nothing is no reason to show nothing. */
static void
note_opening (CtRecordBook *self, const char *verb)
{
  g_autoptr (GError) error = NULL;

  if (!ct_record_book_write_note (self, verb, NULL, "", &error))
    g_warning ("the opening could not be noted: %s", error->message);
}

/**
 * ct_record_book_create_vault:
 * @ring_key: safe in the keyring already
 * @master: (nullable): of a vault that other counters have, too; NULL for one of its own
 *
 * Fails when there is a vault.
 */
gboolean
ct_record_book_create_vault (CtRecordBook *self, const CtUuid *vault, CtSecretBytes *ring_key, CtSecretBytes *master,
                             GError **error)
{
  g_autoptr (CtSecretBytes) own = master != NULL ? ct_secret_bytes_ref (master) : ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (GBytes) slot = ct_key_slot_close_ring (ring_key, vault, own);

  if (!ct_vault_header_insert (self->db, vault, slot, error) || !ct_vault_header_read (&self->header, self->db, error))
    return FALSE;
  self->seal = ct_seal_new (own, vault);
  return ct_record_book_write_note (self, CT_AUDIT_VAULT_MADE, NULL, "", error);
}

/* Takes @master. */
static gboolean
open_with (CtRecordBook *self, CtSecretBytes *master, gboolean by_next, CtUnlocked *how, GError **error)
{
  g_autoptr (CtSecretBytes) owned = master;
  g_autofree char *fingerprint = NULL;

  g_clear_pointer (&self->seal, ct_seal_free);
  self->seal = ct_seal_new (owned, &self->header.vault);
  if (self->header.chain != NULL && !ct_seal_take_chain (self->seal, self->header.chain, error))
    {
      g_clear_pointer (&self->seal, ct_seal_free);
      return FALSE;
    }
  if (how == NULL)
    return TRUE;
  fingerprint = ct_vault_header_fingerprint (&self->header, self->seal);
  how->by_next = by_next;
  how->pending = self->header.ring_next != NULL;
  how->time = self->header.time;
  g_strlcpy (how->fingerprint, fingerprint != NULL ? fingerprint : "", sizeof how->fingerprint);
  return TRUE;
}

/**
 * ct_record_book_unlock:
 * @how: (out) (optional)
 *
 * Fails with %CT_SEAL_ERROR_KEY when @ring_key opens neither of the ring slots.
 */
gboolean
ct_record_book_unlock (CtRecordBook *self, CtSecretBytes *ring_key, CtUnlocked *how, GError **error)
{
  CtSecretBytes *master;
  gboolean by_next = FALSE;

  /* Another process may have changed the slots since. */
  if (!ct_vault_header_read (&self->header, self->db, error))
    return FALSE;
  master = ct_key_slot_open_ring (ring_key, &self->header.vault, self->header.ring, error);
  if (master == NULL && self->header.ring_next != NULL)
    {
      g_clear_error (error);
      by_next = TRUE;
      master = ct_key_slot_open_ring (ring_key, &self->header.vault, self->header.ring_next, error);
    }
  if (master == NULL)
    return FALSE;
  if (!open_with (self, master, by_next, how, error))
    return FALSE;
  if (how != NULL && !ct_audit_get_last (self->db, &how->audit_last, error))
    return FALSE;
  note_opening (self, CT_AUDIT_OPENED);
  return TRUE;
}

/* Somebody who can write to the file could put there a slot of a vault of theirs: then no
 * record opens. */
static gboolean
opens_a_record (CtRecordBook *self, GError **error)
{
  guint damaged;
  g_autoptr (GPtrArray) rows = ct_record_table_list (self->db, self->seal, &damaged, error);

  if (rows == NULL)
    return FALSE;
  if (rows->len > 0 || damaged == 0)
    return TRUE;
  g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "the recovery code opens the vault, but none of its records");
  return FALSE;
}

/**
 * ct_record_book_recover:
 * @code: from ct_recovery_code_parse()
 * @how: (out)
 *
 * Opens the vault without the keyring's key. Fails with %CT_SEAL_ERROR_KEY when @code is
 * not that of these records, with %CT_STORE_ERROR_NOT_FOUND when they have none.
 */
gboolean
ct_record_book_recover (CtRecordBook *self, CtSecretBytes *code, CtUnlocked *how, GError **error)
{
  CtSecretBytes *master;

  if (!ct_vault_header_read (&self->header, self->db, error))
    return FALSE;
  if (self->header.recovery == NULL)
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND, "no recovery code was made for these records");
      return FALSE;
    }
  master = ct_key_slot_open_recovery (code, self->header.recovery, error);
  if (master == NULL)
    return FALSE;
  if (!open_with (self, master, FALSE, how, error))
    return FALSE;
  if (*how->fingerprint != '\0' && opens_a_record (self, error))
    {
      note_opening (self, CT_AUDIT_RECOVERED);
      return ct_audit_get_last (self->db, &how->audit_last, error);
    }
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "the recovery slot is not the one that was made here");
  g_clear_pointer (&self->seal, ct_seal_free);
  return FALSE;
}

/**
 * ct_record_book_check_code:
 *
 * On an open vault. Fails with %CT_SEAL_ERROR_KEY when @code is not its recovery code, with
 * %CT_STORE_ERROR_NOT_FOUND when it has none.
 */
gboolean
ct_record_book_check_code (CtRecordBook *self, CtSecretBytes *code, GError **error)
{
  g_autoptr (CtSecretBytes) master = NULL;

  if (!ct_record_book_is_ready (self, error) || !ct_vault_header_read (&self->header, self->db, error))
    return FALSE;
  if (self->header.recovery == NULL)
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND, "no recovery code was made for these records");
      return FALSE;
    }
  master = ct_key_slot_open_recovery (code, self->header.recovery, error);
  if (master == NULL)
    return FALSE;
  if (ct_secret_bytes_equal (master, ct_seal_get_master (self->seal)))
    return TRUE;
  g_set_error_literal (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY, "the recovery slot is that of another vault");
  return FALSE;
}

/**
 * ct_record_book_set_recovery:
 * @fingerprint: (out) (transfer full): names it
 *
 * On an open vault.
 */
gboolean
ct_record_book_set_recovery (CtRecordBook *self, CtSecretBytes *code, char **fingerprint, GError **error)
{
  if (!ct_record_book_is_ready (self, error) || !ct_vault_header_set_recovery (self->db, self->seal, &self->header.vault, code, error)
      || !ct_vault_header_read (&self->header, self->db, error))
    return FALSE;
  *fingerprint = ct_vault_header_fingerprint (&self->header, self->seal);
  return ct_record_book_write_note (self, CT_AUDIT_CODE_MADE, NULL, "", error);
}

/**
 * ct_record_book_get_operators:
 *
 * On an open vault.
 *
 * Returns: (transfer full) (element-type CtOperator) (nullable)
 */
GPtrArray *
ct_record_book_get_operators (CtRecordBook *self, GError **error)
{
  return ct_record_book_is_ready (self, error) ? ct_roster_read (self->db, self->seal, &self->header.vault, error) : NULL;
}

/**
 * ct_record_book_set_operators:
 * @verb: (nullable): a CT_AUDIT_ one: why they are others than before; NULL to note nothing
 * @detail: of whom, by their initials
 *
 * On an open vault; the line of the audit chain is in the same transaction.
 */
gboolean
ct_record_book_set_operators (CtRecordBook *self, GPtrArray *operators, const char *verb, const char *detail, GError **error)
{
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  good = ct_roster_write (self->db, self->seal, &self->header.vault, operators, error)
         && (verb == NULL || ct_audit_append (self->db, self->seal, NULL, verb, NULL, NULL, detail, error)) && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}

/**
 * ct_record_book_set_next_ring:
 * @ring_key: (nullable): the key to come, safe in the keyring already; NULL when none
 *   is to come any more
 *
 * On an open vault. The slot in use stays.
 */
gboolean
ct_record_book_set_next_ring (CtRecordBook *self, CtSecretBytes *ring_key, GError **error)
{
  g_autoptr (GBytes) slot = NULL;

  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  if (ring_key != NULL)
    slot = ct_key_slot_close_ring (ring_key, &self->header.vault, ct_seal_get_master (self->seal));
  return ct_vault_header_set_next_ring (self->db, slot, error);
}

/**
 * ct_record_book_adopt_ring:
 *
 * The key to come is in its place in the keyring: the slot before is dropped.
 */
gboolean
ct_record_book_adopt_ring (CtRecordBook *self, GError **error)
{
  return ct_record_book_is_ready (self, error) && ct_vault_header_adopt_ring (self->db, error) && ct_record_book_write_note (self, CT_AUDIT_KEY_CHANGED, NULL, "", error);
}

/**
 * ct_record_book_distrust:
 *
 * The database is older than it was: whatever waits in it may have been sent since. It is
 * looked for before it is sent again.
 */
gboolean
ct_record_book_distrust (CtRecordBook *self, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (good)
    rows = ct_record_table_list_state (self->db, self->seal, CT_STATE_WAITING, error);
  good = rows != NULL;
  for (guint i = 0; good && i < rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (rows, i);

      row->exposed = TRUE;
      good = ct_record_table_write (self->db, self->seal, row, NULL, error);
    }
  good = good && ct_audit_append (self->db, self->seal, NULL, CT_AUDIT_OLDER, NULL, NULL, "", error) && ct_db_commit (self->db, error);
  if (self->db != NULL)
    ct_db_rollback (self->db);
  return good;
}

/**
 * ct_record_book_note:
 * @verb: a CT_AUDIT_ one
 * @record: (nullable)
 *
 * Adds a line to the audit chain.
 */
gboolean
ct_record_book_note (CtRecordBook *self, const char *verb, const CtUuid *record, GError **error)
{
  return ct_record_book_write_note (self, verb, record, "", error);
}

/**
 * ct_record_book_verify:
 * @at_least: how far the audit chain went, as the keyring remembers; 0 when it does not
 *
 * Returns: whether the chain could be read; what it says is in @report
 */
gboolean
ct_record_book_verify (CtRecordBook *self, gint64 at_least, CtAuditReport *report, GError **error)
{
  return ct_record_book_is_ready (self, error) && ct_audit_verify (self->db, self->seal, at_least, report, error)
         && ct_record_book_write_note (self, CT_AUDIT_CHECKED, NULL, report->broken_at == 0 && report->strangers == 0 ? "sound" : "broken", error);
}

/**
 * ct_record_book_list_audit:
 * @record: (nullable): those of it alone
 *
 * Returns: (transfer full) (element-type CtAuditLine) (nullable): oldest first
 */
GPtrArray *
ct_record_book_list_audit (CtRecordBook *self, const CtUuid *record, GError **error)
{
  return ct_record_book_is_ready (self, error) ? ct_audit_list (self->db, record, error) : NULL;
}

gboolean
ct_record_book_get_audit_last (CtRecordBook *self, gint64 *n, GError **error)
{
  return ct_record_book_is_ready (self, error) && ct_audit_get_last (self->db, n, error);
}

/**
 * ct_record_book_list_days:
 *
 * See ct_day_table_list().
 */
GPtrArray *
ct_record_book_list_days (CtRecordBook *self, gint64 from, gint64 to, guint *damaged, GError **error)
{
  return ct_record_book_is_ready (self, error) ? ct_day_table_list (self->db, self->seal, from, to, damaged, error) : NULL;
}

/**
 * ct_record_book_purge:
 *
 * See ct_purge_run().
 */
gboolean
ct_record_book_purge (CtRecordBook *self, GPtrArray *items, const CtTrustedTime *time, GPtrArray **gone, CtPurgeReport *report, GError **error)
{
  return ct_record_book_is_ready (self, error) && ct_purge_run (self->db, self->seal, items, time, gone, report, error);
}
