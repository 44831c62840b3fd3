/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-server-book.h"
#include "ct-store.h"

G_BEGIN_DECLS

/* What went between this counter and the server. */
typedef struct
{
  guint sent;
  guint received;
  guint questions; /* drafts that are there because two people changed the same record */
  guint strangers; /* that nobody with the vault's key wrote */
} CtExchange;

gboolean ct_exchange_begin (CtStore   *store,
                          CtServer    *server,
                          GError     **error);
gboolean ct_exchange_run (CtStore     *store,
                          CtServer    *server,
                          CtExchange  *report,
                          GError     **error);

G_END_DECLS
