/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-breaker.h"
#include "ct-server.h"

G_BEGIN_DECLS

/* What is asked for. */
typedef struct
{
  gint64   due;   /* ms since 1970: what may be sent by then */
  guint    max;
  gint64   gap;   /* ms until anybody claims again */
  gboolean hurry; /* the user asked: a pause of ours ends */
} CtServerClaim;

/* What was given. */
typedef struct
{
  CtBreaker   breaker;
  GHashTable *records; /* of CtUuid, to whether another may have sent it before: handed over */
} CtServerGrant;

gboolean ct_server_claims_take        (CtServer             *self,
                                       const CtServerClaim  *claim,
                                       CtServerGrant        *grant,
                                       GError              **error);
gboolean ct_server_claims_set_breaker (CtServer             *self,
                                       const CtBreaker      *breaker,
                                       GError              **error);
void     ct_server_grant_clear        (CtServerGrant        *grant);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtServerGrant, ct_server_grant_clear)

G_END_DECLS
