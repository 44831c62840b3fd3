/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-settings.h"

G_BEGIN_DECLS

/* What the practice SI-DEP plays. */
typedef enum
{
  CT_DRILL_NONE,
  CT_DRILL_SLOW,     /* five seconds an answer */
  CT_DRILL_REFUSING, /* it is there, and takes nothing */
  CT_DRILL_DEAD,     /* every connection is cut */
} CtDrill;

void     ct_drill_start_async  (const CtSetup        *setup,
                                CtDrill               drill,
                                guint                 seconds,
                                GAsyncReadyCallback   callback,
                                gpointer              data);
gboolean ct_drill_start_finish (GAsyncResult         *result,
                                GError              **error);

G_END_DECLS
