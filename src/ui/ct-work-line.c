/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One record in the worklist: who, what became of it, its state as a word. The
 * first of a section bears the section's title. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-work-line.h"

#include "ct-clock.h"
#include "ct-outcome.h"
#include "ct-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _CtWorkLine
{
  GtkWidget   parent_instance;
  GtkWidget  *content;
  GtkLabel   *section_label;
  GtkLabel   *number_label;
  GtkLabel   *name_label;
  GtkLabel   *detail_label;
  GtkLabel   *state_label;
  CtWorkItem *item; /* nullable */
};

G_DEFINE_FINAL_TYPE (CtWorkLine, ct_work_line, GTK_TYPE_WIDGET)

static char *
name_of (CtEntry *entry)
{
  char *name = ct_words_name (entry);

  if (*name != '\0')
    return name;
  g_free (name);
  return g_strdup (_("No name yet"));
}

/* When the service accepted it: the second part of the receipt. */
static char *
acceptance_clock (const CtRow *row)
{
  g_auto (GStrv) parts = g_strsplit (row->receipt, " ", 3);
  g_autoptr (GDateTime) time =
    g_strv_length (parts) == 3 ? g_date_time_new_from_iso8601 (parts[1], NULL) : NULL;

  return ct_words_clock (time != NULL ? g_date_time_to_unix (time) * 1000
                                      : ct_entry_get_validated_at (row->entry));
}

static char *
refusal (const CtRow *row)
{
  const CtIssue *first = row->reasons->len > 0 ? g_ptr_array_index (row->reasons, 0) : NULL;

  return first != NULL ? ct_words_issue (first) : g_strdup ("");
}

static char *
why_of (const CtRow *row)
{
  const CtConclusion *conclusion = ct_entry_get_conclusion (row->entry);

  return g_strdup (conclusion != NULL ? conclusion->why : "");
}

static char *
what_happens (const CtRow *row)
{
  g_autofree char *clock = NULL;
  g_autofree char *number = NULL;

  switch (row->state)
    {
    case CT_STATE_DRAFT:
      return g_strdup (ct_row_is_unsent (row) ? _("goes once the result itself is accepted")
                                              : ct_entry_get (row->entry, CT_FIELD_SAMPLED_AT));
    case CT_STATE_WAITING:
      if (row->attempts == 0)
        return g_strdup (row->next_at > ct_clock_now_ms () ? _("Return here calls it back")
                                                           : _("will be sent"));
      clock = ct_words_clock (row->next_at);
      return g_strdup_printf (_("next try %s"), clock);
    case CT_STATE_SENDING:
      return g_strdup (_("waiting for the answer"));
    case CT_STATE_UNKNOWN:
      return g_strdup (_("being checked: no answer came back"));
    case CT_STATE_ACCEPTED:
      number = ct_row_receipt_number (row);
      clock = acceptance_clock (row);
      return g_strdup_printf (_("receipt %s · %s"), number, clock);
    case CT_STATE_REFUSED:
    case CT_STATE_CONFLICT:
    case CT_STATE_STUCK:
      return refusal (row);
    case CT_STATE_CONCLUDED:
      return why_of (row);
    case CT_N_STATES:
      break;
    }
  return g_strdup ("");
}

/* What another counter has begun or sends, and where that is. */
static char *
what_happens_where (const CtRow *row)
{
  g_autofree char *detail = what_happens (row);
  gboolean in_hand = row->state == CT_STATE_DRAFT && ct_entry_is_open (row->entry); /* in the form there */

  if (ct_entry_get_twin (row->entry) != NULL)
    return g_strdup (_("changed at two counters: the other version is in use"));
  if (row->place == NULL || row->state == CT_STATE_ACCEPTED || row->state == CT_STATE_CONCLUDED)
    return g_steal_pointer (&detail);
  if (in_hand)
    return g_strdup_printf (_("in hand: %s"), row->place);
  return *detail != '\0' ? g_strdup_printf ("%s · %s", row->place, detail) : g_strdup (row->place);
}

/* Of a correction on its way, that it is one. */
static char *
detail_of (const CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  g_autofree char *detail = what_happens_where (row);

  if (amendment == NULL || !ct_row_is_unsent (row))
    return g_steal_pointer (&detail);
  return g_strdup_printf (amendment->cancels ? _("cancellation: %s") : _("correction: %s"), detail);
}

