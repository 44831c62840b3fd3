/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-desk.h"
#include "ct-field-box.h"

G_BEGIN_DECLS

#define CT_TYPE_AUTO_ADVANCE (ct_auto_advance_get_type ())
G_DECLARE_FINAL_TYPE (CtAutoAdvance, ct_auto_advance, CT, AUTO_ADVANCE, GObject)

CtAutoAdvance *ct_auto_advance_new         (GtkWidget     *form);
void           ct_auto_advance_set_enabled (CtAutoAdvance *self,
                                            gboolean       enabled);
void           ct_auto_advance_typed       (CtAutoAdvance *self,
                                            CtFieldBox    *box,
                                            CtDesk        *desk);
void           ct_auto_advance_left        (CtAutoAdvance *self,
                                            CtFieldBox    *next);

G_END_DECLS
