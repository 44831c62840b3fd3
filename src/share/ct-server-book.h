/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-sealed-row.h"
#include "ct-server.h"

G_BEGIN_DECLS

gboolean   ct_server_book_open   (CtServer      *self,
                                  CtUuid        *pharmacy,
                                  CtUuid        *workstation,
                                  GError       **error);
gboolean   ct_server_book_get_epoch (CtServer   *self,
                                 gint64      seen,
                                 CtUuid     *epoch,
                                 GError    **error);
void       ct_server_book_set_generation (CtServer *self,
                                 gint64         generation);
gboolean   ct_server_book_put    (CtServer      *self,
                                  GPtrArray     *rows,
                                  GError       **error);
GPtrArray *ct_server_book_list   (CtServer      *self,
                                  gint64         after,
                                  guint          max,
                                  GError       **error);
int        ct_server_book_get_fd (CtServer      *self);
gboolean   ct_server_book_listen (CtServer      *self,
                                  gboolean      *told,
                                  GError       **error);

G_END_DECLS
