/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-row.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_WORKLIST_PANE (ct_worklist_pane_get_type ())
G_DECLARE_FINAL_TYPE (CtWorklistPane, ct_worklist_pane, CT, WORKLIST_PANE, GtkWidget)

void ct_worklist_pane_set_model (CtWorklistPane *self,
                                 GListModel     *worklist);
void ct_worklist_pane_search    (CtWorklistPane *self,
                                 const char     *text);
CtRow *ct_worklist_pane_get_current (CtWorklistPane *self);
void ct_worklist_pane_toggle_check (CtWorklistPane *self);

G_END_DECLS
