/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_RECORD_FORM (ct_record_form_get_type ())
G_DECLARE_FINAL_TYPE (CtRecordForm, ct_record_form, CT, RECORD_FORM, GtkWidget)

void ct_record_form_set_session (CtRecordForm *self,
                                 CtSession    *session);
void ct_record_form_listen     (CtRecordForm *self,
                                GtkWidget    *window);
void ct_record_form_put_cursor (CtRecordForm *self);
void ct_record_form_go_to (CtRecordForm *self,
                           CtField       field);
gboolean ct_record_form_take_like (CtRecordForm *self);
gboolean ct_record_form_help   (CtRecordForm *self);
void ct_record_form_settle     (CtRecordForm *self);
void ct_record_form_validate  (CtRecordForm *self);

G_END_DECLS
