/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The set-up in GSettings, practice kept apart from real.
 *
 * Where no dconf service answers (a server, a bare session) GSettings forgets all
 * at exit, without an error. What was saved is therefore read again; if it did not
 * stay, a key file in the configuration folder keeps it from then on. */

#define G_LOG_DOMAIN "ct-settings"
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "ct-settings.h"

#include "ct-client.h"

#include <gio/gsettingsbackend.h>

#define PATH "/fr/comptoir/Comptoir/"

static const struct
{
  const char *key;
  gsize       offset;
} keys[] = {
  { "service-url", G_STRUCT_OFFSET (CtSetup, service_url) },
  { "client-id", G_STRUCT_OFFSET (CtSetup, client_id) },
  { "ca-file", G_STRUCT_OFFSET (CtSetup, ca_file) },
  { "pinned-key", G_STRUCT_OFFSET (CtSetup, pin) },
  { "server-url", G_STRUCT_OFFSET (CtSetup, server_url) },
  { "server-ca-file", G_STRUCT_OFFSET (CtSetup, server_ca_file) },
  { "finess", G_STRUCT_OFFSET (CtSetup, finess) },
  { "pharmacy", G_STRUCT_OFFSET (CtSetup, pharmacy) },
  { "rpps", G_STRUCT_OFFSET (CtSetup, rpps) },
  { "practitioner", G_STRUCT_OFFSET (CtSetup, practitioner) },
};

struct _CtSettingsTurn
{
  GMutex        mutex;
  GMainContext *context; /* where the backends' file monitors report */
};

/**
 * ct_settings_take_turn:
 *
 * One thread at a time reads or writes settings. GLib's key-file backend, which is
 * the one in a sandbox and where no dconf answers, has no lock of its own, and reads
 * its file again whenever its monitor reports a change, in whatever main context was
 * the thread's own when it was made: beside a worker that writes, that crashes. Made
 * within a turn, it reports to a context that runs within turns only.
 *
 * Waits for the disk while another thread has the turn: for a worker, or before there
 * is a window.
 *
 * Returns: (transfer full): to be taken before, and ended after, every #GSettings
 */
CtSettingsTurn *
ct_settings_take_turn (void)
{
  static CtSettingsTurn turn;

  g_mutex_lock (&turn.mutex);
  if (turn.context == NULL)
    turn.context = g_main_context_new ();
  g_main_context_push_thread_default (turn.context);
  while (g_main_context_iteration (turn.context, FALSE))
    ;
  return &turn;
}

void
ct_settings_end_turn (CtSettingsTurn *self)
{
  g_main_context_pop_thread_default (self->context);
  g_mutex_unlock (&self->mutex);
}

static char *
key_file (void)
{
  return g_build_filename (g_get_user_config_dir (), "comptoir", "settings.ini", NULL);
}

static GSettings *
settings_in_file (gboolean practice)
{
  g_autofree char *file = key_file ();
  g_autoptr (GSettingsBackend) backend = g_keyfile_settings_backend_new (file, PATH, "real");

  return g_settings_new_with_backend_and_path (APP_ID, backend, practice ? PATH "practice/" : PATH);
}

/**
 * ct_settings_open:
 * @in_file: in the key file, whatever else there is
 *
 * Within a turn, which outlives what is returned.
 *
 * Returns: (transfer full)
 */
GSettings *
ct_settings_open (gboolean practice, gboolean in_file)
{
  g_autofree char *file = key_file ();

  if (in_file || g_file_test (file, G_FILE_TEST_EXISTS))
    return settings_in_file (practice);
  return g_settings_new_with_path (APP_ID, practice ? PATH "practice/" : PATH);
}

static const char *
value_of (const CtSetup *setup, guint key)
{
  const char *value = G_STRUCT_MEMBER (char *, setup, keys[key].offset);

  return value != NULL ? value : "";
}

