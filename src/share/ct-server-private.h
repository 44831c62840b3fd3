/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-server.h"
#include "ct-server-values.h"

G_BEGIN_DECLS

struct _CtServer
{
  PGconn *connection;
};

PGresult *ct_server_result (CtServer              *self,
                            PGresult              *result,
                            GError               **error);
gboolean  ct_server_run    (CtServer              *self,
                            const char            *sql,
                            GError               **error);
PGresult *ct_server_query  (CtServer              *self,
                            const char            *sql,
                            const CtServerValues  *values,
                            GError               **error);

G_END_DECLS
