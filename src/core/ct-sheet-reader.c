/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Tables from elsewhere: our own exports, or a pharmacy's own list. Columns are known by
 * their names, in whatever order, with or without accents and capitals; closed answers by the
 * words people write. What is not understood stays as it was written, to be shown as wrong. */

#include "config.h"

#include "ct-sheet-reader.h"

#include "ct-name.h"

#include <string.h>

#define MARK "erreurs / errors" /* the column that is added to a file given back */

enum
{
  COLUMN_IGNORED = -1, /* told */
  COLUMN_OURS = -2,    /* of an export or of a file given back: nothing to be let in */
  COLUMN_ID = -3,
  COLUMN_KIND = -4,
  COLUMN_RECEIPT = -5,
};

/* The first is what the French template writes. */
static const struct
{
  CtField     field;
  const char *names[8];
} names[] = {
  { CT_FIELD_BIRTH_NAME, { "Nom de naissance", "Nom", "Nom de famille", "Family name", "Last name" } },
  { CT_FIELD_FIRST_NAMES, { "Prénoms", "Prénom", "Prénom(s)", "First name", "Given names" } },
  { CT_FIELD_NIR, { "NIR", "Numéro de sécurité sociale", "N° de sécurité sociale", "Sécurité sociale", "INS", "Social security number" } },
  { CT_FIELD_BIRTH_DATE, { "Date de naissance", "Né le", "Née le", "Naissance", "Date of birth" } },
  { CT_FIELD_SEX, { "Sexe", "Genre", "Gender" } },
  { CT_FIELD_USED_NAME, { "Nom d'usage", "Nom utilisé", "Nom marital", "Name in use" } },
  { CT_FIELD_PHONE, { "Téléphone mobile", "Téléphone", "Mobile", "Portable", "Tél", "Mobile phone" } },
  { CT_FIELD_EMAIL, { "Adresse électronique", "E-mail", "Email", "Courriel", "Mail" } },
  { CT_FIELD_POSTAL_CODE, { "Code postal", "CP", "Post code", "Zip" } },
  { CT_FIELD_TOWN, { "Commune", "Ville", "Localité", "City" } },
  { CT_FIELD_INSEE, { "Code INSEE", "INSEE code" } },
  { CT_FIELD_COUNTRY, { "Pays" } },
  { CT_FIELD_ADDRESS, { "Adresse", "Rue", "Street" } },
  { CT_FIELD_KIT, { "Trousse", "Dispositif", "Kit JRC", "Device" } },
  { CT_FIELD_LOT, { "Lot", "Numéro de lot", "N° de lot", "Lot number" } },
  { CT_FIELD_KIT_EXPIRY, { "Péremption", "Date de péremption", "Expiry", "Expiry date" } },
  { CT_FIELD_SAMPLED_AT, { "Prélevé le", "Prélèvement", "Date de prélèvement", "Sampled" } },
  { CT_FIELD_SYMPTOMS, { "Symptômes" } },
  { CT_FIELD_ONSET_DATE, { "Début des symptômes", "Date des premiers symptômes", "Onset of symptoms" } },
  { CT_FIELD_HEALTH_WORKER, { "Professionnel de santé", "Soignant", "Health-care worker" } },
  { CT_FIELD_RESIDENCE, { "Hébergement", "Lieu de résidence" } },
  { CT_FIELD_CONSENT, { "Accord pour la transmission", "Consentement", "Accord", "Consent to share" } },
  { CT_FIELD_RESULT, { "Résultat", "Résultat du test", "Résultat 1" } },
  { CT_FIELD_RESULT_2, { "Résultat 2" } },
  { CT_FIELD_RESULT_3, { "Résultat 3" } },
  { CT_FIELD_RESULT_4, { "Résultat 4" } },
};

