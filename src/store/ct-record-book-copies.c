/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Copies of the vault on this disk, the vault put aside for one of them, and what is known
 * of files outside. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-record-book-private.h"

#include "ct-audit.h"
#include "ct-backup.h"
#include "ct-export-table.h"
#include "ct-process.h"
#include "ct-store.h"

#include <errno.h>
#include <glib/gstdio.h>

char *
ct_record_book_backups (CtRecordBook *self)
{
  return g_build_filename (self->directory, "backups", NULL);
}

/* The backup of a day. */
char *
ct_record_book_backup_of (const char *folder, gint64 now)
{
  g_autoptr (GDateTime) today = g_date_time_new_from_unix_utc (now / 1000);
  g_autofree char *name = g_date_time_format (today, "records-%Y-%m-%d.db");

  return g_build_filename (folder, name, NULL);
}

/* A dated name beside the database. */
static char *
aside_of (CtRecordBook *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "records-%Y-%m-%d-%H%M%S.db");

  return g_build_filename (self->directory, name, NULL);
}

/**
 * ct_record_book_back_up:
 * @path: where to; replaced when it is there
 *
 * See ct_backup_make().
 */
gboolean
ct_record_book_back_up (CtRecordBook *self, const char *path, CtBackupReport *report, GError **error)
{
  return ct_record_book_is_ready (self, error) && ct_backup_make (self->db, self->seal, path, report, error)
         && ct_record_book_write_note (self, CT_AUDIT_BACKED_UP, NULL, "", error);
}

/**
 * ct_record_book_back_up_daily:
 * @now: ms since 1970, by a clock that is trusted
 * @days: an accepted record stays
 *
 * Makes the day's backup anew, and drops those past their time.
 */
gboolean
ct_record_book_back_up_daily (CtRecordBook *self, gint64 now, guint days, CtBackupReport *report, GError **error)
{
  g_autofree char *folder = ct_record_book_backups (self);
  g_autofree char *path = ct_record_book_backup_of (folder, now);

  if (!ct_process_private_directory (folder, error) || !ct_record_book_back_up (self, path, report, error))
    return FALSE;
  ct_backup_drop (folder, now, days);
  return TRUE;
}

/**
 * ct_record_book_try_backup:
 * @name: (out) (transfer full): of the newest one
 *
 * A drill: restores the newest backup beside everything, opens all of it, and leaves.
 */
gboolean
ct_record_book_try_backup (CtRecordBook *self, char **name, CtBackupReport *report, GError **error)
{
  g_autofree char *folder = ct_record_book_backups (self);
  g_autoptr (GPtrArray) names = ct_backup_list (folder);
  g_autofree char *path = NULL;

  if (!ct_record_book_is_ready (self, error))
    return FALSE;
  if (names->len == 0)
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND, "there is no backup yet");
      return FALSE;
    }
  *name = g_strdup (g_ptr_array_index (names, 0));
  path = g_build_filename (folder, *name, NULL);
  return ct_backup_check (path, self->seal, report, error);
}

/**
 * ct_record_book_restore:
 * @backup: (nullable): NULL for the newest one of this computer
 * @aside: (out) (transfer full): where what was there is now
 *
 * Closes the book and puts a backup in its place, see ct_backup_restore().
 */
gboolean
ct_record_book_restore (CtRecordBook *self, const char *backup, char **aside, GError **error)
{
  g_autofree char *folder = ct_record_book_backups (self);
  g_autoptr (GPtrArray) names = ct_backup_list (folder);
  g_autofree char *newest = names->len > 0 ? g_build_filename (folder, g_ptr_array_index (names, 0), NULL) : NULL;
  g_autofree char *beside = aside_of (self);
  gboolean good;

  if (backup == NULL && newest == NULL)
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND, "there is no backup on this computer");
      return FALSE;
    }
  if (!ct_process_private_directory (self->directory, error)) /* on a new computer it is not there yet */
    return FALSE;
  if (!ct_record_book_take_sender (self))
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_BUSY, "Comptoir runs elsewhere on these records");
      return FALSE;
    }
  g_clear_pointer (&self->seal, ct_seal_free);
  g_clear_pointer (&self->db, ct_db_close);
  good = ct_backup_restore (backup != NULL ? backup : newest, self->path, beside, error);
  ct_record_book_close (self);
  if (good)
    *aside = g_steal_pointer (&beside);
  return good;
}

/* The log first: beside another database it would be taken for that one's. */
static gboolean
rename_all (const char *from, const char *to)
{
  static const char * const suffixes[] = { "-wal", "-shm", "" };
  gboolean good = TRUE;

  for (guint i = 0; good && i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *old = g_strconcat (from, suffixes[i], NULL);
      g_autofree char *new = g_strconcat (to, suffixes[i], NULL);

      good = g_rename (old, new) == 0 || (errno == ENOENT && *suffixes[i] != '\0');
    }
  return good;
}

/**
 * ct_record_book_set_aside:
 * @path: (out) (transfer full): where the records are now
 *
 * Closes the book and moves its file out of the way, under a dated name: nothing is
 * deleted, and another vault may be made. Fails while another process sends.
 */
gboolean
ct_record_book_set_aside (CtRecordBook *self, char **path, GError **error)
{
  g_autofree char *aside = aside_of (self);
  gboolean good = ct_record_book_take_sender (self);

  if (good && self->db != NULL)
    good = ct_db_fold (self->db, error); /* else its newest pages would stay behind, in the log */
  else if (!good)
    g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_BUSY, "Comptoir runs elsewhere on these records");
  ct_record_book_close (self);
  if (!good)
    return FALSE;
  if (g_file_test (aside, G_FILE_TEST_EXISTS) || !rename_all (self->path, aside))
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FAILED, "the records cannot be set aside");
      return FALSE;
    }
  *path = g_steal_pointer (&aside);
  return TRUE;
}

/**
 * ct_record_book_add_export:
 *
 * Before its file is written: no file leaves that is not known here.
 */
gboolean
ct_record_book_add_export (CtRecordBook *self, const CtExport *export, GError **error)
{
  g_autofree char *detail = g_strdup_printf ("%s %u", export->plain ? "plain" : "sealed", export->records);
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  good = ct_export_table_add (self->db, self->seal, export, error)
         && ct_audit_append (self->db, self->seal, NULL, CT_AUDIT_EXPORTED, &export->uuid, NULL, detail, error) && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}

/**
 * ct_record_book_list_exports:
 *
 * Returns: (transfer full) (element-type CtExport) (nullable): those that are outside, oldest
 *   first
 */
GPtrArray *
ct_record_book_list_exports (CtRecordBook *self, GError **error)
{
  return ct_record_book_is_ready (self, error) ? ct_export_table_list (self->db, self->seal, error) : NULL;
}

/**
 * ct_record_book_end_export:
 * @how: detail of #CT_AUDIT_EXPORT_GONE
 *
 * Its file is gone.
 */
gboolean
ct_record_book_end_export (CtRecordBook *self, const CtUuid *uuid, const char *how, GError **error)
{
  gboolean good = ct_record_book_is_ready (self, error) && ct_db_begin (self->db, error);

  if (!good)
    return FALSE;
  good = ct_export_table_remove (self->db, uuid, error)
         && ct_audit_append (self->db, self->seal, NULL, CT_AUDIT_EXPORT_GONE, uuid, NULL, how, error) && ct_db_commit (self->db, error);
  ct_db_rollback (self->db);
  return good;
}
