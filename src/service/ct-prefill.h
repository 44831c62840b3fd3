/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-desk.h"
#include "ct-scan.h"

G_BEGIN_DECLS

typedef struct _CtPrefill CtPrefill;

CtPrefill  *ct_prefill_new           (CtDesk      *desk,
                                      CtWorklist  *worklist);
void        ct_prefill_free          (CtPrefill   *self);
void        ct_prefill_put_back      (CtPrefill   *self,
                                      CtEntry     *entry);
CtScanKind  ct_prefill_scan          (CtPrefill   *self,
                                      const char  *code);
GPtrArray  *ct_prefill_find_patients (CtPrefill   *self,
                                      const char  *text);
GPtrArray  *ct_prefill_find_doubts   (CtPrefill   *self);
CtEntry    *ct_prefill_find_like     (CtPrefill   *self);
void        ct_prefill_take_patient  (CtPrefill   *self,
                                      CtEntry     *patient);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPrefill, ct_prefill_free)

G_END_DECLS
