/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_FOOT_LAYOUT (ct_foot_layout_get_type ())
G_DECLARE_FINAL_TYPE (CtFootLayout, ct_foot_layout, CT, FOOT_LAYOUT, GtkLayoutManager)

G_END_DECLS
