/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The window: worklist at the left, form at the right, the truth at the bottom.
 * Until the records are open it says what it waits for, or what to do. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-window.h"

#include "ct-background-portal.h"
#include "ct-conclusion-window.h"
#include "ct-export-bar.h"
#include "ct-export-window.h"
#include "ct-figures-window.h"
#include "ct-import-window.h"
#include "ct-import-words.h"
#include "ct-keys-window.h"
#include "ct-locked-page.h"
#include "ct-notice.h"
#include "ct-patient-paper.h"
#include "ct-preferences-window.h"
#include "ct-record-form.h"
#include "ct-recovery-window.h"
#include "ct-register-window.h"
#include "ct-screen-guard.h"
#include "ct-set-up-window.h"
#include "ct-sign-in-page.h"
#include "ct-status-bar.h"
#include "ct-story-window.h"
#include "ct-words.h"
#include "ct-worklist-pane.h"

#include <glib/gi18n.h>

#define SMALL_SCREEN 1440 /* pixels across */
#define LEAVE_S      8    /* seconds a closed window stays to send what can be sent */
#define TOLD_S 4 /* two lines are read in it */
#define UNDO_S       10   /* seconds a discarded draft is offered back */

struct _CtWindow
{
  AdwApplicationWindow  parent_instance;
  CtNotice             *notice;
  AdwWindowTitle       *title;
  GtkWidget            *practice_label;
  GtkLabel             *pile_label;
  GtkSearchEntry       *search_entry;
  GtkWidget            *new_button;
  GtkWidget            *lock_button;
  GtkLabel             *lock_label;
  GtkStack             *stack;
  AdwStatusPage        *sealed_page;
  GtkWidget            *unseal_button;
  CtSignInPage         *sign_in_page;
  CtLockedPage         *locked_page;
  GtkRevealer          *banner;
  GtkLabel             *banner_label;
  CtWorklistPane       *worklist_pane;
  CtRecordForm         *form;
  CtStatusBar          *status_bar;
  CtExportBar          *export_bar;
  CtSession            *session;
  CtScreenGuard        *guard; /* nullable: before the records are open */
  guint                 leaving_id; /* closed, but not gone yet */
  gboolean              open;
  CtFrontDoor          *door;
  char                 *folder; /* nullable: that is watched */
  gboolean              import_is_last; /* of what can be undone */
};

G_DEFINE_FINAL_TYPE (CtWindow, ct_window, ADW_TYPE_APPLICATION_WINDOW)

enum
{
  SIGNAL_OPENED, /* the records are there */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tell (CtWindow *self, const char *text)
{
  ct_notice_tell (self->notice, text, TOLD_S);
}

static void
offer_undo (CtWindow *self, const char *text, guint seconds)
{
  ct_notice_offer (self->notice, text, _("_Undo"), "win.undo", seconds);
}

static void
offer_call_back (CtWindow *self)
{
  guint seconds = ct_preferences_get_grace (ct_session_get_preferences (self->session));
  g_autofree char *text =
    g_strdup_printf (g_dngettext (NULL, "Will be sent in %u second", "Will be sent in %u seconds", seconds), seconds);

  offer_undo (self, text, seconds);
}

/* No name: it may be read over the pharmacist's shoulder, and stays in a list. */
static void
on_rang_cb (CtAlarm *alarm, guint count, gpointer data)
{
  CtWindow *self = data;
  g_autoptr (GNotification) notification =
    g_notification_new (g_dngettext (NULL, "A test can be read", "Tests can be read", count));

  gdk_display_beep (gtk_widget_get_display (GTK_WIDGET (self)));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), "reading", notification);
}

/* @format: with the place where it was */
static void
tell_of (CtWindow *self, const char *format, const char *place)
{
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);
  g_autofree char *text = g_strjoinv (place, parts);

  tell (self, text);
}

