/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

G_BEGIN_DECLS

/* What trying the service says. */
typedef enum
{
  CT_CONNECTION_GOOD,     /* it would take a result from us */
  CT_CONNECTION_NO_LOGIN, /* there is neither a secret nor a key yet */
  CT_CONNECTION_AWAY,     /* nobody answers, or not now */
  CT_CONNECTION_LOGIN,    /* it does not know us */
  CT_CONNECTION_SETTINGS, /* what answers is no such service */
  CT_CONNECTION_DISTRUST, /* it did not prove who it is */
} CtConnection;

void         ct_connection_check_async   (CtSession            *session,
                                          GAsyncReadyCallback   callback,
                                          gpointer              data);
CtConnection ct_connection_check_finish  (GAsyncResult         *result);
void         ct_connection_set_up_by_key_async (CtSession      *session,
                                          const CtSetup        *setup,
                                          GAsyncReadyCallback   callback,
                                          gpointer              data);
gboolean     ct_connection_set_up_by_key_finish (GAsyncResult  *result,
                                          GError              **error);

G_END_DECLS
