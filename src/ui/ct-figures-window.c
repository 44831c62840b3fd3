/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What was done in some days, in figures: the sheet for the end of a day, and the list for
 * billing, which has numbers of records and nobody's name. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-figures-window.h"

#include "ct-bar-chart.h"
#include "ct-csv.h"
#include "ct-clock.h"
#include "ct-day-range.h"
#include "ct-name-widget.h"
#include "ct-print.h"
#include "ct-tally.h"
#include "ct-words.h"

#include <glib/gi18n.h>

struct _CtFiguresWindow
{
  AdwWindow            parent_instance;
  CtDayRange          *days;
  AdwActionRow        *sum_row;
  AdwPreferencesGroup *sheet_group;
  AdwPreferencesGroup *day_group;
  CtBarChart          *day_chart;
  AdwPreferencesGroup *hour_group;
  CtBarChart          *hour_chart;
  AdwPreferencesGroup *lot_group;
  CtSession           *session;
  CtDate               from, to; /* the days that are counted */
  CtFigures           *figures; /* nullable: not counted yet */
  GPtrArray           *rows;    /* of GtkWidget: made for these figures, each in a group */
  GtkFileChooserNative *chooser; /* nullable: while it is shown */
};

G_DEFINE_FINAL_TYPE (CtFiguresWindow, ct_figures_window, ADW_TYPE_WINDOW)

static void
add_row (CtFiguresWindow *self, AdwPreferencesGroup *group, const char *title, const char *detail, const char *figure)
{
  GtkWidget *row = adw_action_row_new (), *label = gtk_label_new (figure);
  g_autofree char *spoken = g_strjoin (", ", title, figure, detail, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE); /* a lot may hold any sign */
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (detail != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_widget_add_css_class (label, "title-4");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  ct_name_widget (row, spoken);
  adw_preferences_group_add (group, row);
  g_object_set_data (G_OBJECT (row), "group", group);
  g_ptr_array_add (self->rows, row);
}

static void
add_count (CtFiguresWindow *self, AdwPreferencesGroup *group, const char *title, const char *detail, guint n)
{
  g_autofree char *text = g_strdup_printf ("%u", n);

  add_row (self, group, title, detail, text);
}

static void
remove_rows (CtFiguresWindow *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);

      adw_preferences_group_remove (g_object_get_data (G_OBJECT (row), "group"), row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

/* ---- the sheet ---- */

/* Returns: (transfer full): "12 s", "4 min" */
static char *
delay_words (gint64 ms)
{
  return ms < 120000 ? g_strdup_printf (_("%u s"), (guint) (ms / 1000)) : g_strdup_printf (_("%u min"), (guint) (ms / 60000));
}

static char *
tests_words (guint tests, guint positive)
{
  return g_strdup_printf (g_dngettext (NULL, "%u test, %u positive", "%u tests, %u positive", tests), tests, positive);
}

/* Returns: (transfer full) (nullable) */
static char *
share_words (const guint *results)
{
  double positivity = ct_figures_positivity (results);

  return positivity >= 0 ? g_strdup_printf (_("%.1f %% of what could be read as positive or negative"), 100 * positivity) : NULL;
}

/* Of several kinds of test each has its own share. */
static void
show_kinds (CtFiguresWindow *self, GPtrArray *kinds)
{
  for (guint i = 0; kinds->len > 1 && i < kinds->len; i++)
    {
      const CtFiguresAnalyte *kind = g_ptr_array_index (kinds, i);
      g_autofree char *counts = tests_words (kind->tests, kind->results[1]), *share = share_words (kind->results);
      g_autofree char *detail = share != NULL ? g_strdup_printf ("%s · %s", counts, share) : g_strdup (counts);

      add_count (self, self->sheet_group, kind->analyte->name, detail, kind->tests);
    }
}

static void
show_sheet (CtFiguresWindow *self)
{
  const CtFigures *figures = self->figures;
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);
  g_autoptr (GPtrArray) kinds = ct_figures_by_analyte (figures, ct_session_get_catalog (self->session));
  g_autofree char *share = kinds->len == 1 ? share_words (figures->results) : NULL;

  add_count (self, self->sheet_group, _("Tests"), NULL, figures->tests);
  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    add_count (self, self->sheet_group, ct_words_result (codes[i]), g_str_equal (codes[i], "positive") ? share : NULL, figures->results[i]);
  show_kinds (self, kinds);
  add_count (self, self->sheet_group, _("Accepted"), NULL, figures->accepted);
  add_count (self, self->sheet_group, _("Still waiting"), NULL, figures->waiting);
  add_count (self, self->sheet_group, _("Refused, to be mended"), NULL, figures->refused);
  add_count (self, self->sheet_group, _("Cancelled"), _("Beside the tests"), figures->cancelled);
  add_count (self, self->sheet_group, _("Drafts"), _("Of whatever day"), figures->drafts);
  if (figures->median_ms >= 0)
    {
      g_autofree char *delay = delay_words (figures->median_ms);

      add_row (self, self->sheet_group, _("From the reading to the acceptance"), _("Half of them took no longer"), delay);
    }
}

/* Returns: (transfer full): by the beginning of their numbers, which lists show */
static char *
odd_words (const CtFigures *figures)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < figures->odd->len && i < 5; i++)
    {
      g_autofree char *uuid = ct_uuid_format (g_ptr_array_index (figures->odd, i));

      g_string_append_printf (text, "%s%.8s", i > 0 ? ", " : "", uuid);
    }
  return g_string_free (text, FALSE);
}

