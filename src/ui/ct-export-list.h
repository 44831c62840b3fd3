/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define CT_TYPE_EXPORT_LIST (ct_export_list_get_type ())
G_DECLARE_FINAL_TYPE (CtExportList, ct_export_list, CT, EXPORT_LIST, AdwPreferencesGroup)

void ct_export_list_set_exports (CtExportList *self,
                                 CtExports    *exports);

G_END_DECLS
