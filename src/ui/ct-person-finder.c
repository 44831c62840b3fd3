/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The first field, where a new person is named and a known one is found:
 *   letters, a date or a number show known patients, a digit behind letters picks;
 *   on a blank form, the number of a test that waits and a letter are its result.
 * No name has a digit in it, so nothing can be meant by two of these. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-person-finder.h"

#include "ct-quick-result.h"
#include "ct-words.h"

#include <glib/gi18n.h>

struct _CtPersonFinder
{
  GObject        parent_instance;
  CtFieldBox    *box;          /* unowned, as all here: the form owns us */
  CtMatchBar    *match_bar;
  CtReadBack    *read_back;
  CtDesk        *desk;         /* NULL before there is a session */
  CtPrefill     *prefill;
  CtWaitingList *waiting_list;
  CtRow         *quick;        /* owned, nullable: the waiting test whose number is typed */
};

G_DEFINE_FINAL_TYPE (CtPersonFinder, ct_person_finder, G_TYPE_OBJECT)

enum
{
  SIGNAL_TAKEN,  /* a known patient is in the form */
  SIGNAL_OPENED, /* a test that waits is in the form, without its result */
  SIGNAL_GIVEN,  /* and with it: to be validated */
  SIGNAL_TOLD,   /* (message) */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A digit is part of no name: behind one, it picks. Before one, it begins a date
 * or a number. */
static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtPersonFinder *self = data;
  gunichar c = gdk_keyval_to_unicode (keyval);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || c < '1' || c > '9'
      || g_ascii_isdigit (*ct_field_box_get_text (self->box)))
    return FALSE;
  return ct_match_bar_pick (self->match_bar, c - '0');
}

static void
on_picked_cb (CtMatchBar *bar, CtEntry *patient, gpointer data)
{
  CtPersonFinder *self = data;

  ct_prefill_take_patient (self->prefill, patient);
  g_signal_emit (self, signals[SIGNAL_TAKEN], 0);
}

static void
ct_person_finder_finalize (GObject *object)
{
  g_clear_pointer (&CT_PERSON_FINDER (object)->quick, ct_row_unref);
  G_OBJECT_CLASS (ct_person_finder_parent_class)->finalize (object);
}

static void
ct_person_finder_class_init (CtPersonFinderClass *klass)
{
  static const char * const names[] = { "taken", "opened", "given" };

  G_OBJECT_CLASS (klass)->finalize = ct_person_finder_finalize;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    signals[i] = g_signal_new (names[i], CT_TYPE_PERSON_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_TOLD] = g_signal_new ("told", CT_TYPE_PERSON_FINDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_person_finder_init (CtPersonFinder *self)
{
}

/**
 * ct_person_finder_new:
 * @box: of the birth name
 * @read_back: says whose result is being given
 *
 * Returns: (transfer full): not to outlive the widgets
 */
CtPersonFinder *
ct_person_finder_new (CtFieldBox *box, CtMatchBar *match_bar, CtReadBack *read_back)
{
  CtPersonFinder *self = g_object_new (CT_TYPE_PERSON_FINDER, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->box = box;
  self->match_bar = match_bar;
  self->read_back = read_back;
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (box), keys);
  g_signal_connect_object (match_bar, "picked", G_CALLBACK (on_picked_cb), self, 0);
  return self;
}

void
ct_person_finder_set_session (CtPersonFinder *self, CtSession *session)
{
  self->desk = ct_session_get_desk (session);
  self->prefill = ct_session_get_prefill (session);
  self->waiting_list = ct_session_get_waiting_list (session);
}

/**
 * ct_person_finder_typed:
 * @text: what stands in the field now
 *
 * Returns: whether it is the result of a test that waits: then it is no answer, and
 *   not to become a draft
 */
gboolean
ct_person_finder_typed (CtPersonFinder *self, const char *text)
{
  g_autoptr (GPtrArray) patients = NULL;
  guint number;
  const char *result;
  gboolean asking;
  CtRow *row = NULL;

  if (ct_desk_is_blank (self->desk) && ct_quick_result_parse (text, &number, &result, &asking))
    row = ct_waiting_list_find (self->waiting_list, number);
  g_clear_pointer (&self->quick, ct_row_unref);
  if (row != NULL)
    {
      self->quick = ct_row_ref (row);
      ct_read_back_show (self->read_back, row->entry, ct_words_result (result != NULL ? result : ""));
      return TRUE;
    }
  patients = ct_prefill_find_patients (self->prefill, text);
  ct_match_bar_show (self->match_bar, patients);
  return FALSE;
}

/**
 * ct_person_finder_enter:
 *
 * Return was pressed: gives the result that was typed; without its letter, opens the
 * record.
 *
 * Returns: FALSE when no such number was typed
 */
gboolean
ct_person_finder_enter (CtPersonFinder *self)
{
  g_autoptr (CtRow) row = g_steal_pointer (&self->quick);
  guint number;
  const char *result;
  gboolean asking, given = FALSE;

  if (row == NULL)
    return FALSE;
  ct_quick_result_parse (ct_field_box_get_text (self->box), &number, &result, &asking);
  if (asking)
    {
      self->quick = g_steal_pointer (&row);
      g_signal_emit (self, signals[SIGNAL_TOLD], 0, _("Press + to confirm, or the letter of another result."));
      return TRUE;
    }
  ct_field_box_set_value (self->box, "");
  if (result == NULL)
    ct_desk_open (self->desk, row);
  else
    given = ct_waiting_list_give (self->waiting_list, row, result);
  g_signal_emit (self, signals[given ? SIGNAL_GIVEN : SIGNAL_OPENED], 0);
  return TRUE;
}

/**
 * ct_person_finder_leave:
 *
 * The cursor left the field: what was offered goes.
 *
 * Returns: whether a number stands in it that is no answer
 */
gboolean
ct_person_finder_leave (CtPersonFinder *self)
{
  gboolean quick = self->quick != NULL;

  ct_match_bar_show (self->match_bar, NULL);
  g_clear_pointer (&self->quick, ct_row_unref);
  return quick;
}
