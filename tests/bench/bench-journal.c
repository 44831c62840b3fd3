/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* One key of a search to the list model that has its answer, among many records:
 * "martin" letter by letter, then taken back. Beside it GTK's own filter and sort
 * models over the same items. A line each: name, milliseconds.
 *
 *   bench-journal RECORDS */

#include "ct-journal.h"
#include "ct-name.h"
#include "ct-register-list.h"
#include "ct-search-text.h"
#include "ct-store.h"

#include <gtk/gtk.h>
#include <stdio.h>
#include <string.h>

static const char * const steps[] = { "m", "ma", "mar", "mart", "marti", "martin", "marti", "mart", "mar", "ma", "m", "" };
static const char * const nobody[] = { "z", "zo", "zoz", "marq", "tinz", "petitq", "nardx", "0105x", "mar tinz" }; /* all records are walked */
static const char * const syllables[] = { "mar", "tin", "du", "pont", "ber", "nard", "le", "gall", "ri", "vi", "er", "mo", "reau", "pe", "tit", "ro" };
static char *needle;

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, two = *(const double *) b;

  return (one > two) - (one < two);
}

/* Made once, as ours are. */
static gboolean
matches (gpointer item, gpointer data)
{
  char *text = g_object_get_data (item, "text");

  if (text == NULL)
    {
      text = ct_search_text (ct_work_item_get_row (item)->entry);
      g_object_set_data_full (item, "text", text, g_free);
    }
  return strstr (text, needle) != NULL;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  return ct_work_item_compare ((CtWorkItem *) a, (CtWorkItem *) b);
}

static void
say (const char *name, GArray *times)
{
  g_array_sort (times, compare_doubles);
  printf ("%s-p50 %.3f\n%s-p99 %.3f\n", name, g_array_index (times, double, times->len / 2), name,
          g_array_index (times, double, times->len * 99 / 100));
}

static void
measure_journal (CtWorklist *worklist, const char *name, const char * const *typed, guint n)
{
  g_autoptr (CtJournal) journal = ct_journal_new (worklist);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  ct_journal_search (journal, "zzzz"); /* makes the search texts */
  for (guint turn = 0; turn < 20; turn++)
    for (guint i = 0; i < n; i++)
      {
        gint64 start = g_get_monotonic_time ();
        double ms;

        ct_journal_search (journal, typed[i]);
        ms = (double) (g_get_monotonic_time () - start) / 1000;
        g_array_append_val (times, ms);
      }
  say (name, times);
}

static void
on_found_cb (CtRegisterList *list, gboolean *found)
{
  *found = TRUE;
}

/* From the key to the answer, the other thread and the way back from it included. */
static void
measure_register (CtWorklist *worklist, const char *name, const char * const *typed, guint n)
{
  g_autoptr (CtRegisterList) list = ct_register_list_new (worklist);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean found = FALSE;
  gint64 start = g_get_monotonic_time ();

  g_signal_connect (list, "found", G_CALLBACK (on_found_cb), &found);
  for (guint i = 0; i < 20 * n + 1; i++)
    {
      CtRegisterQuery query = { .text = i == 0 ? "" : typed[i % n] };
      double ms;

      found = FALSE;
      start = g_get_monotonic_time ();
      ct_register_list_search (list, &query);
      while (!found)
        g_main_context_iteration (NULL, TRUE);
      ms = (double) (g_get_monotonic_time () - start) / 1000;
      if (i == 0)
        printf ("%s-opened %.3f\n", name, ms); /* everything is read for the first time */
      else
        g_array_append_val (times, ms);
    }
  say (name, times);
  ct_register_list_close (list);
}

static void
measure_stock (CtWorklist *worklist)
{
  GtkCustomFilter *filter;
  GtkFilterListModel *filtered;
  g_autoptr (GtkSortListModel) sorted = NULL;
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  needle = g_strdup (" ");
  filter = gtk_custom_filter_new (matches, NULL, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (worklist)), GTK_FILTER (g_object_ref (filter)));
  sorted =
    gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (gtk_custom_sorter_new (compare, NULL, NULL)));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gint64 start = g_get_monotonic_time ();
      double ms;

      g_free (needle);
      needle = g_strconcat (" ", steps[i], NULL);
      gtk_filter_changed (GTK_FILTER (filter), GTK_FILTER_CHANGE_DIFFERENT);
      ms = (double) (g_get_monotonic_time () - start) / 1000;
      g_array_append_val (times, ms);
    }
  g_object_unref (filter);
  say ("stock", times);
}

static char *
new_name (GRand *random)
{
  return g_strconcat (syllables[g_rand_int_range (random, 0, G_N_ELEMENTS (syllables))],
                      syllables[g_rand_int_range (random, 0, G_N_ELEMENTS (syllables))], NULL);
}

int
main (int argc, char **argv)
{
  guint records = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 1000000;
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autoptr (CtStore) store = ct_store_new ("/nonexistent"); /* never opened */
  g_autoptr (CtWorklist) worklist = ct_worklist_new (store);

  for (guint i = 1; i <= records; i++)
    {
      CtRow *row = ct_row_new ();
      g_autofree char *name = new_name (random);
      g_autofree char *first_name = new_name (random);
      g_autofree char *date = g_strdup_printf ("%02d/%02d/%d", g_rand_int_range (random, 1, 29), g_rand_int_range (random, 1, 13),
                                               g_rand_int_range (random, 1930, 2020));
      g_autofree char *phone = g_strdup_printf ("+33639%06d", g_rand_int_range (random, 0, 1000000));

      row->seq = i;
      memcpy (row->uuid.bytes, &i, sizeof i);
      row->state = CT_STATE_ACCEPTED;
      row->entry = ct_entry_new ();
      ct_entry_set (row->entry, CT_FIELD_BIRTH_NAME, name);
      ct_entry_set (row->entry, CT_FIELD_FIRST_NAMES, first_name);
      ct_entry_set (row->entry, CT_FIELD_BIRTH_DATE, date);
      ct_entry_set (row->entry, CT_FIELD_PHONE, phone);
      g_ptr_array_add (rows, row);
    }
  ct_worklist_fill (worklist, rows, 0);
  measure_journal (worklist, "journal", steps, G_N_ELEMENTS (steps));
  measure_journal (worklist, "nobody", nobody, G_N_ELEMENTS (nobody));
  measure_register (worklist, "register", steps, G_N_ELEMENTS (steps));
  measure_register (worklist, "stranger", nobody, G_N_ELEMENTS (nobody));
  measure_stock (worklist);
  return 0;
}
