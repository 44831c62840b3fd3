/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A paper for a patient, as parts from top to bottom: law asks for the device, its lot, day and
 * time, and the professional (decree of June 2024 on tests in pharmacies); what is declared and
 * what is not is said as it is. It imitates no certificate and has no code; a waiting slip has
 * one, which names a record and nobody: a slip is left on chairs.
 *
 * Pure: the same record and moment make the same paper. How it is drawn: ct-paper-draw.c. */

#define G_LOG_DOMAIN "ct-paper"

#include "config.h"

#include "ct-paper-parts.h"
#include "ct-paper-words.h"

#include "ct-date.h"
#include "ct-outcome.h"
#include "ct-slip-code.h"

G_DEFINE_QUARK (ct-paper-error-quark, ct_paper_error)

/* Returns: (transfer full): @words with what stands for a moment and a receipt in them */
static char *
fill (const char *words, const char *when, const char *receipt)
{
  GString *text = g_string_new (words);

  g_string_replace (text, "{when}", when, 0);
  g_string_replace (text, "{receipt}", receipt, 0);
  return g_string_free (text, FALSE);
}

static char *
time_text (const CtPaper *self, GDateTime *time)
{
  g_autoptr (GDateTime) here = g_date_time_to_local (time);

  return g_date_time_format (here, ct_paper_word (self, "at"));
}

static char *
time_of_ms (const CtPaper *self, gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);

  return time_text (self, time);
}

/* As it was typed, when it is no day. */
static char *
day_text (const CtPaper *self, const char *typed, CtDateSense sense)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) noon = NULL;
  CtDate day;

  if (!ct_date_parse (typed, sense, ct_date_of (now), &day))
    return g_strdup (typed);
  noon = g_date_time_new_utc (day.year, day.month, day.day, 12, 0, 0);
  return g_date_time_format (noon, ct_paper_word (self, "day"));
}

static char *
sampled_text (const CtPaper *self, const char *typed)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) time = ct_date_parse_time (typed, now);

  return time != NULL ? time_text (self, time) : g_strdup (typed);
}

/* When the service had it: of the receipt, its second part. */
static char *
accepted_text (const CtPaper *self, const CtRow *row)
{
  g_auto (GStrv) parts = g_strsplit (row->receipt, " ", 3);
  g_autoptr (GDateTime) time = g_strv_length (parts) == 3 ? g_date_time_new_from_iso8601 (parts[1], NULL) : NULL;

  return time != NULL ? time_text (self, time) : time_of_ms (self, ct_entry_get_validated_at (row->entry));
}

static void
add_person (CtPaper *self, const CtEntry *entry)
{
  const char *used_name = ct_entry_get (entry, CT_FIELD_USED_NAME), *address = ct_entry_get (entry, CT_FIELD_ADDRESS);
  const char *sex = ct_entry_get (entry, CT_FIELD_SEX);
  g_autofree char *day = day_text (self, ct_entry_get (entry, CT_FIELD_BIRTH_DATE), CT_DATE_PAST);
  g_autofree char *born_key = g_strconcat ("born-", sex, NULL);
  g_autofree char *sex_key = g_strconcat ("sex-", sex, NULL);
  g_autofree char *town = g_strjoin (" ", ct_entry_get (entry, CT_FIELD_POSTAL_CODE), ct_entry_get (entry, CT_FIELD_TOWN), NULL);
  GString *text = g_string_new (NULL);

  ct_paper_add (self, CT_PAPER_NAME, g_strjoin (" ", ct_entry_get (entry, CT_FIELD_BIRTH_NAME), ct_entry_get (entry, CT_FIELD_FIRST_NAMES), NULL));
  if (*used_name != '\0')
    g_string_append_printf (text, "%s %s · ", ct_paper_word (self, "used-name"), used_name);
  g_string_append_printf (text, "%s %s · %s", ct_paper_word (self, born_key), day, ct_paper_word (self, sex_key));
  if (*address != '\0')
    g_string_append_printf (text, "\n%s", address);
  if (*g_strstrip (town) != '\0')
    g_string_append_printf (text, "\n%s", town);
  ct_paper_add (self, CT_PAPER_TEXT, g_string_free (text, FALSE));
}

