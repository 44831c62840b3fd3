/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-issue.h"
#include "ct-row.h"

G_BEGIN_DECLS

#define CT_BATCH_MAX 5000 /* records of one file */

#define CT_BATCH_ERROR (ct_batch_error_quark ())

typedef enum
{
  CT_BATCH_ERROR_EMPTY,   /* nothing to let in */
  CT_BATCH_ERROR_COLUMNS, /* a table of something else */
  CT_BATCH_ERROR_FORMAT,  /* no file that is read here; the message says where and why */
  CT_BATCH_ERROR_LARGE,   /* too many bytes, or records */
} CtBatchError;

/* What is to be said of one of them before it is let in. */
typedef enum
{
  CT_BATCH_READY,    /* nothing to mend; a patient without a result is to be tested */
  CT_BATCH_TO_MEND,
  CT_BATCH_DECLARED, /* it was sent to a service already, says the file: never twice by itself */
  CT_BATCH_TWICE,    /* stands in the file before */
  CT_BATCH_HERE,     /* is among the records already */
  CT_BATCH_N_FATES,
} CtBatchFate;

typedef struct
{
  guint       line;   /* of the file, for whoever mends it */
  CtEntry    *entry;
  CtUuid      uuid;   /* null, or what the file says */
  gboolean    sent;   /* the file has its receipt */
  CtBatchFate fate;
  GPtrArray  *issues; /* of CtIssue */
} CtBatchItem;

/* Records that come in together, out of one file. */
typedef struct _CtBatch CtBatch;

GQuark       ct_batch_error_quark  (void);
CtBatch     *ct_batch_new          (void);
void         ct_batch_free         (CtBatch         *self);
CtBatchItem *ct_batch_add          (CtBatch         *self,
                                    guint            line);
guint        ct_batch_get_n_items  (CtBatch         *self);
CtBatchItem *ct_batch_get_item     (CtBatch         *self,
                                    guint            n);
void         ct_batch_ignore       (CtBatch         *self,
                                    const char      *column);
GPtrArray   *ct_batch_get_ignored  (CtBatch         *self);
void         ct_batch_check        (CtBatch         *self,
                                    guint            n,
                                    const CtCatalog *catalog,
                                    GDateTime       *now);
void         ct_batch_compare      (CtBatch         *self,
                                    GPtrArray       *rows,
                                    const CtCatalog *catalog,
                                    GDateTime       *now);
guint        ct_batch_count        (CtBatch         *self,
                                    CtBatchFate      fate);
gboolean     ct_batch_item_is_error (const CtBatchItem *item,
                                    const CtIssue   *issue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtBatch, ct_batch_free)

G_END_DECLS
