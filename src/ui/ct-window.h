/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-front-door.h"
#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_WINDOW (ct_window_get_type ())
G_DECLARE_FINAL_TYPE (CtWindow, ct_window, CT, WINDOW, AdwApplicationWindow)

void      ct_window_open (CtWindow *self);
void      ct_window_stay_sealed (CtWindow *self,
                                 guint     unsent);
CtWindow *ct_window_new (AdwApplication *application,
                         CtSession      *session,
                         CtFrontDoor    *door);
void      ct_window_new_record (CtWindow *self);
void      ct_window_quit (CtWindow       *self);

G_END_DECLS
