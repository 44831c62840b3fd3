/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-uuid.h"

G_BEGIN_DECLS

char     *ct_slip_code_format (const CtUuid *record);
gboolean  ct_slip_code_parse  (const char   *text,
                               CtUuid       *record);

G_END_DECLS
