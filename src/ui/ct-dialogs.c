/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The single home of windows that newer libadwaita deprecates and ours has no
 * other for. */

#include "config.h"

#include "ct-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

void
ct_dialogs_about (GtkWindow *parent)
{
  adw_show_about_window (parent, "application-name", "Comptoir", "application-icon", APP_ID, "version", VERSION,
                         "developer-name", _("The Comptoir authors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _("Rapid-test results from the counter to SI-DEP, without an intermediary."),
                         "translator-credits", _("translator-credits"), NULL);
}

typedef struct
{
  void   (*confirmed) (gpointer object);
  gpointer object;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  g_object_unref (((Question *) data)->object);
  g_free (data);
}

static void
on_answer_cb (AdwMessageDialog *dialog, const char *response, gpointer data)
{
  Question *question = data;

  if (g_str_equal (response, "act"))
    question->confirmed (question->object);
}

/**
 * ct_dialogs_confirm:
 * @act: of the button that does it, with a mnemonic; the other one is the default
 * @confirmed: called with @object when it is wanted
 * @object: (transfer full): a GObject
 */
void
ct_dialogs_confirm (GtkWindow *parent, const char *heading, const char *body, const char *act,
                    void (*confirmed) (gpointer object), gpointer object)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);
  Question *question = g_new0 (Question, 1);

  question->confirmed = confirmed;
  question->object = object;
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "leave", _("_Leave As It Is"), "act", act, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "act", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "leave");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "leave");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answer_cb), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
