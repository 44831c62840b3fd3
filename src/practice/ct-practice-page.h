/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-practice-ledger.h"

G_BEGIN_DECLS

char     *ct_practice_page_html  (CtPracticeLedger *ledger);
JsonNode *ct_practice_page_cases (CtPracticeLedger *ledger);

G_END_DECLS
