/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The register: all records that are here, by name, date, number, phone, lot, state and day.
 * What is opened from it is opened in the form, where everything else is done. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-register-window.h"

#include "ct-day-range.h"
#include "ct-drop-down.h"
#include "ct-one-stop.h"
#include "ct-patient-paper.h"
#include "ct-register-list.h"
#include "ct-story-window.h"
#include "ct-words.h"

#include <glib/gi18n.h>

struct _CtRegisterWindow
{
  AdwWindow           parent_instance;
  GtkMenuButton      *columns_button;
  GtkEditable        *search_entry;
  GtkDropDown        *kind;
  CtDayRange         *days;
  GtkLabel           *count_label;
  GtkLabel           *hint_label;
  GtkColumnView      *view;
  CtSession          *session;
  CtRegisterList     *list;
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (CtRegisterWindow, ct_register_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_OPEN, /* (CtWorkItem, gboolean: to cancel its result); the window is closed */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- columns ---- */

/* Returns: (transfer full) */
typedef char *(*Cell) (CtRegisterWindow *self, const CtRow *row);

static char *
field_text (const CtRow *row, CtField field)
{
  return g_strdup (ct_entry_get (row->entry, field));
}

static char *
moment (CtRegisterWindow *self, const CtRow *row)
{
  gint64 validated = ct_entry_get_validated_at (row->entry);
  g_autoptr (GDateTime) time = validated != 0 ? g_date_time_new_from_unix_local (validated / 1000) : NULL;

  return time != NULL ? g_date_time_format (time, "%d/%m/%Y %H:%M") : field_text (row, CT_FIELD_SAMPLED_AT);
}

static char *
name (CtRegisterWindow *self, const CtRow *row)
{
  char *name = ct_words_name (row->entry);

  if (*name != '\0')
    return name;
  g_free (name);
  return g_strdup (_("No name yet"));
}

static char *
born (CtRegisterWindow *self, const CtRow *row)
{
  return field_text (row, CT_FIELD_BIRTH_DATE);
}

static char *
phone (CtRegisterWindow *self, const CtRow *row)
{
  return field_text (row, CT_FIELD_PHONE);
}

static char *
result (CtRegisterWindow *self, const CtRow *row)
{
  return ct_words_outcome (row->entry, ct_session_get_catalog (self->session));
}

static char *
kit (CtRegisterWindow *self, const CtRow *row)
{
  return ct_words_kit (ct_entry_get (row->entry, CT_FIELD_KIT), ct_session_get_catalog (self->session));
}

static char *
lot (CtRegisterWindow *self, const CtRow *row)
{
  return field_text (row, CT_FIELD_LOT);
}

static char *
state (CtRegisterWindow *self, const CtRow *row)
{
  return g_strdup (ct_register_list_is_replaced (self->list, row) ? C_("state", "corrected since") : ct_words_state (row));
}

static char *
receipt (CtRegisterWindow *self, const CtRow *row)
{
  char *number = ct_row_receipt_number (row);

  return number != NULL ? number : g_strdup ("");
}

static char *
by (CtRegisterWindow *self, const CtRow *row)
{
  return g_strdup (ct_entry_get_by (row->entry));
}

/* The first two are always there. */
static const struct
{
  const char *name;  /* in the settings */
  const char *title;
  Cell        cell;
  gboolean    wide;
} columns[] = {
  { "moment", N_("Validated"), moment, FALSE },
  { "name", N_("Name"), name, TRUE },
  { "born", N_("Born"), born, FALSE },
  { "phone", N_("Phone"), phone, FALSE },
  { "result", N_("Result"), result, FALSE },
  { "kit", N_("Kit"), kit, TRUE },
  { "lot", N_("Lot"), lot, FALSE },
  { "state", N_("State"), state, FALSE },
  { "receipt", N_("Receipt"), receipt, FALSE },
  { "by", N_("By"), by, FALSE },
};

#define ALWAYS 2

/* The keys are with GTK's own widget for the line, which has no name. */
static void
name_line (CtRegisterWindow *self, GtkWidget *label, const CtRow *row)
{
  GtkWidget *cell = gtk_widget_get_parent (label), *line = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
  g_autofree char *who = name (self, row), *when = moment (self, row), *what = state (self, row), *outcome = result (self, row);
  g_autofree char *spoken = g_strjoin (", ", who, when, outcome, what, NULL);

  if (line != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

/* A line is put together after its first cell is bound. */
static void
on_mapped_cb (GtkWidget *label, gpointer data)
{
  const CtRow *row = g_object_get_data (G_OBJECT (label), "row");

  if (row != NULL)
    name_line (data, label, row);
}

static guint
column_of (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
}

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (columns[column_of (factory)].wide)
    gtk_label_set_width_chars (GTK_LABEL (label), 14);
  else
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  if (column_of (factory) == 0)
    g_signal_connect (label, "map", G_CALLBACK (on_mapped_cb), data);
  gtk_list_item_set_child (item, label);
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  CtRegisterWindow *self = data;
  GtkWidget *label = gtk_list_item_get_child (item);
  const CtRow *row = ct_work_item_get_row (gtk_list_item_get_item (item));
  guint column = column_of (factory);
  g_autofree char *text = columns[column].cell (self, row);

  gtk_label_set_label (GTK_LABEL (label), text);
  if (columns[column].wide)
    gtk_widget_set_tooltip_text (label, text);
  if (column > 0)
    return;
  g_object_set_data_full (G_OBJECT (label), "row", ct_row_ref ((CtRow *) row), (GDestroyNotify) ct_row_unref);
  name_line (self, label, row);
}

static gboolean
is_chosen (CtRegisterWindow *self, const char *name)
{
  return g_strv_contains (ct_preferences_get_columns (ct_session_get_preferences (self->session)), name);
}

static void
add_columns (CtRegisterWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column = NULL;

      g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (i));
      g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), self);
      g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), self);
      column = gtk_column_view_column_new (_(columns[i].title), factory);
      gtk_column_view_column_set_expand (column, columns[i].wide);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_visible (column, i < ALWAYS || is_chosen (self, columns[i].name));
      gtk_column_view_append_column (self->view, column);
    }
}