static void
on_news_cb (CtDesk *desk, guint news, const char *detail, gpointer data)
{
  CtWindow *self = data;

  self->import_is_last = FALSE;
  switch ((CtDeskNews) news)
    {
    case CT_DESK_NEWS_TOO_LATE:
      tell (self, _("It has begun to leave: what you change now goes as a correction."));
      break;
    case CT_DESK_NEWS_FOLLOWS:
      offer_undo (self, _("Kept: it goes once the result itself is accepted"), UNDO_S);
      break;
    case CT_DESK_NEWS_UNCHANGED:
      tell (self, _("Nothing was changed. Correct an answer, or cancel the result."));
      break;
    case CT_DESK_NEWS_AMENDED:
      tell (self, _("A correction of this result waits: discard that one first."));
      break;
    case CT_DESK_NEWS_GRACE:
      offer_call_back (self);
      break;
    case CT_DESK_NEWS_RESENT:
      tell (self, _("It is sent once more, as it is: it may have arrived already, and counts once."));
      break;
    case CT_DESK_NEWS_CONCLUDED:
      tell (self, _("It is closed, and is not sent again. Ctrl+I tells its story."));
      break;
    case CT_DESK_NEWS_HELD:
      offer_undo (self, _("Kept to be checked before it is sent"), 3);
      break;
    case CT_DESK_NEWS_NO_CODE:
      tell (self, _("Before more is validated, somebody has to hold the recovery code. The draft is kept."));
      gtk_widget_activate_action (GTK_WIDGET (self), "win.recovery-code", NULL);
      break;
    case CT_DESK_NEWS_THERE:
      tell_of (self, _("Changed meanwhile, %s: it is shown as it is now."), detail);
      break;
    case CT_DESK_NEWS_TWIN:
      tell_of (self, _("Changed meanwhile, %s: what you type is a draft of its own now."), detail);
      break;
    case CT_DESK_NEWS_NOT_SAVED:
      tell (self, _("The disk refused to save. What you typed is still in the form: free some space and try again."));
      break;
    }
}

static void
on_told_cb (CtRecordForm *form, const char *message, gpointer data)
{
  tell (data, message);
}

static gboolean
leave_cb (gpointer data)
{
  CtWindow *self = data;

  self->leaving_id = 0;
  /* Started again meanwhile: it is wanted. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* Something waits that this machine can send. */
static gboolean
has_work (CtWindow *self)
{
  const CtStatusFigures *figures = self->open ? ct_status_get (ct_session_get_status (self->session)) : NULL;

  return figures != NULL && figures->unsent > 0 && figures->sender != CT_SENDER_NOT_SET_UP && figures->sender != CT_SENDER_STORE;
}

/* Whoever closes the window takes nothing back: what waits for its grace to end is
 * sent at once. */
static void
go_out_of_sight (CtWindow *self)
{
  gtk_window_set_focus (GTK_WINDOW (self), NULL); /* the field is left, and saved */
  ct_desk_flush (ct_session_get_desk (self->session));
  ct_session_end_grace (self->session);
  ct_background_portal_stay (ct_session_is_practice (self->session),
                             ct_preferences_get_finish_at_login (ct_session_get_preferences (self->session)));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Closed, but there is something to send: that goes on without a window on the screen,
 * for as long as it takes. Started again, Comptoir shows this very window. */
static gboolean
ct_window_close_request (GtkWindow *window)
{
  CtWindow *self = CT_WINDOW (window);

  if (!has_work (self))
    return GTK_WINDOW_CLASS (ct_window_parent_class)->close_request (window);
  go_out_of_sight (self);
  return TRUE;
}

static void
on_status_changed_cb (CtStatus *status, gpointer data)
{
  CtWindow *self = data;
  const char *problem = ct_words_sender (ct_status_get (status)->sender);

  if (problem != NULL)
    gtk_label_set_label (self->banner_label, problem);
  adw_window_title_set_subtitle (self->title, ct_session_get_setup (self->session)->pharmacy);
  gtk_revealer_set_reveal_child (self->banner, problem != NULL);
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  /* Out of sight, only for what is to be sent; told to quit, not for what a person
   * has to mend first. */
  if (!has_work (self) || (self->leaving_id != 0 && problem != NULL))
    {
      g_clear_handle_id (&self->leaving_id, g_source_remove);
      self->leaving_id = g_idle_add (leave_cb, self);
    }
}

static void
on_open_item_cb (CtWorklistPane *pane, CtWorkItem *item, gpointer data)
{
  CtWindow *self = data;

  ct_desk_open (ct_session_get_desk (self->session), ct_work_item_get_row (item));
}

static void
show_pile (CtWindow *self)
{
  CtPile *pile = ct_desk_get_pile (ct_session_get_desk (self->session));
  g_autofree char *summary = ct_words_pile (pile);

  gtk_label_set_label (self->pile_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self->pile_label), pile->going);
}

static void
on_loaded_cb (CtDesk *desk, gpointer data)
{
  show_pile (data);
}

/* ---- the screen ---- */

static gboolean
works (CtWindow *self)
{
  return self->open && !ct_people_is_locked (ct_session_get_people (self->session));
}

/* FALSE, and said. */
static gboolean
administers (CtWindow *self)
{
  if (ct_people_may (ct_session_get_people (self->session), CT_ROLE_ADMINISTERS))
    return TRUE;
  tell (self, _("Only who administers may do this."));
  return FALSE;
}

static void
show_whose_turn (CtWindow *self)
{
  const CtOperator *current = ct_people_get_current (ct_session_get_people (self->session));

  gtk_label_set_label (self->lock_label, current != NULL ? current->initials : "");
  gtk_widget_set_visible (GTK_WIDGET (self->lock_label), current != NULL);
}

/* What is typed is on its way to the disk before nobody works any more. */
static void
lock (CtWindow *self)
{
  if (!works (self))
    return;
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  ct_desk_flush (ct_session_get_desk (self->session));
  ct_people_lock (ct_session_get_people (self->session));
}

/* Nothing of a person is in sight while nobody works. */
static void
show_or_hide (CtWindow *self)
{
  gboolean shown = works (self);

  ct_front_door_set_open (self->door, shown);
  gtk_widget_set_visible (self->new_button, shown);
  gtk_widget_set_visible (self->lock_button, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), shown);
  show_whose_turn (self);
  if (shown)
    {
      gtk_stack_set_visible_child_name (self->stack, "work");
      ct_record_form_put_cursor (self->form);
      return;
    }
  ct_notice_hide (self->notice);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  ct_screen_guard_clear (self->guard, GTK_WINDOW (self));
  gtk_stack_set_visible_child_name (self->stack, "sign-in");
  ct_sign_in_page_show (self->sign_in_page);
}

