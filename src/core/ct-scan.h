/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-date.h"
#include "ct-entry.h"

G_BEGIN_DECLS

/* What a code was that a scanner typed. */
typedef enum
{
  CT_SCAN_NONE,    /* nothing we know */
  CT_SCAN_BROKEN,  /* known, but a part or a check digit is wrong: nothing is taken */
  CT_SCAN_PATIENT, /* who someone is */
  CT_SCAN_KIT,     /* lot and expiry of a box */
  CT_SCAN_EXPIRED, /* a box that may no longer be used: nothing is taken */
  CT_SCAN_RECORD,  /* a waiting slip: which record (ct-slip-code.c) */
  CT_SCAN_GONE,    /* a waiting slip whose record is not here: said by who looks it up */
} CtScanKind;

CtScanKind ct_scan_read       (const char *text,
                               CtDate      today,
                               CtEntry    *entry);
gboolean   ct_scan_may_begin  (const char *text,
                               gboolean   *certain);
gboolean   ct_scan_is_whole   (const char *text,
                               CtDate      today);

G_END_DECLS
