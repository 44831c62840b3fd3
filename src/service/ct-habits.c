/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What this pharmacy enters again and again: the towns of its postal codes, its
 * patients' streets and mail domains. Counted from the records in the vault, for
 * as long as these are kept; in memory only.
 *
 * Made anew at the first question after a change. */

#define G_LOG_DOMAIN "ct-habits"

#include "config.h"

#include "ct-habits.h"

#include "ct-name.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_OFFERED   6
#define ENOUGH_PEOPLE 20 /* to know where people come from */

/* What most French mailboxes end in; the pharmacy's own come first. */
static const char * const domains[] = { "gmail.com",   "orange.fr",  "hotmail.fr", "hotmail.com", "free.fr",
                                        "yahoo.fr",    "wanadoo.fr", "sfr.fr",     "outlook.fr",  "outlook.com",
                                        "laposte.net", "live.fr",    "icloud.com", "bbox.fr",     "neuf.fr" };

typedef struct
{
  char  *text;
  char  *folded;      /* a space before each word */
  char  *postal_code;
  guint  count;
} Habit;

struct _CtHabits
{
  CtWorklist *worklist;
  gboolean    made;
  GPtrArray  *towns;   /* of Habit, the most frequent first; so are the others */
  GPtrArray  *streets;
  GPtrArray  *domains;
};

static void
habit_free (gpointer data)
{
  Habit *habit = data;

  g_free (habit->text);
  g_free (habit->folded);
  g_free (habit->postal_code);
  g_free (habit);
}

/* @seen: of what is in @habits, by postal code and folded text */
static void
count (GPtrArray *habits, GHashTable *seen, const char *text, const char *postal_code)
{
  g_autofree char *folded = ct_name_fold (text);
  g_autofree char *key = g_strconcat (postal_code, "|", folded, NULL);
  Habit *habit = g_hash_table_lookup (seen, key);

  if (*folded == '\0')
    return;
  if (habit == NULL)
    {
      habit = g_new0 (Habit, 1);
      habit->text = g_strdup (text);
      habit->folded = g_strconcat (" ", folded, NULL);
      habit->postal_code = g_strdup (postal_code);
      g_ptr_array_add (habits, habit);
      g_hash_table_insert (seen, g_steal_pointer (&key), habit);
    }
  habit->count++;
}

/* 12 bis, rue des Lilas: where the street begins. */
static const char *
street_of (const char *address)
{
  static const char * const more[] = { "bis ", "ter ", "quater " };
  const char *street = address + strspn (address, "0123456789 ,");

  if (street == address)
    return address;
  for (guint i = 0; i < G_N_ELEMENTS (more); i++)
    if (g_ascii_strncasecmp (street, more[i], strlen (more[i])) == 0)
      return street + strlen (more[i]);
  return street;
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  const Habit *one = *(Habit * const *) a, *two = *(Habit * const *) b;

  return (one->count < two->count) - (one->count > two->count);
}

static void
make (CtHabits *self)
{
  g_autoptr (GHashTable) towns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) streets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) mails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist));

  g_ptr_array_set_size (self->towns, 0);
  g_ptr_array_set_size (self->streets, 0);
  g_ptr_array_set_size (self->domains, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->worklist), i);
      CtRow *row = ct_work_item_get_row (item);
      const char *code = ct_entry_get (row->entry, CT_FIELD_POSTAL_CODE);
      const char *at = strchr (ct_entry_get (row->entry, CT_FIELD_EMAIL), '@');

      if (row->state == CT_STATE_DRAFT)
        continue;
      count (self->towns, towns, ct_entry_get (row->entry, CT_FIELD_TOWN), code);
      count (self->streets, streets, street_of (ct_entry_get (row->entry, CT_FIELD_ADDRESS)), code);
      if (at != NULL)
        count (self->domains, mails, at + 1, "");
    }
  for (guint i = 0; i < G_N_ELEMENTS (domains); i++)
    count (self->domains, mails, domains[i], "");
  g_ptr_array_sort (self->towns, compare_counts);
  g_ptr_array_sort (self->streets, compare_counts);
  g_ptr_array_sort (self->domains, compare_counts);
  self->made = TRUE;
}

static void
on_items_changed_cb (GListModel *worklist, guint position, guint removed, guint added, gpointer data)
{
  ((CtHabits *) data)->made = FALSE;
}

/**
 * ct_habits_new:
 *
 * Returns: (transfer full): following @worklist
 */
