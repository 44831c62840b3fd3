/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_SERVER_ERROR (ct_server_error_quark ())
#define CT_SERVER_PORT  5432

typedef enum
{
  CT_SERVER_ERROR_AWAY,    /* cannot be reached, or not by this login, or its certificate is not trusted */
  CT_SERVER_ERROR_FOREIGN, /* it answers, but is not set up for this version */
  CT_SERVER_ERROR_REFUSED, /* it refuses what was asked */
  CT_SERVER_ERROR_OTHER_KEY, /* a workstation was removed: the others have another key since */
} CtServerError;

/* Where the server is, and as whom it is asked. */
typedef struct
{
  char *host;     /* as its certificate names it */
  guint port;
  char *database;
  char *role;
  char *ca_file;  /* nullable: the system's authorities */
} CtServerAddress;

CtServerAddress *ct_server_address_parse (const char             *url,
                                          GError                **error);
void             ct_server_address_free  (CtServerAddress        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtServerAddress, ct_server_address_free)

typedef struct _CtServer CtServer;

GQuark     ct_server_error_quark (void);
CtServer  *ct_server_connect     (const CtServerAddress *address,
                                  CtSecretBytes         *password,
                                  GCancellable          *cancellable,
                                  GError               **error);
void       ct_server_free        (CtServer              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtServer, ct_server_free)

G_END_DECLS
