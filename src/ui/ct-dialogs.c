/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The single home of windows that newer libadwaita deprecates and ours has no
 * other for. */

#include "config.h"

#include "ct-dialogs.h"

#include <adwaita.h>
#include <glib/gi18n.h>

void
ct_dialogs_about (GtkWindow *parent)
{
  adw_show_about_window (parent, "application-name", "Comptoir", "application-icon", APP_ID, "version", VERSION,
                         "developer-name", _("The Comptoir authors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _("Rapid-test results from the counter to SI-DEP, without an intermediary."),
                         "translator-credits", _("translator-credits"), NULL);
}
