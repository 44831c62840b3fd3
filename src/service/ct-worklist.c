/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* All records, as a list model that follows the store. Main thread only.
 *
 * Kept sorted in one array; a change moves one item. What another process
 * writes arrives as "outdated", after which all is listed again.
 *
 * A record whose correction was accepted is no line of the list any more: it is kept
 * beside, as history. */

#define G_LOG_DOMAIN "ct-worklist"

#include "config.h"

#include "ct-worklist.h"

#include "ct-search-text.h"
#include "ct-store.h"

#include <gio/gio.h>
#include <string.h>

#define UNUSED_MAX (64 * 1024) /* bytes that are not worth moving the others */

typedef struct
{
  CtWorkItem *item;
  guint64     mark; /* of its search text; 0 until it is asked for */
  guint32     text; /* where that begins */
} Slot;

struct _CtWorklist
{
  GObject     parent_instance;
  CtStore    *store;
  GArray     *slots;   /* sorted */
  GString    *texts;   /* of the slots, behind one another as they are walked; each ends with '\0' */
  gsize       unused;  /* bytes of them that are nobody's any more */
  GHashTable *by_uuid; /* of CtUuid (in the item's row) to CtWorkItem */
  GHashTable *past;    /* of CtUuid (in the row) to CtRow: those that were corrected */
  GHashTable *next;    /* of CtUuid (in the entry) to the CtRow that amends it */
  guint       counts[CT_N_SECTIONS];
  guint       damaged;
};

enum
{
  SIGNAL_CHANGED, /* anything changed: counts are to be read again */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CtWorklist, ct_worklist, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static CtWorkItem *
nth (CtWorklist *self, guint position)
{
  return g_array_index (self->slots, Slot, position).item;
}

/* ---- what a search compares ---- */

/* Together again, without those of nobody. */
static void
pack_texts (CtWorklist *self)
{
  GString *before = self->texts;

  self->texts = g_string_sized_new (before->len);
  self->unused = 0;
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = &g_array_index (self->slots, Slot, i);
      const char *text = before->str + slot->text;

      if (slot->mark == 0)
        continue;
      slot->text = (guint32) self->texts->len;
      g_string_append_len (self->texts, text, (gssize) strlen (text) + 1);
    }
  g_string_free (before, TRUE);
}

static void
read_text (CtWorklist *self, Slot *slot)
{
  g_autofree char *text = ct_search_text (ct_work_item_get_row (slot->item)->entry);

  if (self->unused > UNUSED_MAX && self->unused > self->texts->len / 2)
    pack_texts (self);
  slot->text = (guint32) self->texts->len;
  slot->mark = ct_search_mark (text);
  g_string_append_len (self->texts, text, (gssize) strlen (text) + 1);
}

static void
forget_text (CtWorklist *self, Slot *slot)
{
  if (slot->mark != 0)
    self->unused += strlen (self->texts->str + slot->text) + 1;
  slot->mark = 0;
}

/* ---- the slots ---- */

