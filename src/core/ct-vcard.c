/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The QR code of a patient's own phone: vCard (RFC 2426, RFC 6350) or MECARD. */

#include "config.h"

#include "ct-vcard.h"

#include <string.h>

/* One part of a structured value, up to @separator, unescaped; @text moves on. */
static char *
take_part (const char **text, char separator)
{
  GString *out = g_string_new (NULL);
  const char *p = *text;

  while (*p != '\0' && *p != separator)
    {
      if (*p == '\\' && p[1] != '\0')
        {
          p++;
          g_string_append_c (out, *p == 'n' || *p == 'N' ? ' ' : *p);
        }
      else
        g_string_append_c (out, *p);
      p++;
    }
  *text = *p != '\0' ? p + 1 : p;
  return g_strstrip (g_string_free (out, FALSE));
}

static void
set (CtEntry *entry, CtField field, const char *value)
{
  if (*value != '\0')
    ct_entry_set (entry, field, value);
}

/* Parts in order; a NULL field is passed over. */
static void
set_parts (CtEntry *entry, const char *value, char separator, const CtField *fields, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *part = take_part (&value, separator);

      if (fields[i] < CT_N_FIELDS)
        set (entry, fields[i], part);
    }
}

static void
set_country (CtEntry *entry)
{
  const char *name = ct_entry_get (entry, CT_FIELD_COUNTRY);

  if (g_ascii_strcasecmp (name, "France") == 0)
    ct_entry_set (entry, CT_FIELD_COUNTRY, "FR");
  else if (strlen (name) != 2)
    ct_entry_set (entry, CT_FIELD_COUNTRY, NULL);
}

/* 19790314, 1979-03-14, with a time or without; one without a year (--0314) says
 * too little. */
static void
set_birth (CtEntry *entry, const char *value, CtDate today)
{
  g_autoptr (GString) digits = g_string_new (NULL);
  g_autofree char *typed = NULL;
  g_autofree char *shown = NULL;
  CtDate date;

  for (const char *p = value; *p != '\0' && *p != 'T'; p++)
    if (g_ascii_isdigit (*p))
      g_string_append_c (digits, *p);
    else if (*p != '-')
      return;
  if (digits->len != 8)
    return;
  typed = g_strdup_printf ("%.4s-%.2s-%.2s", digits->str, digits->str + 4, digits->str + 6);
  if (!ct_date_parse (typed, CT_DATE_PAST, today, &date))
    return;
  shown = ct_date_to_french (date);
  ct_entry_set (entry, CT_FIELD_BIRTH_DATE, shown);
}

static const CtField name_parts[] = { CT_FIELD_BIRTH_NAME, CT_FIELD_FIRST_NAMES };
/* Post box, extension, street, town, region, code, country. */
static const CtField address_parts[] = { CT_N_FIELDS, CT_N_FIELDS, CT_FIELD_ADDRESS, CT_FIELD_TOWN,
                                         CT_N_FIELDS, CT_FIELD_POSTAL_CODE, CT_FIELD_COUNTRY };

/* @name: in capitals, without group and parameters */
static void
read_property (CtEntry *entry, const char *name, const char *value, char separator, CtDate today)
{
  g_autofree char *plain = NULL;
  const char *rest = value;

  if (g_str_equal (name, "N"))
    set_parts (entry, value, separator, name_parts, G_N_ELEMENTS (name_parts));
  else if (g_str_equal (name, "ADR"))
    set_parts (entry, value, separator, address_parts, G_N_ELEMENTS (address_parts));
  else if (g_str_equal (name, "BDAY"))
    set_birth (entry, value, today);
  else if (g_str_equal (name, "GENDER") && (*value == 'F' || *value == 'M'))
    ct_entry_set (entry, CT_FIELD_SEX, *value == 'F' ? "F" : "M");
  else if (g_str_equal (name, "TEL") || g_str_equal (name, "EMAIL"))
    {
      CtField field = *name == 'T' ? CT_FIELD_PHONE : CT_FIELD_EMAIL;

      plain = take_part (&rest, '\0');
      if (*ct_entry_get (entry, field) == '\0') /* the first is the preferred one */
        set (entry, field, g_str_has_prefix (plain, "tel:") ? plain + 4 : plain);
    }
}

static void
read_vcard (CtEntry *entry, const char *text, CtDate today)
{
  g_autoptr (GString) unfolded = g_string_new (text);
  g_auto (GStrv) lines = NULL;

  g_string_replace (unfolded, "\r", "", 0);
  g_string_replace (unfolded, "\n ", "", 0);
  g_string_replace (unfolded, "\n\t", "", 0);
  lines = g_strsplit (unfolded->str, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *colon = strchr (lines[i], ':');
      char *dot, *semicolon;
      g_autofree char *name = NULL;

      if (colon == NULL)
        continue;
      *colon = '\0';
      semicolon = strchr (lines[i], ';');
      if (semicolon != NULL)
        *semicolon = '\0';
      dot = strchr (lines[i], '.');
      name = g_ascii_strup (dot != NULL ? dot + 1 : lines[i], -1);
      read_property (entry, name, colon + 1, ';', today);
    }
}

/* MECARD:N:Family,Given;TEL:…;;
 *
 * Returns: whether it came to its end: a code cut short may have cut a name */
static gboolean
read_mecard (CtEntry *entry, const char *text, CtDate today)
{
  const char *p = text + strlen ("MECARD:");

  while (*p != '\0' && *p != ';' && *p != '\n')
    {
      const char *end = p;
      g_autofree char *property = NULL;
      g_autofree char *name = NULL;
      char *colon;

      while (*end != '\0' && *end != ';')
        end += *end == '\\' && end[1] != '\0' ? 2 : 1;
      property = g_strndup (p, (gsize) (end - p));
      colon = strchr (property, ':');
      if (colon != NULL)
        {
          *colon = '\0';
          name = g_ascii_strup (property, -1);
          read_property (entry, name, colon + 1, ',', today);
        }
      p = *end != '\0' ? end + 1 : end;
    }
  return *p == ';';
}

/**
 * ct_vcard_read:
 *
 * Fills in what the patient's own card says: names, phone, e-mail, address,
 * birthday, gender.
 */
CtScanKind
ct_vcard_read (const char *text, CtDate today, CtEntry *entry)
{
  gboolean whole;

  if (g_str_has_prefix (text, "MECARD:"))
    whole = read_mecard (entry, text, today);
  else
    {
      whole = strstr (text, "END:VCARD") != NULL;
      read_vcard (entry, text, today);
    }
  set_country (entry);
  return whole && *ct_entry_get (entry, CT_FIELD_BIRTH_NAME) != '\0' ? CT_SCAN_PATIENT : CT_SCAN_BROKEN;
}
