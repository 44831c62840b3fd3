/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The register: all records there are, to be looked up by what somebody remembers of one.
 *
 * A line of 24 bytes for each, the newest first, and their words behind one another in one
 * piece of memory: a search is one walk forwards over both. Nobody's words are anywhere but
 * in memory, and not after the register was closed. */

#include "config.h"

#include "ct-register.h"

#include "ct-search-text.h"

#include <string.h>

typedef struct
{
  guint64 mark; /* of its words */
  guint32 text; /* where its words begin */
  guint32 day;  /* yyyymmdd; 0 for none */
  guint8  kind;
} Line;

struct _CtRegister
{
  GPtrArray *rows;  /* of CtRow, the newest first */
  GArray    *lines; /* of Line, one a row */
  GString   *texts; /* each ends with '\0' */
};

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  const CtRow *one = *(const CtRow * const *) a, *two = *(const CtRow * const *) b;

  return (one->seq < two->seq) - (one->seq > two->seq);
}

static guint32
number_of (CtDate date)
{
  return date.year * 10000u + date.month * 100u + date.day;
}

/* The day on which it was validated; of a draft, on which the sample was taken. */
static guint32
day_of (const CtRow *row, GTimeZone *zone, GDateTime *now)
{
  gint64 validated = ct_entry_get_validated_at (row->entry);
  const char *sampled = ct_entry_get (row->entry, CT_FIELD_SAMPLED_AT);
  g_autoptr (GDateTime) time = NULL;

  if (validated != 0)
    {
      g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (validated / 1000);

      time = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
    }
  else if (*sampled != '\0')
    time = ct_date_parse_time (sampled, now);
  return time != NULL ? number_of (ct_date_of (time)) : 0;
}

static CtRegisterKind
kind_of (const CtRow *row, GHashTable *past)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

  if (g_hash_table_contains (past, &row->uuid))
    return CT_REGISTER_CORRECTED;
  if (ct_row_is_unsent (row))
    return CT_REGISTER_WAITING;
  switch (row->state)
    {
    case CT_STATE_ACCEPTED:
      return amendment != NULL && amendment->cancels ? CT_REGISTER_CANCELLED : CT_REGISTER_ACCEPTED;
    case CT_STATE_REFUSED:
    case CT_STATE_CONFLICT:
    case CT_STATE_STUCK:
      return CT_REGISTER_REFUSED;
    case CT_STATE_CONCLUDED:
      return CT_REGISTER_CONCLUDED;
    default:
      return CT_REGISTER_DRAFT;
    }
}

/* Of CtUuid in the rows: those after which another was accepted. */
static GHashTable *
past_of (GPtrArray *rows)
{
  GHashTable *past = g_hash_table_new (ct_uuid_hash, ct_uuid_same);

  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

      if (amendment != NULL && row->state == CT_STATE_ACCEPTED)
        g_hash_table_add (past, (gpointer) &amendment->amends);
    }
  return past;
}

/**
 * ct_register_new:
 * @rows: (element-type CtRow): in any order; kept, and put in order
 * @zone: of the counter
 *
 * Takes some microseconds a record: for a thread of its own.
 */
CtRegister *
ct_register_new (GPtrArray *rows, GTimeZone *zone)
{
  CtRegister *self = g_new0 (CtRegister, 1);
  g_autoptr (GHashTable) past = past_of (rows);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);

  self->rows = g_ptr_array_ref (rows);
  self->lines = g_array_sized_new (FALSE, FALSE, sizeof (Line), rows->len);
  self->texts = g_string_sized_new (rows->len * 64);
  g_ptr_array_sort (self->rows, compare_newest);
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (self->rows, i);
      g_autofree char *text = ct_search_text (row->entry);
      Line line = { ct_search_mark (text), (guint32) self->texts->len, day_of (row, zone, now), (guint8) kind_of (row, past) };

      g_array_append_val (self->lines, line);
      g_string_append_len (self->texts, text, (gssize) strlen (text) + 1);
    }
  return self;
}

void
ct_register_free (CtRegister *self)
{
  g_ptr_array_unref (self->rows);
  g_array_unref (self->lines);
  g_string_free (self->texts, TRUE);
  g_free (self);
}

/**
 * ct_register_find:
 * @max: how many are wanted
 * @total: (out): how many there are
 *
 * Returns: (transfer full) (element-type CtRow): the newest first
 */
GPtrArray *
ct_register_find (const CtRegister *self, const CtRegisterQuery *query, guint max, guint *total)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  guint64 mark;
  g_auto (GStrv) words = ct_search_words (query->text, &mark);
  guint32 from = query->from.year != 0 ? number_of (query->from) : 0, to = query->to.year != 0 ? number_of (query->to) : G_MAXUINT32;

  *total = 0;
  for (guint i = 0; i < self->lines->len; i++)
    {
      const Line *line = &g_array_index (self->lines, Line, i);

      if ((line->mark & mark) != mark || line->day < from || line->day > to
          || (query->kind != CT_REGISTER_ALL && line->kind != (guint8) query->kind)
          || (words != NULL && !ct_search_holds (self->texts->str + line->text, words)))
        continue;
      if ((*total)++ < max)
        g_ptr_array_add (found, ct_row_ref (g_ptr_array_index (self->rows, i)));
    }
  return found;
}
