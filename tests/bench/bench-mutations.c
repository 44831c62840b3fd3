/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How many slips of the fingers the rules see. Records of invented people, each with
 * one edit in one field: 60 % another character, 15 % two neighbours swapped, 13 %
 * one left out, 12 % one too many. Seeds are fixed.
 *
 *   bench-mutations N       a line a check: name, per cent of the edits caught
 *   bench-mutations --tap   with few edits, and the least that must be caught */

#include "ct-issue.h"
#include "ct-nir.h"
#include "ct-reference-lists.h"
#include "ct-rules.h"
#include "sample.h"

#include <stdio.h>
#include <string.h>

#define TAP_EDITS 4000

typedef struct
{
  const char *name;
  CtField     field;    /* the edited one */
  gboolean    with_nir; /* and with town; else the field stands alone */
  double      least;    /* per cent */
} Check;

/* The least is what length, key and real dates give; what has no redundancy (a name,
 * eight free digits of a phone) is listed to be counted, not to be met. */
static const Check checks[] = {
  { "nir", CT_FIELD_NIR, FALSE, 100 },
  { "birth-date", CT_FIELD_BIRTH_DATE, FALSE, 60 },
  { "birth-date-with-nir", CT_FIELD_BIRTH_DATE, TRUE, 89 },
  { "postal-code", CT_FIELD_POSTAL_CODE, FALSE, 50 },
  { "postal-code-with-town", CT_FIELD_POSTAL_CODE, TRUE, 98.5 },
  { "phone", CT_FIELD_PHONE, FALSE, 25 },
  { "e-mail", CT_FIELD_EMAIL, FALSE, 0 },
  { "birth-name", CT_FIELD_BIRTH_NAME, FALSE, 0 },
  { "first-names", CT_FIELD_FIRST_NAMES, FALSE, 0 },
  { "address", CT_FIELD_ADDRESS, FALSE, 0 },
};

/* All towns of all codes, to be drawn by the number of their people. */
typedef struct
{
  const CtTown *town;
  guint64       people; /* of this and all before */
} Slot;

static GArray *
towns_of (const CtCatalog *catalog)
{
  GArray *slots = g_array_new (FALSE, FALSE, sizeof (Slot));
  guint64 people = 0;

  for (guint code = 1000; code < 99000; code++)
    {
      g_autofree char *text = g_strdup_printf ("%05u", code);
      guint n;
      const CtTown *towns = ct_catalog_towns_of_code (catalog, text, &n);

      for (guint i = 0; i < n; i++)
        {
          Slot slot = { &towns[i], people += towns[i].population };

          g_array_append_val (slots, slot);
        }
    }
  return slots;
}

static const CtTown *
random_town (GRand *random, GArray *slots)
{
  guint64 last = g_array_index (slots, Slot, slots->len - 1).people;
  guint64 at = (guint64) (g_rand_double (random) * (double) last);
  guint low = 0, high = slots->len - 1;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (slots, Slot, middle).people <= at)
        low = middle + 1;
      else
        high = middle;
    }
  return g_array_index (slots, Slot, low).town;
}

static char
random_character (GRand *random, CtField field)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
  gboolean digits = field == CT_FIELD_NIR || field == CT_FIELD_BIRTH_DATE || field == CT_FIELD_POSTAL_CODE
                    || field == CT_FIELD_PHONE;

  return digits ? (char) ('0' + g_rand_int_range (random, 0, 10)) : letters[g_rand_int_range (random, 0, 26)];
}

/* Returns: (transfer full): @text with one slip; never @text itself */
static char *
slip (GRand *random, CtField field, const char *text)
{
  for (;;)
    {
      GString *typed = g_string_new (text);
      guint kind = (guint) g_rand_int_range (random, 0, 100);
      gssize at = g_rand_int_range (random, 0, (gint32) typed->len);
      char c = typed->str[at];

      if (kind < 60)
        typed->str[at] = random_character (random, field);
      else if (kind < 75 && at + 1 < (gssize) typed->len)
        {
          typed->str[at] = typed->str[at + 1];
          typed->str[at + 1] = c;
        }
      else if (kind < 88 && kind >= 75)
        g_string_erase (typed, at, 1);
      else if (kind >= 88)
        g_string_insert_c (typed, at, random_character (random, field));
      if (!g_str_equal (typed->str, text))
        return g_string_free (typed, FALSE);
      g_string_free (typed, TRUE);
    }
}

