/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Where a validated record goes: to the sender, after a grace in which it can be
 * called back; or, where the preferences or the role of who typed it want it, to somebody
 * who checks it first and then releases it. Its bytes are frozen when it goes to the sender. A correction
 * goes there once the record before it was accepted. */

#define G_LOG_DOMAIN "ct-desk"

#include "config.h"

#include "ct-out-tray.h"

#include "ct-amendment.h"
#include "ct-clock.h"
#include "ct-fhir.h"
#include "ct-issue.h"
#include "ct-revisions.h"
#include "ct-rules.h"
#include "ct-store.h"

struct _CtOutTray
{
  CtStore        *store;
  CtWorklist     *worklist;
  CtCatalog      *catalog;
  CtPreferences  *preferences;
  CtPeople       *people;
  CtProfessional *professional; /* nullable: not set up yet */
};

CtOutTray *
ct_out_tray_new (CtStore *store, CtWorklist *worklist, CtCatalog *catalog, CtPreferences *preferences, CtPeople *people)
{
  CtOutTray *self = g_new0 (CtOutTray, 1);

  self->store = g_object_ref (store);
  self->worklist = g_object_ref (worklist);
  self->catalog = ct_catalog_ref (catalog);
  self->preferences = g_object_ref (preferences);
  self->people = g_object_ref (people);
  return self;
}

void
ct_out_tray_free (CtOutTray *self)
{
  g_object_unref (self->store);
  g_object_unref (self->worklist);
  ct_catalog_unref (self->catalog);
  g_object_unref (self->preferences);
  g_object_unref (self->people);
  g_clear_pointer (&self->professional, ct_professional_unref);
  g_free (self);
}

/**
 * ct_out_tray_set_professional:
 * @professional: (nullable): who answers for what is sent from now on
 */
void
ct_out_tray_set_professional (CtOutTray *self, CtProfessional *professional)
{
  g_clear_pointer (&self->professional, ct_professional_unref);
  if (professional != NULL)
    self->professional = ct_professional_ref (professional);
}

gboolean
ct_out_tray_is_set_up (CtOutTray *self)
{
  return self->professional != NULL;
}

/* When the record was validated. */
static GDateTime *
day_of (const CtEntry *entry)
{
  return g_date_time_new_from_unix_local (ct_entry_get_validated_at (entry) / 1000);
}

/* The body of a correction of @before. */
static GBytes *
encode_amendment (CtOutTray *self, const CtUuid *uuid, guint64 revision, CtEntry *entry, CtRecord *record, CtRow *before,
                  GDateTime *now)
{
  const CtAmendment *earlier = ct_entry_get_amendment (before->entry);
  CtAmendment amendment = *ct_entry_get_amendment (entry);
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  /* By the rules of its day: a lot may have expired since. */
  g_autoptr (GDateTime) then = day_of (before->entry);
  g_autoptr (CtRecord) was = ct_rules_check (before->entry, self->catalog, then, issues);

  /* The origin is certain only now: what was refused comes back under other names. */
  amendment.origin = earlier != NULL ? earlier->origin : before->uuid;
  amendment.origin_revision = earlier != NULL ? earlier->origin_revision : before->revision;
  amendment.ready = FALSE;
  ct_entry_set_amendment (entry, &amendment);
  return ct_amendment_encode (was, record, &amendment, self->professional, uuid, revision, now);
}

/* What was checked by somebody leaves at once. */
static void
commit (CtOutTray *self, const CtUuid *uuid, guint64 revision, CtEntry *entry, CtRecord *record,
        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (GBytes) body = NULL;
  CtRow *before = ct_revisions_before (self->worklist, entry);
  const CtAmendment *amendment = ct_entry_get_amendment (entry);
  gboolean follows = amendment != NULL && amendment->ready;
  guint grace = ct_entry_is_held (entry) || follows ? 0 : ct_preferences_get_grace (self->preferences);

  ct_entry_set_held (entry, FALSE);
  if (amendment != NULL && (before == NULL || before->state != CT_STATE_ACCEPTED))
    {
      CtAmendment ready = *amendment;

      ready.ready = TRUE;
      ct_entry_set_amendment (entry, &ready);
      ct_store_save_draft_async (self->store, uuid, entry, callback, data); /* ct-follow-up.c goes on */
      return;
    }
  body = amendment != NULL ? encode_amendment (self, uuid, revision, entry, record, before, now)
                           : ct_fhir_encode (record, self->professional, uuid, revision, now);
  ct_store_commit_async (self->store, uuid, revision, entry, body,
                         grace > 0 ? ct_clock_now_ms () + grace * 1000 : 0, callback, data);
}

/* Who works now answers for it, from now on. */
static void
sign (CtOutTray *self, CtEntry *entry)
{
  const CtOperator *current = ct_people_get_current (self->people);

  ct_entry_set_validated_at (entry, ct_clock_now_ms ());
  ct_entry_set_by (entry, current != NULL ? current->initials : self->professional->practitioner);
}

/**
 * ct_out_tray_put_async:
 * @entry: validated; changed here, and then nobody's but the store's
 * @record: what @entry says
 *
 * On a tray that is set up. Finish with ct_store_row_finish(): the row is held to
 * be checked, or waits for the sender.
 */
void
ct_out_tray_put_async (CtOutTray *self, const CtUuid *uuid, guint64 revision, CtEntry *entry, CtRecord *record,
                       GAsyncReadyCallback callback, gpointer data)
{
  sign (self, entry);
  ct_entry_set_due_at (entry, 0, 0);
  if (!ct_out_tray_may_release (self) || (ct_preferences_get_check_first (self->preferences) && !ct_entry_is_held (entry)))
    {
      ct_entry_set_held (entry, TRUE);
      ct_store_save_draft_async (self->store, uuid, entry, callback, data);
      return;
    }
  commit (self, uuid, revision, entry, record, callback, data);
}

/**
 * ct_out_tray_may_release:
 *
 * Returns: whether who works now may send what waits to be checked
 */
gboolean
ct_out_tray_may_release (CtOutTray *self)
{
  return ct_people_may (self->people, CT_ROLE_CHECKS);
}

/**
 * ct_out_tray_release_async:
 * @row: held to be checked, or a correction that waited
 *
 * Hands it to the sender as it is. Finish with ct_store_row_finish().
 *
 * Returns: FALSE, and there is no callback, when something in it is to be mended
 *   first
 */
gboolean
ct_out_tray_release_async (CtOutTray *self, CtRow *row, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GDateTime) now = ct_entry_get_amendment (row->entry) != NULL ? day_of (row->entry) : ct_clock_now ();
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtRecord) record = ct_rules_check (row->entry, self->catalog, now, issues);
  g_autoptr (CtEntry) entry = ct_entry_copy (row->entry);

  if (record == NULL || self->professional == NULL)
    return FALSE;
  ct_entry_set_cursor (entry, CT_FIELD_BIRTH_NAME, FALSE);
  if (ct_entry_get_validated_at (entry) == 0) /* it came out of a file: nobody here has read it before */
    sign (self, entry);
  commit (self, &row->uuid, row->revision, entry, record, callback, data);
  return TRUE;
}
