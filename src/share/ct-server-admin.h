/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-peer.h"
#include "ct-server.h"

G_BEGIN_DECLS

/* The vault's key, for one workstation. */
typedef struct
{
  CtUuid  workstation;
  GBytes *sealed; /* ct_key_slot_close_public() for its public key */
  GBytes *voucher; /* ct_seal_vouch_master() of the key before */
} CtServerKey;

/* The key that comes after another. */
typedef struct
{
  gint64     generation; /* one more than before */
  CtUuid     renewer;    /* the workstation that brings all records under it */
  gint64     seen;       /* the last change that it has: it can renew nothing else */
  GPtrArray *keys;       /* of CtServerKey: for each who stays */
} CtServerSuccession;

gboolean ct_server_admin_add_pharmacy    (CtServer       *self,
                                          const CtUuid   *pharmacy,
                                          gint64          generation,
                                          GError        **error);
char    *ct_server_admin_role            (const CtUuid   *workstation);
char    *ct_server_admin_add_workstation (CtServer       *self,
                                          const CtUuid   *pharmacy,
                                          const CtUuid   *workstation,
                                          const char     *label,
                                          CtSecretBytes  *password,
                                          GBytes         *invitation,
                                          GError        **error);
gboolean ct_server_admin_begin_epoch     (CtServer       *self,
                                          GError        **error);
gboolean ct_server_admin_remove_workstation (CtServer    *self,
                                          const CtUuid   *pharmacy,
                                          const CtUuid   *workstation,
                                          const CtServerSuccession *succession,
                                          GError        **error);
void     ct_server_key_free (CtServerKey *key);

G_END_DECLS
