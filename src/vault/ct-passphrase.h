/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"

G_BEGIN_DECLS

CtSecretBytes *ct_passphrase_random (void);

G_END_DECLS
