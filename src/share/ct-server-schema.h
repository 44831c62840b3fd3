/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-server.h"

G_BEGIN_DECLS

gboolean ct_server_schema_get_version (CtServer  *self,
                                       gint64    *version,
                                       GError   **error);
gint64   ct_server_schema_latest      (void);
gboolean ct_server_schema_migrate     (CtServer  *self,
                                       GError   **error);

G_END_DECLS
