/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-recovery.h"
#include "ct-secret-bytes.h"

G_BEGIN_DECLS

CtSecretBytes *ct_recovery_get_code (CtRecovery *self);

G_END_DECLS
