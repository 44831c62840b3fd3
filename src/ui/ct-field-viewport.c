/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A form that scrolls brings the whole field to where it is seen: its title, what is said
 * under it, and the heading above the first; of several results all, so that none is forgotten.
 * GtkViewport by itself brings the entry alone,
 * and a title half cut off above it. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-field-viewport.h"

#include "ct-field-box.h"
#include "ct-results.h"

#define ROOM 30 /* px around it: a heading's height */

/* What is to be seen with @focus: all that belongs to it, unless that is more than there is room
 * for. */
static gboolean
bounds_of (GtkWidget *focus, GtkWidget *content, double room, graphene_rect_t *bounds)
{
  GtkWidget *field = gtk_widget_get_ancestor (focus, CT_TYPE_FIELD_BOX), *results = gtk_widget_get_ancestor (focus, CT_TYPE_RESULTS);

  if (results != NULL && gtk_widget_compute_bounds (results, content, bounds) && bounds->size.height <= room)
    return TRUE;
  return gtk_widget_compute_bounds (field != NULL ? field : focus, content, bounds);
}

static void
on_focus_cb (GtkRoot *root, GParamSpec *pspec, GtkViewport *viewport)
{
  GtkWidget *focus = gtk_root_get_focus (root);
  GtkWidget *content = gtk_viewport_get_child (viewport);
  GtkAdjustment *place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, content))
    return;
  if (bounds_of (focus, content, gtk_adjustment_get_page_size (place) - 2 * ROOM, &bounds))
    gtk_adjustment_clamp_page (place, bounds.origin.y - ROOM, bounds.origin.y + bounds.size.height + ROOM);
}

static void
on_root_cb (GtkViewport *viewport, GParamSpec *pspec, gpointer data)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (viewport));

  if (root != NULL)
    g_signal_connect_object (root, "notify::focus-widget", G_CALLBACK (on_focus_cb), viewport, 0);
}

/**
 * ct_field_viewport_follow:
 * @viewport: of a form, before it has a window
 */
void
ct_field_viewport_follow (GtkViewport *viewport)
{
  gtk_viewport_set_scroll_to_focus (viewport, FALSE);
  g_signal_connect (viewport, "notify::root", G_CALLBACK (on_root_cb), NULL);
}
