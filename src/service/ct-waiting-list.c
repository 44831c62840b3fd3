/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Samples that are on their devices, and cannot be read yet: drafts that say when, and have a
 * number that is theirs until they are read: it is written on the device, and on the slip that
 * the patient holds. */

#define G_LOG_DOMAIN "ct-desk"

#include "config.h"

#include "ct-waiting-list.h"

#include "ct-clock.h"
#include "ct-outcome.h"
#include "ct-rules.h"

struct _CtWaitingList
{
  CtDesk        *desk;
  CtWorklist    *worklist;
  CtPreferences *preferences;
  guint          last; /* number given: not again at once, its record may not be in the list yet */
};

CtWaitingList *
ct_waiting_list_new (CtDesk *desk, CtWorklist *worklist, CtPreferences *preferences)
{
  CtWaitingList *self = g_new0 (CtWaitingList, 1);

  self->desk = g_object_ref (desk);
  self->worklist = g_object_ref (worklist);
  self->preferences = g_object_ref (preferences);
  return self;
}

void
ct_waiting_list_free (CtWaitingList *self)
{
  g_object_unref (self->desk);
  g_object_unref (self->worklist);
  g_object_unref (self->preferences);
  g_free (self);
}

/* Counted from the moment that was typed; from now where none was. */
static gint64
due_at (CtWaitingList *self, GDateTime *now)
{
  CtDraft *draft = ct_desk_get_draft (self->desk);
  gint64 minutes = ct_preferences_get_minutes (self->preferences, ct_draft_get (draft, CT_FIELD_KIT));
  g_autoptr (GDateTime) sampled = NULL;
  g_autofree char *text = NULL;

  if (!ct_desk_is_given (self->desk, CT_FIELD_SAMPLED_AT))
    sampled = ct_date_parse_time (ct_draft_get (draft, CT_FIELD_SAMPLED_AT), now);
  if (sampled != NULL)
    return (g_date_time_to_unix (sampled) + minutes * 60) * 1000;
  text = g_date_time_format (now, "%d/%m/%Y %H:%M");
  ct_desk_type (self->desk, CT_FIELD_SAMPLED_AT, text);
  return ct_clock_now_ms () + minutes * 60 * 1000;
}

/* The least that nobody has: a counter has few devices at a time, and a digit is one key. */
static guint
free_number (CtWaitingList *self)
{
  guint number = 1;

  while (number == self->last || ct_worklist_find_number (self->worklist, number) != NULL)
    number++;
  self->last = number;
  return number;
}

/**
 * ct_waiting_list_put:
 *
 * Keeps the record in the form until its test can be read, and begins a blank one.
 *
 * Returns: the number it has until then; 0 when nobody is named yet, or the result is there
 *   already
 */
guint
ct_waiting_list_put (CtWaitingList *self)
{
  CtEntry *entry = ct_draft_get_entry (ct_desk_get_draft (self->desk));
  guint number = ct_entry_get_slot (entry);
  g_autoptr (GDateTime) now = ct_clock_now ();

  if (*ct_entry_get (entry, CT_FIELD_BIRTH_NAME) == '\0' || *ct_outcome_of (entry) != '\0')
    return 0;
  if (number == 0)
    number = free_number (self);
  ct_entry_set_due_at (entry, due_at (self, now), number);
  ct_desk_new_record (self->desk);
  return number;
}

/**
 * ct_waiting_list_find:
 * @number: from 1
 *
 * Returns: (transfer none) (nullable): the test to be read of that number
 */
CtRow *
ct_waiting_list_find (CtWaitingList *self, guint number)
{
  return ct_worklist_find_number (self->worklist, number);
}

/**
 * ct_waiting_list_give:
 * @row: of ct_waiting_list_find()
 * @result: a code
 *
 * Puts the record in the form with its result, to be validated. Of a combined test one word
 * tells all that nothing was found, or that nothing could be read; for anything else each is
 * asked for.
 *
 * Returns: whether it was given; otherwise the record is open for it
 */
gboolean
ct_waiting_list_give (CtWaitingList *self, CtRow *row, const char *result)
{
  guint n = ct_catalog_n_results (ct_draft_get_catalog (ct_desk_get_draft (self->desk)), ct_entry_get (row->entry, CT_FIELD_KIT));
  gboolean for_all = n == 1 || g_str_equal (result, "negative") || g_str_equal (result, "unreadable");

  ct_desk_open (self->desk, row);
  for (guint i = 0; i < n && for_all; i++)
    ct_desk_type (self->desk, CT_FIELD_RESULT + i, result);
  return for_all;
}
