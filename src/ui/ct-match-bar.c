/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Known patients that what is typed may mean, numbered 1 to 9: the digit picks, or
 * a click. Not in the way of Tab. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-match-bar.h"

#include "ct-words.h"

#include <glib/gi18n.h>

#define COLUMNS     3
#define MAX_MATCHES 9

struct _CtMatchBar
{
  GtkWidget  parent_instance;
  GtkWidget *grid;
  GPtrArray *patients; /* of CtEntry, those shown */
};

G_DEFINE_FINAL_TYPE (CtMatchBar, ct_match_bar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_PICKED, /* (CtEntry) */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_clicked_cb (GtkButton *button, gpointer data)
{
  ct_match_bar_pick (data, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number")));
}

static GtkWidget *
new_match (CtMatchBar *self, guint number, const CtEntry *patient)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *key = gtk_label_new (NULL);
  GtkWidget *label = gtk_label_new (NULL);
  g_autofree char *digit = g_strdup_printf ("%u", number);
  g_autofree char *name = ct_words_name (patient);
  g_autofree char *text = g_strjoin (", ", name, ct_entry_get (patient, CT_FIELD_BIRTH_DATE), NULL);
  g_autofree char *spoken = g_strdup_printf ("%u: %s", number, text);

  gtk_label_set_label (GTK_LABEL (key), digit);
  gtk_widget_add_css_class (key, "keycap");
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), key);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_set_focusable (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data (G_OBJECT (button), "number", GUINT_TO_POINTER (number));
  g_signal_connect (button, "clicked", G_CALLBACK (on_clicked_cb), self);
  return button;
}

static void
ct_match_bar_dispose (GObject *object)
{
  CtMatchBar *self = CT_MATCH_BAR (object);

  g_clear_pointer (&self->patients, g_ptr_array_unref);
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_match_bar_parent_class)->dispose (object);
}

static void
ct_match_bar_class_init (CtMatchBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_match_bar_dispose;
  signals[SIGNAL_PICKED] = g_signal_new ("picked", CT_TYPE_MATCH_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "matches");
}

static void
ct_match_bar_init (CtMatchBar *self)
{
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Known patients"), -1);
}

/**
 * ct_match_bar_show:
 * @patients: (nullable) (element-type CtEntry): at most nine; none hides the bar
 */
void
ct_match_bar_show (CtMatchBar *self, GPtrArray *patients)
{
  GtkWidget *child;
  guint n = patients != NULL ? MIN (patients->len, MAX_MATCHES) : 0;

  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
  g_clear_pointer (&self->patients, g_ptr_array_unref);
  if (n > 0)
    self->patients = g_ptr_array_ref (patients);
  for (guint i = 0; i < n; i++)
    gtk_grid_attach (GTK_GRID (self->grid), new_match (self, i + 1, g_ptr_array_index (patients, i)), (int) (i % COLUMNS),
                     (int) (i / COLUMNS), 1, 1);
  /* Three columns always, so that one match is not as wide as the bar. */
  for (guint i = n; n > 0 && i < COLUMNS; i++)
    gtk_grid_attach (GTK_GRID (self->grid), gtk_label_new (NULL), (int) i, 0, 1, 1);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

/**
 * ct_match_bar_pick:
 * @number: from 1
 *
 * Returns: FALSE when there is no such match
 */
gboolean
ct_match_bar_pick (CtMatchBar *self, guint number)
{
  g_autoptr (CtEntry) patient = NULL;

  if (self->patients == NULL || number < 1 || number > MIN (self->patients->len, MAX_MATCHES))
    return FALSE;
  patient = ct_entry_ref (g_ptr_array_index (self->patients, number - 1));
  ct_match_bar_show (self, NULL);
  g_signal_emit (self, signals[SIGNAL_PICKED], 0, patient);
  return TRUE;
}
