/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was found in a backup: it was opened again, and every envelope in it. */
typedef struct
{
  gint64 at;      /* ms since 1970 */
  guint  records;
  gint64 lines;   /* of the audit chain */
} CtBackupReport;

G_END_DECLS
