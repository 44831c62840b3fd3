/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-breaker.h"
#include "ct-answer.h"
#include "ct-record-book.h"
#include "ct-status.h"

G_BEGIN_DECLS

typedef struct _CtPace CtPace;

CtPace       *ct_pace_new           (GRand          *random);
void          ct_pace_free          (CtPace         *self);
gint64        ct_pace_get_ready_at  (CtPace         *self);
guint         ct_pace_get_width     (CtPace         *self);
CtSenderState ct_pace_get_problem   (CtPace         *self);
void          ct_pace_set_problem   (CtPace         *self,
                                     CtSenderState   problem);
void          ct_pace_claimed       (CtPace         *self,
                                     gint64          boot);
CtOutcome    *ct_pace_settle        (CtPace         *self,
                                     const CtRow    *row,
                                     const CtAnswer *answer,
                                     gint64          boot,
                                     gint64          now);
void          ct_pace_hold          (CtPace         *self,
                                     gint64          boot);
void          ct_pace_wake          (CtPace         *self);
void          ct_pace_hurry         (CtPace         *self);
void          ct_pace_get_breaker   (CtPace         *self,
                                     gint64          boot,
                                     CtBreaker      *breaker);
void          ct_pace_set_breaker   (CtPace          *self,
                                     gint64           boot,
                                     const CtBreaker *breaker);
gint64        ct_pace_get_gap       (CtPace         *self);
void          ct_pace_drained       (CtPace         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPace, ct_pace_free)

G_END_DECLS