/* Folded. A code stands for itself. */
static const struct
{
  CtField     field;
  const char *code;
  const char *words[8];
} answers[] = {
  { CT_FIELD_SEX, "F", { "f", "femme", "feminin", "female", "2" } },
  { CT_FIELD_SEX, "M", { "m", "h", "homme", "masculin", "male", "1" } },
  { CT_FIELD_SEX, "U", { "u", "inconnu", "indetermine", "unknown" } },
  { CT_FIELD_SYMPTOMS, "none", { "none", "non", "aucun", "n", "no" } },
  { CT_FIELD_SYMPTOMS, "yes", { "yes", "oui", "o", "y" } },
  { CT_FIELD_SYMPTOMS, "unknown", { "unknown", "inconnu", "ne sait pas", "nsp" } },
  { CT_FIELD_HEALTH_WORKER, "yes", { "yes", "oui", "o", "y" } },
  { CT_FIELD_HEALTH_WORKER, "no", { "no", "non", "n" } },
  { CT_FIELD_HEALTH_WORKER, "unknown", { "unknown", "inconnu", "ne sait pas", "nsp" } },
  { CT_FIELD_RESIDENCE, "individual", { "individual", "individuel", "domicile", "logement individuel", "home" } },
  { CT_FIELD_RESIDENCE, "ehpad", { "ehpad", "nursing home" } },
  { CT_FIELD_RESIDENCE, "hospital", { "hospital", "hopital" } },
  { CT_FIELD_RESIDENCE, "collective", { "collective", "collectif", "hebergement collectif" } },
  { CT_FIELD_RESIDENCE, "prison", { "prison", "milieu carceral", "detention" } },
  { CT_FIELD_RESIDENCE, "unknown", { "unknown", "inconnu" } },
  { CT_FIELD_CONSENT, "yes", { "yes", "oui", "o", "y" } },
  { CT_FIELD_CONSENT, "no", { "no", "non", "n" } },
  { CT_FIELD_RESULT, "negative", { "negative", "negatif", "neg", "n" } },
  { CT_FIELD_RESULT, "positive", { "positive", "positif", "pos", "p" } },
  { CT_FIELD_RESULT, "inconclusive", { "inconclusive", "indetermine", "douteux", "i" } },
  { CT_FIELD_RESULT, "unreadable", { "unreadable", "illisible", "invalide", "invalid", "x" } },
};

static void
learn (GHashTable *columns, const char *name, int column)
{
  char *folded = ct_name_fold (name);

  if (g_hash_table_contains (columns, folded))
    g_free (folded);
  else
    g_hash_table_insert (columns, folded, GINT_TO_POINTER (column));
}

/* Folded name to column; made once. */
static GHashTable *
known_columns (void)
{
  static const struct
  {
    const char *name;
    int         column;
  } others[] = {
    { "id", COLUMN_ID },           { "kind", COLUMN_KIND },         { "receipt", COLUMN_RECEIPT }, { "amends", COLUMN_OURS },
    { "state", COLUMN_OURS },      { "validated_at", COLUMN_OURS }, { "validated_by", COLUMN_OURS }, { MARK, COLUMN_OURS },
    { "reason", COLUMN_OURS },     { "", COLUMN_OURS },
  };
  GHashTable *columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    learn (columns, others[i].name, others[i].column);
  for (guint i = 0; i < CT_FIELD_REASON; i++)
    learn (columns, ct_field_key ((CtField) i), (int) i);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint j = 0; j < G_N_ELEMENTS (names[i].names) && names[i].names[j] != NULL; j++)
      learn (columns, names[i].names[j], (int) names[i].field);
  return columns;
}

/* Returns: a field, or one of COLUMN_… */
static int
column_of (const char *heading)
{
  static GHashTable *columns;
  static gsize once;
  g_autofree char *folded = ct_name_fold (heading);
  gpointer column;

  if (g_once_init_enter (&once))
    {
      columns = known_columns ();
      g_once_init_leave (&once, 1);
    }
  return g_hash_table_lookup_extended (columns, folded, NULL, &column) ? GPOINTER_TO_INT (column) : COLUMN_IGNORED;
}

