/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-date.h"
#include "ct-row.h"

G_BEGIN_DECLS

#define CT_EXPORT_DAYS           7  /* until it is to be erased, unless somebody says otherwise */
#define CT_EXPORT_DAYS_MAX       90 /* no copy stays longer than a record may here */
#define CT_EXPORT_PASSPHRASE_MIN 12 /* characters */
#define CT_EXPORT_REASON_MIN     10 /* characters: a word is no reason */
#define CT_EXPORT_REASON_MAX     200

/* What somebody wants to have outside. */
typedef struct
{
  CtDate   from;   /* the day of validation at this counter; year 0: from the first on */
  CtDate   to;     /* included; year 0: up to the last */
  gboolean plain;  /* not sealed: whoever finds the file reads it */
  gboolean fhir;   /* a transaction of FHIR a line (NDJSON) in the place of a table (CSV) */
  guint    days;   /* until it is to be erased */
} CtExportWish;

/* A file with results outside of the vault, until somebody says that it is gone. */
typedef struct
{
  CtUuid   uuid;
  char    *path;
  gint64   made_at;  /* ms since 1970 */
  gint64   erase_at; /* ms since 1970: it is to be gone then */
  gboolean plain;
  guint    records;
  char    *by;       /* initials; "" while nobody has a PIN */
  char    *reason;   /* "" of a sealed one */
} CtExport;

CtExport *ct_export_new              (void);
void      ct_export_free             (CtExport           *self);
gboolean  ct_export_is_due           (const CtExport     *self,
                                      gint64              now);
gboolean  ct_export_check_passphrase (const char         *passphrase);
gboolean  ct_export_check_reason     (const char         *reason);
gboolean  ct_export_wish_takes       (const CtExportWish *wish,
                                      const CtRow        *row,
                                      GTimeZone          *zone);
GBytes   *ct_export_pack             (const CtExport     *self);
CtExport *ct_export_unpack           (const CtUuid       *uuid,
                                      GBytes             *packed);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtExport, ct_export_free)

G_END_DECLS
