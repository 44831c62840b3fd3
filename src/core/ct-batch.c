/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Records out of a file, before any of them is let in: checked by the form's own rules, and
 * compared with each other and with those that are here.
 *
 * The same record is one of the same number (the file is an export), or the same person
 * sampled in the same minute. A row without a result is somebody to be tested: what is not
 * answered of the test then is no fault. */

#include "config.h"

#include "ct-batch.h"

#include "ct-date.h"
#include "ct-name.h"
#include "ct-outcome.h"
#include "ct-rules.h"

G_DEFINE_QUARK (ct-batch-error-quark, ct_batch_error)

struct _CtBatch
{
  GPtrArray *items;   /* of CtBatchItem */
  GPtrArray *ignored; /* names of columns */
};

static void
item_free (gpointer data)
{
  CtBatchItem *item = data;

  ct_entry_unref (item->entry);
  g_ptr_array_unref (item->issues);
  g_free (item);
}

CtBatch *
ct_batch_new (void)
{
  CtBatch *self = g_new0 (CtBatch, 1);

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->ignored = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
ct_batch_free (CtBatch *self)
{
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->ignored);
  g_free (self);
}

/**
 * ct_batch_add:
 *
 * Returns: (transfer none): a blank one, to be filled
 */
CtBatchItem *
ct_batch_add (CtBatch *self, guint line)
{
  CtBatchItem *item = g_new0 (CtBatchItem, 1);

  item->line = line;
  item->entry = ct_entry_new ();
  item->issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_ptr_array_add (self->items, item);
  return item;
}

guint
ct_batch_get_n_items (CtBatch *self)
{
  return self->items->len;
}

CtBatchItem *
ct_batch_get_item (CtBatch *self, guint n)
{
  return g_ptr_array_index (self->items, n);
}

/**
 * ct_batch_ignore:
 * @column: of the file, which nothing here takes
 */
void
ct_batch_ignore (CtBatch *self, const char *column)
{
  g_ptr_array_add (self->ignored, g_strdup (column));
}

/**
 * ct_batch_get_ignored:
 *
 * Returns: (transfer none) (element-type utf8): names of columns that are not read: told
 *   before anything is let in
 */
GPtrArray *
ct_batch_get_ignored (CtBatch *self)
{
  return self->ignored;
}

/**
 * ct_batch_item_is_error:
 *
 * Returns: whether @issue, one of @item's, is to be mended
 */
gboolean
ct_batch_item_is_error (const CtBatchItem *item, const CtIssue *issue)
{
  return !ct_issue_is_warning (issue) && (issue->code != CT_ISSUE_REQUIRED || *ct_outcome_of (item->entry) != '\0' || issue->field < CT_FIELD_SEX);
}

/**
 * ct_batch_check:
 * @n: of the item
 *
 * Writes its answers as the form would, and finds what is to be mended.
 */
void
ct_batch_check (CtBatch *self, guint n, const CtCatalog *catalog, GDateTime *now)
{
  CtBatchItem *item = ct_batch_get_item (self, n);
  CtRecord *record;

  if (*ct_entry_get (item->entry, CT_FIELD_COUNTRY) == '\0')
    ct_entry_set (item->entry, CT_FIELD_COUNTRY, "FR");
  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      g_autofree char *text = ct_rules_tidy ((CtField) i, ct_entry_get (item->entry, (CtField) i), catalog, now);

      ct_entry_set (item->entry, (CtField) i, text);
    }
  g_ptr_array_set_size (item->issues, 0);
  record = ct_rules_check (item->entry, catalog, now, item->issues);
  g_clear_pointer (&record, ct_record_unref); /* what is wrong is wanted, no more */
  item->fate = item->sent ? CT_BATCH_DECLARED : CT_BATCH_READY;
  for (guint i = 0; i < item->issues->len; i++)
    if (ct_batch_item_is_error (item, g_ptr_array_index (item->issues, i)))
      item->fate = CT_BATCH_TO_MEND;
}

/* Returns: (transfer full) (nullable): who, which test, and when sampled; NULL when that is not known */
static char *
key_of (const CtEntry *entry, const CtCatalog *catalog, GDateTime *now)
{
  g_autofree char *name = ct_name_fold (ct_entry_get (entry, CT_FIELD_BIRTH_NAME));
  g_autofree char *first = ct_name_fold (ct_entry_get (entry, CT_FIELD_FIRST_NAMES));
  g_autoptr (GDateTime) sampled = ct_date_parse_time (ct_entry_get (entry, CT_FIELD_SAMPLED_AT), now);
  CtDate born;

  if (*name == '\0' || sampled == NULL || !ct_date_parse (ct_entry_get (entry, CT_FIELD_BIRTH_DATE), CT_DATE_PAST, ct_date_of (now), &born))
    return NULL;
  return g_strdup_printf ("%s|%s|%04u%02u%02u|%s|%" G_GINT64_FORMAT, name, first, born.year, born.month, born.day,
                          ct_catalog_test_of_kit (catalog, ct_entry_get (entry, CT_FIELD_KIT))->id, g_date_time_to_unix (sampled) / 60);
}

/* Takes @key. Returns: whether it was known */
static gboolean
know (GHashTable *known, char *key)
{
  return key != NULL && !g_hash_table_add (known, key);
}

static void
learn_rows (GPtrArray *rows, GHashTable *uuids, GHashTable *known, const CtCatalog *catalog, GDateTime *now)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);

      g_hash_table_add (uuids, ct_uuid_format (&row->uuid));
      know (known, key_of (row->entry, catalog, now));
    }
}

/**
 * ct_batch_compare:
 * @rows: (element-type CtRow): what is here
 *
 * After all of them were checked: finds what is here already, or in the file twice.
 */
void
ct_batch_compare (CtBatch *self, GPtrArray *rows, const CtCatalog *catalog, GDateTime *now)
{
  g_autoptr (GHashTable) uuids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) file = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  learn_rows (rows, uuids, here, catalog, now);
  for (guint i = 0; i < self->items->len; i++)
    {
      CtBatchItem *item = ct_batch_get_item (self, i);
      g_autofree char *uuid = ct_uuid_format (&item->uuid);
      g_autofree char *key = key_of (item->entry, catalog, now);

      if (g_hash_table_contains (uuids, uuid) || (key != NULL && g_hash_table_contains (here, key)))
        item->fate = CT_BATCH_HERE;
      else if (know (file, g_steal_pointer (&key)))
        item->fate = CT_BATCH_TWICE;
    }
}

guint
ct_batch_count (CtBatch *self, CtBatchFate fate)
{
  guint count = 0;

  for (guint i = 0; i < self->items->len; i++)
    count += ct_batch_get_item (self, i)->fate == fate;
  return count;
}
