/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-audit-line.h"
#include "ct-db.h"
#include "ct-seal.h"

G_BEGIN_DECLS

gboolean     ct_audit_append    (CtDb           *db,
                                 CtSeal         *seal,
                                 const char     *actor,
                                 const char     *verb,
                                 const CtUuid   *record,
                                 GBytes         *mac,
                                 const char     *detail,
                                 GError        **error);
gboolean     ct_audit_get_last  (CtDb           *db,
                                 gint64         *n,
                                 GError        **error);
gboolean     ct_audit_verify    (CtDb           *db,
                                 CtSeal         *seal,
                                 gint64          at_least,
                                 CtAuditReport  *report,
                                 GError        **error);
GPtrArray   *ct_audit_list      (CtDb           *db,
                                 const CtUuid   *record,
                                 GError        **error);
gboolean     ct_audit_trim      (CtDb           *db,
                                 CtSeal         *seal,
                                 gint64          before,
                                 GError        **error);

gboolean   ct_audit_is_past    (CtDb           *db,
                                const CtUuid   *record,
                                GBytes         *mac,
                                gboolean       *past,
                                GError        **error);

G_END_DECLS
