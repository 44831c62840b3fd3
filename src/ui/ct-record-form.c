/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The form: what is typed goes to the desk, what the rules say comes back under
 * each field.
 *
 * A mistake is told when its field is left, not while it is typed; what is
 * missing is told when the record is validated. The focus is never held back. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-record-form.h"

#include "ct-amend-bar.h"
#include "ct-auto-advance.h"
#include "ct-clock.h"
#include "ct-doubt-bar.h"
#include "ct-field-box.h"
#include "ct-field-viewport.h"
#include "ct-foot-layout.h"
#include "ct-fixed.h"
#include "ct-match-bar.h"
#include "ct-even-layout.h"
#include "ct-help-bubble.h"
#include "ct-message-line.h"
#include "ct-outcome.h"
#include "ct-person-finder.h"
#include "ct-read-back.h"
#include "ct-results.h"
#include "ct-rules.h"
#include "ct-scanner.h"
#include "ct-words.h"

#include <glib/gi18n.h>
#include <string.h>

struct _CtRecordForm
{
  GtkWidget    parent_instance;
  GtkWidget   *content;
  GtkViewport *viewport;
  GtkGrid     *person_grid;
  GtkGrid     *test_grid;
  CtResults   *results;
  CtAmendBar  *amend_bar;
  CtMatchBar  *match_bar;
  GtkLabel    *reason_label;
  CtReadBack  *read_back;
  GtkWidget   *timer_button;
  CtDoubtBar  *doubt_bar;
  GPtrArray   *lines;              /* of CtMessageLine */
  CtFieldBox  *boxes[CT_N_FIELDS]; /* unowned; NULL for INSEE and the results */
  CtDesk      *desk;
  CtPrefill   *prefill;            /* unowned: the session's */
  CtPreferences *preferences;      /* unowned: the session's */
  CtScanner   *scanner;            /* nullable */
  CtAutoAdvance *auto_advance;
  CtEntry     *before_scan;        /* nullable: the answers when a burst of keys began */
  CtField      current;
  char        *nir_note; /* nullable: what a valid number says; a look at all towns, so only when it changes */
  char        *like;   /* nullable: who is known here and may be meant */
  CtPersonFinder *finder;
  GtkWidget   *bubble; /* nullable, weak: while it is shown */
  gboolean     touched[CT_N_FIELDS];
  gboolean     show_all; /* after a try to validate */
  gboolean     loading;
  guint        left_id;  /* the cursor left a field, and nobody knows yet for which */
};

G_DEFINE_FINAL_TYPE (CtRecordForm, ct_record_form, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_TOLD, /* (message) something about a scan */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static CtDraft *
draft_of (CtRecordForm *self)
{
  return ct_desk_get_draft (self->desk);
}

/* @field: one that has a box; a result otherwise */
static void
go_to (CtRecordForm *self, CtField field)
{
  if (field == CT_FIELD_INSEE)
    field = CT_FIELD_TOWN;
  if (field >= CT_N_FIELDS)
    return;
  if (self->boxes[field] == NULL)
    ct_results_go_to (self->results, field);
  else if (field == CT_FIELD_BIRTH_DATE && *ct_draft_get (draft_of (self), field) == '/')
    ct_field_box_put_cursor_first (self->boxes[field]);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self->boxes[field]));
}

/* ---- what is shown ---- */

/* The town's INSEE code has no field of its own. */
static const CtIssue *
issue_of (CtRecordForm *self, CtField field)
{
  const CtIssue *issue = ct_draft_find_issue (draft_of (self), field);

  if (issue == NULL && field == CT_FIELD_TOWN)
    issue = ct_draft_find_issue (draft_of (self), CT_FIELD_INSEE);
  return issue;
}

static gboolean
is_to_show (CtRecordForm *self, CtField field, const CtIssue *issue)
{
  return issue != NULL
         && (self->show_all || issue->code == CT_ISSUE_FROM_SERVICE
             || (self->touched[field] && issue->code != CT_ISSUE_REQUIRED));
}

