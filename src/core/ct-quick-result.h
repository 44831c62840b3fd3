/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean ct_quick_result_parse (const char  *text,
                                guint       *number,
                                const char **result,
                                gboolean    *asking);

G_END_DECLS
