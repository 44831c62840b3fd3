/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoir: locale, libraries, the parts, run; nothing else. */

#include "config.h"

#include "ct-application.h"

#include "ct-process.h"
#include "ct-secret-bytes.h"
#include "ct-transport.h"

#include <glib/gi18n.h>
#include <locale.h>

static gboolean
take_practice (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (g_str_equal (argv[i], "--practice"))
      {
        for (; i < *argc; i++)
          argv[i] = argv[i + 1];
        (*argc)--;
        return TRUE;
      }
  return FALSE;
}

int
main (int argc, char **argv)
{
  const char *translations = g_getenv ("COMPTOIR_LOCALEDIR"); /* of a build that is not installed */
  g_autoptr (CtApplication) application = NULL;

  ct_process_harden ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations != NULL ? translations : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (!ct_secret_bytes_init () || !ct_transport_global_init ())
    {
      g_printerr ("comptoir: libsodium or libcurl cannot be used on this machine\n");
      return 1;
    }
  application = ct_application_new (take_practice (&argc, argv));
  return g_application_run (G_APPLICATION (application), argc, argv);
}
