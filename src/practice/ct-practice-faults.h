/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What goes wrong on purpose. All off when zero. */
typedef struct
{
  guint  latency_ms;    /* before anything else */
  double drop_before;   /* share of requests cut before they have an effect */
  double drop_after;    /* share of requests cut after it */
  double error_before;  /* share of requests answered by a server's error instead of being done */
  double touch;         /* share of transactions before which somebody else changes what they change */
  double garbage_after; /* share of requests done and then answered by what proves nothing */
  guint  status;        /* answered to a transaction instead of doing it */
  guint  retry_after_s; /* with status */
  guint  truncate_at;   /* bytes of a transaction's answer before it is cut */
  guint  inflate_to;    /* bytes, in chunks, that a transaction's answer has */
  guint  for_seconds;   /* until all are off; 0 = until changed */
  guint  for_requests;  /* transactions left; 0 = until changed */
} CtPracticeFaults;

gboolean  ct_practice_faults_set   (CtPracticeFaults *self,
                                    JsonNode         *from);
JsonNode *ct_practice_faults_get   (const CtPracticeFaults *self);
void      ct_practice_faults_count (CtPracticeFaults *self);

G_END_DECLS
