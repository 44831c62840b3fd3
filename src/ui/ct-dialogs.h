/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ct_dialogs_about   (GtkWindow  *parent);
void ct_dialogs_confirm (GtkWindow  *parent,
                         const char *heading,
                         const char *body,
                         const char *act,
                         void      (*confirmed) (gpointer object),
                         gpointer    object);

G_END_DECLS
