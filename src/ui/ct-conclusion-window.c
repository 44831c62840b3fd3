/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What became of a record whose fate the service does not tell: somebody looked, and says
 * that it is there, or gives it up; why, either way. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-conclusion-window.h"

#include "ct-name-widget.h"
#include "ct-words.h"

#include <glib/gi18n.h>

struct _CtConclusionWindow
{
  AdwWindow            parent_instance;
  AdwPreferencesGroup *group;
  AdwActionRow        *answer_row;
  GtkLabel            *why_label;
  GtkEditable         *why_entry;
  CtSession           *session;
  CtRow               *row;
};

G_DEFINE_FINAL_TYPE (CtConclusionWindow, ct_conclusion_window, ADW_TYPE_WINDOW)

/* Returns: (transfer full): "" while there is none */
static char *
why_of (CtConclusionWindow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->why_entry)));
}

static void
on_changed_cb (GtkEditable *editable, gpointer data)
{
  CtConclusionWindow *self = data;
  g_autofree char *why = why_of (self);
  gboolean good = *why != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conclusion.seen", good);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conclusion.give-up", good);
}

static void
conclude_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtConclusionWindow *self = CT_CONCLUSION_WINDOW (widget);
  g_autofree char *why = why_of (self);

  ct_desk_conclude (ct_session_get_desk (self->session), self->row, g_str_equal (action, "conclusion.seen"), why);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ct_conclusion_window_dispose (GObject *object)
{
  CtConclusionWindow *self = CT_CONCLUSION_WINDOW (object);

  g_clear_pointer (&self->row, ct_row_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_conclusion_window_parent_class)->dispose (object);
}

static void
ct_conclusion_window_class_init (CtConclusionWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_conclusion_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-conclusion-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtConclusionWindow, group);
  gtk_widget_class_bind_template_child (widget_class, CtConclusionWindow, answer_row);
  gtk_widget_class_bind_template_child (widget_class, CtConclusionWindow, why_label);
  gtk_widget_class_bind_template_child (widget_class, CtConclusionWindow, why_entry);
  gtk_widget_class_install_action (widget_class, "conclusion.seen", NULL, conclude_action);
  gtk_widget_class_install_action (widget_class, "conclusion.give-up", NULL, conclude_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_conclusion_window_init (CtConclusionWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_name_widget (GTK_WIDGET (self->why_entry), gtk_label_get_label (self->why_label));
  g_signal_connect (self->why_entry, "changed", G_CALLBACK (on_changed_cb), self);
  on_changed_cb (self->why_entry, self);
}

/**
 * ct_conclusion_window_new:
 * @session: open
 * @row: ct_desk_may_conclude()
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_conclusion_window_new (GtkWindow *parent, CtSession *session, CtRow *row)
{
  CtConclusionWindow *self = g_object_new (CT_TYPE_CONCLUSION_WINDOW, "transient-for", parent, NULL);
  g_autofree char *name = ct_words_name (row->entry);
  g_autofree char *spoken = NULL;

  self->session = g_object_ref (session);
  self->row = ct_row_ref (row);
  adw_preferences_group_set_title (self->group, name);
  adw_action_row_set_subtitle (self->answer_row, row->cause);
  spoken = g_strjoin (", ", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self->answer_row)), row->cause, NULL);
  ct_name_widget (GTK_WIDGET (self->answer_row), spoken);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->why_entry));
  return GTK_WINDOW (self);
}
