/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-desk.h"

G_BEGIN_DECLS

typedef struct _CtCheckList CtCheckList;

CtCheckList *ct_check_list_new     (CtDesk      *desk,
                                    CtWorklist  *worklist,
                                    CtOutTray   *tray);
void         ct_check_list_free    (CtCheckList *self);
guint        ct_check_list_release (CtCheckList *self,
                                    guint       *kept);

G_END_DECLS
