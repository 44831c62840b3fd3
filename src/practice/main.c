/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoir-practice: the practice SI-DEP, a complete service for one machine. */

#include "config.h"

#include "ct-practice-service.h"

#include "ct-process.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

static gboolean
on_signal_cb (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

/* The other end of standard input is held by whoever started us, and goes with them, however
 * they end; nothing is ever written to it. */
static gboolean
on_hang_up_cb (int fd, GIOCondition condition, gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static int
serve (const char *directory, guint port, const char *client_key, gboolean with_parent)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autofree char *ready = NULL;
  CtPracticeService *service = NULL;

  if (ct_process_private_directory (directory, &error))
    service = ct_practice_service_start (directory, port, client_key, &error);
  if (service != NULL)
    ready = ct_practice_service_ready (service, &error);
  if (ready == NULL)
    {
      g_printerr ("comptoir-practice: %s\n", error->message);
      g_clear_pointer (&service, ct_practice_service_stop);
      return 1;
    }
  /* Who reads that it is ready may end it at once. */
  g_unix_signal_add (SIGINT, on_signal_cb, loop);
  g_unix_signal_add (SIGTERM, on_signal_cb, loop);
  printf ("%s\n", ready);
  fflush (stdout);
  if (with_parent)
    g_unix_fd_add (STDIN_FILENO, G_IO_HUP | G_IO_ERR, on_hang_up_cb, loop);
  g_main_loop_run (loop);
  ct_practice_service_stop (service);
  return 0;
}

int
main (int argc, char **argv)
{
  int port = 0;
  gboolean with_parent = FALSE;
  g_autofree char *directory = NULL;
  g_autofree char *client_key = NULL;
  g_autoptr (GError) error = NULL;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &port, "Port on loopback; 0 for any that is free", "N" },
    { "directory", 0, 0, G_OPTION_ARG_FILENAME, &directory, "Where its data are kept", "DIR" },
    { "client-key", 0, 0, G_OPTION_ARG_FILENAME, &client_key, "Public JWK of a client that signs its logins", "FILE" },
    { "with-parent", 0, 0, G_OPTION_ARG_NONE, &with_parent, "End when standard input does", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("– the practice SI-DEP");

  ct_process_harden ();
  g_log_writer_default_set_use_stderr (TRUE); /* stdout is for the ready line */
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("COMPTOIR_LOCALEDIR") != NULL ? g_getenv ("COMPTOIR_LOCALEDIR") : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 1 || port < 0 || port > 65535)
    {
      g_printerr ("comptoir-practice: %s\n", error != NULL ? error->message : "unknown argument; see --help");
      return 2;
    }
  if (directory == NULL)
    directory = g_build_filename (g_get_user_data_dir (), "comptoir-practice", NULL);
  return serve (directory, (guint) port, client_key, with_parent);
}
