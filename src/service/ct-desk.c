/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The counter's desk: the record in the form, and the only writer of records.
 *
 * What is typed is sealed and saved within SAVE_MS, and at once when a field is
 * left. A record nobody typed anything into is never saved. */

#define G_LOG_DOMAIN "ct-desk"

#include "config.h"

#include "ct-desk.h"

#include "ct-clock.h"
#include "ct-filling.h"
#include "ct-out-tray.h"
#include "ct-store.h"

#include <string.h>

#define SAVE_MS 400
#define N_PILE  4 /* results, in the order of ct_field_codes() */

struct _CtDesk
{
  GObject         parent_instance;
  CtStore        *store;
  CtWorklist     *worklist;
  CtCatalog      *catalog;
  CtOutTray      *tray;
  CtDraft        *draft;
  GPtrArray      *reasons;      /* of CtIssue: of the refusal being mended */
  CtUuid          uuid;
  guint64         revision;
  gboolean        saved;        /* a row of this UUID exists, or is being made */
  gboolean        dirty;        /* typed since the last save was asked for */
  gboolean        validating;
  gboolean        loading;      /* the draft changes because we load it */
  CtField         cursor;
  guint           save_id;
  CtPreferences  *preferences;
  CtHabits       *habits;
  CtFilling      *filling;
  CtEntry        *discarded;    /* nullable: what an undo brings back */
  gboolean        in_pile;
  guint           pile[N_PILE]; /* validated in it, by result */
  CtUuid          validated;    /* or null; the last one, which an undo calls back */
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
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row != NULL)
    return;
  g_warning ("a draft could not be saved: %s", error->message);
  self->dirty = TRUE;
  g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
}

static void
save (CtDesk *self, gboolean open)
{
  g_autoptr (CtEntry) entry = NULL;

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->validating || (!self->saved && ct_filling_is_blank (self->filling)))
    return;
  entry = ct_draft_dup_entry (self->draft, self->cursor, open);
  self->dirty = FALSE;
  self->saved = TRUE;
  ct_store_save_draft_async (self->store, &self->uuid, entry, on_saved_cb, g_object_ref (self));
}

static gboolean
save_cb (gpointer data)
{
  CtDesk *self = data;

  self->save_id = 0;
  save (self, TRUE);
  return G_SOURCE_REMOVE;
}

static void
load (CtDesk *self, CtEntry *entry, GPtrArray *reasons)
{
  g_autoptr (GDateTime) now = ct_clock_now ();

  g_ptr_array_set_size (self->reasons, 0);
  for (guint i = 0; reasons != NULL && i < reasons->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (reasons, i);

      g_ptr_array_add (self->reasons, ct_issue_new (issue->field, issue->code, issue->detail));
    }
  self->dirty = FALSE;
  self->cursor = ct_entry_get_cursor (entry);
  self->loading = TRUE;
  ct_draft_load (self->draft, entry, reasons, now);
  ct_filling_begin (self->filling);
  self->loading = FALSE;
  g_signal_emit (self, signals[SIGNAL_LOADED], 0);
}

/* Of a pile only the person changes. A positive is never said of anybody by itself. */
static void
keep_pile (CtDesk *self, CtEntry *like)
{
  static const CtField kept[] = { CT_FIELD_SAMPLED_AT, CT_FIELD_SYMPTOMS, CT_FIELD_RESULT };
  g_autoptr (GDateTime) now = ct_clock_now ();
  const char *result = ct_entry_get (like, CT_FIELD_RESULT);

  self->loading = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    if (kept[i] != CT_FIELD_RESULT || !g_str_equal (result, "positive"))
      ct_filling_keep (self->filling, kept[i], ct_entry_get (like, kept[i]), now);
  self->loading = FALSE;
}

static void
count_in_pile (CtDesk *self, const char *result)
{
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);

  for (guint i = 0; i < N_PILE; i++)
    self->pile[i] += g_str_equal (codes[i], result);
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
  self->saved = FALSE;
  load (self, blank, NULL);
  if (self->in_pile && like != NULL)
    keep_pile (self, like);
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

static void
on_draft_changed_cb (CtDraft *draft, guint field, gpointer data)
{
  CtDesk *self = data;

  if (self->loading)
    return;
  self->dirty = TRUE;
  if (self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_MS, save_cb, self);
}

