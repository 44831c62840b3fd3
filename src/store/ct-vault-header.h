/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-retention.h"
#include "ct-seal.h"

G_BEGIN_DECLS

/* The one line that says whose vault a database is, and its key slots. */
typedef struct
{
  CtUuid  vault;           /* null: there is none yet */
  GBytes *ring;            /* nullable: without a vault */
  GBytes *ring_next;       /* nullable */
  GBytes *recovery;        /* nullable: no recovery code was made */
  GBytes *recovery_public; /* nullable, with it */
  GBytes *recovery_mac;    /* nullable, with it */
  gint64  generation;      /* how often the master key became another */
  GBytes *chain;           /* nullable: the audit chain's key, where it did */
  CtTrustedTime time;      /* as it was last kept */
} CtVaultHeader;

void      ct_vault_header_clear         (CtVaultHeader  *self);
gboolean  ct_vault_header_read          (CtVaultHeader  *self,
                                         CtDb           *db,
                                         GError        **error);
gboolean  ct_vault_header_insert        (CtDb           *db,
                                         const CtUuid   *vault,
                                         GBytes         *ring,
                                         GError        **error);
gboolean  ct_vault_header_set_next_ring (CtDb           *db,
                                         GBytes         *ring_next,
                                         GError        **error);
gboolean  ct_vault_header_adopt_ring    (CtDb           *db,
                                         GError        **error);
gboolean  ct_vault_header_set_recovery  (CtDb           *db,
                                         CtSeal         *seal,
                                         const CtUuid   *vault,
                                         CtSecretBytes  *code,
                                         GError        **error);
gboolean  ct_vault_header_rekey         (CtDb                *db,
                                         const CtVaultHeader *before,
                                         CtSeal              *seal,
                                         GBytes              *ring,
                                         GBytes              *chain,
                                         gint64               generation,
                                         GError             **error);
gboolean  ct_vault_header_set_slots     (CtDb                *db,
                                         const CtVaultHeader *from,
                                         GError             **error);
gboolean  ct_vault_header_set_time      (CtDb                *db,
                                         const CtTrustedTime *time,
                                         GError             **error);
char     *ct_vault_header_fingerprint   (CtVaultHeader  *self,
                                         CtSeal         *seal);

G_END_DECLS
