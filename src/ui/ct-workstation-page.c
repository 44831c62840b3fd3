/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What can be seen of this computer's care for the records, and what to do where it is
 * wanting. Looked at when the page comes up. */

#define G_LOG_DOMAIN "ct-ui"

#include "config.h"

#include "ct-workstation-page.h"

#include "ct-clock.h"
#include "ct-words.h"
#include "ct-workstation.h"

#include <glib/gi18n.h>

#define CLOCK_S  120                   /* a difference that is told */
#define BACKUP_MS (2 * 86400000LL)     /* an age that is told: a Sunday is none */

struct _CtWorkstationPage
{
  AdwPreferencesPage   parent_instance;
  AdwPreferencesGroup *group;
  AdwPreferencesGroup *counters; /* with whom the records are shared */
  CtSession           *session;
  GPtrArray           *rows; /* of GtkWidget */
  gboolean             asked;
};

G_DEFINE_FINAL_TYPE (CtWorkstationPage, ct_workstation_page, ADW_TYPE_PREFERENCES_PAGE)

static void
add_to (CtWorkstationPage *self, AdwPreferencesGroup *group, CtSeen seen, const char *title, const char *words)
{
  static const char * const icons[] = {
    [CT_SEEN_UNKNOWN] = "dialog-question-symbolic",
    [CT_SEEN_GOOD] = "emblem-ok-symbolic",
    [CT_SEEN_BAD] = "dialog-warning-symbolic",
  };
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (icons[seen]);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  if (seen == CT_SEEN_BAD)
    gtk_widget_add_css_class (icon, "warning");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
add (CtWorkstationPage *self, CtSeen seen, const char *title, const char *words)
{
  add_to (self, self->group, seen, title, words);
}

static void
add_disk (CtWorkstationPage *self, const CtWorkstation *found)
{
  add (self, found->disk, _("Disk"),
       found->disk == CT_SEEN_GOOD  ? _("Encrypted.")
       : found->disk == CT_SEEN_BAD ? _("No encryption was seen. Set the computer up with an encrypted disk.")
                                    : _("It cannot be told from here whether it is encrypted."));
  add (self, found->swap, _("Memory that is written to the disk"),
       found->swap == CT_SEEN_GOOD  ? _("None, or encrypted.")
       : found->swap == CT_SEEN_BAD ? _("In clear: what is in memory may stay on the disk. Encrypt the swap, or switch it off.")
                                    : _("It cannot be told from here."));
}

static void
add_vault (CtWorkstationPage *self, const CtWorkstation *found)
{
  gboolean borrowed = ct_session_is_borrowed (self->session), needs = ct_session_needs_code (self->session);
  gboolean guarded = ct_people_is_guarded (ct_session_get_people (self->session));
  g_autofree char *clock = found->backup != 0 ? ct_words_clock (found->backup) : NULL;
  g_autofree char *backup = clock != NULL ? g_strdup_printf (_("The newest one is of %s."), clock) : g_strdup (_("There is none yet."));
  gboolean fresh = found->backup != 0 && ct_clock_now_ms () - found->backup < BACKUP_MS;

  add (self, borrowed || needs ? CT_SEEN_BAD : CT_SEEN_GOOD, _("Keyring and recovery code"),
       borrowed ? _("Open for this session only: no keyring here keeps the key.")
       : needs  ? _("Nobody holds a recovery code: make one (Ctrl+Shift+R).")
                : _("The key is in the keyring."));
  add (self, guarded ? CT_SEEN_GOOD : CT_SEEN_BAD, _("People"),
       guarded ? _("Whoever works here has a PIN.") : _("Nobody has a PIN yet: anybody at this computer may do anything."));
  add (self, fresh ? CT_SEEN_GOOD : CT_SEEN_BAD, _("Backup on this computer"), backup);
}

static void
add_service (CtWorkstationPage *self, const CtWorkstation *found)
{
  static const CtSeen seen[] = {
    [CT_REACHED_NOT_SET_UP] = CT_SEEN_UNKNOWN, [CT_REACHED_NO] = CT_SEEN_BAD, [CT_REACHED_DISTRUST] = CT_SEEN_BAD,
    [CT_REACHED_YES] = CT_SEEN_GOOD,
  };
  gint64 apart = ABS (found->ahead);
  g_autofree char *words =
    g_strdup_printf (g_dngettext (NULL, "It differs from the service's by %u second.", "It differs from the service's by %u seconds.",
                                  (gulong) apart),
                     (guint) MIN (apart, G_MAXUINT));

  add (self, seen[found->service], _("The service"),
       found->service == CT_REACHED_YES        ? _("It answers, by TLS, and proved who it is.")
       : found->service == CT_REACHED_DISTRUST ? _("It did not prove who it is: nothing is sent to it.")
       : found->service == CT_REACHED_NO       ? _("It does not answer now. What is validated waits on this computer.")
                                               : _("Not set up yet."));
  add (self, !found->has_clock ? CT_SEEN_UNKNOWN : apart > CLOCK_S ? CT_SEEN_BAD : CT_SEEN_GOOD, _("Clock"),
       found->has_clock ? words : _("The service has not told its time."));
  add (self, CT_SEEN_GOOD, _("Version"), VERSION);
}

/* Whoever is silent longer than others wait for it is not there. */
#define SILENT_MS 60000

static void
add_peer (CtWorkstationPage *self, const CtPeer *peer)
{
  gboolean here = peer->silence >= 0 && peer->silence < SILENT_MS;
  g_autofree char *clock = peer->silence >= 0 ? ct_words_clock (ct_clock_now_ms () - peer->silence) : NULL;
  g_autofree char *seen = clock != NULL ? g_strdup_printf (_("Last sign of life: %s."), clock) : NULL;

  if (peer->standing == CT_PEER_REMOVED)
    return;
  add_to (self, self->counters, here || peer->me ? CT_SEEN_GOOD : CT_SEEN_UNKNOWN, peer->label,
          peer->me                            ? _("This counter.")
          : peer->standing == CT_PEER_INVITED ? _("Invited: its code was not typed yet.")
          : here                              ? _("At work.")
          : seen != NULL                      ? seen
                                              : _("Never seen."));
}

static void
add_counters (CtWorkstationPage *self)
{
  CtSynchroniser *synchroniser = ct_session_get_synchroniser (self->session);
  gboolean shares = *ct_session_get_setup (self->session)->server_url != '\0';
  gint64 met_at = synchroniser != NULL ? ct_synchroniser_get_met_at (synchroniser) : 0;
  g_autofree char *clock = met_at != 0 ? ct_words_clock (met_at) : NULL;
  g_autofree char *alone = clock != NULL ? g_strdup_printf (_("Away: this counter goes on alone. The same as the others until %s."), clock)
                                         : g_strdup (_("Away: this counter goes on alone."));
  GPtrArray *peers;

  gtk_widget_set_visible (GTK_WIDGET (self->counters), shares);
  if (shares && synchroniser == NULL)
    add_to (self, self->counters, CT_SEEN_BAD, _("Server"),
            _("The keyring has no login for it: this counter works alone. Let another one invite it again."));
  if (synchroniser == NULL)
    return;
  add_to (self, self->counters, ct_synchroniser_is_open (synchroniser) ? CT_SEEN_GOOD : CT_SEEN_BAD, _("Server"),
       ct_synchroniser_is_open (synchroniser) ? _("It answers, by TLS. What is here is there, too.") : alone);
  if (ct_synchroniser_get_strangers (synchroniser) > 0)
    add_to (self, self->counters, CT_SEEN_BAD, _("Records on the server"), _("Some were changed outside Comptoir, and put right from here."));
  peers = ct_synchroniser_get_peers (synchroniser);
  for (guint i = 0; peers != NULL && i < peers->len; i++)
    add_peer (self, g_ptr_array_index (peers, i));
}

static void
remove_row (GtkWidget *row)
{
  GtkWidget *group = gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP);

  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
}