static void
ct_desk_dispose (GObject *object)
{
  CtDesk *self = CT_DESK (object);

  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_object (&self->draft);
  g_clear_object (&self->store);
  g_clear_object (&self->worklist);
  g_clear_object (&self->preferences);
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  g_clear_pointer (&self->tray, ct_out_tray_free);
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
 * @preferences: followed
 */
CtDesk *
ct_desk_new (CtStore *store, CtWorklist *worklist, CtCatalog *catalog, CtPreferences *preferences)
{
  CtDesk *self = g_object_new (CT_TYPE_DESK, NULL);

  self->store = g_object_ref (store);
  self->worklist = g_object_ref (worklist);
  self->catalog = ct_catalog_ref (catalog);
  self->preferences = g_object_ref (preferences);
  self->draft = ct_draft_new (catalog);
  self->tray = ct_out_tray_new (store, catalog, preferences);
  self->habits = ct_habits_new (worklist);
  self->filling = ct_filling_new (self->draft, self->habits);
  g_signal_connect (self->draft, "changed", G_CALLBACK (on_draft_changed_cb), self);
  load_blank (self, NULL);
  return self;
}

/**
 * ct_desk_set_professional:
 * @professional: (nullable): who answers for what is validated from now on
 */
void
ct_desk_set_professional (CtDesk *self, CtProfessional *professional)
{
  ct_out_tray_set_professional (self->tray, professional);
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
  return self->cursor;
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

  /* The form may have stood blank for an hour: "now" is when the first key of
   * this record is typed. */
  if (!self->saved && ct_filling_is_blank (self->filling) && field != CT_FIELD_SAMPLED_AT)
    ct_filling_set_time (self->filling, now);
  self->cursor = field;
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
  gboolean moved = self->cursor != next;

  self->cursor = next;
  if (self->dirty || (moved && self->saved))
    save (self, TRUE);
}

static void
put_aside (CtDesk *self)
{
  /* An emptied draft is nobody's: it goes. */
  if (self->saved && ct_filling_is_blank (self->filling))
    {
      g_clear_handle_id (&self->save_id, g_source_remove);
      ct_store_discard_async (self->store, &self->uuid, NULL, NULL);
    }
  else
    save (self, FALSE);
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

  put_aside (self);
  load_blank (self, entry);
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
 * ct_desk_set_in_pile:
 * @in_pile: whether the records to come are of one pile: moment, symptoms and result
 *   stay as the kit does, only the person changes
 */
void
ct_desk_set_in_pile (CtDesk *self, gboolean in_pile)
{
  if (in_pile)
    memset (self->pile, 0, sizeof self->pile);
  self->in_pile = in_pile;
}

gboolean
ct_desk_is_in_pile (CtDesk *self)
{
  return self->in_pile;
}

/**
 * ct_desk_get_pile:
 *
 * Returns: (transfer none) (array): how many records were validated in the pile, by
 *   result in the order of ct_field_codes()
 */
const guint *
ct_desk_get_pile (CtDesk *self)
{
  return self->pile;
}

static void
show_row (CtDesk *self, CtRow *row)
{
  if (!ct_uuid_equal (&row->uuid, &self->uuid))
    put_aside (self);
  self->uuid = row->uuid;
  self->revision = row->revision;
  self->saved = TRUE;
  load (self, row->entry, row->reasons);
}

static void
on_withdrawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row != NULL)
    show_row (self, row);
  else if (g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE))
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_TOO_LATE, NULL);
  else
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
}

/**
 * ct_desk_open:
 *
 * Puts a record in the form to go on with it or to correct it. One that waits
 * or was refused becomes a draft first; one that has begun to leave is told
 * about with %CT_DESK_NEWS_TOO_LATE.
 */
void
ct_desk_open (CtDesk *self, CtRow *row)
{
  if (row->state == CT_STATE_DRAFT)
    show_row (self, row);
  else if (row->state == CT_STATE_REFUSED || row->state == CT_STATE_WAITING)
    ct_store_withdraw_async (self->store, &row->uuid, on_withdrawn_cb, g_object_ref (self));
  else
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_TOO_LATE, NULL);
}

static void
on_validated_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  self->validating = FALSE;
  if (row == NULL)
    {
      g_warning ("a record could not be validated: %s", error->message);
      self->dirty = TRUE;
      g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
      return;
    }
  self->validated = row->uuid;
  count_in_pile (self, ct_entry_get (row->entry, CT_FIELD_RESULT));
  g_clear_pointer (&self->discarded, ct_entry_unref);
  load_blank (self, row->entry);
  if (ct_entry_is_held (row->entry))
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_HELD, NULL);
  else if (row->next_at != 0)
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_GRACE, NULL);
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

  g_clear_handle_id (&self->save_id, g_source_remove);
  self->validating = TRUE;
  self->dirty = FALSE;
  entry = ct_draft_dup_entry (self->draft, CT_FIELD_BIRTH_NAME, FALSE);
  ct_out_tray_put_async (self->tray, &self->uuid, self->revision, entry, record, on_validated_cb, g_object_ref (self));
  return TRUE;
}

