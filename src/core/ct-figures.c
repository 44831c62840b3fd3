/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What was done, in figures. A test is counted on the day and in the hour in which it was
 * validated, which is when it was read; of a corrected one the newest revision counts, of a
 * cancelled one none. A hundred thousand records take some 20 ms, so days and hours are
 * reckoned in seconds: a GDateTime for each would take five times as long. */

#include "config.h"

#include "ct-figures-private.h"

#include "ct-outcome.h"

#include <string.h>

#define DAY_S G_GINT64_CONSTANT (86400)

typedef struct
{
  CtFigures  *figures;
  GHashTable *amended; /* UUIDs that a validated revision follows */
  GHashTable *days;    /* number of the day to CtFiguresDay */
  GHashTable *lots;    /* kit and lot to CtFiguresLot */
  CtFiguresLot *last;  /* nullable: of the row before, most often the same */
  gint64      from, to; /* numbers of days, both included */
  GTimeZone  *zone;
} Count;

static void
lot_free (gpointer data)
{
  CtFiguresLot *lot = data;

  g_free (lot->kit);
  g_free (lot->lot);
  g_free (lot);
}

/* Seconds since 1970 as the clock on the wall counts them. */
static gint64
wall_of (GTimeZone *zone, gint64 ms)
{
  gint64 seconds = ms / 1000;

  return seconds + g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds));
}

static guint
two (const char *digits)
{
  return (guint) (digits[0] - '0') * 10 + (guint) (digits[1] - '0');
}

/* When the service had it, ms since 1970: of the receipt, its second part, in UTC; -1 without. */
static gint64
accepted_at (const CtRow *row)
{
  static const char pattern[] = "####-##-##T##:##:##Z";
  const char *time = strchr (row->receipt, ' ');
  guint year, month, day, hour, minute, second;

  for (guint i = 0; pattern[i] != '\0'; i++)
    if (time == NULL || (pattern[i] == '#' ? !g_ascii_isdigit (time[i + 1]) : time[i + 1] != pattern[i]))
      return -1;
  time++;
  year = two (time) * 100 + two (time + 2);
  month = two (time + 5);
  day = two (time + 8);
  hour = two (time + 11);
  minute = two (time + 14);
  second = two (time + 17);
  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return -1;
  return (ct_date_number ((CtDate) { (guint16) year, (guint8) month, (guint8) day }) * DAY_S + hour * 3600 + minute * 60 + second) * 1000;
}

static void
add_uuid (GPtrArray *list, const CtUuid *uuid)
{
  g_ptr_array_add (list, g_memdup2 (uuid, sizeof *uuid));
}

static CtFiguresDay *
day_for (Count *count, gint64 number)
{
  CtFiguresDay *day = g_hash_table_lookup (count->days, GSIZE_TO_POINTER (number));

  if (day != NULL)
    return day;
  day = g_new0 (CtFiguresDay, 1);
  day->day = ct_date_from_number (number);
  g_ptr_array_add (count->figures->days, day);
  g_hash_table_insert (count->days, GSIZE_TO_POINTER (number), day);
  return day;
}

static CtFiguresLot *
lot_for (Count *count, const CtEntry *entry)
{
  const char *kit = ct_entry_get (entry, CT_FIELD_KIT), *name = ct_entry_get (entry, CT_FIELD_LOT);
  CtFiguresLot *lot = count->last;
  char *key;

  if (lot != NULL && g_str_equal (lot->lot, name) && g_str_equal (lot->kit, kit))
    return lot;
  key = g_strconcat (kit, "\t", name, NULL);
  count->last = lot = g_hash_table_lookup (count->lots, key);
  if (lot != NULL)
    {
      g_free (key);
      return lot;
    }
  lot = g_new0 (CtFiguresLot, 1);
  lot->kit = g_strdup (kit);
  lot->lot = g_strdup (name);
  g_ptr_array_add (count->figures->lots, lot);
  g_hash_table_insert (count->lots, key, lot);
  count->last = lot;
  return lot;
}