static void
on_people_cb (CtPeople *people, gpointer data)
{
  CtWindow *self = data;

  show_whose_turn (self);
  if (works (self) != (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "work") == 0))
    show_or_hide (self);
}

static void
on_preferences_cb (CtPreferences *preferences, gpointer data)
{
  CtWindow *self = data;
  const char *folder = ct_preferences_get_folder (preferences);

  ct_screen_guard_set_minutes (self->guard, ct_preferences_get_lock_minutes (preferences));
  if (g_strcmp0 (self->folder, folder) == 0)
    return;
  g_free (self->folder);
  self->folder = g_strdup (folder);
  ct_reception_watch (ct_session_get_reception (self->session), folder);
}

static void
on_lock_cb (CtScreenGuard *guard, gpointer data)
{
  lock (data);
}

static void
show_work (CtWindow *self)
{
  CtSetup *setup = ct_session_get_setup (self->session);
  CtStatus *status = ct_session_get_status (self->session);
  CtDesk *desk = ct_session_get_desk (self->session);
  CtPreferences *preferences = ct_session_get_preferences (self->session);

  self->open = TRUE;
  adw_window_title_set_subtitle (self->title, setup->pharmacy);

  g_signal_connect_object (desk, "news", G_CALLBACK (on_news_cb), self, 0);
  g_signal_connect_object (desk, "loaded", G_CALLBACK (on_loaded_cb), self, 0);
  g_signal_connect_object (ct_session_get_alarm (self->session), "rang", G_CALLBACK (on_rang_cb), self, 0);
  g_signal_connect_object (status, "changed", G_CALLBACK (on_status_changed_cb), self, 0);
  ct_worklist_pane_set_model (self->worklist_pane, ct_session_get_worklist (self->session));
  ct_status_bar_set_status (self->status_bar, status);
  ct_export_bar_set_exports (self->export_bar, ct_session_get_exports (self->session));
  ct_session_start_sending (self->session);
  on_status_changed_cb (status, self);
  ct_desk_resume (desk);
  ct_record_form_set_session (self->form, self->session);
  ct_sign_in_page_set_session (self->sign_in_page, self->session);
  self->guard = ct_screen_guard_new (gtk_window_get_application (GTK_WINDOW (self)));
  g_signal_connect_object (self->guard, "lock", G_CALLBACK (on_lock_cb), self, 0);
  g_signal_connect_object (ct_session_get_people (self->session), "changed", G_CALLBACK (on_people_cb), self, 0);
  g_signal_connect_object (preferences, "changed", G_CALLBACK (on_preferences_cb), self, 0);
  ct_front_door_set_reception (self->door, ct_session_get_reception (self->session));
  on_preferences_cb (preferences, self);
  show_or_hide (self);
  g_signal_emit (self, signals[SIGNAL_OPENED], 0);
  if (ct_session_is_borrowed (self->session))
    tell (self, _("Open for this session only: no keyring here keeps the key."));
  else if (works (self) && ct_session_needs_code (self->session) && gtk_widget_get_visible (GTK_WIDGET (self))
           && ct_setup_problem (setup) == NULL) /* else the set-up comes to it */
    gtk_widget_activate_action (GTK_WIDGET (self), "win.recovery-code", NULL);
  g_debug ("the form is ready");
}

