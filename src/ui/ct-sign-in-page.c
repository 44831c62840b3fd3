/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* In the window's place while nobody works: who does now? Whoever worked last is chosen;
 * Alt and a number, or initials before the PIN, choose another. Nothing of a patient is on
 * it. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-sign-in-page.h"

#include "ct-people-words.h"
#include "ct-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define KEYS 9 /* Alt+1 to Alt+9 */

struct _CtSignInPage
{
  GtkWidget      parent_instance;
  AdwStatusPage *page;
  GtkBox        *people_box;
  GtkWidget     *pin_box;
  GtkEntry      *pin_entry;
  GtkLabel      *message_label;
  GtkWidget     *go_button;
  GtkWidget     *forgotten_button;
  GtkWidget     *forgotten_box;
  GtkEntry      *code_entry;
  GtkEntry      *new_entry;
  GtkWidget     *set_button;
  CtSession     *session;
  GPtrArray     *buttons; /* of GtkToggleButton, in the order of their numbers */
  char           chosen[CT_OPERATOR_INITIALS_MAX + 1];
  gboolean       busy;    /* a PIN is being checked */
};

G_DEFINE_FINAL_TYPE (CtSignInPage, ct_sign_in_page, GTK_TYPE_WIDGET)

static void
say (CtSignInPage *self, const char *text)
{
  gtk_label_set_label (self->message_label, text);
}

static void
choose (CtSignInPage *self, const char *initials)
{
  g_autofree char *title = g_strdup_printf (_("PIN of %s"), initials);

  g_strlcpy (self->chosen, initials, sizeof self->chosen);
  for (guint i = 0; i < self->buttons->len; i++)
    {
      GtkToggleButton *button = g_ptr_array_index (self->buttons, i);

      gtk_toggle_button_set_active (button, g_strcmp0 (g_object_get_data (G_OBJECT (button), "initials"), initials) == 0);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pin_entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->pin_entry));
}

static void
on_chosen_cb (GtkButton *button, gpointer data)
{
  say (data, "");
  choose (data, g_object_get_data (G_OBJECT (button), "initials"));
}

static void
add_button (CtSignInPage *self, const CtOperator *operator)
{
  guint number = self->buttons->len + 1;
  g_autofree char *label = number <= KEYS ? g_strdup_printf ("%u  %s", number, operator->initials) : g_strdup (operator->initials);
  GtkWidget *button = gtk_toggle_button_new_with_label (label);

  g_object_set_data_full (G_OBJECT (button), "initials", g_strdup (operator->initials), g_free);
  gtk_widget_set_focus_on_click (button, FALSE);
  if (number <= KEYS)
    {
      g_autofree char *tip = g_strdup_printf (_("Alt+%u"), number);

      gtk_widget_set_tooltip_text (button, tip);
    }
  g_signal_connect (button, "clicked", G_CALLBACK (on_chosen_cb), self);
  gtk_box_append (self->people_box, button);
  g_ptr_array_add (self->buttons, button);
}

static void
show_people (CtSignInPage *self)
{
  GPtrArray *operators = ct_people_get_operators (ct_session_get_people (self->session));
  const char *first = NULL;
  gboolean known = FALSE;

  for (guint i = 0; i < self->buttons->len; i++)
    gtk_box_remove (self->people_box, g_ptr_array_index (self->buttons, i));
  g_ptr_array_set_size (self->buttons, 0);
  for (guint i = 0; i < operators->len; i++)
    {
      const CtOperator *operator = g_ptr_array_index (operators, i);

      if (operator->left)
        continue;
      add_button (self, operator);
      if (first == NULL)
        first = operator->initials;
      known = known || g_str_equal (operator->initials, self->chosen);
    }
  if (!known)
    g_strlcpy (self->chosen, first != NULL ? first : "", sizeof self->chosen);
}

static void
show_refusal (CtSignInPage *self, const char *initials, const GError *error)
{
  CtOperator *operator = ct_operators_find (ct_people_get_operators (ct_session_get_people (self->session)), initials);
  g_autofree char *words = ct_people_words_refusal (error, initials, operator);

  say (self, words);
  gtk_editable_set_text (GTK_EDITABLE (self->pin_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->pin_entry));
}

static void
on_signed_in_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtSignInPage) self = data;
  g_autoptr (GError) error = NULL;

  self->busy = FALSE;
  /* The people tell the window, which goes on. */
  if (!ct_people_finish (CT_PEOPLE (source), result, &error))
    show_refusal (self, self->chosen, error);
}

/* "123456" for who is chosen, "ab123456" for AB. */
static void
on_given_cb (CtSignInPage *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->pin_entry));
  CtPeople *people = ct_session_get_people (self->session);
  gsize letters = strspn (typed, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
  char initials[CT_OPERATOR_INITIALS_MAX + 1];
  g_autofree char *before = g_strndup (typed, letters);

  if (ct_people_unlock (people) || self->busy)
    return;
  if (letters > 0 && ct_operator_initials (before, initials))
    choose (self, initials);
  if (typed[letters] == '\0')
    {
      say (self, _("The PIN is missing."));
      gtk_widget_grab_focus (GTK_WIDGET (self->pin_entry));
      return;
    }
  self->busy = TRUE;
  say (self, "");
  ct_people_sign_in_async (people, self->chosen, typed + letters, on_signed_in_cb, g_object_ref (self));
  gtk_editable_set_text (GTK_EDITABLE (self->pin_entry), "");
}

