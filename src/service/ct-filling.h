/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-draft.h"
#include "ct-habits.h"

G_BEGIN_DECLS

typedef struct _CtFilling CtFilling;

CtFilling *ct_filling_new         (CtDraft    *draft,
                                   CtHabits   *habits);
void       ct_filling_free        (CtFilling  *self);
void       ct_filling_fill_blank  (CtEntry    *blank,
                                   CtEntry    *like,
                                   GDateTime  *now);
void       ct_filling_keep        (CtFilling  *self,
                                   CtField     field,
                                   const char *text,
                                   GDateTime  *now);
gboolean   ct_filling_is_blank    (CtFilling  *self);
void       ct_filling_begin       (CtFilling  *self);
void       ct_filling_set_time    (CtFilling  *self,
                                   GDateTime  *now);
void       ct_filling_follow      (CtFilling  *self,
                                   CtField     field,
                                   GDateTime  *now);
gboolean   ct_filling_holds       (CtFilling  *self,
                                   CtField     field);
CtField    ct_filling_next        (CtFilling  *self,
                                   CtField     from);

G_END_DECLS
