/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-field.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_RESULTS (ct_results_get_type ())
G_DECLARE_FINAL_TYPE (CtResults, ct_results, CT, RESULTS, GtkWidget)

void        ct_results_show_test        (CtResults       *self,
                                         const CtCatalog *catalog,
                                         const CtTest    *test);
void        ct_results_set_auto_advance (CtResults       *self,
                                         gboolean         auto_advance);
void        ct_results_set_value        (CtResults       *self,
                                         CtField          field,
                                         const char      *result);
const char *ct_results_get_value        (CtResults       *self,
                                         CtField          field);
void        ct_results_set_message      (CtResults       *self,
                                         CtField          field,
                                         const char      *words);
const char *ct_results_get_message      (CtResults       *self,
                                         CtField          field);
gboolean    ct_results_is_asking        (CtResults       *self,
                                         CtField          field);
gboolean    ct_results_go_to            (CtResults       *self,
                                         CtField          field);
GtkWidget  *ct_results_box_at           (CtResults       *self,
                                         GtkWidget       *focus,
                                         CtField         *field);

G_END_DECLS
