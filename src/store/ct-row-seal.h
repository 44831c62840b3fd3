/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-row.h"
#include "ct-seal.h"
#include "ct-sealed-row.h"

G_BEGIN_DECLS

CtSealedRow *ct_row_seal_close (CtSeal             *seal,
                                CtRow              *row,
                                GError            **error);
gboolean     ct_row_seal_holds (CtSeal             *seal,
                                const CtSealedRow  *sealed);
void         ct_row_seal_mark_gone (CtSeal         *seal,
                                CtSealedRow        *sealed);
CtRow       *ct_row_seal_open  (CtSeal             *seal,
                                const CtSealedRow  *sealed,
                                gboolean            with_body,
                                GError            **error);

GBytes      *ct_row_seal_digest (CtSeal            *seal,
                                const CtSealedRow *row);
CtSealedRow *ct_row_seal_renew (CtSeal             *before,
                                CtSeal             *after,
                                const CtSealedRow  *row,
                                GError            **error);

G_END_DECLS
