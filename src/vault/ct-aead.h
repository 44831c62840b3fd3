/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-uuid.h"

#include <sodium.h>

G_BEGIN_DECLS

#define CT_AEAD_NONCE  crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define CT_AEAD_TAG    crypto_aead_xchacha20poly1305_ietf_ABYTES
#define CT_AEAD_KEY    crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define CT_AEAD_EXTRA  (CT_AEAD_NONCE + CT_AEAD_TAG)

GByteArray *ct_aead_associated (const char    *purpose,
                                const CtUuid  *vault,
                                const CtUuid  *uuid);
void        ct_aead_close      (GByteArray    *out,
                                const guint8  *key,
                                GByteArray    *associated,
                                const guint8  *clear,
                                gsize          length);
gboolean    ct_aead_open       (guint8        *clear,
                                const guint8  *key,
                                GByteArray    *associated,
                                const guint8  *sealed,
                                gsize          size);

G_END_DECLS