/* Returns: its place among the codes; CT_FIGURES_RESULTS for none of them */
static guint
place_of (const char *result)
{
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);
  guint i = 0;

  while (codes[i] != NULL && !g_str_equal (codes[i], result))
    i++;
  return i;
}

static void
count_findings (CtFiguresLot *lot, const CtEntry *entry)
{
  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    {
      guint place = place_of (ct_entry_get (entry, CT_FIELD_RESULT + i));

      if (place < CT_FIGURES_RESULTS)
        lot->findings[i][place]++;
    }
}

/* What somebody saw at the service is there; what was given up is not. */
static void
count_state (CtFigures *figures, const CtRow *row)
{
  const CtConclusion *conclusion = ct_entry_get_conclusion (row->entry);

  if (row->state == CT_STATE_ACCEPTED || (row->state == CT_STATE_CONCLUDED && conclusion != NULL && conclusion->seen))
    figures->accepted++;
  else if (row->state == CT_STATE_REFUSED || row->state == CT_STATE_CONFLICT || row->state == CT_STATE_STUCK
           || row->state == CT_STATE_CONCLUDED)
    figures->refused++;
  else
    figures->waiting++;
}

static void
count_test (Count *count, const CtRow *row, gint64 wall)
{
  CtFigures *figures = count->figures;
  guint result = place_of (ct_outcome_of (row->entry));
  gint64 accepted = row->state == CT_STATE_ACCEPTED ? accepted_at (row) : 0;
  CtFiguresTest test = { row->uuid, ct_date_from_number (wall / DAY_S) };
  CtFiguresDay *day;
  CtFiguresLot *lot;

  figures->tests++;
  g_array_append_val (figures->list, test);
  count_state (figures, row);
  if (result >= CT_FIGURES_RESULTS || accepted < 0)
    add_uuid (figures->odd, &row->uuid);
  if (result >= CT_FIGURES_RESULTS)
    return;
  day = day_for (count, wall / DAY_S);
  lot = lot_for (count, row->entry);
  figures->results[result]++;
  figures->hours[wall % DAY_S / 3600]++;
  day->tests++;
  day->results[result]++;
  lot->tests++;
  lot->results[result]++;
  count_findings (lot, row->entry);
  accepted -= ct_entry_get_validated_at (row->entry);
  if (row->state == CT_STATE_ACCEPTED && accepted > -1000) /* a receipt has no fractions of a second */
    {
      accepted = MAX (accepted, 0);
      g_array_append_val (figures->delays, accepted);
    }
}

static void
count_row (Count *count, const CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  gint64 validated = ct_entry_get_validated_at (row->entry), wall;

  if (row->state == CT_STATE_DRAFT)
    {
      count->figures->drafts++;
      return;
    }
  if (g_hash_table_contains (count->amended, &row->uuid))
    return;
  if (validated <= 0)
    {
      add_uuid (count->figures->odd, &row->uuid);
      return;
    }
  wall = wall_of (count->zone, validated);
  if (wall / DAY_S < count->from || wall / DAY_S > count->to)
    return;
  if (amendment != NULL && amendment->cancels)
    count->figures->cancelled++;
  else
    count_test (count, row, wall);
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  return ct_date_compare ((*(CtFiguresDay * const *) a)->day, (*(CtFiguresDay * const *) b)->day);
}

static int
compare_lots (gconstpointer a, gconstpointer b)
{
  const CtFiguresLot *one = *(CtFiguresLot * const *) a, *other = *(CtFiguresLot * const *) b;
  int kit = strcmp (one->kit, other->kit);

  if (one->tests != other->tests)
    return one->tests < other->tests ? 1 : -1;
  return kit != 0 ? kit : strcmp (one->lot, other->lot);
}

static int
compare_delays (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, other = *(const gint64 *) b;

  return one < other ? -1 : one > other;
}

