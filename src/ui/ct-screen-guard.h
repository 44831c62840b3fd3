/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_SCREEN_GUARD (ct_screen_guard_get_type ())
G_DECLARE_FINAL_TYPE (CtScreenGuard, ct_screen_guard, CT, SCREEN_GUARD, GObject)

CtScreenGuard *ct_screen_guard_new         (GtkApplication *application);
void           ct_screen_guard_set_minutes (CtScreenGuard  *self,
                                            guint           minutes);
void           ct_screen_guard_clear       (CtScreenGuard  *self,
                                            GtkWindow      *window);

G_END_DECLS
