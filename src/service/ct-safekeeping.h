/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-audit-line.h"
#include "ct-backup-report.h"
#include "ct-preferences.h"
#include "ct-purger.h"

G_BEGIN_DECLS

#define CT_TYPE_SAFEKEEPING (ct_safekeeping_get_type ())
G_DECLARE_FINAL_TYPE (CtSafekeeping, ct_safekeeping, CT, SAFEKEEPING, GObject)

CtSafekeeping *ct_safekeeping_new              (CtStore              *store,
                                                CtPurger             *purger,
                                                CtPreferences        *preferences,
                                                const char           *vault,
                                                gboolean              daily);
void           ct_safekeeping_close            (CtSafekeeping        *self);
void           ct_safekeeping_verify_async     (CtSafekeeping        *self,
                                                GAsyncReadyCallback   callback,
                                                gpointer              data);
gboolean       ct_safekeeping_verify_finish    (CtSafekeeping        *self,
                                                GAsyncResult         *result,
                                                CtAuditReport        *report,
                                                GError              **error);
void           ct_safekeeping_list_async       (CtSafekeeping        *self,
                                                GPtrArray            *records,
                                                GAsyncReadyCallback   callback,
                                                gpointer              data);
GPtrArray     *ct_safekeeping_list_finish      (CtSafekeeping        *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void           ct_safekeeping_back_up_async    (CtSafekeeping        *self,
                                                const char           *path,
                                                GAsyncReadyCallback   callback,
                                                gpointer              data);
void           ct_safekeeping_try_backup_async (CtSafekeeping        *self,
                                                GAsyncReadyCallback   callback,
                                                gpointer              data);
gboolean       ct_safekeeping_backup_finish    (CtSafekeeping        *self,
                                                GAsyncResult         *result,
                                                CtBackupReport       *report,
                                                GError              **error);

G_END_DECLS
