/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The records on disk and every change they may go through, one transaction each.
 *
 * Belongs to one thread, that of CtStore's worker: it owns the connection, the
 * keys and the sender's lock, and blocks for the disk. The arrows between states
 * are those of ct-state.c; each function here is one of them. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-book-private.h"

#include "ct-backup.h"
#include "ct-change.h"
#include "ct-clock.h"
#include "ct-db.h"
#include "ct-issue.h"
#include "ct-migrations.h"
#include "ct-process.h"
#include "ct-record-table.h"
#include "ct-sender-lock.h"
#include "ct-statement.h"
#include "ct-store.h"

#include <string.h>

static gboolean
open_db (CtRecordBook *self, GError **error)
{
  self->db = ct_db_open (self->path, error);
  if (self->db != NULL)
    ct_db_set_actor (self->db, self->actor);
  return self->db != NULL;
}

/* A connection whose disk failed is closed, and what there is read anew. */
gboolean
ct_record_book_is_ready (CtRecordBook *self, GError **error)
{
  if (self->seal == NULL)
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FAILED, "the vault is not open");
      return FALSE;
    }
  if (self->db != NULL && ct_db_is_troubled (self->db))
    g_clear_pointer (&self->db, ct_db_close);
  return self->db != NULL || open_db (self, error);
}

/* Begins a transaction and reads the record; a new draft when @create. */
static CtRow *
begin_with (CtRecordBook *self, const CtUuid *uuid, gboolean create, GError **error)
{
  g_autoptr (GError) local = NULL;
  CtRow *row;

  if (!ct_record_book_is_ready (self, error) || !ct_db_begin (self->db, error))
    return NULL;
  row = ct_record_table_find (self->db, self->seal, uuid, &local);
  if (row != NULL)
    return row;
  if (!create || !g_error_matches (local, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND))
    {
      ct_db_rollback (self->db);
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  row = ct_row_new ();
  row->uuid = *uuid;
  row->revision = 1;
  row->state = CT_STATE_DRAFT;
  return row;
}

/* Nobody sends it again; the worklist keeps the row for the day. */
static void
forget_sent (CtRow *row)
{
  if (row->state != CT_STATE_ACCEPTED)
    return;
  g_clear_pointer (&row->body, g_bytes_unref);
  g_clear_pointer (&row->places, g_free);
}

/* Ends the transaction: writes @row and commits when @good. Takes @row.
 *
 * Returns: (transfer full) (nullable): @row, on disk */
static CtRow *
keep (CtRecordBook *self, CtRow *row, gboolean good, GError **error)
{
  if (good && ct_change_keep (&self->db, self->path, self->seal, &row->uuid, row, NULL, error))
    {
      forget_sent (row);
      return row;
    }
  if (self->db != NULL)
    ct_db_rollback (self->db);
  ct_row_unref (row);
  return NULL;
}

static gboolean
move (CtRow *row, CtEvent event, GError **error)
{
  if (ct_state_next (row->state, event, &row->state))
    return TRUE;
  g_set_error (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "the record is %s: that cannot be done with it",
               ct_state_key (row->state));
  return FALSE;
}

/* What an outcome says that happened. */
static CtEvent
event_of (const CtOutcome *outcome)
{
  switch (outcome->state)
    {
    case CT_STATE_ACCEPTED:
      return CT_EVENT_PROOF;
    case CT_STATE_REFUSED:
      return CT_EVENT_REFUSAL;
    case CT_STATE_WAITING:
      return CT_EVENT_NOT_TAKEN;
    case CT_STATE_CONFLICT:
      return CT_EVENT_CONFLICT;
    case CT_STATE_STUCK:
      return CT_EVENT_STUCK;
    case CT_STATE_UNKNOWN:
    case CT_STATE_DRAFT:
    case CT_STATE_SENDING:
    case CT_STATE_CONCLUDED:
    case CT_N_STATES:
      break;
    }
  return CT_EVENT_CUT;
}

static void
set_entry (CtRow *row, CtEntry *entry)
{
  g_clear_pointer (&row->entry, ct_entry_unref);
  row->entry = ct_entry_ref (entry);
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text != NULL ? text : "");
}

static void
forget_sending (CtRow *row)
{
  row->attempts = 0;
  row->next_at = 0;
  row->exposed = FALSE;
  set_text (&row->cause, NULL);
  g_clear_pointer (&row->body, g_bytes_unref);
}

static void
release_sender (CtRecordBook *self)
{
  if (self->sender_fd >= 0)
    ct_sender_lock_release (self->sender_fd);
  self->sender_fd = -1;
}

