/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* From codes to what is read on the screen, translated: the only home of such
 * words. Each failure says what to do. */

#include "config.h"

#include "ct-words.h"

#include "ct-name.h"
#include "ct-nir.h"
#include "ct-outcome.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct
{
  CtField     field;
  const char *code;
  const char *word;
} answers[] = {
  { CT_FIELD_SEX, "F", NC_("sex", "Female") },
  { CT_FIELD_SEX, "M", NC_("sex", "Male") },
  { CT_FIELD_SEX, "U", NC_("sex", "Unknown") },
  { CT_FIELD_SYMPTOMS, "none", NC_("symptoms", "None") },
  { CT_FIELD_SYMPTOMS, "yes", NC_("symptoms", "Yes") },
  { CT_FIELD_SYMPTOMS, "unknown", NC_("symptoms", "Unknown") },
  { CT_FIELD_HEALTH_WORKER, "yes", NC_("health worker", "Yes") },
  { CT_FIELD_HEALTH_WORKER, "no", NC_("health worker", "No") },
  { CT_FIELD_HEALTH_WORKER, "unknown", NC_("health worker", "Unknown") },
  { CT_FIELD_RESIDENCE, "individual", NC_("residence", "Private home") },
  { CT_FIELD_RESIDENCE, "ehpad", NC_("residence", "Nursing home") },
  { CT_FIELD_RESIDENCE, "hospital", NC_("residence", "Hospital") },
  { CT_FIELD_RESIDENCE, "collective", NC_("residence", "Other collective") },
  { CT_FIELD_RESIDENCE, "prison", NC_("residence", "Detention") },
  { CT_FIELD_RESIDENCE, "unknown", NC_("residence", "Unknown") },
  { CT_FIELD_CONSENT, "yes", NC_("consent", "Yes: results may be shared under the patient's name") },
  { CT_FIELD_CONSENT, "no", NC_("consent", "No: statistics only, no certificate") },
  { CT_FIELD_REASON, "typing", NC_("reason", "Typing mistake") },
  { CT_FIELD_REASON, "misread", NC_("reason", "Result misread") },
  { CT_FIELD_REASON, "person", NC_("reason", "Wrong person") },
  { CT_FIELD_REASON, "twice", NC_("reason", "Entered twice") },
  { CT_FIELD_REASON, "request", NC_("reason", "Patient's request") },
};

static const char *
context_of (CtField field)
{
  switch (field)
    {
    case CT_FIELD_SEX:
      return "sex";
    case CT_FIELD_SYMPTOMS:
      return "symptoms";
    case CT_FIELD_HEALTH_WORKER:
      return "health worker";
    case CT_FIELD_RESIDENCE:
      return "residence";
    case CT_FIELD_REASON:
      return "reason";
    default: /* the others have no fixed answers */
      return "consent";
    }
}

/**
 * ct_words_choices:
 *
 * Returns: (transfer full) (nullable): the answers @field may have, in the order
 *   they are offered; NULL for free text
 */
CtChoices *
ct_words_choices (CtField field, const CtCatalog *catalog)
{
  CtChoices *choices = ct_choices_new ();

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].field == field)
      ct_choices_add (choices, answers[i].code, g_dpgettext2 (NULL, context_of (field), answers[i].word));
  if (field == CT_FIELD_KIT)
    {
      GPtrArray *kits = ct_catalog_kits (catalog);

      for (guint i = 0; i < kits->len; i++)
        ct_choices_add (choices, ((CtKit *) g_ptr_array_index (kits, i))->id,
                        ((CtKit *) g_ptr_array_index (kits, i))->label);
      for (guint i = 0; i < ct_catalog_tests (catalog)->len; i++)
        {
          const CtTest *test = g_ptr_array_index (ct_catalog_tests (catalog), i);
          g_autofree char *label = ct_words_kit (test->other, catalog);

          ct_choices_add (choices, test->other, label);
        }
    }
  if (field == CT_FIELD_COUNTRY)
    {
      GPtrArray *countries = ct_catalog_countries (catalog);

      /* The names in the workstation's language are those of iso-codes. */
      for (guint i = 0; i < countries->len; i++)
        ct_choices_add (choices, ((CtCountry *) g_ptr_array_index (countries, i))->code,
                        g_dgettext ("iso_3166-1", ((CtCountry *) g_ptr_array_index (countries, i))->name));
    }
  if (ct_choices_count (choices) > 0)
    return choices;
  ct_choices_unref (choices);
  return NULL;
}

