/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int  ct_sender_lock_take    (const char *path);
void ct_sender_lock_release (int         fd);

G_END_DECLS
