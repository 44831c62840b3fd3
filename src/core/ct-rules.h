/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-issue.h"
#include "ct-record.h"

G_BEGIN_DECLS

CtRecord *ct_rules_check      (const CtEntry   *entry,
                               const CtCatalog *catalog,
                               GDateTime       *now,
                               GPtrArray       *issues);
gboolean  ct_rules_requires   (const CtEntry   *entry,
                               const CtCatalog *catalog,
                               CtField          field);
gboolean  ct_rules_has_errors (GPtrArray       *issues);
char     *ct_rules_tidy       (CtField          field,
                               const char      *text,
                               const CtCatalog *catalog,
                               GDateTime       *now);

G_END_DECLS
