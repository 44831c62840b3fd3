/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who works at this counter, and in which role. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-people-page.h"

#include "ct-button-names.h"
#include "ct-dialogs.h"
#include "ct-people-words.h"

#include <glib/gi18n.h>

struct _CtPeoplePage
{
  AdwPreferencesPage   parent_instance;
  AdwPreferencesGroup *people_group;
  GtkEditable         *initials_entry;
  AdwComboRow         *role_row;
  GtkEditable         *pin_entry;
  GtkEditable         *again_entry;
  GtkLabel            *message_label;
  GtkWidget           *keep_button;
  GtkSpinButton       *minutes_spin;
  CtSession           *session;
  GPtrArray           *rows; /* of GtkWidget, one for each */
  char                 leaving[CT_OPERATOR_INITIALS_MAX + 1];
};

G_DEFINE_FINAL_TYPE (CtPeoplePage, ct_people_page, ADW_TYPE_PREFERENCES_PAGE)

static void
say (CtPeoplePage *self, const char *text)
{
  gtk_label_set_label (self->message_label, text);
}

static CtPeople *
people_of (CtPeoplePage *self)
{
  return ct_session_get_people (self->session);
}

static void show_people (CtPeoplePage *self);

static void
on_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtPeoplePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;

  gtk_widget_set_sensitive (self->keep_button, TRUE);
  if (ct_people_finish (CT_PEOPLE (source), result, &error))
    {
      gtk_editable_set_text (self->initials_entry, "");
      gtk_editable_set_text (self->pin_entry, "");
      gtk_editable_set_text (self->again_entry, "");
      show_people (self);
      return;
    }
  words = ct_people_words_refusal (error, gtk_editable_get_text (self->initials_entry), NULL);
  say (self, words);
}

static void
on_leaves_cb (gpointer data)
{
  CtPeoplePage *self = data;

  ct_people_remove_async (people_of (self), self->leaving, on_done_cb, g_object_ref (self));
}

static void
on_remove_cb (GtkButton *button, gpointer data)
{
  CtPeoplePage *self = data;
  g_autofree char *title = NULL;

  g_strlcpy (self->leaving, g_object_get_data (G_OBJECT (button), "initials"), sizeof self->leaving);
  title = g_strdup_printf (_("%s works here no more?"), self->leaving);
  ct_dialogs_confirm (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), title,
                      _("The PIN is void at once. What was done stays noted with these initials, which nobody else gets."),
                      _("_Remove"), on_leaves_cb, g_object_ref (self));
}

/* Into the lines below, to be changed there. */
static void
on_chosen_cb (AdwActionRow *row, gpointer data)
{
  CtPeoplePage *self = data;
  const CtOperator *operator =
    ct_operators_find (ct_people_get_operators (people_of (self)), adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)));

  if (operator == NULL)
    return;
  gtk_editable_set_text (self->initials_entry, operator->initials);
  adw_combo_row_set_selected (self->role_row, operator->role);
  say (self, _("Without a PIN here, theirs stays."));
  gtk_widget_grab_focus (GTK_WIDGET (self->role_row));
}

static void
add_row (CtPeoplePage *self, const CtOperator *operator)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *name = g_strdup_printf (_("Remove %s"), operator->initials);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), operator->initials);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), ct_people_words_role (operator->role));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect (row, "activated", G_CALLBACK (on_chosen_cb), self);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  ct_button_names_set (button, name);
  g_object_set_data_full (G_OBJECT (button), "initials", g_strdup (operator->initials), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_remove_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->people_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_people (CtPeoplePage *self)
{
  GPtrArray *operators = ct_people_get_operators (people_of (self));

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->people_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < operators->len; i++)
    {
      const CtOperator *operator = g_ptr_array_index (operators, i);

      if (!operator->left)
        add_row (self, operator);
    }
  /* Whoever is first administers. */
  adw_combo_row_set_selected (self->role_row, self->rows->len == 0 ? CT_ROLE_ADMINISTERS : CT_ROLE_CHECKS);
  say (self, self->rows->len == 0 ? _("Nobody has a PIN yet: anybody at this computer may do anything.") : "");
}

