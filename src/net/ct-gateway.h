/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-answer.h"
#include "ct-secret-bytes.h"

G_BEGIN_DECLS

typedef struct _CtGateway CtGateway;

CtGateway *ct_gateway_new           (const char           *base_url,
                                     const char           *client_id,
                                     const char           *ca_file,
                                     CtSecretBytes        *credential);
void       ct_gateway_free          (CtGateway            *self);
void       ct_gateway_submit_async  (CtGateway            *self,
                                     GBytes               *body,
                                     const char           *places,
                                     gboolean              unsure,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
CtAnswer  *ct_gateway_submit_finish (GAsyncResult         *result);
gboolean   ct_gateway_url_is_valid  (const char           *url);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtGateway, ct_gateway_free)

G_END_DECLS