static void
on_open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (ct_session_open_finish (CT_SESSION (source), result, &error))
    {
      show_work (self);
      return;
    }
  g_warning ("the session does not open: %s", error->message);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      gtk_window_destroy (GTK_WINDOW (self)); /* started out of sight: nobody asked */
      return;
    }
  gtk_stack_set_visible_child_name (self->stack, "failure");
  ct_locked_page_show (self->locked_page, (CtSessionError) error->code);
}

static void
open_session (CtWindow *self)
{
  gtk_stack_set_visible_child_name (self->stack, "opening");
  ct_session_open_async (self->session, on_open_cb, g_object_ref (self));
}

static void
on_recover_cb (CtLockedPage *page, const char *typed, gpointer data)
{
  CtWindow *self = data;

  gtk_stack_set_visible_child_name (self->stack, "opening");
  ct_session_recover_async (self->session, typed, on_open_cb, g_object_ref (self));
}

static void
on_aside_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = ct_session_set_aside_finish (CT_SESSION (source), result, &error);

  if (path == NULL)
    {
      g_warning ("the records cannot be set aside: %s", error->message);
      ct_locked_page_show (self->locked_page, (CtSessionError) error->code);
      return;
    }
  g_message ("the records that did not open are set aside");
  open_session (self);
}

static void
on_set_aside_cb (CtLockedPage *page, gpointer data)
{
  CtWindow *self = data;

  ct_session_set_aside_async (self->session, on_aside_cb, g_object_ref (self));
}

static void
on_restore_cb (CtLockedPage *page, gpointer data)
{
  CtWindow *self = data;

  gtk_stack_set_visible_child_name (self->stack, "opening");
  ct_session_restore_async (self->session, NULL, on_open_cb, g_object_ref (self));
}

static void
on_accept_cb (CtLockedPage *page, gpointer data)
{
  CtWindow *self = data;

  gtk_stack_set_visible_child_name (self->stack, "opening");
  ct_session_accept_async (self->session, on_open_cb, g_object_ref (self));
}

static void
on_code_made_cb (CtRecoveryWindow *window, gpointer data)
{
  tell (data, _("The recovery code is good from now on. Keep its sheet in the safe."));
}

/* ---- actions ---- */

static void
lock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lock (CT_WINDOW (widget));
}

/* By the number of who comes: the screen is theirs once their PIN is right. */
static gboolean
on_operator_key_cb (GtkWidget *widget, GVariant *number, gpointer data)
{
  CtWindow *self = CT_WINDOW (widget);

  if (!self->open || !ct_people_is_guarded (ct_session_get_people (self->session)))
    return FALSE;
  lock (self);
  ct_sign_in_page_choose (self->sign_in_page, g_variant_get_uint32 (number));
  return TRUE;
}

static void
recovery_code_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  GtkWindow *window;

  if (!works (self))
    return;
  if (!administers (self))
    return;
  if (ct_session_is_borrowed (self->session))
    {
      tell (self, _("Without a keyring no other code can be made."));
      return;
    }
  window = ct_recovery_window_new (GTK_WINDOW (self), self->session);
  g_signal_connect_object (window, "made", G_CALLBACK (on_code_made_cb), self, 0);
  gtk_window_present (window);
}

static void
on_practise_cb (CtSetUpWindow *window, gpointer data)
{
  gtk_widget_activate_action (data, "app.practise", NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  gtk_window_close (GTK_WINDOW (data));
}

static void
keys_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_present (ct_keys_window_new (GTK_WINDOW (widget), gtk_window_get_application (GTK_WINDOW (widget))));
}

/* Of the field that has the cursor; elsewhere, of the keys. */
static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (!works (self) || !ct_record_form_help (self->form))
    gtk_widget_activate_action (widget, "win.keys", NULL);
}

static void
set_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  GtkWindow *window;

  if (!works (self) || !administers (self))
    return;
  window = ct_set_up_window_new (GTK_WINDOW (self), self->session);
  g_signal_connect_object (window, "practise", G_CALLBACK (on_practise_cb), self, 0);
  gtk_window_present (window);
}

