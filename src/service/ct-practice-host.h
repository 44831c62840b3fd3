/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

G_BEGIN_DECLS

#define CT_TYPE_PRACTICE_HOST (ct_practice_host_get_type ())
G_DECLARE_FINAL_TYPE (CtPracticeHost, ct_practice_host, CT, PRACTICE_HOST, GObject)

CtPracticeHost *ct_practice_host_new           (CtSession            *session);
void            ct_practice_host_ensure_async  (CtPracticeHost       *self,
                                                GAsyncReadyCallback   callback,
                                                gpointer              data);
gboolean        ct_practice_host_ensure_finish (CtPracticeHost       *self,
                                                GAsyncResult         *result,
                                                GError              **error);

G_END_DECLS
