/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_SCANNER_TEST (ct_scanner_test_get_type ())
G_DECLARE_FINAL_TYPE (CtScannerTest, ct_scanner_test, CT, SCANNER_TEST, GtkWidget)

G_END_DECLS
