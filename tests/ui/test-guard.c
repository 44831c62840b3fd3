/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* When the screen is to be locked; a social security number is masked before that. */

#include "config.h"

#include "ct-clock.h"
#include "ct-field-box.h"
#include "ct-screen-guard.h"

#include "wait.h"

#include <adwaita.h>

static GtkApplication *application;

static void
on_lock_cb (CtScreenGuard *guard, gpointer data)
{
  (*(guint *) data)++;
}

/* The minutes are the boot clock's: a sleep counts. */
static void
test_idle (void)
{
  g_autoptr (CtScreenGuard) guard = NULL;
  gint64 boot = ct_clock_boot_ms ();
  guint locks = 0;

  ct_clock_set_test_boot (boot - 59500);
  guard = ct_screen_guard_new (application);
  g_signal_connect (guard, "lock", G_CALLBACK (on_lock_cb), &locks);
  ct_screen_guard_set_minutes (guard, 1);
  ct_clock_set_test_boot (0);
  wait_until (locks == 1);
  g_assert_cmpint (ct_clock_boot_ms (), >=, boot + 500);
  /* More patience, given in time. */
  ct_clock_set_test_boot (boot - 59500);
  ct_screen_guard_set_minutes (guard, 1);
  ct_screen_guard_set_minutes (guard, 15);
  ct_clock_set_test_boot (0);
  for (gint64 end = g_get_monotonic_time () + 700000; g_get_monotonic_time () < end;)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  g_assert_cmpuint (locks, ==, 1);
}

/* What is before the window goes with it. */
static void
test_clear (void)
{
  g_autoptr (CtScreenGuard) guard = ct_screen_guard_new (application);
  GtkWidget *window = gtk_window_new (), *question = gtk_window_new ();
  GdkClipboard *clipboard;

  gtk_window_set_transient_for (GTK_WINDOW (question), GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (question));
  clipboard = gtk_widget_get_clipboard (window);
  gdk_clipboard_set_text (clipboard, "D'ARTAGNAN");
  g_assert_true (gdk_clipboard_is_local (clipboard));
  g_object_add_weak_pointer (G_OBJECT (question), (gpointer *) &question);
  ct_screen_guard_clear (guard, GTK_WINDOW (window));
  wait_until (question == NULL);
  g_assert_true (gtk_widget_get_visible (window));
  g_assert_true (gdk_clipboard_get_content (clipboard) == NULL);
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
entry_of (GtkWidget *box)
{
  GtkWidget *child = gtk_widget_get_first_child (box);

  while (child != NULL && !GTK_IS_ENTRY (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
test_masked (void)
{
  GtkWidget *window = gtk_window_new (), *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *nir = g_object_new (CT_TYPE_FIELD_BOX, "key", "nir", "title", "Number", NULL);
  GtkWidget *name = g_object_new (CT_TYPE_FIELD_BOX, "key", "birth_name", "title", "Name", NULL);

  gtk_box_append (GTK_BOX (row), nir);
  gtk_box_append (GTK_BOX (row), name);
  gtk_window_set_child (GTK_WINDOW (window), row);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  gtk_widget_grab_focus (name);
  wait_until (!gtk_entry_get_visibility (GTK_ENTRY (entry_of (nir))));
  g_assert_true (gtk_entry_get_visibility (GTK_ENTRY (entry_of (name))));
  gtk_widget_grab_focus (nir);
  wait_until (gtk_entry_get_visibility (GTK_ENTRY (entry_of (nir))));
  gtk_widget_grab_focus (name);
  wait_until (!gtk_entry_get_visibility (GTK_ENTRY (entry_of (nir))));
  g_assert_true (gtk_entry_get_visibility (GTK_ENTRY (entry_of (name))));
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", APP_ID ".Test", NULL);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  g_test_add_func ("/guard/idle", test_idle);
  g_test_add_func ("/guard/clear", test_clear);
  g_test_add_func ("/guard/masked", test_masked);
  return g_test_run ();
}
