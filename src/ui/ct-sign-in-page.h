/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_SIGN_IN_PAGE (ct_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (CtSignInPage, ct_sign_in_page, CT, SIGN_IN_PAGE, GtkWidget)

void ct_sign_in_page_set_session (CtSignInPage *self,
                                  CtSession    *session);
void ct_sign_in_page_show        (CtSignInPage *self);
void ct_sign_in_page_choose      (CtSignInPage *self,
                                  guint         number);

G_END_DECLS