/* Where most patients live, one key away; said while the field is empty. */
static const char *
usual_postal_code (CtRecordForm *self)
{
  if (*ct_draft_get (draft_of (self), CT_FIELD_POSTAL_CODE) != '\0'
      || !g_str_equal (ct_draft_get (draft_of (self), CT_FIELD_COUNTRY), "FR"))
    return NULL;
  return ct_habits_postal_code (ct_desk_get_habits (self->desk));
}

static void
show_issue (CtRecordForm *self, CtField field)
{
  const CtIssue *issue = issue_of (self, field);
  gboolean shown = is_to_show (self, field, issue);
  g_autofree char *words = shown ? ct_words_issue (issue) : NULL;

  if (ct_field_is_result (field))
    {
      if (ct_results_is_asking (self->results, field))
        {
          g_free (words);
          words = g_strdup (_("Press + to confirm, or the letter of another result."));
        }
      ct_results_set_message (self->results, field, words);
    }
  else if (self->boxes[field] != NULL)
    {
      CtMessageKind kind = !shown                        ? CT_MESSAGE_NONE
                           : ct_issue_is_warning (issue) ? CT_MESSAGE_WARNING
                                                         : CT_MESSAGE_ERROR;

      if (!shown && field == CT_FIELD_POSTAL_CODE && self->current == field && usual_postal_code (self) != NULL)
        words = g_strdup_printf (_("Return: %s"), usual_postal_code (self));
      if (!shown && field == CT_FIELD_BIRTH_NAME && self->like != NULL)
        {
          words = g_strdup (self->like);
          kind = CT_MESSAGE_WARNING;
        }
      if (!shown && field == CT_FIELD_NIR && ct_desk_is_given (self->desk, CT_FIELD_SEX))
        words = g_strdup (self->nir_note);
      ct_field_box_set_required (self->boxes[field], ct_rules_requires (ct_draft_get_entry (draft_of (self)), ct_draft_get_catalog (draft_of (self)), field));
      ct_field_box_set_message (self->boxes[field], kind == CT_MESSAGE_NONE && words != NULL ? CT_MESSAGE_NOTE : kind,
                                words);
    }
}

static void
show_issues (CtRecordForm *self)
{
  for (guint i = 0; i < CT_N_FIELDS; i++)
    show_issue (self, (CtField) i);
}

/* Why the service refused, where it named no field of the form. */
static char *
reason_of (CtRecordForm *self)
{
  GPtrArray *reasons = ct_desk_get_reasons (self->desk);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < reasons->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (reasons, i);
      g_autofree char *words = ct_words_issue (issue);

      if (issue->field < CT_N_FIELDS)
        continue;
      g_string_append (text, text->len > 0 ? "\n" : "");
      g_string_append (text, words);
    }
  return g_string_free (text, FALSE);
}

/* What is cancelled is only read, but for the reason. */
static void
set_typed (CtRecordForm *self, gboolean typed)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->person_grid), typed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->test_grid), typed);
  gtk_widget_set_sensitive (GTK_WIDGET (self->results), typed);
}

static void
show_read_back (CtRecordForm *self)
{
  const CtEntry *entry = ct_draft_get_entry (draft_of (self));
  g_autofree char *result = ct_words_outcome (entry, ct_draft_get_catalog (draft_of (self)));

  ct_read_back_show (self->read_back, entry, result);
  /* What has its result needs no timer, and the line needs the room. */
  gtk_widget_set_visible (self->timer_button, *ct_outcome_of (entry) == '\0');
}

static void
show_test (CtRecordForm *self)
{
  CtCatalog *catalog = ct_draft_get_catalog (draft_of (self));

  ct_results_show_test (self->results, catalog, ct_catalog_test_of_kit (catalog, ct_draft_get (draft_of (self), CT_FIELD_KIT)));
}

