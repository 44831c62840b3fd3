/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The results of one sample: one row of buttons, or one for each thing that the kit looks for,
 * by its name. Of several, a letter goes on to the next: NNNN and Return is a test that found
 * nothing. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-results.h"

#include "ct-result-box.h"

#include <glib/gi18n.h>

struct _CtResults
{
  GtkWidget    parent_instance;
  GtkLabel    *title;
  GtkWidget   *rows[CT_MAX_ANALYTES];
  GtkLabel    *names[CT_MAX_ANALYTES];
  CtResultBox *boxes[CT_MAX_ANALYTES];
  char        *messages[CT_MAX_ANALYTES]; /* nullable */
  GtkLabel    *message;
  guint        n; /* of rows that are shown */
  gboolean     auto_advance;
};

G_DEFINE_FINAL_TYPE (CtResults, ct_results, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,  /* (field) the user changed a result */
  SIGNAL_ENTERED, /* (field) the cursor came */
  SIGNAL_ASKED,   /* (field) + is awaited, or not any more */
  SIGNAL_DONE,    /* Return, and none is left to be given */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static guint
place_of (CtResults *self, CtResultBox *box)
{
  guint i = 0;

  while (self->boxes[i] != box)
    i++;
  return i;
}

/* Returns: whether there was one behind @from that has no result yet */
static gboolean
go_to_next (CtResults *self, guint from)
{
  for (guint i = from + 1; i < self->n; i++)
    if (*ct_result_box_get_value (self->boxes[i]) == '\0')
      return gtk_widget_grab_focus (GTK_WIDGET (self->boxes[i]));
  return FALSE;
}

static void
on_chosen_cb (CtResultBox *box, gpointer data)
{
  CtResults *self = data;
  guint place = place_of (self, box);

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, (guint) CT_FIELD_RESULT + place);
  if (self->auto_advance && *ct_result_box_get_value (box) != '\0')
    go_to_next (self, place);
}

static void
on_entered_cb (CtResultBox *box, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_ENTERED], 0, (guint) CT_FIELD_RESULT + place_of (data, box));
}

static void
on_asked_cb (CtResultBox *box, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_ASKED], 0, (guint) CT_FIELD_RESULT + place_of (data, box));
}

static void
on_done_cb (CtResultBox *box, gpointer data)
{
  if (!go_to_next (data, place_of (data, box)))
    g_signal_emit (data, signals[SIGNAL_DONE], 0);
}

/* The first there is; each is told with its own box, too. */
static void
show_message (CtResults *self)
{
  guint i = 0;
  g_autofree char *words = NULL;

  while (i < self->n && self->messages[i] == NULL)
    i++;
  if (i < self->n)
    words = self->n == 1 ? g_strdup (self->messages[i]) : g_strdup_printf (_("%s: %s"), gtk_label_get_label (self->names[i]), self->messages[i]);
  gtk_label_set_label (self->message, words != NULL ? words : "");
}

static void
add_row (CtResults *self, guint i, GtkSizeGroup *names)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *name = gtk_label_new (NULL);
  GtkWidget *box = g_object_new (CT_TYPE_RESULT_BOX, "hexpand", TRUE, NULL);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_wrap (GTK_LABEL (name), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 9);
  gtk_widget_set_margin_start (name, 12); /* under the words above, not under their box */
  gtk_size_group_add_widget (names, name);
  gtk_box_append (GTK_BOX (row), name);
  gtk_box_append (GTK_BOX (row), box);
  gtk_widget_set_visible (row, i == 0);
  gtk_widget_set_visible (name, FALSE);
  g_signal_connect (box, "chosen", G_CALLBACK (on_chosen_cb), self);
  g_signal_connect (box, "entered", G_CALLBACK (on_entered_cb), self);
  g_signal_connect (box, "asked", G_CALLBACK (on_asked_cb), self);
  g_signal_connect (box, "done", G_CALLBACK (on_done_cb), self);
  gtk_widget_set_parent (row, GTK_WIDGET (self));
  self->rows[i] = row;
  self->names[i] = GTK_LABEL (name);
  self->boxes[i] = CT_RESULT_BOX (box);
}

static void
ct_results_dispose (GObject *object)
{
  CtResults *self = CT_RESULTS (object);

  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    {
      if (self->boxes[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->boxes[i], self);
      self->boxes[i] = NULL;
      g_clear_pointer (&self->rows[i], gtk_widget_unparent);
      g_clear_pointer (&self->messages[i], g_free);
    }
  if (self->title != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->title));
  if (self->message != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->message));
  self->title = self->message = NULL;
  G_OBJECT_CLASS (ct_results_parent_class)->dispose (object);
}

static void
ct_results_class_init (CtResultsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_results_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", CT_TYPE_RESULTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_ENTERED] = g_signal_new ("entered", CT_TYPE_RESULTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_ASKED] = g_signal_new ("asked", CT_TYPE_RESULTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_DONE] = g_signal_new ("done", CT_TYPE_RESULTS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "results");
}

