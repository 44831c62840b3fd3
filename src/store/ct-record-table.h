/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-claim.h"
#include "ct-db.h"
#include "ct-row.h"
#include "ct-seal.h"
#include "ct-sealed-row.h"

G_BEGIN_DECLS

CtRow     *ct_record_table_find       (CtDb          *db,
                                       CtSeal        *seal,
                                       const CtUuid  *uuid,
                                       GError       **error);
GPtrArray *ct_record_table_list       (CtDb          *db,
                                       CtSeal        *seal,
                                       guint         *damaged,
                                       GError       **error);
GPtrArray *ct_record_table_list_due   (CtDb          *db,
                                       CtSeal        *seal,
                                       const CtClaimWish *wish,
                                       GError       **error);
GPtrArray *ct_record_table_list_interrupted (CtDb    *db,
                                       CtSeal        *seal,
                                       const CtClaimWish *wish,
                                       GError       **error);
gboolean   ct_record_table_next_due   (CtDb          *db,
                                       gint64        *next_at,
                                       GError       **error);
GPtrArray *ct_record_table_list_state (CtDb          *db,
                                       CtSeal        *seal,
                                       CtState        state,
                                       GError       **error);
gboolean   ct_record_table_write      (CtDb          *db,
                                       CtSeal        *seal,
                                       CtRow         *row,
                                       GBytes       **mac_out,
                                       GError       **error);
gboolean   ct_record_table_find_mac   (CtDb          *db,
                                       const CtUuid  *uuid,
                                       GBytes       **mac,
                                       GError       **error);
gboolean   ct_record_table_take_sealed (CtDb         *db,
                                       const CtUuid  *uuid,
                                       GPtrArray     *sealed,
                                       GError       **error);
CtSealedRow *ct_record_table_find_sealed (CtDb       *db,
                                       const CtUuid  *uuid,
                                       GError       **error);
gboolean   ct_record_table_put_sealed (CtDb              *db,
                                       const CtSealedRow *sealed,
                                       GError           **error);
gboolean   ct_record_table_rekey      (CtDb          *db,
                                       CtSeal        *before,
                                       CtSeal        *after,
                                       gboolean       offer,
                                       GError       **error);
gboolean   ct_record_table_delete     (CtDb          *db,
                                       const CtUuid  *uuid,
                                       GError       **error);

G_END_DECLS
