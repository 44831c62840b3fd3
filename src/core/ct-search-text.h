/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"

G_BEGIN_DECLS

char    *ct_search_text  (const CtEntry *entry);
GStrv    ct_search_words (const char    *typed,
                          guint64       *mark);
guint64  ct_search_mark  (const char    *words);
gboolean ct_search_holds (const char    *text,
                          GStrv          words);

G_END_DECLS
