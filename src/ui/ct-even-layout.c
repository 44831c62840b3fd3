/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Equal columns, as many as have room: all children beside one another, else in halves, else
 * one above the other. With large letters, or in a language of long words, what stands side by
 * side goes down and is read on, where GtkBox would push it off the screen. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-even-layout.h"

struct _CtEvenLayout
{
  GtkLayoutManager parent_instance;
  int              spacing;
};

G_DEFINE_FINAL_TYPE (CtEvenLayout, ct_even_layout, GTK_TYPE_LAYOUT_MANAGER)

enum
{
  PROP_SPACING = 1,
};

static guint
count (GtkWidget *widget)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += gtk_widget_should_layout (child);
  return n;
}

/* The width of the widest child. */
static void
widest (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

static guint
columns_in (CtEvenLayout *self, GtkWidget *widget, int width)
{
  guint columns = count (widget);
  int minimum, natural;

  widest (widget, &minimum, &natural);
  while (columns > 1 && (int) columns * minimum + (int) (columns - 1) * self->spacing > width)
    columns = (columns + 1) / 2;
  return MAX (columns, 1);
}

static int
column_width (CtEvenLayout *self, guint columns, int width)
{
  return (width - (int) (columns - 1) * self->spacing) / (int) columns;
}

/* Of the row that begins with @child; @next: of the following row. */
static int
row_height (GtkWidget *child, guint columns, int width, GtkWidget **next, int *natural)
{
  int minimum = 0;

  *natural = 0;
  while (child != NULL && columns > 0)
    {
      int child_minimum, child_natural;

      if (gtk_widget_should_layout (child))
        {
          gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &child_minimum, &child_natural, NULL, NULL);
          minimum = MAX (minimum, child_minimum);
          *natural = MAX (*natural, child_natural);
          columns--;
        }
      child = gtk_widget_get_next_sibling (child);
    }
  *next = child;
  return minimum;
}

static GtkSizeRequestMode
ct_even_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ct_even_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  CtEvenLayout *self = CT_EVEN_LAYOUT (manager);
  int n = (int) count (widget), row_natural;
  guint columns;
  GtkWidget *child;

  *minimum_baseline = *natural_baseline = -1;
  widest (widget, minimum, natural);
  *natural = n * *natural + MAX (n - 1, 0) * self->spacing;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  if (for_size < 0)
    for_size = *natural;
  columns = columns_in (self, widget, for_size);
  child = gtk_widget_get_first_child (widget);
  *minimum = *natural = child != NULL ? -self->spacing : 0;
  while (child != NULL)
    {
      *minimum += row_height (child, columns, column_width (self, columns, for_size), &child, &row_natural) + self->spacing;
      *natural += row_natural + self->spacing;
    }
}

static void
ct_even_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  CtEvenLayout *self = CT_EVEN_LAYOUT (manager);
  guint columns = columns_in (self, widget, width);
  guint n = count (widget), rows = (n + columns - 1) / columns;
  int each = column_width (self, columns, width), y = 0;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (guint row = 0; row < rows; row++)
    {
      GtkWidget *next;
      int row_natural, x = 0;
      int tall = row_height (child, columns, each, &next, &row_natural);

      /* What is there is theirs when it is one row; else each has what it needs. */
      tall = rows == 1 ? height : MAX (tall, row_natural);
      for (; child != next; child = gtk_widget_get_next_sibling (child))
        {
          int left = rtl ? width - x - each : x;

          if (!gtk_widget_should_layout (child))
            continue;
          gtk_widget_size_allocate (child, &(GtkAllocation) { .x = left, .y = y, .width = each, .height = tall }, -1);
          x += each + self->spacing;
        }
      y += tall + self->spacing;
    }
}

static void
ct_even_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  CT_EVEN_LAYOUT (object)->spacing = g_value_get_int (value);
}

static void
ct_even_layout_class_init (CtEvenLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = ct_even_layout_set_property;
  layout_class->get_request_mode = ct_even_layout_get_request_mode;
  layout_class->measure = ct_even_layout_measure;
  layout_class->allocate = ct_even_layout_allocate;
  g_object_class_install_property (G_OBJECT_CLASS (klass), PROP_SPACING,
                                   g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 0,
                                                     G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS));
}

static void
ct_even_layout_init (CtEvenLayout *self)
{
}

/**
 * ct_even_layout_new:
 * @spacing: pixels between columns, and between rows
 */
GtkLayoutManager *
ct_even_layout_new (int spacing)
{
  return g_object_new (CT_TYPE_EVEN_LAYOUT, "spacing", spacing, NULL);
}
