/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"
#include "ct-uuid.h"

G_BEGIN_DECLS

CtUuid         ct_invitation_workstation (CtSecretBytes  *code);
CtSecretBytes *ct_invitation_password    (CtSecretBytes  *code);
GBytes        *ct_invitation_close       (CtSecretBytes  *code,
                                          const CtUuid   *vault,
                                          CtSecretBytes  *master);
CtSecretBytes *ct_invitation_open        (CtSecretBytes  *code,
                                          const CtUuid   *vault,
                                          GBytes         *sealed,
                                          GError        **error);

G_END_DECLS
