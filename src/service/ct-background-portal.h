/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean ct_background_portal_request (gboolean    practice,
                                       gboolean    at_login,
                                       GError    **error);
void     ct_background_portal_stay    (gboolean    practice,
                                       gboolean    at_login);

G_END_DECLS