gboolean
ct_record_book_take_sender (CtRecordBook *self)
{
  g_autofree char *path = g_build_filename (self->directory, "sender.lock", NULL);

  if (self->sender_fd < 0)
    self->sender_fd = ct_sender_lock_take (path);
  return self->sender_fd >= 0;
}

/* Whoever gives all records another key has to be alone with them: another process would go on
 * with the one before. Waits for such a one. */
static gboolean
take_use (CtRecordBook *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->directory, "use.lock", NULL);

  if (self->use_fd < 0)
    self->use_fd = ct_sender_lock_share (path);
  if (self->use_fd < 0)
    g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FAILED, "the folder of the records takes no lock");
  return self->use_fd >= 0;
}

/* A record left SENDING by a process that died, or by a sender of ours that was
 * stopped, or by another counter that the server gave up: its bytes may have arrived.
 *
 * Returns: (transfer full) (nullable) (element-type CtRow): those there were */
static GPtrArray *
recover_interrupted (CtRecordBook *self, const CtClaimWish *wish, GError **error)
{
  g_autoptr (GPtrArray) rows = NULL;
  gboolean good;

  if (!ct_db_begin (self->db, error))
    return NULL;
  rows = ct_record_table_list_interrupted (self->db, self->seal, wish, error);
  good = rows != NULL;
  for (guint i = 0; good && i < rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (rows, i);

      row->exposed = TRUE;
      row->next_at = wish->now;
      set_text (&row->cause, "interrupted");
      good = move (row, CT_EVENT_CUT, error) && ct_record_table_write (self->db, self->seal, row, NULL, error);
    }
  if (good && rows->len > 0)
    good = ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good ? g_steal_pointer (&rows) : NULL;
}

/**
 * ct_record_book_new:
 * @directory: made when absent; nothing is touched before ct_record_book_open()
 */
CtRecordBook *
ct_record_book_new (const char *directory)
{
  CtRecordBook *self = g_new0 (CtRecordBook, 1);

  self->directory = g_strdup (directory);
  self->path = g_build_filename (directory, "records.db", NULL);
  self->sender_fd = -1;
  self->use_fd = -1;
  g_strlcpy (self->actor, "counter", sizeof self->actor);
  return self;
}

void
ct_record_book_free (CtRecordBook *self)
{
  ct_record_book_close (self);
  ct_vault_header_clear (&self->header);
  g_free (self->directory);
  g_free (self->path);
  g_free (self);
}

/**
 * ct_record_book_set_actor:
 * @actor: who works here, by a pseudonym; "counter" without it
 */
void
ct_record_book_set_actor (CtRecordBook *self, const char *actor)
{
  g_strlcpy (self->actor, actor, sizeof self->actor);
  if (self->db != NULL)
    ct_db_set_actor (self->db, actor);
}

/* A file of an earlier version is copied first, as the backup of the day. Its envelopes
 * cannot be opened yet. */
static gboolean
back_up_before_migration (CtRecordBook *self, GError **error)
{
  g_autofree char *folder = ct_record_book_backups (self);
  g_autofree char *path = ct_record_book_backup_of (folder, ct_clock_now_ms ());
  gboolean due;

  if (!ct_migrations_are_due (self->db, &due, error))
    return FALSE;
  return !due || (ct_process_private_directory (folder, error) && ct_backup_make (self->db, NULL, path, NULL, error));
}

/**
 * ct_record_book_open:
 * @vault: (out): the vault's UUID, null when there is none yet
 */
gboolean
ct_record_book_open (CtRecordBook *self, CtUuid *vault, GError **error)
{
  if (self->db == NULL
      && (!ct_process_private_directory (self->directory, error) || !take_use (self, error) || !open_db (self, error)))
    return FALSE;
  if (back_up_before_migration (self, error) && ct_migrations_run (self->db, error) && ct_vault_header_read (&self->header, self->db, error)
      && ct_db_get_int64 (self->db, "PRAGMA data_version", &self->data_version, error))
    {
      *vault = self->header.vault;
      return TRUE;
    }
  g_clear_pointer (&self->db, ct_db_close);
  return FALSE;
}

/**
 * ct_record_book_close:
 *
 * Folds the log, wipes the keys, lets others send.
 */
void
ct_record_book_close (CtRecordBook *self)
{
  release_sender (self);
  g_clear_pointer (&self->seal, ct_seal_free);
  g_clear_pointer (&self->db, ct_db_close);
  if (self->use_fd >= 0)
    ct_sender_lock_release (self->use_fd);
  self->use_fd = -1;
}

