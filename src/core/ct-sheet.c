/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Records as rows of a table, for whoever has a right to them outside. The columns have the
 * keys of the fields (ct-field.c), behind what became of the record; days are ISO 8601,
 * telephone numbers E.164, numbers without spaces: what any program reads, and what the
 * form takes when it is typed. */

#include "config.h"

#include "ct-sheet.h"

#include "ct-csv.h"
#include "ct-date.h"
#include "ct-nir.h"
#include "ct-phone.h"

/* What stands before the fields. */
static const char * const leading[] = { "id", "kind", "amends", "state", "receipt", "validated_at", "validated_by" };

#define N_LEADING G_N_ELEMENTS (leading)
#define N_COLUMNS (N_LEADING + CT_N_FIELDS)

static char *
iso_time (gint64 time, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, zone);

  return g_date_time_format_iso8601 (here);
}

/* As it was typed, where it cannot be told better. */
static char *
cell_of (const CtEntry *entry, CtField field, GTimeZone *zone)
{
  const char *text = ct_entry_get (entry, field);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ct_entry_get_validated_at (entry) / 1000);
  g_autoptr (GDateTime) then = g_date_time_to_timezone (utc, zone);
  g_autofree char *found = NULL;
  g_autoptr (GDateTime) time = NULL;
  gboolean mobile;
  CtDate date;

  switch (field)
    {
    case CT_FIELD_BIRTH_DATE:
    case CT_FIELD_ONSET_DATE:
      found = ct_date_parse (text, CT_DATE_PAST, ct_date_of (then), &date) ? ct_date_to_iso (date) : NULL;
      break;
    case CT_FIELD_KIT_EXPIRY:
      found = ct_date_parse (text, CT_DATE_FUTURE, ct_date_of (then), &date) ? ct_date_to_iso (date) : NULL;
      break;
    case CT_FIELD_SAMPLED_AT:
      time = ct_date_parse_time (text, then);
      found = time != NULL ? g_date_time_format_iso8601 (time) : NULL;
      break;
    case CT_FIELD_PHONE:
      found = ct_phone_parse (text, &mobile);
      break;
    case CT_FIELD_NIR:
      if (ct_nir_check (text, &found) != CT_NIR_OK)
        g_clear_pointer (&found, g_free);
      break;
    default:
      break;
    }
  return found != NULL ? g_steal_pointer (&found) : g_strdup (text);
}

/**
 * ct_sheet_begin:
 *
 * The mark of UTF-8, and the names of the columns.
 */
void
ct_sheet_begin (GString *out)
{
  const char *cells[N_COLUMNS + 1] = { NULL };

  for (guint i = 0; i < N_LEADING; i++)
    cells[i] = leading[i];
  for (guint i = 0; i < CT_N_FIELDS; i++)
    cells[N_LEADING + i] = ct_field_key ((CtField) i);
  g_string_append (out, CT_CSV_BOM);
  ct_csv_append_row (out, cells);
}

/**
 * ct_sheet_append_row:
 * @row: validated
 * @zone: of the counter
 */
void
ct_sheet_append_row (GString *out, const CtRow *row, GTimeZone *zone)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  g_auto (GStrv) cells = g_new0 (char *, N_COLUMNS + 1);

  cells[0] = ct_uuid_format (&row->uuid);
  cells[1] = g_strdup (amendment == NULL ? "result" : amendment->cancels ? "cancellation" : "correction");
  cells[2] = amendment != NULL ? ct_uuid_format (&amendment->amends) : g_strdup ("");
  cells[3] = g_strdup (ct_state_key (row->state));
  cells[4] = g_strdup (row->receipt);
  cells[5] = iso_time (ct_entry_get_validated_at (row->entry), zone);
  cells[6] = g_strdup (ct_entry_get_by (row->entry));
  for (guint i = 0; i < CT_N_FIELDS; i++)
    cells[N_LEADING + i] = cell_of (row->entry, (CtField) i, zone);
  ct_csv_append_row (out, (const char * const *) cells);
}
