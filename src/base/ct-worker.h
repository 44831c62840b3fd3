/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _CtWorker CtWorker;

CtWorker *ct_worker_new        (const char      *name);
void      ct_worker_run        (CtWorker        *self,
                                GTask           *task,
                                GTaskThreadFunc  func);
gboolean  ct_worker_is_current (CtWorker        *self);
void      ct_worker_free       (CtWorker        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtWorker, ct_worker_free)

G_END_DECLS
