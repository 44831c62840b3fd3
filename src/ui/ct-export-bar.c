/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* There while a file with results outside is past its day: it stays until that one is gone. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-export-bar.h"

#include <glib/gi18n.h>

struct _CtExportBar
{
  GtkWidget  parent_instance;
  GtkWidget *box;
  GtkLabel  *label;
};

G_DEFINE_FINAL_TYPE (CtExportBar, ct_export_bar, GTK_TYPE_WIDGET)

static void
on_changed_cb (CtExports *exports, gpointer data)
{
  CtExportBar *self = data;
  guint due = ct_exports_count_due (exports);
  g_autofree char *text = g_strdup_printf (g_dngettext (NULL, "%u file with results is past its day: erase it.",
                                                        "%u files with results are past their day: erase them.", due),
                                           due);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_visible (GTK_WIDGET (self), due > 0);
}

static void
ct_export_bar_dispose (GObject *object)
{
  g_clear_pointer (&CT_EXPORT_BAR (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_export_bar_parent_class)->dispose (object);
}

static void
ct_export_bar_class_init (CtExportBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_export_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
ct_export_bar_init (CtExportBar *self)
{
  GtkWidget *image = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *button = gtk_button_new_with_mnemonic (_("S_how"));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.export");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->box, "banner");
  gtk_box_append (GTK_BOX (self->box), image);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (self->box), button);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ct_export_bar_set_exports:
 *
 * Once.
 */
void
ct_export_bar_set_exports (CtExportBar *self, CtExports *exports)
{
  g_signal_connect_object (exports, "changed", G_CALLBACK (on_changed_cb), self, 0);
  on_changed_cb (exports, self);
}
