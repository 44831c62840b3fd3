/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ct_autostart_set (gboolean   practice,
                           gboolean   on,
                           GError   **error);

G_END_DECLS
