/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-gateway.h"
#include "ct-status.h"
#include "ct-worklist.h"

G_BEGIN_DECLS

typedef struct _CtLine CtLine; /* ct-line.h */

#define CT_TYPE_DISPATCHER (ct_dispatcher_get_type ())
G_DECLARE_FINAL_TYPE (CtDispatcher, ct_dispatcher, CT, DISPATCHER, GObject)

CtDispatcher *ct_dispatcher_new         (CtStore       *store,
                                         CtWorklist    *worklist,
                                         CtStatus      *status);
void          ct_dispatcher_share       (CtDispatcher  *self,
                                         CtLine        *line);
void          ct_dispatcher_start       (CtDispatcher  *self,
                                         CtGateway     *gateway,
                                         CtSenderState  problem);
void          ct_dispatcher_retry       (CtDispatcher  *self,
                                         gboolean       fast);
void          ct_dispatcher_stop        (CtDispatcher  *self);

G_END_DECLS
