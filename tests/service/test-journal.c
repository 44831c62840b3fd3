/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is shown of the records, what a search finds, and how little a change tells. */

#include "ct-journal.h"

#include "ct-search-text.h"
#include "ct-store.h"

static CtStore *store;
static CtWorklist *worklist;

static CtRow *
new_row (gint64 seq, CtState state, const char *name, gint64 validated_at)
{
  CtRow *row = ct_row_new ();

  row->seq = seq;
  row->uuid.bytes[0] = (guint8) seq;
  row->uuid.bytes[1] = (guint8) (seq >> 8);
  row->state = state;
  row->entry = ct_entry_new ();
  ct_entry_set (row->entry, CT_FIELD_BIRTH_NAME, name);
  ct_entry_set (row->entry, CT_FIELD_FIRST_NAMES, "Éléonore");
  ct_entry_set (row->entry, CT_FIELD_BIRTH_DATE, "14/03/1979");
  ct_entry_set (row->entry, CT_FIELD_NIR, "2 79 03 51 215 189 89");
  ct_entry_set (row->entry, CT_FIELD_PHONE, "06 39 98 00 01");
  ct_entry_set (row->entry, CT_FIELD_LOT, "L-123/A");
  ct_entry_set_validated_at (row->entry, validated_at);
  return row;
}

static void
fill (guint n, gint64 validated_at)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *name = g_strdup_printf ("NAME%u", i);

      g_ptr_array_add (rows, new_row (i, i == 1 ? CT_STATE_DRAFT : CT_STATE_ACCEPTED, name, validated_at));
    }
  ct_worklist_fill (worklist, rows, 0);
}

static guint
count (CtJournal *journal, const char *text)
{
  ct_journal_search (journal, text);
  return g_list_model_get_n_items (G_LIST_MODEL (journal));
}

static void
test_today (void)
{
  gint64 now = g_get_real_time () / 1000;
  g_autoptr (CtJournal) journal = NULL;

  fill (10, now);
  journal = ct_journal_new (worklist);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (journal)), ==, 10);
  /* Of the days before, nothing but what is still to be done. */
  fill (10, now - 3 * G_TIME_SPAN_DAY / 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (journal)), ==, 1);
  g_assert_cmpuint (count (journal, "name"), ==, 10);
}

static void
test_found (void)
{
  static const char * const found[] = { "name3", "NAME3", "eleonore name3", "name3 1403", "14031979 name3", "name3 0639", "name3 8989",
                                        "name3 2790", "name3 l 123" };
  static const char * const not_found[] = { "ame3", "name3 martin", "name3 639", "name3 1503" };
  g_autoptr (CtJournal) journal = NULL;

  fill (5, 0);
  journal = ct_journal_new (worklist);
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      g_test_message ("%s", found[i]);
      g_assert_cmpuint (count (journal, found[i]), ==, 1);
    }
  for (guint i = 0; i < G_N_ELEMENTS (not_found); i++)
    {
      g_test_message ("%s", not_found[i]);
      g_assert_cmpuint (count (journal, not_found[i]), ==, 0);
    }
  g_assert_cmpuint (count (journal, " "), ==, 1);
}

static void
test_cut (void)
{
  g_autoptr (CtJournal) journal = NULL;

  fill (3000, 0);
  journal = ct_journal_new (worklist);
  g_assert_cmpuint (count (journal, "name"), ==, 500);
  g_assert_true (ct_journal_is_cut (journal));
  g_assert_cmpuint (count (journal, "name2999"), ==, 1);
  g_assert_false (ct_journal_is_cut (journal));
}

typedef struct
{
  guint times, removed, added, most_removed, most_added;
} Told;

static void
on_items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  Told *told = data;

  told->times++;
  told->removed += removed;
  told->added += added;
  told->most_removed = MAX (told->most_removed, removed);
  told->most_added = MAX (told->most_added, added);
}

/* One record accepted among many: two lines change, no reset. */
static void
test_little_is_told (void)
{
  gint64 now = g_get_real_time () / 1000;
  g_autoptr (CtJournal) journal = NULL;
  g_autoptr (CtRow) row = new_row (1, CT_STATE_ACCEPTED, "NAME1", now);
  g_autoptr (CtRow) fresh = new_row (101, CT_STATE_DRAFT, "NAME101", 0);
  Told told = { 0 };

  fill (100, now);
  journal = ct_journal_new (worklist);
  g_signal_connect (journal, "items-changed", G_CALLBACK (on_items_changed_cb), &told);
  g_signal_emit_by_name (store, "row-changed", fresh);
  g_assert_cmpuint (told.times, ==, 1);
  g_assert_cmpuint (told.removed, ==, 0);
  g_assert_cmpuint (told.added, ==, 1);
  g_signal_emit_by_name (store, "row-changed", row);
  g_assert_cmpuint (told.removed, ==, 1);
  g_assert_cmpuint (told.added, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (journal)), ==, 101);
}

/* As an import and its undo: no frame has widgets of more than a few lines to make, or to end. */
static void
test_many_come_and_go (void)
{
  gint64 now = g_get_real_time () / 1000;
  g_autoptr (CtJournal) journal = NULL;
  GListModel *model;
  Told told = { 0 };

  fill (1, now);
  journal = ct_journal_new (worklist);
  model = G_LIST_MODEL (journal);
  g_signal_connect (journal, "items-changed", G_CALLBACK (on_items_changed_cb), &told);
  fill (400, now);
  while (g_list_model_get_n_items (model) < 400)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (told.most_added, <=, 20);
  fill (5, now);
  while (g_list_model_get_n_items (model) > 5)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (told.most_removed, <=, 100);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (CtWorkItem) shown = g_list_model_get_item (model, i);

      g_assert_true (shown == ct_worklist_peek (worklist, i));
    }
}

/* A mark never hides what a text holds, and does tell most others from it. */
static void
test_marks (void)
{
  static const char letters[] = "aebmz19é'  ";
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);
  guint hidden = 0, told = 0;

  for (guint turn = 0; turn < 20000; turn++)
    {
      g_autoptr (GString) text = g_string_new (" ");
      g_autoptr (GString) word = g_string_new (" ");

      for (guint i = 0; i < 24; i++)
        g_string_append_c (text, letters[g_rand_int_range (random, 0, G_N_ELEMENTS (letters) - 1)]);
      for (gint32 n = g_rand_int_range (random, 1, 4); n > 0; n--)
        g_string_append_c (word, letters[g_rand_int_range (random, 0, G_N_ELEMENTS (letters) - 3)]);
      if (strstr (text->str, word->str) != NULL)
        hidden += (ct_search_mark (text->str) & ct_search_mark (word->str)) != ct_search_mark (word->str);
      else
        told += (ct_search_mark (text->str) & ct_search_mark (word->str)) != ct_search_mark (word->str);
    }
  g_assert_cmpuint (hidden, ==, 0);
  g_assert_cmpuint (told, >, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store = ct_store_new ("/nonexistent"); /* never opened: its signals are all that counts */
  worklist = ct_worklist_new (store);
  g_test_add_func ("/journal/marks", test_marks);
  g_test_add_func ("/journal/today", test_today);
  g_test_add_func ("/journal/found", test_found);
  g_test_add_func ("/journal/cut", test_cut);
  g_test_add_func ("/journal/little-is-told", test_little_is_told);
  g_test_add_func ("/journal/many-come-and-go", test_many_come_and_go);
  return g_test_run ();
}
