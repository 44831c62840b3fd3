/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The worklist at the left: what is to be done, and what was accepted today.
 * Return or a click opens a record. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-worklist-pane.h"

#include "ct-journal.h"
#include "ct-one-stop.h"
#include "ct-work-item.h"
#include "ct-work-line.h"
#include "ct-worklist.h"

#include <glib/gi18n.h>

struct _CtWorklistPane
{
  GtkWidget       parent_instance;
  GtkWidget      *content;
  GtkListView    *list;
  GtkStack       *stack;
  GtkWidget      *check_bar;
  GtkToggleButton *check_button; /* pressed: only what is to check */
  GListModel      *worklist;     /* nullable */
  gboolean         searching;
  guint            tick_id;      /* while a time that goes on is in sight */
  guint            check_id;     /* before what is to check is counted again */
  CtJournal       *shown;        /* nullable */
};

G_DEFINE_FINAL_TYPE (CtWorklistPane, ct_worklist_pane, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_OPEN, /* (CtWorkItem) */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, ct_work_line_new ());
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  ct_work_line_set_item (CT_WORK_LINE (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  ct_work_line_set_item (CT_WORK_LINE (gtk_list_item_get_child (item)), NULL);
}

static void
on_activate_cb (GtkListView *list, guint position, gpointer data)
{
  CtWorklistPane *self = data;
  g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->shown), position);

  if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, item);
}

static gboolean
is_running (CtWorklistPane *self)
{
  g_autoptr (CtWorkItem) first = self->worklist != NULL ? g_list_model_get_item (self->worklist, 0) : NULL;

  return first != NULL && ct_work_item_get_section (first) == CT_SECTION_READING
         && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static gboolean
tick_cb (gpointer data)
{
  CtWorklistPane *self = data;

  for (guint i = 0; is_running (self); i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (self->worklist, i);

      if (item == NULL || ct_work_item_get_section (item) != CT_SECTION_READING)
        return G_SOURCE_CONTINUE;
      ct_work_item_tick (item);
    }
  self->tick_id = 0;
  return G_SOURCE_REMOVE;
}

static void
start_ticking (CtWorklistPane *self)
{
  if (self->tick_id == 0 && is_running (self))
    self->tick_id = g_timeout_add_seconds (1, tick_cb, self);
}

static void
ct_worklist_pane_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ct_worklist_pane_parent_class)->map (widget);
  start_ticking (CT_WORKLIST_PANE (widget));
}

static void
on_check_toggled_cb (GtkToggleButton *button, gpointer data)
{
  ct_journal_set_check_only (CT_WORKLIST_PANE (data)->shown, gtk_toggle_button_get_active (button));
}

static gboolean
check_cb (gpointer data)
{
  CtWorklistPane *self = data;
  guint n = ct_worklist_count (CT_WORKLIST (self->worklist), CT_SECTION_TO_CHECK);
  g_autofree char *label = g_strdup_printf (g_dngettext (NULL, "%u to check", "%u to check", n), n);

  gtk_button_set_label (GTK_BUTTON (self->check_button), label);
  gtk_widget_set_visible (self->check_bar, n > 0);
  if (n == 0)
    gtk_toggle_button_set_active (self->check_button, FALSE);
  self->check_id = 0;
  start_ticking (self);
  return G_SOURCE_REMOVE;
}

/* Once for many that come together: a label that changes is told to the accessibility bus. */
static void
on_worklist_changed_cb (GListModel *worklist, guint position, guint removed, guint added, gpointer data)
{
  CtWorklistPane *self = data;

  if (self->check_id == 0)
    self->check_id = g_idle_add_full (G_PRIORITY_DEFAULT, check_cb, self, NULL);
}

/* A digit opens the test of that number, wherever in the list the cursor is. */
static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint keycode, GdkModifierType state, gpointer data)
{
  CtWorklistPane *self = data;
  gunichar c = gdk_keyval_to_unicode (keyval);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || c < '1' || c > '9' || self->worklist == NULL)
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (self->worklist); i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (self->worklist, i);

      if (ct_work_item_get_section (item) != CT_SECTION_READING)
        break; /* those to be read stand in front */
      if (ct_work_item_get_number (item) != c - '0')
        continue;
      g_signal_emit (self, signals[SIGNAL_OPEN], 0, item);
      return TRUE;
    }
  return FALSE;
}

static void
on_items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  CtWorklistPane *self = data;

  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (model) > 0 ? "list"
                                                 : self->searching                    ? "nothing"
                                                                                      : "empty");
}

