/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"
#include "ct-professional.h"
#include "ct-record.h"

G_BEGIN_DECLS

GBytes *ct_amendment_encode     (const CtRecord       *before,
                                 const CtRecord       *after,
                                 const CtAmendment    *amendment,
                                 const CtProfessional *professional,
                                 const CtUuid         *uuid,
                                 guint64               revision,
                                 GDateTime            *now);
char   *ct_amendment_identifier (GBytes               *body);
char   *ct_amendment_name       (GBytes               *body,
                                 const char           *key);
char   *ct_amendment_result     (GBytes               *body);
GBytes *ct_amendment_aim        (GBytes               *body,
                                 const char           *places);
GStrv   ct_amendment_keys       (GBytes               *body);

G_END_DECLS
