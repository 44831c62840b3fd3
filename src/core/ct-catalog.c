/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The reference lists: tests and their kits, countries, and which towns have
 * which postal code. Filled once by the caller, then shared and never changed. */

#include "config.h"

#include "ct-catalog.h"

#include "ct-field.h"
#include "ct-name.h"

#include <stdlib.h>
#include <string.h>

struct _CtCatalog
{
  gatomicrefcount  refs;
  GPtrArray       *analytes;  /* of CtAnalyte */
  GPtrArray       *tests;     /* of CtTest; the first is what a pharmacy does most */
  GPtrArray       *kits;      /* of CtKit, in the order of the lists */
  GPtrArray       *countries; /* of CtCountry */
  GArray          *towns;     /* of CtTown, by postal code, the largest first */
};

static void
analyte_free (gpointer data)
{
  CtAnalyte *analyte = data;

  g_free (analyte->id);
  g_free (analyte->name);
  g_free (analyte->code);
  g_free (analyte->display);
  g_strfreev (analyte->also);
  g_free (analyte);
}

static void
test_free (gpointer data)
{
  CtTest *test = data;

  g_free (test->id);
  g_free (test->name);
  g_free (test->specimen);
  g_free (test->specimen_name);
  g_free (test->other);
  g_ptr_array_unref (test->analytes);
  g_free (test);
}

static void
kit_free (gpointer data)
{
  CtKit *kit = data;

  g_free (kit->id);
  g_free (kit->label);
  g_free (kit->maker);
  g_free (kit->name);
  g_free (kit);
}

static void
country_free (gpointer data)
{
  CtCountry *country = data;

  g_free (country->code);
  g_free (country->name);
  g_free (country);
}

static void
town_clear (gpointer data)
{
  g_free (((CtTown *) data)->name);
}

CtCatalog *
ct_catalog_new (void)
{
  CtCatalog *self = g_new0 (CtCatalog, 1);

  g_atomic_ref_count_init (&self->refs);
  self->analytes = g_ptr_array_new_with_free_func (analyte_free);
  self->tests = g_ptr_array_new_with_free_func (test_free);
  self->kits = g_ptr_array_new_with_free_func (kit_free);
  self->countries = g_ptr_array_new_with_free_func (country_free);
  self->towns = g_array_new (FALSE, FALSE, sizeof (CtTown));
  g_array_set_clear_func (self->towns, town_clear);
  return self;
}

CtCatalog *
ct_catalog_ref (CtCatalog *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ct_catalog_unref (CtCatalog *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->kits);
  g_ptr_array_unref (self->tests);
  g_ptr_array_unref (self->analytes);
  g_ptr_array_unref (self->countries);
  g_array_unref (self->towns);
  g_free (self);
}

/**
 * ct_catalog_add_test:
 * @other: what stands in the entry for a kit of this test that is not listed
 *
 * Returns: (transfer none): to be given what it looks for, and its specimen
 */
CtTest *
ct_catalog_add_test (CtCatalog *self, const char *id, const char *name, const char *other)
{
  CtTest *test = g_new0 (CtTest, 1);

  test->id = g_strdup (id);
  test->name = g_strdup (name);
  test->other = g_strdup (other);
  test->analytes = g_ptr_array_new ();
  g_ptr_array_add (self->tests, test);
  return test;
}

/**
 * ct_catalog_add_analyte:
 * @name: in the workstation's language
 * @code, @display: of LOINC
 * @also: of LOINC, those of others that mean the same
 *
 * To be added before the tests that look for it.
 */
void
ct_catalog_add_analyte (CtCatalog *self, const char *id, const char *name, const char *code, const char *display, const char * const *also)
{
  CtAnalyte *analyte = g_new0 (CtAnalyte, 1);

  analyte->id = g_strdup (id);
  analyte->name = g_strdup (name);
  analyte->code = g_strdup (code);
  analyte->display = g_strdup (display);
  analyte->also = g_strdupv ((GStrv) also);
  g_ptr_array_add (self->analytes, analyte);
}

/**
 * ct_catalog_look_for:
 * @analyte: the id of one; what is not known, or has no room among CT_MAX_ANALYTES, is left out
 */
void
ct_catalog_look_for (const CtCatalog *self, CtTest *test, const char *analyte)
{
  for (guint i = 0; i < self->analytes->len && test->analytes->len < CT_MAX_ANALYTES; i++)
    if (g_str_equal (((CtAnalyte *) g_ptr_array_index (self->analytes, i))->id, analyte))
      g_ptr_array_add (test->analytes, g_ptr_array_index (self->analytes, i));
}

void
ct_catalog_set_specimen (CtTest *test, const char *code, const char *display)
{
  g_free (test->specimen);
  g_free (test->specimen_name);
  test->specimen = g_strdup (code);
  test->specimen_name = g_strdup (display);
}

void
ct_catalog_add_kit (CtCatalog *self, const CtTest *test, const char *id, const char *maker, const char *name)
{
  CtKit *kit = g_new0 (CtKit, 1);

  kit->id = g_strdup (id);
  kit->label = g_strdup_printf ("%s, %s", maker, name);
  kit->maker = g_strdup (maker);
  kit->name = g_strdup (name);
  kit->test = test;
  g_ptr_array_add (self->kits, kit);
}

