/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The papers for patients, as files: each kind, language, size and outcome, read by programs
 * that are not ours. What was entered stands there, whole, and nothing stands beyond the page. */

#include "ct-paper.h"

#include "ct-paper-words.h"
#include "ct-slip-code.h"
#include "sample.h"
#include "wait.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

#define LONG_NAME "DE LA ROCHEFOUCAULD-MONTMORENCY D'ESTAING VILLENEUVE"
#define LONG_ADDRESS \
  "Résidence Les Jardins du Luxembourg, bâtiment C, escalier 4, appartement 1234, 127 bis boulevard de la Grande Armée" \
  " prolongé, lieu-dit Le Petit Bois de la Fontaine aux Oiseaux, hameau des Trois Moulins"

static CtCatalog *catalog;
static CtProfessional *professional;
static char *folder;

static CtRow *
row_of (const char *result, CtState state)
{
  g_autoptr (GDateTime) now = sample_now ();
  CtRow *row = ct_row_new ();

  row->entry = sample_entry ();
  ct_entry_set (row->entry, CT_FIELD_RESULT, result);
  ct_entry_set_validated_at (row->entry, g_date_time_to_unix (now) * 1000);
  row->state = state;
  if (state == CT_STATE_ACCEPTED)
    {
      g_free (row->receipt);
      row->receipt = g_strdup ("Observation/a0e2a6c1-1234/_history/1 2026-11-26T14:20:00Z 0123abcd");
    }
  return row;
}

static CtPaper *
paper_of (CtPaperKind kind, const char *language, const CtRow *row, gboolean practice)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GError) error = NULL;
  CtPaper *paper = ct_paper_new (kind, language, row, catalog, professional, now, practice, &error);

  g_assert_no_error (error);
  return paper;
}

static char *
output_of (const char * const *argv)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  return text;
}

static char *
write_pdf (CtPaper *paper, CtPaperSize size)
{
  g_autoptr (GPtrArray) papers = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "paper.pdf", NULL);
  g_autoptr (GBytes) pdf = NULL;

  g_ptr_array_add (papers, paper);
  pdf = ct_paper_to_pdf (papers, size, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, g_bytes_get_data (pdf, NULL), (gssize) g_bytes_get_size (pdf), NULL));
  return path;
}

/* Words in a row, however they are broken into lines. */
static char *
text_of (const char *path)
{
  g_autofree char *text = output_of ((const char *[]) { "pdftotext", path, "-", NULL });
  g_auto (GStrv) words = g_strsplit_set (text, " \n\f", -1);
  GString *flat = g_string_new (" ");

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (flat, "%s ", words[i]);
  return g_string_free (flat, FALSE);
}

static void
assert_says (const char *text, const char *words)
{
  g_autofree char *all = g_strdup (words);

  if (strstr (text, all) == NULL)
    g_error ("not on the paper: %s\nbut: %s", words, text);
}

