/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _CtPracticeAssertion CtPracticeAssertion;

CtPracticeAssertion *ct_practice_assertion_new   (const char           *jwk_file,
                                                  const char           *client_id,
                                                  GError              **error);
void                 ct_practice_assertion_free  (CtPracticeAssertion  *self);
gboolean             ct_practice_assertion_check (CtPracticeAssertion  *self,
                                                  const char           *jwt,
                                                  const char           *audience);

G_END_DECLS
