/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-row.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* Where a record stands in the worklist: what has to be done with it. */
typedef enum
{
  CT_SECTION_READING, /* a sample was taken, its test cannot be read yet or was not */
  CT_SECTION_IN_PROGRESS,
  CT_SECTION_TO_CORRECT,
  CT_SECTION_TO_CHECK,
  CT_SECTION_TO_SEND,
  CT_SECTION_ACCEPTED,
  CT_SECTION_CONCLUDED,
  CT_N_SECTIONS
} CtSection;

#define CT_TYPE_WORK_ITEM (ct_work_item_get_type ())
G_DECLARE_FINAL_TYPE (CtWorkItem, ct_work_item, CT, WORK_ITEM, GObject)

CtWorkItem   *ct_work_item_new         (CtRow      *row);
void          ct_work_item_set_row     (CtWorkItem *self,
                                        CtRow      *row);
void          ct_work_item_set_first   (CtWorkItem *self,
                                        gboolean    first);
gboolean      ct_work_item_is_first    (CtWorkItem *self);
guint         ct_work_item_get_number  (CtWorkItem *self);
void          ct_work_item_tick        (CtWorkItem *self);
CtRow        *ct_work_item_get_row     (CtWorkItem *self);
CtSection     ct_work_item_get_section (CtWorkItem *self);
int           ct_work_item_compare     (CtWorkItem *a,
                                        CtWorkItem *b);

G_END_DECLS
