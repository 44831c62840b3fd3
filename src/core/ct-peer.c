/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#include "config.h"

#include "ct-peer.h"

CtPeer *
ct_peer_new (const CtUuid *id, const char *label)
{
  CtPeer *self = g_new0 (CtPeer, 1);

  self->id = *id;
  self->label = g_strdup (label);
  self->silence = -1;
  return self;
}

void
ct_peer_free (CtPeer *self)
{
  g_free (self->label);
  g_clear_pointer (&self->public_key, g_bytes_unref);
  g_clear_pointer (&self->voucher, g_bytes_unref);
  g_free (self);
}
