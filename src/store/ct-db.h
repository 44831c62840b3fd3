/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define CT_DB_ACTOR_LENGTH 32

typedef struct _CtDb CtDb;

CtDb     *ct_db_open         (const char  *path,
                              GError     **error);
void      ct_db_close        (CtDb        *self);
sqlite3  *ct_db_handle       (CtDb        *self);
gboolean  ct_db_exec         (CtDb        *self,
                              const char  *sql,
                              GError     **error);
gboolean  ct_db_get_int64    (CtDb        *self,
                              const char  *sql,
                              gint64      *value,
                              GError     **error);
gboolean  ct_db_begin        (CtDb        *self,
                              GError     **error);
gboolean  ct_db_commit       (CtDb        *self,
                              GError     **error);
void      ct_db_rollback     (CtDb        *self);
gboolean  ct_db_count_traces (CtDb        *self,
                              GPtrArray   *needles,
                              guint       *traces,
                              GError     **error);
gboolean  ct_db_fold         (CtDb        *self,
                              GError     **error);
sqlite3_stmt *ct_db_take_statement (CtDb     *self,
                              const char  *sql);
void      ct_db_keep_statement (CtDb      *self,
                              sqlite3_stmt *statement);
void      ct_db_set_actor    (CtDb        *self,
                              const char  *actor);
const char *ct_db_get_actor  (CtDb        *self);
gboolean  ct_db_is_troubled  (CtDb        *self);
void      ct_db_set_error    (CtDb        *self,
                              GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtDb, ct_db_close)

G_END_DECLS
