/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-uuid.h"

G_BEGIN_DECLS

/* A record past its time. */
typedef struct
{
  CtUuid   uuid;
  gboolean superseded; /* a correction counts in its place, in the figures */
} CtPurgeItem;

/* What a purge did, and what reading the whole file afterwards found. */
typedef struct
{
  gint64   at;      /* ms since 1970 */
  guint    erased;  /* records, each with its key */
  guint    left;    /* records that are here still */
  guint    traces;  /* pieces of the erased ones that still stand in the file */
  gboolean folded;  /* the log of before is empty; FALSE while another process reads */
} CtPurgeReport;

G_END_DECLS
