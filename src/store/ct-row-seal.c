/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A record closed into its envelopes, and opened again: the one place where a row's clear
 * contents meet what is stored and what travels. The MAC ties the visible columns to them, so
 * that a row opens as it was written or not at all, wherever it was meanwhile. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-row-seal.h"

#include "ct-issue.h"
#include "ct-store.h"

#include <string.h>

/* Reasons that are no field's. */
#define REASON_CONFLICT ":conflict"
#define REASON_STUCK    ":stuck"

static GBytes *
reasons_to_bytes (GPtrArray *reasons)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) variant = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < reasons->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (reasons, i);

      g_variant_builder_add (&builder, "(ss)",
                             issue->code == CT_ISSUE_CONFLICT  ? REASON_CONFLICT
                             : issue->code == CT_ISSUE_STUCK   ? REASON_STUCK
                             : issue->field < CT_N_FIELDS      ? ct_field_key (issue->field)
                                                               : "",
                             issue->detail != NULL ? issue->detail : "");
    }
  variant = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_get_data_as_bytes (variant);
}

static void
reasons_from_bytes (GPtrArray *reasons, GBytes *bytes)
{
  g_autoptr (GVariant) raw = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("a(ss)"), bytes, FALSE));
  g_autoptr (GVariant) variant = g_variant_get_normal_form (raw);
  GVariantIter iter;
  const char *key, *detail;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "(&s&s)", &key, &detail))
    {
      CtField field = CT_N_FIELDS;
      CtIssueCode code = g_str_equal (key, REASON_CONFLICT) ? CT_ISSUE_CONFLICT
                         : g_str_equal (key, REASON_STUCK)  ? CT_ISSUE_STUCK
                                                            : CT_ISSUE_FROM_SERVICE;

      ct_field_from_key (key, &field);
      g_ptr_array_add (reasons, ct_issue_new (field, code, detail));
    }
}

/* What the service said: of a refused row the reasons, of an accepted one the places. */
static GBytes *
reply_to_bytes (const CtRow *row)
{
  if (row->state == CT_STATE_ACCEPTED && row->places != NULL)
    return g_bytes_new (row->places, strlen (row->places));
  return row->reasons->len > 0 ? reasons_to_bytes (row->reasons) : NULL;
}

static void
reply_from_bytes (CtRow *row, GBytes *bytes)
{
  if (row->state == CT_STATE_ACCEPTED)
    row->places = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  else
    reasons_from_bytes (row->reasons, bytes);
}

static GBytes *
sha256_of (GBytes *body)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body));
  g_checksum_get_digest (checksum, digest, &length);
  return g_bytes_new (digest, sizeof digest);
}

