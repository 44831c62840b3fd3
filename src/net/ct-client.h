/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-answer.h"
#include "ct-secret-bytes.h"

G_BEGIN_DECLS

typedef struct _CtClient CtClient;

CtClient    *ct_client_new          (const char         *base_url,
                                     const char         *client_id,
                                     const char         *ca_file,
                                     CtSecretBytes      *credential);
void         ct_client_set_pin      (CtClient           *self,
                                     const char         *pin);
void         ct_client_free         (CtClient           *self);
void         ct_client_abort        (CtClient           *self);
CtAnswer    *ct_client_check        (CtClient           *self);
CtHttpReply *ct_client_get          (CtClient           *self,
                                     const char         *path,
                                     CtAnswer          **problem);
CtAnswer    *ct_client_post         (CtClient           *self,
                                     GBytes             *body);
GPtrArray   *ct_client_post_all     (CtClient           *self,
                                     GPtrArray          *bodies);
CtAnswer    *ct_client_not_sent     (const CtHttpReply  *reply,
                                     const char         *step);
gboolean     ct_client_url_is_valid (const char         *url);
gboolean     ct_client_pin_is_valid (const char         *pin);

G_END_DECLS
