/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-backup-report.h"
#include "ct-db.h"
#include "ct-seal.h"

G_BEGIN_DECLS

gboolean ct_backup_make    (CtDb            *db,
                            CtSeal          *seal,
                            const char      *path,
                            CtBackupReport  *report,
                            GError         **error);
gboolean ct_backup_check   (const char      *path,
                            CtSeal          *seal,
                            CtBackupReport  *report,
                            GError         **error);
gboolean ct_backup_restore (const char      *backup,
                            const char      *path,
                            const char      *aside,
                            GError         **error);
GPtrArray *ct_backup_list  (const char      *directory);
void     ct_backup_drop    (const char      *directory,
                            gint64           now,
                            guint            days);

G_END_DECLS
