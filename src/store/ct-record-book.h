/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-audit.h"
#include "ct-backup-report.h"
#include "ct-claim.h"
#include "ct-export.h"
#include "ct-operator.h"
#include "ct-purge-report.h"
#include "ct-retention.h"
#include "ct-secret-bytes.h"
#include "ct-shared-table.h"

G_BEGIN_DECLS

typedef struct _CtRecordBook CtRecordBook;

/* What came in from the server. */
typedef struct
{
  GPtrArray *changed;   /* of CtRow: also drafts that are there for a question's sake */
  GPtrArray *gone;      /* of CtUuid */
  guint      questions; /* two people changed the same record */
  guint      strangers; /* that nobody with the vault's key wrote: left out */
} CtArrival;

void ct_arrival_clear (CtArrival *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtArrival, ct_arrival_clear)

/* How a vault was opened, and what that tells of its slots. */
typedef struct
{
  gboolean by_next;         /* by the key to come */
  gboolean pending;         /* a key is to come */
  gint64   audit_last;      /* how far the audit chain goes */
  CtTrustedTime time;       /* as it was last kept */
  char     fingerprint[17]; /* of the recovery slot; empty when there is none, or one not made here */
} CtUnlocked;

CtRecordBook *ct_record_book_new          (const char     *directory);
void          ct_record_book_free         (CtRecordBook   *self);
gboolean      ct_record_book_open         (CtRecordBook   *self,
                                           CtUuid         *vault,
                                           GError        **error);
void          ct_record_book_close        (CtRecordBook   *self);
gboolean      ct_record_book_create_vault (CtRecordBook   *self,
                                           const CtUuid   *vault,
                                           CtSecretBytes  *ring_key,
                                           CtSecretBytes  *master,
                                           GError        **error);
gboolean      ct_record_book_unlock       (CtRecordBook   *self,
                                           CtSecretBytes  *ring_key,
                                           CtUnlocked     *how,
                                           GError        **error);
gboolean      ct_record_book_recover      (CtRecordBook   *self,
                                           CtSecretBytes  *code,
                                           CtUnlocked     *how,
                                           GError        **error);
gboolean      ct_record_book_check_code   (CtRecordBook   *self,
                                           CtSecretBytes  *code,
                                           GError        **error);
gboolean      ct_record_book_set_recovery (CtRecordBook   *self,
                                           CtSecretBytes  *code,
                                           char          **fingerprint,
                                           GError        **error);
gboolean      ct_record_book_set_next_ring (CtRecordBook  *self,
                                           CtSecretBytes  *ring_key,
                                           GError        **error);
gboolean      ct_record_book_adopt_ring   (CtRecordBook   *self,
                                           GError        **error);
gboolean      ct_record_book_set_aside    (CtRecordBook   *self,
                                           char          **path,
                                           GError        **error);
gboolean      ct_record_book_back_up      (CtRecordBook   *self,
                                           const char     *path,
                                           CtBackupReport *report,
                                           GError        **error);
gboolean      ct_record_book_back_up_daily (CtRecordBook  *self,
                                           gint64          now,
                                           guint           days,
                                           CtBackupReport *report,
                                           GError        **error);
gboolean      ct_record_book_try_backup   (CtRecordBook   *self,
                                           char          **name,
                                           CtBackupReport *report,
                                           GError        **error);
gboolean      ct_record_book_restore      (CtRecordBook   *self,
                                           const char     *backup,
                                           char          **aside,
                                           GError        **error);
gboolean      ct_record_book_add_drafts   (CtRecordBook   *self,
                                           GPtrArray      *entries,
                                           GPtrArray     **rows,
                                           GError        **error);
gboolean      ct_record_book_discard_drafts (CtRecordBook *self,
                                           GPtrArray      *rows,
                                           GPtrArray     **gone,
                                           GError        **error);
gboolean      ct_record_book_add_export   (CtRecordBook   *self,
                                           const CtExport *export,
                                           GError        **error);
GPtrArray    *ct_record_book_list_exports (CtRecordBook   *self,
                                           GError        **error);
gboolean      ct_record_book_end_export   (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           const char     *how,
                                           GError        **error);
GPtrArray    *ct_record_book_list_days    (CtRecordBook   *self,
                                           gint64          from,
                                           gint64          to,
                                           guint          *damaged,
                                           GError        **error);
gboolean      ct_record_book_purge        (CtRecordBook   *self,
                                           GPtrArray      *items,
                                           const CtTrustedTime *time,
                                           GPtrArray     **gone,
                                           CtPurgeReport  *report,
                                           GError        **error);
void          ct_record_book_set_actor    (CtRecordBook   *self,
                                           const char     *actor);
gboolean      ct_record_book_note         (CtRecordBook   *self,
                                           const char     *verb,
                                           const CtUuid   *record,
                                           GError        **error);