/* Every word's box lies on the page, by another program's reckoning. */
static void
assert_within (const char *path, double width, double height)
{
  g_autofree char *boxes = output_of ((const char *[]) { "pdftotext", "-bbox", path, "-", NULL });
  g_auto (GStrv) lines = g_strsplit (boxes, "\n", -1);
  guint words = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      double box[4];

      if (sscanf (lines[i], " <word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"", box, box + 1, box + 2, box + 3) != 4)
        continue;
      words++;
      g_assert_cmpfloat (box[0], >=, 20);
      g_assert_cmpfloat (box[1], >=, 20);
      g_assert_cmpfloat (box[2], <=, width - 20);
      g_assert_cmpfloat (box[3], <=, height - 20);
    }
  g_assert_cmpuint (words, >, 60);
}

static void
assert_fonts (const char *path)
{
  g_autofree char *fonts = output_of ((const char *[]) { "pdffonts", path, NULL });
  g_auto (GStrv) lines = g_strsplit (fonts, "\n", -1);

  g_assert_nonnull (lines[2]);
  for (guint i = 2; lines[i] != NULL && *lines[i] != '\0'; i++)
    g_assert_nonnull (strstr (lines[i], " yes yes yes ")); /* embedded, a subset, with its letters' names */
}

static void
check (CtPaperKind kind, const char *language, const char *kit, const char *result, CtPaperSize size)
{
  const CtTest *test = ct_catalog_test_of_kit (catalog, kit);
  g_autoptr (CtRow) row = row_of (result, kind == CT_PAPER_RESULT ? CT_STATE_ACCEPTED : CT_STATE_WAITING);
  g_autoptr (CtPaper) paper = NULL;
  g_autofree const char * const *advice = ct_paper_words_advice (language, test->id, result);
  g_autofree char *verdict = g_utf8_strup (ct_paper_words_get (language, result), -1);
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  ct_entry_set (row->entry, CT_FIELD_BIRTH_NAME, LONG_NAME);
  ct_entry_set (row->entry, CT_FIELD_ADDRESS, LONG_ADDRESS);
  ct_entry_set (row->entry, CT_FIELD_KIT, kit);
  for (guint i = 0; i < test->analytes->len; i++)
    ct_entry_set (row->entry, CT_FIELD_RESULT + i, i + 1 == test->analytes->len ? result : "negative");
  paper = paper_of (kind, language, row, FALSE);
  path = write_pdf (paper, size);
  text = text_of (path);
  assert_says (text, LONG_NAME);
  assert_says (text, LONG_ADDRESS);
  assert_says (text, ct_entry_get (row->entry, CT_FIELD_LOT));
  assert_says (text, ct_catalog_find_kit (catalog, kit)->name);
  assert_says (text, ct_paper_words_test (language, test->id));
  assert_says (text, verdict);
  for (guint i = 0; test->analytes->len > 1 && i < test->analytes->len; i++)
    assert_says (text, ct_paper_words_analyte (language, ((CtAnalyte *) g_ptr_array_index (test->analytes, i))->id));
  assert_says (text, "Pharmacie des Lilas");
  assert_says (text, "750012346");
  assert_says (text, "Claire PETIT");
  assert_says (text, "10003456786");
  assert_says (text, ct_paper_words_get (language, "plain"));
  for (guint i = 0; advice[i] != NULL; i++)
    assert_says (text, advice[i]);
  if (kind == CT_PAPER_RESULT)
    assert_says (text, "a0e2a6c1");
  else
    assert_says (text, ct_paper_words_get (language, "outage"));
  g_assert_null (strstr (text, ct_entry_get (row->entry, CT_FIELD_PHONE))); /* nobody needs it there */
  assert_within (path, size == CT_PAPER_A5 ? 419.5 : 595.3, size == CT_PAPER_A5 ? 595.3 : 841.9);
  assert_fonts (path);
}

static void
test_all (void)
{
  static const char * const results[] = { "negative", "positive", "inconclusive", "unreadable" };

  for (guint kind = CT_PAPER_RESULT; kind <= CT_PAPER_INTERIM; kind++)
    for (guint size = CT_PAPER_A4; size <= CT_PAPER_A5; size++)
      for (guint i = 0; i < G_N_ELEMENTS (results); i++)
        {
          check ((CtPaperKind) kind, "fr", "1232", results[i], (CtPaperSize) size);
          check ((CtPaperKind) kind, "en", "1232", results[i], (CtPaperSize) size);
          check ((CtPaperKind) kind, "fr", "streptatest", results[i], (CtPaperSize) size);
          check ((CtPaperKind) kind, "en", "streptatest", results[i], (CtPaperSize) size);
          check ((CtPaperKind) kind, "fr", "combo", results[i], (CtPaperSize) size);
          check ((CtPaperKind) kind, "en", "combo", results[i], (CtPaperSize) size);
        }
}

/* Read back by a scanner's program, with the practice's letters behind it, too; and it says
 * nothing of anybody. */
static void
check_slip (const char *language, CtPaperSize size, gboolean practice)
{
  g_autoptr (CtRow) row = row_of ("", CT_STATE_DRAFT);
  g_autoptr (CtPaper) paper = NULL;
  g_autofree char *path = NULL, *text = NULL, *picture = g_build_filename (folder, "slip", NULL), *png = NULL, *code = NULL;
  g_autoptr (GDateTime) due = g_date_time_new_local (2026, 11, 26, 14, 22, 0);
  g_autofree char *clock = g_date_time_format (due, ct_paper_words_get (language, "clock"));
  CtUuid found;

  row->uuid = ct_uuid_random ();
  ct_entry_set_due_at (row->entry, g_date_time_to_unix (due) * 1000, 12);
  paper = paper_of (CT_PAPER_SLIP, language, row, practice);
  path = write_pdf (paper, size);
  text = text_of (path);
  assert_says (text, " 12 ");
  assert_says (text, clock);
  assert_says (text, "Pharmacie des Lilas");
  assert_says (text, ct_paper_words_get (language, "plain-slip"));
  for (guint i = 0; i <= CT_FIELD_PHONE; i++)
    if (strlen (ct_entry_get (row->entry, (CtField) i)) > 2)
      g_assert_null (strstr (text, ct_entry_get (row->entry, (CtField) i)));
  g_free (output_of ((const char *[]) { "pdftoppm", "-r", "150", "-png", "-singlefile", path, picture, NULL }));
  png = g_strconcat (picture, ".png", NULL);
  code = output_of ((const char *[]) { "zbarimg", "--quiet", "--raw", png, NULL });
  g_assert_true (ct_slip_code_parse (code, &found));
  g_assert_true (ct_uuid_equal (&found, &row->uuid));
  assert_fonts (path);
}

static void
test_slip (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (CtRow) read = row_of ("negative", CT_STATE_WAITING);
  g_autoptr (GError) error = NULL;

  for (guint size = CT_PAPER_A4; size <= CT_PAPER_A5; size++)
    {
      check_slip ("fr", (CtPaperSize) size, FALSE);
      check_slip ("en", (CtPaperSize) size, FALSE);
      check_slip ("fr", (CtPaperSize) size, TRUE);
    }
  g_assert_null (ct_paper_new (CT_PAPER_SLIP, "fr", read, catalog, professional, now, FALSE, &error));
  g_assert_error (error, CT_PAPER_ERROR, CT_PAPER_ERROR_READ);
}

/* What is declared and what is not, as it is. */
static void
test_truth (void)
{
  static const CtState unsent[] = { CT_STATE_WAITING, CT_STATE_SENDING, CT_STATE_UNKNOWN, CT_STATE_REFUSED, CT_STATE_CONFLICT, CT_STATE_STUCK };

  for (guint i = 0; i < G_N_ELEMENTS (unsent); i++)
    {
      g_autoptr (CtRow) row = row_of ("negative", unsent[i]);
      g_autoptr (CtPaper) paper = paper_of (CT_PAPER_RESULT, "fr", row, FALSE);
      g_autofree char *path = write_pdf (paper, CT_PAPER_A4);
      g_autofree char *text = text_of (path);

      assert_says (text, ct_paper_words_get ("fr", "declared-no"));
      g_assert_null (strstr (text, "reçu"));
    }
  for (guint seen = 0; seen < 2; seen++)
    {
      CtConclusion conclusion = { 1764244800000, seen == 1, (char *) "sur leur page" };
      g_autoptr (CtRow) row = row_of ("negative", CT_STATE_CONCLUDED);
      g_autoptr (CtPaper) paper = NULL;
      g_autofree char *path = NULL, *text = NULL;

      ct_entry_set_conclusion (row->entry, &conclusion);
      paper = paper_of (CT_PAPER_RESULT, "fr", row, FALSE);
      path = write_pdf (paper, CT_PAPER_A4);
      text = text_of (path);
      assert_says (text, seen == 1 ? "la pharmacie l'y a trouvé le 27/11/2025" : "n'a pas confirmé ce résultat");
      g_assert_null (strstr (text, "Pas encore transmis"));
      g_assert_null (strstr (text, "sur leur page")); /* that is the pharmacy's own */
    }
}

static void
test_amended (void)
{
  CtAmendment amendment = { .cancels = TRUE };
  g_autoptr (CtRow) row = row_of ("positive", CT_STATE_ACCEPTED);
  g_autoptr (CtPaper) cancelled = NULL, corrected = NULL;
  g_autofree char *path = NULL, *text = NULL, *again = NULL;

  ct_entry_set_amendment (row->entry, &amendment);
  ct_entry_set (row->entry, CT_FIELD_REASON, "wrong-person");
  cancelled = paper_of (CT_PAPER_RESULT, "fr", row, FALSE);
  path = write_pdf (cancelled, CT_PAPER_A4);
  text = text_of (path);
  assert_says (text, "ANNULÉ");
  assert_says (text, "Le résultat remis auparavant ne compte plus.");
  g_assert_null (strstr (text, "POSITIF"));
  g_assert_null (strstr (text, "Isolez-vous"));

  amendment.cancels = FALSE;
  ct_entry_set_amendment (row->entry, &amendment);
  corrected = paper_of (CT_PAPER_RESULT, "fr", row, FALSE);
  g_free (path);
  path = write_pdf (corrected, CT_PAPER_A4);
  again = text_of (path);
  assert_says (again, "POSITIF");
  assert_says (again, "Corrige un résultat remis auparavant");
}

static void
test_practice (void)
{
  g_autoptr (CtRow) row = row_of ("negative", CT_STATE_ACCEPTED);
  g_autoptr (CtPaper) real = paper_of (CT_PAPER_RESULT, "fr", row, FALSE), practice = paper_of (CT_PAPER_RESULT, "fr", row, TRUE);
  g_autofree char *path = write_pdf (practice, CT_PAPER_A4), *text = text_of (path), *other = NULL;

  assert_says (text, "ENTRAÎNEMENT : patient inventé, aucune valeur");
  g_free (path);
  path = write_pdf (real, CT_PAPER_A4);
  other = text_of (path);
  g_assert_null (strstr (other, "ENTRA"));
}

/* Somebody has answered for it, or there is no paper. */
static void
test_draft (void)
{
  g_autoptr (CtRow) row = row_of ("negative", CT_STATE_DRAFT);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GError) error = NULL;

  g_assert_null (ct_paper_new (CT_PAPER_RESULT, "fr", row, catalog, professional, now, FALSE, &error));
  g_assert_error (error, CT_PAPER_ERROR, CT_PAPER_ERROR_DRAFT);
}