static void
show_value (CtRecordForm *self, CtField field)
{
  const char *value = ct_draft_get (draft_of (self), field);

  if (field == CT_FIELD_KIT)
    show_test (self);
  if (ct_field_is_result (field))
    {
      if (self->loading || !g_str_equal (ct_results_get_value (self->results, field), value))
        ct_results_set_value (self->results, field, value);
    }
  else if (self->boxes[field] != NULL)
    {
      g_autofree char *shown = ct_field_box_dup_value (self->boxes[field]);

      if (self->loading || !g_str_equal (shown, value))
        ct_field_box_set_value (self->boxes[field], value);
    }
}

static void
suggest_towns (CtRecordForm *self)
{
  ct_field_box_suggest (self->boxes[CT_FIELD_TOWN],
                        ct_words_towns (ct_draft_get_catalog (draft_of (self)),
                                        ct_draft_get (draft_of (self), CT_FIELD_POSTAL_CODE)));
}

static void
read_nir (CtRecordForm *self)
{
  g_free (self->nir_note);
  self->nir_note = ct_words_nir (ct_draft_get (draft_of (self), CT_FIELD_NIR), ct_draft_get_catalog (draft_of (self)));
}

static void
on_draft_changed_cb (CtDraft *draft, guint field, gpointer data)
{
  CtRecordForm *self = data;

  if (field < CT_N_FIELDS)
    show_value (self, (CtField) field);
  if (self->loading)
    return;
  if (field == CT_FIELD_POSTAL_CODE)
    suggest_towns (self);
  if (field == CT_FIELD_NIR)
    read_nir (self);
  show_issues (self);
  show_read_back (self);
}

static void
load (CtRecordForm *self)
{
  const CtAmendment *amendment = ct_desk_get_amendment (self->desk);
  g_autofree char *reason = reason_of (self);

  self->loading = TRUE;
  self->show_all = FALSE;
  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      show_value (self, (CtField) i);
      /* What was typed before may be told of at once; what is missing may not. */
      self->touched[i] = *ct_draft_get (draft_of (self), (CtField) i) != '\0';
    }
  self->loading = FALSE;
  g_clear_pointer (&self->like, g_free);
  ct_doubt_bar_show (self->doubt_bar, NULL);
  suggest_towns (self);
  read_nir (self);
  show_issues (self);
  gtk_label_set_label (self->reason_label, reason);
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), amendment == NULL && *reason != '\0');
  show_read_back (self);
  /* The cursor moves between what was there and what is, or GTK would choose a place. */
  set_typed (self, TRUE);
  if (amendment != NULL)
    ct_amend_bar_show (self->amend_bar, self->desk, ct_preferences_get_retention (self->preferences), reason);
  ct_record_form_put_cursor (self);
  ct_amend_bar_show (self->amend_bar, self->desk, ct_preferences_get_retention (self->preferences), reason);
  set_typed (self, amendment == NULL || !amendment->cancels);
}

static void
on_loaded_cb (CtDesk *desk, gpointer data)
{
  load (data);
}

/* ---- what is typed ---- */

/* Mailboxes and streets this pharmacy knows. */
static void
complete (CtRecordForm *self, CtFieldBox *box)
{
  CtHabits *habits = ct_desk_get_habits (self->desk);
  const char *text = ct_field_box_get_text (box);
  g_auto (GStrv) found = NULL;

  if (ct_field_box_get_field (box) == CT_FIELD_EMAIL)
    {
      found = ct_habits_emails (habits, text);
      ct_field_box_suggest (box, ct_choices_from_strv (found));
    }
  else if (ct_field_box_get_field (box) == CT_FIELD_ADDRESS)
    {
      found = ct_habits_streets (habits, text, ct_draft_get (draft_of (self), CT_FIELD_POSTAL_CODE));
      ct_field_box_offer (box, ct_choices_from_strv (found));
    }
}

