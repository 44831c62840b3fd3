/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-state.h"
#include "ct-uuid.h"

G_BEGIN_DECLS

/* A record as it is stored and as it travels: what SQL may see, and envelopes. Nobody needs a
 * key to carry it; whoever holds one finds in @mac that it is what was written. */
typedef struct
{
  CtUuid   uuid;
  gboolean gone;        /* discarded or erased: of what is below @mac, @change and @author alone are set */
  guint64  revision;
  CtState  state;
  guint    attempts;
  gint64   next_at;     /* ms since 1970 */
  gboolean exposed;
  char    *cause;
  char    *receipt;
  GBytes  *record_key;  /* sealed */
  GBytes  *entry;       /* sealed */
  GBytes  *body;        /* sealed, nullable */
  GBytes  *body_sha256; /* nullable, with it */
  GBytes  *reply;       /* sealed, nullable */
  GBytes  *mac;
  gint64   change;      /* the server's change that it is, or that it was made from; 0 for none */
  CtUuid   author;      /* the workstation which made that change */
} CtSealedRow;

CtSealedRow *ct_sealed_row_new       (const CtUuid      *uuid);
void         ct_sealed_row_free      (CtSealedRow       *self);
GBytes      *ct_sealed_row_canonical (const CtSealedRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSealedRow, ct_sealed_row_free)

G_END_DECLS
