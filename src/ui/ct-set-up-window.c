/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who sends, and where to, in four pages: the pharmacy, the service and the login, the
 * recovery code, the scanner. At the first start, and whenever something changes. What a
 * page asks is kept when it is left; closed before, nothing of it has changed. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-set-up-window.h"

#include "ct-connection.h"
#include "ct-recovery-window.h"
#include "ct-scanner-test.h"

#include <glib/gi18n.h>

typedef enum
{
  PAGE_PHARMACY,
  PAGE_SERVICE,
  PAGE_CODE,
  PAGE_SCANNER,
  N_PAGES,
} Page;

struct _CtSetUpWindow
{
  AdwWindow       parent_instance;
  AdwWindowTitle *title;
  GtkStack       *stack;
  GtkEditable    *finess_entry;
  GtkEditable    *pharmacy_entry;
  GtkEditable    *rpps_entry;
  GtkEditable    *practitioner_entry;
  GtkEditable    *url_entry;
  GtkEditable    *client_entry;
  AdwComboRow    *login_row;
  GtkWidget      *secret_row;
  GtkEditable    *secret_entry;
  GtkWidget      *key_row;
  GtkEditable    *key_entry;
  GtkWidget      *code_button;
  GtkWidget      *scanner_test;
  GtkLabel       *message_label;
  GtkWidget      *practice_button;
  GtkSpinner     *spinner;
  GtkWidget      *back_button;
  GtkWidget      *next_button;
  CtSession      *session;
  Page            page;
  gboolean        told; /* what the service said: the next time it is gone on */
};

G_DEFINE_FINAL_TYPE (CtSetUpWindow, ct_set_up_window, ADW_TYPE_WINDOW)

enum
{
  SIGNAL_PRACTISE, /* somebody wants to try first */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
say (CtSetUpWindow *self, const char *text, gboolean good)
{
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (self->message_label), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->message_label), "error");
  gtk_label_set_label (self->message_label, text);
}

/* FALSE, for the caller to pass on. */
static gboolean
complain (CtSetUpWindow *self, GtkEditable *entry, const char *text)
{
  say (self, text, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (entry));
  return FALSE;
}

static gboolean
by_key (CtSetUpWindow *self)
{
  return adw_combo_row_get_selected (self->login_row) == 1;
}

static void
show_login (CtSetUpWindow *self)
{
  g_autofree char *key = ct_session_dup_public_key (self->session);

  gtk_widget_set_visible (self->secret_row, !by_key (self));
  gtk_widget_set_visible (self->key_row, by_key (self) && key != NULL);
  gtk_editable_set_text (self->key_entry, key != NULL ? key : "");
  self->told = FALSE;
}

static void
show_page (CtSetUpWindow *self, Page page)
{
  static const char * const names[N_PAGES] = { "pharmacy", "service", "code", "scanner" };
  GtkWidget *first[N_PAGES] = { GTK_WIDGET (self->finess_entry), GTK_WIDGET (self->url_entry), self->code_button, self->scanner_test };
  g_autofree char *step = g_strdup_printf (_("%u of %u"), (guint) page + 1, (guint) N_PAGES);

  self->page = page;
  self->told = FALSE;
  gtk_stack_set_visible_child_name (self->stack, names[page]);
  adw_window_title_set_subtitle (self->title, step);
  gtk_widget_set_visible (self->back_button, page > PAGE_PHARMACY);
  gtk_widget_set_visible (self->practice_button, page == PAGE_PHARMACY && !ct_session_is_practice (self->session));
  gtk_button_set_label (GTK_BUTTON (self->next_button), page == PAGE_SCANNER ? _("_Done") : _("_Next"));
  say (self, page == PAGE_CODE && ct_session_is_recoverable (self->session) ? _("There is a code already: keep its sheet, and go on.") : "", TRUE);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->next_button);
  gtk_widget_grab_focus (first[page]);
}

/* As it is in the entries; its certificate and pin as they were. */
static CtSetup *
read_setup (CtSetUpWindow *self)
{
  CtSetup *setup = ct_setup_copy (ct_session_get_setup (self->session));
  const struct
  {
    char       **field;
    GtkEditable *entry;
  } fields[] = {
    { &setup->finess, self->finess_entry }, { &setup->pharmacy, self->pharmacy_entry },         { &setup->rpps, self->rpps_entry },
    { &setup->practitioner, self->practitioner_entry }, { &setup->service_url, self->url_entry }, { &setup->client_id, self->client_entry },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_free (*fields[i].field);
      *fields[i].field = g_strstrip (g_strdup (gtk_editable_get_text (fields[i].entry)));
    }
  return setup;
}

