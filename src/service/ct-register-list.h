/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-register.h"
#include "ct-worklist.h"

G_BEGIN_DECLS

#define CT_REGISTER_LIST_MAX 500u /* lines that are shown of one search */

#define CT_TYPE_REGISTER_LIST (ct_register_list_get_type ())
G_DECLARE_FINAL_TYPE (CtRegisterList, ct_register_list, CT, REGISTER_LIST, GObject)

CtRegisterList *ct_register_list_new         (CtWorklist            *worklist);
void            ct_register_list_search      (CtRegisterList        *self,
                                              const CtRegisterQuery *query);
void            ct_register_list_close       (CtRegisterList        *self);
gboolean        ct_register_list_is_busy     (CtRegisterList        *self);
guint           ct_register_list_get_total   (CtRegisterList        *self);
gboolean        ct_register_list_is_replaced (CtRegisterList        *self,
                                              const CtRow           *row);

G_END_DECLS
