/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-figures.h"
#include "ct-seal.h"

G_BEGIN_DECLS

gboolean   ct_day_table_add  (CtDb          *db,
                              CtSeal        *seal,
                              GPtrArray     *rows,
                              GError       **error);
GPtrArray *ct_day_table_list (CtDb          *db,
                              CtSeal        *seal,
                              gint64         from,
                              gint64         to,
                              guint         *damaged,
                              GError       **error);
gboolean   ct_day_table_trim (CtDb          *db,
                              gint64         before,
                              GError       **error);

gboolean   ct_day_table_rekey (CtDb     *db,
                               CtSeal   *before,
                               CtSeal   *after,
                               GError  **error);

G_END_DECLS
