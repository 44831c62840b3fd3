/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint ct_boot_timer_add (gint64      at,
                         GSourceFunc function,
                         gpointer    data);

G_END_DECLS
