/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-row.h"
#include "ct-seal.h"

G_BEGIN_DECLS

gboolean ct_change_keep (CtDb         **db,
                         const char    *path,
                         CtSeal        *seal,
                         const CtUuid  *uuid,
                         CtRow         *row,
                         const char    *verb,
                         GError       **error);

G_END_DECLS
