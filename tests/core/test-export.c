/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What leaves, when it has to be gone, and how a record stands in a table. */

#include "ct-csv.h"
#include "ct-export.h"
#include "ct-sheet.h"

#include <string.h>

static CtRow *
new_row (CtState state, const char *day)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (day, NULL);
  CtRow *row = ct_row_new ();

  g_clear_pointer (&row->entry, ct_entry_unref);
  row->entry = ct_entry_new ();
  row->state = state;
  row->uuid = ct_uuid_random ();
  ct_entry_set_validated_at (row->entry, g_date_time_to_unix (at) * 1000);
  return row;
}

static void
test_words (void)
{
  g_assert_false (ct_export_check_passphrase (""));
  g_assert_false (ct_export_check_passphrase ("elevenchars"));
  g_assert_false (ct_export_check_passphrase ("aaaaaaaaaaaaaaaa"));
  g_assert_true (ct_export_check_passphrase ("twelve chars"));
  g_assert_true (ct_export_check_passphrase ("éééééééééééa"));
  g_assert_false (ct_export_check_reason ("because  "));
  g_assert_true (ct_export_check_reason ("asked for by the agency"));
}

static void
test_days (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr (CtRow) draft = new_row (CT_STATE_DRAFT, "2026-11-24T10:00:00Z");
  g_autoptr (CtRow) late = new_row (CT_STATE_ACCEPTED, "2026-11-24T23:30:00Z"); /* the 25th in Paris */
  CtExportWish all = { 0 };
  CtExportWish until = { .to = { 2026, 11, 24 } }, on = { .from = { 2026, 11, 25 }, .to = { 2026, 11, 25 } };

  g_assert_false (ct_export_wish_takes (&all, draft, zone));
  g_assert_true (ct_export_wish_takes (&all, late, zone));
  g_assert_false (ct_export_wish_takes (&until, late, zone));
  g_assert_true (ct_export_wish_takes (&on, late, zone));
  on.from.day = 26;
  g_assert_false (ct_export_wish_takes (&on, late, zone));
}

static void
test_pack (void)
{
  g_autoptr (CtExport) export = ct_export_new ();
  g_autoptr (CtExport) again = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) other = g_bytes_new_static ("nothing of ours", 15);

  g_free (export->path);
  export->path = g_strdup ("/media/stick/résultats.csv");
  export->made_at = 1000;
  export->erase_at = 2000;
  export->plain = TRUE;
  export->records = 214;
  packed = ct_export_pack (export);
  again = ct_export_unpack (&export->uuid, packed);
  g_assert_cmpstr (again->path, ==, export->path);
  g_assert_cmpuint (again->records, ==, 214);
  g_assert_true (again->plain && !ct_export_is_due (again, 1999) && ct_export_is_due (again, 2000));
  g_assert_null (ct_export_unpack (&export->uuid, other));
}

static const char *
cell (CtCsv *csv, guint n, const char *column)
{
  const char * const *names = ct_csv_get_row (csv, 0);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], column))
      return ct_csv_get_row (csv, n)[i];
  g_assert_not_reached ();
}

static void
test_sheet (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Europe/Paris");
  g_autoptr (CtRow) row = new_row (CT_STATE_ACCEPTED, "2026-11-24T09:05:00Z");
  g_autoptr (CtRow) follows = new_row (CT_STATE_WAITING, "2026-11-24T09:10:00Z");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *id = ct_uuid_format (&row->uuid);
  CtAmendment amendment = { .amends = row->uuid, .cancels = TRUE };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CtCsv) csv = NULL;

  ct_entry_set (row->entry, CT_FIELD_BIRTH_NAME, "=HYPERLINK(\"http://example.invalid\";\"DUPONT\")");
  ct_entry_set (row->entry, CT_FIELD_BIRTH_DATE, "120384");
  ct_entry_set (row->entry, CT_FIELD_NIR, "2 55 08 14 168 025 38");
  ct_entry_set (row->entry, CT_FIELD_PHONE, "06 12 34 56 78");
  ct_entry_set (row->entry, CT_FIELD_KIT_EXPIRY, "06/27");
  ct_entry_set (row->entry, CT_FIELD_SAMPLED_AT, "24/11/2026 09:50");
  ct_entry_set (row->entry, CT_FIELD_ONSET_DATE, "no day");
  ct_entry_set_by (row->entry, "AB");
  ct_entry_set_amendment (follows->entry, &amendment);
  ct_sheet_begin (text);
  ct_sheet_append_row (text, row, zone);
  ct_sheet_append_row (text, follows, zone);
  g_assert_null (strstr (text->str, ";+33"));

  bytes = g_bytes_new (text->str, text->len);
  csv = ct_csv_parse (bytes, NULL);
  g_assert_cmpuint (ct_csv_get_n_rows (csv), ==, 3);
  g_assert_cmpstr (cell (csv, 1, "id"), ==, id);
  g_assert_cmpstr (cell (csv, 1, "kind"), ==, "result");
  g_assert_cmpstr (cell (csv, 1, "state"), ==, "accepted");
  g_assert_cmpstr (cell (csv, 1, "validated_at"), ==, "2026-11-24T10:05:00+01");
  g_assert_cmpstr (cell (csv, 1, "validated_by"), ==, "AB");
  g_assert_cmpstr (cell (csv, 1, "birth_name"), ==, "=HYPERLINK(\"http://example.invalid\";\"DUPONT\")");
  g_assert_cmpstr (cell (csv, 1, "birth_date"), ==, "1984-03-12");
  g_assert_cmpstr (cell (csv, 1, "nir"), ==, "255081416802538");
  g_assert_cmpstr (cell (csv, 1, "phone"), ==, "+33612345678");
  g_assert_cmpstr (cell (csv, 1, "kit_expiry"), ==, "2027-06-30");
  g_assert_cmpstr (cell (csv, 1, "sampled_at"), ==, "2026-11-24T09:50:00+01");
  g_assert_cmpstr (cell (csv, 1, "onset_date"), ==, "no day");
  g_assert_cmpstr (cell (csv, 2, "kind"), ==, "cancellation");
  g_assert_cmpstr (cell (csv, 2, "amends"), ==, id);
  g_assert_cmpstr (cell (csv, 2, "receipt"), ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/words", test_words);
  g_test_add_func ("/export/days", test_days);
  g_test_add_func ("/export/pack", test_pack);
  g_test_add_func ("/export/sheet", test_sheet);
  return g_test_run ();
}
