/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-preferences.h"
#include "ct-purge-report.h"
#include "ct-retention.h"
#include "ct-worklist.h"

G_BEGIN_DECLS

typedef struct _CtStore CtStore;

#define CT_TYPE_PURGER (ct_purger_get_type ())
G_DECLARE_FINAL_TYPE (CtPurger, ct_purger, CT, PURGER, GObject)

CtPurger            *ct_purger_new        (CtStore             *store,
                                           CtWorklist          *worklist,
                                           CtPreferences       *preferences,
                                           const CtTrustedTime *time);
void                 ct_purger_stop       (CtPurger            *self);
void                 ct_purger_run_async  (CtPurger            *self,
                                           GAsyncReadyCallback  callback,
                                           gpointer             data);
gboolean             ct_purger_run_finish (CtPurger            *self,
                                           GAsyncResult        *result,
                                           CtPurgeReport       *report,
                                           GError             **error);
gint64               ct_purger_get_time   (CtPurger            *self);
const CtPurgeReport *ct_purger_get_last   (CtPurger            *self);

G_END_DECLS