static void
on_typed_cb (CtFieldBox *box, gpointer data)
{
  CtRecordForm *self = data;
  CtField field = ct_field_box_get_field (box);
  g_autofree char *value = NULL;

  /* First: what is typed means what it completes to. */
  if (!ct_field_box_is_stepping (box))
    complete (self, box);
  value = ct_field_box_dup_value (box);
  if (field == CT_FIELD_BIRTH_NAME && ct_person_finder_typed (self->finder, value))
    return;
  ct_desk_type (self->desk, field, value);
  ct_auto_advance_typed (self->auto_advance, box, self->desk);
  if (field == CT_FIELD_BIRTH_NAME)
    show_read_back (self);
}

static void
on_taken_cb (CtPersonFinder *finder, gpointer data)
{
  ct_record_form_put_cursor (data);
}

static void
on_opened_cb (CtPersonFinder *finder, gpointer data)
{
  go_to (data, CT_FIELD_RESULT);
}

static void
on_given_cb (CtPersonFinder *finder, gpointer data)
{
  ct_record_form_validate (data);
}

static void
on_finder_told_cb (CtPersonFinder *finder, const char *message, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_TOLD], 0, message);
}

static gboolean
left_cb (gpointer data)
{
  CtRecordForm *self = data;

  self->left_id = 0;
  ct_desk_leave_field (self->desk, self->current, self->current);
  return G_SOURCE_REMOVE;
}

/* The way the record will have it: dates and numbers to be read back. */
static void
settle_field (CtRecordForm *self, CtField field)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autofree char *tidy =
    ct_rules_tidy (field, ct_draft_get (draft_of (self), field), ct_draft_get_catalog (draft_of (self)), now);

  ct_desk_type (self->desk, field, tidy);
}

/* Once a person is named whole: are they known here by another spelling? */
static void
look_for_like (CtRecordForm *self)
{
  g_autoptr (CtEntry) like = ct_prefill_find_like (self->prefill);

  g_clear_pointer (&self->like, g_free);
  if (like != NULL)
    {
      g_autofree char *name = ct_words_name (like);
      g_autofree char *who = g_strjoin (", ", name, ct_entry_get (like, CT_FIELD_BIRTH_DATE), NULL);
      g_autoptr (CtIssue) issue = ct_issue_new (CT_FIELD_BIRTH_NAME, CT_ISSUE_LIKE_KNOWN, who);

      self->like = ct_words_issue (issue);
    }
}

static void
on_left_cb (CtFieldBox *box, gpointer data)
{
  CtRecordForm *self = data;
  CtField field = ct_field_box_get_field (box);

  if (field == CT_FIELD_BIRTH_NAME && ct_person_finder_leave (self->finder))
    {
      show_value (self, field);
      show_read_back (self);
    }
  if (self->loading || self->desk == NULL)
    return;
  settle_field (self, field);
  if (field == CT_FIELD_BIRTH_NAME || field == CT_FIELD_FIRST_NAMES || field == CT_FIELD_BIRTH_DATE
      || field == CT_FIELD_USED_NAME)
    look_for_like (self);
  self->touched[field] = TRUE;
  show_issues (self);
  if (self->left_id == 0)
    self->left_id = g_idle_add (left_cb, self);
}

static void
enter (CtRecordForm *self, CtField field)
{
  g_clear_handle_id (&self->left_id, g_source_remove);
  if (self->loading || self->desk == NULL)
    return;
  ct_desk_leave_field (self->desk, self->current, field);
  self->current = field;
  /* A mistake told of stays until it is mended; a new one waits for the end. */
  self->touched[field] = is_to_show (self, field, issue_of (self, field));
  show_issues (self);
}

static void
on_entered_cb (CtFieldBox *box, gpointer data)
{
  enter (data, ct_field_box_get_field (box));
}

static void
on_result_entered_cb (CtResults *results, guint field, gpointer data)
{
  enter (data, (CtField) field);
}