/**
 * ct_catalog_add_eu_kit:
 * @label: "manufacturer, name", as in the EU value set; a comma in the
 *   manufacturer is kept there ("ACON Laboratories, Inc")
 */
void
ct_catalog_add_eu_kit (CtCatalog *self, const CtTest *test, const char *id, const char *label)
{
  const char *comma = g_strrstr (label, ", ");
  CtKit *kit = g_new0 (CtKit, 1);

  kit->id = g_strdup (id);
  kit->label = g_strdup (label);
  kit->maker = comma != NULL ? g_strndup (label, (gsize) (comma - label)) : g_strdup (label);
  kit->name = g_strdup (comma != NULL ? comma + 2 : label);
  kit->listed = TRUE;
  kit->test = test;
  g_ptr_array_add (self->kits, kit);
}

/**
 * ct_catalog_mark_left:
 * @id: of a kit of the EU list that is no longer on it; whoever still has a box of it is told
 */
void
ct_catalog_mark_left (CtCatalog *self, const char *id)
{
  for (guint i = 0; i < self->kits->len; i++)
    {
      CtKit *kit = g_ptr_array_index (self->kits, i);

      kit->left |= g_str_equal (kit->id, id);
    }
}

void
ct_catalog_add_country (CtCatalog *self, const char *code, const char *name)
{
  CtCountry *country = g_new0 (CtCountry, 1);

  country->code = g_strdup (code);
  country->name = g_strdup (name);
  g_ptr_array_add (self->countries, country);
}

static int
compare_towns (gconstpointer a, gconstpointer b)
{
  const CtTown *one = a, *two = b;
  int order = strcmp (one->postal_code, two->postal_code);

  if (order != 0)
    return order;
  return one->population < two->population ? 1 : one->population > two->population ? -1 : 0;
}

/**
 * ct_catalog_add_towns:
 * @tsv: a line a pair: postal code, INSEE code, name, population
 */
void
ct_catalog_add_towns (CtCatalog *self, const char *tsv)
{
  while (*tsv != '\0')
    {
      const char *end = strchrnul (tsv, '\n');
      g_autofree char *line = g_strndup (tsv, (gsize) (end - tsv));
      g_auto (GStrv) cells = g_strsplit (line, "\t", 4);

      if (g_strv_length (cells) == 4 && strlen (cells[0]) == 5 && strlen (cells[1]) == 5)
        {
          CtTown town = { .population = (guint) strtoul (cells[3], NULL, 10) };

          memcpy (town.postal_code, cells[0], 6);
          memcpy (town.insee, cells[1], 6);
          town.name = g_strdup (cells[2]);
          g_array_append_val (self->towns, town);
        }
      tsv = *end == '\0' ? end : end + 1;
    }
  g_array_sort (self->towns, compare_towns);
}

/**
 * ct_catalog_find_kit:
 *
 * Returns: (transfer none) (nullable): the kit of this JRC id
 */
const CtKit *
ct_catalog_find_kit (const CtCatalog *self, const char *id)
{
  for (guint i = 0; i < self->kits->len; i++)
    {
      const CtKit *kit = g_ptr_array_index (self->kits, i);

      if (g_str_equal (kit->id, id))
        return kit;
    }
  return NULL;
}

/**
 * ct_catalog_kits:
 *
 * Returns: (transfer none) (element-type CtKit)
 */
GPtrArray *
ct_catalog_kits (const CtCatalog *self)
{
  return self->kits;
}

/**
 * ct_catalog_find_country:
 *
 * Returns: (transfer none) (nullable): the country of this two-letter code
 */
const CtCountry *
ct_catalog_find_country (const CtCatalog *self, const char *code)
{
  for (guint i = 0; i < self->countries->len; i++)
    {
      const CtCountry *country = g_ptr_array_index (self->countries, i);

      if (g_str_equal (country->code, code))
        return country;
    }
  return NULL;
}

/**
 * ct_catalog_countries:
 *
 * Returns: (transfer none) (element-type CtCountry)
 */
GPtrArray *
ct_catalog_countries (const CtCatalog *self)
{
  return self->countries;
}

/**
 * ct_catalog_towns_of_code:
 * @n: (out): how many there are
 *
 * Returns: (transfer none) (array length=n) (nullable): the towns of a postal
 *   code, the largest first
 */
