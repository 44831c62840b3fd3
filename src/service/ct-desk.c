/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The counter's desk: the record in the form, and the only writer of records.
 *
 * What is typed is saved by itself (ct-autosave.c), and at once when a field is left.
 *
 * An accepted record, or one that has begun to leave, is opened as a correction of it:
 * a record of its own, on disk as soon as something in it was changed. */

#define G_LOG_DOMAIN "ct-desk"

#include "config.h"

#include "ct-desk.h"

#include "ct-autosave.h"
#include "ct-clock.h"
#include "ct-filling.h"
#include "ct-out-tray.h"
#include "ct-revisions.h"
#include "ct-store.h"

struct _CtDesk
{
  GObject         parent_instance;
  CtStore        *store;
  CtWorklist     *worklist;
  CtCatalog      *catalog;
  CtOutTray      *tray;         /* unowned */
  CtDraft        *draft;
  GPtrArray      *reasons;      /* of CtIssue: of the refusal being mended */
  CtUuid          uuid;
  guint64         revision;
  CtAutosave     *autosave;
  gboolean        validating;
  gboolean        code_needed;  /* nobody holds a recovery code of these records */
  gboolean        loading;      /* the draft changes because we load it */
  CtHabits       *habits;
  CtFilling      *filling;
  CtEntry        *discarded;    /* nullable: what an undo brings back */
  CtEntry        *base;         /* nullable: what is in the form as it last was on the disk */
  CtPile          pile;
  CtUuid          validated;    /* or null; the last one, which an undo calls back */
  CtUuid          last;         /* or null; validated or to be read, whichever was later */
};

G_DEFINE_FINAL_TYPE (CtDesk, ct_desk, G_TYPE_OBJECT)

enum
{
  SIGNAL_LOADED, /* another record is in the form */
  SIGNAL_NEWS,   /* (CtDeskNews, name or message) something to tell */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
on_save_failed_cb (const char *message, gpointer data)
{
  g_signal_emit (data, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, message);
}

static void show_row (CtDesk *self, CtRow *row);

static void
load (CtDesk *self, CtEntry *entry, GPtrArray *reasons, gboolean saved)
{
  g_autoptr (GDateTime) now = ct_clock_now ();

  g_ptr_array_set_size (self->reasons, 0);
  for (guint i = 0; reasons != NULL && i < reasons->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (reasons, i);

      g_ptr_array_add (self->reasons, ct_issue_new (issue->field, issue->code, issue->detail));
    }
  g_clear_pointer (&self->base, ct_entry_unref);
  self->base = saved ? ct_entry_ref (entry) : NULL;
  ct_autosave_begin (self->autosave, &self->uuid, saved);
  ct_autosave_set_cursor (self->autosave, ct_entry_get_cursor (entry));
  self->loading = TRUE;
  ct_draft_load (self->draft, entry, reasons, now);
  ct_filling_begin (self->filling);
  self->loading = FALSE;
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

/* @like: (nullable): whose kit stays */
static void
load_blank (CtDesk *self, CtEntry *like)
{
  g_autoptr (CtEntry) blank = ct_entry_new ();
  g_autoptr (GDateTime) now = ct_clock_now ();

  ct_filling_fill_blank (blank, like, now);
  self->uuid = ct_uuid_random ();
  self->revision = 1;
  load (self, blank, NULL, FALSE);
  if (like == NULL)
    return;
  self->loading = TRUE;
  ct_pile_keep (&self->pile, self->filling, like, now);
  self->loading = FALSE;
}

/* The kit of the last validated record, when this is the first form of the day. */
static CtEntry *
last_entry (CtDesk *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist));
  CtEntry *last = NULL;
  gint64 newest = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->worklist), i);
      CtRow *row = ct_work_item_get_row (item);

      if (row->seq > newest && row->state != CT_STATE_DRAFT)
        {
          newest = row->seq;
          last = row->entry;
        }
    }
  return last;
}

