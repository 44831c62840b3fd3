/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_MATCH_BAR (ct_match_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtMatchBar, ct_match_bar, CT, MATCH_BAR, GtkWidget)

void     ct_match_bar_show (CtMatchBar *self,
                            GPtrArray  *patients);
gboolean ct_match_bar_pick (CtMatchBar *self,
                            guint       number);

G_END_DECLS