static void
on_released_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDesk) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  if (row == NULL)
    g_signal_emit (self, signals[SIGNAL_NEWS], 0, (guint) CT_DESK_NEWS_NOT_SAVED, error->message);
}

/**
 * ct_desk_release:
 * @row: held to be checked
 *
 * Hands it to the sender as it is.
 *
 * Returns: FALSE when something in it is to be mended first, or it is in the form
 *   and was changed there
 */
gboolean
ct_desk_release (CtDesk *self, CtRow *row)
{
  gboolean here = ct_uuid_equal (&row->uuid, &self->uuid);

  if ((here && self->dirty) || !ct_out_tray_release_async (self->tray, row, on_released_cb, self))
    return FALSE;
  g_object_ref (self);
  if (here)
    load_blank (self, row->entry);
  return TRUE;
}

/**
 * ct_desk_release_all:
 * @kept: (out): how many are still to be mended
 *
 * Returns: how many records go to the sender
 */
guint
ct_desk_release_all (CtDesk *self, guint *kept)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist)), released = 0;

  *kept = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->worklist), i);

      if (ct_work_item_get_section (item) != CT_SECTION_TO_CHECK)
        continue;
      if (ct_desk_release (self, ct_work_item_get_row (item)))
        released++;
      else
        (*kept)++;
    }
  return released;
}

/* When the test of the sample in the form can be read: counted from the time that
 * was typed; from now where none was. */
static gint64
due_at (CtDesk *self, GDateTime *now)
{
  gint64 minutes = ct_preferences_get_minutes (self->preferences, ct_draft_get (self->draft, CT_FIELD_KIT));
  g_autoptr (GDateTime) sampled = NULL;

  if (!ct_filling_holds (self->filling, CT_FIELD_SAMPLED_AT))
    sampled = ct_date_parse_time (ct_draft_get (self->draft, CT_FIELD_SAMPLED_AT), now);
  if (sampled != NULL)
    return (g_date_time_to_unix (sampled) + minutes * 60) * 1000;
  ct_filling_set_time (self->filling, now);
  return ct_clock_now_ms () + minutes * 60 * 1000;
}

/**
 * ct_desk_put_to_wait:
 *
 * The sample is on its device: keeps the record in the list of tests to be read and
 * begins a blank one.
 *
 * Returns: FALSE when nobody is named yet, or the result is there already
 */
gboolean
ct_desk_put_to_wait (CtDesk *self)
{
  CtEntry *entry = ct_draft_get_entry (self->draft);
  g_autoptr (GDateTime) now = ct_clock_now ();

  if (*ct_entry_get (entry, CT_FIELD_BIRTH_NAME) == '\0' || *ct_entry_get (entry, CT_FIELD_RESULT) != '\0')
    return FALSE;
  ct_entry_set_due_at (entry, due_at (self, now));
  ct_desk_new_record (self);
  return TRUE;
}

/**
 * ct_desk_find_waiting:
 * @number: from 1
 *
 * Returns: (transfer none) (nullable): the test to be read of that number
 */
CtRow *
ct_desk_find_waiting (CtDesk *self, guint number)
{
  return ct_worklist_find_number (self->worklist, number);
}

/**
 * ct_desk_give_result:
 * @row: a draft
 * @result: a code
 *
 * Puts the record in the form with its result, to be validated.
 */
void
ct_desk_give_result (CtDesk *self, CtRow *row, const char *result)
{
  show_row (self, row);
  ct_desk_type (self, CT_FIELD_RESULT, result);
}

/**
 * ct_desk_discard:
 *
 * Destroys the draft in the form and begins a blank one. ct_desk_undo() brings it
 * back.
 */
void
ct_desk_discard (CtDesk *self)
{
  g_autoptr (CtEntry) entry = ct_draft_dup_entry (self->draft, self->cursor, TRUE);

  g_clear_handle_id (&self->save_id, g_source_remove);
  if (self->saved)
    ct_store_discard_async (self->store, &self->uuid, NULL, NULL);
  load_blank (self, entry);
  g_clear_pointer (&self->discarded, ct_entry_unref);
  self->discarded = g_steal_pointer (&entry);
  self->validated = (CtUuid) { 0 };
}

/* As a new draft: its key is gone for good, its answers were kept in memory. */
static void
bring_back (CtDesk *self, CtEntry *entry)
{
  put_aside (self);
  self->uuid = ct_uuid_random ();
  self->revision = 1;
  self->saved = FALSE;
  load (self, entry, NULL);
  save (self, TRUE);
}

/**
 * ct_desk_undo:
 *
 * Takes back the last thing done: brings a discarded draft back, or calls a
 * validated record back into the form, unless it has left.
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
  if (self->dirty)
    save (self, TRUE);
}
