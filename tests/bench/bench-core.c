/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What one key press, one validation and one envelope cost, beside one SHA-256 of
 * 4 KiB on the same machine. One line each: name, nanoseconds. */

#include "ct-draft.h"
#include "ct-fhir.h"
#include "ct-figures.h"
#include "ct-json-guard.h"
#include "ct-paper.h"
#include "ct-reference-lists.h"
#include "ct-seal.h"
#include "ct-sheet-reader.h"
#include "sample.h"

#include <stdio.h>

static CtDraft *draft;
static CtCatalog *catalog;
static CtRow *row;
static CtRecord *record;
static CtProfessional *professional;
static CtSeal *seal;
static GBytes *key, *body, *table;
static GPtrArray *rows, *many;
static GDateTime *now;
static const CtUuid uuid = { { 1 } };

static void
press_key (guint i)
{
  ct_draft_set (draft, CT_FIELD_ADDRESS, i % 2 == 0 ? "12 rue des Lilas" : "12 rue des Lila", now);
}

static void
encode (guint i)
{
  g_bytes_unref (ct_fhir_encode (record, professional, &uuid, 1, now));
}

static void
close_envelope (guint i)
{
  g_bytes_unref (ct_seal_close (seal, key, &uuid, 1, CT_SEAL_BODY, body, NULL));
}

static void
guard (guint i)
{
  ct_json_guard (g_bytes_get_data (body, NULL), g_bytes_get_size (body), NULL);
}

static void
print_paper (guint i)
{
  g_autoptr (CtPaper) paper = ct_paper_new (CT_PAPER_RESULT, "fr", row, catalog, professional, now, FALSE, NULL);
  g_autoptr (GPtrArray) pages = g_ptr_array_new ();

  g_ptr_array_add (pages, paper);
  g_bytes_unref (ct_paper_to_pdf (pages, CT_PAPER_A4, NULL));
}

/* A file of 5,000 rows: read, checked, compared with as many records. */
static void
import (guint i)
{
  g_autoptr (CtCsv) csv = ct_csv_parse (table, NULL);
  g_autoptr (CtBatch) batch = ct_sheet_read (csv, NULL);

  for (guint n = 0; n < ct_batch_get_n_items (batch); n++)
    ct_batch_check (batch, n, catalog, now);
  ct_batch_compare (batch, rows, catalog, now);
  g_assert_cmpuint (ct_batch_count (batch, CT_BATCH_READY), ==, CT_BATCH_MAX);
}

static void
make_table (void)
{
  g_autofree char *sampled = g_date_time_format (now, "%d/%m/%Y %H:%M");
  GString *text = g_string_new ("Nom;Prénoms;Né le;Sexe;NIR;Téléphone;Code postal;Ville;Adresse;Trousse;Lot;Prélevé le;Symptômes;Accord;Résultat\n");

  rows = g_ptr_array_new ();
  for (int n = 0; n < CT_BATCH_MAX; n++)
    {
      CtRow *other = ct_row_new ();

      other->uuid = ct_uuid_random ();
      other->entry = sample_entry ();
      g_ptr_array_add (rows, other);
      g_string_append_printf (text, "ESSAI-%c%c%c;Anne Marie;14/03/1979;Femme;2 79 03 51 215 189 89;06 39 98 00 01;67000;Strasbourg;%d rue des Lilas;1232;L1;%s;non;oui;négatif\n",
                              'A' + n / 676, 'A' + n / 26 % 26, 'A' + n % 26, n, sampled);
    }
  table = g_string_free_to_bytes (text);
}

static void
reference (guint i)
{
  static const guint8 block[4096];

  g_free (g_compute_checksum_for_data (G_CHECKSUM_SHA256, block, sizeof block));
}

static void
measure (const char *name, void (*run) (guint i))
{
  gint64 start;
  guint n = 0;

  for (guint i = 0; i < 50; i++)
    run (i);
  start = g_get_monotonic_time ();
  while (g_get_monotonic_time () - start < G_USEC_PER_SEC / 2)
    for (guint i = 0; i < 20; i++)
      run (n++);
  printf ("%s %.0f\n", name, 1000.0 * (double) (g_get_monotonic_time () - start) / n);
}

static void
count_figures (guint i)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  ct_figures_free (ct_figures_count (many, (CtDate) { 0 }, (CtDate) { 0 }, zone));
}

/* A year, of 100,000. */
static void
make_many (void)
{
  many = g_ptr_array_new ();
  for (guint n = 0; n < 100000; n++)
    {
      CtRow *other = ct_row_new ();

      other->uuid = ct_uuid_random ();
      other->entry = ct_entry_new ();
      other->state = CT_STATE_ACCEPTED;
      g_free (other->receipt);
      other->receipt = g_strdup ("Observation/1 2026-11-26T14:20:00Z 0123");
      ct_entry_set (other->entry, CT_FIELD_RESULT, n % 9 == 0 ? "positive" : "negative");
      ct_entry_set (other->entry, CT_FIELD_KIT, "1232");
      ct_entry_set (other->entry, CT_FIELD_LOT, n % 7 < 4 ? "L1" : "L2");
      ct_entry_set_validated_at (other->entry, (g_date_time_to_unix (now) - (gint64) n * 315) * 1000);
      g_ptr_array_add (many, other);
    }
}

/* Of what takes long: five times. */
static void
measure_few (const char *name, void (*run) (guint i))
{
  gint64 start;

  run (0);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 5; i++)
    run (i);
  printf ("%s %.0f\n", name, 1000.0 * (double) (g_get_monotonic_time () - start) / 5);
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSecretBytes) ring = NULL;
  g_autoptr (CtEntry) entry = sample_entry ();

  catalog = ct_reference_lists_load (&error);
  g_assert_no_error (error);
  g_assert_true (ct_secret_bytes_init ());
  now = sample_now ();
  draft = ct_draft_new (catalog);
  ct_draft_load (draft, entry, NULL, now);
  record = sample_record (entry);
  professional = ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  body = ct_fhir_encode (record, professional, &uuid, 1, now);
  ring = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  seal = ct_seal_new (ring, &uuid);
  key = ct_seal_new_key (seal, &uuid);

  measure ("sha256-4k", reference);
  measure ("key-press", press_key);
  measure ("encode", encode);
  measure ("seal", close_envelope);
  measure ("json-guard", guard);
  row = ct_row_new ();
  row->entry = g_steal_pointer (&entry);
  row->state = CT_STATE_WAITING;
  ct_entry_set_validated_at (row->entry, g_date_time_to_unix (now) * 1000);
  measure ("paper", print_paper);
  make_table ();
  measure_few ("import", import);
  make_many ();
  measure_few ("figures", count_figures);
  return 0;
}
