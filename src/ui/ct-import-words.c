/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Words about records out of a file. */

#include "config.h"

#include "ct-import-words.h"

#include "ct-words.h"

#include <glib/gi18n.h>
#include <stdio.h>

/* As the form calls them (ct-record-form.ui). */
static const char * const fields[CT_N_FIELDS] = {
  [CT_FIELD_BIRTH_NAME] = N_("Birth name"),
  [CT_FIELD_FIRST_NAMES] = N_("First names"),
  [CT_FIELD_NIR] = N_("Social security number"),
  [CT_FIELD_BIRTH_DATE] = N_("Date of birth"),
  [CT_FIELD_SEX] = N_("Sex"),
  [CT_FIELD_USED_NAME] = N_("Name in use"),
  [CT_FIELD_PHONE] = N_("Mobile phone"),
  [CT_FIELD_EMAIL] = N_("E-mail"),
  [CT_FIELD_POSTAL_CODE] = N_("Postal code"),
  [CT_FIELD_TOWN] = N_("Town"),
  [CT_FIELD_INSEE] = N_("Town"), /* its code, which the form does not show */
  [CT_FIELD_COUNTRY] = N_("Country"),
  [CT_FIELD_ADDRESS] = N_("Address"),
  [CT_FIELD_KIT] = N_("Kit"),
  [CT_FIELD_LOT] = N_("Lot number"),
  [CT_FIELD_KIT_EXPIRY] = N_("Kit expiry"),
  [CT_FIELD_SAMPLED_AT] = N_("Sampled at"),
  [CT_FIELD_SYMPTOMS] = N_("Symptoms"),
  [CT_FIELD_ONSET_DATE] = N_("Onset of symptoms"),
  [CT_FIELD_HEALTH_WORKER] = N_("Health-care worker"),
  [CT_FIELD_RESIDENCE] = N_("Residence"),
  [CT_FIELD_CONSENT] = N_("Consent to share"),
  [CT_FIELD_RESULT] = N_("Result"),
  [CT_FIELD_RESULT_2] = N_("Result 2"),
  [CT_FIELD_RESULT_3] = N_("Result 3"),
  [CT_FIELD_RESULT_4] = N_("Result 4"),
  [CT_FIELD_REASON] = N_("Reason"),
};

/**
 * ct_import_words_field:
 *
 * Returns: (transfer none): its name on the screen
 */
const char *
ct_import_words_field (CtField field)
{
  return _(fields[field]);
}

/**
 * ct_import_words_fault:
 * @issue: of @item
 *
 * Returns: (transfer full): which row, who, which answer, and what is wrong with it
 */
char *
ct_import_words_fault (const CtBatchItem *item, const CtIssue *issue)
{
  g_autofree char *name = ct_words_name (item->entry);
  g_autofree char *words = ct_words_issue (issue);

  return g_strdup_printf (_("Row %u, %s. %s: %s"), item->line, name, ct_import_words_field (issue->field), words);
}

/**
 * ct_import_words_ignored:
 *
 * Returns: (transfer full): the columns that nothing here takes; "" for none
 */
char *
ct_import_words_ignored (CtBatch *batch)
{
  GPtrArray *ignored = ct_batch_get_ignored (batch);
  GString *names = g_string_new (NULL);
  g_autofree char *joined = NULL;

  for (guint i = 0; i < ignored->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", (const char *) g_ptr_array_index (ignored, i));
  joined = g_string_free (names, FALSE);
  return ignored->len > 0 ? g_strdup_printf (_("Columns that are not read: %s."), joined) : g_strdup ("");
}

static const char *
reason (CtImportsError code)
{
  switch (code)
    {
    case CT_IMPORTS_ERROR_RIGHT:
      return _("Sign in first.");
    case CT_IMPORTS_ERROR_READ:
      return _("The file cannot be read: it is no file, or not yours.");
    case CT_IMPORTS_ERROR_EMPTY:
      return _("There is nobody in this file.");
    case CT_IMPORTS_ERROR_LARGE:
      return _("The file is too large: 5,000 records are taken at once. Cut it in two.");
    case CT_IMPORTS_ERROR_TEXT:
      return _("This is no text. In the program that made it, save it as CSV in UTF-8.");
    case CT_IMPORTS_ERROR_TABLE:
      return _("A quotation mark is not closed, or there are too many columns.");
    case CT_IMPORTS_ERROR_COLUMNS:
      return _("No column of this file is known. Its first row names the columns as the template does.");
    case CT_IMPORTS_ERROR_FHIR:
      return _("This is neither a Patient nor a Bundle of FHIR R4.");
    case CT_IMPORTS_ERROR_NOTHING:
      return _("Nothing of this file is to come in.");
    case CT_IMPORTS_ERROR_FAILED:
      break;
    }
  return _("Nothing came in: the records could not be written. Free some space, and try again.");
}

/**
 * ct_import_words_refusal:
 * @error: of ct_imports_read_finish() or ct_imports_finish()
 *
 * Returns: (transfer full): why, in which line where that is known, and what to do
 */
char *
ct_import_words_refusal (const GError *error)
{
  const char *words = reason (error->domain == CT_IMPORTS_ERROR ? (CtImportsError) error->code : CT_IMPORTS_ERROR_FAILED);
  guint line;

  if (sscanf (error->message, "line %u:", &line) == 1)
    return g_strdup_printf (_("Line %u: %s"), line, words);
  return g_strdup (words);
}

/**
 * ct_import_words_done:
 * @n: how many came in, or were taken back
 *
 * Returns: (transfer full)
 */
char *
ct_import_words_done (guint n, gboolean undone)
{
  if (undone)
    return g_strdup_printf (g_dngettext (NULL, "%u record was taken back.", "%u records were taken back.", n), n);
  return g_strdup_printf (g_dngettext (NULL, "%u record came in.", "%u records came in.", n), n);
}
