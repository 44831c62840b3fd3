/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Records out of a file: which file, what was found in it, what is wrong with which row, and
 * what is let in. Until the last button nothing is. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-import-window.h"

#include "ct-clock.h"
#include "ct-import-words.h"
#include "ct-one-stop.h"
#include "ct-words.h"

#include <glib/gi18n.h>

#define TICK_MS 100

struct _CtImportWindow
{
  AdwWindow       parent_instance;
  AdwActionRow   *file_row;
  GtkWidget      *choose_button;
  GtkWidget      *template_button;
  GtkWidget      *ready_row;
  GtkLabel       *ready_label;
  GtkWidget      *mend_row;
  GtkLabel       *mend_label;
  GtkSwitch      *mend_switch;
  GtkWidget      *declared_row;
  GtkLabel       *declared_label;
  GtkSwitch      *declared_switch;
  GtkWidget      *here_row;
  GtkLabel       *here_label;
  GtkLabel       *message_label;
  GtkProgressBar *progress_bar;
  GtkWidget      *take_button;
  GtkWidget      *faults_group;
  GtkWidget      *mark_button;
  GtkListView    *faults;
  CtSession      *session;
  CtImport       *import;      /* nullable: nothing was read yet */
  GCancellable   *cancellable; /* nullable: while something is read */
  guint           tick_id;
  GtkFileChooserNative *chooser; /* nullable: while it is shown */
};

G_DEFINE_FINAL_TYPE (CtImportWindow, ct_import_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_IMPORTED, /* (guint): how many came in */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
say (CtImportWindow *self, const char *text, gboolean good)
{
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->message_label), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->message_label), "error");
  gtk_label_set_label (self->message_label, text);
}

/* ---- what is wrong ---- */

static GListModel *
list_faults (CtBatch *batch)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < ct_batch_get_n_items (batch); i++)
    {
      const CtBatchItem *item = ct_batch_get_item (batch, i);

      for (guint n = 0; item->fate == CT_BATCH_TO_MEND && n < item->issues->len; n++)
        if (ct_batch_item_is_error (item, g_ptr_array_index (item->issues, n)))
          gtk_string_list_take (list, ct_import_words_fault (item, g_ptr_array_index (item->issues, n)));
    }
  return G_LIST_MODEL (list);
}

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "import-fault");
  gtk_list_item_set_child (item, label);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkStringObject *text = gtk_list_item_get_item (item);
  GtkWidget *label = gtk_list_item_get_child (item);

  gtk_label_set_label (GTK_LABEL (label), gtk_string_object_get_string (text));
  /* The list's own widget has the keys, and no name at GTK 4.8. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_string_object_get_string (text), -1);
}

/* ---- what was found ---- */

static CtImportWish
wish_of (CtImportWindow *self)
{
  return (gtk_switch_get_active (self->mend_switch) ? CT_IMPORT_TO_MEND : 0) | (gtk_switch_get_active (self->declared_switch) ? CT_IMPORT_DECLARED : 0);
}

static guint
count (CtImportWindow *self, CtBatchFate fate)
{
  return self->import != NULL ? ct_batch_count (ct_import_get_batch (self->import), fate) : 0;
}

static void
show_count (GtkWidget *row, GtkLabel *label, guint n)
{
  g_autofree char *text = g_strdup_printf ("%u", n);

  gtk_label_set_label (label, text);
  gtk_widget_set_visible (row, n > 0);
}

static void
show_button (CtImportWindow *self)
{
  CtImportWish wish = wish_of (self);
  guint n = count (self, CT_BATCH_READY) + ((wish & CT_IMPORT_TO_MEND) != 0 ? count (self, CT_BATCH_TO_MEND) : 0)
            + ((wish & CT_IMPORT_DECLARED) != 0 ? count (self, CT_BATCH_DECLARED) : 0);
  g_autofree char *label = g_strdup_printf (g_dngettext (NULL, "_Import %u record", "_Import %u records", n), n);

  gtk_button_set_label (GTK_BUTTON (self->take_button), n > 0 ? label : _("_Import"));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.take", n > 0 && self->cancellable == NULL);
}

