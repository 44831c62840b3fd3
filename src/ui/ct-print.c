/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Papers on a printer, by GTK's dialog; in a sandbox it is the portal's. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-print.h"

#include "ct-no-preview.h"

typedef struct
{
  GPtrArray   *pages; /* of CtPaper: whole, so a printer may be slow */
  CtPrintDone  done;
  gpointer     data;
} Job;

static void
on_draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, gpointer data)
{
  ct_paper_draw (g_ptr_array_index (((Job *) data)->pages, (guint) page), gtk_print_context_get_cairo_context (context),
                 gtk_print_context_get_width (context), gtk_print_context_get_height (context));
}

static void
on_done_cb (GtkPrintOperation *operation, GtkPrintOperationResult result, gpointer data)
{
  Job *job = data;

  job->done (result == GTK_PRINT_OPERATION_RESULT_APPLY, result == GTK_PRINT_OPERATION_RESULT_ERROR, job->data);
  g_ptr_array_unref (job->pages);
  g_free (job);
}

/**
 * ct_print_pages:
 * @pages: (element-type CtPaper)
 * @done: called once
 *
 * Asks which printer, and prints.
 */
void
ct_print_pages (GtkWindow *parent, GPtrArray *pages, CtPaperSize size, CtPrintDone done, gpointer data)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  GtkPaperSize *paper = gtk_paper_size_new (size == CT_PAPER_A5 ? GTK_PAPER_NAME_A5 : GTK_PAPER_NAME_A4);
  Job *job = g_new0 (Job, 1);

  job->pages = g_ptr_array_ref (pages);
  job->done = done;
  job->data = data;
  gtk_page_setup_set_paper_size_and_default_margins (setup, paper);
  gtk_paper_size_free (paper);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  gtk_print_operation_set_use_full_page (operation, TRUE); /* the margins are the paper's own */
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, "Comptoir"); /* a queue is read by everybody */
  gtk_print_operation_set_n_pages (operation, (int) pages->len);
  gtk_print_operation_set_allow_async (operation, TRUE);
  ct_no_preview (operation);
  g_signal_connect (operation, "draw-page", G_CALLBACK (on_draw_page_cb), job);
  g_signal_connect (operation, "done", G_CALLBACK (on_done_cb), job);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, NULL);
}
