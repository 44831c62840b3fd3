/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A folder into which another program writes: each file is told of once, when it is whole, also
 * when the kernel tells nothing of it. */

#include "ct-watched-folder.h"

#include <glib/gstdio.h>

#define LOOK_MS 200

static char *path;
static GHashTable *told; /* name to how often */

static void
on_arrived_cb (CtWatchedFolder *folder, GFile *file, gpointer data)
{
  char *name = g_file_get_basename (file);

  g_hash_table_insert (told, name, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (told, name)) + 1));
}

static guint
times (const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (told, name));
}

static void
write_file (const char *name, const char *text)
{
  g_autofree char *file = g_build_filename (path, name, NULL);

  g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_REMOVE;
}

static void
pass (guint ms)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (ms, quit_cb, loop);
  g_main_loop_run (loop);
}

static void
wait_for (const char *name, guint n)
{
  while (times (name) < n)
    g_main_context_iteration (NULL, TRUE);
}

static CtWatchedFolder *
begin (void)
{
  CtWatchedFolder *folder;

  g_hash_table_remove_all (told);
  folder = ct_watched_folder_new (path, LOOK_MS);
  g_signal_connect (folder, "arrived", G_CALLBACK (on_arrived_cb), NULL);
  return folder;
}

static void
empty (void)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_assert_cmpint (g_unlink (file), ==, 0);
    }
}

/* What was there, and what comes: once each, however often it is looked at; and again when it
 * is another file. */
static void
test_once (void)
{
  g_autoptr (CtWatchedFolder) folder = NULL;

  write_file ("before.vcf", "1");
  folder = begin ();
  wait_for ("before.vcf", 1);
  write_file ("after.json", "1");
  write_file ("notes.txt", "1");
  write_file ("refused.vcf.refused", "1");
  write_file (".hidden.vcf", "1");
  wait_for ("after.json", 1);
  pass (4 * LOOK_MS);
  g_assert_cmpuint (times ("before.vcf"), ==, 1);
  g_assert_cmpuint (times ("after.json"), ==, 1);
  g_assert_cmpuint (g_hash_table_size (told), ==, 2);
  write_file ("before.vcf", "another");
  wait_for ("before.vcf", 2);
  ct_watched_folder_stop (folder);
  empty ();
}

/* While it pauses the kernel is not listened to: what came is found by looking, as what comes
 * over the network is. */
static void
test_found (void)
{
  g_autoptr (CtWatchedFolder) folder = begin ();

  ct_watched_folder_set_paused (folder, TRUE);
  pass (100);
  write_file ("unseen.vcf", "1");
  pass (3 * LOOK_MS);
  g_assert_cmpuint (times ("unseen.vcf"), ==, 0);
  ct_watched_folder_set_paused (folder, FALSE);
  wait_for ("unseen.vcf", 1);
  pass (3 * LOOK_MS);
  g_assert_cmpuint (times ("unseen.vcf"), ==, 1);
  ct_watched_folder_stop (folder);
  empty ();
}

/* A file that grows is not whole. */
static void
test_grows (void)
{
  g_autoptr (CtWatchedFolder) folder = begin ();
  g_autofree char *file = g_build_filename (path, "slow.vcf", NULL);
  FILE *out = g_fopen (file, "w");

  for (guint i = 0; i < 15; i++)
    {
      g_assert_cmpint (fputs ("a line of somebody\n", out), >=, 0);
      g_assert_cmpint (fflush (out), ==, 0);
      pass (LOOK_MS / 2);
      g_assert_cmpuint (times ("slow.vcf"), ==, 0);
    }
  g_assert_cmpint (fclose (out), ==, 0);
  wait_for ("slow.vcf", 1);
  ct_watched_folder_stop (folder);
  pass (2 * LOOK_MS);
  g_assert_cmpuint (times ("slow.vcf"), ==, 1);
  empty ();
}

/* One that is not there, or goes away, is no fault; it may come. */
static void
test_absent (void)
{
  g_autofree char *absent = g_build_filename (path, "later", NULL);
  g_autofree char *file = g_build_filename (absent, "there.vcf", NULL);
  g_autoptr (CtWatchedFolder) folder = NULL;

  g_hash_table_remove_all (told);
  folder = ct_watched_folder_new (absent, LOOK_MS);
  g_signal_connect (folder, "arrived", G_CALLBACK (on_arrived_cb), NULL);
  pass (LOOK_MS);
  g_assert_cmpint (g_mkdir (absent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "1", -1, NULL));
  wait_for ("there.vcf", 1);
  ct_watched_folder_stop (folder);
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_rmdir (absent), ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  path = g_dir_make_tmp ("comptoir-XXXXXX", NULL);
  told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_test_add_func ("/watched-folder/once", test_once);
  g_test_add_func ("/watched-folder/found", test_found);
  g_test_add_func ("/watched-folder/grows", test_grows);
  g_test_add_func ("/watched-folder/absent", test_absent);
  status = g_test_run ();
  g_rmdir (path);
  g_hash_table_unref (told);
  g_free (path);
  return status;
}
