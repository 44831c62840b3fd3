/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

/* A wire that ends at a byte: between a client and a server on this machine. */
typedef enum
{
  CUT_NEVER,
  CUT_FIN,   /* both sides are told in order */
  CUT_RESET, /* both sides are told at once */
  CUT_STALL, /* nobody is told anything any more */
  N_CUTS
} CutKind;

typedef struct _CutProxy CutProxy;

CutProxy *cut_proxy_new   (guint16    port);
void      cut_proxy_free  (CutProxy  *self);
guint16   cut_proxy_port  (CutProxy  *self);
void      cut_proxy_plan  (CutProxy  *self,
                           CutKind    kind,
                           gboolean   upwards,
                           gint64     at);
void      cut_proxy_count (CutProxy  *self,
                           gint64    *up,
                           gint64    *down);
