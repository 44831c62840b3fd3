/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What this counter has in common with others: records go out as they are stored, and come in
 * checked by their MAC. Both are known by the server's number of a change: what was changed
 * here and nowhere else is made from the server's latest, what was changed at two counters is
 * settled by ct-meeting.c.
 *
 * Invariants:
 *   1. A change here marks its record as outgoing in its own transaction (ct-record-table.c).
 *   2. A record that comes in, the number of its change and how far the server's changes were
 *      seen are one transaction: a counter that dies reads the same changes again, or not.
 *   3. What gives way at a meeting is on disk as a draft in the same transaction. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-book-private.h"

#include "ct-audit.h"
#include "ct-invitation.h"
#include "ct-meeting.h"
#include "ct-record-table.h"
#include "ct-row-seal.h"
#include "ct-shared-table.h"
#include "ct-store.h"

/**
 * ct_record_book_join:
 * @workstation: this one among those that share
 *
 * From now on what is here goes to the server, all of it to begin with.
 */
gboolean
ct_record_book_join (CtRecordBook *self, const CtUuid *workstation, GError **error)
{
  const CtCounter counter = { .workstation = *workstation };
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  good = ct_shared_table_write_counter (self->db, &counter, error) && ct_shared_table_offer_all (self->db, error)
         && ct_audit_append (self->db, self->seal, NULL, CT_AUDIT_JOINED, NULL, NULL, "", error) && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}

/**
 * ct_record_book_get_vault:
 * @vault: (out): which one these records are in: the pharmacy's name on a server
 */
gboolean
ct_record_book_get_vault (CtRecordBook *self, CtUuid *vault, GError **error)
{
  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  *vault = self->header.vault;
  return TRUE;
}

/**
 * ct_record_book_vouch:
 * @public_key: of @workstation
 * @voucher: (out): see ct_seal_vouch()
 */
gboolean
ct_record_book_vouch (CtRecordBook *self, const CtUuid *workstation, GBytes *public_key, GBytes **voucher, GError **error)
{
  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  *voucher = ct_seal_vouch (self->seal, workstation, public_key);
  return TRUE;
}

/**
 * ct_record_book_invite:
 * @code: from ct_recovery_code_random()
 * @vault: (out)
 * @envelope: (out): the vault's key, for who types @code at another counter
 */
gboolean
ct_record_book_invite (CtRecordBook *self, CtSecretBytes *code, CtUuid *vault, GBytes **envelope, GError **error)
{
  if (!ct_record_book_write_note (self, CT_AUDIT_INVITED, NULL, "", error))
    return FALSE;
  *vault = self->header.vault;
  *envelope = ct_invitation_close (code, vault, ct_seal_get_master (self->seal));
  return TRUE;
}

/**
 * ct_record_book_get_counter:
 * @counter: (out): null where this counter works alone
 */
gboolean
ct_record_book_get_counter (CtRecordBook *self, CtCounter *counter, GError **error)
{
  return ct_record_book_is_ready (self, error) && ct_shared_table_read_counter (self->db, counter, error);
}

/**
 * ct_record_book_enter_epoch:
 * @epoch: of the server
 *
 * In another one than before, the server was put back to an earlier day: all that is here goes
 * there again, and all that is there comes in again. What is past is seen as past.
 */
gboolean
ct_record_book_enter_epoch (CtRecordBook *self, const CtUuid *epoch, GError **error)
{
  CtCounter counter;
  gboolean good, again;

  if (!ct_record_book_get_counter (self, &counter, error))
    return FALSE;
  if (ct_uuid_equal (&counter.epoch, epoch))
    return TRUE;
  again = !ct_uuid_is_null (&counter.epoch);
  counter.epoch = *epoch;
  counter.seen = again ? 0 : counter.seen;
  if (!ct_db_begin (self->db, error))
    return FALSE;
  good = (!again || (ct_shared_table_begin_again (self->db, error) && ct_shared_table_offer_all (self->db, error)))
         && ct_shared_table_write_counter (self->db, &counter, error) && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}

/**
 * ct_record_book_set_peers:
 * @peers: (element-type CtPeer)
 *
 * What the counters are called from now on.
 */
gboolean
ct_record_book_set_peers (CtRecordBook *self, GPtrArray *peers, GError **error)
{
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  for (guint i = 0; good && i < peers->len; i++)
    good = ct_shared_table_write_peer (self->db, g_ptr_array_index (peers, i), error);
  good = good && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}

/**
 * ct_record_book_list_outgoing:
 * @max: how many at the most
 *
 * Returns: (transfer full) (element-type CtSealedRow) (nullable): what goes to the server
 */
GPtrArray *
ct_record_book_list_outgoing (CtRecordBook *self, guint max, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_sealed_row_free);
  g_autoptr (GPtrArray) uuids = NULL;

  if (!ct_record_book_is_ready (self, error))
    return NULL;
  uuids = ct_shared_table_list_outgoing (self->db, max, error);
  for (guint i = 0; uuids != NULL && i < uuids->len; i++)
    {
      g_auto (CtSharedPlace) place = { 0 };
      CtSealedRow *row = ct_record_table_find_sealed (self->db, g_ptr_array_index (uuids, i), error);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
      if (row->gone)
        ct_row_seal_mark_gone (self->seal, row);
      if (!ct_shared_table_find (self->db, &row->uuid, &place, error))
        return NULL;
      row->change = place.change;
    }
  return uuids != NULL ? g_steal_pointer (&rows) : NULL;
}

