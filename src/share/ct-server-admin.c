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
 * @generation: of the vault's key
 */
gboolean
ct_server_admin_add_pharmacy (CtServer *self, const CtUuid *pharmacy, gint64 generation, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) added = NULL;

  ct_server_values_add_uuid (&values, pharmacy);
  ct_server_values_add_int64 (&values, generation);
  added = ct_server_query (self, "INSERT INTO comptoir.pharmacy (id, generation) VALUES ($1, $2) ON CONFLICT DO NOTHING", &values, error);
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
 * ct_server_admin_begin_epoch:
 *
 * The database was put back to an earlier day: all counters tell it what they have.
 */
gboolean
ct_server_admin_begin_epoch (CtServer *self, GError **error)
{
  return ct_server_run (self, "UPDATE comptoir.pharmacy SET epoch = gen_random_uuid ()", error);
}

static gboolean
run_with (CtServer *self, const char *sql, const CtServerValues *values, GError **error)
{
  g_autoptr (PGresult) result = ct_server_query (self, sql, values, error);

  return result != NULL;
}

static gboolean
give_key (CtServer *self, const CtUuid *pharmacy, gint64 generation, const CtServerKey *key, GError **error)
{
  CtServerValues values = { 0 };

  ct_server_values_add_uuid (&values, pharmacy);
  ct_server_values_add_int64 (&values, generation);
  ct_server_values_add_uuid (&values, &key->workstation);
  ct_server_values_add_bytes (&values, key->sealed);
  ct_server_values_add_bytes (&values, key->voucher);
  return run_with (self, "INSERT INTO comptoir.successor (pharmacy, generation, workstation, sealed, mac) VALUES ($1, $2, $3, $4, $5)", &values,
                   error);
}

/* Invitations hold the key before: they are void. */
static gboolean
shut_out (CtServer *self, const CtUuid *pharmacy, const CtUuid *workstation, const CtServerSuccession *succession, GError **error)
{
  g_autofree char *role = ct_server_admin_role (workstation);
  g_autofree char *name = ct_server_quote (self, role, TRUE);
  g_autofree char *sql = g_strdup_printf ("ALTER ROLE %s NOLOGIN", name);
  CtServerValues values = { 0 };
  CtServerValues whose = { 0 };
  CtServerValues next = { 0 };
  g_autoptr (PGresult) moved = NULL;

  /* From here on nobody puts anything: what is looked at next is all there is. */
  ct_server_values_add_uuid (&whose, pharmacy);
  if (!run_with (self, "SELECT FROM comptoir.pharmacy WHERE id = $1 FOR UPDATE", &whose, error))
    return FALSE;
  ct_server_values_add_uuid (&next, pharmacy);
  ct_server_values_add_int64 (&next, succession->generation);
  ct_server_values_add_uuid (&next, &succession->renewer);
  ct_server_values_add_int64 (&next, succession->seen);
  moved = ct_server_query (self,
                           "UPDATE comptoir.pharmacy SET generation = $2, renewer = $3 WHERE id = $1 AND generation = $2 - 1"
                           " AND NOT EXISTS (SELECT FROM comptoir.record WHERE pharmacy = $1 AND change > $4) RETURNING generation", &next, error);
  if (moved == NULL)
    return FALSE;
  if (PQntuples (moved) != 1)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_OTHER_KEY, "something was written meanwhile: try again");
      return FALSE;
    }
  ct_server_values_add_uuid (&values, pharmacy);
  ct_server_values_add_uuid (&values, workstation);
  return run_with (self, "UPDATE comptoir.workstation SET removed_at = now (), invitation = NULL"
                         " WHERE pharmacy = $1 AND (id = $2 OR public_key IS NULL)", &values, error)
         && ct_server_run (self, sql, error);
}

static gboolean
end_connections (CtServer *self, const CtUuid *workstation, GError **error)
{
  g_autofree char *role = ct_server_admin_role (workstation);
  CtServerValues values = { 0 };

  ct_server_values_add_text (&values, role);
  return run_with (self, "SELECT pg_terminate_backend (pid) FROM pg_stat_activity WHERE usename = $1", &values, error);
}

/**
 * ct_server_admin_remove_workstation:
 * @succession: what comes after
 *
 * It gets nothing any more from now on, and its connections end; who goes on with the key before
 * gets nothing, either. All of it, or nothing: with %CT_SERVER_ERROR_OTHER_KEY where the renewer
 * has not seen everything that is under the key before.
 */
gboolean
ct_server_admin_remove_workstation (CtServer *self, const CtUuid *pharmacy, const CtUuid *workstation, const CtServerSuccession *succession,
                                    GError **error)
{
  gboolean good = ct_server_run (self, "BEGIN", error);

  if (!good)
    return FALSE;
  good = shut_out (self, pharmacy, workstation, succession, error);
  for (guint i = 0; good && i < succession->keys->len; i++)
    good = give_key (self, pharmacy, succession->generation, g_ptr_array_index (succession->keys, i), error);
  if (good && ct_server_run (self, "COMMIT", error))
    return end_connections (self, workstation, error);
  ct_server_run (self, "ROLLBACK", NULL);
  return FALSE;
}

void
ct_server_key_free (CtServerKey *key)
{
  g_clear_pointer (&key->sealed, g_bytes_unref);
  g_clear_pointer (&key->voucher, g_bytes_unref);
  g_free (key);
}
