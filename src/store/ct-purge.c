/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Erases records that were accepted, or concluded, and proves it: each row goes with its
 * key, whose copy nobody has; SQLite overwrites what they stood on (secure_delete), the log
 * of before is folded, and then the whole file is read for what was there.
 *
 * What stays is a line of the audit chain, with the record's UUID and the number of its
 * receipt, and one more in the figures of its day: nobody's name. */

#define G_LOG_DOMAIN "ct-store"

#include "config.h"

#include "ct-purge.h"

#include "ct-audit.h"
#include "ct-clock.h"
#include "ct-day-table.h"
#include "ct-record-table.h"
#include "ct-store.h"
#include "ct-vault-header.h"

#define AUDIT_MS (G_GINT64_CONSTANT (86400000) * 365) /* CNIL, deliberation 2021-122: six months to a year */

typedef struct
{
  GPtrArray *sealed;  /* of GBytes: what is to leave no trace */
  GPtrArray *gone;    /* of CtUuid */
  GPtrArray *counted; /* of CtRow: for the figures */
} Erased;

static gboolean
purge_one (CtDb *db, CtSeal *seal, const CtPurgeItem *item, Erased *erased, GError **error)
{
  const CtUuid *uuid = &item->uuid;
  g_autoptr (GError) local = NULL;
  g_autoptr (CtRow) row = ct_record_table_find (db, seal, uuid, &local);
  g_autofree char *receipt = NULL;

  /* Gone, or changed meanwhile, or damaged: then it is not ours to erase. */
  if (row == NULL || !ct_state_is_final (row->state))
    return TRUE;
  receipt = ct_row_receipt_number (row);
  if (!ct_record_table_take_sealed (db, uuid, erased->sealed, error) || !ct_record_table_delete (db, uuid, error)
      || !ct_audit_append (db, seal, CT_AUDIT_SENDER, CT_AUDIT_PURGED, uuid, NULL, receipt != NULL ? receipt : "", error))
    return FALSE;
  g_ptr_array_add (erased->gone, g_memdup2 (uuid, sizeof *uuid));
  if (!item->superseded)
    g_ptr_array_add (erased->counted, g_steal_pointer (&row));
  return TRUE;
}

/**
 * ct_purge_run:
 * @items: (element-type CtPurgeItem): what is past its time; of them only what is final goes
 * @time: kept; by it lines of the audit chain go, too, after twelve months
 * @gone: (out) (transfer full) (element-type CtUuid): what went
 * @report: (out)
 */
gboolean
ct_purge_run (CtDb *db, CtSeal *seal, GPtrArray *items, const CtTrustedTime *time, GPtrArray **gone, CtPurgeReport *report, GError **error)
{
  g_autoptr (GPtrArray) sealed = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) went = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) counted = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  Erased erased = { sealed, went, counted };
  gboolean good = ct_db_begin (db, error);
  gint64 left;

  *report = (CtPurgeReport) { .at = ct_clock_now_ms () };
  for (guint i = 0; good && i < items->len; i++)
    good = purge_one (db, seal, g_ptr_array_index (items, i), &erased, error);
  good = good && ct_day_table_add (db, seal, counted, error) && ct_vault_header_set_time (db, time, error)
         && ct_audit_trim (db, seal, time->at - AUDIT_MS, error) && ct_day_table_trim (db, time->at - AUDIT_MS, error)
         && ct_db_commit (db, error);
  ct_db_rollback (db);
  if (!good)
    return FALSE;
  report->erased = went->len;
  *gone = g_steal_pointer (&went);
  report->folded = ct_db_fold (db, NULL);
  /* Of nothing there are no traces to look for. */
  good = (sealed->len == 0 || ct_db_count_traces (db, sealed, &report->traces, error)) && ct_db_get_int64 (db, "SELECT count(*) FROM record", &left, error);
  report->left = good ? (guint) left : 0;
  if (!good)
    g_clear_pointer (gone, g_ptr_array_unref);
  return good;
}