CtFigures *
ct_figures_new (void)
{
  CtFigures *self = g_new0 (CtFigures, 1);

  self->median_ms = -1;
  self->days = g_ptr_array_new_with_free_func (g_free);
  self->lots = g_ptr_array_new_with_free_func (lot_free);
  self->list = g_array_new (FALSE, FALSE, sizeof (CtFiguresTest));
  self->odd = g_ptr_array_new_with_free_func (g_free);
  self->delays = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
ct_figures_settle (CtFigures *self)
{
  g_ptr_array_sort (self->days, compare_days);
  g_ptr_array_sort (self->lots, compare_lots);
  g_array_sort (self->delays, compare_delays);
  if (self->delays->len > 0)
    self->median_ms = g_array_index (self->delays, gint64, (self->delays->len - 1) / 2);
}

/**
 * ct_figures_day_of:
 * @zone: of the counter
 *
 * Returns: the day on which @row counts; year 0 for none
 */
CtDate
ct_figures_day_of (const CtRow *row, GTimeZone *zone)
{
  gint64 validated = ct_entry_get_validated_at (row->entry);

  return validated > 0 ? ct_date_from_number (wall_of (zone, validated) / DAY_S) : (CtDate) { 0 };
}

/**
 * ct_figures_count:
 * @rows: (element-type CtRow): all there are, past revisions among them
 * @from: the first day; year 0: from the beginning on
 * @to: the last day, included; year 0: up to the end
 * @zone: of the counter
 *
 * Returns: (transfer full)
 */
CtFigures *
ct_figures_count (GPtrArray *rows, CtDate from, CtDate to, GTimeZone *zone)
{
  CtFigures *self = ct_figures_new ();
  g_autoptr (GHashTable) amended = g_hash_table_new (ct_uuid_hash, ct_uuid_same);
  g_autoptr (GHashTable) days = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) lots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Count count = {
    .figures = self, .amended = amended, .days = days, .lots = lots, .zone = zone,
    .from = from.year != 0 ? ct_date_number (from) : 0, .to = to.year != 0 ? ct_date_number (to) : G_MAXINT64,
  };

  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

      if (amendment != NULL && row->state != CT_STATE_DRAFT)
        g_hash_table_add (amended, (gpointer) &amendment->amends);
    }
  for (guint i = 0; i < rows->len; i++)
    count_row (&count, g_ptr_array_index (rows, i));
  ct_figures_settle (self);
  return self;
}

/* ---- figures of days whose records are erased ---- */

static void
add_day (CtFigures *self, const CtFiguresDay *other)
{
  CtFiguresDay *day = NULL;

  for (guint i = self->days->len; i > 0 && day == NULL; i--)
    if (ct_date_compare (((CtFiguresDay *) g_ptr_array_index (self->days, i - 1))->day, other->day) == 0)
      day = g_ptr_array_index (self->days, i - 1);
  if (day == NULL)
    {
      g_ptr_array_add (self->days, g_memdup2 (other, sizeof *other));
      return;
    }
  day->tests += other->tests;
  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    day->results[i] += other->results[i];
}

static void
add_lot (CtFigures *self, const CtFiguresLot *other)
{
  CtFiguresLot *lot = NULL;

  for (guint i = 0; i < self->lots->len && lot == NULL; i++)
    {
      CtFiguresLot *known = g_ptr_array_index (self->lots, i);

      if (g_str_equal (known->kit, other->kit) && g_str_equal (known->lot, other->lot))
        lot = known;
    }
  if (lot == NULL)
    {
      lot = g_new0 (CtFiguresLot, 1);
      lot->kit = g_strdup (other->kit);
      lot->lot = g_strdup (other->lot);
      g_ptr_array_add (self->lots, lot);
    }
  lot->tests += other->tests;
  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    lot->results[i] += other->results[i];
  for (guint i = 0; i < CT_MAX_ANALYTES; i++)
    for (guint j = 0; j < CT_FIGURES_RESULTS; j++)
      lot->findings[i][j] += other->findings[i][j];
}