static void
ct_worklist_pane_dispose (GObject *object)
{
  CtWorklistPane *self = CT_WORKLIST_PANE (object);

  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  g_clear_object (&self->shown);
  if (self->worklist != NULL)
    g_signal_handlers_disconnect_by_data (self->worklist, self);
  g_clear_object (&self->worklist);
  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_handle_id (&self->check_id, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_worklist_pane_parent_class)->dispose (object);
}

static gboolean
ct_worklist_pane_grab_focus (GtkWidget *widget)
{
  /* Not grab_focus(): a list of which no line had the focus yet would take it
   * itself, and then no key opens anything. */
  return gtk_widget_child_focus (GTK_WIDGET (CT_WORKLIST_PANE (widget)->list), GTK_DIR_TAB_FORWARD);
}

/* Not GTK's own way, which gives the focus back to us on the way out backwards. The list is
 * one stop: the arrows go through its lines, of which there may be hundreds. */
static gboolean
ct_worklist_pane_focus (GtkWidget *widget, GtkDirectionType direction)
{
  CtWorklistPane *self = CT_WORKLIST_PANE (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  gboolean tab = direction == GTK_DIR_TAB_FORWARD || direction == GTK_DIR_TAB_BACKWARD;

  if (tab && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    return direction == GTK_DIR_TAB_BACKWARD && gtk_widget_get_visible (self->check_bar)
           && gtk_widget_child_focus (self->check_bar, direction);
  return gtk_widget_child_focus (self->content, direction);
}

static void
ct_worklist_pane_class_init (CtWorklistPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_worklist_pane_dispose;
  widget_class->map = ct_worklist_pane_map;
  widget_class->grab_focus = ct_worklist_pane_grab_focus;
  widget_class->focus = ct_worklist_pane_focus;
  signals[SIGNAL_OPEN] = g_signal_new ("open", CT_TYPE_WORKLIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, CT_TYPE_WORK_ITEM);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-worklist-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, content);
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, list);
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, stack);
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, check_bar);
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, check_button);
}

static void
ct_worklist_pane_init (CtWorklistPane *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  ct_one_stop (GTK_WIDGET (self->list));
  g_signal_connect (self->list, "activate", G_CALLBACK (on_activate_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  g_signal_connect (self->check_button, "toggled", G_CALLBACK (on_check_toggled_cb), self);
}

/**
 * ct_worklist_pane_search:
 * @text: see ct_journal_search(); "" for the usual list
 */
void
ct_worklist_pane_search (CtWorklistPane *self, const char *text)
{
  if (self->shown == NULL)
    return;
  self->searching = *text != '\0';
  ct_journal_search (self->shown, text);
  on_items_changed_cb (G_LIST_MODEL (self->shown), 0, 0, 0, self);
}

/**
 * ct_worklist_pane_get_current:
 *
 * Returns: (transfer none) (nullable): the record of the line with the keys; NULL while they are
 *   elsewhere
 */
CtRow *
ct_worklist_pane_get_current (CtWorklistPane *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *line = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)) ? gtk_widget_get_first_child (focus) : NULL;

  return CT_IS_WORK_LINE (line) ? ct_work_item_get_row (ct_work_line_get_item (CT_WORK_LINE (line))) : NULL;
}

/**
 * ct_worklist_pane_toggle_check:
 *
 * Shows only what is to check, or everything again.
 */
void
ct_worklist_pane_toggle_check (CtWorklistPane *self)
{
  if (gtk_widget_get_visible (self->check_bar))
    gtk_toggle_button_set_active (self->check_button, !gtk_toggle_button_get_active (self->check_button));
}

/**
 * ct_worklist_pane_set_model:
 * @worklist: (element-type CtWorkItem)
 */
void
ct_worklist_pane_set_model (CtWorklistPane *self, GListModel *worklist)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->shown = ct_journal_new (CT_WORKLIST (worklist));
  /* Before the model, which would have its first line selected otherwise. */
  selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_model (selection, G_LIST_MODEL (self->shown));
  g_signal_connect (self->shown, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  on_items_changed_cb (G_LIST_MODEL (self->shown), 0, 0, 0, self);
  self->worklist = g_object_ref (worklist);
  g_signal_connect (worklist, "items-changed", G_CALLBACK (on_worklist_changed_cb), self);
  on_worklist_changed_cb (worklist, 0, 0, 0, self);
}
