/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A list is one stop of the Tab key, whichever way it is come to: the line that had the keys
 * last. The arrows go through its lines, of which there may be hundreds. */

#include "config.h"

#include "ct-one-stop.h"

/**
 * ct_one_stop:
 * @list: a GtkListView or a GtkColumnView
 *
 * From GTK 4.12 on a list is asked for it; before, it is so anyhow.
 */
void
ct_one_stop (GtkWidget *list)
{
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (list), "tab-behavior") != NULL)
    g_object_set (list, "tab-behavior", 1 /* GTK_LIST_TAB_ITEM */, NULL);
}
