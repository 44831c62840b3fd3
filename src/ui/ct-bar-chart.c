/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Bars, and a part of each that is set off by its frame and by its place at the foot, not by
 * its colour alone. The same stands in a table beside it: who does not see the picture is told
 * its words. */

#include "config.h"

#include "ct-bar-chart.h"

#define GAP     3.0f
#define WIDEST  48.0f
#define HEIGHT  110

struct _CtBarChart
{
  GtkWidget  parent_instance;
  guint     *values;
  guint     *parts;
  guint      n;
};

G_DEFINE_FINAL_TYPE (CtBarChart, ct_bar_chart, GTK_TYPE_WIDGET)

static void
ct_bar_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 100;
  *minimum_baseline = *natural_baseline = -1;
}

static void
add_bar (GtkSnapshot *snapshot, const GdkRGBA *color, float x, float bottom, float width, float height)
{
  graphene_rect_t bar = GRAPHENE_RECT_INIT (x, bottom - height, width, height);

  gtk_snapshot_append_color (snapshot, color, &bar);
}

static void
ct_bar_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  CtBarChart *self = CT_BAR_CHART (widget);
  float height = (float) gtk_widget_get_height (widget), width = (float) gtk_widget_get_width (widget), step;
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  GdkRGBA color, whole;
  guint most = 1;

  if (self->n == 0)
    return;
  gtk_style_context_get_color (style, &color);
  whole = color;
  whole.alpha = 0.3f;
  for (guint i = 0; i < self->n; i++)
    most = MAX (most, self->values[i]);
  step = MIN (width / (float) self->n, WIDEST);
  for (guint i = 0; i < self->n; i++)
    {
      float x = (float) i * step, bar = MAX (step - GAP, 1.0f);

      add_bar (snapshot, &whole, x, height - 1, bar, (height - 1) * (float) self->values[i] / (float) most);
      add_bar (snapshot, &color, x, height - 1, bar, (height - 1) * (float) self->parts[i] / (float) most);
    }
  add_bar (snapshot, &color, 0, height, width, 1);
}

static void
ct_bar_chart_finalize (GObject *object)
{
  CtBarChart *self = CT_BAR_CHART (object);

  g_free (self->values);
  g_free (self->parts);
  G_OBJECT_CLASS (ct_bar_chart_parent_class)->finalize (object);
}

static void
ct_bar_chart_class_init (CtBarChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_bar_chart_finalize;
  widget_class->measure = ct_bar_chart_measure;
  widget_class->snapshot = ct_bar_chart_snapshot;
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ct_bar_chart_init (CtBarChart *self)
{
}

/**
 * ct_bar_chart_set:
 * @values: (array length=n): how high each bar is, by the highest of them
 * @parts: (array length=n): of each, what is set off
 * @words: what the picture shows, for who does not see it
 */
void
ct_bar_chart_set (CtBarChart *self, const guint *values, const guint *parts, guint n, const char *words)
{
  g_free (self->values);
  g_free (self->parts);
  self->values = g_memdup2 (values, n * sizeof *values);
  self->parts = g_memdup2 (parts, n * sizeof *parts);
  self->n = n;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