static void
on_result_chosen_cb (CtResults *results, guint field, gpointer data)
{
  CtRecordForm *self = data;

  ct_desk_type (self->desk, (CtField) field, ct_results_get_value (results, (CtField) field));
}

static void
on_result_asked_cb (CtResults *results, guint field, gpointer data)
{
  show_issue (data, (CtField) field);
}

static void
on_done_cb (CtFieldBox *box, gpointer data)
{
  CtRecordForm *self = data;

  if (ct_field_box_get_field (box) == CT_FIELD_BIRTH_NAME && ct_person_finder_enter (self->finder))
    return;
  if (ct_field_box_get_field (box) == CT_FIELD_REASON)
    {
      /* The last question: on to what validates. */
      gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
      return;
    }
  if (ct_field_box_get_field (box) == CT_FIELD_POSTAL_CODE && usual_postal_code (self) != NULL)
    ct_desk_type (self->desk, CT_FIELD_POSTAL_CODE, usual_postal_code (self));
  go_to (self, ct_desk_next_question (self->desk, ct_field_box_get_field (box)));
}

static void
on_result_done_cb (CtResults *results, gpointer data)
{
  gtk_widget_child_focus (GTK_WIDGET (data), GTK_DIR_TAB_FORWARD);
}

static void
on_full_cb (CtAutoAdvance *advance, CtFieldBox *box, const char *rest, gpointer data)
{
  static const char * const letters = "npix"; /* of the results */
  CtRecordForm *self = data;
  CtField next = ct_desk_next_question (self->desk, ct_field_box_get_field (box));
  CtFieldBox *there = next == CT_FIELD_RESULT ? NULL : self->boxes[next];
  g_autofree char *first = g_utf8_substring (rest, 0, MIN (1, g_utf8_strlen (rest, -1)));

  if (ct_field_box_get_field (box) == CT_FIELD_REASON)
    return; /* behind it there is only to validate */
  /* Whoever goes on with the word would answer the next question by it. */
  if (*first != '\0' && (there != NULL ? ct_field_box_offers (there, first) : strchr (letters, *first) != NULL))
    return;
  ct_auto_advance_left (advance, there);
  go_to (self, next);
}

static void
on_scan_began_cb (CtScanner *scanner, gpointer data)
{
  CtRecordForm *self = data;

  g_clear_pointer (&self->before_scan, ct_entry_unref);
  if (self->desk != NULL)
    self->before_scan = ct_draft_dup_entry (draft_of (self), self->current, TRUE);
}

static void
on_scan_caught_cb (CtScanner *scanner, gpointer data)
{
  CtRecordForm *self = data;

  if (self->before_scan != NULL)
    {
      ct_prefill_put_back (self->prefill, self->before_scan);
      go_to (self, ct_entry_get_cursor (self->before_scan));
    }
  g_clear_pointer (&self->before_scan, ct_entry_unref);
}

static void
on_scanned_cb (CtScanner *scanner, const char *code, gpointer data)
{
  CtRecordForm *self = data;
  CtScanKind kind;

  if (self->desk == NULL)
    return;
  kind = ct_prefill_scan (self->prefill, code);
  if (kind == CT_SCAN_PATIENT || kind == CT_SCAN_KIT || kind == CT_SCAN_RECORD)
    {
      ct_record_form_put_cursor (self);
      show_issues (self);
    }
  g_signal_emit (self, signals[SIGNAL_TOLD], 0, ct_words_scan (kind));
}

static void
on_doubt_accepted_cb (CtDoubtBar *bar, gpointer data)
{
  CtField first;

  ct_desk_validate (CT_RECORD_FORM (data)->desk, &first);
}

