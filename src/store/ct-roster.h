/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-operator.h"
#include "ct-seal.h"

G_BEGIN_DECLS

GPtrArray *ct_roster_read  (CtDb          *db,
                            CtSeal        *seal,
                            const CtUuid  *vault,
                            GError       **error);
gboolean   ct_roster_write (CtDb          *db,
                            CtSeal        *seal,
                            const CtUuid  *vault,
                            GPtrArray     *operators,
                            GError       **error);

G_END_DECLS
