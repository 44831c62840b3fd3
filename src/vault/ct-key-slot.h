/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-seal.h"

G_BEGIN_DECLS

GBytes        *ct_key_slot_close_ring      (CtSecretBytes  *ring_key,
                                            const CtUuid   *vault,
                                            CtSecretBytes  *master);
CtSecretBytes *ct_key_slot_open_ring       (CtSecretBytes  *ring_key,
                                            const CtUuid   *vault,
                                            GBytes         *slot,
                                            GError        **error);
GBytes        *ct_key_slot_recovery_public (CtSecretBytes  *code);
GBytes        *ct_key_slot_close_public    (GBytes         *public_key,
                                            CtSecretBytes  *master);
CtSecretBytes *ct_key_slot_open_recovery   (CtSecretBytes  *code,
                                            GBytes         *slot,
                                            GError        **error);
char          *ct_key_slot_fingerprint     (GBytes         *public_key);
CtSecretBytes *ct_key_slot_new_pair        (GBytes        **public_key);
GBytes        *ct_key_slot_pair_public     (CtSecretBytes  *secret);
CtSecretBytes *ct_key_slot_open_pair       (CtSecretBytes  *secret,
                                            GBytes         *slot,
                                            GError        **error);

G_END_DECLS
