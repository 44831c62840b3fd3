/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One field of the form: a small title above what is typed, in a frame.
 *
 * AdwEntryRow is too wide for 22 fields on one screen. This gives what it gave:
 * the accessible name, description and invalid state, a click anywhere that puts
 * the cursor in it, a focus ring. With choices, a few letters pick the answer,
 * Up and Down go through them, and the arrow shows them to a mouse. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-field-box.h"

#include <glib/gi18n.h>
#include <string.h>

/* More choices than this are not all named in the hint. */
#define HINT_MAX 7

struct _CtFieldBox
{
  GtkWidget      parent_instance;
  GtkWidget     *title_label;
  GtkWidget     *entry;
  GtkWidget     *popover; /* nullable: made when it is first wanted */
  CtField        field;
  char          *title;
  CtChoices     *choices; /* nullable */
  gboolean       open;    /* other answers than the choices are good too */
  gboolean       offered; /* no letters mean a choice: only the arrow keys take one */
  gboolean       stepping;
  char          *message; /* nullable */
  char          *help;    /* nullable: what is said of the field when there is no message */
  CtMessageKind  kind;
  GtkWidget     *message_label; /* nullable: where the message is shown; not ours */
  gboolean       required;
  gboolean       focused;
  gboolean       setting; /* the text changes because we set it */
};

G_DEFINE_FINAL_TYPE (CtFieldBox, ct_field_box, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_KEY = 1,
  PROP_TITLE,
  PROP_DIGITS,
} CtFieldBoxProperty;

enum
{
  SIGNAL_TYPED,   /* the user changed the answer */
  SIGNAL_ENTERED, /* the cursor came */
  SIGNAL_LEFT,    /* the cursor went */
  SIGNAL_DONE,    /* Return: on to the next field */
  SIGNAL_LOOK,    /* message, hint or focus changed */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
text_of (CtFieldBox *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

static void
set_text (CtFieldBox *self, const char *text)
{
  if (g_str_equal (text_of (self), text))
    return;
  self->setting = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  /* Where nobody types, what is too long for the field shows its beginning. */
  gtk_editable_set_position (GTK_EDITABLE (self->entry), self->focused ? -1 : 0);
  self->setting = FALSE;
}

/* The choice that the text means. Suggestions only complete a beginning, and offers
 * not even that: what is typed otherwise is an answer of its own. */
static int
match (CtFieldBox *self)
{
  int index = self->choices != NULL ? ct_choices_match (self->choices, text_of (self)) : -1;

  if (index >= 0 && self->offered && !g_str_equal (ct_choices_label (self->choices, (guint) index), text_of (self)))
    return -1;
  if (index >= 0 && self->open && !ct_choices_begins (self->choices, (guint) index, text_of (self)))
    return -1;
  return index;
}

static void
choose (CtFieldBox *self, guint index)
{
  set_text (self, ct_choices_label (self->choices, index));
  g_signal_emit (self, signals[SIGNAL_TYPED], 0);
  g_signal_emit (self, signals[SIGNAL_LOOK], 0);
}

static void
step_choice (CtFieldBox *self, int step)
{
  int n = (int) ct_choices_count (self->choices);
  int now = match (self);

  self->stepping = TRUE;
  choose (self, (guint) (now < 0 ? (step > 0 ? 0 : n - 1) : (now + step + n) % n));
  self->stepping = FALSE;
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

static void
on_row_activated_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  CtFieldBox *self = data;

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  choose (self, (guint) gtk_list_box_row_get_index (row));
  ct_field_box_put_cursor (self);
}

static void
show_choices (CtFieldBox *self)
{
  GtkWidget *list, *scroller;

  if (self->popover == NULL)
    {
      list = gtk_list_box_new ();
      gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title, -1);
      for (guint i = 0; i < ct_choices_count (self->choices); i++)
        {
          GtkWidget *label = gtk_label_new (ct_choices_label (self->choices, i));

          gtk_label_set_xalign (GTK_LABEL (label), 0);
          gtk_list_box_append (GTK_LIST_BOX (list), label);
          gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (label)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                          ct_choices_label (self->choices, i), -1);
        }
      g_signal_connect (list, "row-activated", G_CALLBACK (on_row_activated_cb), self);
      scroller = gtk_scrolled_window_new ();
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
      gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 360);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
      self->popover = gtk_popover_new ();
      gtk_widget_add_css_class (self->popover, "menu");
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_popover_set_child (GTK_POPOVER (self->popover), scroller);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
    }
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_changed_cb (GtkEditable *editable, gpointer data)
{
  CtFieldBox *self = data;

  if (self->setting)
    return;
  g_signal_emit (self, signals[SIGNAL_TYPED], 0);
  if (self->choices != NULL)
    g_signal_emit (self, signals[SIGNAL_LOOK], 0);
}