/**
 * ct_words_kit:
 * @id: as the entry has it
 *
 * Returns: (transfer full): its maker and name; of what is not listed, that it is not
 */
char *
ct_words_kit (const char *id, const CtCatalog *catalog)
{
  const CtKit *kit = ct_catalog_find_kit (catalog, id);
  const CtTest *test = ct_catalog_test_of_kit (catalog, id);

  if (kit != NULL)
    return g_strdup (kit->label);
  if (g_ascii_strcasecmp (id, test->other) != 0)
    return g_strdup (id); /* it left the list since */
  return test == g_ptr_array_index (ct_catalog_tests (catalog), 0) ? g_strdup (C_("kit", "Other: not in the European list"))
                                                                   : g_strdup_printf (C_("kit", "Other: %s"), test->name);
}

/**
 * ct_words_towns:
 *
 * Returns: (transfer full) (nullable): the towns of that postal code, the largest
 *   first; NULL for none
 */
CtChoices *
ct_words_towns (const CtCatalog *catalog, const char *postal_code)
{
  guint n;
  const CtTown *towns = ct_catalog_towns_of_code (catalog, postal_code, &n);
  CtChoices *choices = n > 0 ? ct_choices_new () : NULL;

  for (guint i = 0; i < n; i++)
    ct_choices_add (choices, towns[i].insee, towns[i].name);
  return choices;
}

/**
 * ct_words_name:
 *
 * Returns: (transfer full): NAME First names, as far as they are typed
 */
char *
ct_words_name (const CtEntry *entry)
{
  g_autofree char *family = ct_name_family (ct_entry_get (entry, CT_FIELD_BIRTH_NAME));
  g_auto (GStrv) given = ct_name_given (ct_entry_get (entry, CT_FIELD_FIRST_NAMES));
  g_autofree char *first = g_strjoinv (" ", given);

  return g_strstrip (g_strjoin (" ", family, first, NULL));
}

/* What a finished record was to the service. */
static const char *
act_of (const CtAmendment *amendment)
{
  return amendment == NULL       ? C_("state", "accepted")
         : amendment->cancels ? C_("state", "cancelled")
                                 : C_("state", "corrected");
}

static gboolean
is_seen (const CtRow *row)
{
  const CtConclusion *conclusion = ct_entry_get_conclusion (row->entry);

  return conclusion != NULL && conclusion->seen;
}

/**
 * ct_words_state:
 *
 * Returns: (transfer none): what becomes of @row, in a word
 */
const char *
ct_words_state (const CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

  switch (row->state)
    {
    case CT_STATE_DRAFT:
      return ct_row_is_unsent (row) ? C_("state", "waiting")
             : amendment == NULL    ? C_("state", "draft")
             : amendment->cancels   ? C_("state", "cancellation")
                                    : C_("state", "correction");
    case CT_STATE_WAITING:
      return C_("state", "waiting");
    case CT_STATE_SENDING:
      return C_("state", "sending");
    case CT_STATE_UNKNOWN:
      return C_("state", "unknown");
    case CT_STATE_ACCEPTED:
      return act_of (amendment);
    case CT_STATE_REFUSED:
      return C_("state", "refused");
    case CT_STATE_CONFLICT:
    case CT_STATE_STUCK:
      return C_("state", "to decide");
    case CT_STATE_CONCLUDED:
      return is_seen (row) ? C_("state", "seen there") : C_("state", "given up");
    case CT_N_STATES:
      break;
    }
  return "";
}

/**
 * ct_words_until:
 * @due: when a test can be read, ms since 1970
 *
 * Returns: (transfer full): 04:12 to go, or that it is ready
 */
