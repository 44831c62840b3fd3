/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-field-box.h"

G_BEGIN_DECLS

#define CT_TYPE_MESSAGE_LINE (ct_message_line_get_type ())
G_DECLARE_FINAL_TYPE (CtMessageLine, ct_message_line, CT, MESSAGE_LINE, GObject)

CtMessageLine *ct_message_line_new (GtkGrid       *grid,
                                    int            row);
int            ct_message_line_row (CtMessageLine *self);
void           ct_message_line_add (CtMessageLine *self,
                                    CtFieldBox    *box);

G_END_DECLS
