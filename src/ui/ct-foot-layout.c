/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The foot of the form: the words that are read aloud, and the buttons that follow from them.
 * Beside one another where the words have room; else the words have the whole width and the
 * buttons stand below. With large letters a name was a column of syllables. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-foot-layout.h"

#define SPACING 12 /* px */
#define ENOUGH  28 /* em of a name, an age and a result in two lines: less is a column */

struct _CtFootLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (CtFootLayout, ct_foot_layout, GTK_TYPE_LAYOUT_MANAGER)

static int
minimum_of (GtkWidget *child, GtkOrientation orientation, int for_size)
{
  int minimum;

  gtk_widget_measure (child, orientation, for_size, &minimum, NULL, NULL, NULL);
  return minimum;
}

static int
natural_of (GtkWidget *child, GtkOrientation orientation, int for_size)
{
  int natural;

  gtk_widget_measure (child, orientation, for_size, NULL, &natural, NULL, NULL);
  return natural;
}

/* Returns: the width of the words beside the buttons; 0 when they stand above them. By the size
 * of the letters and not by what they say: the foot must not jump while somebody types. */
static int
beside (GtkWidget *widget, int width)
{
  GtkWidget *words = gtk_widget_get_first_child (widget);
  PangoContext *context = gtk_widget_get_pango_context (words);
  int size = pango_font_description_get_size (pango_context_get_font_description (context));
  int em = (int) (pango_cairo_context_get_resolution (context) / 72 * size / PANGO_SCALE);
  int left = width - SPACING - natural_of (gtk_widget_get_last_child (widget), GTK_ORIENTATION_HORIZONTAL, -1);

  return left >= MAX (minimum_of (words, GTK_ORIENTATION_HORIZONTAL, -1), ENOUGH * em) ? left : 0;
}

static GtkSizeRequestMode
ct_foot_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ct_foot_layout_measure (GtkLayoutManager *manager, GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  GtkWidget *words = gtk_widget_get_first_child (widget), *buttons = gtk_widget_get_last_child (widget);
  int left, high, low;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (minimum_of (words, orientation, -1), minimum_of (buttons, orientation, -1));
      *natural = natural_of (words, orientation, -1) + SPACING + natural_of (buttons, orientation, -1);
      return;
    }
  if (for_size < 0)
    for_size = G_MAXINT16;
  left = beside (widget, for_size);
  high = natural_of (words, orientation, left > 0 ? left : for_size);
  low = natural_of (buttons, orientation, -1);
  *minimum = *natural = left > 0 ? MAX (high, low) : high + SPACING / 2 + low;
}

static void
ct_foot_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *words = gtk_widget_get_first_child (widget), *buttons = gtk_widget_get_last_child (widget);
  int left = beside (widget, width);
  int wide = natural_of (buttons, GTK_ORIENTATION_HORIZONTAL, -1);
  int high = left > 0 ? height : natural_of (words, GTK_ORIENTATION_VERTICAL, width);
  int top = left > 0 ? 0 : high + SPACING / 2;
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation of_words = { 0, 0, width, high };
  GtkAllocation of_buttons = { 0, top, MIN (wide, width), height - top };

  if (left > 0)
    of_words.width = left;
  if (rtl)
    of_words.x = width - of_words.width;
  else
    of_buttons.x = width - of_buttons.width;
  gtk_widget_size_allocate (words, &of_words, -1);
  gtk_widget_size_allocate (buttons, &of_buttons, -1);
}

static void
ct_foot_layout_class_init (CtFootLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = ct_foot_layout_get_request_mode;
  layout_class->measure = ct_foot_layout_measure;
  layout_class->allocate = ct_foot_layout_allocate;
}

static void
ct_foot_layout_init (CtFootLayout *self)
{
}
