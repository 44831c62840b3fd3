/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"
#include "ct-uuid.h"

G_BEGIN_DECLS

#define CT_SEAL_ERROR (ct_seal_error_quark ())
#define CT_SEAL_KEY_LENGTH 32
#define CT_SEAL_MAC_LENGTH 32

typedef enum
{
  CT_SEAL_ERROR_KEY,    /* the ring key does not open this vault */
  CT_SEAL_ERROR_BROKEN, /* an envelope was changed, or belongs elsewhere */
} CtSealError;

/* What an envelope holds; part of what is authenticated. */
typedef enum
{
  CT_SEAL_ENTRY = 1, /* what was typed */
  CT_SEAL_BODY = 2,  /* the frozen request */
  CT_SEAL_REPLY = 3, /* reasons the service gave */
  CT_SEAL_ROSTER = 4, /* who works at this counter */
  CT_SEAL_EXPORT = 5, /* where a file with results is, outside */
  CT_SEAL_DAY = 6, /* figures of a day whose records are erased */
} CtSealKind;

typedef struct _CtSeal CtSeal;

GQuark   ct_seal_error_quark (void);
CtSeal  *ct_seal_new         (CtSecretBytes  *master,
                              const CtUuid   *vault);
CtSecretBytes *ct_seal_get_master (CtSeal    *self);
void     ct_seal_free        (CtSeal         *self);
GBytes  *ct_seal_new_key     (CtSeal         *self,
                              const CtUuid   *uuid);
GBytes  *ct_seal_close       (CtSeal         *self,
                              GBytes         *record_key,
                              const CtUuid   *uuid,
                              guint64         revision,
                              CtSealKind      kind,
                              GBytes         *clear,
                              GError        **error);
GBytes  *ct_seal_open        (CtSeal         *self,
                              GBytes         *record_key,
                              const CtUuid   *uuid,
                              guint64         revision,
                              CtSealKind      kind,
                              GBytes         *sealed,
                              GError        **error);
GBytes  *ct_seal_mac         (CtSeal         *self,
                              GBytes         *canonical);
GBytes  *ct_seal_chain       (CtSeal         *self,
                              GBytes         *canonical);

GBytes  *ct_seal_vouch_master (CtSeal       *self,
                              gint64        generation,
                              CtSecretBytes *master);
GBytes  *ct_seal_close_chain (CtSeal       *self,
                              CtSeal       *before);
gboolean ct_seal_take_chain  (CtSeal       *self,
                              GBytes       *closed,
                              GError      **error);
GBytes  *ct_seal_vouch       (CtSeal         *self,
                              const CtUuid   *workstation,
                              GBytes         *public_key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtSeal, ct_seal_free)

G_END_DECLS
