/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-professional.h"
#include "ct-record.h"
#include "ct-uuid.h"

G_BEGIN_DECLS

GBytes *ct_fhir_encode (const CtRecord       *record,
                        const CtProfessional *professional,
                        const CtUuid         *uuid,
                        guint64               revision,
                        GDateTime            *issued);
GBytes *ct_fhir_encode_whole (const CtRecord       *record,
                              const CtProfessional *professional,
                              const CtUuid         *uuid,
                              GDateTime            *issued);

G_END_DECLS
