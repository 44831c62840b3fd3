/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-choices.h"
#include "ct-field.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum
{
  CT_MESSAGE_NONE,
  CT_MESSAGE_NOTE,
  CT_MESSAGE_WARNING,
  CT_MESSAGE_ERROR,
} CtMessageKind;

#define CT_TYPE_FIELD_BOX (ct_field_box_get_type ())
G_DECLARE_FINAL_TYPE (CtFieldBox, ct_field_box, CT, FIELD_BOX, GtkWidget)

CtField        ct_field_box_get_field        (CtFieldBox    *self);
const char    *ct_field_box_get_title        (CtFieldBox    *self);
void           ct_field_box_set_choices      (CtFieldBox    *self,
                                              CtChoices     *choices);
void           ct_field_box_suggest          (CtFieldBox    *self,
                                              CtChoices     *suggestions);
void           ct_field_box_offer            (CtFieldBox    *self,
                                              CtChoices     *offers);
gboolean       ct_field_box_is_stepping      (CtFieldBox    *self);
void           ct_field_box_set_value        (CtFieldBox    *self,
                                              const char    *value);
const char    *ct_field_box_get_text         (CtFieldBox    *self);
char          *ct_field_box_dup_value        (CtFieldBox    *self);
void           ct_field_box_settle           (CtFieldBox    *self);
void           ct_field_box_set_message_label (CtFieldBox   *self,
                                               GtkWidget    *label);
void           ct_field_box_set_required     (CtFieldBox    *self,
                                              gboolean       required);
void           ct_field_box_set_message      (CtFieldBox    *self,
                                              CtMessageKind  kind,
                                              const char    *message);
const char    *ct_field_box_get_message      (CtFieldBox    *self);
CtMessageKind  ct_field_box_get_message_kind (CtFieldBox    *self);
char          *ct_field_box_dup_hint         (CtFieldBox    *self);
gboolean       ct_field_box_is_focused       (CtFieldBox    *self);
void           ct_field_box_put_cursor       (CtFieldBox    *self);
void           ct_field_box_put_cursor_first (CtFieldBox    *self);
const char    *ct_field_box_behind_cursor    (CtFieldBox    *self);
const char    *ct_field_box_rest_of_word     (CtFieldBox    *self);
gboolean       ct_field_box_offers           (CtFieldBox    *self,
                                              const char    *text);
void           ct_field_box_insert           (CtFieldBox    *self,
                                              const char    *text);
void           ct_field_box_set_help         (CtFieldBox    *self,
                                              const char    *help);

G_END_DECLS
