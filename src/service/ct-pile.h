/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-filling.h"

G_BEGIN_DECLS

#define CT_PILE_RESULTS 4 /* in the order of ct_field_codes() */

/* Records of one moment, entered one after the other: only the person changes. */
typedef struct
{
  gboolean going;
  guint    counts[CT_PILE_RESULTS]; /* validated in it, by result */
} CtPile;

void ct_pile_begin (CtPile     *self);
void ct_pile_end   (CtPile     *self);
void ct_pile_add   (CtPile     *self,
                    CtEntry    *entry);
void ct_pile_keep  (CtPile     *self,
                    CtFilling  *filling,
                    CtEntry    *like,
                    GDateTime  *now);

G_END_DECLS
