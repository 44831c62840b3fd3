/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"
#include "ct-session.h"

G_BEGIN_DECLS

CtSecretBytes *ct_session_get_credential (CtSession *self);

G_END_DECLS
