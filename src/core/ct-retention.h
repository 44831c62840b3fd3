/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-row.h"

G_BEGIN_DECLS

#define CT_RETENTION_MAX_DAYS     90 /* whatever is set */

gint64 ct_retention_due_at (const CtRow *row,
                            guint        days);

/* A time that no clock which was set by mistake brings forward. */
typedef struct
{
  gint64 at;      /* ms since 1970: so late it is at the least; 0 when nothing is known */
  gint64 wall;    /* ms since 1970, by the workstation's clock when it was last looked at */
  gint64 doubted; /* ms for which that clock has said something else, the same all the time */
  gint64 boot;    /* ms of the boot clock then; not kept */
} CtTrustedTime;

void   ct_trusted_time_start (CtTrustedTime *self,
                              gint64         wall,
                              gint64         boot);
gint64 ct_trusted_time_look  (CtTrustedTime *self,
                              gint64         wall,
                              gint64         boot);

G_END_DECLS