/* What was typed here goes on as a draft of its own, which says whose twin it is. */
static void
step_aside (CtDesk *self, const CtUuid *from)
{
  g_autoptr (CtEntry) entry = ct_entry_copy (ct_draft_get_entry (self->draft));
  g_autoptr (GDateTime) now = ct_clock_now ();

  ct_entry_set_twin (entry, from);
  self->uuid = ct_uuid_random ();
  self->revision = 1;
  ct_autosave_begin (self->autosave, &self->uuid, FALSE);
  self->loading = TRUE;
  ct_draft_load (self->draft, entry, NULL, now);
  self->loading = FALSE;
  ct_autosave_touch (self->autosave);
}

/* Another counter changed the record in the form. What was saved here it went on from; what was
 * typed since is not in it. */
static void
on_row_changed_cb (CtStore *store, CtRow *row, gpointer data)
{
  CtDesk *self = data;
  CtUuid uuid = row->uuid;
  gboolean typed = ct_autosave_is_dirty (self->autosave);

  gboolean news;

  if (!ct_uuid_equal (&uuid, &self->uuid))
    return;
  /* Where their cursor is, is nobody's answer. */
  news = row->place != NULL && (self->base == NULL || !ct_entry_same_answers (self->base, row->entry));
  g_clear_pointer (&self->base, ct_entry_unref);
  self->base = ct_entry_ref (row->entry);
  if (!news)
    return;
  if (typed)
    step_aside (self, &uuid);
  else if (row->state == CT_STATE_DRAFT)
    show_row (self, row);
  else
    ct_desk_close (self);
  g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) (typed ? CT_DESK_NEWS_TWIN : CT_DESK_NEWS_THERE), row->place);
}

static void
on_draft_changed_cb (CtDraft *draft, guint field, gpointer data)
{
  CtDesk *self = data;

  if (!self->loading)
    ct_autosave_touch (self->autosave);
}

static void
ct_desk_dispose (GObject *object)
{
  CtDesk *self = CT_DESK (object);

  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_pointer (&self->autosave, ct_autosave_close);
  g_clear_object (&self->draft);
  g_clear_object (&self->store);
  g_clear_object (&self->worklist);
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  G_OBJECT_CLASS (ct_desk_parent_class)->dispose (object);
}

static void
ct_desk_finalize (GObject *object)
{
  CtDesk *self = CT_DESK (object);

  g_ptr_array_unref (self->reasons);
  ct_filling_free (self->filling);
  ct_habits_free (self->habits);
  g_clear_pointer (&self->discarded, ct_entry_unref);
  g_clear_pointer (&self->base, ct_entry_unref);
  G_OBJECT_CLASS (ct_desk_parent_class)->finalize (object);
}

static void
ct_desk_class_init (CtDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_desk_dispose;
  object_class->finalize = ct_desk_finalize;
  signals[SIGNAL_LOADED] =
    g_signal_new ("loaded", CT_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_NEWS] = g_signal_new ("news", CT_TYPE_DESK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_UINT, G_TYPE_STRING);
}

static void
ct_desk_init (CtDesk *self)
{
  self->reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
}

/**
 * ct_desk_new:
 * @tray: where validated records go; outlives the desk
 */
CtDesk *
ct_desk_new (CtStore *store, CtWorklist *worklist, CtCatalog *catalog, CtOutTray *tray)
{
  CtDesk *self = g_object_new (CT_TYPE_DESK, NULL);

  self->store = g_object_ref (store);
  self->worklist = g_object_ref (worklist);
  self->catalog = ct_catalog_ref (catalog);
  self->tray = tray;
  self->draft = ct_draft_new (catalog);
  self->habits = ct_habits_new (worklist);
  self->filling = ct_filling_new (self->draft, self->habits);
  self->autosave = ct_autosave_new (store, self->draft, self->filling, on_save_failed_cb, self);
  g_signal_connect (self->draft, "changed", G_CALLBACK (on_draft_changed_cb), self);
  g_signal_connect (store, "row-changed", G_CALLBACK (on_row_changed_cb), self);
  load_blank (self, NULL);
  return self;
}

gboolean
ct_desk_is_set_up (CtDesk *self)
{
  return ct_out_tray_is_set_up (self->tray);
}

/**
 * ct_desk_get_draft:
 *
 * Returns: (transfer none): the same object always, whatever record is in it
 */
CtDraft *
ct_desk_get_draft (CtDesk *self)
{
  return self->draft;
}

/**
 * ct_desk_get_reasons:
 *
 * Returns: (transfer none) (element-type CtIssue): why the service refused the
 *   record in the form; empty for any other
 */
