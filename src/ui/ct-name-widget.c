/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a screen reader says of a widget that names itself by a part of it. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-name-widget.h"

/**
 * ct_name_widget:
 * @name: all that is to be said
 *
 * libadwaita from 1.3 on lets a row be labelled by its title, which goes before a name of
 * one's own; so do GTK's buttons with their children.
 */
void
ct_name_widget (GtkWidget *widget, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