static void
show_sum (CtFiguresWindow *self)
{
  g_autofree char *odd = odd_words (self->figures), *words = NULL;

  words = ct_figures_agree (self->figures)
            ? g_strdup (_("Yes: each test is in every sum"))
            : g_strdup_printf (_("No: look at the records %s"), odd);
  adw_action_row_set_subtitle (self->sum_row, words);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "figures.list", self->figures->tests > 0);
}

/* ---- pictures, and the tables beside them ---- */

static void
show_days (CtFiguresWindow *self)
{
  GPtrArray *days = self->figures->days;
  g_autofree guint *values = g_new0 (guint, days->len + 1), *parts = g_new0 (guint, days->len + 1);

  for (guint i = 0; i < days->len; i++)
    {
      const CtFiguresDay *day = g_ptr_array_index (days, i);
      g_autofree char *title = ct_date_to_french (day->day), *detail = tests_words (day->tests, day->results[1]);

      values[i] = day->tests;
      parts[i] = day->results[1];
      add_count (self, self->day_group, title, detail, day->tests);
    }
  ct_bar_chart_set (self->day_chart, values, parts, days->len, _("Tests by day, the positive ones set off; the same in the lines below"));
  gtk_widget_set_visible (GTK_WIDGET (self->day_group), days->len > 1);
}

static void
show_hours (CtFiguresWindow *self)
{
  const guint none[24] = { 0 };

  for (guint hour = 0; hour < 24; hour++)
    {
      g_autofree char *title = g_strdup_printf (_("%02u:00 to %02u:59"), hour, hour);

      if (self->figures->hours[hour] > 0)
        add_count (self, self->hour_group, title, NULL, self->figures->hours[hour]);
    }
  ct_bar_chart_set (self->hour_chart, self->figures->hours, none, 24, _("Tests by hour of the day; the same in the lines below"));
  gtk_widget_set_visible (GTK_WIDGET (self->hour_group), self->figures->tests > 0);
}

static void
show_lots (CtFiguresWindow *self)
{
  for (guint i = 0; i < self->figures->lots->len; i++)
    {
      const CtFiguresLot *lot = g_ptr_array_index (self->figures->lots, i);
      g_autofree char *kit = ct_words_kit (lot->kit, ct_session_get_catalog (self->session));
      g_autofree char *title = g_strdup_printf (_("Lot %s"), lot->lot);

      add_count (self, self->lot_group, title, kit, lot->tests);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->lot_group), self->figures->lots->len > 0);
}

/* ---- counting ---- */

static void
on_counted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtFiguresWindow) self = data;

  g_clear_pointer (&self->figures, ct_figures_free);
  self->figures = ct_tally_finish (result);
  remove_rows (self);
  show_sum (self);
  show_sheet (self);
  show_days (self);
  show_hours (self);
  show_lots (self);
}

static void
count (CtFiguresWindow *self)
{
  ct_day_range_get (self->days, &self->from, &self->to);
  ct_tally_async (CT_WORKLIST (ct_session_get_worklist (self->session)), self->from, self->to, on_counted_cb, g_object_ref (self));
}