/* Returns: (transfer none): the code that @text means, or @text */
static const char *
answer_of (CtField field, const char *text)
{
  CtField meant = ct_field_is_result (field) ? CT_FIELD_RESULT : field;
  g_autofree char *folded = NULL;

  if (ct_field_codes (field) == NULL || ct_field_has_code (field, text))
    return text;
  folded = ct_name_fold (text);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    for (guint j = 0; answers[i].field == meant && j < G_N_ELEMENTS (answers[i].words) && answers[i].words[j] != NULL; j++)
      if (g_str_equal (folded, answers[i].words[j]))
        return answers[i].code;
  return text;
}

static void
take (CtBatchItem *item, int column, const char *text)
{
  switch (column)
    {
    case COLUMN_IGNORED:
    case COLUMN_OURS:
      return;
    case COLUMN_ID:
      ct_uuid_parse (text, &item->uuid);
      return;
    case COLUMN_KIND: /* a correction or a cancellation is of something declared */
      item->sent |= *text != '\0' && !g_str_equal (text, "result");
      return;
    case COLUMN_RECEIPT:
      item->sent |= *text != '\0';
      return;
    default: /* of two columns for one answer, the first that says something */
      if (*ct_entry_get (item->entry, (CtField) column) == '\0')
        ct_entry_set (item->entry, (CtField) column, answer_of ((CtField) column, text));
    }
}

static gboolean
read_head (CtCsv *csv, CtBatch *batch, int *columns, GError **error)
{
  const char * const *head = ct_csv_get_n_rows (csv) > 0 ? ct_csv_get_row (csv, 0) : NULL;
  gboolean named = FALSE;

  if (head == NULL || ct_csv_get_n_rows (csv) == 1)
    {
      g_set_error_literal (error, CT_BATCH_ERROR, CT_BATCH_ERROR_EMPTY,
                           head == NULL ? "the file is empty" : "the file has one row: the names of the columns, and nobody below them");
      return FALSE;
    }
  for (guint i = 0; i < CT_CSV_MAX_COLUMNS; i++)
    columns[i] = COLUMN_OURS;
  for (guint i = 0; head[i] != NULL; i++)
    {
      columns[i] = column_of (head[i]);
      named |= columns[i] == CT_FIELD_BIRTH_NAME;
      if (columns[i] == COLUMN_IGNORED)
        ct_batch_ignore (batch, head[i]);
    }
  if (!named)
    g_set_error_literal (error, CT_BATCH_ERROR, CT_BATCH_ERROR_COLUMNS,
                         "no column is called \"Nom de naissance\" or \"birth_name\": the first row names the columns, as the template does");
  return named;
}

/**
 * ct_sheet_read:
 *
 * Returns: (transfer full) (nullable): what the rows say, not checked yet; NULL with an error
 *   of #CtBatchError
 */
CtBatch *
ct_sheet_read (CtCsv *csv, GError **error)
{
  g_autoptr (CtBatch) batch = ct_batch_new ();
  int columns[CT_CSV_MAX_COLUMNS];

  if (!read_head (csv, batch, columns, error))
    return NULL;
  for (guint n = 1; n < ct_csv_get_n_rows (csv); n++)
    {
      const char * const *cells = ct_csv_get_row (csv, n);
      CtBatchItem *item = ct_batch_add (batch, n + 1);

      for (guint i = 0; cells[i] != NULL; i++)
        take (item, columns[i], cells[i]);
    }
  return g_steal_pointer (&batch);
}

/**
 * ct_sheet_append_template:
 * @french: names and answers in French; in the words of exports otherwise
 * @now: when the person in it is said to be sampled
 *
 * A table to be filled in, with one invented person (the number is the one of the test
 * specification of INS) who passes the rules.
 */
