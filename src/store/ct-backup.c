/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Copies of the database, on this disk: as sealed as it is, and of no use without the
 * keyring or the recovery code.
 *
 *   make     VACUUM INTO a file of another name, opened again, integrity_check, every
 *            envelope opened and counted, the audit chain verified; file and folder synced;
 *            only then it gets its name
 *   restore  the copy of a copy, checked, gets the slots of the vault it replaces (the
 *            keyring may hold another key since), then the database's name in one rename;
 *            what was there stays beside it under a dated name
 *   drop     seven days, and one a week for four weeks; nothing that holds what is past
 *            its days here by a week, since a backup is a copy of that, too
 *
 * Files are named by their day: records-2026-11-24.db. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-backup.h"

#include "ct-audit.h"
#include "ct-day-table.h"
#include "ct-clock.h"
#include "ct-migrations.h"
#include "ct-record-table.h"
#include "ct-statement.h"
#include "ct-store.h"
#include "ct-vault-header.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PREFIX      "records-"
#define SUFFIX      ".db"
#define DAILY       7
#define WEEKLY      4
#define EXTRA_DAYS  7 /* behind the days a record stays here */
#define DAY_MS      G_GINT64_CONSTANT (86400000)

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, CT_STORE_ERROR, CT_STORE_ERROR_FAILED, "%s: %s", what, g_strerror (errno));
  return FALSE;
}

static gboolean
sync_path (const char *path, int flags, GError **error)
{
  int fd = open (path, flags | O_CLOEXEC | O_NOFOLLOW);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return good || fail (error, "a backup cannot be synced");
}

/* @path gets the name @name, for good. */
static gboolean
give_name (const char *path, const char *name, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (name);

  if (!sync_path (path, O_RDONLY, error))
    return FALSE;
  if (g_rename (path, name) != 0)
    return fail (error, "a backup cannot be named");
  return sync_path (folder, O_RDONLY | O_DIRECTORY, error);
}

static void
forget (const char *path)
{
  static const char * const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

static gboolean
is_whole (CtDb *db, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "PRAGMA integrity_check(1)", error);
  g_autofree char *answer = NULL;

  if (statement == NULL || ct_statement_step (statement, error) != CT_STEP_ROW)
    return FALSE;
  answer = ct_statement_text (statement, 0);
  if (g_strcmp0 (answer, "ok") == 0)
    return TRUE;
  g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "the backup is damaged");
  return FALSE;
}

static gboolean
check (CtDb *db, CtSeal *seal, CtBackupReport *report, GError **error)
{
  CtAuditReport audit;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) days = NULL;
  guint damaged, damaged_days;

  *report = (CtBackupReport) { .at = ct_clock_now_ms () };
  if (!is_whole (db, error))
    return FALSE;
  rows = ct_record_table_list (db, seal, &damaged, error);
  days = rows != NULL ? ct_day_table_list (db, seal, 0, G_MAXINT64, &damaged_days, error) : NULL;
  if (days == NULL || !ct_audit_verify (db, seal, 0, &audit, error))
    return FALSE;
  report->records = rows->len;
  report->lines = audit.lines;
  damaged += damaged_days;
  if (damaged == 0 && audit.broken_at == 0 && audit.strangers == 0)
    return TRUE;
  g_set_error (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "%u records of it do not open, or are not what was written",
               damaged + (guint) audit.strangers);
  return FALSE;
}

static gboolean
count (CtDb *db, CtBackupReport *report, GError **error)
{
  gint64 records;

  if (!is_whole (db, error) || !ct_db_get_int64 (db, "SELECT count(*) FROM record", &records, error))
    return FALSE;
  report->records = (guint) records;
  return TRUE;
}

/**
 * ct_backup_check:
 * @path: a backup, opened here as it would be restored
 * @seal: of its vault
 * @report: (out)
 *
 * Opens it and every envelope in it: a copy of it, so that the backup itself is not touched.
 */
gboolean
ct_backup_check (const char *path, CtSeal *seal, CtBackupReport *report, GError **error)
{
  g_autofree char *trial = g_strconcat (path, ".trial", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (trial);
  CtDb *db = NULL;
  gboolean good;

  forget (trial);
  good = g_file_copy (from, to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, error)
         && (db = ct_db_open (trial, error)) != NULL && ct_migrations_run (db, error) && check (db, seal, report, error);
  g_clear_pointer (&db, ct_db_close);
  forget (trial);
  return good;
}

/**
 * ct_backup_make:
 * @seal: (nullable): of its vault; without it the envelopes are counted, not opened
 * @path: replaced when it is there
 * @report: (out) (optional)
 *
 * "Made" is said only of what was opened again, all of it.
 */
gboolean
ct_backup_make (CtDb *db, CtSeal *seal, const char *path, CtBackupReport *report, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_auto (GStrv) parts = g_strsplit (part, "'", -1);
  g_autofree char *quoted = g_strjoinv ("''", parts);
  g_autofree char *sql = g_strconcat ("VACUUM INTO '", quoted, "'", NULL);
  CtBackupReport found = { 0 };
  CtDb *copy = NULL;
  gint64 here;
  gboolean good;

  forget (part);
  good = ct_db_get_int64 (db, "SELECT count(*) FROM record", &here, error) && ct_db_exec (db, sql, error)
         && (copy = ct_db_open (part, error)) != NULL
         && (seal != NULL ? check (copy, seal, &found, error) : count (copy, &found, error));
  g_clear_pointer (&copy, ct_db_close);
  if (good && found.records != here)
    {
      good = FALSE;
      g_set_error (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "%u of %" G_GINT64_FORMAT " records are in the backup", found.records, here);
    }
  if (report != NULL)
    *report = found;
  good = good && give_name (part, path, error);
  forget (part);
  return good;
}

/* The copy is of the same vault: what opens that now opens it, too; unless its key has become
 * another since. */
static gboolean
take_slots (CtDb *copy, const char *path, GError **error)
{
  CtVaultHeader there = { 0 }, here = { 0 };
  g_autoptr (CtDb) now = g_file_test (path, G_FILE_TEST_EXISTS) ? ct_db_open (path, NULL) : NULL;
  gboolean good = ct_vault_header_read (&there, copy, error);

  if (good && ct_uuid_is_null (&there.vault))
    {
      good = FALSE;
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FOREIGN, "there is no vault in this backup");
    }
  if (good && now != NULL && ct_migrations_run (now, NULL) && ct_vault_header_read (&here, now, NULL)
      && ct_uuid_equal (&here.vault, &there.vault) && here.generation == there.generation)
    good = ct_vault_header_set_slots (copy, &here, error);
  ct_vault_header_clear (&there);
  ct_vault_header_clear (&here);
  return good;
}

