/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-peer.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_TYPE_SYNCHRONISER (ct_synchroniser_get_type ())
G_DECLARE_FINAL_TYPE (CtSynchroniser, ct_synchroniser, CT, SYNCHRONISER, GObject)

gboolean    ct_synchroniser_is_open       (CtSynchroniser  *self);
const char *ct_synchroniser_get_problem   (CtSynchroniser  *self);
gint64      ct_synchroniser_get_met_at    (CtSynchroniser  *self);
guint       ct_synchroniser_get_strangers (CtSynchroniser  *self);
GPtrArray  *ct_synchroniser_get_peers     (CtSynchroniser  *self);

G_END_DECLS
