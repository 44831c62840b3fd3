/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The one line at the bottom that tells the truth. While something waits, its
 * age is counted on; otherwise nothing wakes the machine up. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-status-bar.h"

#include "ct-clock.h"
#include "ct-words.h"

#define AGE_S 20 /* how often an age is looked at again */

struct _CtStatusBar
{
  GtkWidget  parent_instance;
  GtkWidget *label;
  CtStatus  *status; /* nullable */
  guint      age_id;
};

G_DEFINE_FINAL_TYPE (CtStatusBar, ct_status_bar, GTK_TYPE_WIDGET)

static gboolean
age_cb (gpointer data);

static void
show (CtStatusBar *self)
{
  const CtStatusFigures *figures = ct_status_get (self->status);
  g_autofree char *line = ct_words_status (figures, ct_clock_now_ms ());

  gtk_label_set_label (GTK_LABEL (self->label), line);
  if (figures->unsent > 0 && self->age_id == 0)
    self->age_id = g_timeout_add_seconds (AGE_S, age_cb, self);
  else if (figures->unsent == 0)
    g_clear_handle_id (&self->age_id, g_source_remove);
}

static gboolean
age_cb (gpointer data)
{
  CtStatusBar *self = data;

  self->age_id = 0;
  show (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (CtStatus *status, gpointer data)
{
  show (data);
}

static void
ct_status_bar_dispose (GObject *object)
{
  CtStatusBar *self = CT_STATUS_BAR (object);

  g_clear_handle_id (&self->age_id, g_source_remove);
  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (self->status, self);
  g_clear_object (&self->status);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_status_bar_parent_class)->dispose (object);
}

static void
ct_status_bar_class_init (CtStatusBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_status_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "statusline");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
ct_status_bar_init (CtStatusBar *self)
{
  self->label = gtk_label_new ("");
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

void
ct_status_bar_set_status (CtStatusBar *self, CtStatus *status)
{
  g_return_if_fail (self->status == NULL);

  self->status = g_object_ref (status);
  g_signal_connect (status, "changed", G_CALLBACK (on_changed_cb), self);
  show (self);
}
