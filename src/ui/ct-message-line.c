/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The line under a row of fields: what is wrong with them, or what can be typed
 * in the one that has the cursor.
 *
 * Its height is always kept, so nothing jumps. A message stands under its field;
 * alone, or while its field has the cursor, it may use the whole row. */

#include "config.h"

#include "ct-message-line.h"

#define COLUMNS 12

struct _CtMessageLine
{
  GObject    parent_instance;
  GtkGrid   *grid;   /* unowned: outlives us */
  int        row;
  GPtrArray *boxes;  /* unowned: in the row above */
  GPtrArray *labels; /* unowned: of the grid, a box each */
};

G_DEFINE_FINAL_TYPE (CtMessageLine, ct_message_line, G_TYPE_OBJECT)

static CtFieldBox *
box_at (CtMessageLine *self, guint index)
{
  return g_ptr_array_index (self->boxes, index);
}

/* @alone: the whole row is free; a field far right lets its message end there */
static void
place (CtMessageLine *self, guint index, gboolean alone)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self->grid));
  GtkWidget *label = g_ptr_array_index (self->labels, index);
  GtkGridLayoutChild *child = GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (layout, label));
  gboolean right;
  int column, row, width, height;

  gtk_grid_query_child (self->grid, GTK_WIDGET (box_at (self, index)), &column, &row, &width, &height);
  right = alone && column > COLUMNS / 2;
  gtk_grid_layout_child_set_column (child, right ? 0 : column);
  gtk_grid_layout_child_set_column_span (child, !alone ? width : right ? COLUMNS : COLUMNS - column);
  gtk_label_set_xalign (GTK_LABEL (label), right ? 1 : 0);
}

static void
say (CtMessageLine *self, guint index, CtMessageKind kind, const char *text)
{
  static const char * const classes[] = {
    [CT_MESSAGE_NONE] = "dim-label", [CT_MESSAGE_NOTE] = "note", [CT_MESSAGE_WARNING] = "warning", [CT_MESSAGE_ERROR] = "error",
  };
  GtkWidget *label = g_ptr_array_index (self->labels, index);

  gtk_widget_set_css_classes (label, (const char *[]) { "message", classes[kind], NULL });
  gtk_label_set_label (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, *text != '\0' ? text : NULL);
}

/* A note gives way to what is wrong in its row. */
static const char *
message_of (CtMessageLine *self, guint index)
{
  gboolean note = ct_field_box_get_message_kind (box_at (self, index)) == CT_MESSAGE_NOTE;

  for (guint i = 0; note && i < self->boxes->len; i++)
    {
      CtMessageKind kind = ct_field_box_get_message_kind (box_at (self, i));

      if (kind == CT_MESSAGE_WARNING || kind == CT_MESSAGE_ERROR)
        return NULL;
    }
  return ct_field_box_get_message (box_at (self, index));
}

/* Where the cursor is, an error names the key that says more.
 * Returns: (transfer full) */
static char *
link_to_help (CtMessageLine *self, guint index, const char *message)
{
  gboolean error = ct_field_box_get_message_kind (box_at (self, index)) == CT_MESSAGE_ERROR;

  return error ? g_strconcat (message, " · F1", NULL) : g_strdup (message);
}

static void
on_look_cb (CtFieldBox *changed, gpointer data)
{
  CtMessageLine *self = data;
  int focused = -1;
  guint messages = 0;
  g_autofree char *hint = NULL;

  for (guint i = 0; i < self->boxes->len; i++)
    {
      if (ct_field_box_is_focused (box_at (self, i)))
        focused = (int) i;
      messages += message_of (self, i) != NULL;
    }
  if (focused >= 0 && messages == 0)
    hint = ct_field_box_dup_hint (box_at (self, (guint) focused));
  for (guint i = 0; i < self->boxes->len; i++)
    {
      const char *message = message_of (self, i);
      gboolean covered = focused >= 0 && (guint) focused != i
                         && message_of (self, (guint) focused) != NULL;

      if (hint != NULL && (guint) focused == i)
        say (self, i, CT_MESSAGE_NONE, hint);
      else if (message != NULL && !covered)
        {
          g_autofree char *linked = focused == (int) i ? link_to_help (self, i, message) : g_strdup (message);

          say (self, i, ct_field_box_get_message_kind (box_at (self, i)), linked);
        }
      else
        say (self, i, CT_MESSAGE_NONE, "");
      place (self, i, hint != NULL || messages == 1 || (guint) focused == i);
    }
}

static void
ct_message_line_dispose (GObject *object)
{
  CtMessageLine *self = CT_MESSAGE_LINE (object);

  g_clear_pointer (&self->boxes, g_ptr_array_unref);
  g_clear_pointer (&self->labels, g_ptr_array_unref);
  G_OBJECT_CLASS (ct_message_line_parent_class)->dispose (object);
}

static void
ct_message_line_class_init (CtMessageLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_message_line_dispose;
}

static void
ct_message_line_init (CtMessageLine *self)
{
  self->boxes = g_ptr_array_new ();
  self->labels = g_ptr_array_new ();
}

/**
 * ct_message_line_new:
 * @grid: of 12 columns; not to be gone before the line
 * @row: where the messages stand
 *
 * Returns: (transfer full)
 */
CtMessageLine *
ct_message_line_new (GtkGrid *grid, int row)
{
  CtMessageLine *self = g_object_new (CT_TYPE_MESSAGE_LINE, NULL);

  self->grid = grid;
  self->row = row;
  return self;
}

int
ct_message_line_row (CtMessageLine *self)
{
  return self->row;
}

/**
 * ct_message_line_add:
 * @box: in the same grid, one row above
 */
void
ct_message_line_add (CtMessageLine *self, CtFieldBox *box)
{
  GtkWidget *label = gtk_label_new ("");

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "message");
  gtk_grid_attach (self->grid, label, 0, self->row, 1, 1);
  g_ptr_array_add (self->boxes, box);
  g_ptr_array_add (self->labels, label);
  ct_field_box_set_message_label (box, label);
  place (self, self->boxes->len - 1, FALSE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  g_signal_connect_object (box, "look", G_CALLBACK (on_look_cb), self, 0);
}
