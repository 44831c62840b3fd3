/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-export.h"
#include "ct-people.h"
#include "ct-professional.h"
#include "ct-purger.h"

G_BEGIN_DECLS

#define CT_EXPORTS_ERROR (ct_exports_error_quark ())

typedef enum
{
  CT_EXPORTS_ERROR_RIGHT,      /* only who checks; of a plain one, only who administers */
  CT_EXPORTS_ERROR_PASSPHRASE, /* too short, or one character again and again */
  CT_EXPORTS_ERROR_REASON,     /* a plain one wants one that says something */
  CT_EXPORTS_ERROR_NOTHING,    /* no result was validated in these days */
  CT_EXPORTS_ERROR_MEMORY,     /* 256 MiB are not there */
  CT_EXPORTS_ERROR_DISK,       /* the file cannot be made, written, read back or erased */
  CT_EXPORTS_ERROR_FORM,       /* a record that FHIR cannot say any more */
  CT_EXPORTS_ERROR_MISSING,    /* it is not where it was written */
  CT_EXPORTS_ERROR_FAILED,     /* the vault refused */
} CtExportsError;

#define CT_TYPE_EXPORTS (ct_exports_get_type ())
G_DECLARE_FINAL_TYPE (CtExports, ct_exports, CT, EXPORTS, GObject)

GQuark      ct_exports_error_quark  (void);
CtExports  *ct_exports_new          (CtStore              *store,
                                     CtPeople             *people,
                                     CtPurger             *purger,
                                     CtCatalog            *catalog);
void        ct_exports_set_professional (CtExports        *self,
                                     CtProfessional       *professional);
void        ct_exports_close        (CtExports            *self);
void        ct_exports_load_async   (CtExports            *self,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
GPtrArray  *ct_exports_get_list     (CtExports            *self);
guint       ct_exports_count_due    (CtExports            *self);
gboolean    ct_exports_is_due       (CtExports            *self,
                                     const CtExport       *export);
char       *ct_exports_propose_passphrase (void);
void        ct_exports_make_async   (CtExports            *self,
                                     const CtExportWish   *wish,
                                     const char           *path,
                                     const char           *words,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
void        ct_exports_save_paper_async (CtExports           *self,
                                     GBytes               *paper,
                                     const char           *path,
                                     const char           *why,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
void        ct_exports_end_async    (CtExports            *self,
                                     const CtUuid         *uuid,
                                     gboolean              erase,
                                     GAsyncReadyCallback   callback,
                                     gpointer              data);
gboolean    ct_exports_finish       (CtExports            *self,
                                     GAsyncResult         *result,
                                     guint                *records,
                                     GError              **error);

G_END_DECLS
