/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"

G_BEGIN_DECLS

gboolean ct_migrations_are_due (CtDb      *db,
                                gboolean  *due,
                                GError   **error);
gboolean ct_migrations_run (CtDb    *db,
                            GError **error);

G_END_DECLS
