/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-row.h"

G_BEGIN_DECLS

void ct_sheet_begin      (GString     *out);
void ct_sheet_append_row (GString     *out,
                          const CtRow *row,
                          GTimeZone   *zone);

G_END_DECLS
