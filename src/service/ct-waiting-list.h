/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-desk.h"

G_BEGIN_DECLS

typedef struct _CtWaitingList CtWaitingList;

CtWaitingList *ct_waiting_list_new  (CtDesk        *desk,
                                     CtWorklist    *worklist,
                                     CtPreferences *preferences);
void           ct_waiting_list_free (CtWaitingList *self);
guint          ct_waiting_list_put  (CtWaitingList *self);
CtRow         *ct_waiting_list_find (CtWaitingList *self,
                                     guint          number);
gboolean       ct_waiting_list_give (CtWaitingList *self,
                                     CtRow         *row,
                                     const char    *result);

G_END_DECLS
