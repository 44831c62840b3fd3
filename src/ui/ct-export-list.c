/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The files with results that are outside, each until it is gone. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-export-list.h"

#include "ct-button-names.h"
#include "ct-export-words.h"

#include <glib/gi18n.h>

struct _CtExportList
{
  AdwPreferencesGroup  parent_instance;
  CtExports           *exports; /* nullable */
  GPtrArray           *rows;    /* of GtkWidget, one for each */
};

G_DEFINE_FINAL_TYPE (CtExportList, ct_export_list, ADW_TYPE_PREFERENCES_GROUP)

enum
{
  SIGNAL_TOLD, /* a sentence for whoever tried */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtExportList) self = data;
  g_autoptr (GError) error = NULL;

  if (ct_exports_finish (CT_EXPORTS (source), result, NULL, &error))
    {
      g_signal_emit (self, signals[SIGNAL_TOLD], 0, _("It is off the list."));
      return;
    }
  g_warning ("a file outside is not ended: %s", error->message);
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, ct_export_words_refusal (error));
}

static void
on_end_cb (GtkButton *button, gpointer data)
{
  CtExportList *self = data;
  CtUuid uuid;

  if (ct_uuid_parse (g_object_get_data (G_OBJECT (button), "uuid"), &uuid))
    ct_exports_end_async (self->exports, &uuid, g_object_get_data (G_OBJECT (button), "erase") != NULL, on_ended_cb, g_object_ref (self));
}

/* @spoken: for who does not see the row it stands in */
static void
add_button (CtExportList *self, GtkWidget *row, const CtExport *export, const char *label, const char *spoken, gboolean erase)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (!erase)
    gtk_widget_add_css_class (button, "flat");
  ct_button_names_set (button, spoken);
  g_object_set_data_full (G_OBJECT (button), "uuid", ct_uuid_format (&export->uuid), g_free);
  g_object_set_data (G_OBJECT (button), "erase", erase ? self : NULL);
  g_signal_connect (button, "clicked", G_CALLBACK (on_end_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_row (CtExportList *self, const CtExport *export)
{
  GtkWidget *row = adw_action_row_new ();
  gboolean due = ct_exports_is_due (self->exports, export);
  g_autofree char *what = ct_export_words_what (export);
  g_autofree char *until = ct_export_words_until (export, due);
  g_autofree char *name = g_path_get_basename (export->path);
  g_autofree char *gone = g_strdup_printf (_("%s is gone already"), name);
  g_autofree char *erase = g_strdup_printf (_("Erase %s"), name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), what);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), until);
  gtk_widget_set_tooltip_text (row, export->path);
  if (due)
    adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "dialog-warning-symbolic");
  add_button (self, row, export, _("It Is _Gone"), gone, FALSE);
  add_button (self, row, export, _("_Erase"), erase, TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
show (CtExportList *self)
{
  GPtrArray *list = ct_exports_get_list (self->exports);

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < list->len; i++)
    add_row (self, g_ptr_array_index (list, i));
  gtk_widget_set_visible (GTK_WIDGET (self), list->len > 0);
}

static void
ct_export_list_dispose (GObject *object)
{
  CtExportList *self = CT_EXPORT_LIST (object);

  g_clear_object (&self->exports);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ct_export_list_parent_class)->dispose (object);
}

static void
ct_export_list_class_init (CtExportListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_export_list_dispose;
  signals[SIGNAL_TOLD] = g_signal_new ("told", CT_TYPE_EXPORT_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_export_list_init (CtExportList *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ct_export_list_set_exports:
 *
 * Once.
 */
void
ct_export_list_set_exports (CtExportList *self, CtExports *exports)
{
  self->exports = g_object_ref (exports);
  g_signal_connect_object (exports, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);
}
