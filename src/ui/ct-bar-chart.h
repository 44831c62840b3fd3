/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_BAR_CHART (ct_bar_chart_get_type ())
G_DECLARE_FINAL_TYPE (CtBarChart, ct_bar_chart, CT, BAR_CHART, GtkWidget)

void ct_bar_chart_set (CtBarChart  *self,
                       const guint *values,
                       const guint *parts,
                       guint        n,
                       const char  *words);

G_END_DECLS