/* Whether something is to be said yes to first, and is told now. */
static gboolean
is_doubtful (CtRecordForm *self)
{
  g_autoptr (GPtrArray) doubts = NULL;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  CtField first;

  if (ct_draft_first_error (draft_of (self), &first) || !ct_desk_is_set_up (self->desk))
    return FALSE;
  doubts = ct_prefill_find_doubts (self->prefill);
  ct_doubt_bar_show (self->doubt_bar, doubts);
  /* Its key is listened to here. */
  if (doubts->len > 0 && (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self))))
    ct_record_form_put_cursor (self);
  return doubts->len > 0;
}

static void
validate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ct_record_form_validate (CT_RECORD_FORM (widget));
}

/* ---- object ---- */

/* The line under the row that @box stands in; made with its first field. */
static CtMessageLine *
line_under (CtRecordForm *self, GtkGrid *grid, CtFieldBox *box)
{
  int column, row, width, height;
  CtMessageLine *line = self->lines->len > 0 ? g_ptr_array_index (self->lines, self->lines->len - 1) : NULL;

  gtk_grid_query_child (grid, GTK_WIDGET (box), &column, &row, &width, &height);
  if (line == NULL || ct_message_line_row (line) != row + 1)
    {
      line = ct_message_line_new (grid, row + 1);
      g_ptr_array_add (self->lines, line);
    }
  return line;
}

/* The fields stand in the grid in the order of its rows. */
static void
adopt_boxes (CtRecordForm *self, GtkGrid *grid)
{
  g_autoptr (GListModel) children = gtk_widget_observe_children (GTK_WIDGET (grid));
  guint n = g_list_model_get_n_items (children);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtFieldBox) box = g_list_model_get_item (children, i);

      self->boxes[ct_field_box_get_field (box)] = box;
      ct_message_line_add (line_under (self, grid, box), box);
      g_signal_connect (box, "typed", G_CALLBACK (on_typed_cb), self);
      g_signal_connect (box, "entered", G_CALLBACK (on_entered_cb), self);
      g_signal_connect (box, "left", G_CALLBACK (on_left_cb), self);
      g_signal_connect (box, "done", G_CALLBACK (on_done_cb), self);
    }
}

static void
ct_record_form_dispose (GObject *object)
{
  CtRecordForm *self = CT_RECORD_FORM (object);

  if (self->bubble != NULL)
    gtk_widget_unparent (self->bubble);
  g_clear_weak_pointer (&self->bubble);
  g_clear_handle_id (&self->left_id, g_source_remove);
  if (self->desk != NULL)
    {
      g_signal_handlers_disconnect_by_data (draft_of (self), self);
      g_signal_handlers_disconnect_by_data (self->desk, self);
    }
  g_clear_object (&self->desk);
  g_clear_object (&self->scanner);
  g_clear_object (&self->auto_advance);
  g_clear_pointer (&self->before_scan, ct_entry_unref);
  g_clear_object (&self->finder);
  g_clear_pointer (&self->like, g_free);
  g_clear_pointer (&self->nir_note, g_free);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_record_form_parent_class)->dispose (object);
}

static void
ct_record_form_class_init (CtRecordFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_record_form_dispose;
  signals[SIGNAL_TOLD] = g_signal_new ("told", CT_TYPE_RECORD_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (CT_TYPE_AMEND_BAR);
  g_type_ensure (CT_TYPE_DOUBT_BAR);
  g_type_ensure (CT_TYPE_EVEN_LAYOUT);
  g_type_ensure (CT_TYPE_FOOT_LAYOUT);
  g_type_ensure (CT_TYPE_FIELD_BOX);
  g_type_ensure (CT_TYPE_MATCH_BAR);
  g_type_ensure (CT_TYPE_READ_BACK);
  g_type_ensure (CT_TYPE_RESULTS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-record-form.ui");
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, content);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, viewport);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, person_grid);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, test_grid);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, results);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, amend_bar);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, match_bar);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, reason_label);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, read_back);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, timer_button);
  gtk_widget_class_bind_template_child (widget_class, CtRecordForm, doubt_bar);
  gtk_widget_class_install_action (widget_class, "form.validate", NULL, validate_action);
}

