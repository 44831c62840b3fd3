/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who sends what: one workstation each record, for a minute, and all of them as fast together
 * as one would alone. What the server makes of it is in sql/0001 (comptoir.claim ()). */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-server-claims.h"

#include "ct-server-private.h"
#include "ct-uuid.h"

static GHashTable *
read_records (const PGresult *result)
{
  GHashTable *records = g_hash_table_new_full (ct_uuid_hash, ct_uuid_same, g_free, NULL);
  CtUuid uuid;

  for (int i = 0; i < PQntuples (result); i++)
    if (ct_server_value_uuid (result, i, 3, &uuid))
      g_hash_table_insert (records, g_memdup2 (&uuid, sizeof uuid), GINT_TO_POINTER (ct_server_value_boolean (result, i, 4)));
  return records;
}

/**
 * ct_server_claims_take:
 * @grant: (out caller-allocates): without records where the breaker says so; for
 *   ct_server_grant_clear(), whatever is returned
 *
 * A record whose lease runs out may be sent by another: the same bytes, under the same number.
 */
gboolean
ct_server_claims_take (CtServer *self, const CtServerClaim *claim, CtServerGrant *grant, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) result = NULL;

  *grant = (CtServerGrant) { 0 };
  ct_server_values_add_int64 (&values, claim->due);
  ct_server_values_add_int64 (&values, claim->max);
  ct_server_values_add_int64 (&values, claim->gap);
  ct_server_values_add_boolean (&values, claim->hurry);
  result = ct_server_query (self, "SELECT * FROM comptoir.claim ($1, $2, $3, $4)", &values, error);
  if (result == NULL)
    return FALSE;
  if (PQntuples (result) == 0)
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "the server said nothing of who sends");
      return FALSE;
    }
  grant->breaker.failures = (guint) CLAMP (ct_server_value_int64 (result, 0, 0), 0, G_MAXINT);
  grant->breaker.paused = MAX (ct_server_value_int64 (result, 0, 1), 0);
  grant->breaker.asked = MAX (ct_server_value_int64 (result, 0, 2), 0);
  grant->records = read_records (result);
  return TRUE;
}

/**
 * ct_server_claims_set_breaker:
 *
 * What an answer of the service makes of the breaker of all.
 */
gboolean
ct_server_claims_set_breaker (CtServer *self, const CtBreaker *breaker, GError **error)
{
  CtServerValues values = { 0 };
  g_autoptr (PGresult) result = NULL;

  ct_server_values_add_int64 (&values, breaker->failures);
  ct_server_values_add_int64 (&values, breaker->paused);
  ct_server_values_add_int64 (&values, breaker->asked);
  result = ct_server_query (self, "SELECT comptoir.set_breaker ($1, $2, $3)", &values, error);
  return result != NULL;
}

void
ct_server_grant_clear (CtServerGrant *grant)
{
  g_clear_pointer (&grant->records, g_hash_table_unref);
}