GPtrArray *
ct_desk_get_reasons (CtDesk *self)
{
  return self->reasons;
}

/**
 * ct_desk_get_cursor:
 *
 * Returns: the field to put the cursor in once a record was loaded
 */
CtField
ct_desk_get_cursor (CtDesk *self)
{
  return ct_autosave_get_cursor (self->autosave);
}

/**
 * ct_desk_resume:
 *
 * At start: opens the draft that was in the form when the application ended, or
 * a blank one.
 */
void
ct_desk_resume (CtDesk *self)
{
  CtRow *open = ct_worklist_find_open (self->worklist);

  if (open != NULL)
    ct_desk_open (self, open);
  else
    load_blank (self, last_entry (self));
}

/**
 * ct_desk_type:
 *
 * One answer was typed or changed; others may follow from it (ct_filling_follow()).
 */
void
ct_desk_type (CtDesk *self, CtField field, const char *text)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  const CtAmendment *amendment = ct_desk_get_amendment (self);

  /* What is cancelled is not changed, by a scanner neither. */
  if (amendment != NULL && amendment->cancels && field != CT_FIELD_REASON)
    return;
  /* The form may have stood blank for an hour: "now" is when the first key of
   * this record is typed. */
  if (!ct_autosave_is_saved (self->autosave) && ct_filling_is_blank (self->filling) && field != CT_FIELD_SAMPLED_AT)
    ct_filling_set_time (self->filling, now);
  ct_autosave_set_cursor (self->autosave, field);
  ct_draft_set (self->draft, field, text, now);
  ct_filling_follow (self->filling, field, now);
}

/**
 * ct_desk_is_open:
 *
 * Returns: whether @row is the record in the form
 */
gboolean
ct_desk_is_open (CtDesk *self, const CtRow *row)
{
  return ct_uuid_equal (&row->uuid, &self->uuid);
}

/**
 * ct_desk_is_blank:
 *
 * Returns: whether nobody gave an answer yet about a person or a result
 */
gboolean
ct_desk_is_blank (CtDesk *self)
{
  return ct_filling_is_blank (self->filling);
}

/**
 * ct_desk_is_given:
 *
 * Returns: whether the answer in @field is the program's own, untouched
 */
gboolean
ct_desk_is_given (CtDesk *self, CtField field)
{
  return ct_filling_holds (self->filling, field);
}

/**
 * ct_desk_next_question:
 *
 * See ct_filling_next().
 */
CtField
ct_desk_next_question (CtDesk *self, CtField from)
{
  return ct_filling_next (self->filling, from);
}

/**
 * ct_desk_get_habits:
 *
 * Returns: (transfer none)
 */
CtHabits *
ct_desk_get_habits (CtDesk *self)
{
  return self->habits;
}

/**
 * ct_desk_leave_field:
 * @next: where the cursor goes
 *
 * Saves at once what was typed, and where the cursor is.
 */
void
ct_desk_leave_field (CtDesk *self, CtField field, CtField next)
{
  gboolean moved = ct_autosave_get_cursor (self->autosave) != next;

  ct_autosave_set_cursor (self->autosave, next);
  if (ct_autosave_is_dirty (self->autosave) || (moved && ct_autosave_is_saved (self->autosave)))
    ct_autosave_save (self->autosave, TRUE);
}

static void
put_aside (CtDesk *self)
{
  gboolean saved = ct_autosave_is_saved (self->autosave);

  /* A correction of which nothing was changed is none. */
  if (!saved && !ct_autosave_is_dirty (self->autosave) && ct_desk_get_amendment (self) != NULL)
    return;
  /* An emptied draft is nobody's: it goes. */
  if (saved && ct_filling_is_blank (self->filling) && !ct_revisions_is_open (self->worklist, &self->uuid))
    ct_store_discard_async (self->store, &self->uuid, NULL, NULL);
  else
    ct_autosave_save (self->autosave, FALSE);
}

/**
 * ct_desk_new_record:
 *
 * Keeps the record in the form as a draft and begins a blank one.
 */
void
ct_desk_new_record (CtDesk *self)
{
  g_autoptr (CtEntry) entry = ct_entry_ref (ct_draft_get_entry (self->draft));

  if (ct_entry_get_due_at (entry) != 0)
    self->last = self->uuid;
  put_aside (self);
  load_blank (self, entry);
}

