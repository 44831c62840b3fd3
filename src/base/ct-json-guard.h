/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CT_JSON_MAX_SIZE  (64 * 1024)
#define CT_JSON_MAX_DEPTH 32

gboolean ct_json_guard (const char  *data,
                        gsize        length,
                        const char **why);
gboolean ct_json_guard_file (const char  *data,
                             gsize        length,
                             gsize        max,
                             const char **why);

G_END_DECLS
