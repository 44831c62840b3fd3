/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_REGISTER_WINDOW (ct_register_window_get_type ())
G_DECLARE_FINAL_TYPE (CtRegisterWindow, ct_register_window, CT, REGISTER_WINDOW, AdwWindow)

GtkWindow *ct_register_window_new (GtkWindow *parent,
                                   CtSession *session);

G_END_DECLS
