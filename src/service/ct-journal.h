/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-worklist.h"

G_BEGIN_DECLS

#define CT_TYPE_JOURNAL (ct_journal_get_type ())
G_DECLARE_FINAL_TYPE (CtJournal, ct_journal, CT, JOURNAL, GObject)

CtJournal *ct_journal_new            (CtWorklist *worklist);
void       ct_journal_search         (CtJournal  *self,
                                      const char *text);
void       ct_journal_set_check_only (CtJournal  *self,
                                      gboolean    check_only);
gboolean   ct_journal_is_cut         (CtJournal  *self);

G_END_DECLS
