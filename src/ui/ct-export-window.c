/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Results out of the vault: of which days, sealed by which passphrase, until when; and the
 * files that are outside already. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-export-window.h"

#include "ct-export-list.h"
#include "ct-export-words.h"
#include "ct-name-widget.h"

#include <glib/gi18n.h>
#include <string.h>

struct _CtExportWindow
{
  AdwWindow      parent_instance;
  GtkEditable   *from_entry;
  GtkEditable   *to_entry;
  AdwComboRow   *format_row;
  GtkWidget     *seal_row;
  GtkSwitch     *seal_switch;
  GtkWidget     *passphrase_row;
  GtkEditable   *passphrase_entry;
  GtkWidget     *reason_row;
  GtkEditable   *reason_entry;
  GtkSpinButton *days_spin;
  GtkLabel      *message_label;
  GtkWidget     *save_button;
  GtkSpinner    *spinner;
  CtExportList  *list;
  CtSession     *session;
  CtExportWish   wish;
  GtkFileChooserNative *chooser; /* nullable: while it is shown */
};

G_DEFINE_FINAL_TYPE (CtExportWindow, ct_export_window, ADW_TYPE_WINDOW)

static void
say (CtExportWindow *self, const char *text, gboolean good)
{
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->message_label), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->message_label), "error");
  gtk_label_set_label (self->message_label, text);
}

static void
on_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtExportWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  guint records;

  gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (self->save_button, TRUE);
  if (ct_exports_finish (CT_EXPORTS (source), result, &records, &error))
    {
      words = ct_export_words_made (self->wish.plain, records);
      say (self, words, TRUE);
      return;
    }
  g_warning ("no export: %s", error->message);
  say (self, ct_export_words_refusal (error), FALSE);
}

static void
on_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  CtExportWindow *self = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  GtkEditable *words = self->wish.plain ? self->reason_entry : self->passphrase_entry;

  g_clear_object (&self->chooser);
  if (file == NULL)
    return;
  if (path == NULL)
    {
      say (self, _("Only a folder of this computer, or a disk that is plugged in, can take it."), FALSE);
      return;
    }
  say (self, "", TRUE);
  gtk_spinner_start (self->spinner);
  gtk_widget_set_sensitive (self->save_button, FALSE);
  ct_exports_make_async (ct_session_get_exports (self->session), &self->wish, path, gtk_editable_get_text (words), on_made_cb,
                         g_object_ref (self));
}

/* A day may be left out; FALSE, and said, for what is none. */
static gboolean
read_day (CtExportWindow *self, GtkEditable *entry, CtDate *day)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  const char *text = gtk_editable_get_text (entry);

  *day = (CtDate) { 0 };
  if (*text == '\0' || ct_date_parse (text, CT_DATE_PAST, ct_date_of (now), day))
    return TRUE;
  say (self, _("A day as 24/11/2026, or nothing for all of them."), FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  return FALSE;
}

static gboolean
read_words (CtExportWindow *self)
{
  GtkEditable *entry = self->wish.plain ? self->reason_entry : self->passphrase_entry;
  const char *text = gtk_editable_get_text (entry);

  if (self->wish.plain ? ct_export_check_reason (text) : ct_export_check_passphrase (text))
    return TRUE;
  say (self,
       self->wish.plain ? _("Say in a few words why the file is not sealed, and for whom.")
                        : _("A passphrase has twelve characters at the least, and not one again and again."),
       FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  return FALSE;
}

/* Neutral: a name stays in the lists of other programs. */
static char *
file_name (const CtExportWindow *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = g_date_time_format (now, "comptoir-%Y-%m-%d");

  return g_strconcat (name, self->wish.fhir ? ".ndjson" : ".csv", self->wish.plain ? NULL : ".age", NULL);
}

static void
save_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtExportWindow *self = CT_EXPORT_WINDOW (widget);
  g_autofree char *name = NULL;

  self->wish.plain = !gtk_switch_get_active (self->seal_switch);
  self->wish.fhir = adw_combo_row_get_selected (self->format_row) == 1;
  self->wish.days = (guint) gtk_spin_button_get_value_as_int (self->days_spin);
  if (self->chooser != NULL || !read_day (self, self->from_entry, &self->wish.from) || !read_day (self, self->to_entry, &self->wish.to)
      || !read_words (self))
    return;
  name = file_name (self);
  self->chooser = gtk_file_chooser_native_new (_("Save the Results"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen_cb), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* Sealed it wants a passphrase, plain a reason. */
static void
show_seal (CtExportWindow *self)
{
  gboolean sealed = gtk_switch_get_active (self->seal_switch);

  gtk_widget_set_visible (self->passphrase_row, sealed);
  gtk_widget_set_visible (self->reason_row, !sealed);
  say (self, "", TRUE);
}

static void
on_told_cb (CtExportList *list, const char *text, gpointer data)
{
  say (data, text, TRUE);
}

static void
ct_export_window_dispose (GObject *object)
{
  CtExportWindow *self = CT_EXPORT_WINDOW (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_export_window_parent_class)->dispose (object);
}

static void
ct_export_window_class_init (CtExportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_export_window_dispose;
  g_type_ensure (CT_TYPE_EXPORT_LIST);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-export-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, from_entry);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, to_entry);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, format_row);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, seal_row);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, seal_switch);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, passphrase_entry);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, reason_row);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, reason_entry);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, days_spin);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, message_label);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, save_button);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CtExportWindow, list);
  gtk_widget_class_install_action (widget_class, "export.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_export_window_init (CtExportWindow *self)
{
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new (); /* locked memory, wiped */
  char *proposed = ct_exports_propose_passphrase ();

  gtk_widget_init_template (GTK_WIDGET (self));
  ct_name_widget (GTK_WIDGET (self->passphrase_entry), _("Passphrase"));
  gtk_entry_set_buffer (GTK_ENTRY (self->passphrase_entry), buffer);
  gtk_editable_set_text (self->passphrase_entry, proposed);
  explicit_bzero (proposed, strlen (proposed));
  g_free (proposed);
  gtk_spin_button_set_value (self->days_spin, CT_EXPORT_DAYS);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->save_button);
}

/**
 * ct_export_window_new:
 * @session: open
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_export_window_new (GtkWindow *parent, CtSession *session)
{
  CtExportWindow *self = g_object_new (CT_TYPE_EXPORT_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  gtk_widget_set_visible (self->seal_row, ct_people_may (ct_session_get_people (session), CT_ROLE_ADMINISTERS));
  g_signal_connect_swapped (self->seal_switch, "notify::active", G_CALLBACK (show_seal), self);
  g_signal_connect (self->list, "told", G_CALLBACK (on_told_cb), self);
  ct_export_list_set_exports (self->list, ct_session_get_exports (session));
  show_seal (self);
  return GTK_WINDOW (self);
}
