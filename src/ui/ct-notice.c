/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A word about what was just done, at the foot of the worklist for a few seconds. It has its
 * own place there: nothing of the form is ever under it, at whatever size of text. The newest
 * takes the place of the one before, at a counter's pace.
 *
 * Not AdwToast: it lies over the form, cuts its words off at twice the text size, and with
 * libadwaita 1.2 one that gives way to another while it fades ends the program. */

#include "config.h"

#include "ct-notice.h"

#include "ct-button-names.h"

struct _CtNotice
{
  GtkWidget  parent_instance;
  GtkWidget *box;
  GtkLabel  *label;
  GtkWidget *button;
  guint      id; /* until it goes */
};

G_DEFINE_FINAL_TYPE (CtNotice, ct_notice, GTK_TYPE_WIDGET)

static gboolean
gone_cb (gpointer data)
{
  CtNotice *self = data;

  self->id = 0;
  ct_notice_hide (self);
  return G_SOURCE_REMOVE;
}

static void
ct_notice_dispose (GObject *object)
{
  CtNotice *self = CT_NOTICE (object);

  g_clear_handle_id (&self->id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_notice_parent_class)->dispose (object);
}

static void
ct_notice_class_init (CtNoticeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_notice_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "notice");
}

static void
ct_notice_init (CtNotice *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, "wrap", TRUE, "wrap-mode", PANGO_WRAP_WORD_CHAR,
                              "xalign", 0.0, "width-chars", 10, "max-width-chars", 24, NULL);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->label));
  self->button = g_object_new (GTK_TYPE_BUTTON, "use-underline", TRUE, "halign", GTK_ALIGN_END, NULL);
  gtk_box_append (GTK_BOX (self->box), self->button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
show (CtNotice *self, const char *words, guint seconds)
{
  g_clear_handle_id (&self->id, g_source_remove);
  gtk_label_set_label (self->label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  self->id = g_timeout_add_seconds (seconds, gone_cb, self);
}

/**
 * ct_notice_tell:
 * @seconds: until it goes by itself
 */
void
ct_notice_tell (CtNotice *self, const char *words, guint seconds)
{
  gtk_widget_set_visible (self->button, FALSE);
  show (self, words, seconds);
}

/**
 * ct_notice_offer:
 * @label: of a button, with its mnemonic
 * @action: what it does; a key does it, too
 */
void
ct_notice_offer (CtNotice *self, const char *words, const char *label, const char *action, guint seconds)
{
  gtk_button_set_label (GTK_BUTTON (self->button), label);
  ct_button_names_set (self->button, gtk_label_get_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->button)))));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), action);
  gtk_widget_set_visible (self->button, TRUE);
  show (self, words, seconds);
}

/**
 * ct_notice_hide:
 *
 * At once, and its words with it.
 */
void
ct_notice_hide (CtNotice *self)
{
  g_clear_handle_id (&self->id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_label_set_label (self->label, "");
}
