/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* In the window's place while the records do not open: why, and every way out that is left.
 * The recovery code is checked while it is typed, so that a slip is told before anything
 * is tried. Nothing here deletes or replaces a key. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-locked-page.h"

#include "ct-dialogs.h"
#include "ct-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _CtLockedPage
{
  GtkWidget      parent_instance;
  AdwStatusPage *page;
  GtkWidget     *retry_button;
  GtkWidget     *code_box;
  GtkEntry      *code_entry;
  GtkLabel      *code_label;
  GtkWidget     *code_button;
  GtkWidget     *aside_button;
  GtkWidget     *accept_button;
  GtkWidget     *restore_button;
};

G_DEFINE_FINAL_TYPE (CtLockedPage, ct_locked_page, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_RECOVER,   /* (code, as typed) */
  SIGNAL_SET_ASIDE,
  SIGNAL_RESTORE, /* the newest backup */
  SIGNAL_ACCEPT, /* go on with the older records */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
say (CtLockedPage *self, const char *text, gboolean wrong)
{
  gtk_label_set_label (self->code_label, text);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->code_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->code_label), "error");
}

static void
on_code_changed_cb (GtkEditable *editable, gpointer data)
{
  CtLockedPage *self = data;
  const char *typed = gtk_editable_get_text (editable);
  guint group;
  CtRecoveryFlaw flaw = ct_recovery_check (typed, &group);
  g_autofree char *words = *typed != '\0' ? ct_words_recovery_flaw (flaw, group) : g_strdup ("");

  say (self, words, flaw == CT_RECOVERY_FLAW_SYMBOL || flaw == CT_RECOVERY_FLAW_SLIP);
  gtk_widget_set_sensitive (self->code_button, flaw == CT_RECOVERY_FLAW_NONE);
}

static void
on_code_given_cb (CtLockedPage *self)
{
  guint group;

  if (ct_recovery_check (gtk_editable_get_text (GTK_EDITABLE (self->code_entry)), &group) == CT_RECOVERY_FLAW_NONE)
    g_signal_emit (self, signals[SIGNAL_RECOVER], 0, gtk_editable_get_text (GTK_EDITABLE (self->code_entry)));
}

static void
on_aside_confirmed_cb (gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_SET_ASIDE], 0);
}

static void
on_aside_clicked_cb (CtLockedPage *self)
{
  ct_dialogs_confirm (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Set these records aside?"),
                      _("They stay on this disk under a dated name, sealed as they are, and Comptoir begins without any."
                        " What waits to be sent in them is not sent. Their recovery code or their keyring opens them"
                        " later."),
                      _("_Set Aside"), on_aside_confirmed_cb, g_object_ref (self));
}

static void
on_restore_confirmed_cb (gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_RESTORE], 0);
}

static void
on_restore_clicked_cb (CtLockedPage *self)
{
  ct_dialogs_confirm (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Put the newest backup in their place?"),
                      _("What does not open stays beside it under a dated name. What was typed since the backup is not in it;"
                        " what waits in it is looked for before it is sent."),
                      _("_Restore"), on_restore_confirmed_cb, g_object_ref (self));
}

static void
on_accept_clicked_cb (CtLockedPage *self)
{
  g_signal_emit (self, signals[SIGNAL_ACCEPT], 0);
}

static void
ct_locked_page_dispose (GObject *object)
{
  CtLockedPage *self = CT_LOCKED_PAGE (object);

  g_clear_pointer ((GtkWidget **) &self->page, gtk_widget_unparent);
  G_OBJECT_CLASS (ct_locked_page_parent_class)->dispose (object);
}

static void
ct_locked_page_class_init (CtLockedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_locked_page_dispose;
  signals[SIGNAL_RECOVER] = g_signal_new ("recover", CT_TYPE_LOCKED_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SET_ASIDE] = g_signal_new ("set-aside", CT_TYPE_LOCKED_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                            G_TYPE_NONE, 0);
  signals[SIGNAL_RESTORE] = g_signal_new ("restore", CT_TYPE_LOCKED_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 0);
  signals[SIGNAL_ACCEPT] = g_signal_new ("accept", CT_TYPE_LOCKED_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-locked-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, page);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, retry_button);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, code_box);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, code_entry);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, code_label);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, code_button);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, aside_button);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, accept_button);
  gtk_widget_class_bind_template_child (widget_class, CtLockedPage, restore_button);
}

static void
ct_locked_page_init (CtLockedPage *self)
{
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new (); /* locked memory, wiped */

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_buffer (self->code_entry, buffer);
  g_signal_connect (self->code_entry, "changed", G_CALLBACK (on_code_changed_cb), self);
  g_signal_connect_swapped (self->code_entry, "activate", G_CALLBACK (on_code_given_cb), self);
  g_signal_connect_swapped (self->code_button, "clicked", G_CALLBACK (on_code_given_cb), self);
  g_signal_connect_swapped (self->restore_button, "clicked", G_CALLBACK (on_restore_clicked_cb), self);
  g_signal_connect_swapped (self->accept_button, "clicked", G_CALLBACK (on_accept_clicked_cb), self);
  g_signal_connect_swapped (self->aside_button, "clicked", G_CALLBACK (on_aside_clicked_cb), self);
}

/**
 * ct_locked_page_show:
 * @reason: why the records do not open now; of a recovery code that was tried, it is
 *   said under the code
 */
void
ct_locked_page_show (CtLockedPage *self, CtSessionError reason)
{
  const char *advice, *title = ct_words_failure (reason, &advice);
  gboolean by_code = reason == CT_SESSION_ERROR_NO_KEYRING || reason == CT_SESSION_ERROR_KEY_MISSING
                     || reason == CT_SESSION_ERROR_KEY_WRONG;

  if (reason == CT_SESSION_ERROR_OTHER_CODE || reason == CT_SESSION_ERROR_NO_CODE)
    {
      g_autofree char *words = g_strdup_printf ("%s. %s", title, advice);

      say (self, words, TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->code_entry));
      return;
    }
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, advice);
  gtk_editable_set_text (GTK_EDITABLE (self->code_entry), "");
  on_code_changed_cb (GTK_EDITABLE (self->code_entry), self);
  gtk_widget_set_visible (self->code_box, by_code);
  /* One accent: on the way out that is there. */
  if (by_code)
    gtk_widget_remove_css_class (self->retry_button, "suggested-action");
  else
    gtk_widget_add_css_class (self->retry_button, "suggested-action");
  gtk_widget_set_visible (self->aside_button, by_code && reason != CT_SESSION_ERROR_NO_KEYRING);
  gtk_widget_set_visible (self->restore_button, reason == CT_SESSION_ERROR_STORE);
  gtk_widget_set_visible (self->accept_button, reason == CT_SESSION_ERROR_OLDER);
  gtk_widget_grab_focus (by_code && reason != CT_SESSION_ERROR_NO_KEYRING ? GTK_WIDGET (self->code_entry) : self->retry_button);
}
