/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is shown of the records: what is to be done and what was accepted today; what
 * is to check alone; or what a search finds among all.
 *
 * A list model of its own over the worklist's array. A view keeps some 200 lines and
 * asks for each again when a model is reset, so never more than MAX_SHOWN are given,
 * and a change tells only of the lines that changed. Looking stops with the last line
 * that is shown: a million records are not walked for a letter that many have. Of a
 * thousand changes a second, as when a long queue is sent fast, a view is told ten times:
 * somebody types meanwhile. */

#define G_LOG_DOMAIN "ct-worklist"

#include "config.h"

#include "ct-journal.h"

#include "ct-clock.h"
#include "ct-date.h"
#include "ct-search-text.h"

#include <gio/gio.h>

#define MAX_SHOWN 500
#define BURST     3   /* changes that follow one another and are told at once */
#define PAUSE_MS  100 /* then the next together */
#define GROWTH    10  /* lines that come at once, in a change: a view makes a widget for each */
#define SHRINKAGE 60  /* that go at once: it ends one for each */
#define GROW_MS   50  /* between those that come */
#define SHRINK_MS 16  /* between those that go, a frame: their records are gone */

struct _CtJournal
{
  GObject     parent_instance;
  CtWorklist *worklist;
  GPtrArray  *shown;      /* of CtWorkItem */
  GStrv       words;      /* nullable: of the search, a space before each */
  guint64     mark;       /* of the words */
  gboolean    check_only;
  gboolean    cut;        /* there may be more than are shown */
  gint64      built_at;   /* monotonic, microseconds */
  guint       burst;
  guint       pause_id;
};

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtJournal, ct_journal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static gboolean
is_of (CtWorkItem *item, CtDate today)
{
  g_autoptr (GDateTime) then =
    g_date_time_new_from_unix_local (ct_entry_get_validated_at (ct_work_item_get_row (item)->entry) / 1000);

  return ct_date_compare (ct_date_of (then), today) == 0;
}

/* Returns: whether those behind @item may be left out, too */
static gboolean
is_last (CtJournal *self, CtWorkItem *item, CtDate today)
{
  CtSection section = ct_work_item_get_section (item);

  if (self->check_only)
    return section > CT_SECTION_TO_CHECK;
  /* The accepted stand with the newest first. */
  return section > CT_SECTION_ACCEPTED || (section == CT_SECTION_ACCEPTED && !is_of (item, today));
}

/* @most: lines */
static GPtrArray *
choose (CtJournal *self, guint most)
{
  GPtrArray *chosen = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GDateTime) now = ct_clock_now ();
  CtDate today = ct_date_of (now);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist));

  self->cut = FALSE;
  for (guint i = 0; i < n; i++)
    {
      CtWorkItem *item;

      if (self->words != NULL)
        i = ct_worklist_find_words (self->worklist, i, self->words, self->mark);
      item = i < n ? ct_worklist_peek (self->worklist, i) : NULL;
      if (item == NULL || (self->words == NULL && is_last (self, item, today)))
        break;
      if (self->words == NULL && self->check_only && ct_work_item_get_section (item) != CT_SECTION_TO_CHECK)
        continue;
      self->cut = chosen->len == most;
      if (self->cut)
        break;
      g_ptr_array_add (chosen, g_object_ref (item));
    }
  return chosen;
}

/* The line before which a section's title stands. */
static void
mark_first (CtJournal *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    {
      CtWorkItem *item = g_ptr_array_index (self->shown, i);
      CtWorkItem *before = i > 0 ? g_ptr_array_index (self->shown, i - 1) : NULL;

      ct_work_item_set_first (item, before == NULL || ct_work_item_get_section (before) != ct_work_item_get_section (item));
    }
}

/* Tells of what lies between the lines that stay at both ends.
 *
 * @vanish: how many lines may go; the first of those that are to go stay, if there are more
 *
 * Returns: whether some stayed that are to go */
