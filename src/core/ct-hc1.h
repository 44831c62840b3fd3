/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-scan.h"

G_BEGIN_DECLS

CtScanKind ct_hc1_read (const char *text,
                        CtDate      today,
                        CtEntry    *entry);

G_END_DECLS
