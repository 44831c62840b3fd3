/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_RECOVERY_WINDOW (ct_recovery_window_get_type ())
G_DECLARE_FINAL_TYPE (CtRecoveryWindow, ct_recovery_window, CT, RECOVERY_WINDOW, AdwWindow)

GtkWindow *ct_recovery_window_new (GtkWindow *parent,
                                   CtSession *session);

G_END_DECLS
