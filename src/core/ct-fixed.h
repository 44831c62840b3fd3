/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-entry.h"

G_BEGIN_DECLS

gboolean ct_fixed_has_length (CtField          field);
gboolean ct_fixed_is_full    (const CtEntry   *entry,
                              CtField          field,
                              const CtCatalog *catalog,
                              GDateTime       *now);

G_END_DECLS