static void
on_column_changed_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  CtRegisterWindow *self = data;
  g_autoptr (GStrvBuilder) chosen = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  g_simple_action_set_state (action, value);
  for (guint i = ALWAYS; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (self->view), i);

      if (g_str_equal (columns[i].name, g_action_get_name (G_ACTION (action))))
        gtk_column_view_column_set_visible (column, g_variant_get_boolean (value));
      if (gtk_column_view_column_get_visible (column))
        g_strv_builder_add (chosen, columns[i].name);
    }
  all = g_strv_builder_end (chosen);
  ct_preferences_set_columns (ct_session_get_preferences (self->session), (const char * const *) all);
}

static void
add_column_menu (CtRegisterWindow *self)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = ALWAYS; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (columns[i].name, NULL, g_variant_new_boolean (is_chosen (self, columns[i].name)));
      g_autofree char *detailed = g_strconcat ("column.", columns[i].name, NULL);

      g_signal_connect (action, "change-state", G_CALLBACK (on_column_changed_cb), self);
      g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
      g_menu_append (menu, _(columns[i].title), detailed);
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "column", G_ACTION_GROUP (actions));
  gtk_menu_button_set_menu_model (self->columns_button, G_MENU_MODEL (menu));
}

/* ---- searching ---- */

static void
search (CtRegisterWindow *self)
{
  CtRegisterQuery query = { .text = gtk_editable_get_text (self->search_entry), .kind = (CtRegisterKind) gtk_drop_down_get_selected (self->kind) };

  ct_day_range_get (self->days, &query.from, &query.to);
  ct_register_list_search (self->list, &query);
}

static void
on_found_cb (CtRegisterList *list, gpointer data)
{
  CtRegisterWindow *self = data;
  guint total = ct_register_list_get_total (list);
  g_autofree char *words =
    total > CT_REGISTER_LIST_MAX ? g_strdup_printf (_("The newest %u of %u records"), CT_REGISTER_LIST_MAX, total)
                                 : g_strdup_printf (g_dngettext (NULL, "%u record", "%u records", total), total);

  gtk_label_set_label (self->count_label, words);
}

static CtWorkItem *
current (CtRegisterWindow *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

/* Return or Down: into what was found. */
static void
on_search_done_cb (CtRegisterWindow *self)
{
  if (current (self) != NULL)
    gtk_widget_child_focus (GTK_WIDGET (self->view), GTK_DIR_TAB_FORWARD);
}

/* Between the list and what is around it; the arrows go through its lines, of which there may
 * be hundreds. */
static gboolean
on_view_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtRegisterWindow *self = data;

  if (keyval == GDK_KEY_Tab)
    return gtk_widget_grab_focus (GTK_WIDGET (self->columns_button));
  return keyval == GDK_KEY_ISO_Left_Tab && gtk_widget_grab_focus (GTK_WIDGET (self->days));
}

/* ---- what is done with a record ---- */

