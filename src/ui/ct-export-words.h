/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

G_BEGIN_DECLS

char       *ct_export_words_what    (const CtExport *export);
char       *ct_export_words_until   (const CtExport *export,
                                     gboolean        due);
const char *ct_export_words_refusal (const GError   *error);
char       *ct_export_words_made    (gboolean        plain,
                                     guint           records);

G_END_DECLS
