/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-figures.h"
#include "ct-worklist.h"

#include <gio/gio.h>

G_BEGIN_DECLS

void       ct_tally_async  (CtWorklist          *worklist,
                            CtDate               from,
                            CtDate               to,
                            GAsyncReadyCallback  callback,
                            gpointer             data);
CtFigures *ct_tally_finish (GAsyncResult        *result);

G_END_DECLS
