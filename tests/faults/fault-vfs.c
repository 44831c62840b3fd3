/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A layer of SQLite's own kind (a VFS) over its usual one, made the default: the
 * program under test opens its files as ever. It counts the calls that touch the
 * disk and fails one of them, or writes down what was done to which file. */

#include "fault-vfs.h"

#include <signal.h>
#include <sqlite3.h>
#include <string.h>

typedef struct
{
  sqlite3_file base;
  char        *name;
  sqlite3_file real[]; /* as large as the layer below wants it */
} File;

static sqlite3_vfs *below;

static struct
{
  FaultKind  kind;
  guint      at, seen;
  gboolean   sticky;
  GPtrArray *events; /* nullable */
} plan;

static sqlite3_file *
real_of (sqlite3_file *file)
{
  return ((File *) file)->real;
}

/* Counts a call that @kind can hit.
 *
 * Returns: whether this one fails */
static gboolean
strikes (gboolean writes)
{
  if (plan.kind == FAULT_NONE || (!writes && plan.kind != FAULT_ERROR && plan.kind != FAULT_KILL))
    return FALSE;
  plan.seen++;
  if (plan.seen != plan.at && !(plan.sticky && plan.seen > plan.at && plan.at > 0))
    return FALSE;
  if (plan.kind == FAULT_KILL)
    raise (SIGKILL);
  return TRUE;
}

static int
code_of (int error)
{
  return plan.kind == FAULT_ERROR ? error : plan.kind == FAULT_READ_ONLY ? SQLITE_READONLY : SQLITE_FULL;
}

static void
note (DiskAct act, const char *name, gint64 offset, gconstpointer data, int length)
{
  DiskEvent *event;

  if (plan.events == NULL)
    return;
  event = g_new0 (DiskEvent, 1);
  event->act = act;
  event->file = g_strdup (name);
  event->offset = offset;
  event->data = data != NULL ? g_bytes_new (data, (gsize) length) : NULL;
  g_ptr_array_add (plan.events, event);
}

static int
file_close (sqlite3_file *file)
{
  int code = real_of (file)->pMethods->xClose (real_of (file));

  g_clear_pointer (&((File *) file)->name, g_free);
  return code;
}

static int
file_read (sqlite3_file *file, void *data, int length, sqlite3_int64 offset)
{
  if (strikes (FALSE))
    return code_of (SQLITE_IOERR_READ);
  return real_of (file)->pMethods->xRead (real_of (file), data, length, offset);
}

static int
file_write (sqlite3_file *file, const void *data, int length, sqlite3_int64 offset)
{
  if (strikes (TRUE))
    {
      if (plan.kind == FAULT_SHORT)
        real_of (file)->pMethods->xWrite (real_of (file), data, length / 2, offset);
      return code_of (SQLITE_IOERR_WRITE);
    }
  note (DISK_WRITE, ((File *) file)->name, offset, data, length);
  return real_of (file)->pMethods->xWrite (real_of (file), data, length, offset);
}

static int
file_truncate (sqlite3_file *file, sqlite3_int64 size)
{
  if (strikes (TRUE))
    return code_of (SQLITE_IOERR_TRUNCATE);
  note (DISK_TRUNCATE, ((File *) file)->name, size, NULL, 0);
  return real_of (file)->pMethods->xTruncate (real_of (file), size);
}

static int
file_sync (sqlite3_file *file, int flags)
{
  if (strikes (TRUE))
    return code_of (SQLITE_IOERR_FSYNC);
  note (DISK_SYNC, ((File *) file)->name, 0, NULL, 0);
  return real_of (file)->pMethods->xSync (real_of (file), flags);
}

static int
file_size (sqlite3_file *file, sqlite3_int64 *size)
{
  return real_of (file)->pMethods->xFileSize (real_of (file), size);
}

static int
file_lock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xLock (real_of (file), level);
}

static int
file_unlock (sqlite3_file *file, int level)
{
  return real_of (file)->pMethods->xUnlock (real_of (file), level);
}

static int
file_check_reserved_lock (sqlite3_file *file, int *result)
{
  return real_of (file)->pMethods->xCheckReservedLock (real_of (file), result);
}

static int
file_control (sqlite3_file *file, int op, void *argument)
{
  return real_of (file)->pMethods->xFileControl (real_of (file), op, argument);
}

