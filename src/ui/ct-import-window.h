/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_IMPORT_WINDOW (ct_import_window_get_type ())
G_DECLARE_FINAL_TYPE (CtImportWindow, ct_import_window, CT, IMPORT_WINDOW, AdwWindow)

GtkWindow *ct_import_window_new  (GtkWindow      *parent,
                                  CtSession      *session);
void       ct_import_window_read (CtImportWindow *self,
                                  GFile          *file);

G_END_DECLS