static gboolean
is_same_writing (const CtSealedRow *one, const CtSealedRow *other)
{
  return one->gone == other->gone && (one->gone || (one->mac != NULL && other->mac != NULL && g_bytes_equal (one->mac, other->mac)));
}

/* Of a record that is gone on both sides nothing is kept. */
static gboolean
set_place (CtRecordBook *self, const CtSealedRow *here, const CtSharedPlace *place, GError **error)
{
  return here->gone && !place->outgoing ? ct_shared_table_forget (self->db, &here->uuid, error)
                                        : ct_shared_table_write (self->db, &here->uuid, place, error);
}

/**
 * ct_record_book_mark_shared:
 * @rows: (element-type CtSealedRow): of ct_record_book_list_outgoing(), each with the change
 *   that it is now; 0 where the server has another one
 *
 * What was changed again meanwhile stays outgoing.
 */
gboolean
ct_record_book_mark_shared (CtRecordBook *self, GPtrArray *rows, GError **error)
{
  CtCounter counter;
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  good = ct_shared_table_read_counter (self->db, &counter, error);
  for (guint i = 0; good && i < rows->len; i++)
    {
      const CtSealedRow *sent = g_ptr_array_index (rows, i);
      g_autoptr (CtSealedRow) here = sent->change != 0 ? ct_record_table_find_sealed (self->db, &sent->uuid, error) : NULL;
      g_auto (CtSharedPlace) place = { .change = sent->change, .home = counter.workstation };

      if (sent->change == 0)
        continue;
      place.outgoing = here != NULL && !is_same_writing (here, sent);
      place.digest = ct_row_seal_digest (self->seal, sent);
      good = here != NULL && set_place (self, here, &place, error);
    }
  good = good && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}

static CtStanding
standing_of (const CtSealedRow *row)
{
  return (CtStanding) { .gone = row->gone, .revision = row->revision, .state = row->state, .exposed = row->exposed };
}

/* Of two drafts the same answers, of what is validated the same bytes; of a draft beside what is
 * validated, the answers again. A row that does not open is another one. */
static gboolean
has_same_contents (CtRecordBook *self, const CtSealedRow *ours, const CtSealedRow *theirs)
{
  g_autoptr (CtRow) here = NULL;
  g_autoptr (CtRow) there = NULL;

  if (ours->gone || theirs->gone)
    return ours->gone == theirs->gone;
  if (ours->body_sha256 != NULL && theirs->body_sha256 != NULL)
    return g_bytes_equal (ours->body_sha256, theirs->body_sha256);
  here = ct_row_seal_open (self->seal, ours, FALSE, NULL);
  there = ct_row_seal_open (self->seal, theirs, FALSE, NULL);
  return here != NULL && there != NULL && ct_entry_same_answers (here->entry, there->entry);
}

/* What gives way, as a draft of its own: whoever opens it decides. */
static gboolean
keep_copy (CtRecordBook *self, const CtSealedRow *loser, CtArrival *arrival, GError **error)
{
  g_autoptr (CtRow) from = ct_row_seal_open (self->seal, loser, FALSE, NULL);
  CtRow *copy;

  if (from == NULL)
    return TRUE; /* damaged: there is nothing to be decided about */
  copy = ct_row_new ();
  copy->uuid = ct_uuid_random ();
  copy->revision = 1;
  copy->state = CT_STATE_DRAFT;
  copy->entry = ct_entry_copy (from->entry);
  ct_entry_set_twin (copy->entry, &loser->uuid);
  g_ptr_array_add (arrival->changed, copy);
  arrival->questions++;
  return ct_record_table_write (self->db, self->seal, copy, NULL, error);
}

/* Takes what is there in the place of what is here. */
static gboolean
take_theirs (CtRecordBook *self, const CtSealedRow *theirs, CtArrival *arrival, GError **error)
{
  g_autofree char *author = ct_uuid_format (&theirs->author);

  author[8] = '\0'; /* enough to tell counters of one pharmacy apart */
  if (theirs->gone)
    {
      g_ptr_array_add (arrival->gone, g_memdup2 (&theirs->uuid, sizeof theirs->uuid));
      return ct_record_table_delete (self->db, &theirs->uuid, error)
             && ct_audit_append (self->db, self->seal, author, CT_AUDIT_GONE_THERE, &theirs->uuid, NULL, "", error);
    }
  return ct_record_table_put_sealed (self->db, theirs, error)
         && ct_audit_append (self->db, self->seal, author, ct_state_key (theirs->state), &theirs->uuid, theirs->mac, theirs->cause, error);
}