/* A kit that left the list since keeps the code that was chosen. */
static void
add_kit (CtPaper *self, const CtEntry *entry, const CtCatalog *catalog)
{
  const char *id = ct_entry_get (entry, CT_FIELD_KIT);
  const CtKit *kit = ct_catalog_find_kit (catalog, id);

  ct_paper_add_line (self, "kit", g_strdup (kit != NULL ? kit->name : id));
  ct_paper_add_line (self, "maker", g_strdup (kit != NULL ? kit->maker : NULL));
  ct_paper_add_line (self, "lot", g_strdup (ct_entry_get (entry, CT_FIELD_LOT)));
  ct_paper_add_line (self, "expiry", day_text (self, ct_entry_get (entry, CT_FIELD_KIT_EXPIRY), CT_DATE_FUTURE));
}

static void
add_declaration (CtPaper *self, CtPaperKind kind, const CtRow *row, gboolean cancelled)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  const CtConclusion *conclusion = ct_entry_get_conclusion (row->entry);
  g_autofree char *number = ct_row_receipt_number (row);

  if (row->state == CT_STATE_CONCLUDED && conclusion != NULL)
    {
      g_autofree char *when = time_of_ms (self, conclusion->at);

      ct_paper_add_line (self, "declared", fill (ct_paper_word (self, conclusion->seen ? "declared-seen" : "declared-given-up"), when, ""));
    }
  else if (row->state == CT_STATE_ACCEPTED && number != NULL)
    {
      g_autofree char *when = accepted_text (self, row);

      ct_paper_add_line (self, "declared", fill (ct_paper_word (self, cancelled ? "declared-cancelled" : "declared-yes"), when, number));
    }
  else
    ct_paper_add_line (self, "declared", g_strdup (ct_paper_word (self, kind == CT_PAPER_INTERIM ? "outage" : "declared-no")));
  if (amendment != NULL)
    ct_paper_add (self, CT_PAPER_TEXT, g_strdup (ct_paper_word (self, cancelled ? "void" : "corrects")));
}

static void
add_advice (CtPaper *self, const CtTest *test, const char *result)
{
  g_autofree const char * const *advice = ct_paper_words_advice (self->language, test->id, result);

  ct_paper_add (self, CT_PAPER_HEADING, g_strdup (ct_paper_word (self, "next")));
  for (guint i = 0; advice[i] != NULL; i++)
    ct_paper_add (self, CT_PAPER_BULLET, g_strdup (advice[i]));
}

/* One result large; of several each by the name of what was looked for. */
static void
add_verdict (CtPaper *self, const CtEntry *entry, const CtTest *test, gboolean cancelled)
{
  if (cancelled || test->analytes->len == 1)
    {
      ct_paper_add (self, CT_PAPER_VERDICT, g_utf8_strup (ct_paper_word (self, cancelled ? "cancelled" : ct_entry_get (entry, CT_FIELD_RESULT)), -1))->label =
        g_strdup (ct_paper_word (self, "result"));
      return;
    }
  for (guint i = 0; i < test->analytes->len; i++)
    {
      const CtAnalyte *analyte = g_ptr_array_index (test->analytes, i);
      const char *code = ct_entry_get (entry, CT_FIELD_RESULT + i);

      /* Of a kit that looked for less when it was read. */
      if (*code == '\0')
        continue;
      ct_paper_add (self, CT_PAPER_FINDING, g_utf8_strup (ct_paper_word (self, code), -1))->label = g_strdup (ct_paper_words_analyte (self->language, analyte->id));
    }
}