static void
on_activate_cb (GtkEntry *entry, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_DONE], 0);
}

static void
on_icon_cb (GtkEntry *entry, GtkEntryIconPosition position, gpointer data)
{
  show_choices (data);
}

/* A social security number is read by whoever asks for it, with the cursor in it; not over
 * the counter. */
static void
show_or_mask (CtFieldBox *self)
{
  gtk_entry_set_visibility (GTK_ENTRY (self->entry), self->focused || self->field != CT_FIELD_NIR);
}

static void
on_enter_cb (GtkEventControllerFocus *focus, gpointer data)
{
  CtFieldBox *self = data;

  self->focused = TRUE;
  show_or_mask (self);
  gtk_widget_add_css_class (GTK_WIDGET (self), "focused");
  g_signal_emit (self, signals[SIGNAL_ENTERED], 0);
  g_signal_emit (self, signals[SIGNAL_LOOK], 0);
}

static void
on_leave_cb (GtkEventControllerFocus *focus, gpointer data)
{
  CtFieldBox *self = data;

  self->focused = FALSE;
  show_or_mask (self);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "focused");
  ct_field_box_settle (self);
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, 0);
  g_signal_emit (self, signals[SIGNAL_LEFT], 0);
  g_signal_emit (self, signals[SIGNAL_LOOK], 0);
}

static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtFieldBox *self = data;

  if (self->choices == NULL || (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up))
    return FALSE;
  if ((state & GDK_ALT_MASK) != 0)
    show_choices (self);
  else if ((state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) == 0)
    step_choice (self, keyval == GDK_KEY_Down ? 1 : -1);
  else
    return FALSE;
  return TRUE;
}

static void
on_click_cb (GtkGestureClick *click, int n, double x, double y, gpointer data)
{
  ct_field_box_put_cursor (data);
}

static gboolean
ct_field_box_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (CT_FIELD_BOX (widget)->entry);
}

/* One stop, both ways. GTK's own way would give the focus back to us on the way
 * out backwards, since we can take it. */
static gboolean
ct_field_box_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  return (focus == NULL || !gtk_widget_is_ancestor (focus, widget)) && gtk_widget_grab_focus (widget);
}

static void
ct_field_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  CtFieldBox *self = CT_FIELD_BOX (widget);

  GTK_WIDGET_CLASS (ct_field_box_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
ct_field_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CtFieldBox *self = CT_FIELD_BOX (object);

  switch ((CtFieldBoxProperty) id)
    {
    case PROP_KEY:
      if (!ct_field_from_key (g_value_get_string (value), &self->field))
        g_critical ("no field %s", g_value_get_string (value));
      show_or_mask (self);
      break;
    case PROP_TITLE:
      self->title = g_value_dup_string (value);
      gtk_label_set_label (GTK_LABEL (self->title_label), self->title);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title, -1);
      break;
    case PROP_DIGITS:
      gtk_entry_set_input_purpose (GTK_ENTRY (self->entry),
                                   g_value_get_boolean (value) ? GTK_INPUT_PURPOSE_DIGITS : GTK_INPUT_PURPOSE_FREE_FORM);
      break;
    }
}

static void
ct_field_box_dispose (GObject *object)
{
  CtFieldBox *self = CT_FIELD_BOX (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->title_label, gtk_widget_unparent);
  g_clear_pointer (&self->entry, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_field_box_parent_class)->dispose (object);
}

