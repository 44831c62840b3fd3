/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

int  ct_sender_lock_take    (const char *path);
int  ct_sender_lock_share   (const char *path);
gboolean ct_sender_lock_alone (int fd,
                              gboolean alone);
void ct_sender_lock_release (int         fd);

G_END_DECLS