static void
fill_person (GRand *random, CtEntry *entry, const CtTown *town)
{
  guint year = (guint) g_rand_int_range (random, 1930, 2005), month = (guint) g_rand_int_range (random, 1, 13);
  g_autofree char *date = g_strdup_printf ("%02d%02u%04u", g_rand_int_range (random, 1, 29), month, year);
  g_autofree char *base = g_strdup_printf ("2%02u%02u%02d%03d%03d", year % 100, month, g_rand_int_range (random, 1, 96),
                                           g_rand_int_range (random, 1, 900), g_rand_int_range (random, 1, 999));
  g_autofree char *phone = g_strdup_printf ("06%08d", g_rand_int_range (random, 10000000, 99999999));
  g_autofree char *nir = NULL;

  for (guint key = 1; key <= 97; key++)
    {
      g_free (nir);
      nir = g_strdup_printf ("%s%02u", base, key);
      if (ct_nir_check (nir, NULL) == CT_NIR_OK)
        break;
    }
  ct_entry_set (entry, CT_FIELD_NIR, nir);
  ct_entry_set (entry, CT_FIELD_BIRTH_DATE, date);
  ct_entry_set (entry, CT_FIELD_SEX, "F");
  ct_entry_set (entry, CT_FIELD_BIRTH_NAME, "dartagnan");
  ct_entry_set (entry, CT_FIELD_FIRST_NAMES, "eleonore");
  ct_entry_set (entry, CT_FIELD_EMAIL, "eleonore.dart@example.org");
  ct_entry_set (entry, CT_FIELD_ADDRESS, "12 rue des lilas");
  ct_entry_set (entry, CT_FIELD_PHONE, phone);
  ct_entry_set (entry, CT_FIELD_POSTAL_CODE, town->postal_code);
  ct_entry_set (entry, CT_FIELD_TOWN, town->name);
}

/* Whether the rules say something that they did not say of the right record. */
static gboolean
is_caught (const CtEntry *entry, const CtCatalog *catalog, GDateTime *now, gboolean alone)
{
  g_autoptr (GPtrArray) issues = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  CtRecord *record = ct_rules_check (entry, catalog, now, issues);
  gboolean caught = FALSE;

  g_clear_pointer (&record, ct_record_unref);
  for (guint i = 0; i < issues->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (issues, i);

      /* A town that was left out on purpose is not what is tested. */
      caught |= !(alone && issue->field == CT_FIELD_TOWN);
    }
  return caught;
}

static double
measure (const Check *check, const CtCatalog *catalog, GArray *slots, guint edits)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (GDateTime) now = g_date_time_new (zone, 2026, 11, 24, 14, 30, 0);
  guint caught = 0;

  for (guint i = 0; i < edits; i++)
    {
      g_autoptr (CtEntry) entry = sample_entry ();
      g_autofree char *typed = NULL;

      fill_person (random, entry, random_town (random, slots));
      ct_entry_set (entry, CT_FIELD_SAMPLED_AT, "1400");
      ct_entry_set (entry, CT_FIELD_ONSET_DATE, "");
      ct_entry_set (entry, CT_FIELD_SYMPTOMS, "none");
      if (!check->with_nir)
        {
          if (check->field != CT_FIELD_NIR)
            ct_entry_set (entry, CT_FIELD_NIR, "");
          if (check->field == CT_FIELD_POSTAL_CODE)
            ct_entry_set (entry, CT_FIELD_TOWN, "");
        }
      g_assert_false (is_caught (entry, catalog, now, !check->with_nir));
      typed = slip (random, check->field, ct_entry_get (entry, check->field));
      ct_entry_set (entry, check->field, typed);
      caught += is_caught (entry, catalog, now, !check->with_nir);
    }
  return 100.0 * caught / edits;
}

int
main (int argc, char **argv)
{
  gboolean tap = argc == 2 && g_str_equal (argv[1], "--tap");
  guint edits = tap ? TAP_EDITS : argc == 2 ? (guint) g_ascii_strtoull (argv[1], NULL, 10) : 200000;
  g_autoptr (CtCatalog) catalog = ct_reference_lists_load (NULL);

  g_autoptr (GArray) slots = towns_of (catalog);
  guint tests = 0;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      double caught;

      /* What no rule can see is counted, and is no test. */
      if (tap && checks[i].least <= 0)
        continue;
      caught = measure (&checks[i], catalog, slots, edits);

      if (tap)
        printf ("%sok %u /mutations/%s\n# %.1f %% caught, %.1f at least\n", caught >= checks[i].least ? "" : "not ", ++tests,
                checks[i].name, caught, checks[i].least);
      else
        printf ("%s %.2f\n", checks[i].name, caught);
    }
  if (tap)
    printf ("1..%u\n", tests);
  return 0;
}
