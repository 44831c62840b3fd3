/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-purge-report.h"
#include "ct-retention.h"
#include "ct-seal.h"

G_BEGIN_DECLS

gboolean ct_purge_run (CtDb           *db,
                       CtSeal         *seal,
                       GPtrArray      *items,
                       const CtTrustedTime *time,
                       GPtrArray     **gone,
                       CtPurgeReport  *report,
                       GError        **error);

G_END_DECLS
