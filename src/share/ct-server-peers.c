/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The counters of a pharmacy, as one of them sees the others; and what it does for itself: give
 * a sign of life, come in by its invitation, have a password of its own. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-server-peers.h"

#include "ct-server-private.h"

/**
 * ct_server_peers_sign:
 *
 * A sign of life: without one for a minute others send what this counter did not.
 */
gboolean
ct_server_peers_sign (CtServer *self, GError **error)
{
  return ct_server_run (self, "UPDATE comptoir.workstation SET seen_at = now () WHERE id = comptoir.me ()", error);
}

static CtPeer *
read_peer (const PGresult *result, int i)
{
  g_autofree char *label = ct_server_value_text (result, i, 1);
  CtUuid id;
  CtPeer *peer;

  ct_server_value_uuid (result, i, 0, &id);
  peer = ct_peer_new (&id, label);
  peer->silence = ct_server_value_int64 (result, i, 2);
  peer->standing = ct_server_value_boolean (result, i, 4) ? CT_PEER_REMOVED
                   : ct_server_value_boolean (result, i, 3) ? CT_PEER_INVITED
                                                            : CT_PEER_MEMBER;
  peer->me = ct_server_value_boolean (result, i, 5);
  peer->public_key = ct_server_value_bytes (result, i, 6);
  peer->voucher = ct_server_value_bytes (result, i, 7);
  return peer;
}

/**
 * ct_server_peers_list:
 *
 * For a workstation of @pharmacy, and for the administrator.
 *
 * Returns: (transfer full) (element-type CtPeer) (nullable): by their labels
 */
GPtrArray *
ct_server_peers_list (CtServer *self, const CtUuid *pharmacy, GError **error)
{
  g_autoptr (GPtrArray) peers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_peer_free);
  g_autoptr (PGresult) result = NULL;
  CtServerValues values = { 0 };

  ct_server_values_add_uuid (&values, pharmacy);
  result = ct_server_query (self,
                            "SELECT id, label, coalesce (extract (epoch FROM now () - seen_at) * 1000, -1)::bigint, public_key IS NULL,"
                            " removed_at IS NOT NULL, role = session_user, public_key, mac FROM comptoir.workstation"
                            " WHERE pharmacy = $1 ORDER BY label, id",
                            &values, error);
  if (result == NULL)
    return NULL;
  for (int i = 0; i < PQntuples (result); i++)
    g_ptr_array_add (peers, read_peer (result, i));
  return g_steal_pointer (&peers);
}

/**
 * ct_server_peers_get_generation:
 * @generation: (out): of the key that the pharmacy's vault has
 * @renews: (out) (nullable): whether this workstation brings all records under it
 */
gboolean
ct_server_peers_get_generation (CtServer *self, gint64 *generation, gboolean *renews, GError **error)
{
  g_autoptr (PGresult) result = ct_server_query (self, "SELECT generation, coalesce (renewer = comptoir.me (), FALSE) FROM comptoir.pharmacy WHERE id = comptoir.mine ()", NULL, error);

  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 1)
    {
      *generation = ct_server_value_int64 (result, 0, 0);
      if (renews != NULL)
        *renews = ct_server_value_boolean (result, 0, 1);
      return TRUE;
    }
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "this counter is not, or no more, one of a pharmacy there");
  return FALSE;
}

/**
 * ct_server_peers_get_successor:
 * @sealed: (out): the key of @generation, for this workstation's public one
 * @voucher: (out): of who had the key before
 */
gboolean
ct_server_peers_get_successor (CtServer *self, gint64 generation, GBytes **sealed, GBytes **voucher, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) result = NULL;

  ct_server_values_add_int64 (&values, generation);
  result = ct_server_query (self, "SELECT sealed, mac FROM comptoir.successor WHERE workstation = comptoir.me () AND generation = $1", &values, error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 1)
    {
      *sealed = ct_server_value_bytes (result, 0, 0);
      *voucher = ct_server_value_bytes (result, 0, 1);
      return TRUE;
    }
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN, "the server has no key for this counter: invite it again");
  return FALSE;
}

/**
 * ct_server_peers_invited:
 *
 * Returns: (transfer full) (nullable): the envelope that waits for this workstation
 */
GBytes *
ct_server_peers_invited (CtServer *self, GError **error)
{
  g_autoptr (PGresult) result =
    ct_server_query (self, "SELECT invitation FROM comptoir.workstation WHERE id = comptoir.me () AND invited_until > now ()", NULL, error);

  if (result == NULL)
    return NULL;
  if (PQntuples (result) == 1 && !ct_server_value_is_null (result, 0, 0))
    return ct_server_value_bytes (result, 0, 0);
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED,
                       "this invitation was used, or its day is over: make another with comptoirctl server add-workstation");
  return NULL;
}

/**
 * ct_server_peers_publish:
 *
 * This workstation's public key, and who vouches for it.
 */
gboolean
ct_server_peers_publish (CtServer *self, GBytes *public_key, GBytes *voucher, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) result = NULL;

  ct_server_values_add_bytes (&values, public_key);
  ct_server_values_add_bytes (&values, voucher);
  result = ct_server_query (self,
                            "UPDATE comptoir.workstation SET public_key = $1, mac = $2, invitation = NULL, invited_until = NULL, seen_at = now ()"
                            " WHERE id = comptoir.me ()", &values, error);
  return result != NULL;
}

/**
 * ct_server_peers_settle_in:
 * @password: (nullable): a text, in the place of the invitation's
 * @public_key: of this workstation
 * @voucher: ct_seal_vouch() for it
 *
 * The invitation is used up. All of it, or nothing.
 */
gboolean
ct_server_peers_settle_in (CtServer *self, CtSecretBytes *password, GBytes *public_key, GBytes *voucher, GError **error)
{
  if (!ct_server_run (self, "BEGIN", error))
    return FALSE;
  if (ct_server_peers_publish (self, public_key, voucher, error) && (password == NULL || ct_server_set_password (self, NULL, password, error))
      && ct_server_run (self, "COMMIT", error))
    return TRUE;
  ct_server_run (self, "ROLLBACK", NULL);
  return FALSE;
}
