/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Waiting for asynchronous calls, and folders that are thrown away. */

#include "wait.h"

#include <glib/gstdio.h>

void
wait_cb (GObject *source, GAsyncResult *result, gpointer wait)
{
  ((Wait *) wait)->result = g_object_ref (result);
}

/* Returns: (transfer none): until the next call or wait_clear() */
GAsyncResult *
wait_result (Wait *wait)
{
  while (wait->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return wait->result;
}

void
wait_clear (Wait *wait)
{
  g_clear_object (&wait->result);
}

char *
wait_folder (void)
{
  char *folder = g_dir_make_tmp ("comptoir-test-XXXXXX", NULL);

  g_assert_nonnull (folder);
  return folder;
}

void
wait_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        wait_remove (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}