/**
 * ct_record_book_is_outdated:
 *
 * Returns: whether another process wrote since this was last asked
 */
gboolean
ct_record_book_is_outdated (CtRecordBook *self)
{
  gint64 version;

  /* data_version changes by others' commits only. */
  if (self->db == NULL || !ct_db_get_int64 (self->db, "PRAGMA data_version", &version, NULL)
      || version == self->data_version)
    return FALSE;
  self->data_version = version;
  return TRUE;
}

/**
 * ct_record_book_list:
 * @damaged: (out): records that were changed outside Comptoir and are left out
 *
 * Returns: (transfer full) (element-type CtRow) (nullable): oldest first
 */
GPtrArray *
ct_record_book_list (CtRecordBook *self, guint *damaged, GError **error)
{
  return ct_record_book_is_ready (self, error) ? ct_record_table_list (self->db, self->seal, damaged, error) : NULL;
}

/**
 * ct_record_book_save_draft:
 * @uuid: of a draft, or of a record that does not exist yet
 *
 * Returns: (transfer full) (nullable): the draft, on disk
 */
CtRow *
ct_record_book_save_draft (CtRecordBook *self, const CtUuid *uuid, CtEntry *entry, GError **error)
{
  CtRow *row = begin_with (self, uuid, TRUE, error);
  gboolean good;

  if (row == NULL)
    return NULL;
  /* Back to a draft is another arrow: ct_record_book_withdraw(). */
  good = move (row, CT_EVENT_SAVE, error);
  set_entry (row, entry);
  return keep (self, row, good, error);
}

/**
 * ct_record_book_commit:
 * @revision: the one @body was made for; 1 for a new record
 * @body: what will be sent, frozen
 * @not_before: when it may leave, ms since 1970; 0 for at once
 *
 * DRAFT to WAITING.
 *
 * Returns: (transfer full) (nullable)
 */
CtRow *
ct_record_book_commit (CtRecordBook *self, const CtUuid *uuid, guint64 revision, CtEntry *entry, GBytes *body,
                       gint64 not_before, GError **error)
{
  CtRow *row = begin_with (self, uuid, TRUE, error);
  gboolean good = FALSE;

  if (row == NULL)
    return NULL;
  if (row->revision != revision)
    g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "the record was changed meanwhile");
  else if (move (row, CT_EVENT_VALIDATE, error))
    {
      forget_sending (row);
      g_ptr_array_set_size (row->reasons, 0);
      set_entry (row, entry);
      row->next_at = not_before;
      row->body = g_bytes_ref (body);
      good = TRUE;
    }
  return keep (self, row, good, error);
}

/* A person has seen what is there. */
static void
overwrite (CtRow *row)
{
  g_autoptr (CtEntry) entry = ct_entry_copy (row->entry);
  CtAmendment amendment;

  if (ct_entry_get_amendment (entry) == NULL)
    return;
  amendment = *ct_entry_get_amendment (entry);
  amendment.overwrites = TRUE;
  ct_entry_set_amendment (entry, &amendment);
  set_entry (row, entry);
}

/**
 * ct_record_book_withdraw:
 *
 * WAITING (none of whose bytes left), REFUSED or CONFLICT to DRAFT, of a new revision;
 * %CT_STORE_ERROR_STATE when it is too late. A correction that was in CONFLICT is
 * written over what is there when it is validated again.
 *
 * Returns: (transfer full) (nullable)
 */
CtRow *
ct_record_book_withdraw (CtRecordBook *self, const CtUuid *uuid, GError **error)
{
  CtRow *row = begin_with (self, uuid, FALSE, error);
  gboolean good = FALSE, conflict = row != NULL && row->state == CT_STATE_CONFLICT;

  if (row == NULL)
    return NULL;
  if (row->state == CT_STATE_WAITING && row->exposed)
    g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "the record has begun to leave");
  else if (move (row, CT_EVENT_WITHDRAW, error))
    {
      if (conflict)
        overwrite (row);
      forget_sending (row);
      row->revision++;
      good = TRUE;
    }
  return keep (self, row, good, error);
}

/**
 * ct_record_book_resend:
 *
 * STUCK to UNKNOWN: the same bytes, once more, now.
 *
 * Returns: (transfer full) (nullable)
 */
