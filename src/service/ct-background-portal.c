/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* In a sandbox the desktop is asked before a program runs without a window, or starts after
 * a login: org.freedesktop.portal.Background
 * (https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Background.html).
 * Each question says both; the last one counts. */

#define G_LOG_DOMAIN "ct-settings"

#include "config.h"

#include "ct-background-portal.h"

#include "ct-process.h"
#include "ct-thread.h"

#define PORTAL    "org.freedesktop.portal.Desktop"
#define OBJECT    "/org/freedesktop/portal/desktop"
#define CALL_MS   5000
#define PATIENCE_S 60 /* a person may be asked */

typedef enum
{
  REPLY_NONE,
  REPLY_YES,
  REPLY_NO,
} Reply;

static void
on_response_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *name, GVariant *parameters,
                gpointer data)
{
  g_autoptr (GVariant) results = NULL;
  guint32 response = 2;

  g_variant_get (parameters, "(u@a{sv})", &response, &results);
  *(Reply *) data = response == 0 ? REPLY_YES : REPLY_NO;
}

static gboolean
too_late_cb (gpointer data)
{
  *(Reply *) data = REPLY_NO;
  return G_SOURCE_REMOVE;
}

static GVariant *
options_of (gboolean practice, gboolean at_login, const char *token)
{
  const char *command[] = { "comptoir", "--background", practice ? "--practice" : NULL, NULL };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&builder, "{sv}", "handle_token", g_variant_new_string (token));
  g_variant_builder_add (&builder, "{sv}", "reason", g_variant_new_string ("Results that wait are sent, then it ends by itself."));
  g_variant_builder_add (&builder, "{sv}", "autostart", g_variant_new_boolean (at_login));
  g_variant_builder_add (&builder, "{sv}", "commandline", g_variant_new_strv (command, -1));
  return g_variant_builder_end (&builder);
}

/* The answer comes as a signal of an object whose name is agreed on before. */
static char *
request_path (GDBusConnection *bus, const char *token)
{
  g_autofree char *sender = g_strdelimit (g_strdup (g_dbus_connection_get_unique_name (bus) + 1), ".", '_');

  return g_strconcat (OBJECT "/request/", sender, "/", token, NULL);
}

static gboolean
ask (GDBusConnection *bus, GMainContext *context, gboolean practice, gboolean at_login, GError **error)
{
  g_autofree char *token = g_strdup_printf ("comptoir%u", g_random_int ());
  g_autofree char *path = request_path (bus, token);
  g_autoptr (GSource) patience = g_timeout_source_new_seconds (PATIENCE_S);
  g_autoptr (GVariant) handle = NULL;
  Reply reply = REPLY_NONE;
  guint id = g_dbus_connection_signal_subscribe (bus, PORTAL, "org.freedesktop.portal.Request", "Response", path, NULL,
                                                 G_DBUS_SIGNAL_FLAGS_NO_MATCH_RULE, on_response_cb, &reply, NULL);

  handle = g_dbus_connection_call_sync (bus, PORTAL, OBJECT, "org.freedesktop.portal.Background", "RequestBackground",
                                        g_variant_new ("(s@a{sv})", "", options_of (practice, at_login, token)), G_VARIANT_TYPE ("(o)"),
                                        G_DBUS_CALL_FLAGS_NONE, CALL_MS, NULL, error);
  g_source_set_callback (patience, too_late_cb, &reply, NULL);
  g_source_attach (patience, context);
  while (handle != NULL && reply == REPLY_NONE)
    g_main_context_iteration (context, TRUE);
  g_source_destroy (patience);
  g_dbus_connection_signal_unsubscribe (bus, id);
  while (g_main_context_iteration (context, FALSE))
    ;
  if (handle != NULL && reply == REPLY_NO)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "the desktop does not let it run in the background");
  return reply == REPLY_YES;
}

/**
 * ct_background_portal_request:
 * @at_login: start after a login, too
 *
 * Blocks, for as long as a person is asked: never on the main thread.
 */
gboolean
ct_background_portal_request (gboolean practice, gboolean at_login, GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);
  gboolean good;

  if (bus == NULL)
    return FALSE;
  g_main_context_push_thread_default (context);
  good = ask (bus, context, practice, at_login, error);
  g_main_context_pop_thread_default (context);
  return good;
}

static void
stay_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  guint bits = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  if (!ct_background_portal_request ((bits & 1) != 0, (bits & 2) != 0, &error))
    g_warning ("the background is not granted: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/**
 * ct_background_portal_stay:
 * @at_login: as it is set
 *
 * The window goes out of sight, and something is to be sent still. Outside of a sandbox
 * nobody is asked.
 */
void
ct_background_portal_stay (gboolean practice, gboolean at_login)
{
  g_autoptr (GTask) task = NULL;

  if (!ct_process_is_sandboxed ())
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, GUINT_TO_POINTER ((practice ? 1u : 0u) | (at_login ? 2u : 0u)), NULL);
  ct_thread_run (task, stay_job);
}
