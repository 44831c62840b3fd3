/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a process does before it holds health data. */

#include "ct-process.h"

#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
test_hardened (void)
{
  g_autofree char *filter = NULL;
  struct rlimit limit;
  mode_t mask;

  g_setenv ("SSLKEYLOGFILE", "/tmp/keys", TRUE);
  g_setenv ("https_proxy", "http://127.0.0.1:1", TRUE);
  ct_process_harden ();
  g_assert_null (g_getenv ("SSLKEYLOGFILE"));
  g_assert_null (g_getenv ("https_proxy"));
  g_assert_cmpint (getrlimit (RLIMIT_CORE, &limit), ==, 0);
  g_assert_cmpuint (limit.rlim_cur, ==, 0);
  mask = umask (077);
  g_assert_cmpuint (mask, ==, 077);
  if (g_file_get_contents ("/proc/self/coredump_filter", &filter, NULL, NULL))
    g_assert_cmpuint (g_ascii_strtoull (filter, NULL, 16), ==, 0);
}

static void
test_private_directory (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *base = g_dir_make_tmp ("comptoir-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (base, "a", "b", NULL);
  g_autofree char *link = g_build_filename (base, "link", NULL);
  struct stat st;

  g_assert_true (ct_process_private_directory (path, &error));
  g_assert_no_error (error);
  g_chmod (path, 0755);
  g_assert_true (ct_process_private_directory (path, &error));
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);

  g_assert_cmpint (symlink (path, link), ==, 0);
  g_assert_false (ct_process_private_directory (link, &error));
  g_assert_nonnull (error);

  g_unlink (link);
  g_rmdir (path);
  g_rmdir ((g_free (path), path = g_build_filename (base, "a", NULL)));
  g_rmdir (base);
}

/* Refused by their numbers; the folders of this test are on none of them. */
static void
test_remote (void)
{
  g_assert_true (ct_process_is_remote (0x6969));
  g_assert_true (ct_process_is_remote (0xff534d42));
  g_assert_true (ct_process_is_remote (0xfe534d42));
  g_assert_false (ct_process_is_remote (0xef53)); /* ext4 */
  g_assert_false (ct_process_is_remote (0x01021994)); /* tmpfs */
  g_assert_false (ct_process_is_remote (0x9123683e)); /* btrfs */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process/hardened", test_hardened);
  g_test_add_func ("/process/private-directory", test_private_directory);
  g_test_add_func ("/process/remote", test_remote);
  return g_test_run ();
}
