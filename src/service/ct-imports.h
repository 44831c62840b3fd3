/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-people.h"
#include "ct-sheet-reader.h"
#include "ct-worklist.h"

G_BEGIN_DECLS

#define CT_IMPORTS_ERROR (ct_imports_error_quark ())

typedef enum
{
  CT_IMPORTS_ERROR_RIGHT,   /* somebody signs in first */
  CT_IMPORTS_ERROR_READ,    /* the file cannot be read */
  CT_IMPORTS_ERROR_EMPTY,   /* there is nobody in it */
  CT_IMPORTS_ERROR_LARGE,   /* more bytes or records than are taken at once */
  CT_IMPORTS_ERROR_TEXT,    /* it is no text, or in letters nobody knows */
  CT_IMPORTS_ERROR_TABLE,   /* a cell or a row of it is broken; the message has the line */
  CT_IMPORTS_ERROR_COLUMNS, /* none of its columns is known */
  CT_IMPORTS_ERROR_FHIR,    /* it begins as JSON, and is no FHIR; the message may have the line */
  CT_IMPORTS_ERROR_NOTHING, /* nothing of it is to be let in */
  CT_IMPORTS_ERROR_FAILED,  /* the vault refused: nothing was let in */
} CtImportsError;

/* Which of a file's records are let in, beside those that are ready. */
typedef enum
{
  CT_IMPORT_READY    = 0,
  CT_IMPORT_TO_MEND  = 1 << 0, /* as drafts, with what is wrong shown in them */
  CT_IMPORT_DECLARED = 1 << 1, /* as drafts: somebody decides whether they are sent once more */
} CtImportWish;

/* A file that was read and checked: nothing of it is among the records yet. */
typedef struct _CtImport CtImport;

CtImport *ct_import_ref          (CtImport *self);
void      ct_import_unref        (CtImport *self);
CtBatch  *ct_import_get_batch    (CtImport *self);
gboolean  ct_import_is_table     (CtImport *self);
GBytes   *ct_import_mark         (CtImport *self,
                                  CtIssueWords words);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtImport, ct_import_unref)

#define CT_TYPE_IMPORTS (ct_imports_get_type ())
G_DECLARE_FINAL_TYPE (CtImports, ct_imports, CT, IMPORTS, GObject)

GQuark     ct_imports_error_quark  (void);
CtImports *ct_imports_new          (CtStore              *store,
                                    CtWorklist           *worklist,
                                    CtCatalog            *catalog,
                                    CtPeople             *people);
void       ct_imports_close        (CtImports            *self);
void       ct_imports_read_async   (CtImports            *self,
                                    const char           *path,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              data);
CtImport  *ct_imports_read_finish  (CtImports            *self,
                                    GAsyncResult         *result,
                                    GError              **error);
double     ct_imports_get_progress (CtImports            *self);
void       ct_imports_take_async   (CtImports            *self,
                                    CtImport             *import,
                                    CtImportWish          wish,
                                    GAsyncReadyCallback   callback,
                                    gpointer              data);
void       ct_imports_undo_async   (CtImports            *self,
                                    GAsyncReadyCallback   callback,
                                    gpointer              data);
gboolean   ct_imports_finish       (CtImports            *self,
                                    GAsyncResult         *result,
                                    guint                *n,
                                    GError              **error);
gboolean   ct_imports_may_undo     (CtImports            *self);

G_END_DECLS
