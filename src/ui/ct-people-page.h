/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_PEOPLE_PAGE (ct_people_page_get_type ())
G_DECLARE_FINAL_TYPE (CtPeoplePage, ct_people_page, CT, PEOPLE_PAGE, AdwPreferencesPage)

void ct_people_page_set_session (CtPeoplePage *self,
                                 CtSession    *session);

G_END_DECLS