static void
figures_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (works (self))
    gtk_window_present (ct_figures_window_new (GTK_WINDOW (self), self->session));
}

static void
on_register_open_cb (CtRegisterWindow *window, CtWorkItem *item, gboolean cancel, gpointer data)
{
  CtWindow *self = data;
  CtDesk *desk = ct_session_get_desk (self->session);

  ct_desk_open (desk, ct_work_item_get_row (item));
  if (cancel && !ct_desk_toggle_cancel (desk))
    tell (self, _("Open an accepted result first: then it can be cancelled."));
}

static void
register_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  GtkWindow *window;

  if (!works (self))
    return;
  window = ct_register_window_new (GTK_WINDOW (self), self->session);
  g_signal_connect_object (window, "open", G_CALLBACK (on_register_open_cb), self, 0);
  gtk_window_present (window);
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (!works (self))
    return;
  if (ct_people_may (ct_session_get_people (self->session), CT_ROLE_CHECKS))
    gtk_window_present (ct_export_window_new (GTK_WINDOW (self), self->session));
  else
    tell (self, _("Only who checks may do this."));
}

static void
on_imported_cb (CtImportWindow *window, guint n, gpointer data)
{
  CtWindow *self = data;
  g_autofree char *words = ct_import_words_done (n, FALSE);

  self->import_is_last = TRUE;
  offer_undo (self, words, UNDO_S);
}

static gboolean
present_cb (gpointer window)
{
  /* It has none any more where the program ended meanwhile. */
  if (gtk_window_get_transient_for (window) != NULL)
    gtk_window_present (window);
  return G_SOURCE_REMOVE;
}

/* It is made in one frame and shown in the next: somebody may be typing when a file arrives.
 *
 * @file: (nullable): NULL to be asked for one */
static void
import (CtWindow *self, GFile *file)
{
  GtkWindow *window = ct_import_window_new (GTK_WINDOW (self), self->session);

  g_signal_connect_object (window, "imported", G_CALLBACK (on_imported_cb), self, 0);
  g_idle_add_full (GDK_PRIORITY_REDRAW + 10, present_cb, g_object_ref (window), g_object_unref);
  if (file != NULL)
    ct_import_window_read (CT_IMPORT_WINDOW (window), file);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (works (CT_WINDOW (widget)))
    import (CT_WINDOW (widget), NULL);
}

static void
on_several_cb (CtFrontDoor *door, GFile *file, gpointer data)
{
  import (data, file);
}

static void
on_door_told_cb (CtFrontDoor *door, const char *words, gpointer data)
{
  tell (data, words);
}

static void
on_import_undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  guint n;

  words = ct_imports_finish (CT_IMPORTS (source), result, &n, &error) ? ct_import_words_done (n, TRUE) : ct_import_words_refusal (error);
  tell (self, words);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (!CT_WINDOW (widget)->open)
    open_session (CT_WINDOW (widget));
}

static void
told_of_paper (const char *words, gpointer data)
{
  tell (data, words);
}

/* Returns: (transfer none) (nullable): that of the line with the keys, of the form, or what was
 * validated last */
static CtRow *
current_row (CtWindow *self)
{
  CtRow *row = ct_worklist_pane_get_current (self->worklist_pane);

  return row != NULL ? row : ct_desk_get_result (ct_session_get_desk (self->session));
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  gboolean file = g_str_equal (name, "win.print-file");
  CtRow *row;

  if (!works (self))
    return;
  row = current_row (self);
  (file ? ct_patient_paper_save : ct_patient_paper_print) (GTK_WINDOW (self), self->session, row, told_of_paper, self);
}

static void
story_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  CtRow *row = works (self) ? current_row (self) : NULL;

  if (row != NULL)
    gtk_window_present (ct_story_window_new (GTK_WINDOW (self), self->session, row));
  else if (works (self))
    tell (self, _("Open a record first: then its story can be told."));
}

static void
conclude_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  CtRow *row = works (self) ? ct_worklist_pane_get_current (self->worklist_pane) : NULL;

  if (!works (self))
    return;
  if (!ct_people_may (ct_session_get_people (self->session), CT_ROLE_CHECKS))
    tell (self, _("Only who checks may do this."));
  else if (row != NULL && ct_desk_may_conclude (ct_session_get_desk (self->session), row))
    gtk_window_present (ct_conclusion_window_new (GTK_WINDOW (self), self->session, row));
  else
    tell (self, _("Go to the line of a result that the service is silent about first."));
}

