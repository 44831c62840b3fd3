/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How long results stay on this computer, what was erased, and whether all that is here is
 * as it was written. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-keeping-page.h"

#include "ct-words.h"

#include <glib/gi18n.h>

struct _CtKeepingPage
{
  AdwPreferencesPage  parent_instance;
  GtkSpinButton      *days_spin;
  AdwActionRow       *purge_row;
  AdwActionRow       *backup_row;
  AdwActionRow       *drill_row;
  AdwActionRow       *verify_row;
  CtSession          *session;
};

G_DEFINE_FINAL_TYPE (CtKeepingPage, ct_keeping_page, ADW_TYPE_PREFERENCES_PAGE)

static void
show_purge (CtKeepingPage *self)
{
  const CtPurgeReport *report = ct_purger_get_last (ct_session_get_purger (self->session));
  g_autofree char *words = report->at != 0 ? ct_words_purge (report) : NULL;

  if (words != NULL)
    adw_action_row_set_subtitle (self->purge_row, words);
}

static void
on_days_cb (GtkSpinButton *spin, gpointer data)
{
  ct_preferences_set_retention (ct_session_get_preferences (CT_KEEPING_PAGE (data)->session),
                                (guint) gtk_spin_button_get_value_as_int (spin));
}

static void
on_purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtKeepingPage) self = data;
  g_autoptr (GError) error = NULL;
  CtPurgeReport report;

  if (ct_purger_run_finish (CT_PURGER (source), result, &report, &error))
    show_purge (self);
  else
    adw_action_row_set_subtitle (self->purge_row, _("The disk answers with errors: nothing was erased"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->purge_row), TRUE);
}

static void
on_purge_cb (CtKeepingPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->purge_row), FALSE);
  ct_purger_run_async (ct_session_get_purger (self->session), on_purged_cb, g_object_ref (self));
}

static void
show_backup (CtKeepingPage *self, AdwActionRow *row, GAsyncResult *result, const char *failure)
{
  g_autoptr (GError) error = NULL;
  CtBackupReport report;
  g_autofree char *words = NULL;

  if (ct_safekeeping_backup_finish (ct_session_get_safekeeping (self->session), result, &report, &error))
    words = ct_words_backup (&report);
  else
    g_warning ("%s", error->message);
  adw_action_row_set_subtitle (row, words != NULL ? words : failure);
  gtk_widget_set_sensitive (GTK_WIDGET (row), TRUE);
}

static void
on_backed_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtKeepingPage) self = data;

  show_backup (self, self->backup_row, result, _("No backup was made: free some space on the disk and try again"));
}

static void
on_backup_cb (CtKeepingPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->backup_row), FALSE);
  ct_safekeeping_back_up_async (ct_session_get_safekeeping (self->session), NULL, on_backed_up_cb, g_object_ref (self));
}

static void
on_tried_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtKeepingPage) self = data;

  show_backup (self, self->drill_row, result, _("There is none, or it does not open: make one now"));
}

static void
on_drill_cb (CtKeepingPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->drill_row), FALSE);
  ct_safekeeping_try_backup_async (ct_session_get_safekeeping (self->session), on_tried_cb, g_object_ref (self));
}

static void
on_verified_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtKeepingPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  CtAuditReport report;

  if (ct_safekeeping_verify_finish (ct_session_get_safekeeping (self->session), result, &report, &error))
    words = ct_words_verified (&report, ct_session_count_damaged (self->session));
  else
    words = g_strdup (_("The disk answers with errors: nothing can be said"));
  adw_action_row_set_subtitle (self->verify_row, words);
  gtk_widget_set_sensitive (GTK_WIDGET (self->verify_row), TRUE);
}

static void
on_verify_cb (CtKeepingPage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->verify_row), FALSE);
  ct_safekeeping_verify_async (ct_session_get_safekeeping (self->session), on_verified_cb, g_object_ref (self));
}

static void
ct_keeping_page_dispose (GObject *object)
{
  g_clear_object (&CT_KEEPING_PAGE (object)->session);
  G_OBJECT_CLASS (ct_keeping_page_parent_class)->dispose (object);
}

static void
ct_keeping_page_class_init (CtKeepingPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_keeping_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-keeping-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CtKeepingPage, days_spin);
  gtk_widget_class_bind_template_child (widget_class, CtKeepingPage, purge_row);
  gtk_widget_class_bind_template_child (widget_class, CtKeepingPage, backup_row);
  gtk_widget_class_bind_template_child (widget_class, CtKeepingPage, drill_row);
  gtk_widget_class_bind_template_child (widget_class, CtKeepingPage, verify_row);
}

static void
ct_keeping_page_init (CtKeepingPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ct_keeping_page_set_session:
 * @session: open
 */
void
ct_keeping_page_set_session (CtKeepingPage *self, CtSession *session)
{
  self->session = g_object_ref (session);
  gtk_spin_button_set_value (self->days_spin, ct_preferences_get_retention (ct_session_get_preferences (session)));
  show_purge (self);
  g_signal_connect (self->days_spin, "value-changed", G_CALLBACK (on_days_cb), self);
  g_signal_connect_swapped (self->purge_row, "activated", G_CALLBACK (on_purge_cb), self);
  g_signal_connect_swapped (self->backup_row, "activated", G_CALLBACK (on_backup_cb), self);
  g_signal_connect_swapped (self->drill_row, "activated", G_CALLBACK (on_drill_cb), self);
  g_signal_connect_swapped (self->verify_row, "activated", G_CALLBACK (on_verify_cb), self);
}