static void
open_item (CtRegisterWindow *self, CtWorkItem *item, gboolean cancel)
{
  g_autoptr (CtWorkItem) kept = g_object_ref (item);

  g_object_ref (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_emit (self, signals[SIGNAL_OPEN], 0, kept, cancel);
  gtk_window_destroy (GTK_WINDOW (self));
  g_object_unref (self);
}

static void
on_activate_cb (GtkColumnView *view, guint position, gpointer data)
{
  CtRegisterWindow *self = data;
  g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    open_item (self, item, FALSE);
}

static void
told (const char *words, gpointer data)
{
  CtRegisterWindow *self = data;

  if (self->session != NULL) /* a printer may answer after the window is gone */
    gtk_label_set_label (self->hint_label, words);
}

static void
cancel_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtRegisterWindow *self = CT_REGISTER_WINDOW (widget);
  CtWorkItem *item = current (self);

  if (item != NULL && ct_work_item_get_section (item) == CT_SECTION_ACCEPTED)
    open_item (self, item, TRUE);
  else if (item != NULL)
    told (_("Only what was accepted can be cancelled. Return opens it: it can be changed or discarded there."), self);
}

static void
print_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtRegisterWindow *self = CT_REGISTER_WINDOW (widget);
  CtWorkItem *item = current (self);

  if (item != NULL)
    (g_str_equal (action, "register.print-file") ? ct_patient_paper_save : ct_patient_paper_print) (
      GTK_WINDOW (self), self->session, ct_work_item_get_row (item), told, self);
}

static void
story_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  CtRegisterWindow *self = CT_REGISTER_WINDOW (widget);

  if (current (self) != NULL)
    gtk_window_present (ct_story_window_new (GTK_WINDOW (self), self->session, ct_work_item_get_row (current (self))));
}

static void
search_action (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (CT_REGISTER_WINDOW (widget)->search_entry));
}

/* ---- object ---- */

static void
ct_register_window_dispose (GObject *object)
{
  CtRegisterWindow *self = CT_REGISTER_WINDOW (object);

  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->list, self);
      ct_register_list_close (self->list);
    }
  g_clear_object (&self->list);
  g_clear_object (&self->selection);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_register_window_parent_class)->dispose (object);
}

static void
ct_register_window_class_init (CtRegisterWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_register_window_dispose;
  g_type_ensure (CT_TYPE_DAY_RANGE);
  signals[SIGNAL_OPEN] = g_signal_new ("open", CT_TYPE_REGISTER_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       CT_TYPE_WORK_ITEM, G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-register-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtRegisterWindow, columns_button);
  gtk_widget_class_bind_template_child (widget_class, CtRegisterWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CtRegisterWindow, kind);
  gtk_widget_class_bind_template_child (widget_class, CtRegisterWindow, days);
  gtk_widget_class_bind_template_child (widget_class, CtRegisterWindow, count_label);
  gtk_widget_class_bind_template_child (widget_class, CtRegisterWindow, hint_label);
  gtk_widget_class_bind_template_child (widget_class, CtRegisterWindow, view);
  gtk_widget_class_install_action (widget_class, "register.cancel-result", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "register.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "register.print-file", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "register.story", NULL, story_action);
  gtk_widget_class_install_action (widget_class, "register.search", NULL, search_action);
  /* The keys of the main window, which are its own actions'. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "register.cancel-result", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "register.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "register.print-file", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_i, GDK_CONTROL_MASK, "register.story", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "register.search", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_register_window_init (CtRegisterWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_view_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  ct_one_stop (GTK_WIDGET (self->view));
  ct_drop_down_set_name (self->kind, _("State"));
  ct_day_range_choose (self->days, CT_DAYS_ALL);
  g_signal_connect_swapped (self->search_entry, "changed", G_CALLBACK (search), self);
  g_signal_connect_swapped (self->search_entry, "activate", G_CALLBACK (on_search_done_cb), self);
  g_signal_connect_swapped (self->search_entry, "next-match", G_CALLBACK (on_search_done_cb), self);
  g_signal_connect_swapped (self->search_entry, "stop-search", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (self->kind, "notify::selected", G_CALLBACK (search), self);
  g_signal_connect_swapped (self->days, "changed", G_CALLBACK (search), self);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activate_cb), self);
}

/**
 * ct_register_window_new:
 * @session: open
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_register_window_new (GtkWindow *parent, CtSession *session)
{
  CtRegisterWindow *self = g_object_new (CT_TYPE_REGISTER_WINDOW, "transient-for", parent, NULL);

  self->session = g_object_ref (session);
  self->list = ct_register_list_new (CT_WORKLIST (ct_session_get_worklist (session)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->list)));
  g_signal_connect (self->list, "found", G_CALLBACK (on_found_cb), self);
  add_columns (self);
  /* The titles are a line to GTK, too, and one without a name. */
  gtk_widget_set_focusable (gtk_widget_get_first_child (GTK_WIDGET (self->view)), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (GTK_WIDGET (self->view))), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Titles of the columns"), -1);
  add_column_menu (self);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  search (self);
  return GTK_WINDOW (self);
}
