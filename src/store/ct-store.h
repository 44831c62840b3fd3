/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-record-book.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_STORE_ERROR (ct_store_error_quark ())

typedef enum
{
  CT_STORE_ERROR_FAILED,
  CT_STORE_ERROR_BUSY,
  CT_STORE_ERROR_FULL,
  CT_STORE_ERROR_DAMAGED,
  CT_STORE_ERROR_FOREIGN,
  CT_STORE_ERROR_NOT_FOUND,
  CT_STORE_ERROR_UNSURE, /* the disk fails: the change may or may not be kept */
  CT_STORE_ERROR_STATE, /* the record is no longer in a state that allows it */
} CtStoreError;

/* What runs on the store's worker. */
typedef gboolean (*CtStoreFunc) (CtRecordBook *book, gpointer data, GError **error);

#define CT_TYPE_STORE (ct_store_get_type ())
G_DECLARE_FINAL_TYPE (CtStore, ct_store, CT, STORE, GObject)

GQuark     ct_store_error_quark        (void);
CtStore   *ct_store_new                (const char           *directory);
void       ct_store_set_actor          (CtStore              *self,
                                        const char           *actor);
void       ct_store_close              (CtStore              *self);

gboolean   ct_store_call               (CtStore              *self,
                                        CtStoreFunc           func,
                                        gpointer              data,
                                        GError              **error);
void       ct_store_tell_changed       (CtStore              *self,
                                        GPtrArray            *rows);
void       ct_store_tell_removed       (CtStore              *self,
                                        GPtrArray            *uuids);
void       ct_store_purge_async        (CtStore              *self,
                                        GPtrArray            *items,
                                        const CtTrustedTime  *time,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
gboolean   ct_store_purge_finish       (CtStore              *self,
                                        GAsyncResult         *result,
                                        CtPurgeReport        *report,
                                        GError              **error);
void       ct_store_note               (CtStore              *self,
                                        const char           *verb,
                                        const CtUuid         *record);
void       ct_store_watch              (CtStore              *self);
void       ct_store_list_async         (CtStore              *self,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
GPtrArray *ct_store_list_finish        (CtStore              *self,
                                        GAsyncResult         *result,
                                        guint                *damaged,
                                        GError              **error);

void       ct_store_save_draft_async   (CtStore              *self,
                                        const CtUuid         *uuid,
                                        CtEntry              *entry,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
void       ct_store_commit_async       (CtStore              *self,
                                        const CtUuid         *uuid,
                                        guint64               revision,
                                        CtEntry              *entry,
                                        GBytes               *body,
                                        gint64                not_before,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
void       ct_store_withdraw_async     (CtStore              *self,
                                        const CtUuid         *uuid,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
void       ct_store_resend_async       (CtStore              *self,
                                        const CtUuid         *uuid,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
void       ct_store_conclude_async     (CtStore              *self,
                                        const CtUuid         *uuid,
                                        const CtConclusion   *conclusion,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
void       ct_store_settle_async       (CtStore              *self,
                                        GPtrArray            *settlements,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
gboolean   ct_store_settle_finish      (CtStore              *self,
                                        GAsyncResult         *result,
                                        GError              **error);
CtRow     *ct_store_row_finish         (CtStore              *self,
                                        GAsyncResult         *result,
                                        GError              **error);
void       ct_store_discard_async      (CtStore              *self,
                                        const CtUuid         *uuid,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
gboolean   ct_store_discard_finish     (CtStore              *self,
                                        GAsyncResult         *result,
                                        GError              **error);

void       ct_store_claim_async        (CtStore              *self,
                                        const CtClaimWish    *wish,
                                        GAsyncReadyCallback   callback,
                                        gpointer              data);
GPtrArray *ct_store_claim_finish       (CtStore              *self,
                                        GAsyncResult         *result,
                                        gboolean             *elsewhere,
                                        gint64               *next_at,
                                        GError              **error);

G_END_DECLS