/* What becomes of it, as a word; of a test to be read, how long it still takes; of
 * one to be checked, its result. */
static char *
state_of (const CtRow *row)
{
  gint64 due = ct_entry_get_due_at (row->entry);

  if (row->state == CT_STATE_DRAFT && ct_entry_is_held (row->entry))
    return g_strdup (ct_words_result (ct_outcome_of (row->entry)));
  if (row->state == CT_STATE_DRAFT && due != 0)
    return ct_words_until (due, ct_clock_now_ms ());
  return g_strdup (ct_words_state (row));
}

static gboolean
is_ready (const CtRow *row)
{
  gint64 due = ct_entry_get_due_at (row->entry);

  return row->state == CT_STATE_DRAFT && due != 0 && due <= ct_clock_now_ms ();
}

static gboolean
is_cancelled (const CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

  return row->state == CT_STATE_ACCEPTED && amendment != NULL && amendment->cancels;
}

static void
show (CtWorkLine *self)
{
  guint number = ct_work_item_get_number (self->item);
  g_autofree char *digit = number > 0 ? g_strdup_printf ("%u", number) : NULL;
  const CtRow *row = ct_work_item_get_row (self->item);
  g_autofree char *name = name_of (row->entry);
  g_autofree char *detail = detail_of (row);
  const char *result = ct_words_result (ct_outcome_of (row->entry));
  g_autofree char *state = state_of (row);
  g_autofree char *spoken = digit != NULL ? g_strjoin (", ", digit, name, state, detail, NULL)
                                          : g_strjoin (", ", name, state, detail, result, NULL);

  gtk_label_set_label (self->number_label, digit != NULL ? digit : "");
  gtk_widget_set_visible (GTK_WIDGET (self->number_label), digit != NULL);
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->detail_label, detail);
  gtk_label_set_label (self->state_label, state);
  gtk_widget_set_css_classes (GTK_WIDGET (self->state_label),
                              (const char *[]) { "state", is_ready (row)            ? "ready"
                                                         : is_cancelled (row) ? "cancelled"
                                                                              : ct_state_key (row->state),
                                                NULL });
  gtk_label_set_label (self->section_label, ct_words_section (ct_work_item_get_section (self->item)));
  gtk_widget_set_visible (GTK_WIDGET (self->section_label), ct_work_item_is_first (self->item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  /* The keys are with the list's own widget for the line, which has no name at GTK 4.8. */
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (GTK_WIDGET (self))), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
on_changed_cb (CtWorkItem *item, gpointer data)
{
  show (data);
}

static void
ct_work_line_dispose (GObject *object)
{
  CtWorkLine *self = CT_WORK_LINE (object);

  ct_work_line_set_item (self, NULL);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_work_line_parent_class)->dispose (object);
}

static void
ct_work_line_class_init (CtWorkLineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_work_line_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-work-line.ui");
  gtk_widget_class_bind_template_child (widget_class, CtWorkLine, content);
  gtk_widget_class_bind_template_child (widget_class, CtWorkLine, section_label);
  gtk_widget_class_bind_template_child (widget_class, CtWorkLine, number_label);
  gtk_widget_class_bind_template_child (widget_class, CtWorkLine, name_label);
  gtk_widget_class_bind_template_child (widget_class, CtWorkLine, detail_label);
  gtk_widget_class_bind_template_child (widget_class, CtWorkLine, state_label);
}

static void
ct_work_line_init (CtWorkLine *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ct_work_line_new (void)
{
  return g_object_new (CT_TYPE_WORK_LINE, NULL);
}

/**
 * ct_work_line_set_item:
 * @item: (nullable): followed until another is set
 */
void
ct_work_line_set_item (CtWorkLine *self, CtWorkItem *item)
{
  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect (item, "changed", G_CALLBACK (on_changed_cb), self);
  show (self);
}

/**
 * ct_work_line_get_item:
 *
 * Returns: (transfer none) (nullable)
 */
CtWorkItem *
ct_work_line_get_item (CtWorkLine *self)
{
  return self->item;
}
