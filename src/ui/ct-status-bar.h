/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-status.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_STATUS_BAR (ct_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (CtStatusBar, ct_status_bar, CT, STATUS_BAR, GtkWidget)

void ct_status_bar_set_status (CtStatusBar *self,
                               CtStatus    *status);

G_END_DECLS