static void
add_result (CtPaper *self, CtPaperKind kind, const CtRow *row, const CtCatalog *catalog)
{
  const CtTest *test = ct_catalog_test_of_kit (catalog, ct_entry_get (row->entry, CT_FIELD_KIT));
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  gboolean cancelled = amendment != NULL && amendment->cancels;

  ct_paper_add (self, CT_PAPER_TITLE, g_strdup (ct_paper_word (self, cancelled ? "title-cancelled" : kind == CT_PAPER_INTERIM ? "title-interim" : "title-result")));
  ct_paper_add (self, CT_PAPER_TEXT, g_strdup (ct_paper_words_test (self->language, test->id)));
  add_person (self, row->entry);
  add_verdict (self, row->entry, test, cancelled);
  ct_paper_add_line (self, "sampled", sampled_text (self, ct_entry_get (row->entry, CT_FIELD_SAMPLED_AT)));
  ct_paper_add_line (self, "read", time_of_ms (self, ct_entry_get_validated_at (row->entry)));
  add_kit (self, row->entry, catalog);
  add_declaration (self, kind, row, cancelled);
  if (!cancelled)
    add_advice (self, test, ct_outcome_of (row->entry));
  if (kind == CT_PAPER_INTERIM)
    ct_paper_add (self, CT_PAPER_STAMP, g_strdup (ct_paper_word (self, "stamp")));
}

static void
add_slip (CtPaper *self, const CtRow *row)
{
  g_autoptr (GDateTime) due = g_date_time_new_from_unix_utc (ct_entry_get_due_at (row->entry) / 1000);
  g_autoptr (GDateTime) here = g_date_time_to_local (due);
  g_autofree char *clock = g_date_time_format (here, ct_paper_word (self, "clock"));

  ct_paper_add (self, CT_PAPER_TITLE, g_strdup (ct_paper_word (self, "title-slip")));
  if (ct_entry_get_slot (row->entry) != 0)
    ct_paper_add (self, CT_PAPER_NUMBER, g_strdup_printf ("%u", ct_entry_get_slot (row->entry)));
  ct_paper_add (self, CT_PAPER_NAME, fill (ct_paper_word (self, "come-back"), clock, ""));
  ct_paper_add (self, CT_PAPER_TEXT, g_strdup (ct_paper_word (self, "slip")));
  ct_paper_add (self, CT_PAPER_CODE, ct_slip_code_format (&row->uuid));
}

/* Returns: FALSE with why there is no such paper of it */
static gboolean
is_ready (CtPaperKind kind, const CtRow *row, GError **error)
{
  gboolean waits = row->state == CT_STATE_DRAFT && ct_entry_get_due_at (row->entry) != 0;

  if (kind == CT_PAPER_SLIP ? !waits : row->state == CT_STATE_DRAFT)
    {
      g_set_error_literal (error, CT_PAPER_ERROR, kind == CT_PAPER_SLIP ? CT_PAPER_ERROR_READ : CT_PAPER_ERROR_DRAFT,
                           kind == CT_PAPER_SLIP ? "its timer does not run: a slip is for who waits for a reading" : "validate it first: a draft is no result");
      return FALSE;
    }
  return TRUE;
}

/**
 * ct_paper_new:
 * @language: one that ct_paper_words_has()
 * @row: validated, whatever became of it since; for a slip, one whose timer runs
 * @now: when it is printed
 * @practice: said in large letters, and across the page
 *
 * Returns: (transfer full): NULL with %CT_PAPER_ERROR_DRAFT or %CT_PAPER_ERROR_READ
 */
CtPaper *
ct_paper_new (CtPaperKind kind, const char *language, const CtRow *row, const CtCatalog *catalog, const CtProfessional *professional,
              GDateTime *now, gboolean practice, GError **error)
{
  g_autofree char *printed = NULL;
  g_autofree char *last = NULL;
  CtPaper *self;

  if (!is_ready (kind, row, error))
    return NULL;
  self = ct_paper_begin (language, professional, practice);
  if (kind == CT_PAPER_SLIP)
    add_slip (self, row);
  else
    add_result (self, kind, row, catalog);
  printed = time_text (self, now);
  last = fill (ct_paper_word (self, "printed"), printed, "");
  self->foot = g_strjoin (" ", ct_paper_word (self, kind == CT_PAPER_SLIP ? "plain-slip" : "plain"), last, NULL);
  return self;
}
