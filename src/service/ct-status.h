/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What keeps the sender from sending, if anything. */
typedef enum
{
  CT_SENDER_READY,
  CT_SENDER_NOT_SET_UP,
  CT_SENDER_LOGIN,    /* the service does not accept our credentials */
  CT_SENDER_SETTINGS, /* the address is not that of such a service */
  CT_SENDER_DISTRUST, /* the service did not prove who it is */
  CT_SENDER_STORE,    /* the database answers with errors */
} CtSenderState;

/* The truth line, in figures. */
typedef struct
{
  CtSenderState sender;
  guint         unsent;
  gint64        oldest;       /* ms since 1970, 0 without unsent records */
  gint64        last_success; /* ms since 1970, 0 for none seen */
  gint64        next_try;     /* ms since 1970, 0 for none planned */
  gboolean      sending;      /* a request is under way now */
  guint         refused;
  guint         damaged;
} CtStatusFigures;

#define CT_TYPE_STATUS (ct_status_get_type ())
G_DECLARE_FINAL_TYPE (CtStatus, ct_status, CT, STATUS, GObject)

CtStatus              *ct_status_new    (void);
const CtStatusFigures *ct_status_get    (CtStatus              *self);
void                   ct_status_update (CtStatus              *self,
                                         const CtStatusFigures *figures);

G_END_DECLS
