/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-worklist.h"

G_BEGIN_DECLS

typedef struct _CtPatientIndex CtPatientIndex;

CtPatientIndex *ct_patient_index_new    (CtWorklist      *worklist);
void            ct_patient_index_free   (CtPatientIndex  *self);
GPtrArray      *ct_patient_index_search (CtPatientIndex  *self,
                                         const char      *text,
                                         guint            max);
CtEntry        *ct_patient_index_like   (CtPatientIndex  *self,
                                         const CtEntry   *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPatientIndex, ct_patient_index_free)

G_END_DECLS
