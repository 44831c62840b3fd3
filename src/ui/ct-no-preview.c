/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* GTK's print dialog offers a preview: it writes the pages, a name or a recovery code among
 * them, as a plain file into the system's temporary folder and gives it to whatever program
 * shows such files. Nothing of ours lies there: the preview ends before it begins. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-no-preview.h"

static void
on_ready_cb (GtkPrintOperationPreview *preview, GtkPrintContext *context, gpointer data)
{
  gtk_print_operation_preview_end_preview (preview);
}

/* GTK lays the pages out all the same, on whatever it is given. */
static gboolean
on_preview_cb (GtkPrintOperation *operation, GtkPrintOperationPreview *preview, GtkPrintContext *context, GtkWindow *parent, gpointer data)
{
  cairo_surface_t *nothing = cairo_recording_surface_create (CAIRO_CONTENT_COLOR, NULL);
  cairo_t *cairo = cairo_create (nothing);

  gtk_print_context_set_cairo_context (context, cairo, 72, 72);
  cairo_destroy (cairo);
  cairo_surface_destroy (nothing);
  g_signal_connect (preview, "ready", G_CALLBACK (on_ready_cb), NULL);
  return TRUE;
}

/**
 * ct_no_preview:
 * @operation: before it runs
 */
void
ct_no_preview (GtkPrintOperation *operation)
{
  g_signal_connect (operation, "preview", G_CALLBACK (on_preview_cb), NULL);
}
