/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-field.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_HELP_BUBBLE (ct_help_bubble_get_type ())
G_DECLARE_FINAL_TYPE (CtHelpBubble, ct_help_bubble, CT, HELP_BUBBLE, GtkPopover)

GtkWidget *ct_help_bubble_new (CtField     field,
                               const char *title,
                               const char *message);

G_END_DECLS
