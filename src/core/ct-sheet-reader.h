/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-batch.h"
#include "ct-csv.h"

G_BEGIN_DECLS

/* What a person is told of @issue, in their language. */
typedef char *(*CtIssueWords) (const CtIssue *issue);

CtBatch *ct_sheet_read            (CtCsv         *csv,
                                   GError       **error);
void     ct_sheet_append_template (GString       *out,
                                   gboolean       french,
                                   GDateTime     *now);
void     ct_sheet_append_marked   (GString       *out,
                                   CtCsv         *csv,
                                   CtBatch       *batch,
                                   CtIssueWords   words);

G_END_DECLS