/* Names of any script, and what is no markup, stand there as they are. */
static void
test_hostile (void)
{
  static const char * const names[] = { "<b>&amp; \"QUOTES\"", "=1+1", "O'BRIEN %S %N", "ŁĘCKI-ÇELİK", "Ωμέγα" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (CtRow) row = row_of ("negative", CT_STATE_ACCEPTED);
      g_autoptr (CtPaper) paper = NULL;
      g_autofree char *path = NULL, *text = NULL;

      ct_entry_set (row->entry, CT_FIELD_ADDRESS, names[i]);
      paper = paper_of (CT_PAPER_RESULT, "en", row, FALSE);
      path = write_pdf (paper, CT_PAPER_A4);
      text = text_of (path);
      assert_says (text, names[i]);
    }
}

/* The sheet of a day: every sum, what does not add up, and nobody. */
static void
check_day (const char *language, CtPaperSize size, gboolean odd)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_row_unref);
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_paper_free);
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (CtFigures) figures = NULL;
  g_autofree char *path = NULL, *text = NULL, *day = g_date_time_format (now, ct_paper_words_get (language, "day")), *number = NULL;
  CtDate today = ct_date_of (now);

  for (guint i = 0; i < 30; i++)
    {
      CtRow *row = row_of (i % 3 == 0 ? "positive" : "negative", i == 29 ? CT_STATE_WAITING : CT_STATE_ACCEPTED);
      g_autofree char *lot = g_strdup_printf ("LOT-%02u", i);

      row->uuid = ct_uuid_random ();
      ct_entry_set (row->entry, CT_FIELD_LOT, lot);
      if (i == 0 && odd)
        ct_entry_set (row->entry, CT_FIELD_RESULT, "");
      g_ptr_array_add (rows, row);
    }
  figures = ct_figures_count (rows, today, today, zone);
  g_ptr_array_add (pages, ct_paper_new_days (figures, today, today, language, catalog, professional, now, TRUE));
  path = write_pdf (g_ptr_array_index (pages, 0), size);
  text = text_of (path);
  assert_says (text, ct_paper_words_get (language, "title-day"));
  assert_says (text, day);
  assert_says (text, ct_paper_words_get (language, "waiting"));
  assert_says (text, ct_paper_words_get (language, "plain-day"));
  assert_says (text, odd ? "LOT-12" : "LOT-11");
  assert_says (text, "Panbio COVID-19 Ag Rapid Test, lot LOT");
  if (odd)
    {
      number = ct_uuid_format (&((CtRow *) g_ptr_array_index (rows, 0))->uuid);
      number[8] = '\0';
      assert_says (text, number);
    }
  else
    assert_says (text, ct_paper_words_get (language, "agree"));
  assert_says (text, odd ? "29" : "30");
  g_assert_null (strstr (text, "ARTAGNAN"));
  assert_within (path, size == CT_PAPER_A5 ? 419.5 : 595.3, size == CT_PAPER_A5 ? 595.3 : 841.9);
  assert_fonts (path);
}

static void
test_day (void)
{
  for (guint size = CT_PAPER_A4; size <= CT_PAPER_A5; size++)
    for (guint odd = 0; odd < 2; odd++)
      {
        check_day ("fr", (CtPaperSize) size, odd != 0);
        check_day ("en", (CtPaperSize) size, odd != 0);
      }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  catalog = sample_catalog ();
  professional = ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  folder = wait_folder ();
  g_test_add_func ("/paper/all", test_all);
  g_test_add_func ("/paper/day", test_day);
  g_test_add_func ("/paper/slip", test_slip);
  g_test_add_func ("/paper/truth", test_truth);
  g_test_add_func ("/paper/amended", test_amended);
  g_test_add_func ("/paper/practice", test_practice);
  g_test_add_func ("/paper/draft", test_draft);
  g_test_add_func ("/paper/hostile", test_hostile);
  status = g_test_run ();
  wait_remove (folder);
  return status;
}