char *
ct_words_until (gint64 due, gint64 now)
{
  gint64 seconds = (due - now + 999) / 1000;

  if (seconds <= 0)
    return g_strdup (C_("test", "ready"));
  return g_strdup_printf ("%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, seconds / 60, seconds % 60);
}

/**
 * ct_words_result:
 * @result: a code, or "" for none yet
 */
const char *
ct_words_result (const char *result)
{
  if (g_str_equal (result, "positive"))
    return C_("result", "Positive");
  if (g_str_equal (result, "negative"))
    return C_("result", "Negative");
  if (g_str_equal (result, "inconclusive"))
    return C_("result", "Inconclusive");
  if (g_str_equal (result, "unreadable"))
    return C_("result", "Unreadable");
  return "";
}

/**
 * ct_words_outcome:
 *
 * Returns: (transfer full): what the results of @entry come to, and of several for which: the
 *   word alone when it is so of each; "" while there is none, or some are missing that could
 *   still be worse
 */
char *
ct_words_outcome (const CtEntry *entry, const CtCatalog *catalog)
{
  const char *outcome = ct_outcome_of (entry), *kit = ct_entry_get (entry, CT_FIELD_KIT);
  const CtTest *test = ct_catalog_test_of_kit (catalog, kit);
  guint n = ct_catalog_n_results (catalog, kit), given = 0, same = 0;
  g_autoptr (GString) which = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      const char *result = ct_entry_get (entry, CT_FIELD_RESULT + i);

      given += *result != '\0';
      if (*result == '\0' || !g_str_equal (result, outcome))
        continue;
      same++;
      if (n > 1)
        g_string_append_printf (which, "%s%s", which->len > 0 ? ", " : "", ((CtAnalyte *) g_ptr_array_index (test->analytes, i))->name);
    }
  if (given < n && !g_str_equal (outcome, "positive"))
    return g_strdup ("");
  return same == n ? g_strdup (ct_words_result (outcome)) : g_strdup_printf (_("%s: %s"), ct_words_result (outcome), which->str);
}

/**
 * ct_words_pile:
 * Returns: (transfer full): Pile of 20: 18 negative, 2 positive
 */
char *
ct_words_pile (const CtPile *pile)
{
  const char * const *codes = ct_field_codes (CT_FIELD_RESULT);
  g_autoptr (GString) parts = g_string_new (NULL);
  guint all = 0;

  for (guint i = 0; codes[i] != NULL; i++)
    {
      all += pile->counts[i];
      if (pile->counts[i] > 0)
        g_string_append_printf (parts, "%s%u × %s", parts->len > 0 ? ", " : "", pile->counts[i], ct_words_result (codes[i]));
    }
  return all == 0 ? g_strdup (_("Pile: none yet")) : g_strdup_printf (_("Pile of %u: %s"), all, parts->str);
}

const char *
ct_words_section (CtSection section)
{
  switch (section)
    {
    case CT_SECTION_READING:
      return _("To be read");
    case CT_SECTION_IN_PROGRESS:
      return _("In progress");
    case CT_SECTION_TO_CORRECT:
      return _("To correct");
    case CT_SECTION_TO_CHECK:
      return _("To check");
    case CT_SECTION_TO_SEND:
      return _("To send");
    case CT_SECTION_ACCEPTED:
      return _("Accepted");
    case CT_SECTION_CONCLUDED:
      return _("Closed by hand");
    case CT_N_SECTIONS:
      break;
    }
  return "";
}

/* @detail: "VERSION TIME" of what the service has, or a cause */
static char *
version_there (const char *detail)
{
  g_auto (GStrv) parts = g_strsplit (detail, " ", 2);
  g_autoptr (GDateTime) time = g_strv_length (parts) == 2 ? g_date_time_new_from_iso8601 (parts[1], NULL) : NULL;
  g_autofree char *clock = time != NULL ? ct_words_clock (g_date_time_to_unix (time) * 1000) : NULL;

  return clock != NULL ? g_strdup_printf (_("version %s at %s"), parts[0], clock) : g_strdup (detail);
}

/**
 * ct_words_issue:
 *
 * Returns: (transfer full): what is wrong and what to do
 */
char *
ct_words_issue (const CtIssue *issue)
{
  /* Its detail is a code; the others' are words. */
  if (issue->code == CT_ISSUE_TESTED_TODAY)
    {
      g_autoptr (CtIssue) said = ct_issue_new (issue->field, issue->code, ct_words_result (issue->detail));

      return ct_issue_fill (said, _(ct_issue_template (said)));
    }
  if (issue->code == CT_ISSUE_CONFLICT)
    {
      g_autofree char *there = version_there (issue->detail);
      g_autoptr (CtIssue) said = ct_issue_new (issue->field, issue->code, there);

      return ct_issue_fill (said, _(ct_issue_template (said)));
    }
  return ct_issue_fill (issue, _(ct_issue_template (issue)));
}

