/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_KEEPING_PAGE (ct_keeping_page_get_type ())
G_DECLARE_FINAL_TYPE (CtKeepingPage, ct_keeping_page, CT, KEEPING_PAGE, AdwPreferencesPage)

void ct_keeping_page_set_session (CtKeepingPage *self,
                                  CtSession     *session);

G_END_DECLS