static void
ct_record_form_init (CtRecordForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_field_viewport_follow (self->viewport);
  self->lines = g_ptr_array_new_with_free_func (g_object_unref);
  adopt_boxes (self, self->person_grid);
  adopt_boxes (self, self->test_grid);
  adopt_boxes (self, ct_amend_bar_get_grid (self->amend_bar));
  self->finder = ct_person_finder_new (self->boxes[CT_FIELD_BIRTH_NAME], self->match_bar, self->read_back);
  g_signal_connect (self->finder, "taken", G_CALLBACK (on_taken_cb), self);
  g_signal_connect (self->finder, "opened", G_CALLBACK (on_opened_cb), self);
  g_signal_connect (self->finder, "given", G_CALLBACK (on_given_cb), self);
  g_signal_connect (self->finder, "told", G_CALLBACK (on_finder_told_cb), self);
  g_signal_connect (self->results, "chosen", G_CALLBACK (on_result_chosen_cb), self);
  g_signal_connect (self->results, "entered", G_CALLBACK (on_result_entered_cb), self);
  g_signal_connect (self->results, "asked", G_CALLBACK (on_result_asked_cb), self);
  g_signal_connect (self->results, "done", G_CALLBACK (on_result_done_cb), self);
  ct_doubt_bar_listen (self->doubt_bar, GTK_WIDGET (self));
  g_signal_connect (self->doubt_bar, "accepted", G_CALLBACK (on_doubt_accepted_cb), self);
  self->auto_advance = ct_auto_advance_new (GTK_WIDGET (self));
  g_signal_connect (self->auto_advance, "full", G_CALLBACK (on_full_cb), self);
}

static void
on_preferences_changed_cb (CtPreferences *preferences, gpointer data)
{
  CtRecordForm *self = data;
  gboolean advance = ct_preferences_get_auto_advance (preferences);

  ct_auto_advance_set_enabled (self->auto_advance, advance);
  ct_results_set_auto_advance (self->results, advance);
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (self->boxes[i] != NULL && (ct_fixed_has_length ((CtField) i) || ct_field_codes ((CtField) i) != NULL))
      ct_field_box_set_help (self->boxes[i],
                             advance ? _("The cursor goes on by itself when the answer is complete.") : NULL);
}

/**
 * ct_record_form_set_session:
 * @session: open, and so as long as the form is used
 *
 * Once; shows the record that is on its desk.
 */
void
ct_record_form_set_session (CtRecordForm *self, CtSession *session)
{
  CtPreferences *preferences = ct_session_get_preferences (session);

  g_return_if_fail (self->desk == NULL);

  self->desk = g_object_ref (ct_session_get_desk (session));
  self->prefill = ct_session_get_prefill (session);
  self->preferences = preferences;
  ct_person_finder_set_session (self->finder, session);
  g_signal_connect_object (preferences, "changed", G_CALLBACK (on_preferences_changed_cb), self, 0);
  on_preferences_changed_cb (preferences, self);
  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      CtChoices *choices =
        self->boxes[i] != NULL ? ct_words_choices ((CtField) i, ct_draft_get_catalog (draft_of (self))) : NULL;

      if (choices != NULL)
        ct_field_box_set_choices (self->boxes[i], choices);
    }
  g_signal_connect (draft_of (self), "changed", G_CALLBACK (on_draft_changed_cb), self);
  g_signal_connect (self->desk, "loaded", G_CALLBACK (on_loaded_cb), self);
  load (self);
}

/**
 * ct_record_form_listen:
 * @window: whose keys may be a scanner's
 */
void
ct_record_form_listen (CtRecordForm *self, GtkWidget *window)
{
  g_return_if_fail (self->scanner == NULL);

  self->scanner = ct_scanner_new (window, GTK_WIDGET (self));
  g_signal_connect_object (self->scanner, "began", G_CALLBACK (on_scan_began_cb), self, 0);
  g_signal_connect_object (self->scanner, "caught", G_CALLBACK (on_scan_caught_cb), self, 0);
  g_signal_connect_object (self->scanner, "scanned", G_CALLBACK (on_scanned_cb), self, 0);
}