static void
on_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtSignInPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  gtk_widget_set_sensitive (self->set_button, TRUE);
  if (!ct_people_finish (CT_PEOPLE (source), result, &error))
    {
      words = ct_people_words_refusal (error, self->chosen, NULL);
      say (self, words);
      return;
    }
  words = g_strdup_printf (_("The new PIN of %s is good from now on."), self->chosen);
  ct_sign_in_page_show (self);
  say (self, words);
}

/* A slip in the code shows before anything is tried. */
static void
on_set_clicked_cb (CtSignInPage *self)
{
  const char *code = gtk_editable_get_text (GTK_EDITABLE (self->code_entry)), *pin = gtk_editable_get_text (GTK_EDITABLE (self->new_entry));
  guint group;
  CtRecoveryFlaw code_flaw = ct_recovery_check (code, &group);
  CtPinFlaw pin_flaw = ct_operator_check_pin (pin);

  if (code_flaw != CT_RECOVERY_FLAW_NONE)
    {
      g_autofree char *words = ct_words_recovery_flaw (code_flaw, group);

      say (self, words);
      gtk_widget_grab_focus (GTK_WIDGET (self->code_entry));
      return;
    }
  say (self, ct_people_words_pin (pin_flaw));
  if (pin_flaw != CT_PIN_GOOD)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->new_entry));
      return;
    }
  gtk_widget_set_sensitive (self->set_button, FALSE);
  ct_people_set_pin_by_code_async (ct_session_get_people (self->session), code, self->chosen, pin, on_set_cb, g_object_ref (self));
}

static void
show_forgotten (CtSignInPage *self, gboolean shown)
{
  gtk_editable_set_text (GTK_EDITABLE (self->code_entry), "");
  gtk_editable_set_text (GTK_EDITABLE (self->new_entry), "");
  gtk_widget_set_visible (self->forgotten_box, shown);
  gtk_widget_set_visible (self->forgotten_button, !shown && ct_people_is_guarded (ct_session_get_people (self->session)));
}

static void
on_forgotten_cb (CtSignInPage *self)
{
  show_forgotten (self, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->code_entry));
}

static void
show_waiting (CtSignInPage *self)
{
  g_autofree char *words = ct_people_words_sending (ct_status_get (ct_session_get_status (self->session)));

  adw_status_page_set_description (self->page, words);
}

static void
on_status_cb (CtStatus *status, gpointer data)
{
  show_waiting (data);
}

static void
ct_sign_in_page_dispose (GObject *object)
{
  CtSignInPage *self = CT_SIGN_IN_PAGE (object);

  g_clear_pointer ((GtkWidget **) &self->page, gtk_widget_unparent);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_sign_in_page_parent_class)->dispose (object);
}

static void
ct_sign_in_page_class_init (CtSignInPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_sign_in_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, page);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, people_box);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, pin_box);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, pin_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, message_label);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, go_button);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, forgotten_button);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, forgotten_box);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, code_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, new_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSignInPage, set_button);
}

static void
ct_sign_in_page_init (CtSignInPage *self)
{
  g_autoptr (GtkEntryBuffer) buffer = gtk_password_entry_buffer_new (); /* locked memory, wiped */
  g_autoptr (GtkEntryBuffer) code = gtk_password_entry_buffer_new ();
  g_autoptr (GtkEntryBuffer) pin = gtk_password_entry_buffer_new ();

  self->buttons = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_buffer (self->pin_entry, buffer);
  gtk_entry_set_buffer (self->code_entry, code);
  gtk_entry_set_buffer (self->new_entry, pin);
  g_signal_connect_swapped (self->forgotten_button, "clicked", G_CALLBACK (on_forgotten_cb), self);
  g_signal_connect_swapped (self->set_button, "clicked", G_CALLBACK (on_set_clicked_cb), self);
  g_signal_connect_swapped (self->new_entry, "activate", G_CALLBACK (on_set_clicked_cb), self);
  g_signal_connect_swapped (self->pin_entry, "activate", G_CALLBACK (on_given_cb), self);
  g_signal_connect_swapped (self->go_button, "clicked", G_CALLBACK (on_given_cb), self);
}

/**
 * ct_sign_in_page_set_session:
 * @session: open, and so as long as the page is used
 */
void
ct_sign_in_page_set_session (CtSignInPage *self, CtSession *session)
{
  g_set_object (&self->session, session);
  g_signal_connect_object (ct_session_get_status (session), "changed", G_CALLBACK (on_status_cb), self, 0);
}

/**
 * ct_sign_in_page_show:
 *
 * Asks; where nobody has a PIN, only whether to go on.
 */
void
ct_sign_in_page_show (CtSignInPage *self)
{
  CtPeople *people = ct_session_get_people (self->session);
  gboolean guarded = ct_people_is_guarded (people);

  show_people (self);
  show_waiting (self);
  show_forgotten (self, FALSE);
  say (self, "");
  gtk_editable_set_text (GTK_EDITABLE (self->pin_entry), "");
  adw_status_page_set_title (self->page, guarded ? _("Who Works?") : _("The Screen Is Locked"));
  gtk_widget_set_visible (GTK_WIDGET (self->people_box), guarded);
  gtk_widget_set_visible (self->pin_box, guarded);
  if (guarded)
    choose (self, self->chosen);
  else
    gtk_widget_grab_focus (self->go_button);
}

/**
 * ct_sign_in_page_choose:
 * @number: 1 to 9, as on the page; another one chooses nobody
 */
void
ct_sign_in_page_choose (CtSignInPage *self, guint number)
{
  if (number >= 1 && number <= self->buttons->len)
    on_chosen_cb (g_ptr_array_index (self->buttons, number - 1), self);
}
