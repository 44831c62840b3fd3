/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How this counter likes to work. Each change counts at once. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-preferences-window.h"

#include "ct-keeping-page.h"
#include "ct-people-page.h"
#include "ct-scanner-test.h"
#include "ct-workstation-page.h"

#include "ct-drill.h"
#include "ct-process.h"

#include <glib/gi18n.h>

#define DRILL_S (5 * 60)

struct _CtPreferencesWindow
{
  AdwPreferencesWindow  parent_instance;
  GtkSwitch            *advance_switch;
  GtkSwitch            *check_switch;
  GtkSwitch            *login_switch;
  GtkSpinButton        *grace_spin;
  GtkSpinButton        *minutes_spin;
  AdwActionRow         *kit_row;
  GtkSpinButton        *kit_spin;
  GtkWidget            *check_row;
  CtKeepingPage        *keeping_page;
  CtPeoplePage         *people_page;
  CtWorkstationPage    *workstation_page;
  AdwPreferencesPage   *drill_page;
  AdwActionRow         *slow_row;
  AdwActionRow         *refusing_row;
  AdwComboRow          *paper_language_row;
  AdwComboRow          *paper_size_row;
  AdwActionRow         *folder_row;
  GtkWidget            *folder_button;
  GtkWidget            *folder_off_button;
  GtkFileChooserNative *chooser; /* nullable: while it is shown */
  AdwActionRow         *dead_row;
  AdwActionRow         *end_row;
  CtPreferences        *preferences;
  CtSession            *session;
  char                 *kit;     /* the box that is open */
};

G_DEFINE_FINAL_TYPE (CtPreferencesWindow, ct_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static void
on_advance_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  CtPreferencesWindow *self = data;

  ct_preferences_set_auto_advance (self->preferences, gtk_switch_get_active (self->advance_switch));
}

static void
on_check_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  CtPreferencesWindow *self = data;

  ct_preferences_set_check_first (self->preferences, gtk_switch_get_active (self->check_switch));
}

static void
on_login_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  CtPreferencesWindow *self = data;

  ct_preferences_set_finish_at_login (self->preferences, gtk_switch_get_active (self->login_switch));
}

static void
on_grace_cb (GtkSpinButton *spin, gpointer data)
{
  ct_preferences_set_grace (CT_PREFERENCES_WINDOW (data)->preferences, (guint) gtk_spin_button_get_value_as_int (spin));
}

static void
on_paper_cb (AdwComboRow *row, GParamSpec *pspec, gpointer data)
{
  CtPreferencesWindow *self = data;
  guint selected = adw_combo_row_get_selected (row);

  if (row == self->paper_size_row)
    ct_preferences_set_paper_size (self->preferences, ct_preferences_paper_sizes[selected]);
  else
    ct_preferences_set_paper_language (self->preferences, ct_preferences_paper_languages[selected]);
}

/* Which folder is watched. It is a place, not a person: its name may be shown. In a sandbox its
 * path is that of the document portal, and tells nobody anything. */
static void
show_folder (CtPreferencesWindow *self)
{
  const char *folder = ct_preferences_get_folder (self->preferences);
  g_autofree char *name = ct_process_is_sandboxed () ? g_path_get_basename (folder) : g_strdup (folder);

  adw_action_row_set_subtitle (self->folder_row, *folder != '\0' ? name : _("None is watched. A vCard or FHIR that lies in one is taken into the form, and erased"));
  gtk_widget_set_visible (self->folder_off_button, *folder != '\0');
}

static void
on_folder_chosen_cb (GtkNativeDialog *chooser, int response, gpointer data)
{
  CtPreferencesWindow *self = data;
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path == NULL)
    return;
  ct_preferences_set_folder (self->preferences, path);
  show_folder (self);
}

static void
on_folder_cb (GtkButton *button, gpointer data)
{
  CtPreferencesWindow *self = data;

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("The Folder to Watch"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_folder_chosen_cb), self, 0);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
on_folder_off_cb (GtkButton *button, gpointer data)
{
  CtPreferencesWindow *self = data;

  ct_preferences_set_folder (self->preferences, NULL);
  gtk_widget_grab_focus (self->folder_button);
  show_folder (self);
}

static void
on_minutes_cb (GtkSpinButton *spin, gpointer data)
{
  CtPreferencesWindow *self = data;
  const char *kit = spin == self->kit_spin ? self->kit : "";

  ct_preferences_set_minutes (self->preferences, kit, (guint) gtk_spin_button_get_value_as_int (spin));
}

static void
on_drill_started_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtPreferencesWindow) self = data;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;

  if (ct_drill_start_finish (result, &error))
    toast = adw_toast_new (_("Done"));
  else
    {
      g_warning ("no drill: %s", error->message);
      toast = adw_toast_new (_("It does not answer"));
    }
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), toast);
}

static void
on_drill_cb (AdwActionRow *row, gpointer data)
{
  CtPreferencesWindow *self = data;
  CtDrill drill = row == self->slow_row       ? CT_DRILL_SLOW
                  : row == self->refusing_row ? CT_DRILL_REFUSING
                  : row == self->dead_row     ? CT_DRILL_DEAD
                                              : CT_DRILL_NONE;

  ct_drill_start_async (ct_session_get_setup (self->session), drill, DRILL_S, on_drill_started_cb, g_object_ref (self));
}

