/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How many keys find a known patient: 1,000 look-ups among 10,000 invented people,
 * letters of the name until the person is among the nine that are shown, then the
 * digit. Family names are drawn from the names of French communes, the common ones
 * often, as names are; seeds are fixed. And what one key costs: a line each.
 *
 *   bench-lookups PEOPLE LOOKUPS */

#include "ct-name.h"
#include "ct-patient-index.h"
#include "ct-reference-lists.h"
#include "ct-store.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define SHOWN 9

static const char * const first_names[] = {
  "Marie",  "Jean",   "Pierre", "Michel",  "André",  "Philippe", "René",   "Louis",     "Alain",  "Jacques", "Bernard", "Marcel",
  "Daniel", "Roger",  "Robert", "Paul",    "Claude", "Christian", "Henri", "Georges",   "Nicolas", "François", "Patrick", "Gérard",
  "Jeanne", "Nathalie", "Isabelle", "Sylvie", "Catherine", "Martine", "Christine", "Françoise", "Valérie", "Sandrine", "Stéphanie", "Véronique",
  "Léa",    "Manon",  "Chloé",  "Camille", "Emma",   "Inès",     "Zoé",    "Éléonore",  "Lucas",  "Hugo",    "Théo",    "Enzo",
};

/* One-word names of towns, in the order of their postal codes. */
static GPtrArray *
family_names (const CtCatalog *catalog)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint code = 1000; code < 96000; code += 7)
    {
      g_autofree char *text = g_strdup_printf ("%05u", code);
      guint n;
      const CtTown *towns = ct_catalog_towns_of_code (catalog, text, &n);

      for (guint i = 0; i < n; i++)
        if (strpbrk (towns[i].name, " -'") == NULL && strlen (towns[i].name) <= 9)
          g_ptr_array_add (names, towns[i].name);
    }
  return names;
}

/* Squared: the first names of the list are drawn far more often than the last. */
static guint
often_first (GRand *random, guint n)
{
  double x = g_rand_double (random);

  return (guint) (x * x * n);
}

static CtRow *
person (GRand *random, GPtrArray *names, gint64 seq)
{
  CtRow *row = ct_row_new ();
  g_autofree char *date = g_strdup_printf ("%02d/%02d/%04d", g_rand_int_range (random, 1, 29), g_rand_int_range (random, 1, 13),
                                           g_rand_int_range (random, 1930, 2015));
  g_autofree char *family = ct_name_family (g_ptr_array_index (names, often_first (random, names->len)));

  row->seq = seq;
  row->uuid.bytes[0] = (guint8) (seq >> 24);
  row->uuid.bytes[1] = (guint8) (seq >> 16);
  row->uuid.bytes[2] = (guint8) (seq >> 8);
  row->uuid.bytes[3] = (guint8) seq;
  row->state = CT_STATE_ACCEPTED;
  row->entry = ct_entry_new ();
  ct_entry_set (row->entry, CT_FIELD_BIRTH_NAME, family);
  ct_entry_set (row->entry, CT_FIELD_FIRST_NAMES, first_names[often_first (random, G_N_ELEMENTS (first_names))]);
  ct_entry_set (row->entry, CT_FIELD_BIRTH_DATE, date);
  return row;
}

static gboolean
is_shown (GPtrArray *found, const CtEntry *wanted)
{
  for (guint i = 0; i < found->len; i++)
    if (g_ptr_array_index (found, i) == wanted)
      return TRUE;
  return FALSE;
}

/* Letters of "name first", then of the date, until the digit can pick. */
static guint
keys_for (CtPatientIndex *index, const CtEntry *wanted, gint64 *nanoseconds, guint *presses)
{
  g_autofree char *all = g_strjoin (" ", ct_entry_get (wanted, CT_FIELD_BIRTH_NAME), ct_entry_get (wanted, CT_FIELD_FIRST_NAMES), NULL);
  g_autofree char *folded = ct_name_fold (all);
  gsize length = strlen (folded);

  for (gsize i = 1; i <= length; i++)
    {
      g_autofree char *typed = g_strndup (folded, i);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) found = ct_patient_index_search (index, typed, SHOWN);

      *nanoseconds += (g_get_monotonic_time () - start) * 1000;
      (*presses)++;
      if (is_shown (found, wanted))
        return (guint) i + 1;
    }
  return (guint) length + 9; /* the names are shared: emptied, and the date of birth typed */
}

int
main (int argc, char **argv)
{
  guint people = argc > 1 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 10000;
  guint lookups = argc > 2 ? (guint) g_ascii_strtoull (argv[2], NULL, 10) : 1000;
  g_autoptr (CtCatalog) catalog = ct_reference_lists_load (NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);
  g_autoptr (GPtrArray) names = family_names (catalog);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autoptr (CtStore) store = ct_store_new ("/nonexistent"); /* never opened */
  g_autoptr (CtWorklist) worklist = ct_worklist_new (store);
  g_autoptr (CtPatientIndex) index = ct_patient_index_new (worklist);
  guint keys = 0, presses = 0;
  gint64 nanoseconds = 0;

  for (guint i = 0; i < people; i++)
    g_ptr_array_add (rows, person (random, names, i + 1));
  ct_worklist_fill (worklist, rows, 0);
  g_ptr_array_unref (ct_patient_index_search (index, "zz", 1)); /* makes the index */
  for (guint i = 0; i < lookups; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, (guint) g_rand_int_range (random, 0, (gint32) people));

      keys += keys_for (index, row->entry, &nanoseconds, &presses);
    }
  printf ("keys %.2f\nnanoseconds %.0f\nfamilies %u\n", (double) keys / lookups, (double) nanoseconds / presses, names->len);
  return 0;
}
