/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The patient's paper, from the row or right after validation: by GTK's print dialog (in a
 * sandbox the portal's), or as a PDF without one. Such a file is one of those that are outside
 * (ct-exports.c): Comptoir asks after it until it is erased. While the service does not answer,
 * the paper is the interim one by itself: nobody has to know its name in an outage. Of a test
 * whose timer runs it is the waiting slip. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-patient-paper.h"

#include "ct-clock.h"
#include "ct-export-words.h"
#include "ct-print.h"
#include "ct-process.h"
#include "ct-thread.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct
{
  GtkWindow         *parent;
  CtSession         *session;
  CtUuid             uuid;
  GPtrArray         *pages; /* of CtPaper */
  CtPaperSize        size;
  GBytes            *pdf;   /* nullable */
  char              *path;  /* nullable */
  CtPatientPaperTold told;
  gpointer           data;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->parent);
  g_object_unref (job->session);
  g_ptr_array_unref (job->pages);
  g_clear_pointer (&job->pdf, g_bytes_unref);
  g_free (job->path);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

/* Not declared, and it is not the grace that it waits for. */
static CtPaperKind
kind_of (CtSession *session, const CtRow *row)
{
  const CtStatusFigures *figures = ct_status_get (ct_session_get_status (session));
  gboolean reading = row->state == CT_STATE_DRAFT && ct_entry_get_due_at (row->entry) != 0;
  gboolean away = row->state == CT_STATE_UNKNOWN || (row->state == CT_STATE_WAITING && row->attempts > 0)
                  || (!ct_state_is_final (row->state) && figures->sender != CT_SENDER_READY);

  return reading ? CT_PAPER_SLIP : away ? CT_PAPER_INTERIM : CT_PAPER_RESULT;
}

/* Returns: (transfer full) (nullable): NULL when there is nothing to print, and @told why */
static Job *
begin (GtkWindow *parent, CtSession *session, CtRow *row, CtPatientPaperTold told, gpointer data)
{
  CtPreferences *preferences = ct_session_get_preferences (session);
  g_auto (GStrv) languages = g_strsplit (ct_preferences_get_paper_language (preferences), ",", -1);
  g_autoptr (CtProfessional) professional = ct_setup_professional (ct_session_get_setup (session));
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (Job) job = NULL;

  if (row == NULL || (row->state == CT_STATE_DRAFT && kind_of (session, row) != CT_PAPER_SLIP))
    {
      told (row == NULL ? _("Open a result, or go to its line: then it can be printed.") : _("Validate it first: a draft is no result."), data);
      return NULL;
    }
  job = g_new0 (Job, 1);
  job->parent = g_object_ref (parent);
  job->session = g_object_ref (session);
  job->uuid = row->uuid;
  job->size = g_str_equal (ct_preferences_get_paper_size (preferences), "A5") ? CT_PAPER_A5 : CT_PAPER_A4;
  job->pages = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_paper_free);
  job->told = told;
  job->data = data;
  for (guint i = 0; languages[i] != NULL; i++)
    g_ptr_array_add (job->pages, ct_paper_new (kind_of (session, row), languages[i], row, ct_session_get_catalog (session), professional,
                                               now, ct_session_is_practice (session), NULL));
  return g_steal_pointer (&job);
}

/* ---- on paper ---- */

static void
on_printed (gboolean printed, gboolean failed, gpointer data)
{
  g_autoptr (Job) job = data;

  if (printed)
    ct_session_note (job->session, CT_AUDIT_PRINTED, &job->uuid);
  else if (failed)
    job->told (_("It was not printed: look at the printer, or save it with Ctrl+Shift+P."), job->data);
}

/**
 * ct_patient_paper_print:
 * @row: (nullable): what somebody wants a paper of
 *
 * Asks which printer, and prints.
 */
void
ct_patient_paper_print (GtkWindow *parent, CtSession *session, CtRow *row, CtPatientPaperTold told, gpointer data)
{
  Job *job = begin (parent, session, row, told, data);

  if (job != NULL)
    ct_print_pages (parent, job->pages, job->size, on_printed, job);
}

/* ---- as a file ---- */

/* No name in it: what, when, and which record. Documents are where people look. */
static char *
path_of (const Job *job)
{
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autofree char *when = g_date_time_format (now, "%Y-%m-%d-%H%M%S");
  g_autofree char *uuid = ct_uuid_format (&job->uuid);
  g_autofree char *name = g_strdup_printf ("comptoir-%s-%.8s.pdf", when, uuid);

  return g_build_filename (folder != NULL ? folder : g_get_home_dir (), name, NULL);
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  if (ct_exports_finish (CT_EXPORTS (source), result, NULL, &error))
    {
      g_autofree char *name = g_path_get_basename (job->path);

      ct_session_note (job->session, CT_AUDIT_PRINTED, &job->uuid);
      words = g_strdup_printf (_("Saved: %s. Erase it once it is handed over."), name);
    }
  else
    words = g_strdup (ct_export_words_refusal (error));
  job->told (words, job->data);
}

static void
save_to (Job *job)
{
  ct_exports_save_paper_async (ct_session_get_exports (job->session), job->pdf, job->path, _("A patient's paper"), on_saved_cb, job);
}

static void
on_chosen_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;

  g_object_unref (dialog);
  if (file == NULL)
    return;
  g_free (job->path);
  job->path = g_file_get_path (file);
  save_to (g_steal_pointer (&job));
}

/* In a sandbox no folder is ours, and what is written to one is gone with it: somebody says where. */
static void
ask_where (Job *job)
{
  GtkFileChooserNative *chooser = gtk_file_chooser_native_new (_("Save the Paper"), job->parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *name = g_path_get_basename (job->path);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect (chooser, "response", G_CALLBACK (on_chosen_cb), job);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
draw_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  GBytes *pdf = ct_paper_to_pdf (job->pages, job->size, &error);

  if (pdf != NULL)
    g_task_return_pointer (task, pdf, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
on_drawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Job) job = data;
  g_autoptr (GError) error = NULL;

  job->pdf = g_task_propagate_pointer (G_TASK (result), &error);
  if (job->pdf != NULL)
    {
      (ct_process_is_sandboxed () ? ask_where : save_to) (g_steal_pointer (&job));
      return;
    }
  g_warning ("a paper could not be drawn: %s", error->message);
  job->told (_("The answers do not fit on the page."), job->data);
}

/**
 * ct_patient_paper_save:
 * @row: (nullable): what somebody wants a paper of
 *
 * As a PDF among the documents, without a question but in a sandbox.
 */
void
ct_patient_paper_save (GtkWindow *parent, CtSession *session, CtRow *row, CtPatientPaperTold told, gpointer data)
{
  Job *job = begin (parent, session, row, told, data);
  g_autoptr (GTask) task = NULL;

  if (job == NULL)
    return;
  job->path = path_of (job);
  task = g_task_new (NULL, NULL, on_drawn_cb, job);
  g_task_set_task_data (task, job, NULL);
  ct_thread_run (task, draw_job);
}