static void
ct_preferences_window_dispose (GObject *object)
{
  CtPreferencesWindow *self = CT_PREFERENCES_WINDOW (object);

  g_clear_object (&self->chooser);
  g_clear_object (&self->preferences);
  g_clear_object (&self->session);
  g_clear_pointer (&self->kit, g_free);
  G_OBJECT_CLASS (ct_preferences_window_parent_class)->dispose (object);
}

static void
ct_preferences_window_class_init (CtPreferencesWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_preferences_window_dispose;
  g_type_ensure (CT_TYPE_KEEPING_PAGE);
  g_type_ensure (CT_TYPE_PEOPLE_PAGE);
  g_type_ensure (CT_TYPE_SCANNER_TEST);
  g_type_ensure (CT_TYPE_WORKSTATION_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-preferences-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, advance_switch);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, check_switch);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, login_switch);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, grace_spin);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, paper_language_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, paper_size_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, folder_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, folder_button);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, folder_off_button);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, minutes_spin);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, kit_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, kit_spin);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, check_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, keeping_page);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, people_page);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, workstation_page);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, drill_page);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, slow_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, refusing_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, dead_row);
  gtk_widget_class_bind_template_child (widget_class, CtPreferencesWindow, end_row);
}

static void
ct_preferences_window_init (CtPreferencesWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static guint
index_of (const char * const *choices, const char *chosen)
{
  guint i = 0;

  while (!g_str_equal (choices[i], chosen))
    i++;
  return i;
}

static void
show_paper (CtPreferencesWindow *self)
{
  adw_combo_row_set_selected (self->paper_language_row,
                              index_of (ct_preferences_paper_languages, ct_preferences_get_paper_language (self->preferences)));
  adw_combo_row_set_selected (self->paper_size_row,
                              index_of (ct_preferences_paper_sizes, ct_preferences_get_paper_size (self->preferences)));
  g_signal_connect (self->paper_language_row, "notify::selected", G_CALLBACK (on_paper_cb), self);
  g_signal_connect (self->paper_size_row, "notify::selected", G_CALLBACK (on_paper_cb), self);
  g_signal_connect (self->folder_button, "clicked", G_CALLBACK (on_folder_cb), self);
  g_signal_connect (self->folder_off_button, "clicked", G_CALLBACK (on_folder_off_cb), self);
  show_folder (self);
}

/* The kit in the form has a time of its own here; without one, there is no such row. */
static void
show_kit (CtPreferencesWindow *self, CtSession *session)
{
  const char *id = ct_draft_get (ct_desk_get_draft (ct_session_get_desk (session)), CT_FIELD_KIT);
  const CtKit *kit = ct_catalog_find_kit (ct_session_get_catalog (session), id);

  self->kit = g_strdup (id);
  gtk_widget_set_visible (GTK_WIDGET (self->kit_row), kit != NULL);
  if (kit == NULL)
    return;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->kit_row), kit->name);
  gtk_spin_button_set_value (self->kit_spin, ct_preferences_get_minutes (self->preferences, id));
}

/**
 * ct_preferences_window_new:
 * @session: open
 */
GtkWidget *
ct_preferences_window_new (GtkWindow *parent, CtSession *session)
{
  CtPreferencesWindow *self = g_object_new (CT_TYPE_PREFERENCES_WINDOW, "transient-for", parent, NULL);

  gboolean administers;
  AdwActionRow *drills[] = { self->slow_row, self->refusing_row, self->dead_row, self->end_row };

  self->session = g_object_ref (session);
  self->preferences = g_object_ref (ct_session_get_preferences (session));
  gtk_switch_set_active (self->advance_switch, ct_preferences_get_auto_advance (self->preferences));
  gtk_switch_set_active (self->check_switch, ct_preferences_get_check_first (self->preferences));
  gtk_switch_set_active (self->login_switch, ct_preferences_get_finish_at_login (self->preferences));
  gtk_spin_button_set_value (self->grace_spin, ct_preferences_get_grace (self->preferences));
  gtk_spin_button_set_value (self->minutes_spin, ct_preferences_get_minutes (self->preferences, ""));
  show_kit (self, session);
  show_paper (self);
  ct_keeping_page_set_session (self->keeping_page, session);
  ct_people_page_set_session (self->people_page, session);
  ct_workstation_page_set_session (self->workstation_page, session);
  administers = ct_people_may (ct_session_get_people (session), CT_ROLE_ADMINISTERS);
  gtk_widget_set_visible (self->check_row, administers);
  if (!administers)
    {
      adw_preferences_window_remove (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (self->keeping_page));
      adw_preferences_window_remove (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (self->people_page));
    }
  g_signal_connect (self->advance_switch, "notify::active", G_CALLBACK (on_advance_cb), self);
  g_signal_connect (self->check_switch, "notify::active", G_CALLBACK (on_check_cb), self);
  g_signal_connect (self->login_switch, "notify::active", G_CALLBACK (on_login_cb), self);
  g_signal_connect (self->grace_spin, "value-changed", G_CALLBACK (on_grace_cb), self);
  g_signal_connect (self->minutes_spin, "value-changed", G_CALLBACK (on_minutes_cb), self);
  g_signal_connect (self->kit_spin, "value-changed", G_CALLBACK (on_minutes_cb), self);
  if (!ct_session_is_practice (session))
    adw_preferences_window_remove (ADW_PREFERENCES_WINDOW (self), self->drill_page);
  for (guint i = 0; i < G_N_ELEMENTS (drills); i++)
    g_signal_connect (drills[i], "activated", G_CALLBACK (on_drill_cb), self);
  return GTK_WIDGET (self);
}
