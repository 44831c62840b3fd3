/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The sheet of a day, or of some days: what was done, sent, refused and still waits, and
 * whether the totals agree. Nobody's name is on it. */

#define G_LOG_DOMAIN "ct-paper"

#include "config.h"

#include "ct-paper-parts.h"
#include "ct-paper-words.h"

#define MAX_LOTS 12 /* a page, of A5, too */
#define MAX_ODD  8

/* Takes @words. Returns: (transfer full): with @with in the place of {@name} */
static char *
put (char *words, const char *name, const char *with)
{
  GString *text = g_string_new (words);
  g_autofree char *place = g_strdup_printf ("{%s}", name);

  g_string_replace (text, place, with, 0);
  g_free (words);
  return g_string_free (text, FALSE);
}

static char *
put_count (char *words, const char *name, guint n)
{
  g_autofree char *text = g_strdup_printf ("%u", n);

  return put (words, name, text);
}

static char *
day_text (const CtPaper *self, CtDate day)
{
  g_autoptr (GDateTime) noon = g_date_time_new_utc (day.year, day.month, day.day, 12, 0, 0);

  return g_date_time_format (noon, ct_paper_word (self, "day"));
}

static char *
days_text (const CtPaper *self, CtDate from, CtDate to)
{
  g_autofree char *first = from.year != 0 ? day_text (self, from) : NULL;
  g_autofree char *last = to.year != 0 ? day_text (self, to) : NULL;

  if (first == NULL && last == NULL)
    return g_strdup (ct_paper_word (self, "days-all"));
  if (g_strcmp0 (first, last) == 0)
    return put (g_strdup (ct_paper_word (self, "days-one")), "from", first);
  return put (put (g_strdup (ct_paper_word (self, "days-many")), "from", first != NULL ? first : "…"), "to", last != NULL ? last : "…");
}

static void
add_count (CtPaper *self, const char *key, guint n)
{
  ct_paper_add_line (self, key, g_strdup_printf ("%u", n));
}

/* Returns: (transfer full) (nullable) */
static char *
share_of (const CtPaper *self, const guint *results)
{
  double positivity = ct_figures_positivity (results);
  guint tenths = (guint) (1000 * MAX (positivity, 0) + 0.5);
  g_autofree char *share = g_strdup_printf ("%u%s%u", tenths / 10, ct_paper_word (self, "decimal"), tenths % 10);

  return positivity >= 0 ? put (g_strdup (ct_paper_word (self, "positivity-of")), "share", share) : NULL;
}

/* Of several things looked for each has its own share. */
static void
add_kinds (CtPaper *self, const CtFigures *figures, const CtCatalog *catalog)
{
  g_autoptr (GPtrArray) kinds = ct_figures_by_analyte (figures, catalog);

  if (kinds->len == 1)
    ct_paper_add_line (self, "positivity", share_of (self, figures->results));
  for (guint i = 0; kinds->len > 1 && i < kinds->len; i++)
    {
      const CtFiguresAnalyte *kind = g_ptr_array_index (kinds, i);
      g_autofree char *share = share_of (self, kind->results);
      g_autofree char *text = put_count (put_count (g_strdup (ct_paper_word (self, "kind-of")), "n", kind->tests), "positive", kind->results[1]);

      ct_paper_add (self, CT_PAPER_LINE, share != NULL ? g_strdup_printf ("%s\n%s", text, share) : g_strdup (text))->label = g_strdup (ct_paper_words_analyte (self->language, kind->analyte->id));
    }
}

static void
add_sums (CtPaper *self, const CtFigures *figures, const CtCatalog *catalog)
{
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);

  add_count (self, "tests", figures->tests);
  for (guint i = 0; i < CT_FIGURES_RESULTS; i++)
    add_count (self, codes[i], figures->results[i]);
  add_kinds (self, figures, catalog);
  add_count (self, "accepted", figures->accepted);
  add_count (self, "waiting", figures->waiting);
  add_count (self, "refused", figures->refused);
  add_count (self, "cancelled-count", figures->cancelled);
  add_count (self, "drafts", figures->drafts);
}

