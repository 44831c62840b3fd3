/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the breaker of all that sends for one pharmacy stands; times in ms from now. */
typedef struct
{
  guint  failures; /* in a row */
  gint64 paused;   /* our own pause, and the gap between two records: whoever is in a hurry ends it */
  gint64 asked;    /* the service's own wish: nobody does */
} CtBreaker;

G_END_DECLS
