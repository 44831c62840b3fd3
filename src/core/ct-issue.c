/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Something to mend (or, for a warning, to look at twice) in one field. The
 * sentence says what to do; the window translates it, so it has one home. */

#include "config.h"

#include "ct-issue.h"

#include <string.h>

#define N_(text) text

static const char * const templates[CT_N_ISSUES] = {
  [CT_ISSUE_REQUIRED] = N_("Fill this in."),
  [CT_ISSUE_CHOOSE] = N_("Choose one of the answers."),
  [CT_ISSUE_NAME] = N_("Use letters, hyphens and apostrophes only."),
  [CT_ISSUE_DATE] = N_("Type a real date, such as 14031979."),
  [CT_ISSUE_BORN_LATER] = N_("This date is still to come: check the year."),
  [CT_ISSUE_BORN_LONG_AGO] = N_("More than 120 years ago: check the year."),
  [CT_ISSUE_NIR_LENGTH] = N_("Type all 15 characters, or leave it empty."),
  [CT_ISSUE_NIR_SHAPE] = N_("This is no social security number: check it against the card."),
  [CT_ISSUE_NIR_KEY] = N_("The last two digits do not fit: a digit is wrong or two are swapped."),
  [CT_ISSUE_NIR_SEX] = N_("The number says the other sex. A parent's number?"),
  [CT_ISSUE_NIR_BIRTH] = N_("The number says another month or year of birth. A parent's number?"),
  [CT_ISSUE_POSTAL_CODE] = N_("Type the five digits of the postal code."),
  [CT_ISSUE_POSTAL_UNKNOWN] = N_("No town has this postal code: check the digits."),
  [CT_ISSUE_POSTAL_TOWN] = N_("Postal code and town do not match: this code is that of {}."),
  [CT_ISSUE_INSEE] = N_("The INSEE code is not that of this town: check both."),
  [CT_ISSUE_COUNTRY] = N_("Type the country's name or its two letters."),
  [CT_ISSUE_PHONE] = N_("Type ten digits, or + and the country code first."),
  [CT_ISSUE_PHONE_LANDLINE] = N_("Not a mobile number: no text message will arrive."),
  [CT_ISSUE_EMAIL] = N_("Type an address such as name@example.fr."),
  [CT_ISSUE_UNREACHABLE] = N_("The result is positive: a phone number or an e-mail address is needed."),
  [CT_ISSUE_KIT] = N_("Choose a kit of the list, or “other”."),
  [CT_ISSUE_KIT_EXPIRED] = N_("This kit expired before the sample was taken: use another."),
  [CT_ISSUE_LOT] = N_("Type the lot number printed on the box, 40 characters at most."),
  [CT_ISSUE_NOT_LOOKED_FOR] = N_("This kit gives no such result: empty it, or choose another kit."),
  [CT_ISSUE_TEXT] = N_("Too long, or with a character that cannot be sent."),
  [CT_ISSUE_TIME] = N_("Type a time such as 1405, or a date and a time."),
  [CT_ISSUE_SAMPLED_LATER] = N_("This moment is still to come: check date and time."),
  [CT_ISSUE_SAMPLED_BEFORE_BIRTH] = N_("The sample is older than the patient: check both dates."),
  [CT_ISSUE_SAMPLED_LONG_AGO] = N_("Sampled more than 3 days ago: check the date."),
  [CT_ISSUE_ONSET_LATER] = N_("Symptoms cannot begin after the sample was taken."),
  [CT_ISSUE_ONSET_WITHOUT] = N_("A date of onset needs symptoms: answer “yes” there, or empty this."),
  [CT_ISSUE_MINOR] = N_("A minor, {}: is a parent here?"),
  [CT_ISSUE_VERY_OLD] = N_("Older than 105 years: is the year right?"),
  [CT_ISSUE_ONSET_LONG_AGO] = N_("Symptoms for more than 4 days: a rapid test may miss it."),
  [CT_ISSUE_TESTED_TODAY] = N_("Already tested that day: {}."),
  [CT_ISSUE_LIKE_KNOWN] = N_("Like {}, known here: Ctrl+M takes that person."),
  [CT_ISSUE_KIT_LEFT] = N_("No longer on the EU list: is there another kit?"),
  [CT_ISSUE_FAR] = N_("Nobody tested here lives in department {}: is the code right?"),
  [CT_ISSUE_TWIN] = N_("Changed at two counters, and the other version is in use: two results?"),
  [CT_ISSUE_FROM_SERVICE] = N_("The service answers: {}"),
  [CT_ISSUE_CONFLICT] = N_("Changed by somebody else, {}: validate to replace it, or discard."),
  [CT_ISSUE_STUCK] = N_("The service fails on it alone ({}). Return resends, Ctrl+E closes it."),
};

/**
 * ct_issue_new:
 * @detail: (nullable): copied
 */
CtIssue *
ct_issue_new (CtField field, CtIssueCode code, const char *detail)
{
  CtIssue *self = g_new0 (CtIssue, 1);

  self->field = field;
  self->code = code;
  self->detail = g_strdup (detail);
  return self;
}

void
ct_issue_free (CtIssue *self)
{
  g_free (self->detail);
  g_free (self);
}

/**
 * ct_issue_is_warning:
 *
 * Returns: whether the record may be sent all the same
 */
gboolean
ct_issue_is_warning (const CtIssue *self)
{
  return self->code == CT_ISSUE_NIR_SEX || self->code == CT_ISSUE_NIR_BIRTH
         || self->code == CT_ISSUE_PHONE_LANDLINE || self->code == CT_ISSUE_SAMPLED_LONG_AGO
         || self->code == CT_ISSUE_INSEE || self->code >= CT_ISSUE_FROM_SERVICE || ct_issue_is_doubt (self);
}

/**
 * ct_issue_is_doubt:
 *
 * Returns: whether it is a warning that somebody has to say yes to, with one key
 */
gboolean
ct_issue_is_doubt (const CtIssue *self)
{
  return self->code >= CT_ISSUE_MINOR && self->code <= CT_ISSUE_TWIN;
}

/**
 * ct_issue_template:
 *
 * Returns: (transfer none): the English sentence, {} standing for the detail
 */
const char *
ct_issue_template (const CtIssue *self)
{
  return templates[self->code];
}

/**
 * ct_issue_fill:
 * @template: ct_issue_template(), or its translation
 *
 * Returns: (transfer full): the sentence with its detail
 */
char *
ct_issue_fill (const CtIssue *self, const char *template)
{
  const char *hole = strstr (template, "{}");

  if (hole == NULL)
    return g_strdup (template);
  return g_strdup_printf ("%.*s%s%s", (int) (hole - template), template,
                          self->detail != NULL ? self->detail : "", hole + 2);
}