static gboolean
check_pharmacy (CtSetUpWindow *self)
{
  g_autoptr (CtSetup) setup = read_setup (self);

  if (!ct_finess_is_valid (setup->finess))
    return complain (self, self->finess_entry, _("A FINESS number has nine digits, the last one checks: one is wrong or missing."));
  if (*setup->pharmacy == '\0')
    return complain (self, self->pharmacy_entry, _("Under which name is the pharmacy known?"));
  if (!ct_rpps_is_valid (setup->rpps))
    return complain (self, self->rpps_entry, _("An RPPS number has eleven digits, the last one checks: one is wrong or missing."));
  if (*setup->practitioner == '\0')
    return complain (self, self->practitioner_entry, _("Who answers for the results?"));
  return TRUE;
}

static const char *
words (CtConnection connection)
{
  switch (connection)
    {
    case CT_CONNECTION_GOOD:
      return _("The service answers, proved who it is, and knows this pharmacy.");
    case CT_CONNECTION_NO_LOGIN:
      return _("There is no secret yet: type the one that the service gave.");
    case CT_CONNECTION_AWAY:
      return _("Nobody answers at this address now. Check it and the network; Next goes on all the same, and results wait here until it answers.");
    case CT_CONNECTION_LOGIN:
      return _("The service answers, but does not know this login. Check both; after a new key, give it to the service first. Next goes on all the same.");
    case CT_CONNECTION_SETTINGS:
      return _("What answers there is no such service: check the address, to its last part. Next goes on all the same.");
    case CT_CONNECTION_DISTRUST:
      return _("What answers there did not prove who it is: nothing is ever sent to it. Check the address; if it is right, call the service.");
    }
  return "";
}

static void
set_busy (CtSetUpWindow *self, gboolean busy)
{
  if (busy)
    gtk_spinner_start (self->spinner);
  else
    gtk_spinner_stop (self->spinner);
  gtk_widget_set_sensitive (self->next_button, !busy);
}

static void
on_checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtSetUpWindow) self = data;
  CtConnection found = ct_connection_check_finish (result);

  if (self->session == NULL)
    return; /* closed meanwhile */
  set_busy (self, FALSE);
  if (self->page != PAGE_SERVICE)
    return;
  say (self, words (found), found == CT_CONNECTION_GOOD);
  if (found == CT_CONNECTION_NO_LOGIN)
    gtk_widget_grab_focus (GTK_WIDGET (self->secret_entry));
  else
    {
      self->told = TRUE;
      gtk_widget_grab_focus (self->next_button);
    }
}

static void
kept (CtSetUpWindow *self, CtSession *session, gboolean good, const GError *error)
{
  if (good)
    ct_session_start_sending (session);
  if (self->session == NULL)
    return; /* closed meanwhile */
  if (!good)
    {
      g_warning ("the set-up cannot be kept: %s", error->message);
      set_busy (self, FALSE);
      say (self, _("It cannot be kept: the keyring of this session refuses. Unlock it and try again."), FALSE);
      return;
    }
  gtk_editable_set_text (self->secret_entry, "");
  show_login (self);
  ct_connection_check_async (self->session, on_checked_cb, g_object_ref (self));
}

static void
on_set_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtSetUpWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean good = ct_session_set_up_finish (CT_SESSION (source), result, &error);

  kept (self, CT_SESSION (source), good, error);
}

static void
on_key_made_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtSetUpWindow) self = data;
  g_autoptr (GError) error = NULL;
  gboolean good = ct_connection_set_up_by_key_finish (result, &error);

  kept (self, CT_SESSION (source), good, error);
}

static void
keep_service (CtSetUpWindow *self)
{
  g_autoptr (CtSetup) setup = read_setup (self);
  g_autofree char *key = ct_session_dup_public_key (self->session);
  const char *secret = gtk_editable_get_text (self->secret_entry);

  if (!g_str_has_prefix (setup->service_url, "https://"))
    {
      complain (self, self->url_entry, _("The address of the service begins with https://"));
      return;
    }
  if (*setup->client_id == '\0')
    {
      complain (self, self->client_entry, _("The service gave an identifier for this pharmacy: it goes here."));
      return;
    }
  if (ct_setup_problem (setup) != NULL)
    {
      complain (self, self->url_entry, _("This is no address: as https://service.example.fr/fhir"));
      return;
    }
  say (self, _("Looking for the service…"), TRUE);
  set_busy (self, TRUE);
  /* A key that is there already stays: the service knows it. */
  if (by_key (self) && key == NULL)
    ct_connection_set_up_by_key_async (self->session, setup, on_key_made_cb, g_object_ref (self));
  else
    ct_session_set_up_async (self->session, setup, !by_key (self) && *secret != '\0' ? secret : NULL, on_set_up_cb, g_object_ref (self));
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtSetUpWindow *self = CT_SET_UP_WINDOW (widget);

  switch (self->page)
    {
    case PAGE_PHARMACY:
      if (check_pharmacy (self))
        show_page (self, PAGE_SERVICE);
      break;
    case PAGE_SERVICE:
      if (self->told)
        show_page (self, PAGE_CODE);
      else
        keep_service (self);
      break;
    case PAGE_CODE:
      show_page (self, PAGE_SCANNER);
      break;
    case PAGE_SCANNER:
    case N_PAGES:
      gtk_window_close (GTK_WINDOW (self));
      break;
    }
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtSetUpWindow *self = CT_SET_UP_WINDOW (widget);

  if (self->page > PAGE_PHARMACY)
    show_page (self, self->page - 1);
}

