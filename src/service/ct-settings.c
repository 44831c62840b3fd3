/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The set-up in GSettings, practice kept apart from real.
 *
 * Where there is no dconf (a server, a bare session) GSettings would forget all
 * at exit; a key file in the configuration folder keeps it then. */

#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include "ct-settings.h"

#include "ct-gateway.h"

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
  { "finess", G_STRUCT_OFFSET (CtSetup, finess) },
  { "pharmacy", G_STRUCT_OFFSET (CtSetup, pharmacy) },
  { "rpps", G_STRUCT_OFFSET (CtSetup, rpps) },
  { "practitioner", G_STRUCT_OFFSET (CtSetup, practitioner) },
};

static GSettings *
settings_of (gboolean practice)
{
  const char *path = practice ? PATH "practice/" : PATH;
  g_autoptr (GSettingsBackend) usual = g_settings_backend_get_default ();
  g_autoptr (GSettingsBackend) backend = NULL;
  g_autofree char *file = g_build_filename (g_get_user_config_dir (), "comptoir", "settings.ini", NULL);

  if (g_getenv ("GSETTINGS_BACKEND") != NULL
      || !g_str_equal (G_OBJECT_TYPE_NAME (usual), "GMemorySettingsBackend"))
    return g_settings_new_with_path (APP_ID, path);

  backend = g_keyfile_settings_backend_new (file, PATH, NULL);
  return g_settings_new_with_backend_and_path (APP_ID, backend, path);
}

/**
 * ct_setup_load:
 *
 * Returns: (transfer full): empty strings where nothing was set
 */
CtSetup *
ct_setup_load (gboolean practice)
{
  g_autoptr (GSettings) settings = settings_of (practice);
  CtSetup *self = g_new0 (CtSetup, 1);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    G_STRUCT_MEMBER (char *, self, keys[i].offset) = g_settings_get_string (settings, keys[i].key);
  return self;
}

void
ct_setup_save (const CtSetup *self, gboolean practice)
{
  g_autoptr (GSettings) settings = settings_of (practice);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *value = G_STRUCT_MEMBER (char *, self, keys[i].offset);

      g_settings_set_string (settings, keys[i].key, value != NULL ? value : "");
    }
  g_settings_sync ();
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
  if (self->service_url == NULL || !ct_gateway_url_is_valid (self->service_url))
    return "service: give an address that begins with https://";
  if (self->client_id == NULL || *self->client_id == '\0')
    return "client-id: give the identifier you had from the service";
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
