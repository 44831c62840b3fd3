/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_WORKSTATION_PAGE (ct_workstation_page_get_type ())
G_DECLARE_FINAL_TYPE (CtWorkstationPage, ct_workstation_page, CT, WORKSTATION_PAGE, AdwPreferencesPage)

void ct_workstation_page_set_session (CtWorkstationPage *self,
                                      CtSession         *session);

G_END_DECLS
