/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_SET_UP_WINDOW (ct_set_up_window_get_type ())
G_DECLARE_FINAL_TYPE (CtSetUpWindow, ct_set_up_window, CT, SET_UP_WINDOW, AdwWindow)

GtkWindow *ct_set_up_window_new (GtkWindow *parent,
                                 CtSession *session);

G_END_DECLS
