/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"

G_BEGIN_DECLS

CtSecretBytes *ct_client_key_generate   (void);
gboolean       ct_client_key_is_one     (CtSecretBytes *credential);
char          *ct_client_key_public_jwk (CtSecretBytes *key);
char          *ct_client_key_assertion  (CtSecretBytes *key,
                                         const char    *client_id,
                                         const char    *audience,
                                         gint64         now);

G_END_DECLS
