/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The recovery sheet as it comes out of the printer: one page of PDF, its text read by a
 * program that is not ours. */

#include "ct-recovery-sheet.h"

#include "ct-secret-bytes.h"

#include "wait.h"

#include <string.h>

static void
test_sheet (void)
{
  g_autoptr (CtRecovery) recovery = ct_recovery_new ();
  CtSetup setup = { .pharmacy = (char *) "Pharmacie des Lilas" };
  g_autoptr (GtkPrintOperation) operation = ct_recovery_sheet_new (recovery, &setup);
  g_autofree char *folder = wait_folder ();
  g_autofree char *path = g_build_filename (folder, "sheet.pdf", NULL);
  const char *argv[] = { "pdftotext", "-layout", path, "-", NULL };
  g_auto (GStrv) groups = g_strsplit (ct_recovery_get_text (recovery), "-", 9);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  const char *at;

  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error), ==,
                   GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, NULL, &error));
  g_assert_no_error (error);

  /* In their order, and once. */
  at = text;
  for (guint i = 0; i < 9; i++)
    {
      at = strstr (at, groups[i]);
      g_assert_nonnull (at);
      at += strlen (groups[i]);
    }
  g_assert_nonnull (strstr (text, "Pharmacie des Lilas"));
  g_assert_nonnull (strstr (text, "Keep it in the safe"));
  g_assert_null (strstr (strchr (text, '\f') + 1, "\f")); /* one page */
  wait_remove (folder);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/sheet/printed", test_sheet);
  return g_test_run ();
}