static void
practise_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_PRACTISE], 0);
}

static void
on_code_made_cb (CtRecoveryWindow *window, gpointer data)
{
  CtSetUpWindow *self = data;

  say (self, _("The recovery code is good from now on. Keep its sheet in the safe."), TRUE);
  gtk_widget_grab_focus (self->next_button);
}

static void
code_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  CtSetUpWindow *self = CT_SET_UP_WINDOW (widget);
  GtkWindow *window;

  if (ct_session_is_borrowed (self->session))
    {
      say (self, _("Without a keyring no other code can be made."), FALSE);
      return;
    }
  window = ct_recovery_window_new (GTK_WINDOW (self), self->session);
  g_signal_connect_object (window, "made", G_CALLBACK (on_code_made_cb), self, 0);
  gtk_window_present (window);
}

/* What was told is of another service then. */
static void
on_changed_cb (CtSetUpWindow *self)
{
  self->told = FALSE;
}

static void
ct_set_up_window_dispose (GObject *object)
{
  g_clear_object (&CT_SET_UP_WINDOW (object)->session);
  G_OBJECT_CLASS (ct_set_up_window_parent_class)->dispose (object);
}

static void
ct_set_up_window_class_init (CtSetUpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_set_up_window_dispose;
  signals[SIGNAL_PRACTISE] = g_signal_new ("practise", CT_TYPE_SET_UP_WINDOW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (CT_TYPE_SCANNER_TEST);
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-set-up-window.ui");
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, title);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, finess_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, pharmacy_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, rpps_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, practitioner_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, url_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, client_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, login_row);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, secret_row);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, secret_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, key_row);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, key_entry);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, code_button);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, scanner_test);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, message_label);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, practice_button);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, CtSetUpWindow, next_button);
  gtk_widget_class_install_action (widget_class, "set-up.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "set-up.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "set-up.practise", NULL, practise_action);
  gtk_widget_class_install_action (widget_class, "set-up.code", NULL, code_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ct_set_up_window_init (CtSetUpWindow *self)
{
  g_autoptr (GtkEntryBuffer) secret = gtk_password_entry_buffer_new (); /* locked memory, wiped */

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_entry_set_buffer (GTK_ENTRY (self->secret_entry), secret);
}

/**
 * ct_set_up_window_new:
 * @session: open
 *
 * Returns: (transfer none): shown by the caller
 */
GtkWindow *
ct_set_up_window_new (GtkWindow *parent, CtSession *session)
{
  CtSetUpWindow *self = g_object_new (CT_TYPE_SET_UP_WINDOW, "transient-for", parent, NULL);
  const CtSetup *setup = ct_session_get_setup (session);
  g_autofree char *key = ct_session_dup_public_key (session);
  GtkEditable *watched[] = { self->url_entry, self->client_entry, self->secret_entry };

  self->session = g_object_ref (session);
  gtk_editable_set_text (self->finess_entry, setup->finess);
  gtk_editable_set_text (self->pharmacy_entry, setup->pharmacy);
  gtk_editable_set_text (self->rpps_entry, setup->rpps);
  gtk_editable_set_text (self->practitioner_entry, setup->practitioner);
  gtk_editable_set_text (self->url_entry, setup->service_url);
  gtk_editable_set_text (self->client_entry, setup->client_id);
  adw_combo_row_set_selected (self->login_row, key != NULL ? 1 : 0);
  show_login (self);
  g_signal_connect_swapped (self->login_row, "notify::selected", G_CALLBACK (show_login), self);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    g_signal_connect_swapped (watched[i], "changed", G_CALLBACK (on_changed_cb), self);
  show_page (self, PAGE_PHARMACY);
  return GTK_WINDOW (self);
}
