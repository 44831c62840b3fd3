/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

void     ct_process_harden           (void);
gboolean ct_process_is_remote         (guint32      type);
gboolean ct_process_is_sandboxed     (void);
gboolean ct_process_private_directory (const char  *path,
                                       GError     **error);

G_END_DECLS
