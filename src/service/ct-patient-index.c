/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The patients this pharmacy knows: those of the records in the vault, for as long
 * as these are kept. In memory only; nothing of it is ever written.
 *
 * Made anew at the first search after a change. One look is a walk over folded
 * strings: half a millisecond for 100,000 people. */

#include "config.h"

#include "ct-patient-index.h"

#include "ct-likeness.h"
#include "ct-name.h"

#include <gio/gio.h>
#include <string.h>

#define LEAST_LETTERS 2
#define LEAST_DIGITS  4

typedef struct
{
  CtEntry *entry;  /* of the newest record */
  gint64   seq;
  char    *names;  /* folded, a space before each word */
  char    *date;   /* ddmmyyyy */
  char    *digits; /* of the social security number, a space, of the phone */
} Patient;

struct _CtPatientIndex
{
  CtWorklist *worklist;
  GPtrArray  *patients; /* nullable: to be made; the newest first */
};

static void
patient_free (gpointer data)
{
  Patient *patient = data;

  ct_entry_unref (patient->entry);
  g_free (patient->names);
  g_free (patient->date);
  g_free (patient->digits);
  g_free (patient);
}

static Patient *
new_patient (const CtRow *row)
{
  Patient *patient = g_new0 (Patient, 1);
  CtEntry *entry = row->entry;
  g_autofree char *all = g_strjoin (" ", ct_entry_get (entry, CT_FIELD_BIRTH_NAME), ct_entry_get (entry, CT_FIELD_USED_NAME),
                                    ct_entry_get (entry, CT_FIELD_FIRST_NAMES), NULL);
  g_autofree char *folded = ct_name_fold (all);
  g_autofree char *nir = ct_name_digits (ct_entry_get (entry, CT_FIELD_NIR));
  g_autofree char *phone = ct_name_digits (ct_entry_get (entry, CT_FIELD_PHONE));

  patient->entry = ct_entry_ref (entry);
  patient->seq = row->seq;
  patient->names = g_strconcat (" ", folded, NULL);
  patient->date = ct_name_digits (ct_entry_get (entry, CT_FIELD_BIRTH_DATE));
  patient->digits = g_strconcat (" ", nir, " ", phone, NULL);
  return patient;
}

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const Patient *one = *(Patient * const *) a, *two = *(Patient * const *) b;

  return (one->seq < two->seq) - (one->seq > two->seq);
}

/* One person once, by folded name and birth date, as their newest record has them.
 * Drafts are nobody yet. */
static void
make (CtPatientIndex *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->worklist), i);
      CtRow *row = ct_work_item_get_row (item);

      if (row->state != CT_STATE_DRAFT)
        g_ptr_array_add (all, new_patient (row));
    }
  g_ptr_array_sort (all, compare_newest);
  self->patients = g_ptr_array_new_with_free_func (patient_free);
  for (guint i = 0; i < all->len; i++)
    {
      Patient *patient = g_ptr_array_index (all, i);

      if (g_hash_table_add (seen, g_strconcat (patient->names, "|", patient->date, NULL)))
        g_ptr_array_add (self->patients, patient);
      else
        patient_free (patient);
    }
}

/* A draft that is typed on changes no line's place: only what comes, goes or moves
 * on counts. */
static void
on_items_changed_cb (GListModel *worklist, guint position, guint removed, guint added, gpointer data)
{
  CtPatientIndex *self = data;

  g_clear_pointer (&self->patients, g_ptr_array_unref);
}

/**
 * ct_patient_index_new:
 *
 * Returns: (transfer full): following @worklist
 */
CtPatientIndex *
ct_patient_index_new (CtWorklist *worklist)
{
  CtPatientIndex *self = g_new0 (CtPatientIndex, 1);

  self->worklist = g_object_ref (worklist);
  g_signal_connect (worklist, "items-changed", G_CALLBACK (on_items_changed_cb), self);
  return self;
}

void
ct_patient_index_free (CtPatientIndex *self)
{
  g_signal_handlers_disconnect_by_data (self->worklist, self);
  g_object_unref (self->worklist);
  g_clear_pointer (&self->patients, g_ptr_array_unref);
  g_free (self);
}

/* Each word of @folded begins a word of the names, in any order. */
static gboolean
has_names (const Patient *patient, GStrv words)
{
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *beginning = g_strconcat (" ", words[i], NULL);

      if (strstr (patient->names, beginning) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* A birth date with or without its century, or the beginning of a number. */
static gboolean
has_digits (const Patient *patient, const char *digits)
{
  g_autofree char *beginning = g_strconcat (" ", digits, NULL);

  if (g_str_has_prefix (patient->date, digits) || strstr (patient->digits, beginning) != NULL)
    return TRUE;
  return strlen (digits) == 6 && strlen (patient->date) == 8 && strncmp (digits, patient->date, 4) == 0
         && strcmp (digits + 4, patient->date + 6) == 0;
}

/**
 * ct_patient_index_search:
 * @text: names in any order, or a birth date, a social security or phone number
 *
 * Returns: (transfer full) (element-type CtEntry): their newest entries, the
 *   newest first, at most @max; none while @text is too short to mean anybody
 */
GPtrArray *
ct_patient_index_search (CtPatientIndex *self, const char *text, guint max)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_entry_unref);
  g_autofree char *folded = ct_name_fold (text);
  g_autofree char *digits = ct_name_digits (text);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  gboolean by_digits = g_ascii_isdigit (*folded);

  if (by_digits ? strlen (digits) < LEAST_DIGITS : g_utf8_strlen (folded, -1) < LEAST_LETTERS)
    return found;
  if (self->patients == NULL)
    make (self);
  for (guint i = 0; i < self->patients->len && found->len < max; i++)
    {
      const Patient *patient = g_ptr_array_index (self->patients, i);

      if (by_digits ? has_digits (patient, digits) : has_names (patient, words))
        g_ptr_array_add (found, ct_entry_ref (patient->entry));
    }
  return found;
}

/* The digits of both dates are the same, day and month aside. */
static gboolean
may_be_like (const Patient *patient, const char *date)
{
  return strlen (date) == 8 && strlen (patient->date) == 8 && strcmp (patient->date + 4, date + 4) == 0;
}

/**
 * ct_patient_index_like:
 * @entry: with a date of birth as the form writes it
 *
 * Returns: (transfer full) (nullable): somebody who may be the same person, written
 *   differently; NULL when there is nobody, or the very same
 */
CtEntry *
ct_patient_index_like (CtPatientIndex *self, const CtEntry *entry)
{
  g_autofree char *date = ct_name_digits (ct_entry_get (entry, CT_FIELD_BIRTH_DATE));
  CtEntry *like = NULL;

  if (self->patients == NULL)
    make (self);
  for (guint i = 0; i < self->patients->len; i++)
    {
      const Patient *patient = g_ptr_array_index (self->patients, i);
      CtLikeness likeness = may_be_like (patient, date) ? ct_likeness_of (entry, patient->entry) : CT_LIKENESS_NONE;

      if (likeness == CT_LIKENESS_SAME)
        return NULL;
      if (likeness != CT_LIKENESS_NONE && like == NULL)
        like = patient->entry;
    }
  return like != NULL ? ct_entry_ref (like) : NULL;
}
