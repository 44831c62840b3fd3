/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-db.h"
#include "ct-record-book.h"
#include "ct-vault-header.h"

G_BEGIN_DECLS

/* One class in six files: its records (ct-record-book.c), many of them at once
 * (ct-record-book-batch.c), the vault they are in (ct-record-book-vault.c), copies of it
 * (ct-record-book-copies.c), what others have of it (ct-record-book-shared.c), another key for
 * all of it (ct-record-book-rekey.c). */
struct _CtRecordBook
{
  char   *directory;
  char   *path;         /* of the database */
  char    actor[CT_DB_ACTOR_LENGTH];
  CtDb   *db;           /* nullable: not open */
  CtSeal *seal;         /* nullable: locked */
  int     sender_fd;    /* -1: not sending */
  int     use_fd;       /* -1: not open; this process is one of those that have it open */
  gint64  data_version; /* of the file, when it was last looked at */
  CtVaultHeader header; /* as it was last read */
};

gboolean ct_record_book_is_ready    (CtRecordBook  *self,
                                     GError       **error);
gboolean ct_record_book_take_sender (CtRecordBook  *self);
gboolean ct_record_book_write_note  (CtRecordBook  *self,
                                     const char    *verb,
                                     const CtUuid  *record,
                                     const char    *detail,
                                     GError       **error);
char    *ct_record_book_backups     (CtRecordBook  *self);
char    *ct_record_book_backup_of   (const char    *folder,
                                     gint64         now);

G_END_DECLS
