/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-status.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define CT_TYPE_NOTICES (ct_notices_get_type ())
G_DECLARE_FINAL_TYPE (CtNotices, ct_notices, CT, NOTICES, GObject)

CtNotices *ct_notices_new (GtkApplication *application,
                           CtStatus       *status);

G_END_DECLS