CtRow *
ct_record_book_resend (CtRecordBook *self, const CtUuid *uuid, GError **error)
{
  CtRow *row = begin_with (self, uuid, FALSE, error);
  gboolean good;

  if (row == NULL)
    return NULL;
  good = move (row, CT_EVENT_RESEND, error);
  row->next_at = 0;
  row->attempts = 0;
  g_ptr_array_unref (row->reasons);
  row->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  return keep (self, row, good, error);
}

/**
 * ct_record_book_conclude:
 * @conclusion: what a person says
 *
 * STUCK to CONCLUDED: it is not sent again, and goes when its time is over, as what was
 * accepted does.
 *
 * Returns: (transfer full) (nullable)
 */
CtRow *
ct_record_book_conclude (CtRecordBook *self, const CtUuid *uuid, const CtConclusion *conclusion, GError **error)
{
  CtRow *row = begin_with (self, uuid, FALSE, error);
  gboolean good;

  if (row == NULL)
    return NULL;
  good = move (row, CT_EVENT_CONCLUDE, error);
  ct_entry_set_conclusion (row->entry, conclusion);
  row->next_at = 0;
  return keep (self, row, good, error);
}

/**
 * ct_record_book_discard:
 *
 * Destroys a draft and its key, in the log, too.
 */
gboolean
ct_record_book_discard (CtRecordBook *self, const CtUuid *uuid, GError **error)
{
  g_autoptr (CtRow) row = begin_with (self, uuid, FALSE, error);

  if (row == NULL)
    return FALSE;
  if (row->state != CT_STATE_DRAFT)
    g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE, "only a draft can be discarded");
  else if (ct_change_keep (&self->db, self->path, self->seal, uuid, NULL, CT_AUDIT_DISCARDED, error))
    {
      /* Pages of before stay in the log until it is folded (another reader may put
       * that off: then closing does it). */
      ct_db_fold (self->db, NULL);
      return TRUE;
    }
  if (self->db != NULL)
    ct_db_rollback (self->db);
  return FALSE;
}

static gboolean
settle_row (CtRow *row, const CtOutcome *outcome, GError **error)
{
  gboolean good = move (row, event_of (outcome), error);

  row->exposed = row->exposed || outcome->exposed;
  row->next_at = outcome->next_at;
  set_text (&row->cause, outcome->cause);
  set_text (&row->receipt, outcome->receipt);
  g_ptr_array_unref (row->reasons);
  row->reasons = g_ptr_array_ref (outcome->reasons);
  g_free (row->places);
  row->places = g_strdup (outcome->places);
  return good;
}

/**
 * ct_record_book_settle:
 * @outcome: what became of a claimed record
 *
 * Returns: (transfer full) (nullable)
 */
CtRow *
ct_record_book_settle (CtRecordBook *self, const CtUuid *uuid, CtOutcome *outcome, GError **error)
{
  CtRow *row = begin_with (self, uuid, FALSE, error);
  gboolean good;

  if (row == NULL)
    return NULL;
  good = settle_row (row, outcome, error);
  return keep (self, row, good, error);
}

/* In one transaction, for one wait of the disk.
 *
 * Returns: (transfer full) (nullable): NULL when nothing of it was kept, or nobody knows */
static GPtrArray *
settle_together (CtRecordBook *self, GPtrArray *settlements)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  gboolean good = ct_record_book_is_ready (self, NULL) && ct_db_begin (self->db, NULL);

  for (guint i = 0; good && i < settlements->len; i++)
    {
      const CtSettlement *settlement = g_ptr_array_index (settlements, i);
      CtRow *row = ct_record_table_find (self->db, self->seal, &settlement->uuid, NULL);

      good = row != NULL && settle_row (row, settlement->outcome, NULL)
             && ct_record_table_write (self->db, self->seal, row, NULL, NULL);
      if (row != NULL)
        g_ptr_array_add (rows, row);
    }
  if (good && ct_db_commit (self->db, NULL))
    {
      for (guint i = 0; i < rows->len; i++)
        forget_sent (g_ptr_array_index (rows, i));
      return g_steal_pointer (&rows);
    }
  if (self->db != NULL)
    ct_db_rollback (self->db);
  return NULL;
}

/* The disk said no, and kept it all the same.
 *
 * Returns: (transfer full) (nullable): the record, when it is as @settlement says */
static CtRow *
find_settled (CtRecordBook *self, const CtSettlement *settlement)
{
  g_autoptr (CtRow) row = ct_record_table_find (self->db, self->seal, &settlement->uuid, NULL);

  if (row == NULL || row->state != settlement->outcome->state
      || (row->state == CT_STATE_ACCEPTED && g_strcmp0 (row->receipt, settlement->outcome->receipt) != 0))
    return NULL;
  forget_sent (row);
  return g_steal_pointer (&row);
}

