/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Help where the cursor is: what the field wants, why it is asked, and what is wrong now. The
 * next key takes it away. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-help-bubble.h"

#include "ct-help-words.h"

#define WIDTH 46 /* characters: what is read in a glance */

struct _CtHelpBubble
{
  GtkPopover          parent_instance;
  GtkWidget          *box;
  GtkEventController *keys; /* unowned: of the window */
};

G_DEFINE_FINAL_TYPE (CtHelpBubble, ct_help_bubble, GTK_TYPE_POPOVER)

/* Any key takes it away; F1 and Escape do nothing else, and every other one is typed where
 * the cursor is. */
static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  gtk_popover_popdown (data);
  return keyval == GDK_KEY_F1 || keyval == GDK_KEY_Escape;
}

static gboolean
gone_cb (gpointer data)
{
  if (gtk_widget_get_parent (data) != NULL)
    gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

/* Not within its own signal. */
static void
on_closed_cb (GtkPopover *popover, gpointer data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, gone_cb, g_object_ref (popover), g_object_unref);
}

/* Once it has a parent, its window's keys are its own. */
static void
ct_help_bubble_root (GtkWidget *widget)
{
  CtHelpBubble *self = CT_HELP_BUBBLE (widget);
  GtkWidget *window;

  GTK_WIDGET_CLASS (ct_help_bubble_parent_class)->root (widget);
  window = GTK_WIDGET (gtk_widget_get_root (widget));
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self->keys, "key-pressed", G_CALLBACK (on_key_cb), self, 0);
  g_signal_connect_object (window, "notify::focus-widget", G_CALLBACK (gtk_popover_popdown), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (window, self->keys);
}

static void
ct_help_bubble_unroot (GtkWidget *widget)
{
  CtHelpBubble *self = CT_HELP_BUBBLE (widget);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));

  g_signal_handlers_disconnect_by_data (window, self);
  gtk_widget_remove_controller (window, self->keys);
  GTK_WIDGET_CLASS (ct_help_bubble_parent_class)->unroot (widget);
}

static void
ct_help_bubble_class_init (CtHelpBubbleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->root = ct_help_bubble_root;
  widget_class->unroot = ct_help_bubble_unroot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
ct_help_bubble_init (CtHelpBubble *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (self->box, "help");
  gtk_popover_set_child (GTK_POPOVER (self), self->box);
  gtk_popover_set_autohide (GTK_POPOVER (self), FALSE); /* the cursor stays where it is */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "closed", G_CALLBACK (on_closed_cb), NULL);
}

static void
add_line (CtHelpBubble *self, const char *text, const char *css_class)
{
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (self->box), label);
}

/**
 * ct_help_bubble_new:
 * @title: of the field
 * @message: (nullable): what is wrong with its answer
 *
 * Returns: (transfer floating): for a parent; it leaves that by itself once it is closed
 */
GtkWidget *
ct_help_bubble_new (CtField field, const char *title, const char *message)
{
  CtHelpBubble *self = g_object_new (CT_TYPE_HELP_BUBBLE, NULL);
  g_autofree char *spoken = NULL;
  const char *why;
  const char *what = ct_help_words (field, &why);

  add_line (self, title, "heading");
  add_line (self, message, "error");
  add_line (self, what, NULL);
  add_line (self, why, "dim-label");
  spoken = g_strjoin (" ", title, message != NULL ? message : "", what, why, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return GTK_WIDGET (self);
}
