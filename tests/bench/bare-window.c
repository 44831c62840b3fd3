/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The yardstick: an empty libadwaita window of 20 rows. Says "ready" at its first
 * frame, then stays until it is ended. */

#include <adwaita.h>
#include <stdio.h>

static void
on_paint_cb (GdkFrameClock *clock, gpointer data)
{
  static gboolean said;

  if (!said)
    puts ("ready");
  said = TRUE;
  fflush (stdout);
}

static void
on_activate_cb (GtkApplication *application, gpointer data)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *list = gtk_list_box_new ();

  for (guint i = 0; i < 20; i++)
    gtk_list_box_append (GTK_LIST_BOX (list), adw_entry_row_new ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), list);
  gtk_window_present (GTK_WINDOW (window));
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_paint_cb), NULL);
}

int
main (int argc, char **argv)
{
  g_autoptr (AdwApplication) application = adw_application_new ("fr.comptoir.Bare", G_APPLICATION_DEFAULT_FLAGS);

  g_signal_connect (application, "activate", G_CALLBACK (on_activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
