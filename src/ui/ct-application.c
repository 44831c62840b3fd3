/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The application: one session, one window, the keys that work everywhere. Started
 * with --background it has no window on the screen, sends what waits, and leaves.
 * Practice runs under an id of its own, beside a real one. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-application.h"

#include "ct-button-names.h"
#include "ct-dialogs.h"
#include "ct-notices.h"
#include "ct-practice-host.h"
#include "ct-set-up-window.h"
#include "ct-window.h"

#include <glib/gi18n.h>

struct _CtApplication
{
  AdwApplication  parent_instance;
  gboolean        practice;
  gboolean        background; /* started so, and not asked for since */
  CtSession      *session; /* nullable: before the first window */
  CtNotices      *notices; /* nullable: before the session is open */
  CtPracticeHost *host;    /* nullable: not in practice mode */
  CtFrontDoor    *door;    /* what other programs hand over, whichever window is there */
};

G_DEFINE_FINAL_TYPE (CtApplication, ct_application, ADW_TYPE_APPLICATION)

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ct_dialogs_about (gtk_application_get_active_window (data));
}

/* The one in which work is done, whatever stands before it. */
static CtWindow *
main_window (GtkApplication *application)
{
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (CT_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

/* By its key, from the window alone; from the desktop's menu, whatever is in front. */
static void
new_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *active = gtk_application_get_active_window (data);
  CtWindow *window;

  if (active != NULL && !CT_IS_WINDOW (active) && gtk_window_is_active (active))
    return;
  g_application_activate (data);
  window = main_window (data);
  ct_window_new_record (window);
}

/* Another process, beside this one: practice data and real ones never meet in one. */
static void
practise_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) practice = NULL;
  g_autoptr (GError) error = NULL;

  practice = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program != NULL ? program : "comptoir", "--practice", NULL);
  if (practice == NULL)
    g_warning ("practice does not start: %s", error->message);
}

/* By comptoirctl add: a draft that it has written. */
static void
arrived_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CtUuid uuid;

  if (ct_uuid_parse (g_variant_get_string (parameter, NULL), &uuid))
    ct_front_door_expect (CT_APPLICATION (data)->door, &uuid);
}

/* By the window, so that the field being typed in is left and saved. */
static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CtWindow *window = main_window (data);

  if (window != NULL)
    ct_window_quit (window);
}

static void
on_hosted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!ct_practice_host_ensure_finish (CT_PRACTICE_HOST (source), result, &error))
    g_warning ("there is no practice SI-DEP: %s", error->message);
}

/* Practice brings its service along; a pharmacy that is not set up yet is asked. */
static void
on_opened_cb (CtWindow *window, gpointer data)
{
  CtApplication *self = data;

  if (self->notices == NULL)
    self->notices = ct_notices_new (GTK_APPLICATION (self), ct_session_get_status (self->session));
  if (self->practice)
    {
      if (self->host == NULL)
        self->host = ct_practice_host_new (self->session);
      ct_practice_host_ensure_async (self->host, on_hosted_cb, NULL);
    }
  else if (ct_setup_problem (ct_session_get_setup (self->session)) != NULL && gtk_widget_get_visible (GTK_WIDGET (window)))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.set-up", NULL);
}

/* A session that is not open yet, and its window. */
static CtWindow *
begin (CtApplication *self)
{
  CtWindow *window;

  self->session = ct_session_new (self->practice);
  ct_session_keep_backups (self->session);
  window = ct_window_new (ADW_APPLICATION (self), self->session, self->door);
  g_signal_connect_object (window, "opened", G_CALLBACK (on_opened_cb), self, 0);
  return window;
}

/* No key is in memory any more, and nothing is sent, until somebody opens it again. */
static void
lock_vault_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  CtApplication *self = data;
  CtWindow *window = main_window (data);
  guint unsent;

  if (window == NULL)
    return;
  unsent = ct_status_get (ct_session_get_status (self->session))->unsent;
  g_application_hold (data);
  gtk_window_set_focus (GTK_WINDOW (window), NULL); /* the field is left, and saved */
  gtk_window_destroy (GTK_WINDOW (window));
  g_clear_object (&self->notices);
  g_clear_object (&self->host);
  ct_session_close (self->session);
  g_clear_object (&self->session);
  window = begin (self);
  ct_window_stay_sealed (window, unsent);
  gtk_window_present (GTK_WINDOW (window));
  g_application_release (data);
}

