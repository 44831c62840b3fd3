/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-store.h"

G_BEGIN_DECLS

/* What opening a vault told about its keys. */
typedef struct
{
  char     name[9];     /* the vault's, in the keyring */
  CtTrustedTime time;   /* as it was last kept */
  gboolean recoverable; /* by a recovery code that somebody holds */
  gboolean older;       /* than the keyring remembers: a copy of an earlier day was put back */
  gboolean borrowed;    /* open for this session only: the keyring holds no key of it */
} CtVaultKeysState;

typedef struct _CtVaultKeys CtVaultKeys;

CtVaultKeys *ct_vault_keys_new                (CtStore             *store);
void         ct_vault_keys_cancel             (CtVaultKeys         *self);
void         ct_vault_keys_free               (CtVaultKeys         *self);
void         ct_vault_keys_open_async         (CtVaultKeys         *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
void         ct_vault_keys_adopt_async        (CtVaultKeys         *self,
                                               const CtUuid        *vault,
                                               CtSecretBytes       *master,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
void         ct_vault_keys_recover_async      (CtVaultKeys         *self,
                                               CtSecretBytes       *code,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
void         ct_vault_keys_set_recovery_async (CtVaultKeys         *self,
                                               CtSecretBytes       *code,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
void         ct_vault_keys_accept_async       (CtVaultKeys         *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
void         ct_vault_keys_remember_async     (CtVaultKeys         *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
gboolean     ct_vault_keys_finish             (CtVaultKeys         *self,
                                               GAsyncResult        *result,
                                               GError             **error);
void         ct_vault_keys_restore_async      (CtVaultKeys         *self,
                                               const char          *path,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
void         ct_vault_keys_set_aside_async    (CtVaultKeys         *self,
                                               GAsyncReadyCallback  callback,
                                               gpointer             data);
char        *ct_vault_keys_set_aside_finish   (CtVaultKeys         *self,
                                               GAsyncResult        *result,
                                               GError             **error);
const CtVaultKeysState *
             ct_vault_keys_get_state          (CtVaultKeys         *self);

G_END_DECLS
