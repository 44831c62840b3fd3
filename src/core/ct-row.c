/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A row's memory. */

#include "config.h"

#include "ct-row.h"

#include "ct-issue.h"

#include <string.h>

CtRow *
ct_row_new (void)
{
  CtRow *self = g_new0 (CtRow, 1);

  g_atomic_ref_count_init (&self->refs);
  self->cause = g_strdup ("");
  self->receipt = g_strdup ("");
  self->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  return self;
}

CtRow *
ct_row_ref (CtRow *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ct_row_unref (CtRow *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->cause);
  g_free (self->receipt);
  g_clear_pointer (&self->record_key, g_bytes_unref);
  g_clear_pointer (&self->entry, ct_entry_unref);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_ptr_array_unref (self->reasons);
  g_free (self->places);
  g_free (self->place);
  g_free (self->target);
  g_free (self);
}

/**
 * ct_row_receipt_number:
 *
 * Returns: (transfer full) (nullable): what can be read aloud of the receipt:
 *   the last part of the location's identifier; NULL before acceptance
 */
char *
ct_row_receipt_number (const CtRow *self)
{
  /* "Observation/ID/_history/VERSION TIME SHA256" */
  const char *slash = strchr (self->receipt, '/');
  gsize length = slash != NULL ? strcspn (slash + 1, "/ ") : 0;

  if (length == 0)
    return NULL;
  if (length > 8)
    length = strcspn (slash + 1, "-/ ");
  return g_strndup (slash + 1, MIN (length, 12));
}

/**
 * ct_row_is_unsent:
 *
 * Returns: whether something is still to be sent for the record without anybody
 *   doing anything: also a correction that waits for the fate of what it corrects
 */
gboolean
ct_row_is_unsent (const CtRow *self)
{
  const CtAmendment *amendment = ct_entry_get_amendment (self->entry);

  return ct_state_is_unsent (self->state) || (self->state == CT_STATE_DRAFT && amendment != NULL && amendment->ready);
}
