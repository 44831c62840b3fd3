/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is told outside the window, as the desktop's own notification service hears
 * it: a name on the session bus that this test owns. */

#include "ct-notices.h"

#include "ct-clock.h"

#include "wait.h"

#include <adwaita.h>
#include <string.h>

static const char interface[] = "<node><interface name='org.freedesktop.Notifications'>"
                                "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
                                "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
                                "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
                                "<arg type='u' direction='out'/></method>"
                                "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
                                "<method name='GetCapabilities'><arg type='as' direction='out'/></method>"
                                "</interface></node>";

static GPtrArray *heard; /* of titles */
static guint closed;
static GtkApplication *application;

static void
on_call_cb (GDBusConnection *bus, const char *sender, const char *path, const char *name, const char *method, GVariant *arguments,
            GDBusMethodInvocation *invocation, gpointer data)
{
  if (g_str_equal (method, "Notify"))
    {
      const char *title;

      g_variant_get_child (arguments, 3, "&s", &title);
      g_ptr_array_add (heard, g_strdup (title));
      g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", heard->len));
    }
  else if (g_str_equal (method, "GetCapabilities"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(as)", NULL));
  else
    {
      closed++;
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
}

static void
on_acquired_cb (GDBusConnection *bus, const char *name, gpointer data)
{
  *(gboolean *) data = TRUE;
}

static void
listen (void)
{
  static const GDBusInterfaceVTable table = { .method_call = on_call_cb };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (interface, NULL);
  GDBusConnection *bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  gboolean owned = FALSE;

  heard = g_ptr_array_new_with_free_func (g_free);
  g_assert_cmpuint (g_dbus_connection_register_object (bus, "/org/freedesktop/Notifications", info->interfaces[0], &table, NULL, NULL,
                                                       NULL), >, 0);
  g_bus_own_name_on_connection (bus, "org.freedesktop.Notifications", G_BUS_NAME_OWNER_FLAGS_NONE, on_acquired_cb, NULL, &owned, NULL);
  wait_until (owned);
  application = GTK_APPLICATION (adw_application_new ("fr.comptoir.Comptoir.Test", G_APPLICATION_DEFAULT_FLAGS));
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
}

/* Lets what is under way arrive, and counts. */
static guint
hear (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 5;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  return heard->len;
}

static void
test_refused (void)
{
  g_autoptr (CtStatus) status = ct_status_new ();
  CtStatusFigures figures = { .refused = 1 };
  g_autoptr (CtNotices) notices = NULL;
  guint before = hear ();

  ct_status_update (status, &figures);
  notices = ct_notices_new (application, status);
  g_assert_cmpuint (hear (), ==, before); /* there already: the worklist shows it */
  figures.refused = 2;
  ct_status_update (status, &figures);
  g_assert_cmpuint (hear (), ==, before + 1);
  g_assert_cmpstr (g_ptr_array_index (heard, before), ==, "2 results were refused");
  figures.refused = 1; /* one is mended: nothing new */
  ct_status_update (status, &figures);
  g_assert_cmpuint (hear (), ==, before + 1);
  figures.refused = 0;
  closed = 0;
  ct_status_update (status, &figures);
  hear ();
  g_assert_cmpuint (closed, ==, 1);
}

static void
test_late (void)
{
  const gint64 minute = 60 * 1000;
  g_autoptr (CtStatus) status = ct_status_new ();
  CtStatusFigures figures = { .unsent = 3 };
  g_autoptr (CtNotices) notices = ct_notices_new (application, status);
  guint before = hear ();

  figures.oldest = ct_clock_now_ms () - 14 * minute;
  ct_status_update (status, &figures);
  g_assert_cmpuint (hear (), ==, before);
  figures.oldest -= 2 * minute;
  ct_status_update (status, &figures);
  g_assert_cmpuint (hear (), ==, before + 1);
  g_assert_cmpstr (g_ptr_array_index (heard, before), ==, "3 results wait to be sent");
  figures.oldest -= 60 * minute; /* once is enough */
  ct_status_update (status, &figures);
  g_assert_cmpuint (hear (), ==, before + 1);
  /* Sent: it is taken back, and nothing is said. */
  figures = (CtStatusFigures){ 0 };
  closed = 0;
  ct_status_update (status, &figures);
  g_assert_cmpuint (hear (), ==, before + 1);
  g_assert_cmpuint (closed, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  listen ();
  g_test_add_func ("/notices/refused", test_refused);
  g_test_add_func ("/notices/late", test_late);
  return g_test_run ();
}