/**
 * ct_words_nir:
 * @nir: as typed
 *
 * Returns: (transfer full) (nullable): what was read from a valid number
 */
char *
ct_words_nir (const char *nir, const CtCatalog *catalog)
{
  g_autofree char *digits = NULL;
  g_autofree char *place = NULL;
  const CtTown *town;
  gboolean woman;

  if (ct_nir_check (nir, &digits) != CT_NIR_OK)
    return NULL;
  place = ct_nir_place (digits);
  town = ct_catalog_town_of_insee (catalog, place);
  woman = ct_nir_sex (digits) == 'F';
  if (g_str_has_prefix (place, "99"))
    return g_strdup (woman ? _("From the number: woman, born abroad. Check.") : _("From the number: man, born abroad. Check."));
  if (town != NULL)
    return g_strdup_printf (woman ? _("From the number: woman, born in %s (%.2s). Check.")
                                  : _("From the number: man, born in %s (%.2s). Check."),
                            town->name, place);
  return g_strdup_printf (woman ? _("From the number: woman, born in department %.2s. Check.")
                                : _("From the number: man, born in department %.2s. Check."),
                          place);
}

/**
 * ct_words_scan:
 *
 * Returns: (transfer none): what became of a scanned code
 */
const char *
ct_words_scan (CtScanKind kind)
{
  switch (kind)
    {
    case CT_SCAN_PATIENT:
      return _("Patient scanned: read the answers back.");
    case CT_SCAN_KIT:
      return _("Box scanned: its lot and expiry stay for the next tests.");
    case CT_SCAN_EXPIRED:
      return _("This box has expired and was not taken: use another.");
    case CT_SCAN_RECORD:
      return _("Slip scanned: this is its record.");
    case CT_SCAN_GONE:
      return _("The record of this slip is not here: it was erased, or is another counter's.");
    case CT_SCAN_BROKEN:
    case CT_SCAN_NONE:
      break;
    }
  return _("This code could not be read whole, and nothing was taken: scan it again.");
}

/**
 * ct_words_sender:
 *
 * Returns: (transfer none) (nullable): why nothing is sent; NULL when it is
 */
const char *
ct_words_sender (CtSenderState sender)
{
  switch (sender)
    {
    case CT_SENDER_READY:
      return NULL;
    case CT_SENDER_NOT_SET_UP:
      return _("This pharmacy is not set up yet. Drafts are kept, nothing is sent: open the set-up (Ctrl+Shift+S).");
    case CT_SENDER_LOGIN:
      return _("The service does not accept this pharmacy's login. Nothing is lost, results wait here:"
               " renew the secret in the set-up (Ctrl+Shift+S), or give the service the key that stands there.");
    case CT_SENDER_SETTINGS:
      return _("At the address in the settings is no such service. Nothing is lost, results wait here:"
               " check the address in the set-up (Ctrl+Shift+S).");
    case CT_SENDER_DISTRUST:
      return _("The service did not prove who it is, so nothing was sent. A hotel network, an antivirus, or a wrong"
               " clock on this machine? Results wait here.");
    case CT_SENDER_STORE:
      return _("The disk answers with errors. What is validated waits; free some space or call for help.");
    }
  return NULL;
}

/**
 * ct_words_recovery_flaw:
 * @group: where it is, 1 to 9; 0 when that cannot be told
 *
 * Returns: (transfer full): what is wrong with a recovery code as typed
 */
char *
ct_words_recovery_flaw (CtRecoveryFlaw flaw, guint group)
{
  switch (flaw)
    {
    case CT_RECOVERY_FLAW_NONE:
      return g_strdup (_("The code is complete."));
    case CT_RECOVERY_FLAW_LENGTH:
      return g_strdup (_("Nine groups of four characters."));
    case CT_RECOVERY_FLAW_SYMBOL:
      return g_strdup_printf (_("Group %u: no code has this character."), group);
    case CT_RECOVERY_FLAW_SLIP:
      break;
    }
  return group > 0 ? g_strdup_printf (_("A character of group %u is wrong."), group)
                   : g_strdup (_("A character is wrong, or two are swapped: read the sheet again."));
}