/**
 * ct_desk_get_result:
 *
 * Returns: (transfer none) (nullable): the record that is in the form, as it is on the disk; of
 *   a correction, what it corrects; on a blank form, what was validated, or began to wait for
 *   its reading, last
 */
CtRow *
ct_desk_get_result (CtDesk *self)
{
  const CtAmendment *amendment = ct_desk_get_amendment (self);
  const CtUuid *uuid = amendment != NULL ? &amendment->amends : ct_desk_is_blank (self) ? &self->last : &self->uuid;

  return ct_worklist_find (self->worklist, uuid);
}

/**
 * ct_desk_new_family:
 *
 * As ct_desk_new_record(), for somebody of the same home as the record in the form;
 * on a blank form, as the one validated last: address and phone stay.
 */
void
ct_desk_new_family (CtDesk *self)
{
  static const CtField kept[] = { CT_FIELD_COUNTRY, CT_FIELD_POSTAL_CODE, CT_FIELD_TOWN, CT_FIELD_ADDRESS, CT_FIELD_PHONE };
  CtRow *last = ct_worklist_find (self->worklist, &self->validated);
  gboolean blank = ct_filling_is_blank (self->filling);
  g_autoptr (CtEntry) like = ct_entry_copy (blank && last != NULL ? last->entry : ct_draft_get_entry (self->draft));
  g_autoptr (GDateTime) now = ct_clock_now ();

  ct_desk_new_record (self);
  self->loading = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    ct_filling_keep (self->filling, kept[i], ct_entry_get (like, kept[i]), now);
  self->loading = FALSE;
}

/**
 * ct_desk_get_pile:
 *
 * Returns: (transfer none): to begin and end it, and to read its counts
 */
CtPile *
ct_desk_get_pile (CtDesk *self)
{
  return &self->pile;
}

static void
show_row (CtDesk *self, CtRow *row)
{
  if (!ct_uuid_equal (&row->uuid, &self->uuid))
    put_aside (self);
  self->uuid = row->uuid;
  self->revision = row->revision;
  load (self, row->entry, row->reasons, TRUE);
}

/* Nothing is written before something is typed. */
static void
show_amendment (CtDesk *self, CtRow *row)
{
  g_autoptr (CtEntry) entry = ct_revisions_amend (row);

  put_aside (self);
  self->uuid = ct_uuid_random ();
  self->revision = 1;
  load (self, entry, NULL, FALSE);
}

static void
on_merged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);
  CtRow *amendment = row != NULL ? ct_worklist_find_amendment (self->worklist, &row->uuid) : NULL;

  if (amendment != NULL)
    ct_store_discard_async (self->store, &amendment->uuid, NULL, NULL);
  else if (row == NULL)
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
}

/* @row was refused, and is a draft again: a correction of it that waited is what its
 * answers should have been. It goes only when they are on disk. */
static void
show_refused (CtDesk *self, CtRow *row)
{
  CtRow *amendment = ct_worklist_find_amendment (self->worklist, &row->uuid);
  g_autoptr (CtEntry) entry = NULL;

  show_row (self, row);
  if (amendment == NULL)
    return;
  entry = ct_revisions_merge (row, amendment);
  load (self, entry, row->reasons, TRUE);
  ct_store_save_draft_async (self->store, &row->uuid, entry, on_merged_cb, g_object_ref (self));
}

/* Whether its own answers may be changed. */
static gboolean
is_editable (const CtRow *row)
{
  return row->state == CT_STATE_DRAFT || row->state == CT_STATE_REFUSED || row->state == CT_STATE_CONFLICT
         || (row->state == CT_STATE_WAITING && !row->exposed);
}

/* A record that is being opened: the disk has the last word on what it is. */
typedef struct
{
  CtDesk *desk;
  CtUuid  uuid;
} Opening;

static Opening *
opening_new (CtDesk *self, const CtUuid *uuid)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->desk = g_object_ref (self);
  opening->uuid = *uuid;
  return opening;
}

