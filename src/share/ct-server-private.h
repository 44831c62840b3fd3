/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-server.h"
#include "ct-server-values.h"

G_BEGIN_DECLS

struct _CtServer
{
  PGconn   *connection;
  gint64    generation; /* of the key that what is put and listed is under */
  gboolean  dead; /* it said nothing for too long: its answers would be those to other questions */
};

PGresult *ct_server_result (CtServer              *self,
                            PGresult              *result,
                            GError               **error);
gboolean  ct_server_next   (CtServer              *self,
                            PGresult             **result,
                            GError               **error);
gboolean  ct_server_run    (CtServer              *self,
                            const char            *sql,
                            GError               **error);
PGresult *ct_server_query  (CtServer              *self,
                            const char            *sql,
                            const CtServerValues  *values,
                            GError               **error);
char     *ct_server_quote  (CtServer              *self,
                            const char            *text,
                            gboolean               name);
gboolean  ct_server_set_password (CtServer        *self,
                            const char            *role,
                            CtSecretBytes         *password,
                            GError               **error);

G_END_DECLS