/* ---- the list ---- */

static GBytes *
list_of (const CtFigures *figures)
{
  GString *text = g_string_new (CT_CSV_BOM);

  ct_csv_append_row (text, (const char *[]) { "day", "id", NULL });
  for (guint i = 0; i < figures->list->len; i++)
    {
      const CtFiguresTest *test = &g_array_index (figures->list, CtFiguresTest, i);
      g_autofree char *day = ct_date_to_iso (test->day), *uuid = ct_uuid_format (&test->uuid);

      ct_csv_append_row (text, (const char *[]) { day, uuid, NULL });
    }
  return g_string_free_to_bytes (text);
}

static void
on_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtFiguresWindow) self = data;
  g_autofree char *name = g_file_get_basename (G_FILE (source)), *words = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      ct_session_note (self->session, CT_AUDIT_LISTED, NULL);
      words = g_strdup_printf (_("Saved: %s."), name);
    }
  else
    words = g_strdup (_("The file cannot be written or erased there: choose another folder, or free some space."));
  adw_action_row_set_subtitle (self->sum_row, words);
}

static void
on_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  CtFiguresWindow *self = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autoptr (GBytes) bytes = list_of (self->figures);

  g_clear_object (&self->chooser);
  if (file != NULL)
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, NULL,
                                         on_written_cb, g_object_ref (self));
}

static void
list_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtFiguresWindow *self = CT_FIGURES_WINDOW (widget);

  if (self->chooser != NULL || self->figures == NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Save the List for Billing"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "comptoir-tests.csv");
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen_cb), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/* ---- the sheet, on paper ---- */

static void
on_printed (gboolean printed, gboolean failed, gpointer data)
{
  g_autoptr (CtFiguresWindow) self = data;

  if (failed && self->session != NULL)
    adw_action_row_set_subtitle (self->sum_row, _("It was not printed: look at the printer."));
}

static void
print_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtFiguresWindow *self = CT_FIGURES_WINDOW (widget);
  CtPreferences *preferences = ct_session_get_preferences (self->session);
  g_auto (GStrv) languages = g_strsplit (ct_preferences_get_paper_language (preferences), ",", -1);
  g_autoptr (CtProfessional) professional = ct_setup_professional (ct_session_get_setup (self->session));
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_paper_free);
  g_autoptr (GDateTime) now = ct_clock_now ();

  if (self->figures == NULL || professional == NULL)
    return;
  /* In one language: it is the pharmacy's own. */
  g_ptr_array_add (pages, ct_paper_new_days (self->figures, self->from, self->to, languages[0], ct_session_get_catalog (self->session), professional,
                                             now, ct_session_is_practice (self->session)));
  ct_print_pages (GTK_WINDOW (self), pages, g_str_equal (ct_preferences_get_paper_size (preferences), "A5") ? CT_PAPER_A5 : CT_PAPER_A4, on_printed,
                  g_object_ref (self));
}

/* ---- object ---- */

static void
ct_figures_window_dispose (GObject *object)
{
  CtFiguresWindow *self = CT_FIGURES_WINDOW (object);

  g_clear_object (&self->chooser);
  g_clear_pointer (&self->figures, ct_figures_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_figures_window_parent_class)->dispose (object);
}

static void
ct_figures_window_class_init (CtFiguresWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_figures_window_dispose;
  g_type_ensure (CT_TYPE_BAR_CHART);
  g_type_ensure (CT_TYPE_DAY_RANGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-figures-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, days);
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, sum_row);
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, sheet_group);
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, day_group);
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, day_chart);
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, hour_group);
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, hour_chart);
  gtk_widget_class_bind_template_child (widget_class, CtFiguresWindow, lot_group);
  gtk_widget_class_install_action (widget_class, "figures.list", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "figures.print", NULL, print_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "figures.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_figures_window_init (CtFiguresWindow *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "figures.list", FALSE);
}

/**
 * ct_figures_window_new:
 * @session: open
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_figures_window_new (GtkWindow *parent, CtSession *session)
{
  CtFiguresWindow *self = g_object_new (CT_TYPE_FIGURES_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (self->days, "changed", G_CALLBACK (count), self);
  gtk_widget_grab_focus (GTK_WIDGET (self->days));
  count (self);
  return GTK_WINDOW (self);
}