static void
opening_free (Opening *self)
{
  g_object_unref (self->desk);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static void
on_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Opening) opening = data;
  CtDesk *self = opening->desk;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);
  CtRow *known = ct_worklist_find (self->worklist, &opening->uuid);

  if (row != NULL)
    show_refused (self, row);
  else if (g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE) && known != NULL && !is_editable (known))
    ct_desk_open (self, known); /* the sender was quicker: it is corrected then */
  else
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
}

static void
on_resent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row != NULL)
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_RESENT, NULL);
  else
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
}

static void
on_concluded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row != NULL)
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_CONCLUDED, NULL);
  else if (g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE)) /* somebody else had it sent meanwhile */
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_RESENT, NULL);
  else
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
}

/**
 * ct_desk_may_conclude:
 *
 * Returns: whether a person may say what became of the record: the service does not
 */
gboolean
ct_desk_may_conclude (CtDesk *self, CtRow *row)
{
  CtRow *known = ct_worklist_find (self->worklist, &row->uuid);

  return known != NULL && known->state == CT_STATE_STUCK;
}

/**
 * ct_desk_conclude:
 * @row: ct_desk_may_conclude()
 * @seen: it is at the service; otherwise it is given up
 * @why: where it was seen, or how it is declared instead
 *
 * The record is left at that: it is not sent again. %CT_DESK_NEWS_CONCLUDED follows.
 */
void
ct_desk_conclude (CtDesk *self, CtRow *row, gboolean seen, const char *why)
{
  CtConclusion conclusion = { ct_clock_now_ms (), seen, (char *) why };

  ct_store_conclude_async (self->store, &row->uuid, &conclusion, on_concluded_cb, g_object_ref (self));
}

static void
show_draft (CtDesk *self, CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  g_autoptr (CtEntry) entry = NULL;
  CtAmendment changed;

  if (amendment == NULL || !amendment->ready)
    {
      show_row (self, row);
      return;
    }
  /* It is being changed: not to go by itself any more. */
  entry = ct_entry_copy (row->entry);
  changed = *amendment;
  changed.ready = FALSE;
  ct_entry_set_amendment (entry, &changed);
  ct_store_save_draft_async (self->store, &row->uuid, entry, on_opened_cb, opening_new (self, &row->uuid));
}

/**
 * ct_desk_close:
 *
 * The record in the form is dealt with elsewhere: begins a blank one, of the same
 * kit.
 */
void
ct_desk_close (CtDesk *self)
{
  g_autoptr (CtEntry) entry = ct_entry_ref (ct_draft_get_entry (self->draft));

  load_blank (self, entry);
}

/**
 * ct_desk_is_changed:
 *
 * Returns: whether something was typed that is not on its way to the disk yet
 */
gboolean
ct_desk_is_changed (CtDesk *self)
{
  return ct_autosave_is_dirty (self->autosave);
}

/**
 * ct_desk_open:
 *
 * Puts a record in the form to go on with it or to correct it. One that waits
 * or was refused becomes a draft first; of one that was accepted or has begun to
 * leave (%CT_DESK_NEWS_TOO_LATE) a correction begins. Of several revisions it is the
 * newest, whichever is asked for. One that is stuck is sent again as it is; one that
 * somebody concluded stays (%CT_DESK_NEWS_CONCLUDED).
 */
void
ct_desk_open (CtDesk *self, CtRow *row)
{
  CtRow *known = ct_worklist_find (self->worklist, &row->uuid);
  CtRow *newest = ct_revisions_newest (self->worklist, known != NULL ? known : row); /* a view may be late */
  CtRow *before = ct_revisions_before (self->worklist, newest->entry);
  const CtAmendment *here = ct_desk_get_amendment (self);

  /* Its correction is in the form already, and may not be on disk yet: not a second one. */
  if (here != NULL && ct_uuid_equal (&here->amends, &newest->uuid))
    {
      g_signal_emit (self, signals[SIGNAL_LOADED], 0);
      return;
    }
  /* What was not taken is mended itself. */
  if (before != NULL && (before->state == CT_STATE_REFUSED || before->state == CT_STATE_CONFLICT))
    newest = before;
  ct_store_note (self->store, CT_AUDIT_VIEWED, &newest->uuid);
  if (newest->state == CT_STATE_DRAFT)
    show_draft (self, newest);
  else if (newest->state == CT_STATE_STUCK)
    ct_store_resend_async (self->store, &newest->uuid, on_resent_cb, g_object_ref (self));
  else if (newest->state == CT_STATE_CONCLUDED)
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_CONCLUDED, NULL);
  else if (is_editable (newest))
    ct_store_withdraw_async (self->store, &newest->uuid, on_opened_cb, opening_new (self, &newest->uuid));
  else
    {
      if (newest->state != CT_STATE_ACCEPTED)
        g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_TOO_LATE, NULL);
      show_amendment (self, newest);
    }
}

