/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Records that come from elsewhere than the form: whole at once, already checked. */

#define G_LOG_DOMAIN "ct-intake"

#include "config.h"

#include "ct-intake.h"

#include "ct-clock.h"
#include "ct-fhir.h"
#include "ct-store.h"

static void
on_added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row != NULL)
    g_task_return_pointer (task, ct_uuid_format (&row->uuid), g_free);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * ct_intake_add_async:
 * @entry: what was given
 * @record: (nullable): @entry checked, to be sent; NULL to keep a draft
 */
void
ct_intake_add_async (CtStore *store, const CtSetup *setup, CtEntry *entry, CtRecord *record,
                     GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  g_autoptr (CtProfessional) professional = ct_setup_professional (setup);
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (CtEntry) dated = ct_entry_copy (entry);
  g_autoptr (GBytes) body = NULL;
  CtUuid uuid = ct_uuid_random ();

  if (record == NULL)
    {
      ct_store_save_draft_async (store, &uuid, dated, on_added_cb, task);
      return;
    }
  if (professional == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED, "%s", ct_setup_problem (setup));
      g_object_unref (task);
      return;
    }
  ct_entry_set_validated_at (dated, ct_clock_now_ms ());
  ct_entry_set_by (dated, professional->practitioner);
  body = ct_fhir_encode (record, professional, &uuid, 1, now);
  ct_store_commit_async (store, &uuid, 1, dated, body, 0, on_added_cb, task);
}

/**
 * ct_intake_add_finish:
 *
 * Returns: (transfer full) (nullable): the new record's UUID
 */
char *
ct_intake_add_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
