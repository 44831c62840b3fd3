/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is said outside the window, to people who look elsewhere: that a result was
 * refused, that results wait for long. Never a success, never a name: a notice may be
 * read over the pharmacist's shoulder, and stays in a list. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-notices.h"

#include "ct-clock.h"
#include "ct-words.h"

#include <glib/gi18n.h>

#define LATE_MS (15 * 60 * 1000) /* since the oldest was validated */

struct _CtNotices
{
  GObject         parent_instance;
  GtkApplication *application; /* unowned: it outlives us */
  CtStatus       *status;
  guint           refused;     /* already told, or seen in the window */
  gboolean        late;        /* told */
};

G_DEFINE_FINAL_TYPE (CtNotices, ct_notices, G_TYPE_OBJECT)

/* Whoever has the window in front of them reads it there. */
static gboolean
is_looked_at (CtNotices *self)
{
  GtkWindow *window = gtk_application_get_active_window (self->application);

  return window != NULL && gtk_widget_get_visible (GTK_WIDGET (window)) && gtk_window_is_active (window);
}

static void
say (CtNotices *self, const char *id, const char *title, const char *body)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (G_APPLICATION (self->application), id, notification);
}

static void
tell_refused (CtNotices *self, guint refused)
{
  if (refused > self->refused && !is_looked_at (self))
    {
      g_autofree char *title =
        g_strdup_printf (g_dngettext (NULL, "%u result was refused", "%u results were refused", refused), refused);

      say (self, "refused", title, _("Open Comptoir: the record shows what to mend."));
    }
  if (refused == 0 && self->refused > 0)
    g_application_withdraw_notification (G_APPLICATION (self->application), "refused");
  self->refused = refused;
}

static void
tell_late (CtNotices *self, const CtStatusFigures *figures)
{
  gboolean late = figures->unsent > 0 && figures->oldest != 0 && ct_clock_now_ms () - figures->oldest >= LATE_MS;
  const char *problem = ct_words_sender (figures->sender);

  if (late && !self->late)
    {
      g_autofree char *title =
        g_strdup_printf (g_dngettext (NULL, "%u result waits to be sent", "%u results wait to be sent", figures->unsent),
                         figures->unsent);

      say (self, "late", title, problem != NULL ? problem : _("The service does not take them. They are safe on this machine, and tried again."));
    }
  if (!late && self->late)
    g_application_withdraw_notification (G_APPLICATION (self->application), "late");
  self->late = late;
}

static void
on_changed_cb (CtStatus *status, gpointer data)
{
  const CtStatusFigures *figures = ct_status_get (status);

  tell_refused (data, figures->refused);
  tell_late (data, figures);
}

static void
ct_notices_dispose (GObject *object)
{
  CtNotices *self = CT_NOTICES (object);

  if (self->status != NULL)
    g_signal_handlers_disconnect_by_data (self->status, self);
  g_clear_object (&self->status);
  G_OBJECT_CLASS (ct_notices_parent_class)->dispose (object);
}

static void
ct_notices_class_init (CtNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_notices_dispose;
}

static void
ct_notices_init (CtNotices *self)
{
}

/**
 * ct_notices_new:
 * @status: followed from now on; what is refused already is not told again
 */
CtNotices *
ct_notices_new (GtkApplication *application, CtStatus *status)
{
  CtNotices *self = g_object_new (CT_TYPE_NOTICES, NULL);

  self->application = application;
  self->status = g_object_ref (status);
  self->refused = ct_status_get (status)->refused;
  g_signal_connect (status, "changed", G_CALLBACK (on_changed_cb), self);
  on_changed_cb (status, self);
  return self;
}