static void
on_validated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  self->validating = FALSE;
  ct_autosave_hold (self->autosave, FALSE);
  if (row == NULL)
    {
      g_warning ("a record could not be validated: %s", error->message);
      g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
      return;
    }
  self->validated = self->last = row->uuid;
  if (ct_entry_get_amendment (row->entry) == NULL)
    ct_pile_add (&self->pile, row->entry);
  g_clear_pointer (&self->discarded, ct_entry_unref);
  load_blank (self, row->entry);
  if (row->state == CT_STATE_DRAFT && ct_row_is_unsent (row))
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_FOLLOWS, NULL);
  else if (ct_entry_is_held (row->entry))
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_HELD, NULL);
  else if (row->next_at != 0)
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_GRACE, NULL);
}

/* A correction that corrects nothing; over what somebody else wrote, it does. */
static gboolean
is_unchanged (CtDesk *self)
{
  CtEntry *entry = ct_draft_get_entry (self->draft);
  const CtAmendment *amendment = ct_entry_get_amendment (entry);
  CtRow *before = ct_revisions_before (self->worklist, entry);

  return before != NULL && !amendment->cancels && !amendment->overwrites && ct_entry_same_answers (before->entry, entry);
}

/* Whether the record in the form is the twentieth of this vault, or a later one: numbers
 * are never given twice. */
static gboolean
is_twentieth (CtDesk *self)
{
  gint64 newest = 0;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist));

  for (guint i = 0; i < n; i++)
    {
      const CtRow *row = ct_work_item_get_row (ct_worklist_peek (self->worklist, i));

      if (!ct_uuid_equal (&row->uuid, &self->uuid))
        newest = MAX (newest, row->seq);
    }
  return newest >= CT_DESK_RECORDS_WITHOUT_CODE;
}

/**
 * ct_desk_set_code_needed:
 *
 * While TRUE, no more than CT_DESK_RECORDS_WITHOUT_CODE records are validated.
 */
void
ct_desk_set_code_needed (CtDesk *self, gboolean needed)
{
  self->code_needed = needed;
}

/**
 * ct_desk_validate:
 * @first_error: (out): the field to mend, when FALSE is returned; CT_N_FIELDS
 *   when the pharmacy is not set up
 *
 * Checks the record and puts it in the out tray. "loaded" follows when it is on disk
 * and the form is blank again.
 */
gboolean
ct_desk_validate (CtDesk *self, CtField *first_error)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (CtRecord) record = NULL;
  g_autoptr (CtEntry) entry = NULL;

  if (self->validating)
    return TRUE;
  record = ct_draft_check (self->draft, now);
  if (record == NULL)
    {
      ct_draft_first_error (self->draft, first_error);
      return FALSE;
    }
  if (!ct_out_tray_is_set_up (self->tray))
    {
      *first_error = CT_N_FIELDS;
      return FALSE;
    }
  if (self->code_needed && is_twentieth (self))
    {
      g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NO_CODE, NULL);
      *first_error = CT_FIELD_BIRTH_NAME;
      return FALSE;
    }
  if (is_unchanged (self))
    {
      g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_UNCHANGED, NULL);
      *first_error = CT_FIELD_BIRTH_NAME;
      return FALSE;
    }

  ct_autosave_hold (self->autosave, TRUE);
  self->validating = TRUE;
  entry = ct_draft_dup_entry (self->draft, CT_FIELD_BIRTH_NAME, FALSE);
  ct_out_tray_put_async (self->tray, &self->uuid, self->revision, entry, record, on_validated_cb, g_object_ref (self));
  return TRUE;
}

/**
 * ct_desk_discard:
 *
 * Destroys the draft in the form and begins a blank one. ct_desk_undo() brings it
 * back.
 *
 * Returns: FALSE when a correction of it waits, which is to be discarded first
 */
