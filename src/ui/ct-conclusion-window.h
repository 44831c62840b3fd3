/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_CONCLUSION_WINDOW (ct_conclusion_window_get_type ())
G_DECLARE_FINAL_TYPE (CtConclusionWindow, ct_conclusion_window, CT, CONCLUSION_WINDOW, AdwWindow)

GtkWindow *ct_conclusion_window_new (GtkWindow *parent,
                                     CtSession *session,
                                     CtRow     *row);

G_END_DECLS