const CtTown *
ct_catalog_towns_of_code (const CtCatalog *self, const char *postal_code, guint *n)
{
  const CtTown *towns = (const CtTown *) (gpointer) self->towns->data;
  guint low = 0, high = self->towns->len;

  *n = 0;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (strcmp (towns[middle].postal_code, postal_code) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  while (low + *n < self->towns->len && g_str_equal (towns[low + *n].postal_code, postal_code))
    (*n)++;
  return *n > 0 ? &towns[low] : NULL;
}

/**
 * ct_catalog_find_town:
 *
 * Returns: (transfer none) (nullable): the town of that code and name, whatever
 *   its accents, case or hyphens
 */
const CtTown *
ct_catalog_find_town (const CtCatalog *self, const char *postal_code, const char *name)
{
  g_autofree char *wanted = ct_name_fold (name);
  guint n;
  const CtTown *towns = ct_catalog_towns_of_code (self, postal_code, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *folded = ct_name_fold (towns[i].name);

      if (g_str_equal (folded, wanted))
        return &towns[i];
    }
  return NULL;
}

/**
 * ct_catalog_town_named:
 *
 * Walks all 35,000: for the moment a field is left, not for each key.
 *
 * Returns: (transfer none) (nullable): the largest town of that name
 */
const CtTown *
ct_catalog_town_named (const CtCatalog *self, const char *name)
{
  const CtTown *towns = (const CtTown *) (gpointer) self->towns->data;
  g_autofree char *wanted = ct_name_fold (name);
  const CtTown *best = NULL;

  for (guint i = 0; i < self->towns->len; i++)
    {
      g_autofree char *folded = NULL;

      /* Folding is dear; the first letter is a cheap first look for most. */
      if ((guchar) towns[i].name[0] < 128 && g_ascii_tolower (towns[i].name[0]) != wanted[0])
        continue;
      folded = ct_name_fold (towns[i].name);
      if (g_str_equal (folded, wanted) && (best == NULL || towns[i].population > best->population))
        best = &towns[i];
    }
  return best;
}

/**
 * ct_catalog_town_of_insee:
 *
 * Walks all 35,000, comparing five characters each.
 *
 * Returns: (transfer none) (nullable): the town of that INSEE code as it is today;
 *   many who are alive were born in one that is part of another now
 */
const CtTown *
ct_catalog_town_of_insee (const CtCatalog *self, const char *insee)
{
  const CtTown *towns = (const CtTown *) (gpointer) self->towns->data;

  for (guint i = 0; i < self->towns->len; i++)
    if (strcmp (towns[i].insee, insee) == 0)
      return &towns[i];
  return NULL;
}

/**
 * ct_catalog_tests:
 *
 * Returns: (transfer none) (element-type CtTest)
 */
GPtrArray *
ct_catalog_tests (const CtCatalog *self)
{
  return self->tests;
}

/**
 * ct_catalog_test_of_kit:
 * @kit: as the entry has it
 *
 * Returns: (transfer none): the test that is done with it; the first of all for what is
 *   not known; NULL only while there is none
 */
const CtTest *
ct_catalog_test_of_kit (const CtCatalog *self, const char *kit)
{
  const CtKit *listed = ct_catalog_find_kit (self, kit);

  if (listed != NULL)
    return listed->test;
  for (guint i = 0; i < self->tests->len; i++)
    if (g_ascii_strcasecmp (((CtTest *) g_ptr_array_index (self->tests, i))->other, kit) == 0)
      return g_ptr_array_index (self->tests, i);
  return self->tests->len > 0 ? g_ptr_array_index (self->tests, 0) : NULL;
}

/**
 * ct_catalog_n_results:
 * @kit: as the entry has it
 *
 * Returns: how many results it gives: %CT_FIELD_RESULT and those that follow it
 */
guint
ct_catalog_n_results (const CtCatalog *self, const char *kit)
{
  const CtTest *test = ct_catalog_test_of_kit (self, kit);

  return test != NULL ? MAX (test->analytes->len, 1) : 1;
}

/**
 * ct_catalog_test_for:
 * @analytes: (element-type CtAnalyte): those of which there is a result, on one sample
 *
 * Returns: (transfer none) (nullable): the test that looks for all of them, and for the least
 *   beside them
 */
const CtTest *
ct_catalog_test_for (const CtCatalog *self, GPtrArray *analytes)
{
  const CtTest *best = NULL;

  for (guint i = 0; i < self->tests->len; i++)
    {
      const CtTest *test = g_ptr_array_index (self->tests, i);
      gboolean all = TRUE;

      for (guint j = 0; j < analytes->len && all; j++)
        all = g_ptr_array_find (test->analytes, g_ptr_array_index (analytes, j), NULL);
      if (all && (best == NULL || test->analytes->len < best->analytes->len))
        best = test;
    }
  return best;
}

/**
 * ct_catalog_analytes:
 *
 * Returns: (transfer none) (element-type CtAnalyte): of all tests
 */
GPtrArray *
ct_catalog_analytes (const CtCatalog *self)
{
  return self->analytes;
}

/**
 * ct_catalog_analyte_of:
 * @code: of LOINC
 *
 * Returns: (transfer none) (nullable): whose result has that code
 */
const CtAnalyte *
ct_catalog_analyte_of (const CtCatalog *self, const char *code)
{
  for (guint i = 0; i < self->analytes->len; i++)
    {
      const CtAnalyte *analyte = g_ptr_array_index (self->analytes, i);

      if (g_str_equal (analyte->code, code) || g_strv_contains ((const char * const *) analyte->also, code))
        return analyte;
    }
  return NULL;
}