static gboolean
rebuild_up_to (CtJournal *self, guint most, guint vanish)
{
  g_autoptr (GPtrArray) before = self->shown;
  GPtrArray *after = choose (self, most);
  guint least = MIN (before->len, after->len), begin = 0, end = 0, stay;

  while (begin < least && g_ptr_array_index (before, begin) == g_ptr_array_index (after, begin))
    begin++;
  while (end < least - begin
         && g_ptr_array_index (before, before->len - 1 - end) == g_ptr_array_index (after, after->len - 1 - end))
    end++;
  stay = before->len - begin - end > vanish ? before->len - begin - end - vanish : 0;
  for (guint i = 0; i < stay; i++)
    g_ptr_array_insert (after, (int) (begin + i), g_object_ref (g_ptr_array_index (before, begin + i)));
  begin += stay;
  self->built_at = g_get_monotonic_time ();
  self->shown = after;
  mark_first (self);
  if (begin + end < before->len || begin + end < after->len)
    g_list_model_items_changed (G_LIST_MODEL (self), begin, before->len - begin - end, after->len - begin - end);
  return stay > 0;
}

static void
rebuild (CtJournal *self)
{
  rebuild_up_to (self, MAX_SHOWN, MAX_SHOWN);
}

static void follow (CtJournal *self);

static gboolean
pause_cb (gpointer data)
{
  CtJournal *self = data;

  self->pause_id = 0;
  follow (self);
  return G_SOURCE_REMOVE;
}

/* A change: of many lines that come or go at once, some, and the others after a pause. */
static void
follow (CtJournal *self)
{
  guint most = MIN (self->shown->len + GROWTH, MAX_SHOWN);
  gboolean going = rebuild_up_to (self, most, SHRINKAGE);

  if ((going || (self->cut && most < MAX_SHOWN)) && self->pause_id == 0)
    self->pause_id = g_timeout_add (going ? SHRINK_MS : GROW_MS, pause_cb, self);
}

static void
on_items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  CtJournal *self = data;

  self->burst = g_get_monotonic_time () - self->built_at < PAUSE_MS * 1000 ? self->burst + 1 : 0;
  if (self->burst <= BURST)
    follow (self);
  else if (self->pause_id == 0)
    self->pause_id = g_timeout_add (PAUSE_MS, pause_cb, self);
}

static GType
get_item_type (GListModel *model)
{
  return CT_TYPE_WORK_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return CT_JOURNAL (model)->shown->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CtJournal *self = CT_JOURNAL (model);

  return position < self->shown->len ? g_object_ref (g_ptr_array_index (self->shown, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ct_journal_dispose (GObject *object)
{
  CtJournal *self = CT_JOURNAL (object);

  if (self->worklist != NULL)
    g_signal_handlers_disconnect_by_data (self->worklist, self);
  g_clear_object (&self->worklist);
  g_clear_handle_id (&self->pause_id, g_source_remove);
  G_OBJECT_CLASS (ct_journal_parent_class)->dispose (object);
}

static void
ct_journal_finalize (GObject *object)
{
  CtJournal *self = CT_JOURNAL (object);

  g_ptr_array_unref (self->shown);
  g_strfreev (self->words);
  G_OBJECT_CLASS (ct_journal_parent_class)->finalize (object);
}

static void
ct_journal_class_init (CtJournalClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_journal_dispose;
  object_class->finalize = ct_journal_finalize;
}

static void
ct_journal_init (CtJournal *self)
{
  self->shown = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * ct_journal_new:
 *
 * Returns: (transfer full): following @worklist
 */
CtJournal *
ct_journal_new (CtWorklist *worklist)
{
  CtJournal *self = g_object_new (CT_TYPE_JOURNAL, NULL);

  self->worklist = g_object_ref (worklist);
  g_signal_connect (worklist, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  rebuild (self);
  return self;
}

/**
 * ct_journal_search:
 * @text: beginnings of names, in any order; of a date or a phone number; the end of a
 *   social security number; of a lot; "" for the usual list
 */
void
ct_journal_search (CtJournal *self, const char *text)
{
  g_clear_pointer (&self->words, g_strfreev);
  self->words = ct_search_words (text, &self->mark);
  rebuild (self);
}

/**
 * ct_journal_set_check_only:
 *
 * Unless there is a search, which looks everywhere.
 */
void
ct_journal_set_check_only (CtJournal *self, gboolean check_only)
{
  self->check_only = check_only;
  rebuild (self);
}

/**
 * ct_journal_is_cut:
 *
 * Returns: whether there are more than are shown
 */
gboolean
ct_journal_is_cut (CtJournal *self)
{
  return self->cut;
}
