/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_EXPORT_BAR (ct_export_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtExportBar, ct_export_bar, CT, EXPORT_BAR, GtkWidget)

void ct_export_bar_set_exports (CtExportBar *self,
                                CtExports   *exports);

G_END_DECLS
