/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_NOTICE (ct_notice_get_type ())
G_DECLARE_FINAL_TYPE (CtNotice, ct_notice, CT, NOTICE, GtkWidget)

void ct_notice_tell  (CtNotice   *self,
                      const char *words,
                      guint       seconds);
void ct_notice_offer (CtNotice   *self,
                      const char *words,
                      const char *label,
                      const char *action,
                      guint       seconds);
void ct_notice_hide  (CtNotice   *self);

G_END_DECLS