static int
file_sector_size (sqlite3_file *file)
{
  return real_of (file)->pMethods->xSectorSize (real_of (file));
}

static int
file_characteristics (sqlite3_file *file)
{
  /* No promise of the disk is believed, such as that writes go over a power cut whole. */
  return 0;
}

static int
file_shm_map (sqlite3_file *file, int page, int size, int extend, void volatile **map)
{
  return real_of (file)->pMethods->xShmMap (real_of (file), page, size, extend, map);
}

static int
file_shm_lock (sqlite3_file *file, int offset, int n, int flags)
{
  return real_of (file)->pMethods->xShmLock (real_of (file), offset, n, flags);
}

static void
file_shm_barrier (sqlite3_file *file)
{
  real_of (file)->pMethods->xShmBarrier (real_of (file));
}

static int
file_shm_unmap (sqlite3_file *file, int delete)
{
  return real_of (file)->pMethods->xShmUnmap (real_of (file), delete);
}

static const sqlite3_io_methods methods = {
  .iVersion = 2,
  .xClose = file_close,
  .xRead = file_read,
  .xWrite = file_write,
  .xTruncate = file_truncate,
  .xSync = file_sync,
  .xFileSize = file_size,
  .xLock = file_lock,
  .xUnlock = file_unlock,
  .xCheckReservedLock = file_check_reserved_lock,
  .xFileControl = file_control,
  .xSectorSize = file_sector_size,
  .xDeviceCharacteristics = file_characteristics,
  .xShmMap = file_shm_map,
  .xShmLock = file_shm_lock,
  .xShmBarrier = file_shm_barrier,
  .xShmUnmap = file_shm_unmap,
};

static int
vfs_open (sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out_flags)
{
  File *self = (File *) file;
  int code;

  file->pMethods = NULL;
  if (strikes ((flags & SQLITE_OPEN_CREATE) != 0))
    return plan.kind == FAULT_ERROR || plan.kind == FAULT_READ_ONLY ? SQLITE_CANTOPEN : SQLITE_FULL;
  code = below->xOpen (below, path, self->real, flags, out_flags);
  if (code != SQLITE_OK)
    return code;
  self->name = path != NULL ? g_path_get_basename (path) : g_strdup ("temporary");
  file->pMethods = &methods;
  return SQLITE_OK;
}

static int
vfs_delete (sqlite3_vfs *vfs, const char *path, int sync)
{
  g_autofree char *name = g_path_get_basename (path);

  if (strikes (TRUE))
    return code_of (SQLITE_IOERR_DELETE);
  note (DISK_DELETE, name, 0, NULL, 0);
  return below->xDelete (below, path, sync);
}

/**
 * fault_vfs_install:
 *
 * Once a process, before its first database.
 */
void
fault_vfs_install (void)
{
  static sqlite3_vfs vfs;

  below = sqlite3_vfs_find (NULL);
  vfs = *below;
  vfs.zName = "fault";
  vfs.szOsFile = (int) sizeof (File) + below->szOsFile;
  vfs.xOpen = vfs_open;
  vfs.xDelete = vfs_delete;
  g_assert_cmpint (sqlite3_vfs_register (&vfs, 1), ==, SQLITE_OK);
}

/**
 * fault_vfs_arm:
 * @at: the call that fails, from 1; 0 only counts
 * @sticky: and every one behind it
 */
void
fault_vfs_arm (FaultKind kind, guint at, gboolean sticky)
{
  plan.kind = kind;
  plan.at = at;
  plan.seen = 0;
  plan.sticky = sticky;
}

/**
 * fault_vfs_disarm:
 *
 * Returns: how many calls there were that could have failed
 */
guint
fault_vfs_disarm (void)
{
  plan.kind = FAULT_NONE;
  return plan.seen;
}

static void
event_free (gpointer data)
{
  DiskEvent *self = data;

  g_free (self->file);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

GPtrArray *
disk_events_new (void)
{
  return g_ptr_array_new_with_free_func (event_free);
}

/**
 * fault_vfs_record:
 * @events: (nullable) (element-type DiskEvent): gets what is done from now on
 */
void
fault_vfs_record (GPtrArray *events)
{
  plan.events = events;
}
