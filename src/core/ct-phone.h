/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *ct_phone_parse     (const char *text,
                              gboolean   *mobile);
char     *ct_phone_spaced    (const char *e164);

G_END_DECLS