/**
 * ct_words_failure:
 * @advice: (out): what to do
 *
 * Returns: (transfer none): why the records cannot be opened
 */
const char *
ct_words_failure (CtSessionError code, const char **advice)
{
  switch (code)
    {
    case CT_SESSION_ERROR_NO_KEYRING:
      *advice = _("The records are sealed, and their key is kept by the desktop's keyring, which is not running."
                  " Start it (gnome-keyring, KWallet or KeePassXC) and try again, or work for this session by the recovery code.");
      return _("No keyring in this session");
    case CT_SESSION_ERROR_KEYRING_LOCKED:
      *advice = _("The records stay sealed until the keyring is unlocked. Try again and give its password.");
      return _("The keyring is locked");
    case CT_SESSION_ERROR_KEY_MISSING:
      *advice = _("There are sealed records here, but the keyring holds no key for them. Nothing was changed, and no new"
                  " key is made over them. Type the recovery code, or put the keyring back.");
      return _("The records' key is missing");
    case CT_SESSION_ERROR_KEY_WRONG:
      *advice = _("The key in the keyring does not open these records. Nothing was changed. Type the recovery code, or put"
                  " back the keyring that belongs to them.");
      return _("The key does not fit");
    case CT_SESSION_ERROR_OLDER:
      *advice = _("A copy of an earlier day was put in the place of these records. What waits in it may have been sent"
                  " since: go on, and it is looked for before it is sent. Or put the newer records back, and try again.");
      return _("These records are older than the last session");
    case CT_SESSION_ERROR_OTHER_CODE:
      *advice = _("A code that was replaced opens nothing any more: take the newest sheet.");
      return _("This is not the recovery code of these records");
    case CT_SESSION_ERROR_NO_CODE:
      *advice = _("Only the keyring that made them opens them.");
      return _("No recovery code was made for these records");
    case CT_SESSION_ERROR_RIGHT:
      *advice = _("Somebody who administers has to sign in.");
      return _("Only who administers may do this.");
    case CT_SESSION_ERROR_CODE:
    case CT_SESSION_ERROR_STORE:
    case CT_SESSION_ERROR_BUSY:
      break;
    }
  *advice = _("The file of records does not open. Nothing was changed. Check that the disk is not full and try again,"
              " or put the newest backup in their place.");
  return _("The records cannot be opened");
}

/**
 * ct_words_purge:
 *
 * Returns: (transfer full): what was erased, and what is left of it
 */
char *
ct_words_purge (const CtPurgeReport *report)
{
  g_autofree char *clock = ct_words_clock (report->at);

  if (report->erased == 0)
    return g_strdup_printf (_("%s: nothing was past its days"), clock);
  if (report->traces > 0)
    return g_strdup_printf (_("%s: %u erased, but traces of them are still in the file"), clock, report->erased);
  return g_strdup_printf (g_dngettext (NULL, "%s: %u erased with its key; reading the whole file found no trace of it",
                                       "%s: %u erased with their keys; reading the whole file found no trace of them",
                                       report->erased),
                          clock, report->erased);
}

/**
 * ct_words_backup:
 *
 * Returns: (transfer full): what was found in a backup
 */
char *
ct_words_backup (const CtBackupReport *report)
{
  g_autofree char *clock = ct_words_clock (report->at);

  return g_strdup_printf (g_dngettext (NULL, "%s: %u record, opened again", "%s: %u records, all opened again", report->records), clock,
                          report->records);
}

/**
 * ct_words_verified:
 * @damaged: records that do not open
 *
 * Returns: (transfer full): whether all is as it was written
 */
char *
ct_words_verified (const CtAuditReport *report, guint damaged)
{
  if (report->broken_at != 0)
    return g_strdup_printf (_("What was done was changed, or is missing, from line %u on"), (guint) report->broken_at);
  if (report->strangers > 0 || damaged > 0)
    return g_strdup_printf (_("Records that are not as they were written: %u"), (guint) MAX (report->strangers, damaged));
  return g_strdup_printf (g_dngettext (NULL, "All is as it was written, %u line", "All is as it was written, %u lines", (gulong) report->lines),
                          (guint) report->lines);
}

/**
 * ct_words_erased_on:
 * @due: ms since 1970
 *
 * Returns: (transfer full): when a record leaves this computer
 */
