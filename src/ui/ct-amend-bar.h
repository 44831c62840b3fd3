/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_AMEND_BAR (ct_amend_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtAmendBar, ct_amend_bar, CT, AMEND_BAR, GtkWidget)

GtkGrid *ct_amend_bar_get_grid (CtAmendBar *self);
void     ct_amend_bar_show     (CtAmendBar *self,
                                CtDesk     *desk,
                                guint       days,
                                const char *reason);

G_END_DECLS