/* Where @item stands, or would stand. */
static guint
position_of (CtWorklist *self, CtWorkItem *item)
{
  guint low = 0, high = self->slots->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (ct_work_item_compare (nth (self, middle), item) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
insert (CtWorklist *self, CtWorkItem *item)
{
  guint position = position_of (self, item);
  Slot slot = { g_object_ref (item), 0, 0 };

  g_array_insert_val (self->slots, position, slot);
  self->counts[ct_work_item_get_section (item)]++;
  g_hash_table_insert (self->by_uuid, &ct_work_item_get_row (item)->uuid, item);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, 1);
}

static void
remove_item (CtWorklist *self, CtWorkItem *item)
{
  guint position = position_of (self, item);

  self->counts[ct_work_item_get_section (item)]--;
  g_hash_table_remove (self->by_uuid, &ct_work_item_get_row (item)->uuid);
  forget_text (self, &g_array_index (self->slots, Slot, position));
  g_array_remove_index (self->slots, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
put (CtWorklist *self, CtRow *row)
{
  g_autoptr (CtWorkItem) item = NULL;
  g_autoptr (CtWorkItem) fresh = ct_work_item_new (row);
  CtWorkItem *known = g_hash_table_lookup (self->by_uuid, &row->uuid);

  if (known == NULL)
    {
      insert (self, fresh);
      return;
    }
  item = g_object_ref (known);
  if (ct_work_item_compare (known, fresh) == 0)
    {
      /* The hash table's key lies in the row: replace both together. */
      g_hash_table_remove (self->by_uuid, &row->uuid);
      ct_work_item_set_row (item, row);
      g_hash_table_insert (self->by_uuid, &ct_work_item_get_row (item)->uuid, item);
      forget_text (self, &g_array_index (self->slots, Slot, position_of (self, item)));
      return;
    }
  remove_item (self, item);
  insert (self, fresh);
}

static const CtUuid *
amended_by (const CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

  return amendment != NULL ? &amendment->amends : NULL;
}

static gboolean
is_past (CtWorklist *self, const CtRow *row)
{
  CtRow *next = g_hash_table_lookup (self->next, &row->uuid);

  return next != NULL && next->state == CT_STATE_ACCEPTED;
}

/* Notes what follows what. */
static void
link_row (CtWorklist *self, CtRow *row)
{
  const CtUuid *before = amended_by (row);

  /* The table's key lies in the row: both are replaced together. */
  if (before != NULL)
    g_hash_table_replace (self->next, (gpointer) before, ct_row_ref (row));
}

static void
unlink_row (CtWorklist *self, const CtUuid *uuid)
{
  CtRow *row = ct_worklist_find (self, uuid);
  const CtUuid *before = row != NULL ? amended_by (row) : NULL;
  CtRow *next = before != NULL ? g_hash_table_lookup (self->next, before) : NULL;

  if (next != NULL && ct_uuid_equal (&next->uuid, uuid))
    g_hash_table_remove (self->next, before);
}

static void
put_past (CtWorklist *self, CtRow *row)
{
  g_hash_table_replace (self->past, &row->uuid, ct_row_ref (row));
}

/* @row was accepted: what it corrects leaves the list. */
static void
retire (CtWorklist *self, CtRow *row)
{
  const CtUuid *before = amended_by (row);
  CtWorkItem *item = before != NULL ? g_hash_table_lookup (self->by_uuid, before) : NULL;

  if (item == NULL || row->state != CT_STATE_ACCEPTED)
    return;
  put_past (self, ct_work_item_get_row (item));
  remove_item (self, item);
}

static void
on_row_changed_cb (CtStore *store, CtRow *row, gpointer data)
{
  CtWorklist *self = data;

  link_row (self, row);
  if (is_past (self, row))
    put_past (self, row);
  else
    put (self, row);
  retire (self, row);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_row_removed_cb (CtStore *store, CtUuid *uuid, gpointer data)
{
  CtWorklist *self = data;
  CtWorkItem *item = g_hash_table_lookup (self->by_uuid, uuid);

  unlink_row (self, uuid);
  g_hash_table_remove (self->past, uuid);
  if (item != NULL)
    remove_item (self, item);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtWorklist) self = data;
  g_autoptr (GError) error = NULL;
  guint damaged;
  g_autoptr (GPtrArray) rows = ct_store_list_finish (CT_STORE (source), result, &damaged, &error);

  if (rows == NULL)
    g_warning ("the records cannot be listed: %s", error->message);
  else
    ct_worklist_fill (self, rows, damaged);
}

static void
on_outdated_cb (CtStore *store, gpointer data)
{
  ct_store_list_async (store, on_listed_cb, g_object_ref (data));
}

static GType
get_item_type (GListModel *model)
{
  return CT_TYPE_WORK_ITEM;
}

static guint
get_n_items (GListModel *model)
{
  return CT_WORKLIST (model)->slots->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  CtWorklist *self = CT_WORKLIST (model);

  return position < self->slots->len ? g_object_ref (nth (self, position)) : NULL;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ct_worklist_dispose (GObject *object)
{
  CtWorklist *self = CT_WORKLIST (object);

  if (self->store != NULL)
    g_signal_handlers_disconnect_by_data (self->store, self);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ct_worklist_parent_class)->dispose (object);
}

static void
ct_worklist_finalize (GObject *object)
{
  CtWorklist *self = CT_WORKLIST (object);

  g_hash_table_unref (self->by_uuid);
  g_hash_table_unref (self->past);
  g_hash_table_unref (self->next);
  g_array_unref (self->slots);
  g_string_free (self->texts, TRUE);
  G_OBJECT_CLASS (ct_worklist_parent_class)->finalize (object);
}

static void
ct_worklist_class_init (CtWorklistClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_worklist_dispose;
  object_class->finalize = ct_worklist_finalize;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CT_TYPE_WORKLIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
slot_clear (gpointer data)
{
  g_object_unref (((Slot *) data)->item);
}

static void
ct_worklist_init (CtWorklist *self)
{
  self->texts = g_string_new (NULL);
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  g_array_set_clear_func (self->slots, slot_clear);
  self->by_uuid = g_hash_table_new (ct_uuid_hash, ct_uuid_same);
  self->past = g_hash_table_new_full (ct_uuid_hash, ct_uuid_same, NULL, (GDestroyNotify) ct_row_unref);
  self->next = g_hash_table_new_full (ct_uuid_hash, ct_uuid_same, NULL, (GDestroyNotify) ct_row_unref);
}

CtWorklist *
ct_worklist_new (CtStore *store)
{
  CtWorklist *self = g_object_new (CT_TYPE_WORKLIST, NULL);

  self->store = g_object_ref (store);
  g_signal_connect (store, "row-changed", G_CALLBACK (on_row_changed_cb), self);
  g_signal_connect (store, "row-removed", G_CALLBACK (on_row_removed_cb), self);
  g_signal_connect (store, "outdated", G_CALLBACK (on_outdated_cb), self);
  return self;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  return ct_work_item_compare (((const Slot *) a)->item, ((const Slot *) b)->item);
}

/**
 * ct_worklist_fill:
 * @rows: (element-type CtRow): all records there are
 * @damaged: how many more there are that do not open
 */
void
ct_worklist_fill (CtWorklist *self, GPtrArray *rows, guint damaged)
{
  guint before = self->slots->len;

  g_hash_table_remove_all (self->by_uuid);
  g_hash_table_remove_all (self->past);
  g_hash_table_remove_all (self->next);
  g_array_set_size (self->slots, 0);
  g_string_free (self->texts, TRUE);
  self->texts = g_string_new (NULL);
  self->unused = 0;
  memset (self->counts, 0, sizeof self->counts);
  for (guint i = 0; i < rows->len; i++)
    link_row (self, g_ptr_array_index (rows, i));
  for (guint i = 0; i < rows->len; i++)
    {
      CtRow *row = g_ptr_array_index (rows, i);
      Slot slot = { NULL, 0, 0 };

      if (is_past (self, row))
        {
          put_past (self, row);
          continue;
        }
      slot.item = ct_work_item_new (row);
      g_array_append_val (self->slots, slot);
      self->counts[ct_work_item_get_section (slot.item)]++;
      g_hash_table_insert (self->by_uuid, &ct_work_item_get_row (slot.item)->uuid, slot.item);
    }
  g_array_sort (self->slots, compare_slots);
  self->damaged = damaged;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->slots->len);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ct_worklist_find:
 *
 * Returns: (transfer none) (nullable): the record as it is now, also one that was
 *   corrected since
 */
CtRow *
ct_worklist_find (CtWorklist *self, const CtUuid *uuid)
{
  CtWorkItem *item = g_hash_table_lookup (self->by_uuid, uuid);

  return item != NULL ? ct_work_item_get_row (item) : g_hash_table_lookup (self->past, uuid);
}

/**
 * ct_worklist_get_store:
 *
 * Returns: (transfer none): whose records they are
 */
CtStore *
ct_worklist_get_store (CtWorklist *self)
{
  return self->store;
}

/**
 * ct_worklist_list_rows:
 *
 * Returns: (transfer full) (element-type CtRow): all of them, also those that were
 *   corrected since; in no order
 */
GPtrArray *
ct_worklist_list_rows (CtWorklist *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  GHashTableIter iter;
  gpointer row;

  for (guint i = 0; i < self->slots->len; i++)
    g_ptr_array_add (rows, ct_row_ref (ct_work_item_get_row (nth (self, i))));
  g_hash_table_iter_init (&iter, self->past);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    g_ptr_array_add (rows, ct_row_ref (row));
  return rows;
}

/**
 * ct_worklist_find_amendment:
 *
 * Returns: (transfer none) (nullable): the record that corrects or cancels @uuid,
 *   whatever its state
 */
CtRow *
ct_worklist_find_amendment (CtWorklist *self, const CtUuid *uuid)
{
  return g_hash_table_lookup (self->next, uuid);
}

/**
 * ct_worklist_has_amendments:
 *
 * Returns: whether any record corrects or cancels another
 */
gboolean
ct_worklist_has_amendments (CtWorklist *self)
{
  return g_hash_table_size (self->next) > 0;
}

/**
 * ct_worklist_peek:
 *
 * As g_list_model_get_item(), without a reference: for walks over all of them.
 *
 * Returns: (transfer none)
 */
CtWorkItem *
ct_worklist_peek (CtWorklist *self, guint position)
{
  return nth (self, position);
}

/**
 * ct_worklist_find_words:
 * @from: the first position looked at
 * @words: of ct_search_words(), with their @mark
 *
 * Returns: the position of the next record of which each begins a word; the number of records
 *   when there is none
 */
guint
ct_worklist_find_words (CtWorklist *self, guint from, GStrv words, guint64 mark)
{
  Slot *slots = (Slot *) (gpointer) self->slots->data;

  for (guint i = from; i < self->slots->len; i++)
    {
      if (slots[i].mark == 0)
        read_text (self, &slots[i]);
      if ((slots[i].mark & mark) == mark && ct_search_holds (self->texts->str + slots[i].text, words))
        return i;
    }
  return self->slots->len;
}

/**
 * ct_worklist_find_number:
 * @number: from 1
 *
 * Returns: (transfer none) (nullable): the test to be read of that number
 */
CtRow *
ct_worklist_find_number (CtWorklist *self, guint number)
{
  /* They stand in front. */
  for (guint i = 0; number > 0 && i < self->slots->len && ct_work_item_get_section (nth (self, i)) == CT_SECTION_READING; i++)
    if (ct_work_item_get_number (nth (self, i)) == number)
      return ct_work_item_get_row (nth (self, i));
  return NULL;
}

/**
 * ct_worklist_find_open:
 *
 * Returns: (transfer none) (nullable): the draft the form showed last, left open
 */
CtRow *
ct_worklist_find_open (CtWorklist *self)
{
  CtRow *open = NULL;

  for (guint i = 0; i < self->slots->len; i++)
    {
      CtRow *row = ct_work_item_get_row (nth (self, i));

      /* Not what another counter has in its form. */
      if (row->state == CT_STATE_DRAFT && row->place == NULL && ct_entry_is_open (row->entry))
        open = row;
    }
  return open;
}

guint
ct_worklist_count (CtWorklist *self, CtSection section)
{
  return self->counts[section];
}

/**
 * ct_worklist_get_damaged:
 *
 * Returns: records that were changed outside Comptoir and are not shown
 */
guint
ct_worklist_get_damaged (CtWorklist *self)
{
  return self->damaged;
}
