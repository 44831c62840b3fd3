/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_LOCKED_PAGE (ct_locked_page_get_type ())
G_DECLARE_FINAL_TYPE (CtLockedPage, ct_locked_page, CT, LOCKED_PAGE, GtkWidget)

void ct_locked_page_show (CtLockedPage    *self,
                          CtSessionError   reason);

G_END_DECLS
