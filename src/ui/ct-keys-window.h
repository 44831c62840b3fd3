/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_KEYS_WINDOW (ct_keys_window_get_type ())
G_DECLARE_FINAL_TYPE (CtKeysWindow, ct_keys_window, CT, KEYS_WINDOW, AdwWindow)

GtkWindow *ct_keys_window_new (GtkWindow      *parent,
                               GtkApplication *application);

G_END_DECLS
