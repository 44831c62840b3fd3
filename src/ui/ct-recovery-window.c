/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A recovery code: shown once, printed, read back from the paper in two groups, and only
 * then in force. Closed before, nothing has changed. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-recovery-window.h"

#include "ct-recovery-sheet.h"
#include "ct-words.h"

#include <glib/gi18n.h>

#define GROUPS 9

struct _CtRecoveryWindow
{
  AdwWindow   parent_instance;
  GtkStack   *stack;
  GtkLabel   *reason_label;
  GtkGrid    *grid;
  GtkWidget  *continue_button;
  GtkLabel   *label_0;
  GtkLabel   *label_1;
  GtkEntry   *entry_0;
  GtkEntry   *entry_1;
  GtkLabel   *message_label;
  GtkWidget  *done_button;
  CtSession  *session;
  CtRecovery *recovery;
};

G_DEFINE_FINAL_TYPE (CtRecoveryWindow, ct_recovery_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_MADE, /* it is in force */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_code (CtRecoveryWindow *self)
{
  g_auto (GStrv) groups = g_strsplit (ct_recovery_get_text (self->recovery), "-", GROUPS);

  for (int i = 0; i < GROUPS; i++)
    {
      GtkWidget *label = gtk_label_new (groups[i]);

      gtk_widget_add_css_class (label, "recovery-group");
      gtk_grid_attach (self->grid, label, i % 3, i / 3, 1, 1);
      explicit_bzero (groups[i], strlen (groups[i]));
    }
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtRecoveryWindow *self = CT_RECOVERY_WINDOW (widget);
  g_autoptr (GtkPrintOperation) operation = ct_recovery_sheet_new (self->recovery, ct_session_get_setup (self->session));
  g_autoptr (GError) error = NULL;

  ct_session_note (self->session, CT_AUDIT_PRINTED, NULL);
  gtk_print_operation_set_allow_async (operation, TRUE);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self), &error);
  if (error != NULL)
    g_warning ("the sheet cannot be printed: %s", error->message);
}

static void
continue_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtRecoveryWindow *self = CT_RECOVERY_WINDOW (widget);

  gtk_stack_set_visible_child_name (self->stack, "check");
  gtk_window_set_default_widget (GTK_WINDOW (self), self->done_button);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry_0));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtRecoveryWindow *self = CT_RECOVERY_WINDOW (widget);

  gtk_stack_set_visible_child_name (self->stack, "code");
  gtk_window_set_default_widget (GTK_WINDOW (self), self->continue_button);
  gtk_widget_grab_focus (self->continue_button);
}

static void
on_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtRecoveryWindow) self = data;
  g_autoptr (GError) error = NULL;
  const char *advice;

  if (ct_session_set_recovery_finish (CT_SESSION (source), result, &error))
    {
      g_signal_emit (self, signals[SIGNAL_MADE], 0);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  g_warning ("a recovery code could not be kept: %s", error->message);
  gtk_label_set_label (self->message_label, ct_words_failure ((CtSessionError) error->code, &advice));
  gtk_widget_set_sensitive (self->done_button, TRUE);
}

static gboolean
read_back (CtRecoveryWindow *self, guint n, GtkEntry *entry)
{
  g_autofree char *words = NULL;

  if (ct_recovery_read_back (self->recovery, n, gtk_editable_get_text (GTK_EDITABLE (entry))))
    return TRUE;
  words = g_strdup_printf (_("Group %u is not that on the sheet. Read it again, or go back and look."),
                           ct_recovery_get_asked (self->recovery, n));
  gtk_label_set_label (self->message_label, words);
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  return FALSE;
}

static void
done_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtRecoveryWindow *self = CT_RECOVERY_WINDOW (widget);

  if (!read_back (self, 0, self->entry_0) || !read_back (self, 1, self->entry_1))
    return;
  gtk_label_set_label (self->message_label, "");
  gtk_widget_set_sensitive (self->done_button, FALSE);
  ct_session_set_recovery_async (self->session, self->recovery, on_set_cb, g_object_ref (self));
}

static void
ct_recovery_window_finalize (GObject *object)
{
  CtRecoveryWindow *self = CT_RECOVERY_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->recovery, ct_recovery_free);
  G_OBJECT_CLASS (ct_recovery_window_parent_class)->finalize (object);
}

static void
ct_recovery_window_class_init (CtRecoveryWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ct_recovery_window_finalize;
  signals[SIGNAL_MADE] = g_signal_new ("made", CT_TYPE_RECOVERY_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-recovery-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, reason_label);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, grid);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, continue_button);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, label_0);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, label_1);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, entry_0);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, entry_1);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, message_label);
  gtk_widget_class_bind_template_child (widget_class, CtRecoveryWindow, done_button);
  gtk_widget_class_install_action (widget_class, "recovery.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "recovery.continue", NULL, continue_action);
  gtk_widget_class_install_action (widget_class, "recovery.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "recovery.done", NULL, done_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "recovery.print", NULL);
}

static void
ct_recovery_window_init (CtRecoveryWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->recovery = ct_recovery_new ();
}

/**
 * ct_recovery_window_new:
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_recovery_window_new (GtkWindow *parent, CtSession *session)
{
  CtRecoveryWindow *self = g_object_new (CT_TYPE_RECOVERY_WINDOW, "transient-for", parent, NULL);
  g_autofree char *first = g_strdup_printf (_("Group _%u"), ct_recovery_get_asked (self->recovery, 0));
  g_autofree char *second = g_strdup_printf (_("Group _%u"), ct_recovery_get_asked (self->recovery, 1));

  self->session = g_object_ref (session);
  show_code (self);
  gtk_label_set_label (self->label_0, first);
  gtk_label_set_label (self->label_1, second);
  if (ct_session_is_recoverable (session))
    gtk_label_set_label (self->reason_label, _("There is a code already. Once this one is read back, that one is void."));
  gtk_window_set_default_widget (GTK_WINDOW (self), self->continue_button);
  gtk_widget_grab_focus (self->continue_button);
  return GTK_WINDOW (self);
}
