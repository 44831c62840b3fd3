/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The register's list: of searches that follow one another the last is answered, what
 * changes is taken up, and whoever closes it keeps nobody. */

#include "ct-register-list.h"

#include "ct-store.h"

#include <string.h>

static CtStore *store;
static CtWorklist *worklist;

static CtRow *
new_row (guint seq, const char *name)
{
  CtRow *row = ct_row_new ();

  row->seq = seq;
  memcpy (row->uuid.bytes, &seq, sizeof seq);
  row->state = CT_STATE_ACCEPTED;
  row->entry = ct_entry_new ();
  ct_entry_set (row->entry, CT_FIELD_BIRTH_NAME, name);
  ct_entry_set_validated_at (row->entry, G_GINT64_CONSTANT (1767225600000));
  return row;
}

static void
fill (guint n)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);

  for (guint i = 1; i <= n; i++)
    g_ptr_array_add (rows, new_row (i, i % 10 == 0 ? "DUPONT" : "MARTIN"));
  ct_worklist_fill (worklist, rows, 0);
}

static void
on_found_cb (CtRegisterList *list, guint *answers)
{
  ++*answers;
}

static void
wait_for (guint *answers, guint least)
{
  while (*answers < least)
    g_main_context_iteration (NULL, TRUE);
}

static void
search (CtRegisterList *list, const char *text)
{
  ct_register_list_search (list, &(CtRegisterQuery) { .text = text });
}

static void
test_last_is_answered (void)
{
  g_autoptr (CtRegisterList) list = ct_register_list_new (worklist);
  guint answers = 0;

  fill (20000);
  g_signal_connect (list, "found", G_CALLBACK (on_found_cb), &answers);
  for (guint i = 0; i < 50; i++)
    search (list, i % 2 == 0 ? "dupont" : "nobody");
  search (list, "martin");
  g_assert_true (ct_register_list_is_busy (list));
  wait_for (&answers, 1);
  g_assert_false (ct_register_list_is_busy (list));
  g_assert_cmpuint (answers, ==, 1); /* those between were never made */
  g_assert_cmpuint (ct_register_list_get_total (list), ==, 18000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, CT_REGISTER_LIST_MAX);
}

static void
test_changes (void)
{
  g_autoptr (CtRegisterList) list = ct_register_list_new (worklist);
  g_autoptr (CtRow) fresh = new_row (1000, "DUPONT");
  g_autoptr (CtWorkItem) first = NULL;
  guint answers = 0;

  fill (100);
  g_signal_connect (list, "found", G_CALLBACK (on_found_cb), &answers);
  search (list, "dupont");
  wait_for (&answers, 1);
  g_assert_cmpuint (ct_register_list_get_total (list), ==, 10);
  g_signal_emit_by_name (store, "row-changed", fresh);
  while (ct_register_list_get_total (list) != 11)
    g_main_context_iteration (NULL, TRUE);
  first = g_list_model_get_item (G_LIST_MODEL (list), 0);
  g_assert_true (ct_work_item_get_row (first) == fresh);
}

static void
on_items_cb (GListModel *list, guint position, guint removed, guint added, guint *told)
{
  ++*told;
}

/* Who reads a list is not thrown out of it by a search that finds the same. */
static void
test_same_again (void)
{
  g_autoptr (CtRegisterList) list = ct_register_list_new (worklist);
  guint answers = 0, told = 0;

  fill (100);
  g_signal_connect (list, "found", G_CALLBACK (on_found_cb), &answers);
  search (list, "dup");
  wait_for (&answers, 1);
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_cb), &told);
  search (list, "dupo");
  wait_for (&answers, 2);
  g_assert_cmpuint (told, ==, 0);
  /* The search may hold the list a little longer than we do, and empties it at its end. */
  g_signal_handlers_disconnect_by_data (list, &told);
}

static void
test_closed (void)
{
  g_autoptr (CtRegisterList) list = ct_register_list_new (worklist);
  guint answers = 0, before;

  fill (20000);
  g_signal_connect (list, "found", G_CALLBACK (on_found_cb), &answers);
  search (list, "dupont");
  wait_for (&answers, 1);
  search (list, "martin");
  before = answers;
  ct_register_list_close (list);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  while (ct_register_list_is_busy (list))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (answers, ==, before);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 0);
  fill (10); /* nothing listens any more */
  search (list, "");
  g_assert_false (ct_register_list_is_busy (list));
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  store = ct_store_new ("/nonexistent"); /* never opened */
  worklist = ct_worklist_new (store);
  g_test_add_func ("/register-list/last-is-answered", test_last_is_answered);
  g_test_add_func ("/register-list/changes", test_changes);
  g_test_add_func ("/register-list/same-again", test_same_again);
  g_test_add_func ("/register-list/closed", test_closed);
  result = g_test_run ();
  g_object_unref (worklist);
  g_object_unref (store);
  return result;
}
