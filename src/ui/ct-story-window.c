/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The whole story of one record and its corrections: what was done, when, by whom, out of the
 * audit chain; its receipt; and when it is erased here. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-story-window.h"

#include "ct-clock.h"
#include "ct-name-widget.h"
#include "ct-retention.h"
#include "ct-revisions.h"
#include "ct-story.h"
#include "ct-words.h"

#include <glib/gi18n.h>

struct _CtStoryWindow
{
  AdwWindow            parent_instance;
  AdwPreferencesGroup *group;
  CtSession           *session;
  CtRow               *row; /* the newest of its corrections */
};

G_DEFINE_FINAL_TYPE (CtStoryWindow, ct_story_window, ADW_TYPE_WINDOW)

static const struct
{
  const char *verb;
  const char *words;
} verbs[] = {
  { "draft", NC_("story", "Typed") },
  { "waiting", NC_("story", "Validated, waits to be sent") },
  { "sending", NC_("story", "Sent") },
  { "unknown", NC_("story", "No answer came: whether it arrived is looked up") },
  { "accepted", NC_("story", "Accepted by the service") },
  { "refused", NC_("story", "Refused by the service") },
  { "conflict", NC_("story", "Something else is there: somebody has to decide") },
  { "stuck", NC_("story", "Set aside: somebody has to decide") },
  { "concluded", NC_("story", "Closed by hand, without the service's word") },
  { CT_AUDIT_VIEWED, NC_("story", "Opened") },
  { CT_AUDIT_PRINTED, NC_("story", "Paper made") },
  { CT_AUDIT_DISCARDED, NC_("story", "Discarded") },
  { CT_AUDIT_HANDED_OVER, NC_("story", "Came from another program") },
};

static const char *
words_of (const char *verb)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i].verb, verb))
      return g_dpgettext2 (NULL, "story", verbs[i].words);
  return verb;
}

static void
add_row (CtStoryWindow *self, const char *title, const char *detail)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *spoken = g_strjoin (", ", title, detail, NULL);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  ct_name_widget (row, spoken);
  adw_preferences_group_add (self->group, row);
}

/* A correction's lines are its own: said with what they are. */
static char *
title_of (CtStoryWindow *self, const CtAuditLine *line)
{
  CtRow *row = ct_session_find_row (self->session, &line->record);
  const CtAmendment *amendment = row != NULL ? ct_entry_get_amendment (row->entry) : NULL;
  const char *words = words_of (line->verb);

  if (amendment == NULL)
    return g_strdup (words);
  return g_strdup_printf (amendment->cancels ? C_("story", "Cancellation: %s") : C_("story", "Correction: %s"), words);
}

static char *
detail_of (CtStoryWindow *self, const CtAuditLine *line)
{
  g_autofree char *clock = ct_words_clock (line->at);
  CtRow *row = g_str_equal (line->verb, "accepted") ? ct_session_find_row (self->session, &line->record) : NULL;
  g_autofree char *number = row != NULL ? ct_row_receipt_number (row) : NULL;
  g_autofree char *receipt = number != NULL ? g_strdup_printf (_("receipt %s"), number) : NULL;
  CtRow *ended = g_str_equal (line->verb, "concluded") ? ct_session_find_row (self->session, &line->record) : NULL;
  const CtConclusion *conclusion = ended != NULL ? ct_entry_get_conclusion (ended->entry) : NULL;
  const char *who = g_str_equal (line->actor, CT_AUDIT_SENDER) ? _("by itself")
                    : g_str_equal (line->actor, "command")     ? "comptoirctl"
                                                               : line->actor;

  if (conclusion != NULL)
    return g_strjoin (" · ", clock, ct_words_state (ended), conclusion->why, *who != '\0' ? who : NULL, NULL);
  return *who == '\0' ? g_strjoin (" · ", clock, receipt, NULL) : g_strjoin (" · ", clock, who, receipt, NULL);
}

static void
show_end (CtStoryWindow *self)
{
  guint days = ct_preferences_get_retention (ct_session_get_preferences (self->session));
  gint64 due = ct_retention_due_at (self->row, days);
  g_autofree char *words = due != 0 ? ct_words_erased_on (due, ct_clock_now_ms ()) : NULL;

  if (words != NULL)
    add_row (self, words, NULL);
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtStoryWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GPtrArray) told = NULL;

  if (self->session == NULL)
    return; /* closed meanwhile */
  lines = ct_safekeeping_list_finish (ct_session_get_safekeeping (self->session), result, &error);
  if (lines == NULL)
    {
      g_warning ("the audit chain cannot be read: %s", error->message);
      add_row (self, _("What was done cannot be read now: try again."), NULL);
      return;
    }
  told = ct_story_tell (lines);
  for (guint i = 0; i < told->len; i++)
    {
      const CtAuditLine *line = g_ptr_array_index (told, i);
      g_autofree char *title = title_of (self, line);
      g_autofree char *detail = detail_of (self, line);

      add_row (self, title, detail);
    }
  show_end (self);
  gtk_widget_child_focus (GTK_WIDGET (self->group), GTK_DIR_TAB_FORWARD);
}

static void
ct_story_window_dispose (GObject *object)
{
  CtStoryWindow *self = CT_STORY_WINDOW (object);

  g_clear_pointer (&self->row, ct_row_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_story_window_parent_class)->dispose (object);
}

static void
ct_story_window_class_init (CtStoryWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_story_window_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_story_window_init (CtStoryWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *page = adw_preferences_page_new ();

  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), self->group);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (self), box);
}

/**
 * ct_story_window_new:
 * @session: open
 * @row: any of its chain
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_story_window_new (GtkWindow *parent, CtSession *session, CtRow *row)
{
  CtStoryWindow *self = g_object_new (CT_TYPE_STORY_WINDOW, "transient-for", parent, "modal", TRUE, "title", _("Story of a Record"),
                                      "default-width", 640, "default-height", 560, NULL);
  CtWorklist *worklist = CT_WORKLIST (ct_session_get_worklist (session));
  g_autoptr (GPtrArray) uuids = ct_revisions_uuids (worklist, row);
  g_autofree char *name = ct_words_name (row->entry);

  self->session = g_object_ref (session);
  self->row = ct_row_ref (ct_revisions_newest (worklist, row));
  adw_preferences_group_set_title (self->group, name);
  ct_safekeeping_list_async (ct_session_get_safekeeping (session), uuids, on_listed_cb, g_object_ref (self));
  return GTK_WINDOW (self);
}
