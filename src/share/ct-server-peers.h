/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-peer.h"
#include "ct-server.h"

G_BEGIN_DECLS

gboolean   ct_server_peers_sign      (CtServer       *self,
                                      GError        **error);
GPtrArray *ct_server_peers_list      (CtServer       *self,
                                      const CtUuid   *pharmacy,
                                      GError        **error);
gboolean   ct_server_peers_get_generation (CtServer  *self,
                                      gint64         *generation,
                                      gboolean       *renews,
                                      GError        **error);
gboolean   ct_server_peers_get_successor (CtServer   *self,
                                      gint64          generation,
                                      GBytes        **sealed,
                                      GBytes        **voucher,
                                      GError        **error);
gboolean   ct_server_peers_publish   (CtServer       *self,
                                      GBytes         *public_key,
                                      GBytes         *voucher,
                                      GError        **error);
GBytes    *ct_server_peers_invited   (CtServer       *self,
                                      GError        **error);
gboolean   ct_server_peers_settle_in (CtServer       *self,
                                      CtSecretBytes  *password,
                                      GBytes         *public_key,
                                      GBytes         *voucher,
                                      GError        **error);

G_END_DECLS