void
ct_sheet_append_template (GString *out, gboolean french, GDateTime *now)
{
  g_autofree char *sampled = g_date_time_format (now, french ? "%d/%m/%Y %H:%M" : "%Y-%m-%dT%H:%M");
  const char *heads[G_N_ELEMENTS (names) + 1] = { NULL };
  const char *cells[G_N_ELEMENTS (names) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      static const struct
      {
        CtField     field;
        const char *french, *code;
      } example[] = {
        { CT_FIELD_BIRTH_NAME, "EXEMPLE", "EXEMPLE" },
        { CT_FIELD_FIRST_NAMES, "Anne", "Anne" },
        { CT_FIELD_BIRTH_DATE, "14/03/1979", "1979-03-14" },
        { CT_FIELD_SEX, "Femme", "F" },
        { CT_FIELD_PHONE, "06 39 98 00 01", "+33639980001" },
        { CT_FIELD_POSTAL_CODE, "67000", "67000" },
        { CT_FIELD_TOWN, "Strasbourg", "Strasbourg" },
        { CT_FIELD_COUNTRY, "FR", "FR" },
        { CT_FIELD_KIT, "1232", "1232" },
        { CT_FIELD_LOT, "L12345", "L12345" },
        { CT_FIELD_KIT_EXPIRY, "31/12/2099", "2099-12-31" },
        { CT_FIELD_SYMPTOMS, "Non", "none" },
        { CT_FIELD_CONSENT, "Oui", "yes" },
        { CT_FIELD_RESULT, "Négatif", "negative" },
      };

      heads[i] = french ? names[i].names[0] : ct_field_key (names[i].field);
      cells[i] = names[i].field == CT_FIELD_SAMPLED_AT ? sampled : "";
      for (guint j = 0; j < G_N_ELEMENTS (example); j++)
        if (example[j].field == names[i].field)
          cells[i] = french ? example[j].french : example[j].code;
    }
  g_string_append (out, CT_CSV_BOM);
  ct_csv_append_row (out, heads);
  ct_csv_append_row (out, cells);
}

/* Returns: (transfer full): what is to be mended in @item, by the names of its fields */
static char *
marks_of (const CtBatchItem *item, CtIssueWords words)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < item->issues->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (item->issues, i);
      g_autofree char *told = NULL;

      if (!ct_batch_item_is_error (item, issue))
        continue;
      told = words (issue);
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? " | " : "", ct_field_key (issue->field), told);
    }
  return g_string_free (text, FALSE);
}

static void
append_row (GString *out, const char * const *cells, guint width, guint old_mark, const char *mark)
{
  g_autoptr (GPtrArray) row = g_ptr_array_new ();
  guint length = g_strv_length ((GStrv) cells);

  for (guint i = 0; i < width; i++)
    if (i != old_mark)
      g_ptr_array_add (row, (gpointer) (i < length ? cells[i] : ""));
  g_ptr_array_add (row, (gpointer) mark);
  g_ptr_array_add (row, NULL);
  ct_csv_append_row (out, (const char * const *) row->pdata);
}

/**
 * ct_sheet_append_marked:
 * @csv: a table, of which ct_sheet_read() made @batch, checked since
 * @words: for what is to be mended
 *
 * The same table, with a last column that says what is to be mended.
 */
void
ct_sheet_append_marked (GString *out, CtCsv *csv, CtBatch *batch, CtIssueWords words)
{
  const char * const *head = ct_csv_get_row (csv, 0);
  guint width = g_strv_length ((GStrv) head), old_mark = G_MAXUINT;

  for (guint i = 0; i < width; i++)
    if (g_str_equal (head[i], MARK))
      old_mark = i;
  /* Cells beyond the last name are nobody's, and somebody's all the same. */
  for (guint i = 1; i < ct_csv_get_n_rows (csv); i++)
    width = MAX (width, g_strv_length ((GStrv) ct_csv_get_row (csv, i)));
  g_string_append (out, CT_CSV_BOM);
  append_row (out, head, width, old_mark, MARK);
  for (guint i = 0; i < ct_batch_get_n_items (batch); i++)
    {
      g_autofree char *marks = marks_of (ct_batch_get_item (batch, i), words);

      append_row (out, ct_csv_get_row (csv, i + 1), width, old_mark, marks);
    }
}