static void
discard_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (!works (self) || ct_desk_is_blank (ct_session_get_desk (self->session)))
    return;
  self->import_is_last = FALSE;
  if (ct_desk_discard (ct_session_get_desk (self->session)))
    offer_undo (self, _("Draft discarded"), UNDO_S);
}

static void
cancel_result_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (works (self) && !ct_desk_toggle_cancel (ct_session_get_desk (self->session)))
    tell (self, _("Open an accepted result first: then it can be cancelled."));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (!works (self))
    return;
  if (self->import_is_last && ct_imports_may_undo (ct_session_get_imports (self->session)))
    ct_imports_undo_async (ct_session_get_imports (self->session), on_import_undone_cb, g_object_ref (self));
  else
    ct_desk_undo (ct_session_get_desk (self->session));
  self->import_is_last = FALSE;
}

static void
wait_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  g_autofree char *words = NULL;
  guint number;

  if (!works (self))
    return;
  ct_record_form_settle (self->form);
  number = ct_waiting_list_put (ct_session_get_waiting_list (self->session));
  words = number != 0 ? g_strdup_printf (_("Timer %u runs: the number and a letter enter its result. Ctrl+P prints its slip."), number)
                      : g_strdup (_("A name, and no result yet: then the timer can run."));
  tell (self, words);
}

static void
family_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (works (self))
    ct_desk_new_family (ct_session_get_desk (self->session));
}

/* On and off; at the end the pile on the desk can be counted against the summary. */
static void
pile_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  CtPile *pile = works (self) ? ct_desk_get_pile (ct_session_get_desk (self->session)) : NULL;
  g_autofree char *summary = NULL;

  if (pile == NULL)
    return;
  summary = ct_words_pile (pile);
  if (pile->going)
    ct_pile_end (pile);
  else
    ct_pile_begin (pile);
  show_pile (self);
  tell (self, pile->going ? _("Pile: moment, symptoms and result stay, only the person changes.") : summary);
}

static void
merge_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (works (self) && !ct_record_form_take_like (self->form))
    tell (self, _("Nobody known here is like this person."));
}

static void
kit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (works (CT_WINDOW (widget)))
    ct_record_form_go_to (CT_WINDOW (widget)->form, CT_FIELD_KIT);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (works (CT_WINDOW (widget)))
    gtk_widget_grab_focus (GTK_WIDGET (CT_WINDOW (widget)->search_entry));
}

static void
on_search_changed_cb (GtkEditable *entry, gpointer data)
{
  ct_worklist_pane_search (CT_WINDOW (data)->worklist_pane, gtk_editable_get_text (entry));
}

/* Return or Down: into what was found. */
static void
on_search_done_cb (GtkSearchEntry *entry, gpointer data)
{
  gtk_widget_grab_focus (GTK_WIDGET (CT_WINDOW (data)->worklist_pane));
}

static void
on_search_stopped_cb (GtkSearchEntry *entry, gpointer data)
{
  CtWindow *self = data;

  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  if (works (self))
    ct_record_form_put_cursor (self->form);
}

static void
preferences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (works (self))
    gtk_window_present (GTK_WINDOW (ct_preferences_window_new (GTK_WINDOW (self), self->session)));
}

static void
to_check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (works (CT_WINDOW (widget)))
    ct_worklist_pane_toggle_check (CT_WINDOW (widget)->worklist_pane);
}

static void
release_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  guint kept, released;
  g_autofree char *text = NULL;

  if (!works (self))
    return;
  if (!ct_people_may (ct_session_get_people (self->session), CT_ROLE_CHECKS))
    {
      tell (self, _("Only who checks may release results."));
      return;
    }
  released = ct_check_list_release (ct_session_get_check_list (self->session), &kept);
  if (released + kept == 0)
    return;
  text = kept == 0 ? g_strdup_printf (g_dngettext (NULL, "%u result released", "%u results released", released), released)
                   : g_strdup_printf (_("%u released, %u still to correct: open them"), released, kept);
  tell (self, text);
}

static void
validate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (works (self))
    ct_record_form_validate (self->form);
}

static void
send_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);

  if (works (self))
    ct_session_retry_now (self->session);
}

/* Escape: from the form to the worklist, from there back. Nothing is lost. */
static void
leave_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtWindow *self = CT_WINDOW (widget);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (!works (self))
    return;
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->search_entry)))
    {
      on_search_stopped_cb (self->search_entry, self);
      return;
    }
  if ((focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->worklist_pane)))
      || !gtk_widget_grab_focus (GTK_WIDGET (self->worklist_pane)))
    ct_record_form_put_cursor (self->form);
}