GPtrArray    *ct_record_book_get_operators (CtRecordBook  *self,
                                           GError        **error);
gboolean      ct_record_book_set_operators (CtRecordBook  *self,
                                           GPtrArray      *operators,
                                           const char     *verb,
                                           const char     *detail,
                                           GError        **error);
gboolean      ct_record_book_verify       (CtRecordBook   *self,
                                           gint64          at_least,
                                           CtAuditReport  *report,
                                           GError        **error);
GPtrArray    *ct_record_book_list_audit   (CtRecordBook   *self,
                                           const CtUuid   *record,
                                           GError        **error);
gboolean      ct_record_book_get_audit_last (CtRecordBook *self,
                                           gint64         *n,
                                           GError        **error);
gboolean      ct_record_book_distrust     (CtRecordBook   *self,
                                           GError        **error);
gboolean      ct_record_book_is_outdated  (CtRecordBook   *self);
GPtrArray    *ct_record_book_list         (CtRecordBook   *self,
                                           guint          *damaged,
                                           GError        **error);
CtRow        *ct_record_book_save_draft   (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           CtEntry        *entry,
                                           GError        **error);
CtRow        *ct_record_book_commit       (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           guint64         revision,
                                           CtEntry        *entry,
                                           GBytes         *body,
                                           gint64          not_before,
                                           GError        **error);
CtRow        *ct_record_book_withdraw     (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           GError        **error);
CtRow        *ct_record_book_resend       (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           GError        **error);
CtRow        *ct_record_book_conclude     (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           const CtConclusion *conclusion,
                                           GError        **error);
gboolean      ct_record_book_discard      (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           GError        **error);
CtRow        *ct_record_book_settle       (CtRecordBook   *self,
                                           const CtUuid   *uuid,
                                           CtOutcome      *outcome,
                                           GError        **error);
GPtrArray    *ct_record_book_settle_all   (CtRecordBook   *self,
                                           GPtrArray      *settlements,
                                           GError        **error);
gboolean      ct_record_book_join         (CtRecordBook      *self,
                                           const CtUuid      *workstation,
                                           GError           **error);
gboolean      ct_record_book_get_vault    (CtRecordBook      *self,
                                           CtUuid            *vault,
                                           GError           **error);
gboolean      ct_record_book_vouch        (CtRecordBook      *self,
                                           const CtUuid      *workstation,
                                           GBytes            *public_key,
                                           GBytes           **voucher,
                                           GError           **error);
gboolean      ct_record_book_invite       (CtRecordBook      *self,
                                           CtSecretBytes     *code,
                                           CtUuid            *vault,
                                           GBytes           **envelope,
                                           GError           **error);
gboolean      ct_record_book_get_counter  (CtRecordBook      *self,
                                           CtCounter         *counter,
                                           GError           **error);
gboolean      ct_record_book_check_voucher (CtRecordBook     *self,
                                           const CtUuid      *workstation,
                                           GBytes            *public_key,
                                           GBytes            *voucher,
                                           GError           **error);
gboolean      ct_record_book_get_generation (CtRecordBook    *self,
                                           gint64            *generation,
                                           GError           **error);
gboolean      ct_record_book_set_generation (CtRecordBook    *self,
                                           gint64             generation,
                                           GError           **error);
gboolean      ct_record_book_rekey        (CtRecordBook      *self,
                                           CtSecretBytes     *ring_key,
                                           CtSecretBytes     *master,
                                           gint64             generation,
                                           GBytes            *voucher,
                                           gboolean           offer,
                                           GError           **error);
gboolean      ct_record_book_vouch_master (CtRecordBook      *self,
                                           CtSecretBytes     *master,
                                           gint64             generation,
                                           GBytes           **voucher,
                                           GError           **error);
gboolean      ct_record_book_enter_epoch  (CtRecordBook      *self,
                                           const CtUuid      *epoch,
                                           GError           **error);
gboolean      ct_record_book_set_peers    (CtRecordBook      *self,
                                           GPtrArray         *peers,
                                           GError           **error);
GPtrArray    *ct_record_book_list_outgoing (CtRecordBook     *self,
                                           guint              max,
                                           GError           **error);
gboolean      ct_record_book_mark_shared  (CtRecordBook      *self,
                                           GPtrArray         *rows,
                                           GError           **error);
gboolean      ct_record_book_take_in      (CtRecordBook      *self,
                                           GPtrArray         *rows,
                                           gint64             seen,
                                           CtArrival         *arrival,
                                           GError           **error);
gboolean      ct_record_book_claim        (CtRecordBook      *self,
                                           const CtClaimWish *wish,
                                           CtClaim        *claim,
                                           GError        **error);

G_END_DECLS
