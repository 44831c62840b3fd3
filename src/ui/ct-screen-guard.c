/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* When what is on the screen must leave it: nobody has touched keys or mouse for some
 * minutes, the session is locked, the machine goes to sleep.
 *
 * The minutes are the boot clock's, which runs on while the machine sleeps. The lock of a
 * GNOME session is GTK's to see (GtkApplication:screensaver-active; by the portal in a
 * sandbox), that of others is told by org.freedesktop.ScreenSaver; sleep is logind's to tell,
 * where its bus can be reached, and the minutes' where not. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-screen-guard.h"

#include "ct-boot-timer.h"
#include "ct-clock.h"

#define MINUTE_MS 60000

struct _CtScreenGuard
{
  GObject          parent_instance;
  GCancellable    *cancellable;
  GDBusConnection *system;  /* nullable: not reached, or not yet */
  guint            sleep_id;
  GDBusConnection *session; /* nullable: there is none */
  guint            saver_id;
  gint64           touched; /* ms of the boot clock */
  gint64           patience; /* ms */
  guint            timer_id;
};

G_DEFINE_FINAL_TYPE (CtScreenGuard, ct_screen_guard, G_TYPE_OBJECT)

enum
{
  SIGNAL_LOCK, /* now */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void wait_on (CtScreenGuard *self);

static gboolean
timer_cb (gpointer data)
{
  CtScreenGuard *self = data;

  self->timer_id = 0;
  if (ct_clock_boot_ms () - self->touched >= self->patience)
    {
      self->touched = ct_clock_boot_ms ();
      g_signal_emit (self, signals[SIGNAL_LOCK], 0);
    }
  wait_on (self);
  return G_SOURCE_REMOVE;
}

static void
wait_on (CtScreenGuard *self)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->timer_id = ct_boot_timer_add (self->touched + self->patience, timer_cb, self);
}

static gboolean
lock_cb (gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_LOCK], 0);
  return G_SOURCE_REMOVE;
}

/* The key that locks is an action of the main window's: it counts in those before it, too. */
static gboolean
is_lock_key (GtkEventController *controller, GdkEvent *event)
{
  return gdk_event_get_event_type (event) == GDK_KEY_PRESS && gdk_key_event_get_keyval (event) == GDK_KEY_F12
         && (gdk_event_get_modifier_state (event) & gtk_accelerator_get_default_mod_mask ()) == 0
         && !GTK_IS_APPLICATION_WINDOW (gtk_event_controller_get_widget (controller));
}

static gboolean
on_event_cb (GtkEventControllerLegacy *controller, GdkEvent *event, gpointer data)
{
  switch (gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_MOTION_NOTIFY:
    case GDK_SCROLL:
    case GDK_TOUCH_BEGIN:
      CT_SCREEN_GUARD (data)->touched = ct_clock_boot_ms ();
      break;
    default:
      break;
    }
  if (!is_lock_key (GTK_EVENT_CONTROLLER (controller), event))
    return FALSE;
  /* Not within the window's own event: it is closed then. */
  g_idle_add_full (G_PRIORITY_HIGH_IDLE, lock_cb, g_object_ref (data), g_object_unref);
  return TRUE;
}

static void
watch (CtScreenGuard *self, GtkWidget *window)
{
  GtkEventController *controller;

  if (g_object_get_data (G_OBJECT (window), "ct-watched") != NULL)
    return;
  g_object_set_data (G_OBJECT (window), "ct-watched", self);
  controller = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  g_signal_connect_object (controller, "event", G_CALLBACK (on_event_cb), self, 0);
  gtk_widget_add_controller (window, controller);
}

/* The preferences and every question are windows, too. */
static void
on_windows_changed_cb (GListModel *windows, guint position, guint removed, guint added, gpointer data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      watch (data, window);
    }
}

static void
on_screensaver_cb (GtkApplication *application, GParamSpec *pspec, gpointer data)
{
  gboolean active;

  g_object_get (application, "screensaver-active", &active, NULL);
  if (active)
    g_signal_emit (data, signals[SIGNAL_LOCK], 0);
}

