/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is seen of a computer: encrypted disks below others, swap of every kind. */

#include "ct-workstation.h"

#include "wait.h"

#include <glib/gstdio.h>

static char *folder;

static void
put (const char *path, const char *text)
{
  g_autofree char *full = g_build_filename (folder, path, NULL);
  g_autofree char *parent = g_path_get_dirname (full);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (full, text, -1, NULL));
}

static void
test_device (void)
{
  put ("dev/block/8:1/size", "1");
  put ("dev/block/254:0/dm/uuid", "CRYPT-LUKS2-0123-luks\n");
  /* A logical volume in an encrypted partition, and one on two disks, one of them bare. */
  put ("dev/block/254:1/dm/uuid", "LVM-abc\n");
  put ("dev/block/254:1/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-0123-luks\n");
  put ("dev/block/254:2/dm/uuid", "LVM-abd\n");
  put ("dev/block/254:2/slaves/dm-0/dm/uuid", "CRYPT-LUKS2-0123-luks\n");
  put ("dev/block/254:2/slaves/sdb1/size", "1");
  put ("dev/block/9:0/slaves/dm-1/dm/uuid", "LVM-abc\n");
  put ("dev/block/9:0/slaves/dm-1/slaves/dm-0/dm/uuid", "CRYPT-PLAIN-x\n");
  g_assert_cmpint (ct_workstation_device (folder, "8:1"), ==, CT_SEEN_BAD);
  g_assert_cmpint (ct_workstation_device (folder, "254:0"), ==, CT_SEEN_GOOD);
  g_assert_cmpint (ct_workstation_device (folder, "254:1"), ==, CT_SEEN_GOOD);
  g_assert_cmpint (ct_workstation_device (folder, "254:2"), ==, CT_SEEN_BAD);
  g_assert_cmpint (ct_workstation_device (folder, "9:0"), ==, CT_SEEN_GOOD);
  g_assert_cmpint (ct_workstation_device (folder, "0:42"), ==, CT_SEEN_UNKNOWN);
}

static void
test_swap (void)
{
#define HEAD "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
  g_assert_cmpint (ct_workstation_swap (folder, NULL), ==, CT_SEEN_UNKNOWN);
  g_assert_cmpint (ct_workstation_swap (folder, HEAD), ==, CT_SEEN_GOOD);
  g_assert_cmpint (ct_workstation_swap (folder, HEAD "/dev/zram0 partition\t100\t0\t100\n"), ==, CT_SEEN_GOOD);
  g_assert_cmpint (ct_workstation_swap (folder, HEAD "/dev/null                  partition\t100\t0\t-2\n"), ==, CT_SEEN_BAD);
  put ("dev/block/1:3/dm/uuid", "CRYPT-PLAIN-swap\n"); /* the number of /dev/null */
  g_assert_cmpint (ct_workstation_swap (folder, HEAD "/dev/null                  partition\t100\t0\t-2\n"), ==, CT_SEEN_GOOD);
  g_assert_cmpint (ct_workstation_swap (folder, HEAD "/no/such/file              file\t100\t0\t-2\n"), ==, CT_SEEN_BAD);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = wait_folder ();
  g_test_add_func ("/workstation/device", test_device);
  g_test_add_func ("/workstation/swap", test_swap);
  status = g_test_run ();
  wait_remove (folder);
  g_free (folder);
  return status;
}
