/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-server.h"
#include "ct-server-claims.h"
#include "ct-store.h"

G_BEGIN_DECLS

/* How it stands with the server. */
typedef struct
{
  gboolean   open;
  char      *problem;   /* nullable: why it is not, in the server's words */
  gint64     met_at;    /* ms since 1970, when both sides were last the same; 0: not since the start */
  guint      questions; /* drafts that came since the start because two people changed one record */
  guint      strangers; /* records on the server that nobody with the vault's key wrote, since the start */
  GPtrArray *peers;     /* nullable: of CtPeer, when the server last said */
} CtLineState;

/* Gets @state, in the main context that the line was made in. */
typedef void (*CtLineFunc) (CtLineState *state,
                            gpointer     data);

typedef struct _CtLine CtLine;

CtLine  *ct_line_new          (CtStore              *store,
                               const char           *url,
                               const char           *ca_file,
                               CtSecretBytes        *password,
                               const char           *vault,
                               CtLineFunc            tell,
                               gpointer              data);
CtLine  *ct_line_ref          (CtLine               *self);
void     ct_line_unref        (CtLine               *self);
void     ct_line_close        (CtLine               *self);
void     ct_line_nudge        (CtLine               *self);
void     ct_line_set_breaker  (CtLine               *self,
                               const CtBreaker      *breaker);
void     ct_line_claim_async  (CtLine               *self,
                               const CtServerClaim  *claim,
                               GAsyncReadyCallback   callback,
                               gpointer              data);
gboolean ct_line_claim_finish (GAsyncResult         *result,
                               CtServerGrant        *grant,
                               GError              **error);
void     ct_line_state_free   (CtLineState          *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtLine, ct_line_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtLineState, ct_line_state_free)

G_END_DECLS
