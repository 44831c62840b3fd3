/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is doubtful in a record, a line each, above the line that is read aloud: + says yes to it,
 * any other key takes the bar away and goes on with the form. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-doubt-bar.h"

#include "ct-even-layout.h"
#include "ct-words.h"

#include <glib/gi18n.h>

#define WIDTH_MAX 60 /* characters */

struct _CtDoubtBar
{
  GtkWidget  parent_instance;
  GtkWidget *box;
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (CtDoubtBar, ct_doubt_bar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_ACCEPTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtDoubtBar *self = data;
  /* The key of + and =, with or without Shift, as for a positive. */
  gboolean yes = keyval == GDK_KEY_plus || keyval == GDK_KEY_KP_Add || keyval == GDK_KEY_equal;

  if (!gtk_widget_get_visible (GTK_WIDGET (self)) || keyval == GDK_KEY_Shift_L || keyval == GDK_KEY_Shift_R)
    return FALSE;
  ct_doubt_bar_show (self, NULL);
  if (yes)
    g_signal_emit (self, signals[SIGNAL_ACCEPTED], 0);
  return yes;
}

static void
ct_doubt_bar_dispose (GObject *object)
{
  CtDoubtBar *self = CT_DOUBT_BAR (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_doubt_bar_parent_class)->dispose (object);
}

static void
ct_doubt_bar_class_init (CtDoubtBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_doubt_bar_dispose;
  signals[SIGNAL_ACCEPTED] =
    g_signal_new ("accepted", CT_TYPE_DOUBT_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_css_name (widget_class, "doubt");
}

static void
ct_doubt_bar_init (CtDoubtBar *self)
{
  GtkWidget *key = gtk_label_new ("+");
  GtkWidget *yes = gtk_label_new (_("Send it all the same"));

  GtkWidget *answer = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->box, ct_even_layout_new (6));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_add_css_class (key, "keycap");
  gtk_widget_set_valign (key, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (yes, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), self->label);
  gtk_box_append (GTK_BOX (answer), key);
  gtk_box_append (GTK_BOX (answer), yes);
  gtk_widget_set_halign (answer, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->box), answer);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ct_doubt_bar_listen:
 * @form: whose keys answer; an ancestor of the bar
 */
void
ct_doubt_bar_listen (CtDoubtBar *self, GtkWidget *form)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, 0);
  gtk_widget_add_controller (form, keys);
}

/**
 * ct_doubt_bar_show:
 * @doubts: (nullable) (element-type CtIssue): none takes the bar away
 */
void
ct_doubt_bar_show (CtDoubtBar *self, GPtrArray *doubts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int longest = 0;

  for (guint i = 0; doubts != NULL && i < doubts->len; i++)
    {
      g_autofree char *words = ct_words_issue (g_ptr_array_index (doubts, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", words);
      longest = MAX (longest, (int) g_utf8_strlen (words, -1));
    }
  gtk_label_set_label (GTK_LABEL (self->label), text->str);
  /* With large letters the answer goes below it, before anything is cut. */
  gtk_label_set_width_chars (GTK_LABEL (self->label), MIN (longest, WIDTH_MAX));
  gtk_widget_set_tooltip_text (self->label, text->len > 0 ? text->str : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), text->len > 0);
}