/* Sleep begins, or another desktop than GNOME locks its screen. */
static void
on_told_cb (GDBusConnection *connection, const char *sender, const char *path, const char *interface, const char *name,
             GVariant *parameters, gpointer data)
{
  gboolean begins = FALSE;

  if (g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    g_variant_get (parameters, "(b)", &begins);
  if (begins)
    g_signal_emit (data, signals[SIGNAL_LOCK], 0);
}

static void
on_system_bus_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) system = g_bus_get_finish (result, &error);
  CtScreenGuard *self;

  if (system == NULL)
    {
      g_debug ("sleep is not told: %s", error->message);
      return; /* in a sandbox; or this is gone already */
    }
  self = data;
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  self->system = g_steal_pointer (&system);
  self->sleep_id = g_dbus_connection_signal_subscribe (self->system, "org.freedesktop.login1", "org.freedesktop.login1.Manager",
                                                       "PrepareForSleep", "/org/freedesktop/login1", NULL,
                                                       G_DBUS_SIGNAL_FLAGS_NONE, on_told_cb, self, NULL);
}

static void
ct_screen_guard_dispose (GObject *object)
{
  CtScreenGuard *self = CT_SCREEN_GUARD (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->sleep_id != 0)
    g_dbus_connection_signal_unsubscribe (self->system, self->sleep_id);
  self->sleep_id = 0;
  g_clear_object (&self->system);
  if (self->saver_id != 0)
    g_dbus_connection_signal_unsubscribe (self->session, self->saver_id);
  self->saver_id = 0;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_screen_guard_parent_class)->dispose (object);
}

static void
ct_screen_guard_class_init (CtScreenGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_screen_guard_dispose;
  signals[SIGNAL_LOCK] = g_signal_new ("lock", CT_TYPE_SCREEN_GUARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_screen_guard_init (CtScreenGuard *self)
{
  self->cancellable = g_cancellable_new ();
  self->touched = ct_clock_boot_ms ();
}

/**
 * ct_screen_guard_new:
 * @application: with #GtkApplication:register-session, so that it knows the session's lock
 *
 * It watches from ct_screen_guard_set_minutes() on.
 */
CtScreenGuard *
ct_screen_guard_new (GtkApplication *application)
{
  CtScreenGuard *self = g_object_new (CT_TYPE_SCREEN_GUARD, NULL);
  GListModel *windows = gtk_window_get_toplevels ();
  GDBusConnection *connection;

  g_signal_connect_object (windows, "items-changed", G_CALLBACK (on_windows_changed_cb), self, 0);
  on_windows_changed_cb (windows, 0, 0, g_list_model_get_n_items (windows), self);
  g_signal_connect_object (application, "notify::screensaver-active", G_CALLBACK (on_screensaver_cb), self, 0);
  connection = g_application_get_dbus_connection (G_APPLICATION (application));
  if (connection != NULL)
    {
      self->session = g_object_ref (connection);
      self->saver_id = g_dbus_connection_signal_subscribe (self->session, "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver",
                                                           "ActiveChanged", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_told_cb, self,
                                                           NULL);
    }
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, on_system_bus_cb, self);
  return self;
}

/**
 * ct_screen_guard_set_minutes:
 * @minutes: without a key or the mouse
 */
void
ct_screen_guard_set_minutes (CtScreenGuard *self, guint minutes)
{
  self->patience = (gint64) minutes * MINUTE_MS;
  wait_on (self);
}

/* A copied name is as good as one on the screen. */
static void
forget_copies (GdkDisplay *display)
{
  GdkClipboard *clipboards[] = { gdk_display_get_clipboard (display), gdk_display_get_primary_clipboard (display) };

  for (guint i = 0; i < G_N_ELEMENTS (clipboards); i++)
    if (gdk_clipboard_is_local (clipboards[i]))
      gdk_clipboard_set_content (clipboards[i], NULL);
}

/**
 * ct_screen_guard_clear:
 * @window: stays
 *
 * Closes every other window of the program, a question being answered with no, and takes
 * back what was copied.
 */
void
ct_screen_guard_clear (CtScreenGuard *self, GtkWindow *window)
{
  g_autoptr (GListStore) others = g_list_store_new (GTK_TYPE_WINDOW);
  GListModel *windows = gtk_window_get_toplevels ();

  forget_copies (gtk_widget_get_display (GTK_WIDGET (window)));
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i);

      if (other != window && gtk_widget_get_visible (GTK_WIDGET (other)))
        g_list_store_append (others, other);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (others)); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (G_LIST_MODEL (others), i);

      gtk_widget_set_visible (GTK_WIDGET (other), FALSE);
      gtk_window_close (other);
    }
}
