/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-practice-ledger.h"

G_BEGIN_DECLS

#define CT_PRACTICE_CLIENT_ID "comptoir-practice"

typedef struct _CtPracticeLogin CtPracticeLogin;

CtPracticeLogin *ct_practice_login_new         (CtPracticeLedger  *ledger);
void             ct_practice_login_free        (CtPracticeLogin   *self);
gboolean         ct_practice_login_set_key     (CtPracticeLogin   *self,
                                                const char        *jwk_file,
                                                GError           **error);
char            *ct_practice_login_new_secret  (CtPracticeLogin   *self,
                                                GError           **error);
guint            ct_practice_login_token       (CtPracticeLogin   *self,
                                                const char        *authorization,
                                                GHashTable        *form,
                                                const char        *endpoint,
                                                JsonNode         **answer);
JsonNode        *ct_practice_login_tokens      (CtPracticeLogin   *self);
gboolean         ct_practice_login_is_valid    (CtPracticeLogin   *self,
                                                const char        *authorization);

G_END_DECLS
