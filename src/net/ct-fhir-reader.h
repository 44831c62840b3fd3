/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-batch.h"
#include "ct-catalog.h"

G_BEGIN_DECLS

#define CT_FHIR_MAX_BYTES (20 * 1024 * 1024) /* some 5,000 transactions */

CtBatch *ct_fhir_read (GBytes          *bytes,
                       const CtCatalog *catalog,
                       GError         **error);

G_END_DECLS
