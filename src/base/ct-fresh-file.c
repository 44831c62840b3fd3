/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A file of mode 0600 that gets its name once all of it is on the disk (O_TMPFILE): of one
 * that was given up, or whose writer was killed, nothing stays. Where the file system
 * knows no such files (FAT, the document portal's FUSE) it has its name from the beginning,
 * and is removed when it is given up. */

#include "config.h"

#include "ct-fresh-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <unistd.h>

static gboolean
fail (GError **error, const char *what)
{
  int saved = errno;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved), "%s: %s", what, g_strerror (saved));
  return FALSE;
}

/**
 * ct_fresh_file_open:
 * @self: (out caller-allocates)
 * @path: what is there is replaced, once this is whole
 */
gboolean
ct_fresh_file_open (CtFreshFile *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  *self = (CtFreshFile) { .path = g_strdup (path) };
  self->fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL))
    {
      unlink (path);
      self->fd = open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
      self->named = self->fd >= 0;
    }
  return self->fd >= 0 || fail (error, "the file cannot be made");
}

/**
 * ct_fresh_file_write:
 */
gboolean
ct_fresh_file_write (CtFreshFile *self, gconstpointer data, gsize length, GError **error)
{
  const guint8 *at = data;

  while (length > 0)
    {
      ssize_t written = write (self->fd, at, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return fail (error, "the file cannot be written");
      at += written;
      length -= (gsize) written;
    }
  return TRUE;
}

static gboolean
give_name (CtFreshFile *self)
{
  g_autofree char *open_file = g_strdup_printf ("/proc/self/fd/%d", self->fd);

  if (linkat (AT_FDCWD, open_file, AT_FDCWD, self->path, AT_SYMLINK_FOLLOW) == 0)
    return TRUE;
  return errno == EEXIST && unlink (self->path) == 0 && linkat (AT_FDCWD, open_file, AT_FDCWD, self->path, AT_SYMLINK_FOLLOW) == 0;
}

/**
 * ct_fresh_file_keep:
 *
 * It is on the disk under its name, whatever happens from now on.
 */
gboolean
ct_fresh_file_keep (CtFreshFile *self, GError **error)
{
  g_autofree char *path = g_path_get_dirname (self->path);
  int folder;

  if (fsync (self->fd) != 0)
    return fail (error, "the file cannot be synced");
  if (!self->named && !give_name (self))
    return fail (error, "the file cannot be named");
  self->named = self->kept = TRUE;
  folder = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0)
    {
      fsync (folder); /* some file systems of others refuse this; the file is there */
      close (folder);
    }
  return TRUE;
}

/**
 * ct_fresh_file_clear:
 *
 * Not kept, it is gone.
 */
void
ct_fresh_file_clear (CtFreshFile *self)
{
  if (self->path == NULL)
    return;
  if (self->named && !self->kept)
    unlink (self->path);
  if (self->fd >= 0)
    close (self->fd);
  g_clear_pointer (&self->path, g_free);
}
