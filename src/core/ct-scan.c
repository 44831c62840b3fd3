/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Which code a scanner typed, by its first characters. Each kind has a parser of
 * its own; all are pure and take what no check contradicts, or nothing. */

#include "config.h"

#include "ct-scan.h"

#include "ct-2ddoc.h"
#include "ct-gs1.h"
#include "ct-hc1.h"
#include "ct-ins-code.h"
#include "ct-mrz.h"
#include "ct-slip-code.h"
#include "ct-vcard.h"

#include <string.h>

/* No answer: whoever scans looks the record up. */
static CtScanKind
read_slip (const char *text, CtDate today, CtEntry *entry)
{
  CtUuid record;

  return ct_slip_code_parse (text, &record) ? CT_SCAN_RECORD : CT_SCAN_BROKEN;
}

/* How each kind begins; # stands for a digit, @ for a capital. Only what nobody
 * types: a birth date has 8 digits, a social security number never begins with 0. */
static const struct
{
  const char *begins;
  CtScanKind (*read) (const char *text, CtDate today, CtEntry *entry);
} kinds[] = {
  { "BEGIN:VCARD", ct_vcard_read },
  { "MECARD:", ct_vcard_read },
  { "COMPTOIR:", read_slip },
  { "IS01", ct_ins_code_read },
  { "DC0#", ct_2ddoc_read },
  { "HC1:", ct_hc1_read },
  { "P<@@@", ct_mrz_read },
  { "I<@@@", ct_mrz_read },
  { "ID@@@", ct_mrz_read },
  { "]d2", ct_gs1_read },
  { "]C1", ct_gs1_read },
  { "(01)", ct_gs1_read },
  { "01##############", ct_gs1_read },
};

/* A reader may send GS1's first separator as a character of its own. */
static const char *
without_lead (const char *text)
{
  return *text == 0x1d ? text + 1 : text;
}

static gboolean
fits (char pattern, char c)
{
  if (pattern == '#')
    return g_ascii_isdigit (c);
  if (pattern == '@')
    return g_ascii_isupper (c);
  return pattern == c;
}

/**
 * ct_scan_may_begin:
 * @text: the first characters
 * @certain: (out): whether they are enough to know
 *
 * Returns: whether a code we know may begin so
 */
gboolean
ct_scan_may_begin (const char *text, gboolean *certain)
{
  gboolean possible = FALSE;

  *certain = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *pattern = kinds[i].begins;
      const char *p = without_lead (text);

      while (*pattern != '\0' && *p != '\0' && fits (*pattern, *p))
        {
          pattern++;
          p++;
        }
      possible |= *pattern == '\0' || *p == '\0';
      *certain |= *pattern == '\0';
    }
  return possible;
}

/* A length in bytes may have cut a letter in two; such a code is not read whole. */
static gboolean
is_text (const CtEntry *entry)
{
  for (guint i = 0; i < CT_N_FIELDS; i++)
    if (!g_utf8_validate (ct_entry_get (entry, (CtField) i), -1, NULL))
      return FALSE;
  return TRUE;
}

/* Fills @entry only when all of it is good. */
static CtScanKind
read_with (CtScanKind (*read) (const char *text, CtDate today, CtEntry *entry), const char *text, CtDate today,
           CtEntry *entry)
{
  g_autoptr (CtEntry) found = ct_entry_new ();
  CtScanKind kind = read (text, today, found);

  if (!is_text (found))
    return CT_SCAN_BROKEN;
  for (guint i = 0; (kind == CT_SCAN_PATIENT || kind == CT_SCAN_KIT) && i < CT_N_FIELDS; i++)
    if (*ct_entry_get (found, (CtField) i) != '\0')
      ct_entry_set (entry, (CtField) i, ct_entry_get (found, (CtField) i));
  return kind;
}

/**
 * ct_scan_read:
 * @text: all that was typed, lines ended by \n, GS1's separator as \x1d
 * @entry: gets the answers that the code holds; untouched unless a kind is
 *   returned
 */
CtScanKind
ct_scan_read (const char *text, CtDate today, CtEntry *entry)
{
  gboolean certain;

  text = without_lead (text);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *pattern = kinds[i].begins;
      gsize n = 0;

      while (pattern[n] != '\0' && text[n] != '\0' && fits (pattern[n], text[n]))
        n++;
      if (pattern[n] == '\0')
        return read_with (kinds[i].read, text, today, entry);
    }
  return ct_scan_may_begin (text, &certain) && strlen (text) > 3 ? CT_SCAN_BROKEN : CT_SCAN_NONE;
}

/**
 * ct_scan_is_whole:
 * @text: as for ct_scan_read(), what was typed so far
 *
 * Returns: whether a Return has ended a code that reads well: nothing else can follow.
 *   Of several lines (MRZ, vCard) the first ones alone do not read.
 */
gboolean
ct_scan_is_whole (const char *text, CtDate today)
{
  g_autoptr (CtEntry) entry = ct_entry_new ();
  CtScanKind kind;

  if (!g_str_has_suffix (text, "\n"))
    return FALSE;
  kind = ct_scan_read (text, today, entry);
  return kind == CT_SCAN_PATIENT || kind == CT_SCAN_KIT || kind == CT_SCAN_EXPIRED || kind == CT_SCAN_RECORD;
}
