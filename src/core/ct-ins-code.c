/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The Datamatrix of the French health identity (INS), as documents bear it: a head
 * of 26 characters, then S1 to S7 in order. Read in sequence: a search for "S2"
 * would stumble over a name that holds it. */

#include "config.h"

#include "ct-ins-code.h"

#include "ct-nir.h"

#include <string.h>

#define HEAD "IS010000000000000000000000"
#define GS   0x1d

/* A part of exactly @length characters, or a shorter one ended by GS. */
static char *
take (const char **text, const char *tag, gsize length, gboolean variable)
{
  gsize n = 0;
  char *part;

  if (!g_str_has_prefix (*text, tag))
    return NULL;
  *text += strlen (tag);
  while ((*text)[n] != '\0' && (*text)[n] != '\n' && (*text)[n] != GS && n < length)
    n++;
  if (!variable && n < length)
    return NULL;
  part = g_strndup (*text, n);
  *text += n;
  if (**text == GS)
    (*text)++;
  return part;
}

/**
 * ct_ins_code_read:
 *
 * Fills in NIR, first names, birth name, sex and birth date.
 */
CtScanKind
ct_ins_code_read (const char *text, CtDate today, CtEntry *entry)
{
  const char *p = text + strlen (HEAD);
  g_autofree char *number = NULL;
  g_autofree char *oid = NULL; /* which kind of number: not ours to tell */
  g_autofree char *given = NULL;
  g_autofree char *family = NULL;
  g_autofree char *sex = NULL;
  g_autofree char *birth = NULL;
  g_autofree char *nir = NULL;
  g_autofree char *spaced = NULL;
  g_autofree char *shown = NULL;
  CtDate date;

  if (!g_str_has_prefix (text, HEAD)
      || (number = take (&p, "S1", 15, FALSE)) == NULL || (oid = take (&p, "S2", 20, TRUE)) == NULL
      || (given = take (&p, "S3", 100, TRUE)) == NULL || (family = take (&p, "S4", 100, TRUE)) == NULL
      || (sex = take (&p, "S5", 1, FALSE)) == NULL || (birth = take (&p, "S6", 10, FALSE)) == NULL)
    return CT_SCAN_BROKEN;
  (void) oid;
  if (ct_nir_check (number, &nir) != CT_NIR_OK || !ct_date_parse (birth, CT_DATE_PAST, today, &date)
      || *family == '\0' || *given == '\0')
    return CT_SCAN_BROKEN;

  spaced = ct_nir_spaced (nir);
  shown = ct_date_to_french (date);
  ct_entry_set (entry, CT_FIELD_NIR, spaced);
  ct_entry_set (entry, CT_FIELD_FIRST_NAMES, given);
  ct_entry_set (entry, CT_FIELD_BIRTH_NAME, family);
  ct_entry_set (entry, CT_FIELD_SEX, *sex == 'F' ? "F" : *sex == 'M' ? "M" : "U");
  ct_entry_set (entry, CT_FIELD_BIRTH_DATE, shown);
  return CT_SCAN_PATIENT;
}
