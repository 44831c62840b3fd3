/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a screen reader says of a drop-down list of words. GTK 4.8 gives its name to the list,
 * while the keys are with the button in it, and then with lines that have none. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-drop-down.h"

#include "ct-name-widget.h"

static const char *
word_at (GtkDropDown *self, guint position)
{
  return gtk_string_list_get_string (GTK_STRING_LIST (gtk_drop_down_get_model (self)), position);
}

static void
name_button (GtkDropDown *self)
{
  const char *word = word_at (self, gtk_drop_down_get_selected (self));
  g_autofree char *spoken = g_strjoin (", ", g_object_get_data (G_OBJECT (self), "ct-name"), word, NULL);

  ct_name_widget (gtk_widget_get_first_child (GTK_WIDGET (self)), spoken);
  ct_name_widget (GTK_WIDGET (self), spoken); /* which has the keys itself from GTK 4.10 on */
}

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_list_item_get_child (item), *line = gtk_widget_get_parent (label);
  const char *word = gtk_string_object_get_string (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (label), word);
  if (line != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

/**
 * ct_drop_down_set_name:
 * @self: of a #GtkStringList
 * @name: what is chosen by it
 */
void
ct_drop_down_set_name (GtkDropDown *self, const char *name)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  gtk_drop_down_set_factory (self, factory);
  g_object_set_data_full (G_OBJECT (self), "ct-name", g_strdup (name), g_free);
  g_signal_connect (self, "notify::selected", G_CALLBACK (name_button), NULL);
  name_button (self);
}
