/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A field that is full and valid leaves by itself, without Return.
 *
 * Fingers know nothing of that. Whoever goes on typing what the field would have
 * taken does no harm in the next one:
 *   the Return or Tab of habit is swallowed, once;
 *   the rest of a word, after the letter that was enough, is swallowed;
 *   the rest of a date that was proposed is held back, and given to the next field
 *   if it turns out to be meant for it.
 * All of that only while it comes as fast as one types. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-auto-advance.h"

#include "ct-clock.h"
#include "ct-fixed.h"

#include <string.h>

#define HABIT_MS 700 /* a slow typist's pause between two keys is .5 s */

struct _CtAutoAdvance
{
  GObject     parent_instance;
  gboolean    enabled;
  gboolean    key;      /* the change that comes is made by a key */
  CtFieldBox *full;     /* unowned, nullable: typed in, to be looked at */
  CtDesk     *desk;     /* unowned */
  guint       look_id;
  gboolean    went;     /* whoever was told "full" moved the cursor */
  CtFieldBox *next;     /* unowned, nullable: where to */
  char       *rest;     /* nullable: what may still come */
  GString    *held;     /* of it, what may be meant for the next field */
  gboolean    holding;
  guint       habit_id;
};

G_DEFINE_FINAL_TYPE (CtAutoAdvance, ct_auto_advance, G_TYPE_OBJECT)

enum
{
  SIGNAL_FULL, /* (CtFieldBox, rest of its word) on, unless the rest could be an answer there */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The habit is over: what was held back belongs where the cursor is. */
static void
settle (CtAutoAdvance *self)
{
  g_autofree char *held = g_strdup (self->held->str);
  CtFieldBox *next = self->next;

  g_clear_handle_id (&self->habit_id, g_source_remove);
  g_clear_pointer (&self->rest, g_free);
  g_string_truncate (self->held, 0);
  self->next = NULL;
  if (*held != '\0' && next != NULL && ct_field_box_is_focused (next))
    ct_field_box_insert (next, held);
}

static gboolean
habit_cb (gpointer data)
{
  CtAutoAdvance *self = data;

  self->habit_id = 0;
  settle (self);
  return G_SOURCE_REMOVE;
}

static void
wait (CtAutoAdvance *self)
{
  g_clear_handle_id (&self->habit_id, g_source_remove);
  self->habit_id = g_timeout_add (HABIT_MS, habit_cb, self);
}

static gboolean
is_leaving_key (guint keyval, GdkModifierType state)
{
  return (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_Tab)
         && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) == 0;
}

/* Whether @c goes on with what the field before would have taken. */
static gboolean
goes_on (CtAutoAdvance *self, gunichar c)
{
  gunichar wanted = g_utf8_get_char (self->rest);

  return c != 0 && wanted != 0 && g_unichar_tolower (c) == g_unichar_tolower (wanted);
}

static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtAutoAdvance *self = data;
  gunichar c = (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0 ? gdk_keyval_to_unicode (keyval) : 0;

  self->key = c != 0 && !g_unichar_iscntrl (c);
  if (self->rest == NULL || (c == 0 && !is_leaving_key (keyval, state)))
    return FALSE;
  if (is_leaving_key (keyval, state))
    {
      /* After a date that was typed to its end all the same, too. */
      g_string_truncate (self->held, 0);
      settle (self);
      return TRUE;
    }
  if (!goes_on (self, c))
    {
      settle (self);
      return FALSE;
    }
  if (self->holding)
    g_string_append_unichar (self->held, c);
  memmove (self->rest, g_utf8_next_char (self->rest), strlen (g_utf8_next_char (self->rest)) + 1);
  if (*self->rest == '\0')
    g_string_truncate (self->held, 0);
  wait (self);
  return TRUE;
}

/* What may still be typed behind the full field by whoever does not look.
 *
 * Returns: (transfer full) (nullable): NULL when it is not full */
static char *
rest_of (CtAutoAdvance *self, CtFieldBox *box)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  CtDraft *draft = ct_desk_get_draft (self->desk);
  const char *behind = ct_field_box_behind_cursor (box);
  const char *word = ct_field_box_rest_of_word (box);
  GString *digits;

  if (word != NULL)
    return g_strdup (word);
  /* A correction in the middle is not an end, but a day before its month is. */
  if ((*behind != '\0' && *behind != '/')
      || !ct_fixed_is_full (ct_draft_get_entry (draft), ct_field_box_get_field (box), ct_draft_get_catalog (draft), now))
    return NULL;
  digits = g_string_new (NULL);
  for (; *behind != '\0'; behind++)
    if (g_ascii_isdigit (*behind))
      g_string_append_c (digits, *behind);
  return g_string_free (digits, FALSE);
}

/* Before the next key, but when the cursor is where the last one put it. */
static gboolean
look_cb (gpointer data)
{
  CtAutoAdvance *self = data;
  CtFieldBox *box = g_steal_pointer (&self->full);
  g_autofree char *rest = NULL;
  gboolean word;

  self->look_id = 0;
  if (!ct_field_box_is_focused (box))
    return G_SOURCE_REMOVE;
  rest = rest_of (self, box);
  if (rest == NULL)
    return G_SOURCE_REMOVE;
  settle (self);
  word = ct_field_box_rest_of_word (box) != NULL;
  self->went = FALSE;
  g_signal_emit (self, signals[SIGNAL_FULL], 0, box, word ? rest : "");
  if (self->went)
    {
      self->rest = g_steal_pointer (&rest);
      self->holding = !word;
      wait (self);
    }
  return G_SOURCE_REMOVE;
}

static void
ct_auto_advance_finalize (GObject *object)
{
  CtAutoAdvance *self = CT_AUTO_ADVANCE (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->habit_id, g_source_remove);
  g_free (self->rest);
  g_string_free (self->held, TRUE);
  G_OBJECT_CLASS (ct_auto_advance_parent_class)->finalize (object);
}

static void
ct_auto_advance_class_init (CtAutoAdvanceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_auto_advance_finalize;
  signals[SIGNAL_FULL] = g_signal_new ("full", CT_TYPE_AUTO_ADVANCE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                       2, CT_TYPE_FIELD_BOX, G_TYPE_STRING);
}

static void
ct_auto_advance_init (CtAutoAdvance *self)
{
  self->held = g_string_new (NULL);
  self->enabled = TRUE;
}

/**
 * ct_auto_advance_new:
 * @form: whose keys are listened to; owns the result
 */
CtAutoAdvance *
ct_auto_advance_new (GtkWidget *form)
{
  CtAutoAdvance *self = g_object_new (CT_TYPE_AUTO_ADVANCE, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, 0);
  gtk_widget_add_controller (form, keys);
  return self;
}

void
ct_auto_advance_set_enabled (CtAutoAdvance *self, gboolean enabled)
{
  self->enabled = enabled;
}

/**
 * ct_auto_advance_typed:
 * @box: was changed by whoever types
 *
 * "full" follows, before the next key, when nothing can be added to it. What was
 * pasted or set by a tool stays to be looked at.
 */
void
ct_auto_advance_typed (CtAutoAdvance *self, CtFieldBox *box, CtDesk *desk)
{
  if (!self->enabled || !self->key)
    return;
  self->key = FALSE;
  self->full = box;
  self->desk = desk;
  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_HIGH, look_cb, self, NULL);
}

/**
 * ct_auto_advance_left:
 * @next: (nullable): where the cursor went; NULL for what is no field
 *
 * From the handler of "full" only.
 */
void
ct_auto_advance_left (CtAutoAdvance *self, CtFieldBox *next)
{
  self->next = next;
  self->went = TRUE;
}
