/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-server.h"
#include "ct-store.h"

G_BEGIN_DECLS

/* How a counter comes to those that share. All of these wait for the server, the
 * keyring and the disk: never on the main thread. */

/* A counter that comes by a code: what the server had for it. */
typedef struct
{
  CtUuid         vault;
  CtSecretBytes *master;
  CtUuid         workstation;
  CtServer      *server; /* as that workstation */
} CtArrivalByCode;

CtServerAddress *ct_membership_address (const char             *url,
                                        const char             *ca_file,
                                        const CtUuid           *workstation,
                                        GError                **error);
char            *ct_membership_strip   (const CtServerAddress  *address);
gboolean         ct_membership_migrate (const CtServerAddress  *admin,
                                        CtSecretBytes          *password,
                                        gboolean                put_back,
                                        GError                **error);
gboolean         ct_membership_found   (CtStore                *store,
                                        const CtServerAddress  *admin,
                                        CtSecretBytes          *password,
                                        const char             *label,
                                        GError                **error);
CtSecretBytes   *ct_membership_invite  (CtStore                *store,
                                        const CtServerAddress  *admin,
                                        CtSecretBytes          *password,
                                        const char             *label,
                                        GError                **error);
gboolean         ct_membership_arrive  (const CtServerAddress  *address,
                                        CtSecretBytes          *code,
                                        CtArrivalByCode        *arrival,
                                        GError                **error);
gboolean         ct_membership_stay    (CtStore                *store,
                                        CtArrivalByCode        *arrival,
                                        GError                **error);
void             ct_arrival_by_code_clear (CtArrivalByCode     *arrival);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtArrivalByCode, ct_arrival_by_code_clear)

G_END_DECLS