CtHabits *
ct_habits_new (CtWorklist *worklist)
{
  CtHabits *self = g_new0 (CtHabits, 1);

  self->worklist = g_object_ref (worklist);
  self->towns = g_ptr_array_new_with_free_func (habit_free);
  self->streets = g_ptr_array_new_with_free_func (habit_free);
  self->domains = g_ptr_array_new_with_free_func (habit_free);
  g_signal_connect (worklist, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  return self;
}

void
ct_habits_free (CtHabits *self)
{
  g_signal_handlers_disconnect_by_data (self->worklist, self);
  g_object_unref (self->worklist);
  g_ptr_array_unref (self->towns);
  g_ptr_array_unref (self->streets);
  g_ptr_array_unref (self->domains);
  g_free (self);
}

/**
 * ct_habits_postal_code:
 *
 * Returns: (transfer none) (nullable): where most patients live; valid until the
 *   worklist changes
 */
const char *
ct_habits_postal_code (CtHabits *self)
{
  if (!self->made)
    make (self);
  return self->towns->len > 0 ? ((const Habit *) g_ptr_array_index (self->towns, 0))->postal_code : NULL;
}

/**
 * ct_habits_town:
 *
 * Returns: (transfer none) (nullable): the town most often entered with
 *   @postal_code; valid until the worklist changes
 */
const char *
ct_habits_town (CtHabits *self, const char *postal_code)
{
  if (!self->made)
    make (self);
  for (guint i = 0; i < self->towns->len; i++)
    {
      const Habit *town = g_ptr_array_index (self->towns, i);

      if (g_str_equal (town->postal_code, postal_code))
        return town->text;
    }
  return NULL;
}

/**
 * ct_habits_is_far:
 *
 * Returns: whether, of the many who were tested here, nobody lives in the
 *   department of @postal_code
 */
gboolean
ct_habits_is_far (CtHabits *self, const char *postal_code)
{
  guint people = 0;

  if (!self->made)
    make (self);
  for (guint i = 0; i < self->towns->len; i++)
    {
      const Habit *town = g_ptr_array_index (self->towns, i);

      if (strncmp (town->postal_code, postal_code, 2) == 0)
        return FALSE;
      people += town->count;
    }
  return people >= ENOUGH_PEOPLE;
}

/**
 * ct_habits_emails:
 * @text: an address as far as it is typed
 *
 * Returns: (transfer full): the same with the domains it may end in, the most
 *   frequent first; none before the @ and its first letter
 */
GStrv
ct_habits_emails (CtHabits *self, const char *text)
{
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  const char *at = strchr (text, '@');
  guint n = 0;

  if (!self->made)
    make (self);
  for (guint i = 0; at != NULL && at[1] != '\0' && n < MAX_OFFERED && i < self->domains->len; i++)
    {
      const Habit *domain = g_ptr_array_index (self->domains, i);
      g_autofree char *whole = NULL;

      if (g_ascii_strncasecmp (domain->text, at + 1, strlen (at + 1)) != 0)
        continue;
      whole = g_strdup_printf ("%.*s%s", (int) (at + 1 - text), text, domain->text);
      g_strv_builder_add (found, whole);
      n++;
    }
  return g_strv_builder_end (found);
}

/* Each word of @folded begins a word of the street's name, in any order. */
static gboolean
has_words (const Habit *street, GStrv words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *beginning = g_strconcat (" ", words[i], NULL);

      if (strstr (street->folded, beginning) == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * ct_habits_streets:
 * @text: an address as far as it is typed: a number, and two letters or more of
 *   any words of the street
 *
 * Returns: (transfer full): the same number in the streets it may mean, of that
 *   postal code only, the most frequent first
 */
GStrv
ct_habits_streets (CtHabits *self, const char *text, const char *postal_code)
{
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  const char *street = street_of (text);
  g_autofree char *folded = ct_name_fold (street);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  guint n = 0;

  if (!self->made)
    make (self);
  for (guint i = 0; strlen (folded) >= 2 && n < MAX_OFFERED && i < self->streets->len; i++)
    {
      const Habit *known = g_ptr_array_index (self->streets, i);
      g_autofree char *whole = NULL;

      if (!g_str_equal (known->postal_code, postal_code) || !has_words (known, words))
        continue;
      whole = g_strdup_printf ("%.*s%s", (int) (street - text), text, known->text);
      g_strv_builder_add (found, whole);
      n++;
    }
  return g_strv_builder_end (found);
}
