/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_FIGURES_WINDOW (ct_figures_window_get_type ())
G_DECLARE_FINAL_TYPE (CtFiguresWindow, ct_figures_window, CT, FIGURES_WINDOW, AdwWindow)

GtkWindow *ct_figures_window_new (GtkWindow *parent,
                                  CtSession *session);

G_END_DECLS
