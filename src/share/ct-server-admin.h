/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-peer.h"
#include "ct-server.h"

G_BEGIN_DECLS

gboolean ct_server_admin_add_pharmacy    (CtServer       *self,
                                          const CtUuid   *pharmacy,
                                          GError        **error);
char    *ct_server_admin_role            (const CtUuid   *workstation);
char    *ct_server_admin_add_workstation (CtServer       *self,
                                          const CtUuid   *pharmacy,
                                          const CtUuid   *workstation,
                                          const char     *label,
                                          CtSecretBytes  *password,
                                          GBytes         *invitation,
                                          GError        **error);
gboolean ct_server_admin_remove_workstation (CtServer    *self,
                                          const CtUuid   *pharmacy,
                                          const CtUuid   *workstation,
                                          GError        **error);

G_END_DECLS
