/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-entry.h"
#include "ct-state.h"
#include "ct-uuid.h"

G_BEGIN_DECLS

/* One record as it stands: what was typed, its state, and what became of its
 * sending. Once the store gave it out, nobody changes it: it may cross threads. */
typedef struct
{
  gatomicrefcount  refs;
  gint64           seq;
  CtUuid           uuid;
  guint64          revision;
  CtState          state;
  guint            attempts;
  gint64           next_at;     /* ms since 1970 */
  gboolean         exposed;
  gboolean         was_unknown; /* of a claimed row: its fate was unknown before; not stored */
  char            *cause;       /* code of the last failure, "" for none */
  char            *receipt;     /* "" before acceptance */
  GBytes          *record_key;  /* sealed */
  CtEntry         *entry;
  GBytes          *body;        /* nullable: the frozen request; only in what the sender claims */
  GPtrArray       *reasons;     /* of CtIssue: what a refusal said */
  char            *places;      /* nullable: of an accepted row read alone: where its resources are */
  char            *place;       /* nullable: the other counter that changed it last, as it is called; not stored with it */
  char            *target;      /* nullable: of a claimed amendment: the places of the row it follows; not stored */
} CtRow;

CtRow     *ct_row_new   (void);
CtRow     *ct_row_ref   (CtRow *self);
void       ct_row_unref (CtRow *self);
char      *ct_row_receipt_number (const CtRow *self);
gboolean   ct_row_is_unsent      (const CtRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtRow, ct_row_unref)

G_END_DECLS
