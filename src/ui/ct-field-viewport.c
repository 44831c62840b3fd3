/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A form that scrolls brings the whole field to where it is seen: its title, what is said
 * under it, and the heading above the first. GtkViewport by itself brings the entry alone,
 * and a title half cut off above it. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-field-viewport.h"

#include "ct-field-box.h"

#define ROOM 30 /* px around it: a heading's height */

static void
on_focus_cb (GtkRoot *root, GParamSpec *pspec, GtkViewport *viewport)
{
  GtkWidget *focus = gtk_root_get_focus (root);
  GtkWidget *content = gtk_viewport_get_child (viewport);
  GtkWidget *field;
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, content))
    return;
  field = gtk_widget_get_ancestor (focus, CT_TYPE_FIELD_BOX);
  if (gtk_widget_compute_bounds (field != NULL ? field : focus, content, &bounds))
    gtk_adjustment_clamp_page (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport)), bounds.origin.y - ROOM,
                               bounds.origin.y + bounds.size.height + ROOM);
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
