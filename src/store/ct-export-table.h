/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-export.h"
#include "ct-seal.h"

G_BEGIN_DECLS

gboolean   ct_export_table_add    (CtDb            *db,
                                   CtSeal          *seal,
                                   const CtExport  *export,
                                   GError         **error);
GPtrArray *ct_export_table_list   (CtDb            *db,
                                   CtSeal          *seal,
                                   GError         **error);
gboolean   ct_export_table_remove (CtDb            *db,
                                   const CtUuid    *uuid,
                                   GError         **error);

gboolean   ct_export_table_rekey (CtDb     *db,
                                  CtSeal   *before,
                                  CtSeal   *after,
                                  GError  **error);

G_END_DECLS
