/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"

G_BEGIN_DECLS

CtSecretBytes *ct_credential_make_key   (void);
char          *ct_credential_public_key (CtSecretBytes *credential);

G_END_DECLS