static void
show_import (CtImportWindow *self)
{
  CtBatch *batch = ct_import_get_batch (self->import);
  g_autoptr (GListModel) faults = list_faults (batch);
  g_autoptr (GtkSelectionModel) selection = GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (faults)));
  g_autofree char *ignored = ct_import_words_ignored (batch);

  gtk_switch_set_active (self->mend_switch, FALSE);
  gtk_switch_set_active (self->declared_switch, FALSE);
  show_count (self->ready_row, self->ready_label, count (self, CT_BATCH_READY));
  gtk_widget_set_visible (self->ready_row, TRUE);
  show_count (self->mend_row, self->mend_label, count (self, CT_BATCH_TO_MEND));
  show_count (self->declared_row, self->declared_label, count (self, CT_BATCH_DECLARED));
  show_count (self->here_row, self->here_label, count (self, CT_BATCH_HERE) + count (self, CT_BATCH_TWICE));
  gtk_list_view_set_model (self->faults, selection);
  gtk_widget_set_visible (self->faults_group, g_list_model_get_n_items (faults) > 0);
  gtk_widget_set_visible (self->mark_button, ct_import_is_table (self->import));
  say (self, ignored, TRUE);
  show_button (self);
  gtk_widget_grab_focus (gtk_widget_get_sensitive (self->take_button) ? self->take_button : self->choose_button);
}

/* ---- reading ---- */

static gboolean
tick_cb (gpointer data)
{
  CtImportWindow *self = data;

  gtk_progress_bar_set_fraction (self->progress_bar, ct_imports_get_progress (ct_session_get_imports (self->session)));
  return G_SOURCE_CONTINUE;
}

static void
set_reading (CtImportWindow *self, gboolean reading)
{
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->cancellable);
  if (reading)
    {
      self->cancellable = g_cancellable_new ();
      self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
      tick_cb (self);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), reading);
  show_button (self);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtImportWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  CtImport *import = ct_imports_read_finish (CT_IMPORTS (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the window is closed, or reads another */
  set_reading (self, FALSE);
  if (import != NULL)
    {
      g_clear_pointer (&self->import, ct_import_unref);
      self->import = import;
      show_import (self);
      return;
    }
  words = ct_import_words_refusal (error);
  say (self, words, FALSE);
}

/**
 * ct_import_window_read:
 * @file: looked at; nothing of it is let in by that
 */
void
ct_import_window_read (CtImportWindow *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file), *name = g_file_get_basename (file);

  if (path == NULL)
    {
      say (self, _("Only a file of this computer, or of a disk that is plugged in, can be read."), FALSE);
      return;
    }
  g_cancellable_cancel (self->cancellable);
  g_clear_pointer (&self->import, ct_import_unref);
  adw_action_row_set_subtitle (self->file_row, name);
  gtk_widget_set_visible (self->faults_group, FALSE);
  say (self, "", TRUE);
  set_reading (self, TRUE);
  ct_imports_read_async (ct_session_get_imports (self->session), path, self->cancellable, on_read_cb, g_object_ref (self));
}

static void
on_file_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  CtImportWindow *self = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    ct_import_window_read (self, file);
}

static void
choose (CtImportWindow *self, const char *title, const char *name, GCallback chosen)
{
  GtkFileChooserAction action = name != NULL ? GTK_FILE_CHOOSER_ACTION_SAVE : GTK_FILE_CHOOSER_ACTION_OPEN;

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, NULL, NULL);
  if (name != NULL)
    gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), name);
  g_signal_connect_object (self->chooser, "response", chosen, self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
choose_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (CT_IMPORT_WINDOW (widget), _("Open a Table or FHIR"), NULL, G_CALLBACK (on_file_chosen_cb));
}

/* ---- writing: the template, and the table with its errors ---- */

static void
on_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtImportWindow) self = data;
  g_autofree char *name = g_file_get_basename (G_FILE (source)), *words = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      words = g_strdup_printf (_("Saved: %s."), name);
      say (self, words, TRUE);
      return;
    }
  g_warning ("a table could not be written: %s", error->message);
  say (self, _("The file cannot be written or erased there: choose another folder, or free some space."), FALSE);
}

