/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-record.h"
#include "ct-settings.h"

G_BEGIN_DECLS

typedef struct _CtStore CtStore;

void  ct_intake_add_async  (CtStore              *store,
                            const CtSetup        *setup,
                            CtEntry              *entry,
                            CtRecord             *record,
                            GAsyncReadyCallback   callback,
                            gpointer              data);
char *ct_intake_add_finish (GAsyncResult         *result,
                            GError              **error);

G_END_DECLS