static void
add_median (CtPaper *self, const CtFigures *figures)
{
  gint64 seconds = MAX (1, (figures->median_ms + 999) / 1000);
  g_autofree char *time = NULL;

  if (figures->median_ms < 0)
    return;
  time = put_count (g_strdup (ct_paper_word (self, seconds < 120 ? "seconds" : "minutes")), "n", (guint) (seconds < 120 ? seconds : seconds / 60));
  ct_paper_add_line (self, "median", put (g_strdup (ct_paper_word (self, "median-of")), "time", time));
}

static void
add_lots (CtPaper *self, const CtFigures *figures, const CtCatalog *catalog)
{
  guint n = MIN (figures->lots->len, MAX_LOTS);

  if (n == 0)
    return;
  ct_paper_add (self, CT_PAPER_HEADING, g_strdup (ct_paper_word (self, "by-lot")));
  for (guint i = 0; i < n; i++)
    {
      const CtFiguresLot *lot = g_ptr_array_index (figures->lots, i);
      const CtKit *kit = ct_catalog_find_kit (catalog, lot->kit);
      char *text = put (put (g_strdup (ct_paper_word (self, "lot-of")), "kit", kit != NULL ? kit->name : lot->kit), "lot", lot->lot);

      ct_paper_add (self, CT_PAPER_LINE, text)->label = g_strdup_printf ("%u", lot->tests);
    }
  if (n < figures->lots->len)
    ct_paper_add (self, CT_PAPER_TEXT, put_count (g_strdup (ct_paper_word (self, "more")), "n", figures->lots->len - n));
}

/* "8 h 12, 9 h 30": in one line, of the hours in which something was done. */
static void
add_hours (CtPaper *self, const CtFigures *figures)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint hour = 0; hour < G_N_ELEMENTS (figures->hours); hour++)
    if (figures->hours[hour] > 0)
      {
        g_autofree char *name = put_count (g_strdup (ct_paper_word (self, "hour-of")), "hour", hour);

        g_string_append_printf (text, "%s%s : %u", text->len > 0 ? "  ·  " : "", name, figures->hours[hour]);
      }
  if (text->len > 0)
    ct_paper_add_line (self, "by-hour", g_strdup (text->str));
}

static void
add_agreement (CtPaper *self, const CtFigures *figures)
{
  g_autoptr (GString) uuids = g_string_new (NULL);

  if (ct_figures_agree (figures))
    {
      ct_paper_add (self, CT_PAPER_BANNER, g_strdup (ct_paper_word (self, "agree")));
      return;
    }
  for (guint i = 0; i < MIN (figures->odd->len, MAX_ODD); i++)
    {
      g_autofree char *uuid = ct_uuid_format (g_ptr_array_index (figures->odd, i));

      g_string_append_printf (uuids, "%s%.8s", i > 0 ? ", " : "", uuid);
    }
  ct_paper_add (self, CT_PAPER_BANNER, put (g_strdup (ct_paper_word (self, "odd")), "uuids", uuids->str));
}

/**
 * ct_paper_new_days:
 * @from, @to: the days that @figures counts; year 0 for no end
 * @language: one that ct_paper_words_has()
 * @now: when it is printed
 * @practice: said in large letters, and across the page
 *
 * Returns: (transfer full)
 */
CtPaper *
ct_paper_new_days (const CtFigures *figures, CtDate from, CtDate to, const char *language, const CtCatalog *catalog,
                   const CtProfessional *professional, GDateTime *now, gboolean practice)
{
  CtPaper *self = ct_paper_begin (language, professional, practice);
  gboolean one = from.year != 0 && ct_date_compare (from, to) == 0;
  g_autofree char *printed = g_date_time_format (now, ct_paper_word (self, "at"));
  g_autofree char *last = put (g_strdup (ct_paper_word (self, "printed")), "when", printed);

  ct_paper_add (self, CT_PAPER_TITLE, g_strdup (ct_paper_word (self, one ? "title-day" : "title-days")));
  ct_paper_add (self, CT_PAPER_NAME, days_text (self, from, to));
  add_sums (self, figures, catalog);
  add_median (self, figures);
  add_hours (self, figures);
  add_lots (self, figures, catalog);
  add_agreement (self, figures);
  self->foot = g_strjoin (" ", ct_paper_word (self, "plain-day"), last, NULL);
  return self;
}
