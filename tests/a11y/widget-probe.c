/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What stands in the real window, told from inside it: preloaded into comptoir, at each
 * SIGUSR1 it writes every widget on the screen to $WIDGET_PROBE as JSON: where it is, what
 * may cut it off, its text, whether the text was shortened. The accessibility bus tells
 * none of the last three. Only the tests load it. */

#include <errno.h>
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <json-glib/json-glib.h>
#include <string.h>

static void
add_rect (JsonBuilder *builder, const char *name, const graphene_rect_t *rect)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, (gint64) rect->origin.x);
  json_builder_add_int_value (builder, (gint64) rect->origin.y);
  json_builder_add_int_value (builder, (gint64) (rect->size.width + 0.5f));
  json_builder_add_int_value (builder, (gint64) (rect->size.height + 0.5f));
  json_builder_end_array (builder);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_flag (JsonBuilder *builder, const char *name, gboolean flag)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, flag);
}

/* What is not in sight there can be brought into it. */
static gboolean
scrolls (GtkWidget *widget)
{
  return GTK_IS_VIEWPORT (widget) || GTK_IS_SCROLLED_WINDOW (widget);
}

/* Where one surface stands on its toplevel's. */
typedef struct
{
  JsonBuilder *builder;
  const char  *window; /* its title, or "popover" */
  GtkWidget   *native;
  double       x, y;
} Surface;

static void tell (const Surface *surface, GtkWidget *widget, const graphene_rect_t *clip);

static void
tell_children (const Surface *surface, GtkWidget *widget, const graphene_rect_t *clip)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    tell (surface, child, clip);
}

static void
tell_popover (const Surface *parent, GtkWidget *popover)
{
  GdkSurface *gdk = gtk_native_get_surface (GTK_NATIVE (popover));
  Surface surface = { parent->builder, "popover", popover, parent->x, parent->y };
  graphene_rect_t whole;
  double x, y;

  if (gdk == NULL || !gtk_widget_compute_bounds (popover, popover, &whole))
    return;
  gtk_native_get_surface_transform (GTK_NATIVE (popover), &x, &y);
  surface.x = x + gdk_popup_get_position_x (GDK_POPUP (gdk));
  surface.y = y + gdk_popup_get_position_y (GDK_POPUP (gdk));
  tell_children (&surface, popover, &whole);
}

static void
tell (const Surface *surface, GtkWidget *widget, const graphene_rect_t *clip)
{
  JsonBuilder *builder = surface->builder;
  graphene_rect_t bounds, shown, content, inner = *clip;
  double x, y;

  if (!gtk_widget_get_mapped (widget))
    return;
  if (widget != surface->native && GTK_IS_NATIVE (widget))
    {
      tell_popover (surface, widget);
      return;
    }
  if (!gtk_widget_compute_bounds (widget, surface->native, &bounds))
    return;
  if (!graphene_rect_intersection (&bounds, clip, &shown))
    graphene_rect_init (&shown, 0, 0, 0, 0);
  if (gtk_widget_get_overflow (widget) == GTK_OVERFLOW_HIDDEN || scrolls (widget))
    inner = shown;
  /* As the accessibility bus has it: without borders, from the window's own corner. */
  gtk_widget_translate_coordinates (widget, surface->native, 0, 0, &x, &y);
  graphene_rect_init (&content, (float) x, (float) y, (float) gtk_widget_get_width (widget), (float) gtk_widget_get_height (widget));
  graphene_rect_offset (&bounds, (float) surface->x, (float) surface->y);
  graphene_rect_offset (&shown, (float) surface->x, (float) surface->y);

  json_builder_begin_object (builder);
  add_text (builder, "window", surface->window);
  add_text (builder, "type", G_OBJECT_TYPE_NAME (widget));
  add_text (builder, "css", gtk_widget_get_css_name (widget));
  add_rect (builder, "bounds", &bounds);
  add_rect (builder, "shown", &shown);
  add_rect (builder, "content", &content);
  add_flag (builder, "sensitive", gtk_widget_is_sensitive (widget));
  if (GTK_IS_LABEL (widget))
    {
      add_text (builder, "text", gtk_label_get_text (GTK_LABEL (widget)));
      add_flag (builder, "shortened", pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (widget))));
      add_flag (builder, "told", gtk_widget_get_tooltip_text (widget) != NULL);
    }
  json_builder_end_object (builder);
  tell_children (surface, widget, &inner);
}

static gboolean
on_asked_cb (gpointer data)
{
  const char *path = g_getenv ("WIDGET_PROBE");
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  json_builder_begin_array (builder);
  for (GList *l = windows; l != NULL; l = l->next)
    {
      GtkWidget *window = l->data;
      const char *title = gtk_window_get_title (l->data);
      graphene_rect_t whole;

      if (gtk_widget_get_mapped (window) && gtk_widget_compute_bounds (window, window, &whole))
        {
          Surface surface = { builder, title != NULL ? title : "", window, 0, 0 };

          gtk_native_get_surface_transform (GTK_NATIVE (window), &surface.x, &surface.y);
          tell (&surface, window, &whole);
        }
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  if (!g_file_set_contents (path, text, -1, &error))
    g_warning ("%s", error->message);
  return G_SOURCE_CONTINUE;
}

__attribute__ ((constructor)) static void
listen (void)
{
  if (g_getenv ("WIDGET_PROBE") == NULL || !g_str_equal (program_invocation_short_name, "comptoir"))
    return;
  g_unsetenv ("LD_PRELOAD");
  g_unix_signal_add (SIGUSR1, on_asked_cb, NULL);
}
