/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What the administrator's role does, and no workstation's may: pharmacies and their
 * workstations. A password goes to the server as what SCRAM checks it against, never itself. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-server-admin.h"

#include "ct-server-private.h"

#include <string.h>

/**
 * ct_server_admin_add_pharmacy:
 * @pharmacy: of its vault; nothing is changed where it is there already
 */
gboolean
ct_server_admin_add_pharmacy (CtServer *self, const CtUuid *pharmacy, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) added = NULL;

  ct_server_values_add_uuid (&values, pharmacy);
  added = ct_server_query (self, "INSERT INTO comptoir.pharmacy (id) VALUES ($1) ON CONFLICT DO NOTHING", &values, error);
  return added != NULL;
}

/**
 * ct_server_admin_role:
 *
 * Returns: (transfer full): what @workstation logs in as
 */
char *
ct_server_admin_role (const CtUuid *workstation)
{
  g_autofree char *uuid = ct_uuid_format (workstation);

  return g_strconcat ("comptoir_", uuid, NULL);
}

static gboolean
make_role (CtServer *self, const char *role, CtSecretBytes *password, GError **error)
{
  g_autofree char *name = ct_server_quote (self, role, TRUE);
  g_autofree char *sql = g_strdup_printf ("CREATE ROLE %s LOGIN IN ROLE comptoir_workstation", name);

  return ct_server_run (self, sql, error) && ct_server_set_password (self, role, password, error);
}

static gboolean
add_row (CtServer *self, const CtUuid *pharmacy, const CtUuid *workstation, const char *role, const char *label, GBytes *invitation,
         GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) added = NULL;

  ct_server_values_add_uuid (&values, pharmacy);
  ct_server_values_add_uuid (&values, workstation);
  ct_server_values_add_text (&values, role);
  ct_server_values_add_text (&values, label);
  ct_server_values_add_bytes (&values, invitation);
  added = ct_server_query (self,
                           "INSERT INTO comptoir.workstation (pharmacy, id, role, label, invitation, invited_until)"
                           " VALUES ($1, $2, $3, $4, $5, now () + interval '1 day')", &values, error);
  return added != NULL;
}

/**
 * ct_server_admin_add_workstation:
 * @label: up to CT_PEER_LABEL_MAX characters; nobody's name
 * @password: a text
 * @invitation: (nullable): ct_invitation_close(), for who comes with the code; good for a day
 *
 * Returns: (transfer full) (nullable): the role it logs in with
 */
char *
ct_server_admin_add_workstation (CtServer *self, const CtUuid *pharmacy, const CtUuid *workstation, const char *label,
                                 CtSecretBytes *password, GBytes *invitation, GError **error)
{
  g_autofree char *role = ct_server_admin_role (workstation);

  if (!ct_server_run (self, "BEGIN", error))
    return NULL;
  if (make_role (self, role, password, error) && add_row (self, pharmacy, workstation, role, label, invitation, error)
      && ct_server_run (self, "COMMIT", error))
    return g_steal_pointer (&role);
  ct_server_run (self, "ROLLBACK", NULL);
  return NULL;
}

/**
 * ct_server_admin_remove_workstation:
 *
 * It gets nothing any more from now on, and its connections end; what it has seen it keeps.
 */
gboolean
ct_server_admin_remove_workstation (CtServer *self, const CtUuid *pharmacy, const CtUuid *workstation, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) removed = NULL;
  g_autoptr (PGresult) ended = NULL;
  g_autofree char *role = ct_server_admin_role (workstation);
  g_autofree char *name = ct_server_quote (self, role, TRUE);
  g_autofree char *sql = g_strdup_printf ("ALTER ROLE %s NOLOGIN", name);

  ct_server_values_add_uuid (&values, pharmacy);
  ct_server_values_add_uuid (&values, workstation);
  removed = ct_server_query (self, "UPDATE comptoir.workstation SET removed_at = now () WHERE pharmacy = $1 AND id = $2", &values, error);
  if (removed == NULL || !ct_server_run (self, sql, error))
    return FALSE;
  values = (CtServerValues) { 0 };
  ct_server_values_add_text (&values, role);
  ended = ct_server_query (self, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE usename = $1", &values, error);
  return ended != NULL;
}
