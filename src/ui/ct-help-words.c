/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What each field wants, and why it is asked. The facts are those of the field's own sources:
 * what the law asks for on the patient's paper, what the service counts by. */

#include "config.h"

#include "ct-help-words.h"

#include <glib/gi18n.h>

/**
 * ct_help_words:
 * @why: (out) (transfer none): why it is asked
 *
 * Returns: (transfer none): what is to be typed
 */
const char *
ct_help_words (CtField field, const char **why)
{
  switch (field)
    {
    case CT_FIELD_BIRTH_NAME:
      *why = _("With the first names and the date of birth it tells who was tested: a slip here makes another person of them. A known patient's number, date or telephone finds them, too; then a digit takes them.");
      return _("As on the identity card: the name given at birth, which stays through a marriage.");
    case CT_FIELD_FIRST_NAMES:
      *why = _("The service knows a person by all their first names; the first one is what the paper calls them by.");
      return _("All of them, in the order of the identity card, with a space between; a hyphen where there is one.");
    case CT_FIELD_NIR:
      *why = _("With it the result finds the patient's health file. Sex, month and place of birth are compared with it. It is covered once the cursor leaves.");
      return _("Fifteen digits of the Vitale card: thirteen, and two that check them. Left empty for who has none.");
    case CT_FIELD_BIRTH_DATE:
      *why = _("It tells two people of one name apart. An age nobody has, or a child, is asked about before anything is sent.");
      return _("Day, month, year: 14031979 or 140379.");
    case CT_FIELD_SEX:
      *why = _("The service asks for it; the number begins with it.");
      return _("F or M, as on the identity card; U when it is not known.");
    case CT_FIELD_USED_NAME:
      *why = _("The paper and the person at the door use it; the service files under the name of birth.");
      return _("The name the patient goes by, when it is not that of their birth. Mostly empty.");
    case CT_FIELD_PHONE:
      *why = _("By it the service sends the patient the result. Without a telephone and an e-mail address the patient gets none.");
      return _("A mobile: ten digits, or + and the country.");
    case CT_FIELD_EMAIL:
      *why = _("By it the service sends the result, when there is no mobile.");
      return _("One address. What stands behind @ is proposed.");
    case CT_FIELD_POSTAL_CODE:
      *why = _("The cases of a town are counted by it: without one, a test counts nowhere.");
      return _("Five digits in France; the town follows by itself.");
    case CT_FIELD_TOWN:
      *why = _("By its official code a case belongs to a town and a department.");
      return _("The one of the postal code; when there are several, choose by its first letters.");
    case CT_FIELD_COUNTRY:
      *why = _("Abroad there is no French postal code, and none is asked for.");
      return _("France, unless the patient lives elsewhere: the first letters choose.");
    case CT_FIELD_ADDRESS:
      *why = _("Whoever follows a case writes to it. It may be left empty.");
      return _("Number and street. Streets that this pharmacy has typed are proposed.");
    case CT_FIELD_KIT:
      *why = _("The law asks for it on the patient's paper; a travel certificate takes listed devices only. It stays until another box is opened.");
      return _("The device on the box: scan the box, or type some letters of its name or its number.");
    case CT_FIELD_LOT:
      *why = _("When a lot is called back, those tested with it can be found.");
      return _("As printed behind LOT. Scanning the box fills it.");
    case CT_FIELD_KIT_EXPIRY:
      *why = _("A test past its date proves nothing: it is refused.");
      return _("The day on the box, or month and year: good until that month's last day.");
    case CT_FIELD_SAMPLED_AT:
      *why = _("The time for reading runs from it, and a certificate counts its hours from it.");
      return _("Now, unless you say otherwise: 0930, or 24/11 0930.");
    case CT_FIELD_SYMPTOMS:
      *why = _("A negative counts for less where there are symptoms; the service counts both apart.");
      return _("N none, Y yes, U not known.");
    case CT_FIELD_ONSET_DATE:
      *why = _("The service tells by it how long a person may pass it on.");
      return _("The first day of the symptoms, when there are some.");
    case CT_FIELD_HEALTH_WORKER:
      *why = _("Cases among carers are followed first.");
      return _("Whether the patient works in health care. No, unless they say so.");
    case CT_FIELD_RESIDENCE:
      *why = _("One case in a home for the elderly or a prison is an alert for all who live there.");
      return _("Where the patient lives: a private home, unless they say otherwise.");
    case CT_FIELD_CONSENT:
      *why = _("The law asks for an answer. With N the service gets a birth year, a sex and a department, and no name.");
      return _("Ask it aloud: may the result be shared under their name, for research and follow-up? Y or N.");
    case CT_FIELD_RESULT:
    case CT_FIELD_RESULT_2:
    case CT_FIELD_RESULT_3:
    case CT_FIELD_RESULT_4:
      *why = _("A positive opens a case: it takes two different keys. Nothing leaves before Ctrl+Return.");
      return _("N negative, P positive (and + to be sure), I inconclusive, X unreadable: the control line is missing.");
    case CT_FIELD_REASON:
      *why = _("It stays with the result, and the service is told.");
      return _("Why an accepted result is changed or cancelled.");
    case CT_FIELD_INSEE:
    case CT_N_FIELDS:
      break;
    }
  *why = "";
  return "";
}
