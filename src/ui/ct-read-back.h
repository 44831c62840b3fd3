/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_READ_BACK (ct_read_back_get_type ())
G_DECLARE_FINAL_TYPE (CtReadBack, ct_read_back, CT, READ_BACK, GtkWidget)

void ct_read_back_show (CtReadBack    *self,
                        const CtEntry *entry,
                        const char    *result);

G_END_DECLS