static GBytes *
mac_of (CtSeal *seal, const CtSealedRow *sealed)
{
  g_autoptr (GBytes) canonical = ct_sealed_row_canonical (sealed);

  return ct_seal_mac (seal, canonical);
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

/* @sealed: (nullable): then there is none to open */
static gboolean
open_part (CtSeal *seal, const CtSealedRow *row, CtSealKind kind, GBytes *sealed, GBytes **clear, GError **error)
{
  *clear = sealed != NULL ? ct_seal_open (seal, row->record_key, &row->uuid, row->revision, kind, sealed, error) : NULL;
  return sealed == NULL || *clear != NULL;
}

/* @clear: (nullable): then there is none to close */
static gboolean
close_part (CtSeal *seal, const CtSealedRow *row, CtSealKind kind, GBytes *clear, GBytes **sealed, GError **error)
{
  *sealed = clear != NULL ? ct_seal_close (seal, row->record_key, &row->uuid, row->revision, kind, clear, error) : NULL;
  return clear == NULL || *sealed != NULL;
}

/**
 * ct_row_seal_close:
 * @row: without a record key it gets one
 *
 * Returns: (transfer full) (nullable)
 */
CtSealedRow *
ct_row_seal_close (CtSeal *seal, CtRow *row, GError **error)
{
  g_autoptr (CtSealedRow) sealed = ct_sealed_row_new (&row->uuid);
  g_autoptr (GBytes) entry = ct_entry_to_bytes (row->entry);
  g_autoptr (GBytes) said = reply_to_bytes (row);

  if (row->record_key == NULL)
    row->record_key = ct_seal_new_key (seal, &row->uuid);
  sealed->revision = row->revision;
  sealed->state = row->state;
  sealed->attempts = row->attempts;
  sealed->next_at = row->next_at;
  sealed->exposed = row->exposed;
  set_text (&sealed->cause, row->cause);
  set_text (&sealed->receipt, row->receipt);
  sealed->record_key = g_bytes_ref (row->record_key);
  if (!close_part (seal, sealed, CT_SEAL_ENTRY, entry, &sealed->entry, error)
      || !close_part (seal, sealed, CT_SEAL_BODY, row->body, &sealed->body, error)
      || !close_part (seal, sealed, CT_SEAL_REPLY, said, &sealed->reply, error))
    return NULL;
  if (row->body != NULL)
    sealed->body_sha256 = sha256_of (row->body);
  sealed->mac = mac_of (seal, sealed);
  return g_steal_pointer (&sealed);
}

/**
 * ct_row_seal_holds:
 *
 * Returns: whether @sealed is what somebody with the vault's key wrote
 */
gboolean
ct_row_seal_holds (CtSeal *seal, const CtSealedRow *sealed)
{
  gboolean whole = sealed->mac != NULL && (sealed->gone || (sealed->record_key != NULL && sealed->entry != NULL));
  g_autoptr (GBytes) mac = whole ? mac_of (seal, sealed) : NULL;

  return mac != NULL && g_bytes_equal (mac, sealed->mac);
}

/**
 * ct_row_seal_mark_gone:
 * @sealed: gone
 *
 * That a record is gone is somebody's word, too: a server cannot give it.
 */
void
ct_row_seal_mark_gone (CtSeal *seal, CtSealedRow *sealed)
{
  g_clear_pointer (&sealed->mac, g_bytes_unref);
  sealed->mac = mac_of (seal, sealed);
}

/**
 * ct_row_seal_open:
 * @with_body: the body and the places are large and only the sender's: without it they stay
 *   sealed, and the row is not to be written back
 *
 * Fails with %CT_STORE_ERROR_DAMAGED, or with an error of #CtSealError, whatever was changed in
 * @sealed.
 *
 * Returns: (transfer full) (nullable)
 */
CtRow *
ct_row_seal_open (CtSeal *seal, const CtSealedRow *sealed, gboolean with_body, GError **error)
{
  g_autoptr (CtRow) row = ct_row_new ();
  g_autoptr (GBytes) entry = NULL;
  g_autoptr (GBytes) reply = NULL;
  gboolean reads_reply = with_body || sealed->state != CT_STATE_ACCEPTED;

  if (!ct_row_seal_holds (seal, sealed))
    {
      g_set_error_literal (error, CT_STORE_ERROR, CT_STORE_ERROR_DAMAGED, "a record was changed outside Comptoir");
      return NULL;
    }
  row->uuid = sealed->uuid;
  row->revision = sealed->revision;
  row->state = sealed->state;
  row->attempts = sealed->attempts;
  row->next_at = sealed->next_at;
  row->exposed = sealed->exposed;
  set_text (&row->cause, sealed->cause);
  set_text (&row->receipt, sealed->receipt);
  row->record_key = g_bytes_ref (sealed->record_key);
  if (!open_part (seal, sealed, CT_SEAL_ENTRY, sealed->entry, &entry, error)
      || !open_part (seal, sealed, CT_SEAL_BODY, with_body ? sealed->body : NULL, &row->body, error)
      || !open_part (seal, sealed, CT_SEAL_REPLY, reads_reply ? sealed->reply : NULL, &reply, error))
    return NULL;
  row->entry = ct_entry_from_bytes (entry);
  if (reply != NULL)
    reply_from_bytes (row, reply);
  return g_steal_pointer (&row);
}

/**
 * ct_row_seal_digest:
 *
 * Returns: (transfer full) (nullable): tells what @row says from what any other does, under
 *   whatever key; NULL where it does not open
 */
GBytes *
ct_row_seal_digest (CtSeal *seal, const CtSealedRow *row)
{
  g_autoptr (CtSealedRow) bare = ct_sealed_row_new (&row->uuid);
  g_autoptr (GBytes) canonical = NULL;

  bare->gone = row->gone;
  bare->revision = row->revision;
  bare->state = row->state;
  bare->attempts = row->attempts;
  bare->next_at = row->next_at;
  bare->exposed = row->exposed;
  set_text (&bare->cause, row->cause);
  set_text (&bare->receipt, row->receipt);
  if (!open_part (seal, row, CT_SEAL_ENTRY, row->entry, &bare->entry, NULL) || !open_part (seal, row, CT_SEAL_BODY, row->body, &bare->body, NULL)
      || !open_part (seal, row, CT_SEAL_REPLY, row->reply, &bare->reply, NULL))
    return NULL;
  canonical = ct_sealed_row_canonical (bare);
  return ct_seal_chain (seal, canonical);
}

/**
 * ct_row_seal_renew:
 * @row: whole, under @before
 *
 * Returns: (transfer full) (nullable): the same under @after, and under a record key of its own:
 *   who knows the one before opens none of it
 */
CtSealedRow *
ct_row_seal_renew (CtSeal *before, CtSeal *after, const CtSealedRow *row, GError **error)
{
  g_autoptr (CtSealedRow) renewed = ct_sealed_row_new (&row->uuid);
  g_autoptr (GBytes) entry = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) reply = NULL;

  if (!open_part (before, row, CT_SEAL_ENTRY, row->entry, &entry, error) || !open_part (before, row, CT_SEAL_BODY, row->body, &body, error)
      || !open_part (before, row, CT_SEAL_REPLY, row->reply, &reply, error))
    return NULL;
  renewed->revision = row->revision;
  renewed->state = row->state;
  renewed->attempts = row->attempts;
  renewed->next_at = row->next_at;
  renewed->exposed = row->exposed;
  set_text (&renewed->cause, row->cause);
  set_text (&renewed->receipt, row->receipt);
  renewed->record_key = ct_seal_new_key (after, &row->uuid);
  if (!close_part (after, renewed, CT_SEAL_ENTRY, entry, &renewed->entry, error)
      || !close_part (after, renewed, CT_SEAL_BODY, body, &renewed->body, error)
      || !close_part (after, renewed, CT_SEAL_REPLY, reply, &renewed->reply, error))
    return NULL;
  renewed->body_sha256 = row->body_sha256 != NULL ? g_bytes_ref (row->body_sha256) : NULL;
  renewed->mac = mac_of (after, renewed);
  return g_steal_pointer (&renewed);
}
