/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"
#include "ct-session.h"

G_BEGIN_DECLS

void           ct_session_found_async    (CtSession           *self,
                                          const char          *url,
                                          const char          *ca_file,
                                          const char          *label,
                                          const char          *password,
                                          GAsyncReadyCallback  callback,
                                          gpointer             data);
void           ct_session_migrate_async  (CtSession           *self,
                                          const char          *url,
                                          const char          *ca_file,
                                          const char          *password,
                                          gboolean             put_back,
                                          GAsyncReadyCallback  callback,
                                          gpointer             data);
void           ct_session_invite_async   (CtSession           *self,
                                          const char          *admin,
                                          const char          *label,
                                          const char          *password,
                                          GAsyncReadyCallback  callback,
                                          gpointer             data);
CtSecretBytes *ct_session_invite_finish  (CtSession           *self,
                                          GAsyncResult        *result,
                                          GError             **error);
void           ct_session_shut_out_async (CtSession           *self,
                                          const char          *admin,
                                          const char          *label,
                                          const char          *password,
                                          GAsyncReadyCallback  callback,
                                          gpointer             data);
void           ct_session_join_async     (CtSession           *self,
                                          const char          *url,
                                          const char          *ca_file,
                                          const char          *code,
                                          GAsyncReadyCallback  callback,
                                          gpointer             data);
gboolean       ct_session_share_finish   (CtSession           *self,
                                          GAsyncResult        *result,
                                          GError             **error);

G_END_DECLS
