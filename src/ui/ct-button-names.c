/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a screen reader calls a button. GTK 4.8 names one that has a mnemonic twice, the first
 * time with its underscore ("_Next Next"), and one with a picture alone or a label of its own,
 * as there are in GTK's and libadwaita's windows, by its class; with GTK 4.18 a menu's items
 * have no name. All are mended as they come onto the screen, wherever they are made. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-button-names.h"

#include "ct-name-widget.h"

#include <glib/gi18n.h>

#define NAMED "ct-named" /* it has a name of its own */

/* Returns: (transfer none) (nullable): what a picture alone stands for, or a label of its own says */
static const char *
meaning (GtkButton *button)
{
  static const struct
  {
    const char *icon;
    const char *name;
  } icons[] = {
    { "window-close-symbolic", N_("Close") },
    { "go-previous-symbolic", N_("Back") },
    { "edit-find-symbolic", N_("Search") },
  };
  const char *tooltip = gtk_widget_get_tooltip_text (GTK_WIDGET (button));
  const char *icon = gtk_button_get_icon_name (button);
  GtkWidget *child = gtk_button_get_child (button);

  if (GTK_IS_LABEL (child) && gtk_button_get_label (button) == NULL)
    return gtk_label_get_text (GTK_LABEL (child));
  if (icon != NULL && tooltip != NULL)
    return tooltip;
  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_strcmp0 (icon, icons[i].icon) == 0)
      return _(icons[i].name);
  return NULL;
}

/* The words alone name it then. */
static void
on_label_cb (GtkButton *button)
{
  if (gtk_button_get_label (button) != NULL && gtk_button_get_use_underline (button))
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

/* A menu's item has none of its own with GTK 4.18. */
static void
name_item (GtkWidget *item)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) parts = NULL;
  g_autofree char *name = NULL;

  g_object_get (item, "text", &text, NULL);
  if (text == NULL)
    return;
  parts = g_strsplit (text, "_", -1);
  name = g_strjoinv ("", parts);
  ct_name_widget (item, name);
}

static gboolean
on_map_cb (GSignalInvocationHint *hint, guint n, const GValue *values, gpointer data)
{
  GtkButton *button = g_value_get_object (&values[0]);

  if (g_str_equal (G_OBJECT_TYPE_NAME (button), "GtkModelButton"))
    name_item (GTK_WIDGET (button));
  if (!GTK_IS_BUTTON (button) || g_object_get_data (G_OBJECT (button), NAMED) != NULL)
    return G_SOURCE_CONTINUE;
  if (meaning (button) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, meaning (button), -1);
  else if (gtk_button_get_use_underline (button))
    {
      g_signal_handlers_disconnect_by_func (button, on_label_cb, NULL);
      g_signal_connect (button, "notify::label", G_CALLBACK (on_label_cb), NULL);
      on_label_cb (button);
    }
  return G_SOURCE_CONTINUE;
}

/**
 * ct_button_names_set:
 * @name: what the button does, and to what, where its words are those of others beside it
 */
void
ct_button_names_set (GtkWidget *button, const char *name)
{
  g_object_set_data (G_OBJECT (button), NAMED, GINT_TO_POINTER (TRUE));
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/**
 * ct_button_names_mend:
 *
 * Of every button from now on. Once.
 */
void
ct_button_names_mend (void)
{
  GTypeClass *klass = g_type_class_ref (GTK_TYPE_WIDGET); /* which makes its signals */

  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_map_cb, NULL, NULL);
  g_type_class_unref (klass);
}
