/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-uuid.h"

G_BEGIN_DECLS

#define CT_PEER_LABEL_MAX 40

/* How a counter stands among those that share. */
typedef enum
{
  CT_PEER_INVITED, /* nobody has typed its code yet */
  CT_PEER_MEMBER,
  CT_PEER_REMOVED, /* it gets nothing any more */
} CtPeerStanding;

/* One of the counters of a pharmacy. */
typedef struct
{
  CtUuid          id;
  char           *label;   /* "Comptoir 2"; nobody's name */
  CtPeerStanding  standing;
  gint64          silence; /* ms since its last sign of life when it was asked; -1: there was none */
  gboolean        me;
  GBytes         *public_key; /* nullable: X25519, while it is invited */
  GBytes         *voucher;    /* nullable: that it is that counter's */
} CtPeer;

CtPeer *ct_peer_new  (const CtUuid *id,
                      const char   *label);
void    ct_peer_free (CtPeer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPeer, ct_peer_free)

G_END_DECLS
