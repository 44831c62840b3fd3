/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ct_name_widget (GtkWidget  *widget,
                     const char *name);

G_END_DECLS
