/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-worklist.h"

G_BEGIN_DECLS

CtRow     *ct_revisions_newest  (CtWorklist    *worklist,
                                 CtRow         *row);
CtRow     *ct_revisions_before  (CtWorklist    *worklist,
                                 const CtEntry *entry);
gboolean   ct_revisions_is_open (CtWorklist    *worklist,
                                 const CtUuid  *uuid);
CtEntry   *ct_revisions_amend   (CtRow         *row);
CtEntry   *ct_revisions_merge   (CtRow         *row,
                                 CtRow         *amendment);
GPtrArray *ct_revisions_history (CtWorklist    *worklist,
                                 const CtEntry *entry);
GPtrArray *ct_revisions_uuids   (CtWorklist    *worklist,
                                 CtRow         *row);

G_END_DECLS
