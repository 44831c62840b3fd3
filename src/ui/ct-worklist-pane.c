/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The worklist at the left: what is to be done, and what was accepted today.
 * Return or a click opens a record. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-worklist-pane.h"

#include "ct-clock.h"
#include "ct-work-item.h"
#include "ct-work-line.h"

struct _CtWorklistPane
{
  GtkWidget       parent_instance;
  GtkWidget      *content;
  GtkListView    *list;
  GtkStack       *stack;
  GtkCustomFilter *filter;
  GListModel     *shown; /* nullable */
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
  g_autoptr (CtWorkItem) item = g_list_model_get_item (self->shown, position);

  if (item != NULL)
    g_signal_emit (self, signals[SIGNAL_OPEN], 0, item);
}

/* Everything that is not accepted; of the accepted, those of today. */
static gboolean
is_shown (gpointer object, gpointer data)
{
  CtRow *row = ct_work_item_get_row (object);
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) then = NULL;

  if (row->state != CT_STATE_ACCEPTED)
    return TRUE;
  now = ct_clock_now ();
  then = g_date_time_new_from_unix_local (ct_entry_get_validated_at (row->entry) / 1000);
  return g_date_time_get_year (now) == g_date_time_get_year (then)
         && g_date_time_get_day_of_year (now) == g_date_time_get_day_of_year (then);
}

static void
on_items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  CtWorklistPane *self = data;

  gtk_stack_set_visible_child_name (self->stack, g_list_model_get_n_items (model) > 0 ? "list" : "empty");
}

static void
ct_worklist_pane_dispose (GObject *object)
{
  CtWorklistPane *self = CT_WORKLIST_PANE (object);

  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  g_clear_object (&self->shown);
  g_clear_object (&self->filter);
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

/* Not GTK's own way, which gives the focus back to us on the way out backwards. */
static gboolean
ct_worklist_pane_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (CT_WORKLIST_PANE (widget)->content, direction);
}

static void
ct_worklist_pane_class_init (CtWorklistPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_worklist_pane_dispose;
  widget_class->grab_focus = ct_worklist_pane_grab_focus;
  widget_class->focus = ct_worklist_pane_focus;
  signals[SIGNAL_OPEN] = g_signal_new ("open", CT_TYPE_WORKLIST_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, CT_TYPE_WORK_ITEM);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-worklist-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, content);
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, list);
  gtk_widget_class_bind_template_child (widget_class, CtWorklistPane, stack);
}

static void
ct_worklist_pane_init (CtWorklistPane *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  g_signal_connect (self->list, "activate", G_CALLBACK (on_activate_cb), self);
  self->filter = gtk_custom_filter_new (is_shown, NULL, NULL);
}

/**
 * ct_worklist_pane_set_model:
 * @worklist: (element-type CtWorkItem)
 */
void
ct_worklist_pane_set_model (CtWorklistPane *self, GListModel *worklist)
{
  GtkFilterListModel *filtered =
    gtk_filter_list_model_new (g_object_ref (worklist), GTK_FILTER (g_object_ref (self->filter)));
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->shown = G_LIST_MODEL (filtered);
  /* Before the model, which would have its first line selected otherwise. */
  selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_model (selection, self->shown);
  g_signal_connect (self->shown, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  on_items_changed_cb (self->shown, 0, 0, 0, self);
}
