/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-work-item.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_WORK_LINE (ct_work_line_get_type ())
G_DECLARE_FINAL_TYPE (CtWorkLine, ct_work_line, CT, WORK_LINE, GtkWidget)

GtkWidget *ct_work_line_new      (void);
void       ct_work_line_set_item (CtWorkLine *self,
                                  CtWorkItem *item);
CtWorkItem *ct_work_line_get_item (CtWorkLine *self);

G_END_DECLS
