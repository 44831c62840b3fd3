/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A scanner that types: told from a person by its speed and by how its codes
 * begin, whatever has the focus.
 *
 *   idle ──fast keys that may begin a code──► listening ──enough to know──► caught
 *     ▲        (each goes on to the focus)        │          (none goes on)    │
 *     └──slow, or no code begins so───────────────┘   ◄──quiet for QUIET_MS────┘
 *
 * The few keys that went on before it was known are undone by whoever listens:
 *   began         a burst may begin: remember what there is
 *   caught        it is a code: put back what there was
 *   scanned (s)   the whole code
 * A Return after which a code reads well ends it at once; without one the quiet does.
 * Whatever else the scanner types then is swallowed, its Return included. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-scanner.h"

#include "ct-clock.h"
#include "ct-scan.h"

#define FAST_MS  30  /* between two keys; a fast typist takes 80, a scanner under 15 */
#define QUIET_MS 120 /* after the last key; of the keys' own times, when the window comes to them late */

struct _CtScanner
{
  GObject    parent_instance;
  GtkWidget *form; /* unowned */
  GString *burst;
  guint32  last; /* ms, of the last key a code may have */
  gboolean caught;
  gboolean told; /* the code was handed over: the rest is swallowed */
  gboolean lost; /* this burst is no code */
  guint    quiet_id;
};

G_DEFINE_FINAL_TYPE (CtScanner, ct_scanner, G_TYPE_OBJECT)

enum
{
  SIGNAL_BEGAN,
  SIGNAL_CAUGHT,
  SIGNAL_SCANNED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What a key stands for in a code; 0 for none. Separators come as Ctrl+], Ctrl+^
 * and Ctrl+_, which is how a keyboard types the control characters. */
static gunichar
character_of (guint keyval, GdkModifierType state)
{
  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return '\n';
  if ((state & GDK_CONTROL_MASK) != 0)
    return keyval == GDK_KEY_bracketright    ? 0x1d
           : keyval == GDK_KEY_asciicircum ? 0x1e
           : keyval == GDK_KEY_underscore  ? 0x1f
                                           : 0;
  return gdk_keyval_to_unicode (keyval);
}

static void
forget (CtScanner *self)
{
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_string_truncate (self->burst, 0);
  self->caught = FALSE;
  self->told = FALSE;
  self->lost = FALSE;
}

static void
tell (CtScanner *self)
{
  g_autofree char *code = g_strdup (self->burst->str);

  self->told = TRUE;
  g_signal_emit (self, signals[SIGNAL_SCANNED], 0, code);
}

static void
end (CtScanner *self)
{
  if (!self->told)
    tell (self);
  forget (self);
}

static gboolean
quiet_cb (gpointer data)
{
  CtScanner *self = data;

  self->quiet_id = 0;
  end (self);
  return G_SOURCE_REMOVE;
}

static void
go_on (CtScanner *self, gunichar c)
{
  g_autoptr (GDateTime) now = ct_clock_now ();

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  self->quiet_id = g_timeout_add (QUIET_MS, quiet_cb, self);
  if (self->told)
    return;
  g_string_append_unichar (self->burst, c);
  if (c == '\n' && ct_scan_is_whole (self->burst->str, ct_date_of (now)))
    tell (self);
}

static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtScanner *self = data;
  guint32 now = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (keys));
  gunichar c = character_of (keyval, state);
  gboolean certain;

  if (!gtk_widget_get_mapped (self->form))
    return FALSE;
  /* Pressed after the quiet, however long the window was busy: a person's. */
  if (self->caught && now - self->last > QUIET_MS)
    end (self);
  if (self->caught)
    {
      if (c != 0)
        {
          self->last = now;
          go_on (self, c);
        }
      return TRUE;
    }
  if (c == 0)
    return FALSE;
  /* No code begins with a key that leaves a field. */
  if (now - self->last > FAST_MS || c == '\n' || c == '\t')
    forget (self);
  self->last = now;
  if (c == '\n' || c == '\t')
    return FALSE;
  if (self->lost)
    return FALSE;
  if (self->burst->len == 0)
    g_signal_emit (self, signals[SIGNAL_BEGAN], 0);

  g_string_append_unichar (self->burst, c);
  self->lost = !ct_scan_may_begin (self->burst->str, &certain);
  if (!certain)
    return FALSE;
  g_string_truncate (self->burst, self->burst->len - 1); /* the last is a single byte */
  self->caught = TRUE;
  go_on (self, c);
  g_signal_emit (self, signals[SIGNAL_CAUGHT], 0);
  return TRUE;
}

static void
ct_scanner_finalize (GObject *object)
{
  CtScanner *self = CT_SCANNER (object);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_string_free (self->burst, TRUE);
  G_OBJECT_CLASS (ct_scanner_parent_class)->finalize (object);
}

static void
ct_scanner_class_init (CtScannerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_scanner_finalize;
  signals[SIGNAL_BEGAN] =
    g_signal_new ("began", CT_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CAUGHT] =
    g_signal_new ("caught", CT_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SCANNED] = g_signal_new ("scanned", CT_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ct_scanner_init (CtScanner *self)
{
  self->burst = g_string_new (NULL);
}

/**
 * ct_scanner_new:
 * @window: all its keys are listened to, before its widgets get them
 * @form: while it is in sight
 *
 * Returns: (transfer full): not to outlive @window
 */
CtScanner *
ct_scanner_new (GtkWidget *window, GtkWidget *form)
{
  CtScanner *self = g_object_new (CT_TYPE_SCANNER, NULL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->form = form;
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), self, 0);
  gtk_widget_add_controller (window, keys);
  return self;
}