static void
on_keep_cb (CtPeoplePage *self)
{
  const char *pin = gtk_editable_get_text (self->pin_entry);
  char initials[CT_OPERATOR_INITIALS_MAX + 1];

  if (!ct_operator_initials (gtk_editable_get_text (self->initials_entry), initials))
    {
      say (self, _("One to four letters, without accents."));
      gtk_widget_grab_focus (GTK_WIDGET (self->initials_entry));
      return;
    }
  if (*pin != '\0' && ct_operator_check_pin (pin) != CT_PIN_GOOD)
    {
      say (self, ct_people_words_pin (ct_operator_check_pin (pin)));
      gtk_widget_grab_focus (GTK_WIDGET (self->pin_entry));
      return;
    }
  /* With every PIN forgotten, the code is what is left. */
  if (!ct_people_is_guarded (people_of (self)) && ct_session_needs_code (self->session))
    {
      say (self, _("First make a recovery code (Ctrl+Shift+R): it is the way in when every PIN is forgotten."));
      return;
    }
  if (!g_str_equal (pin, gtk_editable_get_text (self->again_entry)))
    {
      say (self, _("The two PINs are not the same."));
      gtk_widget_grab_focus (GTK_WIDGET (self->again_entry));
      return;
    }
  say (self, "");
  gtk_widget_set_sensitive (self->keep_button, FALSE);
  ct_people_set_async (people_of (self), initials, (CtRole) adw_combo_row_get_selected (self->role_row), *pin != '\0' ? pin : NULL,
                       on_done_cb, g_object_ref (self));
}

static void
on_minutes_cb (GtkSpinButton *spin, gpointer data)
{
  ct_preferences_set_lock_minutes (ct_session_get_preferences (CT_PEOPLE_PAGE (data)->session),
                                   (guint) gtk_spin_button_get_value_as_int (spin));
}

static void
ct_people_page_dispose (GObject *object)
{
  CtPeoplePage *self = CT_PEOPLE_PAGE (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_people_page_parent_class)->dispose (object);
}

static void
ct_people_page_class_init (CtPeoplePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_people_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-people-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, people_group);
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, initials_entry);
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, role_row);
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, pin_entry);
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, again_entry);
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, message_label);
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, keep_button);
  gtk_widget_class_bind_template_child (widget_class, CtPeoplePage, minutes_spin);
}

static void
ct_people_page_init (CtPeoplePage *self)
{
  g_autoptr (GtkEntryBuffer) pin = gtk_password_entry_buffer_new (); /* locked memory, wiped */
  g_autoptr (GtkEntryBuffer) again = gtk_password_entry_buffer_new ();

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_buffer (GTK_ENTRY (self->pin_entry), pin);
  gtk_entry_set_buffer (GTK_ENTRY (self->again_entry), again);
}

/**
 * ct_people_page_set_session:
 * @session: open, and so as long as the page is used
 *
 * Once.
 */
void
ct_people_page_set_session (CtPeoplePage *self, CtSession *session)
{
  const char *roles[] = { ct_people_words_role (CT_ROLE_ENTERS), ct_people_words_role (CT_ROLE_CHECKS),
                          ct_people_words_role (CT_ROLE_ADMINISTERS), NULL };
  g_autoptr (GtkStringList) list = gtk_string_list_new (roles);

  self->session = g_object_ref (session);
  adw_combo_row_set_model (self->role_row, G_LIST_MODEL (list));
  gtk_spin_button_set_value (self->minutes_spin, ct_preferences_get_lock_minutes (ct_session_get_preferences (session)));
  show_people (self);
  g_signal_connect_swapped (self->keep_button, "clicked", G_CALLBACK (on_keep_cb), self);
  g_signal_connect_swapped (self->again_entry, "activate", G_CALLBACK (on_keep_cb), self);
  g_signal_connect (self->minutes_spin, "value-changed", G_CALLBACK (on_minutes_cb), self);
}
