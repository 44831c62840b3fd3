/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-fresh-file.h"
#include "ct-secret-bytes.h"

G_BEGIN_DECLS

gboolean ct_export_file_write (CtFreshFile   *file,
                               GPtrArray     *rows,
                               CtSecretBytes *passphrase,
                               GError       **error);

G_END_DECLS