static void
ct_window_dispose (GObject *object)
{
  CtWindow *self = CT_WINDOW (object);

  g_clear_handle_id (&self->leaving_id, g_source_remove);
  if (self->door != NULL)
    ct_front_door_set_open (self->door, FALSE);
  g_clear_object (&self->door);
  g_clear_pointer (&self->folder, g_free);
  g_clear_object (&self->guard);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_window_parent_class)->dispose (object);
}

/* The row above the letters, with digits and as it is on an AZERTY keyboard, and the block
 * at the right. */
static const guint operator_keys[][3] = {
  { GDK_KEY_1, GDK_KEY_ampersand, GDK_KEY_KP_1 },  { GDK_KEY_2, GDK_KEY_eacute, GDK_KEY_KP_2 },
  { GDK_KEY_3, GDK_KEY_quotedbl, GDK_KEY_KP_3 },   { GDK_KEY_4, GDK_KEY_apostrophe, GDK_KEY_KP_4 },
  { GDK_KEY_5, GDK_KEY_parenleft, GDK_KEY_KP_5 },  { GDK_KEY_6, GDK_KEY_minus, GDK_KEY_KP_6 },
  { GDK_KEY_7, GDK_KEY_egrave, GDK_KEY_KP_7 },     { GDK_KEY_8, GDK_KEY_underscore, GDK_KEY_KP_8 },
  { GDK_KEY_9, GDK_KEY_ccedilla, GDK_KEY_KP_9 },
};

