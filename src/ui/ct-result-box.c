/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The result: four buttons, each with the letter that presses it while the
 * cursor is here. Nothing is chosen beforehand. Colour only together with the
 * word. Tab sees one stop; the arrows go through the four.
 *
 * One key that slipped must not tell a person they are positive: P only asks,
 * and + says yes, far from the P, never repeated by a finger that stays down.
 * Until then no result is chosen at all, an earlier one included, so validating
 * in between is refused and not sent as something else. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-result-box.h"

#include "ct-even-layout.h"
#include "ct-field.h"
#include "ct-words.h"

#include <glib/gi18n.h>

#define N_RESULTS 4
#define POSITIVE  1 /* its place in results */

/* The letters of the forms' code list: N, P, I, X. The same in both languages. */
static const struct
{
  const char *code;
  const char *key;
  guint       keyval;
} results[N_RESULTS] = {
  { "negative", "N", GDK_KEY_n },
  { "positive", "P", GDK_KEY_p },
  { "inconclusive", "I", GDK_KEY_i },
  { "unreadable", "X", GDK_KEY_x },
};

struct _CtResultBox
{
  GtkWidget  parent_instance;
  GtkWidget *buttons[N_RESULTS];
  char      *name;          /* nullable: of several boxes, what this one is about */
  GtkWidget *positive_key;  /* the two labels that change while it is asked for */
  GtkWidget *positive_word;
  gboolean   asking;        /* P was typed, + was not yet */
  gboolean   setting;
};

G_DEFINE_FINAL_TYPE (CtResultBox, ct_result_box, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,  /* the user changed the result */
  SIGNAL_ENTERED, /* the cursor came */
  SIGNAL_DONE,    /* Return */
  SIGNAL_ASKED,   /* + is awaited, or not any more */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static int
active_index (CtResultBox *self)
{
  for (int i = 0; i < N_RESULTS; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->buttons[i])))
      return i;
  return -1;
}

static void
set_tab_stop (CtResultBox *self, int stop)
{
  for (int i = 0; i < N_RESULTS; i++)
    gtk_widget_set_focusable (self->buttons[i], i == stop);
}

/* That it is pressed is in its name, too: a screen reader says a name that changes at once, and
 * of a button's state nothing. */
static void
name_buttons (CtResultBox *self)
{
  for (int i = 0; i < N_RESULTS; i++)
    {
      g_autofree char *word = self->name != NULL ? g_strdup_printf (_("%s: %s"), self->name, ct_words_result (results[i].code))
                                                 : g_strdup (ct_words_result (results[i].code));
      gboolean asked = self->asking && i == POSITIVE;
      g_autofree char *name = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->buttons[i])) ? g_strdup_printf (_("%s, chosen"), word)
                              : asked ? g_strdup_printf (_("%s: press + to confirm"), word)
                                      : g_strdup (word);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS, asked ? "+" : results[i].key, -1);
    }
}

static void
set_asking (CtResultBox *self, gboolean asking)
{
  GtkWidget *button = self->buttons[POSITIVE];
  const char *word = asking ? _("Positive?") : ct_words_result (results[POSITIVE].code);

  if (asking == self->asking)
    return;
  self->asking = asking;
  gtk_label_set_label (GTK_LABEL (self->positive_key), asking ? "+" : results[POSITIVE].key);
  gtk_label_set_label (GTK_LABEL (self->positive_word), word);
  name_buttons (self);
  if (asking)
    gtk_widget_add_css_class (button, "asking");
  else
    gtk_widget_remove_css_class (button, "asking");
  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
}

static void
on_toggled_cb (GtkToggleButton *button, gpointer data)
{
  CtResultBox *self = data;
  int chosen = active_index (self);

  /* Of the two signals of a change, only the last one has the new state. */
  if (self->setting || (chosen >= 0 && !gtk_toggle_button_get_active (button)))
    return;
  set_asking (self, FALSE);
  name_buttons (self);
  set_tab_stop (self, MAX (chosen, 0));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static void
press (CtResultBox *self, int index)
{
  set_tab_stop (self, index);
  gtk_widget_grab_focus (self->buttons[index]);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[index]), TRUE);
}

static void
ask (CtResultBox *self)
{
  set_tab_stop (self, POSITIVE);
  gtk_widget_grab_focus (self->buttons[POSITIVE]);
  if (active_index (self) == POSITIVE)
    return;
  self->setting = TRUE;
  for (int i = 0; i < N_RESULTS; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), FALSE);
  self->setting = FALSE;
  set_asking (self, TRUE);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

/* The + of the number pad, or the key of + and =, with or without Shift: it is
 * shifted on a French keyboard, and on an American one too. */
static gboolean
is_plus (guint keyval)
{
  return keyval == GDK_KEY_plus || keyval == GDK_KEY_equal || keyval == GDK_KEY_KP_Add;
}

static void
move_focus (CtResultBox *self, int step)
{
  for (int i = 0; i < N_RESULTS; i++)
    if (gtk_widget_has_focus (self->buttons[i]))
      {
        int next = (i + step + N_RESULTS) % N_RESULTS;

        set_tab_stop (self, next);
        gtk_widget_grab_focus (self->buttons[next]);
        return;
      }
}

