/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ct_button_names_set  (GtkWidget  *button,
                           const char *name);
void ct_button_names_mend (void);

G_END_DECLS