gboolean
ct_desk_discard (CtDesk *self)
{
  g_autoptr (CtEntry) entry = ct_draft_dup_entry (self->draft, ct_autosave_get_cursor (self->autosave), TRUE);

  if (ct_revisions_is_open (self->worklist, &self->uuid))
    {
      g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_AMENDED, NULL);
      return FALSE;
    }
  if (ct_autosave_is_saved (self->autosave))
    ct_store_discard_async (self->store, &self->uuid, NULL, NULL);
  load_blank (self, entry);
  g_clear_pointer (&self->discarded, ct_entry_unref);
  self->discarded = g_steal_pointer (&entry);
  self->validated = (CtUuid) { 0 };
  return TRUE;
}

/**
 * ct_desk_get_amendment:
 *
 * Returns: (transfer none) (nullable): what the record in the form is to another one;
 *   NULL when it is a result of its own
 */
const CtAmendment *
ct_desk_get_amendment (CtDesk *self)
{
  return ct_entry_get_amendment (ct_draft_get_entry (self->draft));
}

/**
 * ct_desk_get_history:
 *
 * Returns: (transfer full) (element-type CtRow): what the record in the form corrects,
 *   the first sending first
 */
GPtrArray *
ct_desk_get_history (CtDesk *self)
{
  return ct_revisions_history (self->worklist, ct_draft_get_entry (self->draft));
}

/**
 * ct_desk_toggle_cancel:
 *
 * Makes the correction in the form a cancellation, with the answers there were
 * before; or a correction again.
 *
 * Returns: FALSE when it is neither
 */
gboolean
ct_desk_toggle_cancel (CtDesk *self)
{
  const CtAmendment *amendment = ct_desk_get_amendment (self);
  CtRow *before = ct_revisions_before (self->worklist, ct_draft_get_entry (self->draft));
  gboolean saved = ct_autosave_is_saved (self->autosave);
  g_autoptr (CtEntry) entry = NULL;
  CtAmendment changed;

  if (before == NULL)
    return FALSE;
  changed = *amendment;
  changed.cancels = !changed.cancels;
  entry = ct_entry_copy (before->entry);
  ct_entry_set_amendment (entry, &changed);
  ct_entry_set (entry, CT_FIELD_REASON, ct_draft_get (self->draft, CT_FIELD_REASON));
  ct_entry_set_validated_at (entry, 0);
  ct_entry_set_cursor (entry, changed.cancels ? CT_FIELD_REASON : CT_FIELD_BIRTH_NAME, TRUE);
  load (self, entry, NULL, saved);
  if (saved || changed.cancels)
    ct_autosave_touch (self->autosave);
  return TRUE;
}

/* As a new draft: its key is gone for good, its answers were kept in memory. */
static void
bring_back (CtDesk *self, CtEntry *entry)
{
  put_aside (self);
  self->uuid = ct_uuid_random ();
  self->revision = 1;
  load (self, entry, NULL, FALSE);
  ct_autosave_save (self->autosave, TRUE);
}

/**
 * ct_desk_undo:
 *
 * Takes back the last thing done: brings a discarded draft back, or calls a
 * validated record back into the form; one that has left, to be corrected.
 */
void
ct_desk_undo (CtDesk *self)
{
  g_autoptr (CtEntry) discarded = g_steal_pointer (&self->discarded);
  CtUuid uuid = self->validated;
  CtRow *row = ct_worklist_find (self->worklist, &uuid);

  self->validated = (CtUuid) { 0 };
  if (discarded != NULL)
    bring_back (self, discarded);
  else if (row != NULL)
    {
      if (row->state == CT_STATE_ACCEPTED)
        g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_TOO_LATE, NULL);
      ct_desk_open (self, row);
      if (ct_uuid_equal (&self->uuid, &uuid))
        ct_entry_set_held (ct_draft_get_entry (self->draft), FALSE);
    }
}

/**
 * ct_desk_flush:
 *
 * At the end: asks for the last save. The store finishes it before it closes.
 */
void
ct_desk_flush (CtDesk *self)
{
  if (ct_autosave_is_dirty (self->autosave))
    ct_autosave_save (self->autosave, TRUE);
}
