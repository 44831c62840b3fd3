/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Under the form while an accepted result is in it: what happens to it, what happened
 * to it before, and why it is changed. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-amend-bar.h"

#include "ct-clock.h"
#include "ct-even-layout.h"
#include "ct-field-box.h"
#include "ct-retention.h"
#include "ct-words.h"

#include <glib/gi18n.h>

#define MAX_LINES 3 /* of history: the screen of a counter is low */

struct _CtAmendBar
{
  GtkWidget  parent_instance;
  GtkWidget *content;
  GtkLabel  *title_label;
  GtkLabel  *hint_label;
  GtkLabel  *history_label;
  GtkLabel  *erased_label;
  GtkLabel  *reason_label;
  GtkGrid   *grid;
};

G_DEFINE_FINAL_TYPE (CtAmendBar, ct_amend_bar, GTK_TYPE_WIDGET)

static void
ct_amend_bar_dispose (GObject *object)
{
  CtAmendBar *self = CT_AMEND_BAR (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_amend_bar_parent_class)->dispose (object);
}

static void
ct_amend_bar_class_init (CtAmendBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_amend_bar_dispose;
  g_type_ensure (CT_TYPE_EVEN_LAYOUT);
  g_type_ensure (CT_TYPE_FIELD_BOX);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "amendment");
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-amend-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, CtAmendBar, content);
  gtk_widget_class_bind_template_child (widget_class, CtAmendBar, title_label);
  gtk_widget_class_bind_template_child (widget_class, CtAmendBar, hint_label);
  gtk_widget_class_bind_template_child (widget_class, CtAmendBar, history_label);
  gtk_widget_class_bind_template_child (widget_class, CtAmendBar, erased_label);
  gtk_widget_class_bind_template_child (widget_class, CtAmendBar, reason_label);
  gtk_widget_class_bind_template_child (widget_class, CtAmendBar, grid);
}

static void
ct_amend_bar_init (CtAmendBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ct_amend_bar_get_grid:
 *
 * Returns: (transfer none): of 12 columns, with the field that asks for the reason
 */
GtkGrid *
ct_amend_bar_get_grid (CtAmendBar *self)
{
  return self->grid;
}

/* The first line, and the newest ones. */
static char *
history_of (CtDesk *desk)
{
  g_autoptr (GPtrArray) rows = ct_desk_get_history (desk);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *line = NULL;

      if (i > 0 && i + MAX_LINES <= rows->len)
        continue;
      line = ct_words_revision (g_ptr_array_index (rows, i));
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
    }
  return g_string_free (text, FALSE);
}

/* How long what is corrected stays here, if nothing is done with it. */
static void
show_erased (CtAmendBar *self, CtDesk *desk, guint days)
{
  g_autoptr (GPtrArray) rows = ct_desk_get_history (desk);
  gint64 due = rows->len > 0 ? ct_retention_due_at (g_ptr_array_index (rows, rows->len - 1), days) : 0;
  g_autofree char *words = due != 0 ? ct_words_erased_on (due, ct_clock_now_ms ()) : NULL;

  gtk_label_set_label (self->erased_label, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->erased_label), words != NULL);
}

/**
 * ct_amend_bar_show:
 * @days: an accepted record stays
 * @reason: why the service did not take it; "" for nothing
 *
 * What is to be said of the record on @desk; nothing of one that is a result of its
 * own.
 */
void
ct_amend_bar_show (CtAmendBar *self, CtDesk *desk, guint days, const char *reason)
{
  const CtAmendment *amendment = ct_desk_get_amendment (desk);
  g_autofree char *history = amendment != NULL ? history_of (desk) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), amendment != NULL);
  if (amendment == NULL)
    return;
  gtk_label_set_label (self->title_label, amendment->cancels ? _("Cancellation") : _("Correction"));
  gtk_label_set_label (self->hint_label, amendment->cancels ? _("correct it instead") : _("cancel this result"));
  gtk_label_set_label (self->history_label, history);
  show_erased (self, desk, days);
  gtk_label_set_label (self->reason_label, reason);
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), *reason != '\0');
}
