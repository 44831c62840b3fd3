/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GTlsCertificate *ct_practice_authority_certificate (const char  *directory,
                                                    char       **ca_file,
                                                    GError     **error);

G_END_DECLS
