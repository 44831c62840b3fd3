/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"

G_BEGIN_DECLS

char     *ct_pin_hash    (CtSecretBytes *pin);
gboolean  ct_pin_matches (CtSecretBytes *pin,
                          const char    *hash);

G_END_DECLS