static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtResultBox *self = data;

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return FALSE;
  for (int i = 0; i < N_RESULTS; i++)
    if (gdk_keyval_to_lower (keyval) == results[i].keyval)
      {
        if (i == POSITIVE)
          ask (self);
        else
          press (self, i);
        return TRUE;
      }
  if (self->asking && is_plus (keyval))
    press (self, POSITIVE);
  else if (self->asking && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter))
    gtk_widget_error_bell (GTK_WIDGET (self)); /* the habit of Return is no answer */
  else if (keyval == GDK_KEY_Left || keyval == GDK_KEY_Right)
    move_focus (self, keyval == GDK_KEY_Left ? -1 : 1);
  else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    g_signal_emit (self, signals[SIGNAL_DONE], 0);
  else
    return FALSE;
  return TRUE;
}

static void
on_enter_cb (GtkEventControllerFocus *focus, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_ENTERED], 0);
}

static void
on_leave_cb (GtkEventControllerFocus *focus, gpointer data)
{
  set_asking (data, FALSE);
}

static GtkWidget *
new_button (CtResultBox *self, int index)
{
  GtkWidget *button = gtk_toggle_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *key = gtk_label_new (results[index].key);
  GtkWidget *word = gtk_label_new (ct_words_result (results[index].code));

  gtk_widget_add_css_class (key, "keycap");
  gtk_widget_set_halign (key, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (word, "word");
  gtk_box_append (GTK_BOX (box), key);
  gtk_box_append (GTK_BOX (box), word);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, results[index].code);
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled_cb), self);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  if (index == POSITIVE)
    {
      self->positive_key = key;
      self->positive_word = word;
    }
  return button;
}

static gboolean
ct_result_box_grab_focus (GtkWidget *widget)
{
  CtResultBox *self = CT_RESULT_BOX (widget);
  int stop = MAX (active_index (self), 0);

  set_tab_stop (self, stop);
  return gtk_widget_grab_focus (self->buttons[stop]);
}

/* One stop, both ways. GTK's own way would give the focus back to us on the way
 * out backwards, since we can take it. */
static gboolean
ct_result_box_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return (focus == NULL || !gtk_widget_is_ancestor (focus, widget)) && gtk_widget_grab_focus (widget);
}

static void
ct_result_box_dispose (GObject *object)
{
  CtResultBox *self = CT_RESULT_BOX (object);

  self->asking = FALSE; /* nothing to redraw when the cursor leaves now */
  g_clear_pointer (&self->name, g_free);
  for (int i = 0; i < N_RESULTS; i++)
    g_clear_pointer (&self->buttons[i], gtk_widget_unparent);
  G_OBJECT_CLASS (ct_result_box_parent_class)->dispose (object);
}

static void
ct_result_box_class_init (CtResultBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_result_box_dispose;
  widget_class->grab_focus = ct_result_box_grab_focus;
  widget_class->focus = ct_result_box_focus;
  signals[SIGNAL_CHOSEN] =
    g_signal_new ("chosen", CT_TYPE_RESULT_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENTERED] =
    g_signal_new ("entered", CT_TYPE_RESULT_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DONE] =
    g_signal_new ("done", CT_TYPE_RESULT_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ASKED] =
    g_signal_new ("asked", CT_TYPE_RESULT_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "result");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_RADIO_GROUP);
}

static void
ct_result_box_init (CtResultBox *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_set_layout_manager (GTK_WIDGET (self), ct_even_layout_new (6));
  for (int i = 0; i < N_RESULTS; i++)
    {
      self->buttons[i] = new_button (self, i);
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->buttons[i]), GTK_TOGGLE_BUTTON (self->buttons[0]));
    }
  set_tab_stop (self, 0);
  name_buttons (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Result"),
                                  GTK_ACCESSIBLE_PROPERTY_REQUIRED, TRUE, -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (focus, "enter", G_CALLBACK (on_enter_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/**
 * ct_result_box_set_name:
 * @name: (nullable): what it is about, one of several: it takes less room then
 */
void
ct_result_box_set_name (CtResultBox *self, const char *name)
{
  if (g_strcmp0 (self->name, name) == 0)
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  for (int i = 0; i < N_RESULTS; i++)
    gtk_box_set_spacing (GTK_BOX (gtk_button_get_child (GTK_BUTTON (self->buttons[i]))), name != NULL ? 0 : 2);
  if (name != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "several");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "several");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : _("Result"), -1);
  name_buttons (self);
}

/**
 * ct_result_box_set_value:
 * @result: a code; "" for none
 *
 * Not reported as chosen.
 */
void
ct_result_box_set_value (CtResultBox *self, const char *result)
{
  self->setting = TRUE;
  for (int i = 0; i < N_RESULTS; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), g_str_equal (results[i].code, result));
  self->setting = FALSE;
  set_asking (self, FALSE);
  name_buttons (self);
  set_tab_stop (self, MAX (active_index (self), 0));
}

/**
 * ct_result_box_get_value:
 *
 * Returns: (transfer none): a code; "" for none
 */
const char *
ct_result_box_get_value (CtResultBox *self)
{
  int index = active_index (self);

  return index >= 0 ? results[index].code : "";
}

/**
 * ct_result_box_is_asking:
 *
 * Returns: whether a positive was typed and awaits its second key
 */
gboolean
ct_result_box_is_asking (CtResultBox *self)
{
  return self->asking;
}
