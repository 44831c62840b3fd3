/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a process that will hold health data does before anything else:
 * private files, no core dump, and no environment variable that would make a
 * library write keys to disk or send traffic elsewhere. */

#include "config.h"

#include "ct-process.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* SSLKEYLOGFILE would write the TLS keys; *_proxy and CURL_* would redirect
 * the traffic; SSL_CERT_* and OPENSSL_CONF would change whom we trust. Trust
 * and proxies come from our settings alone. */
static const char * const unwanted[] = {
  "SSLKEYLOGFILE", "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
  "no_proxy", "NO_PROXY", "CURL_CA_BUNDLE", "CURL_SSL_BACKEND", "CURL_HOME",
  "SSL_CERT_FILE", "SSL_CERT_DIR", "OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES",
};

/* A kernel that pipes its dumps to a helper does so whatever the limit says: then with
 * nothing in them. */
static void
empty_cores (void)
{
  int fd = open ("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  if (write (fd, "0", 1) != 1)
    g_debug ("no filter for core dumps");
  close (fd);
}

/**
 * ct_process_harden:
 *
 * To be called first in main(), before any thread exists.
 */
void
ct_process_harden (void)
{
  const struct rlimit none = { 0, 0 };

  umask (077);
  setrlimit (RLIMIT_CORE, &none);
  empty_cores ();
  for (gsize i = 0; i < G_N_ELEMENTS (unwanted); i++)
    g_unsetenv (unwanted[i]);
}

/**
 * ct_process_is_remote:
 * @type: f_type of statfs(2)
 *
 * Returns: whether it is a file system of a network (linux/magic.h; FUSE may be one, and
 *   cannot be told): SQLite's locks do not hold there, nor does "synced"
 */
gboolean
ct_process_is_remote (guint32 type)
{
  static const guint32 remote[] = {
    0x6969 /* NFS */, 0x517b /* SMB */, 0xff534d42 /* CIFS */, 0xfe534d42 /* SMB2 */, 0x5346414f /* AFS */,
    0x73757245 /* Coda */, 0x00c36400 /* Ceph */, 0x01021997 /* 9P */,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (remote); i++)
    if (type == remote[i])
      return TRUE;
  return FALSE;
}

/**
 * ct_process_is_sandboxed:
 *
 * Returns: whether this runs in a Flatpak, where what is written outside of its own folders is
 *   gone with it, and the desktop's portals are the way out
 */
gboolean
ct_process_is_sandboxed (void)
{
  static gsize once; /* 1: no, 2: yes */

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? 2 : 1);
  return once == 2;
}

/**
 * ct_process_private_directory:
 * @path: created with its parents when absent
 * @error: set when @path is no directory of this user's own
 *
 * Makes sure that @path is a real directory (no symbolic link) of mode 0700
 * that belongs to this user, on a disk of this machine.
 */
gboolean
ct_process_private_directory (const char *path, GError **error)
{
  struct statfs disk;
  struct stat st;

  if (g_mkdir_with_parents (path, 0700) != 0 || lstat (path, &st) != 0)
    {
      int saved = errno;

      g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (saved),
                   "%s: %s", path, g_strerror (saved));
      return FALSE;
    }
  if (!S_ISDIR (st.st_mode) || st.st_uid != geteuid ())
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   "%s is not a folder of this account", path);
      return FALSE;
    }
  if (statfs (path, &disk) == 0 && ct_process_is_remote ((guint32) disk.f_type))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                   "%s is on a network drive: the records must be on a disk of this machine", path);
      return FALSE;
    }
  if ((st.st_mode & 077) != 0 && chmod (path, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                   "%s can be read by other accounts", path);
      return FALSE;
    }
  return TRUE;
}
