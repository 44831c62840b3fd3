/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"

G_BEGIN_DECLS

typedef enum
{
  CT_STEP_ERROR,
  CT_STEP_ROW,
  CT_STEP_DONE,
} CtStep;

typedef struct _CtStatement CtStatement;

CtStatement *ct_statement_new        (CtDb         *db,
                                      const char   *sql,
                                      GError      **error);
void         ct_statement_free       (CtStatement  *self);
void         ct_statement_bind_int64 (CtStatement  *self,
                                      int           index,
                                      gint64        value);
void         ct_statement_bind_text  (CtStatement  *self,
                                      int           index,
                                      const char   *value);
void         ct_statement_bind_data  (CtStatement  *self,
                                      int           index,
                                      gconstpointer data,
                                      gsize         length);
void         ct_statement_bind_bytes (CtStatement  *self,
                                      int           index,
                                      GBytes       *value);
CtStep       ct_statement_step       (CtStatement  *self,
                                      GError      **error);
void         ct_statement_reset      (CtStatement  *self);
gint64       ct_statement_int64      (CtStatement  *self,
                                      int           column);
char        *ct_statement_text       (CtStatement  *self,
                                      int           column);
GBytes      *ct_statement_bytes      (CtStatement  *self,
                                      int           column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtStatement, ct_statement_free)

G_END_DECLS
