/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-desk.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_TYPE_RECEPTION (ct_reception_get_type ())
G_DECLARE_FINAL_TYPE (CtReception, ct_reception, CT, RECEPTION, GObject)

CtReception *ct_reception_new      (CtStore       *store,
                                    CtDesk        *desk,
                                    CtWorklist    *worklist,
                                    CtCatalog     *catalog);
void         ct_reception_take     (CtReception   *self,
                                    GFile         *file);
void         ct_reception_expect   (CtReception   *self,
                                    const CtUuid  *record);
void         ct_reception_watch    (CtReception   *self,
                                    const char    *folder);
void         ct_reception_set_closed (CtReception *self,
                                      gboolean     closed);

G_END_DECLS
