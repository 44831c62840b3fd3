/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-practice-ledger.h"

G_BEGIN_DECLS

guint ct_practice_transaction_run (CtPracticeLedger  *ledger,
                                   const char        *data,
                                   gsize              length,
                                   JsonNode         **answer);
void  ct_practice_transaction_touch (CtPracticeLedger  *ledger,
                                     const char        *data,
                                     gsize              length);

G_END_DECLS