static void
ct_field_box_finalize (GObject *object)
{
  CtFieldBox *self = CT_FIELD_BOX (object);

  g_free (self->title);
  g_free (self->message);
  g_free (self->help);
  g_clear_pointer (&self->choices, ct_choices_unref);
  G_OBJECT_CLASS (ct_field_box_parent_class)->finalize (object);
}

static void
ct_field_box_class_init (CtFieldBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  static const char * const names[N_SIGNALS] = { "typed", "entered", "left", "done", "look" };

  object_class->set_property = ct_field_box_set_property;
  object_class->dispose = ct_field_box_dispose;
  object_class->finalize = ct_field_box_finalize;
  widget_class->grab_focus = ct_field_box_grab_focus;
  widget_class->focus = ct_field_box_focus;
  widget_class->size_allocate = ct_field_box_size_allocate;

  g_object_class_install_property (object_class, PROP_KEY, g_param_spec_string ("key", NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_TITLE, g_param_spec_string ("title", NULL, NULL, NULL, flags));
  g_object_class_install_property (object_class, PROP_DIGITS,
                                   g_param_spec_boolean ("digits", NULL, NULL, FALSE, flags));
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], CT_TYPE_FIELD_BOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "field");
}

static void
ct_field_box_init (CtFieldBox *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);

  self->title_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title_label), 0);
  gtk_widget_add_css_class (self->title_label, "title");
  gtk_widget_set_parent (self->title_label, GTK_WIDGET (self));

  self->entry = gtk_entry_new ();
  gtk_entry_set_invisible_char (GTK_ENTRY (self->entry), 0x2022); /* a bullet: fifteen figures fit */
  gtk_entry_set_has_frame (GTK_ENTRY (self->entry), FALSE);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 1);
  /* What is typed here must not be learnt by an input method. */
  gtk_entry_set_input_hints (GTK_ENTRY (self->entry), GTK_INPUT_HINT_PRIVATE | GTK_INPUT_HINT_NO_SPELLCHECK);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));

  g_signal_connect (self->entry, "changed", G_CALLBACK (on_changed_cb), self);
  g_signal_connect (self->entry, "activate", G_CALLBACK (on_activate_cb), self);
  g_signal_connect (self->entry, "icon-press", G_CALLBACK (on_icon_cb), self);
  g_signal_connect (focus, "enter", G_CALLBACK (on_enter_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_leave_cb), self);
  gtk_widget_add_controller (self->entry, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  gtk_widget_add_controller (self->entry, keys);
  g_signal_connect (click, "released", G_CALLBACK (on_click_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * ct_field_box_get_title:
 *
 * Returns: (transfer none): as it stands above what is typed
 */
const char *
ct_field_box_get_title (CtFieldBox *self)
{
  return self->title;
}

CtField
ct_field_box_get_field (CtFieldBox *self)
{
  return self->field;
}

/**
 * ct_field_box_set_choices:
 * @choices: (transfer full): the only answers there are; once
 */
void
ct_field_box_set_choices (CtFieldBox *self, CtChoices *choices)
{
  g_return_if_fail (self->choices == NULL);

  self->choices = choices;
  gtk_entry_set_icon_from_icon_name (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY, "pan-down-symbolic");
  gtk_entry_set_icon_tooltip_text (GTK_ENTRY (self->entry), GTK_ENTRY_ICON_SECONDARY, _("Show the answers"));
}

/**
 * ct_field_box_suggest:
 * @suggestions: (transfer full) (nullable): likely answers, the likeliest first
 *
 * As choices, but any other text is an answer too. May be called again.
 */
void
ct_field_box_suggest (CtFieldBox *self, CtChoices *suggestions)
{
  g_clear_pointer (&self->choices, ct_choices_unref);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->choices = suggestions;
  self->open = TRUE;
  g_signal_emit (self, signals[SIGNAL_LOOK], 0);
}

/**
 * ct_field_box_offer:
 * @offers: (transfer full) (nullable): what the arrow keys may take
 *
 * As suggestions, where a beginning is no answer: 12 rue de la Paix may be one,
 * whatever other street begins so.
 */
void
ct_field_box_offer (CtFieldBox *self, CtChoices *offers)
{
  self->offered = TRUE;
  ct_field_box_suggest (self, offers);
}

/**
 * ct_field_box_is_stepping:
 *
 * Returns: whether the answer changes because an arrow key goes through the
 *   choices: they must stay as they are
 */
gboolean
ct_field_box_is_stepping (CtFieldBox *self)
{
  return self->stepping;
}

/**
 * ct_field_box_set_value:
 * @value: text, or the code of a choice
 *
 * Not reported as typed.
 */
void
ct_field_box_set_value (CtFieldBox *self, const char *value)
{
  int index = self->choices != NULL && !self->open ? ct_choices_find (self->choices, value) : -1;

  set_text (self, index >= 0 ? ct_choices_label (self->choices, (guint) index) : value);
}

/**
 * ct_field_box_get_text:
 *
 * Returns: (transfer none): as it is typed
 */
const char *
ct_field_box_get_text (CtFieldBox *self)
{
  return text_of (self);
}

/**
 * ct_field_box_dup_value:
 *
 * Returns: (transfer full): what was typed, or the code it means; text that
 *   means no choice is given as it is, for the rules to refuse
 */
char *
ct_field_box_dup_value (CtFieldBox *self)
{
  int index = match (self);

  if (index < 0)
    return g_strdup (text_of (self));
  return g_strdup (self->open ? ct_choices_label (self->choices, (guint) index)
                              : ct_choices_code (self->choices, (guint) index));
}

/**
 * ct_field_box_settle:
 *
 * Spells out the choice that the letters mean.
 */
void
ct_field_box_settle (CtFieldBox *self)
{
  int index = match (self);

  if (index >= 0)
    set_text (self, ct_choices_label (self->choices, (guint) index));
}

static void
describe (CtFieldBox *self)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (self->entry);
  const char *words = self->message != NULL ? self->message : self->help;

  if (words != NULL)
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  else
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/**
 * ct_field_box_set_help:
 * @help: (nullable): said by screen readers when the cursor comes
 */
void
ct_field_box_set_help (CtFieldBox *self, const char *help)
{
  g_free (self->help);
  self->help = g_strdup (help);
  describe (self);
}

/**
 * ct_field_box_set_message_label:
 * @label: where what is wrong stands, as long as there is the field
 */
void
ct_field_box_set_message_label (CtFieldBox *self, GtkWidget *label)
{
  self->message_label = label;
}

/**
 * ct_field_box_set_required:
 *
 * Said by screen readers; what is missing is shown when it is missed.
 */
void
ct_field_box_set_required (CtFieldBox *self, gboolean required)
{
  if (self->required == required)
    return;
  self->required = required;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_REQUIRED, required, -1);
}

/* GTK 4.8 wants one widget here, later versions a list, which they keep: it says itself which. */
static void
relate_error (CtFieldBox *self)
{
  GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE;
  g_auto (GValue) value = G_VALUE_INIT;

  gtk_accessible_relation_init_value (relation, &value);
  if (G_VALUE_HOLDS_POINTER (&value))
    g_value_set_pointer (&value, g_list_append (NULL, self->message_label));
  else
    g_value_set_object (&value, self->message_label);
  gtk_accessible_update_relation_value (GTK_ACCESSIBLE (self->entry), 1, &relation, &value);
}

/**
 * ct_field_box_set_message:
 * @message: (nullable): shown under the row; NULL with %CT_MESSAGE_NONE
 */
void
ct_field_box_set_message (CtFieldBox *self, CtMessageKind kind, const char *message)
{
  if (self->kind == kind && g_strcmp0 (self->message, message) == 0)
    return;
  g_free (self->message);
  self->message = g_strdup (message);
  self->kind = kind;

  gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "warning");
  if (kind == CT_MESSAGE_WARNING || kind == CT_MESSAGE_ERROR)
    gtk_widget_add_css_class (GTK_WIDGET (self), kind == CT_MESSAGE_ERROR ? "error" : "warning");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               kind == CT_MESSAGE_ERROR ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
  if (kind == CT_MESSAGE_ERROR && self->message_label != NULL)
    relate_error (self);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
  describe (self);
  g_signal_emit (self, signals[SIGNAL_LOOK], 0);
}

/**
 * ct_field_box_get_message:
 *
 * Returns: (transfer none) (nullable)
 */
const char *
ct_field_box_get_message (CtFieldBox *self)
{
  return self->message;
}

CtMessageKind
ct_field_box_get_message_kind (CtFieldBox *self)
{
  return self->kind;
}

/**
 * ct_field_box_dup_hint:
 *
 * Returns: (transfer full) (nullable): what can be typed here, or what the
 *   letters typed so far mean
 */
char *
ct_field_box_dup_hint (CtFieldBox *self)
{
  GString *hint;
  int index;

  if (self->choices == NULL)
    return NULL;
  index = match (self);
  if (index >= 0 && !g_str_equal (text_of (self), ct_choices_label (self->choices, (guint) index)))
    return g_strdup_printf ("→ %s", ct_choices_label (self->choices, (guint) index));
  if (ct_choices_count (self->choices) > HINT_MAX)
    return g_strdup (_("Type a few letters, or go through the list with the arrow keys."));

  hint = g_string_new (self->offered ? "↓ " : NULL);
  for (guint i = 0; i < ct_choices_count (self->choices); i++)
    {
      const char *label = ct_choices_label (self->choices, i);

      g_string_append_printf (hint, "%s%.*s", i > 0 ? " · " : "", (int) strcspn (label, ":"), label);
    }
  return g_string_free (hint, FALSE);
}

gboolean
ct_field_box_is_focused (CtFieldBox *self)
{
  return self->focused;
}

/**
 * ct_field_box_put_cursor:
 *
 * Behind what is typed, without selecting it: to go on, not to replace.
 */
void
ct_field_box_put_cursor (CtFieldBox *self)
{
  if (!self->focused)
    gtk_entry_grab_focus_without_selecting (GTK_ENTRY (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

/**
 * ct_field_box_put_cursor_first:
 *
 * Before what stands there: to complete a date of which only the day is missing.
 */
void
ct_field_box_put_cursor_first (CtFieldBox *self)
{
  ct_field_box_put_cursor (self);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), 0);
}

/**
 * ct_field_box_behind_cursor:
 *
 * Returns: (transfer none): the text from the cursor to the end
 */
const char *
ct_field_box_behind_cursor (CtFieldBox *self)
{
  return g_utf8_offset_to_pointer (text_of (self), gtk_editable_get_position (GTK_EDITABLE (self->entry)));
}

/**
 * ct_field_box_rest_of_word:
 *
 * Returns: (transfer none) (nullable): of the one answer of a short list that the
 *   letters typed can mean, what they leave out; NULL when there is no such answer
 */
const char *
ct_field_box_rest_of_word (CtFieldBox *self)
{
  int index;

  if (self->choices == NULL || self->open || ct_field_codes (self->field) == NULL
      || *ct_field_box_behind_cursor (self) != '\0')
    return NULL;
  index = ct_choices_only (self->choices, text_of (self));
  if (index < 0)
    return NULL;
  return g_utf8_offset_to_pointer (ct_choices_label (self->choices, (guint) index), g_utf8_strlen (text_of (self), -1));
}

/**
 * ct_field_box_offers:
 *
 * Returns: whether @text may be the beginning of an answer of a short list
 */
gboolean
ct_field_box_offers (CtFieldBox *self, const char *text)
{
  if (self->choices == NULL || self->open)
    return FALSE;
  for (guint i = 0; i < ct_choices_count (self->choices); i++)
    if (ct_choices_begins (self->choices, i, text))
      return TRUE;
  return FALSE;
}

/**
 * ct_field_box_insert:
 *
 * As if it were typed.
 */
void
ct_field_box_insert (CtFieldBox *self, const char *text)
{
  int position;

  gtk_editable_delete_selection (GTK_EDITABLE (self->entry));
  position = gtk_editable_get_position (GTK_EDITABLE (self->entry));
  gtk_editable_insert_text (GTK_EDITABLE (self->entry), text, -1, &position);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), position);
}