/* As it is now, and where it was changed. */
static gboolean
tell_changed (CtRecordBook *self, const CtUuid *uuid, CtArrival *arrival, GError **error)
{
  CtRow *row = ct_record_table_find (self->db, self->seal, uuid, error);

  if (row != NULL)
    g_ptr_array_add (arrival->changed, row);
  return row != NULL;
}

/* What nobody with the vault's key wrote, or what was here before and is past: what is here goes in
 * its place, also that it is gone. Of what never was here, nothing comes in. */
static gboolean
put_right (CtRecordBook *self, const CtSealedRow *ours, const CtSealedRow *theirs, const CtSharedPlace *place, gboolean past,
           CtArrival *arrival, GError **error)
{
  const CtSharedPlace next = { .outgoing = past || !ours->gone || place->outgoing, .change = theirs->change, .home = theirs->author };

  /* In another epoch all of it may be of an earlier day; and who went on from it here may have died
   * before it heard that it had arrived. */
  if (!past || (place->change != 0 && !place->outgoing))
    {
      g_warning ("a record on the server was changed outside Comptoir, or put back");
      arrival->strangers++;
    }
  return set_place (self, ours, &next, error);
}

/* @digest: (nullable): of what they say */
static CtMeeting
meet (CtRecordBook *self, const CtCounter *counter, const CtSealedRow *ours, const CtSealedRow *theirs, const CtSharedPlace *place,
      GBytes *digest)
{
  const CtStanding here = standing_of (ours), there = standing_of (theirs);

  if (!place->outgoing || is_same_writing (ours, theirs))
    return (CtMeeting) { FALSE, FALSE };
  /* We went on from it: it is our own, or says what it said. */
  if (ct_uuid_equal (&theirs->author, &counter->workstation)
      || (place->digest != NULL && digest != NULL && g_bytes_equal (place->digest, digest)))
    return (CtMeeting) { TRUE, FALSE };
  return ct_meeting_decide (&here, &there, has_same_contents (self, ours, theirs));
}

static gboolean
take_in (CtRecordBook *self, const CtCounter *counter, const CtSealedRow *theirs, CtArrival *arrival, GError **error)
{
  g_auto (CtSharedPlace) place = { 0 };
  g_auto (CtSharedPlace) next = { 0 };
  g_autoptr (CtSealedRow) ours = NULL;
  CtMeeting meeting;
  gboolean took, past = FALSE;

  if (!ct_shared_table_find (self->db, &theirs->uuid, &place, error))
    return FALSE;
  if (place.change >= theirs->change)
    return TRUE; /* our own, or read before */
  ours = ct_record_table_find_sealed (self->db, &theirs->uuid, error);
  if (ours == NULL)
    return FALSE;
  if (!theirs->gone && theirs->mac != NULL && !is_same_writing (ours, theirs)
      && !ct_audit_is_past (self->db, &theirs->uuid, theirs->mac, &past, error))
    return FALSE;
  if (past || !ct_row_seal_holds (self->seal, theirs))
    return put_right (self, ours, theirs, &place, past, arrival, error);
  next.digest = ct_row_seal_digest (self->seal, theirs);
  meeting = meet (self, counter, ours, theirs, &place, next.digest);
  if (meeting.ask && !keep_copy (self, meeting.ours ? theirs : ours, arrival, error))
    return FALSE;
  took = !meeting.ours && !is_same_writing (ours, theirs);
  if (took && !take_theirs (self, theirs, arrival, error))
    return FALSE;
  next.outgoing = meeting.ours;
  next.change = theirs->change;
  next.home = theirs->author;
  return set_place (self, meeting.ours ? ours : theirs, &next, error)
         && (!took || theirs->gone || tell_changed (self, &theirs->uuid, arrival, error));
}

/**
 * ct_record_book_take_in:
 * @rows: (element-type CtSealedRow): the server's changes, in their order
 * @seen: the last of them
 * @arrival: (out caller-allocates): for ct_arrival_clear(), whatever is returned
 */
gboolean
ct_record_book_take_in (CtRecordBook *self, GPtrArray *rows, gint64 seen, CtArrival *arrival, GError **error)
{
  CtCounter counter;
  gboolean good;

  *arrival = (CtArrival) { .changed = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref),
                           .gone = g_ptr_array_new_with_free_func (g_free) };
  good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);
  if (!good)
    return FALSE;
  good = ct_shared_table_read_counter (self->db, &counter, error);
  for (guint i = 0; good && i < rows->len; i++)
    good = take_in (self, &counter, g_ptr_array_index (rows, i), arrival, error);
  counter.seen = MAX (counter.seen, seen);
  good = good && ct_shared_table_write_counter (self->db, &counter, error) && ct_db_commit (self->db, error);
  if (self->db != NULL)
    ct_db_rollback (self->db);
  if (good && arrival->gone->len > 0)
    ct_db_fold (self->db, NULL); /* no trace in the log of what is erased */
  return good;
}

void
ct_arrival_clear (CtArrival *self)
{
  g_clear_pointer (&self->changed, g_ptr_array_unref);
  g_clear_pointer (&self->gone, g_ptr_array_unref);
}
