/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Answers of a fixed length: when such a one is whole and right, nothing can be
 * added to it, and the cursor may go on by itself. */

#include "config.h"

#include "ct-fixed.h"

#include "ct-nir.h"
#include "ct-phone.h"

#include <string.h>

static guint
count_digits (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isdigit (*text) ? 1 : 0;
  return n;
}

/* 140379 may go on to be 14037925: only eight digits are an end. */
static gboolean
is_whole_date (const char *text, CtDateSense sense, CtDate today)
{
  CtDate date;

  if (count_digits (text) != 8 || !ct_date_parse (text, sense, today, &date))
    return FALSE;
  return sense != CT_DATE_PAST || (ct_date_compare (date, today) <= 0 && ct_date_years (date, today) <= 120);
}

/* Ten digits behind a 0; a number with its country code has no length to go by. */
static gboolean
is_whole_phone (const char *text)
{
  g_autofree char *number = NULL;
  gboolean mobile;

  if (text[0] != '0' || count_digits (text) != 10)
    return FALSE;
  number = ct_phone_parse (text, &mobile);
  return number != NULL;
}

static gboolean
is_whole_postal_code (const CtEntry *entry, const char *text, const CtCatalog *catalog)
{
  guint n = 0;

  if (strlen (text) != 5 || g_ascii_strcasecmp (ct_entry_get (entry, CT_FIELD_COUNTRY), "FR") != 0)
    return FALSE;
  ct_catalog_towns_of_code (catalog, text, &n);
  return n > 0;
}

/**
 * ct_fixed_has_length:
 *
 * Returns: whether ct_fixed_is_full() may ever be so for @field
 */
gboolean
ct_fixed_has_length (CtField field)
{
  return field == CT_FIELD_NIR || field == CT_FIELD_BIRTH_DATE || field == CT_FIELD_ONSET_DATE
         || field == CT_FIELD_KIT_EXPIRY || field == CT_FIELD_PHONE || field == CT_FIELD_POSTAL_CODE;
}

/**
 * ct_fixed_is_full:
 * @now: in the workstation's time zone
 *
 * Returns: whether the answer is complete and valid, and no further character
 *   could belong to it
 */
gboolean
ct_fixed_is_full (const CtEntry *entry, CtField field, const CtCatalog *catalog, GDateTime *now)
{
  const char *text = ct_entry_get (entry, field);
  CtDate today = ct_date_of (now);

  if (field == CT_FIELD_NIR)
    return ct_nir_check (text, NULL) == CT_NIR_OK;
  if (field == CT_FIELD_BIRTH_DATE || field == CT_FIELD_ONSET_DATE)
    return is_whole_date (text, CT_DATE_PAST, today);
  if (field == CT_FIELD_KIT_EXPIRY)
    return is_whole_date (text, CT_DATE_FUTURE, today);
  if (field == CT_FIELD_PHONE)
    return is_whole_phone (text);
  if (field == CT_FIELD_POSTAL_CODE)
    return is_whole_postal_code (entry, text, catalog);
  return FALSE;
}
