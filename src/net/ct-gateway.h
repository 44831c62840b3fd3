/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-answer.h"
#include "ct-secret-bytes.h"

G_BEGIN_DECLS

/* What is sent of one record. */
typedef struct
{
  GBytes   *body;
  char     *places; /* nullable */
  gboolean  unsure;
} CtSubmission;

typedef struct _CtGateway CtGateway;

CtSubmission *ct_submission_new     (GBytes               *body,
                                     const char           *places,
                                     gboolean              unsure);
void       ct_submission_free       (CtSubmission         *self);

CtGateway *ct_gateway_new           (const char           *base_url,
                                     const char           *client_id,
                                     const char           *ca_file,
                                     CtSecretBytes        *credential);
void       ct_gateway_set_pin       (CtGateway            *self,
                                     const char           *pin);
void       ct_gateway_free          (CtGateway            *self);
void       ct_gateway_submit_async  (CtGateway            *self,
                                     GPtrArray            *submissions,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
GPtrArray *ct_gateway_submit_finish (GAsyncResult         *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtGateway, ct_gateway_free)

G_END_DECLS