static void
ct_results_init (CtResults *self)
{
  g_autoptr (GtkSizeGroup) names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->title = GTK_LABEL (gtk_label_new (_("Result")));
  gtk_label_set_xalign (self->title, 0);
  gtk_label_set_wrap (self->title, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "section");
  gtk_widget_set_parent (GTK_WIDGET (self->title), GTK_WIDGET (self));
  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    add_row (self, i, names);
  self->n = 1;
  self->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->message, 0);
  gtk_label_set_wrap (self->message, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "message");
  gtk_widget_add_css_class (GTK_WIDGET (self->message), "error");
  gtk_widget_set_parent (GTK_WIDGET (self->message), GTK_WIDGET (self));
}

/**
 * ct_results_show_test:
 * @test: (nullable): of the kit
 *
 * A row for each thing it looks for. What the kit is for is said above, but for what is done
 * all day.
 */
void
ct_results_show_test (CtResults *self, const CtCatalog *catalog, const CtTest *test)
{
  gboolean usual = test == NULL || test == g_ptr_array_index (ct_catalog_tests (catalog), 0);
  g_autofree char *title = usual ? g_strdup (_("Result")) : g_strdup_printf (_("Result: %s"), test->name);

  gtk_label_set_label (self->title, title);
  self->n = test != NULL ? MAX (test->analytes->len, 1) : 1;
  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    {
      const CtAnalyte *analyte = self->n > 1 && i < self->n ? g_ptr_array_index (test->analytes, i) : NULL;

      gtk_label_set_label (self->names[i], analyte != NULL ? analyte->name : "");
      gtk_widget_set_visible (GTK_WIDGET (self->names[i]), analyte != NULL);
      gtk_widget_set_visible (self->rows[i], i < self->n);
      ct_result_box_set_name (self->boxes[i], analyte != NULL ? analyte->name : NULL);
    }
  show_message (self);
}

/**
 * ct_results_set_auto_advance:
 * @auto_advance: whether a result goes on to the next by itself
 */
void
ct_results_set_auto_advance (CtResults *self, gboolean auto_advance)
{
  self->auto_advance = auto_advance;
}

/**
 * ct_results_set_value:
 * @field: one of the results
 * @result: a code; "" for none
 *
 * Not reported as chosen.
 */
void
ct_results_set_value (CtResults *self, CtField field, const char *result)
{
  ct_result_box_set_value (self->boxes[field - CT_FIELD_RESULT], result);
}

/**
 * ct_results_get_value:
 *
 * Returns: (transfer none): a code; "" for none
 */
const char *
ct_results_get_value (CtResults *self, CtField field)
{
  return ct_result_box_get_value (self->boxes[field - CT_FIELD_RESULT]);
}

/**
 * ct_results_set_message:
 * @words: (nullable): what is to be mended in @field
 */
void
ct_results_set_message (CtResults *self, CtField field, const char *words)
{
  guint place = field - CT_FIELD_RESULT;
  GtkAccessible *box = GTK_ACCESSIBLE (self->boxes[place]);

  /* Whoever listens is told of changes alone. */
  if (g_strcmp0 (self->messages[place], words) == 0)
    return;
  g_free (self->messages[place]);
  self->messages[place] = g_strdup (words);
  gtk_accessible_update_state (box, GTK_ACCESSIBLE_STATE_INVALID, words != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (words != NULL)
    gtk_accessible_update_property (box, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
  else
    gtk_accessible_reset_property (box, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  show_message (self);
}

/**
 * ct_results_get_message:
 *
 * Returns: (transfer none) (nullable)
 */
const char *
ct_results_get_message (CtResults *self, CtField field)
{
  return self->messages[field - CT_FIELD_RESULT];
}

/**
 * ct_results_is_asking:
 *
 * Returns: whether a positive was typed in @field and awaits its second key
 */
gboolean
ct_results_is_asking (CtResults *self, CtField field)
{
  return ct_result_box_is_asking (self->boxes[field - CT_FIELD_RESULT]);
}

/**
 * ct_results_go_to:
 * @field: one of the results; the first for one that is not shown
 *
 * Puts the cursor there.
 */
gboolean
ct_results_go_to (CtResults *self, CtField field)
{
  guint place = ct_field_is_result (field) ? field - CT_FIELD_RESULT : 0;

  return gtk_widget_grab_focus (GTK_WIDGET (self->boxes[place < self->n ? place : 0]));
}

/**
 * ct_results_box_at:
 * @focus: (nullable)
 * @field: (out): whose it is
 *
 * Returns: (transfer none) (nullable): the row of buttons with the cursor
 */
GtkWidget *
ct_results_box_at (CtResults *self, GtkWidget *focus, CtField *field)
{
  for (guint i = 0; focus != NULL && i < CT_MAX_ANALYTES; i++)
    if (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->boxes[i])))
      {
        *field = CT_FIELD_RESULT + i;
        return GTK_WIDGET (self->boxes[i]);
      }
  return NULL;
}
