/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void ct_thread_run (GTask           *task,
                    GTaskThreadFunc  func);

G_END_DECLS
