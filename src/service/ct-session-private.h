/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"
#include "ct-session.h"
#include "ct-store.h"
#include "ct-vault-keys.h"

G_BEGIN_DECLS

CtSecretBytes *ct_session_get_credential (CtSession *self);
CtStore       *ct_session_get_store      (CtSession *self);
CtVaultKeys   *ct_session_get_keys       (CtSession *self);
void           ct_session_set_up_practice_async (CtSession           *self,
                                                 const CtSetup       *setup,
                                                 const char          *client_secret,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             data);

G_END_DECLS
