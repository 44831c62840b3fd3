/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* All the keys, as a list that scrolls and is read aloud line by line. GtkShortcutsWindow lays
 * its columns side by side: ours were higher than a counter's screen, and with large letters
 * wider, too. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-keys-window.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *title;
  const char *action; /* nullable: its keys are those of the application */
  const char *keys;   /* nullable: as GtkShortcutLabel reads them, where there is no action */
} Key;

static const Key everywhere[] = {
  { N_("New record"), "app.new", NULL },
  { N_("Validate"), "win.validate", NULL },
  { N_("From the form to the worklist, and back"), "win.leave", NULL },
  { N_("Send what waits, now"), "win.send", NULL },
  { N_("Say what became of a result that the service is silent about"), "win.conclude", NULL },
  { N_("Discard this draft"), "win.discard", NULL },
  { N_("Cancel the accepted result in the form"), "win.cancel-result", NULL },
  { N_("Print the patient's paper: of the line, the form, or the last one; its slip while it waits"), "win.print", NULL },
  { N_("The same as a PDF, without a question"), "win.print-file", NULL },
  { N_("Undo: bring a draft back, call a result back"), "win.undo", NULL },
  { N_("Start the timer of this sample"), "win.wait", NULL },
  { N_("New record for the same family: address and phone stay"), "win.family", NULL },
  { N_("A pile: moment, symptoms and result stay"), "win.pile", NULL },
  { N_("Take the known person who is like this one"), "win.merge", NULL },
  { N_("Another box: to the kit"), "win.kit", NULL },
  { N_("Show only what is to check, or all"), "win.to-check", NULL },
  { N_("Release all that is to check"), "win.release-all", NULL },
  { N_("Search all records: name, date, number, phone, lot"), "win.search", NULL },
  { N_("The register: all records, by name, date, number, phone, lot, state and day"), "win.register", NULL },
  { N_("The story of this record: what was done with it, when, by whom"), "win.story", NULL },
  { N_("Preferences, and the scanner test"), "win.preferences", NULL },
  { N_("A recovery code, for the day the keyring is lost"), "win.recovery-code", NULL },
  { N_("Figures: what was done, by day, hour, result and lot"), "win.figures", NULL },
  { N_("Import records: a table or FHIR"), "win.import", NULL },
  { N_("Export results, and the files that are outside"), "win.export", NULL },
  { N_("Set-up: the pharmacy, the service, the login"), "win.set-up", NULL },
  { N_("Lock the screen, or let somebody else work"), "win.lock", NULL },
  { N_("Let the one with this number work"), NULL, "<Alt>1...9" },
  { N_("Lock the vault: nothing is sent"), "app.lock-vault", NULL },
  { N_("Try to open the records again"), "win.retry", NULL },
  { N_("What this field wants, and why"), "win.help", NULL },
  { N_("The menu; in the register, its columns"), NULL, "F10" },
  { N_("This list"), "win.keys", NULL },
  { N_("Practise, with invented patients"), "app.practise", NULL },
  { N_("About Comptoir"), "app.about", NULL },
  { N_("Quit"), "app.quit", NULL },
};

static const Key in_the_form[] = {
  { N_("Next question that is not answered yet"), NULL, "Return" },
  { N_("Next field"), NULL, "Tab" },
  { N_("Field before"), NULL, "<Shift>Tab" },
  { N_("Next answer, answer before"), NULL, "Down Up" },
  { N_("Pick the known patient of that number, behind a name"), NULL, "1...9" },
  { N_("Blank form: the test of that number; then its letter, Return"), NULL, "1...9" },
  { N_("All answers"), NULL, "<Alt>Down" },
  { N_("Negative, positive, inconclusive, unreadable"), NULL, "n p i x" },
  { N_("Confirm a positive result, or what is doubtful"), NULL, "plus" },
};

struct _CtKeysWindow
{
  AdwWindow           parent_instance;
  AdwPreferencesPage *page;
};

G_DEFINE_FINAL_TYPE (CtKeysWindow, ct_keys_window, ADW_TYPE_WINDOW)

static void
add_key (AdwPreferencesGroup *group, const Key *key, GtkApplication *application)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *keys = NULL;
  g_autofree char *spoken = NULL;
  GtkWidget *label;

  if (key->action != NULL)
    {
      g_auto (GStrv) accels = gtk_application_get_accels_for_action (application, key->action);

      keys = g_strdup (accels[0]);
      gtk_widget_set_name (row, key->action);
      /* A range or a row of letters is spoken as it stands. */
      if (keys != NULL)
        {
          guint keyval;
          GdkModifierType state;

          if (gtk_accelerator_parse (keys, &keyval, &state))
            spoken = gtk_accelerator_get_label (keyval, state);
        }
    }
  else
    keys = g_strdup (key->keys);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(key->title));
  label = gtk_shortcut_label_new (keys != NULL ? keys : "");
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, spoken != NULL ? spoken : keys, -1);
  adw_preferences_group_add (group, row);
}

static void
add_group (CtKeysWindow *self, const char *title, const Key *keys, guint n, GtkApplication *application)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, title);
  for (guint i = 0; i < n; i++)
    add_key (group, &keys[i], application);
  adw_preferences_page_add (self->page, group);
}

static void
ct_keys_window_class_init (CtKeysWindowClass *klass)
{
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_keys_window_init (CtKeysWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->page), TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->page));
  adw_window_set_content (ADW_WINDOW (self), box);
}

/**
 * ct_keys_window_new:
 * @parent: (nullable)
 * @application: whose keys they are
 *
 * Each line that is an action's has the action's name for a name.
 */
GtkWindow *
ct_keys_window_new (GtkWindow *parent, GtkApplication *application)
{
  CtKeysWindow *self = g_object_new (CT_TYPE_KEYS_WINDOW, "transient-for", parent, "modal", TRUE, "title", _("Keyboard Shortcuts"),
                                     "default-width", 720, "default-height", 640, NULL);

  add_group (self, _("Everywhere"), everywhere, G_N_ELEMENTS (everywhere), application);
  add_group (self, _("In the form"), in_the_form, G_N_ELEMENTS (in_the_form), application);
  return GTK_WINDOW (self);
}
