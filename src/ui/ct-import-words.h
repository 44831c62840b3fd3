/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-imports.h"

G_BEGIN_DECLS

const char *ct_import_words_field   (CtField            field);
char       *ct_import_words_fault   (const CtBatchItem *item,
                                     const CtIssue     *issue);
char       *ct_import_words_ignored (CtBatch           *batch);
char       *ct_import_words_refusal (const GError      *error);
char       *ct_import_words_done    (guint              n,
                                     gboolean           undone);

G_END_DECLS
