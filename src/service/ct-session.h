/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-alarm.h"
#include "ct-check-list.h"
#include "ct-desk.h"
#include "ct-exports.h"
#include "ct-imports.h"
#include "ct-journal.h"
#include "ct-people.h"
#include "ct-prefill.h"
#include "ct-purger.h"
#include "ct-reception.h"
#include "ct-recovery.h"
#include "ct-safekeeping.h"
#include "ct-settings.h"
#include "ct-status.h"
#include "ct-synchroniser.h"
#include "ct-waiting-list.h"

G_BEGIN_DECLS

#define CT_SESSION_ERROR (ct_session_error_quark ())

/* Why the records cannot be opened; each has its own way out. */
typedef enum
{
  CT_SESSION_ERROR_NO_KEYRING,     /* no Secret Service in this session */
  CT_SESSION_ERROR_KEYRING_LOCKED,
  CT_SESSION_ERROR_KEY_MISSING,    /* records exist, their key is not in the keyring */
  CT_SESSION_ERROR_KEY_WRONG,      /* the key there is another vault's */
  CT_SESSION_ERROR_STORE,          /* the database does not open */
  CT_SESSION_ERROR_BUSY,           /* a call came out of turn */
  CT_SESSION_ERROR_OLDER,          /* a copy of an earlier day was put in their place */
  CT_SESSION_ERROR_CODE,           /* what was typed is no recovery code: a slip */
  CT_SESSION_ERROR_OTHER_CODE,     /* it is one, but not that of these records */
  CT_SESSION_ERROR_NO_CODE,        /* none was ever made for them */
  CT_SESSION_ERROR_RIGHT,          /* only who administers may do this */
} CtSessionError;

#define CT_TYPE_SESSION (ct_session_get_type ())
G_DECLARE_FINAL_TYPE (CtSession, ct_session, CT, SESSION, GObject)

GQuark      ct_session_error_quark   (void);
CtSession  *ct_session_new           (gboolean              practice);
void        ct_session_close         (CtSession            *self);
gboolean    ct_session_is_practice   (CtSession            *self);
void        ct_session_keep_backups  (CtSession            *self);
void        ct_session_set_actor     (CtSession            *self,
                                      const char           *actor);
void        ct_session_open_async    (CtSession            *self,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
gboolean    ct_session_is_listing    (CtSession            *self);
gboolean    ct_session_open_finish   (CtSession            *self,
                                      GAsyncResult         *result,
                                      GError              **error);
void        ct_session_accept_async  (CtSession            *self,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
void        ct_session_recover_async (CtSession            *self,
                                      const char           *typed,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
void        ct_session_set_aside_async (CtSession          *self,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
char       *ct_session_set_aside_finish (CtSession         *self,
                                      GAsyncResult         *result,
                                      GError              **error);
void        ct_session_set_recovery_async (CtSession       *self,
                                      CtRecovery           *recovery,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
gboolean    ct_session_set_recovery_finish (CtSession      *self,
                                      GAsyncResult         *result,
                                      GError              **error);
void        ct_session_restore_async (CtSession            *self,
                                      const char           *path,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
guint       ct_session_count_damaged (CtSession            *self);
void        ct_session_note          (CtSession            *self,
                                      const char           *verb,
                                      const CtUuid         *uuid);
gboolean    ct_session_is_recoverable (CtSession           *self);
gboolean    ct_session_needs_code    (CtSession            *self);
gboolean    ct_session_is_borrowed   (CtSession            *self);
void        ct_session_start_sending (CtSession            *self);
void        ct_session_retry_now     (CtSession            *self);
void        ct_session_end_grace     (CtSession            *self);
void        ct_session_set_up_async  (CtSession            *self,
                                      const CtSetup        *setup,
                                      const char           *client_secret,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
gboolean    ct_session_set_up_finish (CtSession            *self,
                                      GAsyncResult         *result,
                                      GError              **error);
char       *ct_session_dup_public_key (CtSession          *self);
CtSetup    *ct_session_get_setup     (CtSession            *self);
CtPreferences *ct_session_get_preferences (CtSession      *self);
CtSafekeeping *ct_session_get_safekeeping (CtSession       *self);
CtPeople   *ct_session_get_people    (CtSession            *self);
CtExports  *ct_session_get_exports   (CtSession            *self);
CtSynchroniser *ct_session_get_synchroniser (CtSession *self);
CtImports  *ct_session_get_imports   (CtSession            *self);
CtReception *ct_session_get_reception (CtSession           *self);
CtPurger   *ct_session_get_purger    (CtSession            *self);
CtAlarm    *ct_session_get_alarm     (CtSession            *self);
CtWaitingList *ct_session_get_waiting_list (CtSession     *self);
CtCheckList *ct_session_get_check_list (CtSession         *self);
CtDesk     *ct_session_get_desk      (CtSession            *self);
CtPrefill  *ct_session_get_prefill   (CtSession            *self);
GListModel *ct_session_get_worklist  (CtSession            *self);
CtStatus   *ct_session_get_status    (CtSession            *self);
CtCatalog  *ct_session_get_catalog   (CtSession            *self);
CtRow      *ct_session_find_row      (CtSession            *self,
                                      const CtUuid         *uuid);

void        ct_session_add_async     (CtSession            *self,
                                      CtEntry              *entry,
                                      CtRecord             *record,
                                      GAsyncReadyCallback   callback,
                                      gpointer              data);
char       *ct_session_add_finish    (CtSession            *self,
                                      GAsyncResult         *result,
                                      GError              **error);

G_END_DECLS