static void
ct_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { "about", about_cb }, { "quit", quit_cb }, { "lock-vault", lock_vault_cb }, { "new", new_cb }, { "practise", practise_cb },
    { "arrived", arrived_cb, "s" },
  };
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accels[] = {
    { "app.about", { "<Shift>F1", NULL } },
    { "app.quit", { "<Control>q", NULL } },
    { "app.practise", { "<Control><Shift>t", NULL } },
    { "app.lock-vault", { "<Shift>F12", NULL } },
    { "app.new", { "<Control>n", NULL } },
    { "win.validate", { "<Control>Return", "<Control>KP_Enter", NULL } },
    { "win.leave", { "Escape", NULL } },
    { "win.discard", { "<Control>Delete", NULL } },
    { "win.cancel-result", { "<Control><Shift>Delete", NULL } },
    { "win.undo", { "<Control><Shift>z", NULL } },
    { "win.wait", { "<Control>t", NULL } },
    { "win.family", { "<Control><Shift>n", NULL } },
    { "win.pile", { "<Control>l", NULL } },
    { "win.preferences", { "<Control>comma", NULL } },
    { "win.recovery-code", { "<Control><Shift>r", NULL } },
    { "win.figures", { "<Control>g", NULL } },
    { "win.register", { "<Control>r", NULL } },
    { "win.story", { "<Control>i", NULL } },
    { "win.import", { "<Control>o", NULL } },
    { "win.export", { "<Control><Shift>e", NULL } },
    { "win.set-up", { "<Control><Shift>s", NULL } },
    { "win.print", { "<Control>p", NULL } },
    { "win.print-file", { "<Control><Shift>p", NULL } },
    { "win.kit", { "<Control>b", NULL } },
    { "win.search", { "<Control>f", NULL } },
    { "win.merge", { "<Control>m", NULL } },
    { "win.conclude", { "<Control>e", NULL } },
    { "win.to-check", { "<Control>k", NULL } },
    { "win.release-all", { "<Control><Shift>k", NULL } },
    { "win.retry", { "F5", NULL } },
    { "win.lock", { "F12", NULL } },
    { "win.keys", { "<Control>question", NULL } },
    { "win.help", { "F1", NULL } },
    { "win.send", { "<Control><Shift>Return", NULL } },
  };

  G_APPLICATION_CLASS (ct_application_parent_class)->startup (application);
  ct_button_names_mend ();
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (application), "practise")),
                               !CT_APPLICATION (application)->practice);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accels[i].action,
                                           (const char * const *) accels[i].keys);
}

static void
ct_application_activate (GApplication *application)
{
  CtApplication *self = CT_APPLICATION (application);
  GtkWindow *window = (GtkWindow *) main_window (GTK_APPLICATION (application));

  if (window == NULL)
    {
      window = GTK_WINDOW (begin (self));
      ct_window_open (CT_WINDOW (window));
    }
  if (!self->background)
    gtk_window_present (window);
  self->background = FALSE;
}

/* Files of a person, or the address of a record: into the form. */
static void
ct_application_open (GApplication *application, GFile **files, int n, const char *hint)
{
  for (int i = 0; i < n; i++)
    ct_front_door_receive (CT_APPLICATION (application)->door, files[i]);
  g_application_activate (application);
}

/* Out of sight only where nobody works already. */
static int
ct_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  CtApplication *self = CT_APPLICATION (application);
  g_autoptr (GError) error = NULL;

  if (!g_variant_dict_contains (options, "background") && !g_variant_dict_contains (options, "new"))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("comptoir: %s\n", error->message);
      return 1;
    }
  if (g_variant_dict_contains (options, "new"))
    {
      g_action_group_activate_action (G_ACTION_GROUP (application), "new", NULL);
      return g_application_get_is_remote (application) ? 0 : -1;
    }
  if (g_application_get_is_remote (application))
    return 0;
  self->background = TRUE;
  return -1;
}

/* The window is gone: saving and closing may take the disk's time. */
static void
ct_application_shutdown (GApplication *application)
{
  CtApplication *self = CT_APPLICATION (application);

  g_clear_object (&self->notices);
  g_clear_object (&self->host);
  if (self->session != NULL)
    ct_session_close (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->door);
  G_APPLICATION_CLASS (ct_application_parent_class)->shutdown (application);
}

static void
ct_application_class_init (CtApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->handle_local_options = ct_application_handle_local_options;
  application_class->startup = ct_application_startup;
  application_class->activate = ct_application_activate;
  application_class->open = ct_application_open;
  application_class->shutdown = ct_application_shutdown;
}

static void
ct_application_init (CtApplication *self)
{
  self->door = ct_front_door_new ();
}

/**
 * ct_application_new:
 * @practice: practice data and the practice SI-DEP
 */
CtApplication *
ct_application_new (gboolean practice)
{
  CtApplication *self =
    g_object_new (CT_TYPE_APPLICATION, "application-id", practice ? APP_ID ".Practice" : APP_ID, "resource-base-path",
                  "/fr/comptoir/Comptoir", "register-session", TRUE, "flags", G_APPLICATION_HANDLES_OPEN, NULL);

  self->practice = practice;
  g_application_add_main_option (G_APPLICATION (self), "background", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE,
                                 _("Send what waits, without a window"), NULL);
  g_application_add_main_option (G_APPLICATION (self), "new", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE,
                                 _("Begin a new result"), NULL);
  return self;
}