/* Beside what was there, and never without a database of this name in between. */
static gboolean
replace (const char *copy, const char *path, const char *aside, GError **error)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      if (g_file_test (log, G_FILE_TEST_EXISTS))
        {
          g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_BUSY, "Comptoir is open on these records: close it first");
          return FALSE;
        }
      if (link (path, aside) != 0)
        return fail (error, "the records that are there cannot be kept beside");
    }
  return give_name (copy, path, error);
}

/* A log beside a database that does not open any more belongs to it, and goes with it. */
static void
move_log (const char *path, const char *aside)
{
  static const char * const suffixes[] = { "-wal", "-shm" };
  g_autoptr (CtDb) db = g_file_test (path, G_FILE_TEST_EXISTS) ? ct_db_open (path, NULL) : NULL;

  for (guint i = 0; db == NULL && i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *from = g_strconcat (path, suffixes[i], NULL);
      g_autofree char *to = g_strconcat (aside, suffixes[i], NULL);

      g_rename (from, to);
    }
}

/**
 * ct_backup_restore:
 * @path: of the database, closed here
 * @aside: where what is there stays
 *
 * What is restored is older than the keyring remembers: it opens once somebody says so.
 */
gboolean
ct_backup_restore (const char *backup, const char *path, const char *aside, GError **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (GFile) from = g_file_new_for_path (backup);
  g_autoptr (GFile) to = g_file_new_for_path (part);
  CtDb *copy = NULL;
  gboolean good;

  forget (part);
  good = g_file_copy (from, to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, error)
         && g_chmod (part, 0600) == 0 && (copy = ct_db_open (part, error)) != NULL && is_whole (copy, error)
         && ct_migrations_run (copy, error) && take_slots (copy, path, error);
  g_clear_pointer (&copy, ct_db_close);
  if (good)
    {
      move_log (path, aside);
      good = replace (part, path, aside, error);
    }
  forget (part);
  return good;
}

/* ---- the folder ---- */

/* Returns: ms since 1970 of the day a backup is named by; 0 for another file */
static gint64
day_of (const char *name)
{
  g_autofree char *day = NULL;
  g_autoptr (GDateTime) then = NULL;
  g_autofree char *iso = NULL;

  if (!g_str_has_prefix (name, PREFIX) || !g_str_has_suffix (name, SUFFIX))
    return 0;
  day = g_strndup (name + strlen (PREFIX), strlen (name) - strlen (PREFIX) - strlen (SUFFIX));
  iso = g_strconcat (day, "T00:00:00Z", NULL);
  then = strlen (day) == strlen ("2026-11-24") ? g_date_time_new_from_iso8601 (iso, NULL) : NULL;
  return then != NULL ? g_date_time_to_unix (then) * 1000 : 0;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char * const *) b, *(const char * const *) a);
}

/**
 * ct_backup_list:
 *
 * Returns: (transfer full) (element-type filename): names of the backups in @directory,
 *   newest first
 */
GPtrArray *
ct_backup_list (const char *directory)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (day_of (name) != 0)
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/**
 * ct_backup_drop:
 * @now: ms since 1970, by a clock that is trusted
 * @days: an accepted record stays
 */
void
ct_backup_drop (const char *directory, gint64 now, guint days)
{
  g_autoptr (GPtrArray) names = ct_backup_list (directory);
  gint64 last_week = -1;
  guint daily = 0, weekly = 0;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      gint64 age = now - day_of (name), week = day_of (name) / (7 * DAY_MS);
      g_autofree char *path = g_build_filename (directory, name, NULL);
      gboolean kept = daily < DAILY || (week != last_week && weekly < WEEKLY);

      if (daily < DAILY)
        daily++;
      else if (kept)
        weekly++;
      last_week = week;
      if (!kept || age > (gint64) (days + EXTRA_DAYS) * DAY_MS)
        {
          g_info ("a backup is past its days");
          g_unlink (path);
        }
    }
}
