/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* After a login, out of sight, what is left in the queue is sent: the desktop's own
 * way of starting programs then, a file in its folder (Desktop Application Autostart
 * Specification); in a sandbox, by its portal. */

#define G_LOG_DOMAIN "ct-settings"

#include "config.h"

#include "ct-autostart.h"

#include "ct-background-portal.h"
#include "ct-process.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>

static const char text[] = "[Desktop Entry]\n"
                           "Type=Application\n"
                           "Name=Comptoir\n"
                           "Exec=comptoir %s--background\n"
                           "Icon=" APP_ID "\n"
                           "NoDisplay=true\n"
                           "X-GNOME-Autostart-enabled=true\n";

/**
 * ct_autostart_set:
 *
 * Writes or removes the file, or asks the desktop. Waits for the disk, or a person: for a
 * worker.
 */
gboolean
ct_autostart_set (gboolean practice, gboolean on, GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "autostart", NULL);
  g_autofree char *name = g_strconcat (APP_ID, practice ? ".Practice" : "", ".desktop", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *entry = g_strdup_printf (text, practice ? "--practice " : "");

  if (ct_process_is_sandboxed ())
    return ct_background_portal_request (practice, on, error);
  if (on)
    {
      g_mkdir_with_parents (folder, 0700);
      return g_file_set_contents (path, entry, -1, error);
    }
  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (errno), g_strerror (errno));
  return FALSE;
}
