/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Answers that nobody types: a scanned code, a patient known from before. They go
 * through the desk like typed ones, in sight, to be read back. */

#include "config.h"

#include "ct-prefill.h"

#include "ct-clock.h"
#include "ct-doubts.h"
#include "ct-name.h"
#include "ct-patient-index.h"
#include "ct-rules.h"
#include "ct-slip-code.h"

#define MAX_MATCHES 9 /* a digit picks */

struct _CtPrefill
{
  CtDesk         *desk;
  CtWorklist     *worklist;
  CtPatientIndex *patients;
};

static CtDraft *
draft_of (CtPrefill *self)
{
  return ct_desk_get_draft (self->desk);
}

/**
 * ct_prefill_new:
 * @worklist: whose patients are known
 */
CtPrefill *
ct_prefill_new (CtDesk *desk, CtWorklist *worklist)
{
  CtPrefill *self = g_new0 (CtPrefill, 1);

  self->desk = g_object_ref (desk);
  self->worklist = g_object_ref (worklist);
  self->patients = ct_patient_index_new (worklist);
  return self;
}

void
ct_prefill_free (CtPrefill *self)
{
  ct_patient_index_free (self->patients);
  g_object_unref (self->desk);
  g_object_unref (self->worklist);
  g_free (self);
}

/**
 * ct_prefill_put_back:
 * @entry: the answers there were, as of ct_draft_dup_entry()
 *
 * Undoes what a scanner typed before it was known for one.
 */
void
ct_prefill_put_back (CtPrefill *self, CtEntry *entry)
{
  CtField cursor = ct_desk_get_cursor (self->desk);

  for (guint i = 0; i < CT_N_FIELDS; i++)
    ct_desk_type (self->desk, (CtField) i, ct_entry_get (entry, (CtField) i));
  ct_desk_leave_field (self->desk, cursor, cursor);
}

/* Whether the form holds somebody else than @found: then that one is kept as a
 * draft and the scan begins a new record. */
static gboolean
is_other_person (CtPrefill *self, const CtEntry *found)
{
  g_autofree char *here = ct_name_fold (ct_draft_get (draft_of (self), CT_FIELD_BIRTH_NAME));
  g_autofree char *there = ct_name_fold (ct_entry_get (found, CT_FIELD_BIRTH_NAME));

  return *here != '\0' && !g_str_equal (here, there);
}

/* An identity card says nothing of phone and mailbox: to be asked, too. */
static gboolean
is_reachable (CtPrefill *self)
{
  return *ct_draft_get (draft_of (self), CT_FIELD_PHONE) != '\0' || *ct_draft_get (draft_of (self), CT_FIELD_EMAIL) != '\0';
}

/* Where the next answer is missing: the cursor, to be read by
 * ct_desk_get_cursor(). */
static void
go_to_missing (CtPrefill *self, gboolean person)
{
  CtField next;

  if (!ct_draft_first_error (draft_of (self), &next))
    next = CT_FIELD_RESULT;
  if (person && !is_reachable (self))
    next = MIN (next, CT_FIELD_PHONE);
  ct_desk_leave_field (self->desk, ct_desk_get_cursor (self->desk), next);
}

/* What was in the form is kept as a draft. */
static CtScanKind
open_record (CtPrefill *self, const char *code)
{
  CtUuid uuid;
  CtRow *row = ct_slip_code_parse (code, &uuid) ? ct_worklist_find (self->worklist, &uuid) : NULL;

  if (row == NULL)
    return CT_SCAN_GONE;
  ct_desk_open (self->desk, row);
  return CT_SCAN_RECORD;
}

/**
 * ct_prefill_scan:
 * @code: what a scanner typed
 *
 * Fills in what the code holds, never more, and puts the cursor where the next
 * answer is missing (read it from ct_desk_get_cursor()).
 *
 * Returns: what it was; nothing was taken but for a patient or a kit. A record is opened; of one
 *   that is not here (any more) it is %CT_SCAN_GONE
 */
CtScanKind
ct_prefill_scan (CtPrefill *self, const char *code)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (CtEntry) found = ct_entry_new ();
  CtScanKind kind = ct_scan_read (code, ct_date_of (now), found);

  if (kind == CT_SCAN_RECORD)
    return open_record (self, code);
  if (kind != CT_SCAN_PATIENT && kind != CT_SCAN_KIT)
    return kind;
  if (kind == CT_SCAN_PATIENT && is_other_person (self, found))
    ct_desk_new_record (self->desk);
  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      g_autofree char *text =
        ct_rules_tidy ((CtField) i, ct_entry_get (found, (CtField) i), ct_draft_get_catalog (draft_of (self)), now);

      if (*text != '\0')
        ct_desk_type (self->desk, (CtField) i, text);
    }
  go_to_missing (self, kind == CT_SCAN_PATIENT);
  return kind;
}

/**
 * ct_prefill_find_patients:
 * @text: what is typed of a name, or of a birth date, social security or phone
 *   number
 *
 * Returns: (transfer full) (element-type CtEntry): known patients, at most nine
 */
GPtrArray *
ct_prefill_find_patients (CtPrefill *self, const char *text)
{
  return ct_patient_index_search (self->patients, text, MAX_MATCHES);
}

/**
 * ct_prefill_find_doubts:
 *
 * See ct_doubts_find().
 */
GPtrArray *
ct_prefill_find_doubts (CtPrefill *self)
{
  return ct_doubts_find (self->desk, self->worklist, self->patients);
}

/**
 * ct_prefill_find_like:
 *
 * Returns: (transfer full) (nullable): somebody known who may be the person in the
 *   form, written differently
 */
CtEntry *
ct_prefill_find_like (CtPrefill *self)
{
  return ct_patient_index_like (self->patients, ct_draft_get_entry (draft_of (self)));
}

/**
 * ct_prefill_take_patient:
 * @patient: of ct_prefill_find_patients()
 *
 * Fills in who it is, and nothing of the test; the cursor goes where the next
 * answer is missing.
 */
void
ct_prefill_take_patient (CtPrefill *self, CtEntry *patient)
{
  for (guint i = CT_FIELD_BIRTH_NAME; i <= CT_FIELD_ADDRESS; i++)
    ct_desk_type (self->desk, (CtField) i, ct_entry_get (patient, (CtField) i));
  go_to_missing (self, FALSE);
}