static gboolean
write_to (GSettings *settings, const CtSetup *setup)
{
  gboolean kept = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_set_string (settings, keys[i].key, value_of (setup, i));
  g_settings_sync ();
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = g_settings_get_string (settings, keys[i].key);

      kept = kept && g_str_equal (value, value_of (setup, i));
    }
  return kept;
}

/**
 * ct_settings_forgets:
 *
 * Returns: whether what is written would be gone at exit. Memory is only ever asked
 *   for by name, by tests; otherwise it is what GSettings falls back to.
 */
gboolean
ct_settings_forgets (void)
{
  g_autoptr (GSettingsBackend) backend = g_settings_backend_get_default ();

  return g_getenv ("GSETTINGS_BACKEND") == NULL && g_str_equal (G_OBJECT_TYPE_NAME (backend), "GMemorySettingsBackend");
}

/**
 * ct_setup_load:
 *
 * Returns: (transfer full): empty strings where nothing was set
 */
CtSetup *
ct_setup_load (gboolean practice)
{
  g_autoptr (CtSettingsTurn) turn = ct_settings_take_turn ();
  g_autoptr (GSettings) settings = ct_settings_open (practice, FALSE);
  CtSetup *self = g_new0 (CtSetup, 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    G_STRUCT_MEMBER (char *, self, keys[i].offset) = g_settings_get_string (settings, keys[i].key);
  return self;
}

/**
 * ct_setup_copy:
 *
 * Returns: (transfer full): empty strings where @self has NULL
 */
CtSetup *
ct_setup_copy (const CtSetup *self)
{
  CtSetup *copy = g_new0 (CtSetup, 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    G_STRUCT_MEMBER (char *, copy, keys[i].offset) = g_strdup (value_of (self, i));
  return copy;
}

void
ct_setup_save (const CtSetup *self, gboolean practice)
{
  g_autoptr (CtSettingsTurn) turn = ct_settings_take_turn ();
  g_autoptr (GSettings) settings = ct_settings_open (practice, FALSE);
  g_autoptr (GSettings) in_file = NULL;

  if (write_to (settings, self) && !ct_settings_forgets ())
    return;
  in_file = ct_settings_open (practice, TRUE);
  if (!write_to (in_file, self))
    g_warning ("the settings could not be kept");
}

void
ct_setup_free (CtSetup *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_free (G_STRUCT_MEMBER (char *, self, keys[i].offset));
  g_free (self);
}

/**
 * ct_setup_problem:
 *
 * Returns: (transfer none) (nullable): what is wrong and what to do, in English;
 *   NULL when all is well
 */
const char *
ct_setup_problem (const CtSetup *self)
{
  if (self->service_url == NULL || !ct_client_url_is_valid (self->service_url))
    return "service: give an address that begins with https://";
  if (self->client_id == NULL || *self->client_id == '\0')
    return "client-id: give the identifier you had from the service";
  if (self->pin != NULL && *self->pin != '\0' && !ct_client_pin_is_valid (self->pin))
    return "pin: write sha256// and the 44 characters of the key's sum; more than one with ; between";
  if (!ct_finess_is_valid (self->finess))
    return "finess: nine digits, the last one a key: one is wrong or missing";
  if (self->pharmacy == NULL || *self->pharmacy == '\0')
    return "pharmacy: give the pharmacy's name";
  if (!ct_rpps_is_valid (self->rpps))
    return "rpps: eleven digits, the last one a key: one is wrong or missing";
  if (self->practitioner == NULL || *self->practitioner == '\0')
    return "practitioner: give the pharmacist's first name and NAME";
  return NULL;
}

/**
 * ct_setup_professional:
 *
 * Returns: (transfer full) (nullable): who sends; NULL before the set-up
 */
CtProfessional *
ct_setup_professional (const CtSetup *self)
{
  if (ct_setup_problem (self) != NULL)
    return NULL;
  return ct_professional_new (self->finess, self->pharmacy, self->rpps, self->practitioner);
}
