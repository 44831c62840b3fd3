/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-work-item.h"

G_BEGIN_DECLS

typedef struct _CtStore CtStore;

#define CT_TYPE_WORKLIST (ct_worklist_get_type ())
G_DECLARE_FINAL_TYPE (CtWorklist, ct_worklist, CT, WORKLIST, GObject)

CtWorklist *ct_worklist_new         (CtStore    *store);
CtStore    *ct_worklist_get_store   (CtWorklist *self);
void        ct_worklist_fill        (CtWorklist *self,
                                     GPtrArray  *rows,
                                     guint       damaged);
CtRow      *ct_worklist_find        (CtWorklist *self,
                                     const CtUuid *uuid);
GPtrArray  *ct_worklist_list_rows (CtWorklist *self);
CtRow      *ct_worklist_find_amendment (CtWorklist   *worklist,
                                        const CtUuid *uuid);
gboolean    ct_worklist_has_amendments (CtWorklist   *worklist);
CtWorkItem *ct_worklist_peek        (CtWorklist *self,
                                     guint       position);
guint       ct_worklist_find_words  (CtWorklist *self,
                                     guint       from,
                                     GStrv       words,
                                     guint64     mark);
CtRow      *ct_worklist_find_number (CtWorklist *self,
                                     guint       number);
CtRow      *ct_worklist_find_open   (CtWorklist *self);
guint       ct_worklist_count       (CtWorklist *self,
                                     CtSection   section);
guint       ct_worklist_get_damaged (CtWorklist *self);

G_END_DECLS
