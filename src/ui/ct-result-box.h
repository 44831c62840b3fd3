/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_RESULT_BOX (ct_result_box_get_type ())
G_DECLARE_FINAL_TYPE (CtResultBox, ct_result_box, CT, RESULT_BOX, GtkWidget)

void        ct_result_box_set_name  (CtResultBox *self,
                                     const char  *name);
void        ct_result_box_set_value (CtResultBox *self,
                                     const char  *result);
const char *ct_result_box_get_value (CtResultBox *self);
gboolean    ct_result_box_is_asking (CtResultBox *self);

G_END_DECLS
