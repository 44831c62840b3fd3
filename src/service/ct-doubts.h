/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-desk.h"
#include "ct-patient-index.h"

G_BEGIN_DECLS

GPtrArray *ct_doubts_find (CtDesk         *desk,
                           CtWorklist     *worklist,
                           CtPatientIndex *patients);

G_END_DECLS