static void
add_one (CtFigures *self, const CtFigures *other)
{
  self->tests += other->tests;
  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    self->results[i] += other->results[i];
  for (guint i = 0; i < G_N_ELEMENTS (self->hours); i++)
    self->hours[i] += other->hours[i];
  self->accepted += other->accepted;
  self->waiting += other->waiting;
  self->refused += other->refused;
  self->cancelled += other->cancelled;
  self->drafts += other->drafts;
  for (guint i = 0; i < other->days->len; i++)
    add_day (self, g_ptr_array_index (other->days, i));
  for (guint i = 0; i < other->lots->len; i++)
    add_lot (self, g_ptr_array_index (other->lots, i));
  for (guint i = 0; i < other->odd->len; i++)
    add_uuid (self->odd, g_ptr_array_index (other->odd, i));
  g_array_append_vals (self->list, other->list->data, other->list->len);
  g_array_append_vals (self->delays, other->delays->data, other->delays->len);
}

/**
 * ct_figures_add:
 * @others: (element-type CtFigures): of other records
 */
void
ct_figures_add (CtFigures *self, GPtrArray *others)
{
  for (guint i = 0; i < others->len; i++)
    add_one (self, g_ptr_array_index (others, i));
  ct_figures_settle (self);
}

void
ct_figures_free (CtFigures *self)
{
  g_ptr_array_unref (self->days);
  g_ptr_array_unref (self->lots);
  g_array_unref (self->list);
  g_ptr_array_unref (self->odd);
  g_array_unref (self->delays);
  g_free (self);
}

static void
add_findings (CtFiguresAnalyte *kind, const CtFiguresLot *lot, const CtCatalog *catalog)
{
  const CtTest *test = ct_catalog_test_of_kit (catalog, lot->kit);
  guint place;

  if (!g_ptr_array_find (test->analytes, kind->analyte, &place))
    return;
  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    {
      kind->tests += lot->findings[place][i];
      kind->results[i] += lot->findings[place][i];
    }
}

/**
 * ct_figures_by_analyte:
 *
 * Returns: (transfer full) (element-type CtFiguresAnalyte): what was looked for at all, in
 *   the order of @catalog; a combined test counts for each
 */
GPtrArray *
ct_figures_by_analyte (const CtFigures *self, const CtCatalog *catalog)
{
  GPtrArray *analytes = ct_catalog_analytes (catalog), *kinds = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < analytes->len; i++)
    {
      CtFiguresAnalyte *kind = g_new0 (CtFiguresAnalyte, 1);

      kind->analyte = g_ptr_array_index (analytes, i);
      for (guint j = 0; j < self->lots->len; j++)
        add_findings (kind, g_ptr_array_index (self->lots, j), catalog);
      if (kind->tests > 0)
        g_ptr_array_add (kinds, kind);
      else
        g_free (kind);
    }
  return kinds;
}

/**
 * ct_figures_positivity:
 * @results: CT_FIGURES_RESULTS of them, of one thing looked for
 *
 * Returns: the share of the positive among what could be read as positive or negative, 0 to 1;
 *   -1 without any
 */
double
ct_figures_positivity (const guint *results)
{
  guint read = results[0] + results[1]; /* negative, positive */

  return read > 0 ? (double) results[1] / read : -1;
}

/**
 * ct_figures_agree:
 *
 * Returns: whether every test is counted in each of the sums; otherwise @odd says which are not
 */
gboolean
ct_figures_agree (const CtFigures *self)
{
  guint by_result = 0, by_hour = 0;

  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    by_result += self->results[i];
  for (guint i = 0; i < 24; i++)
    by_hour += self->hours[i];
  return self->odd->len == 0 && by_result == self->tests && by_hour == self->tests && self->accepted + self->waiting + self->refused == self->tests;
}
