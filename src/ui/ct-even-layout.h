/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_EVEN_LAYOUT (ct_even_layout_get_type ())
G_DECLARE_FINAL_TYPE (CtEvenLayout, ct_even_layout, CT, EVEN_LAYOUT, GtkLayoutManager)

GtkLayoutManager *ct_even_layout_new (int spacing);

G_END_DECLS
