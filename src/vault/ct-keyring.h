/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_KEYRING_ERROR (ct_keyring_error_quark ())

typedef enum
{
  CT_KEYRING_ERROR_ABSENT,  /* no session bus, or no Secret Service on it */
  CT_KEYRING_ERROR_LOCKED,  /* locked, and it stayed so */
  CT_KEYRING_ERROR_MISSING, /* open, and it holds no such item */
  CT_KEYRING_ERROR_BROKEN,  /* the item is not in our form */
} CtKeyringError;

#define CT_KEYRING_RING_KEY      "kek"
#define CT_KEYRING_NEXT_KEY      "kek-next" /* while one takes the place of the other */
#define CT_KEYRING_CLIENT_SECRET "svc-token"
#define CT_KEYRING_SERVER_LOGIN  "server-login" /* of this workstation, at the server that counters share */
#define CT_KEYRING_EXCHANGE_KEY  "x25519"       /* its secret half: what the others seal for this workstation */

/* The item that opens a vault, and what it remembers of it. */
typedef struct
{
  CtSecretBytes *key;
  char           fingerprint[17]; /* of the recovery slot; empty when there is none */
  gint64         audit_last;      /* how far the audit chain went when the vault was closed */
} CtRingItem;

typedef struct _CtKeyring CtKeyring;

GQuark         ct_keyring_error_quark    (void);
CtKeyring     *ct_keyring_new            (void);
void           ct_keyring_free           (CtKeyring            *self);
void           ct_keyring_lookup_async   (CtKeyring            *self,
                                          const char           *role,
                                          const char           *vault,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              data);
CtSecretBytes *ct_keyring_lookup_finish  (GAsyncResult         *result,
                                          GError              **error);
void           ct_keyring_store_async    (CtKeyring            *self,
                                          const char           *role,
                                          const char           *vault,
                                          CtSecretBytes        *secret,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              data);
gboolean       ct_keyring_store_finish   (GAsyncResult         *result,
                                          GError              **error);
gboolean       ct_keyring_is_open        (GCancellable         *cancellable);
CtSecretBytes *ct_keyring_lookup         (const char           *role,
                                          const char           *vault,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean       ct_keyring_store          (const char           *role,
                                          const char           *vault,
                                          CtSecretBytes        *secret,
                                          GCancellable         *cancellable,
                                          GError              **error);
gboolean       ct_keyring_clear          (const char           *role,
                                          const char           *vault,
                                          GCancellable         *cancellable,
                                          GError              **error);
CtSecretBytes *ct_keyring_pack_ring_key  (const CtRingItem     *item,
                                          const char           *vault);
gboolean       ct_keyring_parse_ring_key (CtSecretBytes        *line,
                                          const char           *vault,
                                          CtRingItem           *item,
                                          GError              **error);
void           ct_ring_item_clear        (CtRingItem           *item);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtRingItem, ct_ring_item_clear)

G_END_DECLS