static void
ct_window_class_init (CtWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ct_window_close_request;
  signals[SIGNAL_OPENED] =
    g_signal_new ("opened", CT_TYPE_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CT_TYPE_EXPORT_BAR);
  g_type_ensure (CT_TYPE_LOCKED_PAGE);
  g_type_ensure (CT_TYPE_NOTICE);
  g_type_ensure (CT_TYPE_RECORD_FORM);
  g_type_ensure (CT_TYPE_SIGN_IN_PAGE);
  g_type_ensure (CT_TYPE_STATUS_BAR);
  g_type_ensure (CT_TYPE_WORKLIST_PANE);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, practice_label);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, pile_label);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, new_button);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, lock_button);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, lock_label);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, sealed_page);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, unseal_button);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, sign_in_page);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, locked_page);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, banner);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, banner_label);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, worklist_pane);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, form);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, status_bar);
  gtk_widget_class_bind_template_child (widget_class, CtWindow, export_bar);
  gtk_widget_class_install_action (widget_class, "win.retry", NULL, retry_action);
  gtk_widget_class_install_action (widget_class, "win.recovery-code", NULL, recovery_code_action);
  gtk_widget_class_install_action (widget_class, "win.figures", NULL, figures_action);
  gtk_widget_class_install_action (widget_class, "win.register", NULL, register_action);
  gtk_widget_class_install_action (widget_class, "win.story", NULL, story_action);
  gtk_widget_class_install_action (widget_class, "win.import", NULL, import_action);
  gtk_widget_class_install_action (widget_class, "win.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "win.set-up", NULL, set_up_action);
  gtk_widget_class_install_action (widget_class, "win.help", NULL, help_action);
  gtk_widget_class_install_action (widget_class, "win.keys", NULL, keys_action);
  gtk_widget_class_install_action (widget_class, "win.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "win.print-file", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "win.discard", NULL, discard_action);
  gtk_widget_class_install_action (widget_class, "win.cancel-result", NULL, cancel_result_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.wait", NULL, wait_action);
  gtk_widget_class_install_action (widget_class, "win.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL, preferences_action);
  gtk_widget_class_install_action (widget_class, "win.merge", NULL, merge_action);
  gtk_widget_class_install_action (widget_class, "win.conclude", NULL, conclude_action);
  gtk_widget_class_install_action (widget_class, "win.kit", NULL, kit_action);
  gtk_widget_class_install_action (widget_class, "win.family", NULL, family_action);
  gtk_widget_class_install_action (widget_class, "win.pile", NULL, pile_action);
  gtk_widget_class_install_action (widget_class, "win.to-check", NULL, to_check_action);
  gtk_widget_class_install_action (widget_class, "win.release-all", NULL, release_all_action);
  gtk_widget_class_install_action (widget_class, "win.validate", NULL, validate_action);
  gtk_widget_class_install_action (widget_class, "win.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "win.leave", NULL, leave_action);
  gtk_widget_class_install_action (widget_class, "win.lock", NULL, lock_action);
  for (guint i = 0; i < G_N_ELEMENTS (operator_keys); i++)
    for (guint j = 0; j < G_N_ELEMENTS (operator_keys[i]); j++)
      gtk_widget_class_add_binding (widget_class, operator_keys[i][j], GDK_ALT_MASK, on_operator_key_cb, "u", i + 1);
}

static void
ct_window_init (CtWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ct_record_form_listen (self->form, GTK_WIDGET (self));
  g_signal_connect (self->form, "told", G_CALLBACK (on_told_cb), self);
  /* Not "search-changed", which waits: looking takes less than a frame. */
  g_signal_connect (self->search_entry, "changed", G_CALLBACK (on_search_changed_cb), self);
  g_signal_connect (self->search_entry, "activate", G_CALLBACK (on_search_done_cb), self);
  g_signal_connect (self->search_entry, "next-match", G_CALLBACK (on_search_done_cb), self);
  g_signal_connect (self->search_entry, "stop-search", G_CALLBACK (on_search_stopped_cb), self);
  g_signal_connect (self->locked_page, "recover", G_CALLBACK (on_recover_cb), self);
  g_signal_connect (self->locked_page, "restore", G_CALLBACK (on_restore_cb), self);
  g_signal_connect (self->locked_page, "accept", G_CALLBACK (on_accept_cb), self);
  g_signal_connect (self->locked_page, "set-aside", G_CALLBACK (on_set_aside_cb), self);
  g_signal_connect (self->worklist_pane, "open", G_CALLBACK (on_open_item_cb), self);
}

/* The screen of many counters, or a browser's: all of it is wanted. */
static gboolean
is_small_screen (CtWindow *self)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle area = { 0 };

  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &area);
  return area.width > 0 && area.width <= SMALL_SCREEN;
}

/**
 * ct_window_new_record:
 *
 * A blank form, the record before it kept; nothing where nobody can work yet, or any more.
 */
void
ct_window_new_record (CtWindow *self)
{
  if (works (self))
    ct_desk_new_record (ct_session_get_desk (self->session));
}

/**
 * ct_window_quit:
 *
 * Leaves, for good: what is on its way or in its grace has eight seconds, out of
 * sight; the rest waits on the disk.
 */
void
ct_window_quit (CtWindow *self)
{
  if (!has_work (self) || ct_status_get (ct_session_get_status (self->session))->sender != CT_SENDER_READY)
    {
      gtk_window_set_focus (GTK_WINDOW (self), NULL);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (self->leaving_id != 0)
    return;
  go_out_of_sight (self);
  self->leaving_id = g_timeout_add_seconds (LEAVE_S, leave_cb, self);
}

/**
 * ct_window_new:
 * @session: not open yet
 * @door: for what other programs hand over
 *
 * One of the two below is to follow.
 */
CtWindow *
ct_window_new (AdwApplication *application, CtSession *session, CtFrontDoor *door)
{
  CtWindow *self = g_object_new (CT_TYPE_WINDOW, "application", application, NULL);

  self->session = g_object_ref (session);
  self->door = g_object_ref (door);
  g_signal_connect_object (door, "told", G_CALLBACK (on_door_told_cb), self, 0);
  g_signal_connect_object (door, "several", G_CALLBACK (on_several_cb), self, 0);
  gtk_widget_set_visible (self->practice_label, ct_session_is_practice (session));
  if (is_small_screen (self))
    gtk_window_maximize (GTK_WINDOW (self));
  return self;
}

/**
 * ct_window_open:
 *
 * Opens the session.
 */
void
ct_window_open (CtWindow *self)
{
  open_session (self);
}

/**
 * ct_window_stay_sealed:
 * @unsent: how many results wait
 *
 * Instead of ct_window_open(): until somebody asks for it.
 */
void
ct_window_stay_sealed (CtWindow *self, guint unsent)
{
  g_autofree char *words =
    unsent == 0 ? g_strdup (_("The keys are wiped from memory. Nothing waits to be sent."))
                : g_strdup_printf (g_dngettext (NULL, "The keys are wiped from memory, and sending has stopped: %u result waits.",
                                                "The keys are wiped from memory, and sending has stopped: %u results wait.", unsent),
                                   unsent);

  adw_status_page_set_description (self->sealed_page, words);
  gtk_stack_set_visible_child_name (self->stack, "sealed");
  gtk_widget_grab_focus (self->unseal_button);
}