char *
ct_words_erased_on (gint64 due, gint64 now)
{
  const gint64 day = 86400000;
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (due / 1000);
  g_autofree char *date = g_date_time_format (then, "%d/%m/%Y");
  guint days = due > now ? (guint) ((due - now + day - 1) / day) : 0;

  if (days == 0)
    return g_strdup (_("Erased from this computer within the hour; the service keeps it"));
  return g_strdup_printf (g_dngettext (NULL, "Erased from this computer in %u day, on %s; the service keeps it",
                                       "Erased from this computer in %u days, on %s; the service keeps it", days),
                          days, date);
}

/**
 * ct_words_clock:
 * @time: ms since 1970
 *
 * Returns: (transfer full): 14:05, with the day when it is not today
 */
char *
ct_words_clock (gint64 time)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / 1000);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (g_date_time_get_year (then) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    return g_date_time_format (then, "%H:%M");
  return g_date_time_format (then, "%d/%m %H:%M");
}

static const char *
reason_of (const CtEntry *entry)
{
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].field == CT_FIELD_REASON && g_str_equal (answers[i].code, ct_entry_get (entry, CT_FIELD_REASON)))
      return g_dpgettext2 (NULL, "reason", answers[i].word);
  return "";
}

/**
 * ct_words_revision:
 *
 * Returns: (transfer full): a line of a record's history: what, when, by whom, why
 */
char *
ct_words_revision (const CtRow *row)
{
  g_autofree char *clock = ct_words_clock (ct_entry_get_validated_at (row->entry));
  g_autofree char *number = ct_row_receipt_number (row);
  const char *by = ct_entry_get_by (row->entry);
  const char *why = reason_of (row->entry);
  GString *line = g_string_new (NULL);

  g_string_append_printf (line, "%s %s", ct_words_state (row), clock);
  if (*by != '\0')
    g_string_append_printf (line, " · %s", by);
  if (*why != '\0')
    g_string_append_printf (line, " · %s", why);
  else if (number != NULL)
    {
      g_autofree char *receipt = g_strdup_printf (_("receipt %s"), number);

      g_string_append_printf (line, " · %s", receipt);
    }
  return g_string_free (line, FALSE);
}

static char *
age_of (gint64 since, gint64 now)
{
  guint minutes = (guint) (MAX (0, now - since) / 60000);

  if (minutes < 1)
    return g_strdup (_("less than a minute"));
  if (minutes < 120)
    return g_strdup_printf (g_dngettext (NULL, "%u min", "%u min", minutes), minutes);
  return g_strdup_printf (g_dngettext (NULL, "%u hour", "%u hours", minutes / 60), minutes / 60);
}

static void
join (GString *line, char *part)
{
  if (line->len > 0)
    g_string_append (line, "  ·  ");
  g_string_append (line, part);
  g_free (part);
}

/**
 * ct_words_status:
 * @now: ms since 1970
 *
 * Returns: (transfer full): the line that tells the truth
 */
char *
ct_words_status (const CtStatusFigures *figures, gint64 now)
{
  GString *line = g_string_new (NULL);

  if (figures->unsent > 0)
    {
      g_autofree char *age = age_of (figures->oldest, now);

      join (line, g_strdup_printf (g_dngettext (NULL, "%u to send, oldest %s", "%u to send, oldest %s", figures->unsent),
                                   figures->unsent, age));
    }
  else
    join (line, g_strdup (_("Nothing to send")));
  if (figures->refused > 0)
    join (line, g_strdup_printf (g_dngettext (NULL, "%u to correct", "%u to correct", figures->refused), figures->refused));
  if (figures->damaged > 0)
    join (line, g_strdup_printf (g_dngettext (NULL, "%u record was changed outside Comptoir and is not shown",
                                              "%u records were changed outside Comptoir and are not shown",
                                              figures->damaged),
                                 figures->damaged));
  if (figures->last_success != 0)
    {
      g_autofree char *clock = ct_words_clock (figures->last_success);

      join (line, g_strdup_printf (_("last success %s"), clock));
    }
  if (figures->sending)
    join (line, g_strdup (_("sending now")));
  else if (figures->next_try != 0)
    {
      g_autofree char *clock = ct_words_clock (figures->next_try);

      join (line, g_strdup_printf (_("next try %s"), clock));
    }
  return g_string_free (line, FALSE);
}
