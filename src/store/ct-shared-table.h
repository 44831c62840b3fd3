/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-peer.h"

G_BEGIN_DECLS

/* This counter's place among those that share. */
typedef struct
{
  CtUuid workstation; /* null: it works alone */
  gint64 seen;        /* the server's last change that is here */
  CtUuid epoch;       /* of the server's, within which that is so; null: not known yet */
} CtCounter;

/* What is known of one record's place on the server. */
typedef struct
{
  gboolean outgoing; /* changed here since */
  gint64   change;   /* that it was made from; 0: it never was there */
  CtUuid   home;     /* the workstation which made that change */
  GBytes  *digest;   /* nullable: of what it said then; owned */
} CtSharedPlace;

void       ct_shared_place_clear         (CtSharedPlace       *place);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtSharedPlace, ct_shared_place_clear)

gboolean   ct_shared_table_read_counter  (CtDb                *db,
                                          CtCounter           *counter,
                                          GError             **error);
gboolean   ct_shared_table_write_counter (CtDb                *db,
                                          const CtCounter     *counter,
                                          GError             **error);
gboolean   ct_shared_table_offer         (CtDb                *db,
                                          const CtUuid        *uuid,
                                          GError             **error);
gboolean   ct_shared_table_offer_all     (CtDb                *db,
                                          GError             **error);
gboolean   ct_shared_table_begin_again   (CtDb                *db,
                                          GError             **error);
GPtrArray *ct_shared_table_list_outgoing (CtDb                *db,
                                          guint                max,
                                          GError             **error);
gboolean   ct_shared_table_find          (CtDb                *db,
                                          const CtUuid        *uuid,
                                          CtSharedPlace       *place,
                                          GError             **error);
gboolean   ct_shared_table_forget        (CtDb                *db,
                                          const CtUuid        *uuid,
                                          GError             **error);
gboolean   ct_shared_table_write         (CtDb                *db,
                                          const CtUuid        *uuid,
                                          const CtSharedPlace *place,
                                          GError             **error);

gboolean   ct_shared_table_write_peer    (CtDb                *db,
                                          const CtPeer        *peer,
                                          GError             **error);

G_END_DECLS
