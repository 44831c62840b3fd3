/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Whether two entries may be of one person, written differently. The date of birth
 * is the anchor: two people with like names and other dates are two people. */

#include "config.h"

#include "ct-likeness.h"

#include "ct-name.h"

#include <string.h>

typedef struct
{
  char *name;  /* folded, so are the next two */
  char *used;
  char *first; /* the first of the first names */
  char *date;  /* digits */
} Traits;

static void
traits_clear (Traits *traits)
{
  g_free (traits->name);
  g_free (traits->used);
  g_free (traits->first);
  g_free (traits->date);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Traits, traits_clear)

static Traits
traits_of (const CtEntry *entry)
{
  Traits traits = {
    .name = ct_name_fold (ct_entry_get (entry, CT_FIELD_BIRTH_NAME)),
    .used = ct_name_fold (ct_entry_get (entry, CT_FIELD_USED_NAME)),
    .first = ct_name_fold (ct_entry_get (entry, CT_FIELD_FIRST_NAMES)),
  };

  traits.first[strcspn (traits.first, " ")] = '\0';
  traits.date = ct_name_digits (ct_entry_get (entry, CT_FIELD_BIRTH_DATE));
  return traits;
}

/* ddmmyyyy and mmddyyyy */
static gboolean
is_swapped_date (const char *one, const char *two)
{
  return strlen (one) == 8 && strlen (two) == 8 && strncmp (one, two + 2, 2) == 0 && strncmp (one + 2, two, 2) == 0
         && strcmp (one + 4, two + 4) == 0;
}

/* One letter more, less or other, or two neighbours swapped. Folded names hold
 * ASCII alone but for other scripts, where a byte more does no harm. */
static gboolean
is_one_letter_off (const char *one, const char *two)
{
  gsize a = strlen (one), b = strlen (two), begin = 0, end = 0;

  if (MIN (a, b) < 3 || MAX (a, b) - MIN (a, b) > 1)
    return FALSE;
  while (begin < MIN (a, b) && one[begin] == two[begin])
    begin++;
  while (end < MIN (a, b) - begin && one[a - 1 - end] == two[b - 1 - end])
    end++;
  if (MAX (a, b) - begin - end <= 1)
    return TRUE;
  return a == b && a - begin - end == 2 && one[begin] == two[begin + 1] && one[begin + 1] == two[begin];
}

static gboolean
is_name_in_use (const Traits *one, const Traits *two)
{
  return (*two->used != '\0' && g_str_equal (one->name, two->used))
         || (*one->used != '\0' && (g_str_equal (one->used, two->name) || g_str_equal (one->used, two->used)));
}

/**
 * ct_likeness_of:
 * @one: with a name, a first name and a date of birth as the form writes it
 *
 * Returns: why the two may be one person
 */
CtLikeness
ct_likeness_of (const CtEntry *one, const CtEntry *two)
{
  g_auto (Traits) a = traits_of (one);
  g_auto (Traits) b = traits_of (two);
  gboolean first = g_str_equal (a.first, b.first);

  if (*a.name == '\0' || *a.first == '\0' || *a.date == '\0')
    return CT_LIKENESS_NONE;
  if (!g_str_equal (a.date, b.date))
    return first && g_str_equal (a.name, b.name) && is_swapped_date (a.date, b.date) ? CT_LIKENESS_DATE_SWAPPED
                                                                                    : CT_LIKENESS_NONE;
  if (first && g_str_equal (a.name, b.name))
    return CT_LIKENESS_SAME;
  if (g_str_equal (a.name, b.first) && g_str_equal (a.first, b.name))
    return CT_LIKENESS_NAMES_SWAPPED;
  if (first && is_name_in_use (&a, &b))
    return CT_LIKENESS_NAME_IN_USE;
  if (first && is_one_letter_off (a.name, b.name))
    return CT_LIKENESS_ONE_LETTER;
  return CT_LIKENESS_NONE;
}
