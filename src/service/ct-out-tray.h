/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-people.h"
#include "ct-preferences.h"
#include "ct-professional.h"
#include "ct-record.h"
#include "ct-worklist.h"

G_BEGIN_DECLS

typedef struct _CtOutTray CtOutTray;

CtOutTray *ct_out_tray_new              (CtStore             *store,
                                         CtWorklist          *worklist,
                                         CtCatalog           *catalog,
                                         CtPreferences       *preferences,
                                         CtPeople            *people);
void       ct_out_tray_free             (CtOutTray           *self);
void       ct_out_tray_set_professional (CtOutTray           *self,
                                         CtProfessional      *professional);
gboolean   ct_out_tray_is_set_up        (CtOutTray           *self);
void       ct_out_tray_put_async        (CtOutTray           *self,
                                         const CtUuid        *uuid,
                                         guint64              revision,
                                         CtEntry             *entry,
                                         CtRecord            *record,
                                         GAsyncReadyCallback  callback,
                                         gpointer             data);
gboolean   ct_out_tray_may_release      (CtOutTray           *self);
gboolean   ct_out_tray_release_async    (CtOutTray           *self,
                                         CtRow               *row,
                                         GAsyncReadyCallback  callback,
                                         gpointer             data);

G_END_DECLS
