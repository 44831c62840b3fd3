/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"

#include <gio/gio.h>

G_BEGIN_DECLS

CtCatalog *ct_reference_lists_load        (GError              **error);
void       ct_reference_lists_load_async  (GAsyncReadyCallback   callback,
                                           gpointer              data);
CtCatalog *ct_reference_lists_load_finish (GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
