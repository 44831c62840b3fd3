/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-server.h"
#include "ct-store.h"

G_BEGIN_DECLS

gboolean ct_succession_follow   (CtStore                *store,
                                 CtServer               *server,
                                 GError                **error);
gboolean ct_succession_shut_out (CtStore                *store,
                                 const CtServerAddress  *admin,
                                 CtSecretBytes          *password,
                                 const char             *label,
                                 GError                **error);

G_END_DECLS
