/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

GDateTime *ct_clock_now      (void);
gint64     ct_clock_now_ms   (void);
gint64     ct_clock_boot_ms  (void);
void       ct_clock_set_test (gint64 unix_seconds);
void       ct_clock_set_test_boot (gint64 boot_ms);

G_END_DECLS