/**
 * ct_record_book_settle_all:
 * @settlements: (element-type CtSettlement)
 * @error: of the first that could not be kept
 *
 * As ct_record_book_settle() for each, where all goes well at the price of one.
 *
 * Returns: (transfer full) (element-type CtRow): those that are on disk
 */
GPtrArray *
ct_record_book_settle_all (CtRecordBook *self, GPtrArray *settlements, GError **error)
{
  GPtrArray *rows = settlements->len > 1 ? settle_together (self, settlements) : NULL;

  if (rows != NULL)
    return rows;
  /* A disk that fails is told truly for each of them alone. */
  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  for (guint i = 0; i < settlements->len; i++)
    {
      const CtSettlement *settlement = g_ptr_array_index (settlements, i);
      g_autoptr (GError) local = NULL;
      CtRow *row = ct_record_book_settle (self, &settlement->uuid, settlement->outcome, &local);

      if (row == NULL && g_error_matches (local, CT_STORE_ERROR, CT_STORE_ERROR_STATE))
        row = find_settled (self, settlement);
      if (row != NULL)
        g_ptr_array_add (rows, row);
      else if (error != NULL && *error == NULL)
        g_propagate_error (error, g_steal_pointer (&local));
    }
  return rows;
}

/* What @row amends: where it is. It was accepted before @row could be validated, and
 * stays so. Damaged, or gone, it does not stop the others: then a person decides. */
static void
read_target (CtRecordBook *self, CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  g_autoptr (CtRow) before = NULL;

  if (amendment == NULL)
    return;
  before = ct_record_table_find (self->db, self->seal, &amendment->amends, NULL);
  row->target = g_strdup (before != NULL && before->places != NULL ? before->places : "");
}

/* Whoever had it before may have sent it, and died before it could say so. */
static gboolean
is_handed_over (const CtRow *row, const CtClaimWish *wish)
{
  return wish->granted != NULL && GPOINTER_TO_INT (g_hash_table_lookup (wish->granted, &row->uuid));
}

/* Takes the oldest records to send, SENDING on disk; with none, says when. */
static gboolean
claim_due (CtRecordBook *self, const CtClaimWish *wish, CtClaim *claim, GError **error)
{
  gboolean good = TRUE;

  if (!ct_db_begin (self->db, error))
    return FALSE;
  claim->rows = ct_record_table_list_due (self->db, self->seal, wish, error);
  for (guint i = 0; claim->rows != NULL && good && i < claim->rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (claim->rows, i);

      row->was_unknown = row->state == CT_STATE_UNKNOWN || is_handed_over (row, wish);
      row->attempts++;
      read_target (self, row);
      good = move (row, CT_EVENT_CLAIM, error);
    }
  if (claim->rows != NULL && claim->rows->len == 1)
    {
      g_autoptr (CtRow) row = keep (self, ct_row_ref (g_ptr_array_index (claim->rows, 0)), good, error);

      return row != NULL;
    }
  for (guint i = 0; claim->rows != NULL && good && i < claim->rows->len; i++)
    good = ct_record_table_write (self->db, self->seal, g_ptr_array_index (claim->rows, i), NULL, error);
  if (claim->rows != NULL && claim->rows->len > 0 && good && ct_db_commit (self->db, error))
    return TRUE;
  ct_db_rollback (self->db);
  if (claim->rows == NULL || claim->rows->len > 0)
    return FALSE;
  if (wish->alone)
    release_sender (self);
  return ct_record_table_next_due (self->db, &claim->next_at, error);
}

/**
 * ct_record_book_claim:
 * @claim: (out caller-allocates): for ct_claim_clear(), whatever is returned
 *
 * Takes the oldest records to send. A claim takes the sender's lock; one that finds
 * nothing while nothing is being sent gives it back.
 */
gboolean
ct_record_book_claim (CtRecordBook *self, const CtClaimWish *wish, CtClaim *claim, GError **error)
{
  *claim = (CtClaim) { 0 };
  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  claim->elsewhere = !ct_record_book_take_sender (self);
  if (claim->elsewhere)
    return TRUE;
  if (wish->alone)
    claim->interrupted = recover_interrupted (self, wish, error);
  return (!wish->alone || claim->interrupted != NULL) && claim_due (self, wish, claim, error);
}
