/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_SCANNER (ct_scanner_get_type ())
G_DECLARE_FINAL_TYPE (CtScanner, ct_scanner, CT, SCANNER, GObject)

CtScanner *ct_scanner_new (GtkWidget *window,
                           GtkWidget *form);

G_END_DECLS
