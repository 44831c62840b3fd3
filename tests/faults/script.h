/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-record-book.h"

#include "promise.h"

/* What a counter does in a day, short: every arrow at least once. And beside it what
 * each record may be now, after what was reported. */
typedef struct _Script Script;

Script  *script_new    (GRand         *random,
                        guint          records);
void     script_free   (Script        *self);
Script  *script_copy   (Script        *self);
void     script_step   (Script        *self,
                        CtRecordBook  *book);
guint    script_unsure (Script        *self);
void     script_set_random (Script    *self,
                            GRand     *random);
void     script_learn  (Script        *self,
                        CtRecordBook  *book);
gboolean script_agrees (Script        *self,
                        Script        *next,
                        CtRecordBook  *book,
                        char         **why);
