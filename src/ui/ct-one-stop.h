/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ct_one_stop (GtkWidget *list);

G_END_DECLS
