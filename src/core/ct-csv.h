/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CT_CSV_ERROR (ct_csv_error_quark ())
#define CT_CSV_MAX_BYTES   (5 * 1024 * 1024)
#define CT_CSV_MAX_ROWS    5001 /* the one with the names of the columns, and 5,000 more */
#define CT_CSV_MAX_COLUMNS 64
#define CT_CSV_BOM         "\xef\xbb\xbf"

typedef enum
{
  CT_CSV_ERROR_LARGE,   /* more bytes than are read */
  CT_CSV_ERROR_LONG,    /* more rows */
  CT_CSV_ERROR_WIDE,    /* more columns */
  CT_CSV_ERROR_BINARY,  /* there is a NUL in it: this is no text */
  CT_CSV_ERROR_CHARSET, /* neither UTF-8 nor Windows-1252 */
  CT_CSV_ERROR_QUOTE,   /* a quoted cell does not end, or goes on after its end */
} CtCsvError;

/* A table as a spreadsheet wrote it. */
typedef struct _CtCsv CtCsv;

GQuark              ct_csv_error_quark   (void);
CtCsv              *ct_csv_parse         (GBytes      *bytes,
                                          GError     **error);
void                ct_csv_free          (CtCsv       *self);
guint               ct_csv_get_n_rows    (CtCsv       *self);
const char * const *ct_csv_get_row       (CtCsv       *self,
                                          guint        n);
char                ct_csv_get_separator (CtCsv       *self);
gboolean            ct_csv_is_utf8       (CtCsv       *self);
void                ct_csv_append_row    (GString     *out,
                                          const char * const *cells);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtCsv, ct_csv_free)

G_END_DECLS
