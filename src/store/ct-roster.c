/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who works at this counter, on disk: one envelope under a key of its own, which every
 * writing makes anew. */

#include "config.h"

#include "ct-roster.h"

#include "ct-statement.h"
#include "ct-store.h"

typedef struct
{
  gint64  revision; /* 0: there is none yet */
  GBytes *key;      /* nullable, with it */
  GBytes *envelope; /* nullable, with it */
} Sealed;

static void
sealed_clear (Sealed *self)
{
  g_clear_pointer (&self->key, g_bytes_unref);
  g_clear_pointer (&self->envelope, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sealed, sealed_clear)

static gboolean
read_sealed (CtDb *db, Sealed *sealed, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "SELECT revision, roster_key, envelope FROM roster", error);

  if (statement == NULL)
    return FALSE;
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      sealed->revision = ct_statement_int64 (statement, 0);
      sealed->key = ct_statement_bytes (statement, 1);
      sealed->envelope = ct_statement_bytes (statement, 2);
      return TRUE;
    case CT_STEP_DONE:
      return TRUE;
    case CT_STEP_ERROR:
      break;
    }
  return FALSE;
}

/**
 * ct_roster_read:
 *
 * Returns: (transfer full) (element-type CtOperator) (nullable): nobody at first; NULL with
 *   an error, %CT_SEAL_ERROR_BROKEN when somebody changed it from outside
 */
GPtrArray *
ct_roster_read (CtDb *db, CtSeal *seal, const CtUuid *vault, GError **error)
{
  g_auto (Sealed) sealed = { 0 };
  g_autoptr (GBytes) packed = NULL;
  GPtrArray *operators;

  if (!read_sealed (db, &sealed, error))
    return NULL;
  if (sealed.revision == 0)
    return ct_operators_new ();
  packed = ct_seal_open (seal, sealed.key, vault, (guint64) sealed.revision, CT_SEAL_ROSTER, sealed.envelope, error);
  if (packed == NULL)
    return NULL;
  operators = ct_operators_unpack (packed);
  if (operators == NULL)
    g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_FOREIGN, "who works here was written by another version");
  return operators;
}

/**
 * ct_roster_write:
 *
 * Inside a transaction of the caller.
 */
gboolean
ct_roster_write (CtDb *db, CtSeal *seal, const CtUuid *vault, GPtrArray *operators, GError **error)
{
  g_auto (Sealed) before = { 0 };
  g_autoptr (GBytes) packed = ct_operators_pack (operators);
  g_autoptr (GBytes) key = ct_seal_new_key (seal, vault);
  g_autoptr (GBytes) envelope = NULL;
  g_autoptr (CtStatement) statement = NULL;

  if (!read_sealed (db, &before, error))
    return FALSE;
  envelope = ct_seal_close (seal, key, vault, (guint64) before.revision + 1, CT_SEAL_ROSTER, packed, error);
  if (envelope == NULL)
    return FALSE;
  statement = ct_statement_new (db, "INSERT OR REPLACE INTO roster (id, revision, roster_key, envelope) VALUES (1, ?1, ?2, ?3)", error);
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, before.revision + 1);
  ct_statement_bind_bytes (statement, 2, key);
  ct_statement_bind_bytes (statement, 3, envelope);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}
