/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ct_read_back_show (GtkLabel      *label,
                        const CtEntry *entry,
                        const char    *result);

G_END_DECLS
