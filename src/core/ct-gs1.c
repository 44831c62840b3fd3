/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The GS1 code of a kit box (GS1 General Specifications, element strings): GTIN,
 * expiry, lot. Read element by element, never by searching. */

#include "config.h"

#include "ct-gs1.h"

#include <string.h>

#define GS 0x1d /* ends an element of variable length */

/* Application identifiers and the length of what follows; variable ones end at GS.
 * Those we do not know make the rest unreadable, so the whole is refused. */
static const struct
{
  const char *ai;
  guint       length;
  gboolean    variable;
} elements[] = {
  { "00", 18, FALSE }, { "01", 14, FALSE }, { "02", 14, FALSE }, { "11", 6, FALSE },  { "12", 6, FALSE },
  { "13", 6, FALSE },  { "15", 6, FALSE },  { "16", 6, FALSE },  { "17", 6, FALSE },  { "20", 2, FALSE },
  { "10", 20, TRUE },  { "21", 20, TRUE },  { "22", 20, TRUE },  { "240", 30, TRUE }, { "241", 30, TRUE },
  { "30", 8, TRUE },   { "37", 8, TRUE },   { "710", 20, TRUE }, { "711", 20, TRUE }, { "712", 20, TRUE },
  { "713", 20, TRUE }, { "714", 20, TRUE }, { "90", 30, TRUE },  { "91", 90, TRUE },
};

/* The last digit makes the sum, by turns thrice and once, a multiple of ten. */
static gboolean
has_check_digit (const char *gtin)
{
  guint sum = 0;

  for (guint i = 0; i < 14; i++)
    {
      if (!g_ascii_isdigit (gtin[i]))
        return FALSE;
      sum += (guint) (gtin[i] - '0') * (i % 2 == 0 ? 3 : 1);
    }
  return sum % 10 == 0;
}

/* YYMMDD; a day of 00 is the last of the month (7.12 says which century). */
static gboolean
read_expiry (const char *digits, CtDate today, CtDate *date)
{
  guint value[3];
  int year;

  for (guint i = 0; i < 3; i++)
    {
      if (!g_ascii_isdigit (digits[2 * i]) || !g_ascii_isdigit (digits[2 * i + 1]))
        return FALSE;
      value[i] = (guint) (digits[2 * i] - '0') * 10 + (guint) (digits[2 * i + 1] - '0');
    }
  year = today.year - today.year % 100 + (int) value[0];
  if (year - today.year > 50)
    year -= 100;
  else if (today.year - year > 50)
    year += 100;
  if (value[1] < 1 || value[1] > 12)
    return FALSE;
  if (value[2] == 0)
    value[2] = g_date_get_days_in_month (value[1], (GDateYear) year);
  *date = (CtDate) { (guint16) year, (guint8) value[1], (guint8) value[2] };
  return g_date_valid_dmy (date->day, date->month, date->year);
}

/* "(01)034531…(17)271130(10)A1", as it is printed under the code, in the form that
 * the code itself has. */
static char *
without_brackets (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p++)
    if (*p == '(')
      {
        if (out->len > 0)
          g_string_append_c (out, GS);
      }
    else if (*p != ')')
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

typedef struct
{
  char     lot[21];
  CtDate   expiry;
  gboolean gtin;
} Box;

static gboolean
take (Box *box, const char *ai, const char *value, gsize length, CtDate today)
{
  if (g_str_equal (ai, "01"))
    return box->gtin = has_check_digit (value);
  if (g_str_equal (ai, "17"))
    return read_expiry (value, today, &box->expiry);
  if (g_str_equal (ai, "10"))
    {
      memcpy (box->lot, value, length);
      box->lot[length] = '\0';
    }
  return TRUE;
}

static gboolean
read_elements (Box *box, const char *text, CtDate today)
{
  while (*text != '\0')
    {
      gsize length = 0, i;

      if (*text == GS || *text == '\n')
        {
          text++;
          continue;
        }
      for (i = 0; i < G_N_ELEMENTS (elements) && !g_str_has_prefix (text, elements[i].ai); i++)
        ;
      if (i == G_N_ELEMENTS (elements))
        return FALSE;
      text += strlen (elements[i].ai);
      while (text[length] != '\0' && text[length] != GS && text[length] != '\n' && length < elements[i].length)
        length++;
      if (length == 0 || (!elements[i].variable && length < elements[i].length))
        return FALSE;
      if (!take (box, elements[i].ai, text, length, today))
        return FALSE;
      text += length;
    }
  return TRUE;
}

/**
 * ct_gs1_read:
 *
 * Fills in lot and expiry. An expired box is refused.
 */
CtScanKind
ct_gs1_read (const char *text, CtDate today, CtEntry *entry)
{
  g_autofree char *plain = NULL;
  Box box = { 0 };

  if (*text == ']' && strlen (text) > 3)
    text += 3;
  plain = *text == '(' ? without_brackets (text) : g_strdup (text);
  if (!read_elements (&box, plain, today) || !box.gtin)
    return CT_SCAN_BROKEN;
  if (box.expiry.year != 0 && ct_date_compare (box.expiry, today) < 0)
    return CT_SCAN_EXPIRED;
  if (*box.lot != '\0')
    ct_entry_set (entry, CT_FIELD_LOT, box.lot);
  if (box.expiry.year != 0)
    {
      g_autofree char *expiry = ct_date_to_french (box.expiry);

      ct_entry_set (entry, CT_FIELD_KIT_EXPIRY, expiry);
    }
  return CT_SCAN_KIT;
}