static void
write_to (CtImportWindow *self, GtkNativeDialog *chooser, int response, GBytes *bytes)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;

  g_clear_object (&self->chooser);
  if (file != NULL)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                         on_written_cb, g_object_ref (self));
}

static void
on_template_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (GBytes) bytes = NULL;
  GString *text = g_string_new (NULL);

  ct_sheet_append_template (text, g_str_has_prefix (g_get_language_names ()[0], "fr"), now);
  bytes = g_string_free_to_bytes (text);
  write_to (data, chooser, response, bytes);
}

static void
template_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  choose (CT_IMPORT_WINDOW (widget), _("Save the Template"), "comptoir.csv", G_CALLBACK (on_template_chosen_cb));
}

static void
on_mark_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  CtImportWindow *self = data;
  g_autoptr (GBytes) bytes = ct_import_mark (self->import, ct_words_issue);

  write_to (self, chooser, response, bytes);
}

static void
mark_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtImportWindow *self = CT_IMPORT_WINDOW (widget);

  if (self->import != NULL && ct_import_is_table (self->import))
    choose (self, _("Save the Table with Its Errors"), "comptoir-errors.csv", G_CALLBACK (on_mark_chosen_cb));
}

/* ---- letting in ---- */

static void
on_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtImportWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  guint n;

  if (ct_imports_finish (CT_IMPORTS (source), result, &n, &error))
    {
      g_signal_emit (self, signals[SIGNAL_IMPORTED], 0, n);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  g_warning ("nothing was imported: %s", error->message);
  words = ct_import_words_refusal (error);
  say (self, words, FALSE);
  show_button (self);
}

static void
take_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtImportWindow *self = CT_IMPORT_WINDOW (widget);

  if (self->import == NULL)
    return;
  gtk_widget_action_set_enabled (widget, "import.take", FALSE); /* once */
  ct_imports_take_async (ct_session_get_imports (self->session), self->import, wish_of (self), on_taken_cb, g_object_ref (self));
}

/* ---- object ---- */

static void
ct_import_window_dispose (GObject *object)
{
  CtImportWindow *self = CT_IMPORT_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->chooser);
  g_clear_pointer (&self->import, ct_import_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_import_window_parent_class)->dispose (object);
}

static void
ct_import_window_class_init (CtImportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_import_window_dispose;
  signals[SIGNAL_IMPORTED] = g_signal_new ("imported", CT_TYPE_IMPORT_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-import-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, file_row);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, choose_button);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, template_button);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, ready_row);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, ready_label);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, mend_row);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, mend_label);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, mend_switch);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, declared_row);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, declared_label);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, declared_switch);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, here_row);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, here_label);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, message_label);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, take_button);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, faults_group);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, mark_button);
  gtk_widget_class_bind_template_child (widget_class, CtImportWindow, faults);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "import.template", NULL, template_action);
  gtk_widget_class_install_action (widget_class, "import.mark", NULL, mark_action);
  gtk_widget_class_install_action (widget_class, "import.take", NULL, take_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_import_window_init (CtImportWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  gtk_list_view_set_factory (self->faults, factory);
  ct_one_stop (GTK_WIDGET (self->faults));
  g_object_unref (factory);
  g_signal_connect_swapped (self->mend_switch, "notify::active", G_CALLBACK (show_button), self);
  g_signal_connect_swapped (self->declared_switch, "notify::active", G_CALLBACK (show_button), self);
}

/**
 * ct_import_window_new:
 * @session: open
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_import_window_new (GtkWindow *parent, CtSession *session)
{
  CtImportWindow *self = g_object_new (CT_TYPE_IMPORT_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  gtk_widget_set_visible (self->ready_row, FALSE);
  gtk_widget_set_visible (self->mend_row, FALSE);
  gtk_widget_set_visible (self->declared_row, FALSE);
  gtk_widget_set_visible (self->here_row, FALSE);
  show_button (self);
  gtk_window_set_focus (GTK_WINDOW (self), self->choose_button);
  return GTK_WINDOW (self);
}