static void
on_checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtWorkstationPage) self = data;
  CtWorkstation found;

  if (!ct_workstation_check_finish (result, &found, NULL) || self->session == NULL)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    remove_row (g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  add_disk (self, &found);
  add_vault (self, &found);
  add_service (self, &found);
  add_counters (self);
}

static void
ct_workstation_page_map (GtkWidget *widget)
{
  CtWorkstationPage *self = CT_WORKSTATION_PAGE (widget);

  GTK_WIDGET_CLASS (ct_workstation_page_parent_class)->map (widget);
  if (self->asked || self->session == NULL)
    return;
  self->asked = TRUE;
  ct_workstation_check_async (ct_session_get_setup (self->session), ct_session_is_practice (self->session), on_checked_cb,
                              g_object_ref (self));
}

static void
ct_workstation_page_dispose (GObject *object)
{
  CtWorkstationPage *self = CT_WORKSTATION_PAGE (object);

  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_workstation_page_parent_class)->dispose (object);
}

static void
ct_workstation_page_class_init (CtWorkstationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ct_workstation_page_dispose;
  widget_class->map = ct_workstation_page_map;
  gtk_widget_class_set_template_from_resource (widget_class, "/fr/comptoir/Comptoir/ct-workstation-page.ui");
  gtk_widget_class_bind_template_child (widget_class, CtWorkstationPage, group);
  gtk_widget_class_bind_template_child (widget_class, CtWorkstationPage, counters);
}

static void
ct_workstation_page_init (CtWorkstationPage *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ct_workstation_page_set_session:
 * @session: open, and so as long as the page is used
 *
 * Once.
 */
void
ct_workstation_page_set_session (CtWorkstationPage *self, CtSession *session)
{
  self->session = g_object_ref (session);
  add (self, CT_SEEN_UNKNOWN, _("Looking…"), "");
}
