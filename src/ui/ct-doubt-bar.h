/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_DOUBT_BAR (ct_doubt_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtDoubtBar, ct_doubt_bar, CT, DOUBT_BAR, GtkWidget)

void ct_doubt_bar_listen (CtDoubtBar *self,
                          GtkWidget  *form);
void ct_doubt_bar_show   (CtDoubtBar *self,
                          GPtrArray  *doubts);

G_END_DECLS