/**
 * ct_record_form_put_cursor:
 *
 * Into the field where typing goes on.
 */
void
ct_record_form_put_cursor (CtRecordForm *self)
{
  CtField field = ct_desk_get_cursor (self->desk);

  if (self->boxes[field] == NULL)
    ct_results_go_to (self->results, field);
  else if (field == CT_FIELD_BIRTH_DATE && *ct_draft_get (draft_of (self), field) == '/')
    ct_field_box_put_cursor_first (self->boxes[field]);
  else
    ct_field_box_put_cursor (self->boxes[field]);
}

/**
 * ct_record_form_go_to:
 * @field: one that has a box
 *
 * Its answer is selected, as by Tab: what is typed replaces it.
 */
void
ct_record_form_go_to (CtRecordForm *self, CtField field)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->boxes[field]));
}

/**
 * ct_record_form_help:
 *
 * What the field with the cursor wants, and why, beside it.
 *
 * Returns: FALSE when none has it
 */
gboolean
ct_record_form_help (CtRecordForm *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *box = focus != NULL ? gtk_widget_get_ancestor (focus, CT_TYPE_FIELD_BOX) : NULL;
  graphene_rect_t bounds;
  GdkRectangle place;
  gboolean is_field = box != NULL && gtk_widget_is_ancestor (box, GTK_WIDGET (self));
  CtField result = CT_FIELD_RESULT;

  if (!is_field)
    box = ct_results_box_at (self->results, focus, &result);
  if (box == NULL)
    return FALSE;
  if (self->bubble != NULL || !gtk_widget_compute_bounds (box, GTK_WIDGET (self), &bounds))
    return TRUE;
  g_set_weak_pointer (&self->bubble,
                      is_field ? ct_help_bubble_new (ct_field_box_get_field (CT_FIELD_BOX (box)), ct_field_box_get_title (CT_FIELD_BOX (box)),
                                                     ct_field_box_get_message (CT_FIELD_BOX (box)))
                               : ct_help_bubble_new (result, _("Result"), ct_results_get_message (self->results, result)));
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
  place.x = (int) bounds.origin.x;
  place.y = (int) bounds.origin.y;
  place.width = (int) bounds.size.width;
  place.height = (int) bounds.size.height;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->bubble), &place);
  gtk_popover_popup (GTK_POPOVER (self->bubble));
  return TRUE;
}

/**
 * ct_record_form_settle:
 *
 * What is typed counts as if its field had been left.
 */
void
ct_record_form_settle (CtRecordForm *self)
{
  if (self->current < CT_N_FIELDS && self->boxes[self->current] != NULL)
    settle_field (self, self->current);
}

/**
 * ct_record_form_take_like:
 *
 * The person in the form is the one that is known here: takes their identity, and
 * keeps the test.
 *
 * Returns: FALSE when nobody known is like them
 */
gboolean
ct_record_form_take_like (CtRecordForm *self)
{
  g_autoptr (CtEntry) like = self->desk != NULL ? ct_prefill_find_like (self->prefill) : NULL;

  if (like == NULL)
    return FALSE;
  g_clear_pointer (&self->like, g_free);
  ct_prefill_take_patient (self->prefill, like);
  ct_record_form_put_cursor (self);
  return TRUE;
}

/**
 * ct_record_form_validate:
 *
 * Hands the record to the sender; or says what is missing and goes there; or says
 * what is doubtful, and awaits one key.
 */
void
ct_record_form_validate (CtRecordForm *self)
{
  CtField first;

  if (self->desk == NULL || is_doubtful (self) || ct_desk_validate (self->desk, &first))
    return;
  self->show_all = TRUE;
  show_issues (self);
  go_to (self, first);
}
