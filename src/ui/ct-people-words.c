/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is said of who works here, in plain words. */

#include "config.h"

#include "ct-people-words.h"

#include "ct-clock.h"
#include "ct-words.h"

#include <glib/gi18n.h>

const char *
ct_people_words_role (CtRole role)
{
  switch (role)
    {
    case CT_ROLE_ENTERS:
      return _("Enters results, which somebody checks");
    case CT_ROLE_CHECKS:
      return _("Enters, checks and sends");
    case CT_ROLE_ADMINISTERS:
      return _("Administers as well");
    }
  return "";
}

static char *
wrong (const char *initials, const CtOperator *operator)
{
  guint left = operator != NULL && operator->tries < CT_OPERATOR_TRIES ? CT_OPERATOR_TRIES - operator->tries : 0;
  g_autofree char *clock = NULL;

  if (left > 0)
    return g_strdup_printf (g_dngettext (NULL, "Not the PIN of %s. %u more try before there is a wait.",
                                         "Not the PIN of %s. %u more tries before there is a wait.", left),
                            initials, left);
  clock = ct_words_clock (ct_clock_now_ms () + (operator != NULL ? ct_operator_wait (operator, ct_clock_now_ms ()) : 0) + 59999);
  return g_strdup_printf (_("Not the PIN of %s. The next one is tried at %s. Somebody else may sign in meanwhile."), initials, clock);
}

static char *
not_yet (const char *initials, const CtOperator *operator)
{
  gint64 wait = operator != NULL ? ct_operator_wait (operator, ct_clock_now_ms ()) : 0;
  guint seconds = (guint) (wait / 1000) + 1;

  if (seconds < 120)
    return g_strdup_printf (g_dngettext (NULL, "Too many wrong PINs of %s: wait %u second.", "Too many wrong PINs of %s: wait %u seconds.",
                                         seconds),
                            initials, seconds);
  return g_strdup_printf (g_dngettext (NULL, "Too many wrong PINs of %s: wait %u minute.", "Too many wrong PINs of %s: wait %u minutes.",
                                       seconds / 60 + 1),
                          initials, seconds / 60 + 1);
}

/**
 * ct_people_words_refusal:
 * @initials: whose
 * @operator: (nullable): as they are now
 *
 * Returns: (transfer full): why, and what to do
 */
char *
ct_people_words_refusal (const GError *error, const char *initials, const CtOperator *operator)
{
  if (error->domain == CT_PEOPLE_ERROR)
    switch ((CtPeopleError) error->code)
      {
      case CT_PEOPLE_ERROR_UNKNOWN:
        return g_strdup_printf (_("Nobody here is %s."), initials);
      case CT_PEOPLE_ERROR_WRONG:
        return wrong (initials, operator);
      case CT_PEOPLE_ERROR_WAIT:
        return not_yet (initials, operator);
      case CT_PEOPLE_ERROR_INITIALS:
        return g_strdup (_("One to four letters that nobody here has, or had: what was done stays with who did it."));
      case CT_PEOPLE_ERROR_PIN:
        return g_strdup (_("Somebody new needs a PIN."));
      case CT_PEOPLE_ERROR_LAST:
        return g_strdup (_("Somebody has to administer: give that role to somebody first."));
      case CT_PEOPLE_ERROR_RIGHT:
        return g_strdup (_("Only who administers may do this."));
      case CT_PEOPLE_ERROR_CODE:
        return g_strdup (_("This is not the recovery code of these records."));
      case CT_PEOPLE_ERROR_FAILED:
        break;
      }
  return g_strdup (_("The disk answers with errors: nothing was changed."));
}

/**
 * ct_people_words_pin:
 *
 * Returns: (transfer none): what is wrong with a new PIN; empty when nothing is
 */
const char *
ct_people_words_pin (CtPinFlaw flaw)
{
  switch (flaw)
    {
    case CT_PIN_GOOD:
      break;
    case CT_PIN_SHORT:
      return _("A PIN has six digits at the least.");
    case CT_PIN_LONG:
      return _("A PIN has twelve digits at the most.");
    case CT_PIN_NO_DIGIT:
      return _("A PIN has digits only.");
    case CT_PIN_OBVIOUS:
      return _("This PIN is the first that anybody would try.");
    }
  return "";
}

/**
 * ct_people_words_sending:
 *
 * Returns: (transfer full): what goes on while the screen is locked
 */
char *
ct_people_words_sending (const CtStatusFigures *figures)
{
  if (figures->unsent == 0)
    return g_strdup (_("Drafts are kept. Nothing waits to be sent."));
  if (figures->sender != CT_SENDER_READY)
    return g_strdup_printf (g_dngettext (NULL, "Drafts are kept. %u result waits, and cannot be sent yet: go on to see why.",
                                         "Drafts are kept. %u results wait, and cannot be sent yet: go on to see why.", figures->unsent),
                            figures->unsent);
  return g_strdup_printf (g_dngettext (NULL, "Drafts are kept. %u result waits; sending goes on.",
                                       "Drafts are kept. %u results wait; sending goes on.", figures->unsent),
                          figures->unsent);
}
