/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Which days are meant: those one asks for every day by name, any others by two dates, typed
 * as in the form. A date that is none counts as none, and is marked. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-day-range.h"

#include "ct-clock.h"
#include "ct-drop-down.h"

#include <glib/gi18n.h>

struct _CtDayRange
{
  GtkWidget    parent_instance;
  GtkWidget   *content;
  GtkDropDown *days;
  GtkEditable *from;
  GtkEditable *to;
};

G_DEFINE_FINAL_TYPE (CtDayRange, ct_day_range, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static CtDate
days_ago (GDateTime *now, int days)
{
  g_autoptr (GDateTime) then = g_date_time_add_days (now, -days);

  return ct_date_of (then);
}

/* Returns: FALSE for what is no date */
static gboolean
read_day (GtkEditable *entry, CtDate *day)
{
  const char *text = gtk_editable_get_text (entry);
  g_autoptr (GDateTime) now = ct_clock_now ();

  *day = (CtDate) { 0 };
  return *text == '\0' || ct_date_parse (text, CT_DATE_PAST, ct_date_of (now), day);
}

static void
check (GtkEditable *entry)
{
  CtDate day;
  gboolean good = read_day (entry, &day);

  (good ? gtk_widget_remove_css_class : gtk_widget_add_css_class) (GTK_WIDGET (entry), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (entry), good ? NULL : _("A date, as 14/03/2026"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, good ? GTK_ACCESSIBLE_INVALID_FALSE : GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
}

static void
on_chosen_cb (CtDayRange *self)
{
  gboolean other = gtk_drop_down_get_selected (self->days) == CT_DAYS_OTHER;

  gtk_widget_set_visible (GTK_WIDGET (self->from), other);
  gtk_widget_set_visible (GTK_WIDGET (self->to), other);
  if (other)
    gtk_widget_grab_focus (GTK_WIDGET (self->from));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_typed_cb (GtkEditable *entry, gpointer data)
{
  check (entry);
  g_signal_emit (data, signals[SIGNAL_CHANGED], 0);
}

/* Return and the way out: as the form writes it. */
static void
write_out (GtkEditable *entry)
{
  CtDate day;
  g_autofree char *text = NULL;

  if (!read_day (entry, &day) || day.year == 0)
    return;
  text = ct_date_to_french (day);
  if (!g_str_equal (text, gtk_editable_get_text (entry)))
    gtk_editable_set_text (entry, text);
}

static void
on_activate_cb (GtkEntry *entry, gpointer data)
{
  write_out (GTK_EDITABLE (entry));
  gtk_widget_child_focus (gtk_widget_get_ancestor (GTK_WIDGET (entry), GTK_TYPE_WINDOW), GTK_DIR_TAB_FORWARD);
}

static void
on_left_cb (GtkEventControllerFocus *focus, gpointer data)
{
  write_out (GTK_EDITABLE (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus))));
}

static void
listen (CtDayRange *self, GtkEditable *entry)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect (entry, "changed", G_CALLBACK (on_typed_cb), self);
  g_signal_connect (entry, "activate", G_CALLBACK (on_activate_cb), self);
  g_signal_connect (focus, "leave", G_CALLBACK (on_left_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
}

static gboolean
ct_day_range_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (CT_DAY_RANGE (widget)->days));
}

/* Not GTK's own way, which gives the focus back to us on the way out backwards. */
static gboolean
ct_day_range_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (CT_DAY_RANGE (widget)->content, direction);
}

static void
ct_day_range_dispose (GObject *object)
{
  g_clear_pointer (&CT_DAY_RANGE (object)->content, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_day_range_parent_class)->dispose (object);
}

static void
ct_day_range_class_init (CtDayRangeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_day_range_dispose;
  widget_class->focus = ct_day_range_focus;
  widget_class->grab_focus = ct_day_range_grab_focus;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_DAY_RANGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-day-range.ui");
  gtk_widget_class_bind_template_child (widget_class, CtDayRange, content);
  gtk_widget_class_bind_template_child (widget_class, CtDayRange, days);
  gtk_widget_class_bind_template_child (widget_class, CtDayRange, from);
  gtk_widget_class_bind_template_child (widget_class, CtDayRange, to);
}

static void
ct_day_range_init (CtDayRange *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_drop_down_set_name (self->days, _("Days"));
  g_signal_connect_swapped (self->days, "notify::selected", G_CALLBACK (on_chosen_cb), self);
  listen (self, self->from);
  listen (self, self->to);
}

void
ct_day_range_choose (CtDayRange *self, CtDays days)
{
  gtk_drop_down_set_selected (self->days, days);
}

/**
 * ct_day_range_get:
 * @from, @to: (out): both included; year 0 for no end
 */
void
ct_day_range_get (CtDayRange *self, CtDate *from, CtDate *to)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  int day = g_date_time_get_day_of_month (now);
  g_autoptr (GDateTime) last = g_date_time_add_days (now, -day);

  *to = ct_date_of (now);
  switch ((CtDays) gtk_drop_down_get_selected (self->days))
    {
    case CT_DAYS_TODAY:
      *from = *to;
      break;
    case CT_DAYS_YESTERDAY:
      *from = *to = days_ago (now, 1);
      break;
    case CT_DAYS_WEEK:
      *from = days_ago (now, 6);
      break;
    case CT_DAYS_MONTH:
      *from = days_ago (now, day - 1);
      break;
    case CT_DAYS_LAST_MONTH:
      *to = ct_date_of (last);
      *from = (CtDate) { to->year, to->month, 1 };
      break;
    case CT_DAYS_ALL:
      *from = *to = (CtDate) { 0 };
      break;
    case CT_DAYS_OTHER:
      read_day (self->from, from);
      read_day (self->to, to);
      break;
    }
}
