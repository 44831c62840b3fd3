/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is said of files with results outside, in plain words. */

#include "config.h"

#include "ct-export-words.h"

#include <glib/gi18n.h>

static char *
day_of (gint64 time)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / 1000);
  g_autoptr (GDateTime) here = g_date_time_to_local (utc);

  return g_date_time_format (here, "%d/%m/%Y");
}

/**
 * ct_export_words_what:
 *
 * Returns: (transfer full): the name of its file, how many are in it, and whose it is
 */
char *
ct_export_words_what (const CtExport *export)
{
  g_autofree char *name = g_path_get_basename (export->path);
  g_autofree char *count = g_strdup_printf (g_dngettext (NULL, "%u result", "%u results", export->records), export->records);

  return g_strdup_printf ("%s · %s%s%s", name, count, *export->by != '\0' ? " · " : "", export->by);
}

/**
 * ct_export_words_until:
 * @due: it is to be erased by now
 *
 * Returns: (transfer full): how it is kept, and until when; for a plain one also why
 */
char *
ct_export_words_until (const CtExport *export, gboolean due)
{
  g_autofree char *day = day_of (export->erase_at);
  g_autofree char *until = due ? g_strdup_printf (_("to be erased since %s"), day) : g_strdup_printf (_("to be erased by %s"), day);

  if (!export->plain)
    return g_strdup_printf (_("Sealed by a passphrase, %s"), until);
  return g_strdup_printf (_("Not sealed, %s. Why: %s"), until, export->reason);
}

/**
 * ct_export_words_refusal:
 * @error: of ct_exports_finish()
 *
 * Returns: (transfer none): why, and what to do
 */
const char *
ct_export_words_refusal (const GError *error)
{
  if (error->domain == CT_EXPORTS_ERROR)
    switch ((CtExportsError) error->code)
      {
      case CT_EXPORTS_ERROR_RIGHT:
        return _("Only who checks may do this; only who administers, when the file is not sealed.");
      case CT_EXPORTS_ERROR_PASSPHRASE:
        return _("A passphrase has twelve characters at the least, and not one again and again.");
      case CT_EXPORTS_ERROR_REASON:
        return _("Say in a few words why the file is not sealed, and for whom.");
      case CT_EXPORTS_ERROR_NOTHING:
        return _("No result was validated in these days: nothing was written.");
      case CT_EXPORTS_ERROR_MEMORY:
        return _("Sealing takes 256 MB of memory, which are not free: close something and try again. Nothing was written.");
      case CT_EXPORTS_ERROR_DISK:
        return _("The file cannot be written or erased there: choose another folder, or free some space.");
      case CT_EXPORTS_ERROR_FORM:
        return _("One of them cannot be written as FHIR any more: take CSV. Nothing was written.");
      case CT_EXPORTS_ERROR_MISSING:
        return _("It is not where it was written. Erase it where it is now, then say that it is gone.");
      case CT_EXPORTS_ERROR_FAILED:
        break;
      }
  return _("The disk answers with errors: nothing was changed.");
}

/**
 * ct_export_words_made:
 *
 * Returns: (transfer full): what is there now, and what follows from it
 */
char *
ct_export_words_made (gboolean plain, guint records)
{
  g_autofree char *count =
    g_strdup_printf (g_dngettext (NULL, "%u result is written and read back.", "%u results are written and read back.", records), records);

  return g_strdup_printf ("%s %s", count,
                          plain ? _("Whoever finds the file can read it: erase it as soon as it has done its work.")
                                : _("Give the passphrase by another way than the file; it is not kept here."));
}
