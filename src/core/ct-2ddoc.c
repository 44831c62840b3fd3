/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The 2D-Doc of an earlier French test certificate (document type B2): first names
 * F0, name F1, birth date F2, sex F3. To prefill only: its signature is not ours
 * to judge, and a person reads the answers back. */

#include "config.h"

#include "ct-2ddoc.h"

#include <string.h>

#define GS 0x1d /* ends a field */
#define RS 0x1e /* ends a field that was cut short */
#define US 0x1f /* begins the signature */

/* Length of the head by version, and where the document type stands in it. */
static gsize
head_length (const char *text)
{
  if (g_str_has_prefix (text, "DC02"))
    return 22;
  if (g_str_has_prefix (text, "DC03"))
    return 24;
  return g_str_has_prefix (text, "DC04") ? 26 : 0;
}

/* Those before F4, in which nothing of the person stands. @length 0: to its end. */
static const struct
{
  const char *id;
  gsize       length;
} known[] = { { "F0", 0 }, { "F1", 0 }, { "F2", 8 }, { "F3", 1 }, { "F4", 0 }, { "F5", 1 }, { "F6", 12 } };

static gsize
length_of (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_has_prefix (id, known[i].id))
      return known[i].length;
  return G_MAXSIZE;
}

static gboolean
take_field (CtEntry *entry, const char *id, const char *value, CtDate today)
{
  g_autofree char *text = g_strdup (value);
  CtDate date;

  if (g_str_has_prefix (id, "F0"))
    ct_entry_set (entry, CT_FIELD_FIRST_NAMES, g_strdelimit (text, "/", ' '));
  else if (g_str_has_prefix (id, "F1"))
    ct_entry_set (entry, CT_FIELD_BIRTH_NAME, text);
  else if (g_str_has_prefix (id, "F2"))
    {
      g_autofree char *shown = NULL;

      if (!ct_date_parse (text, CT_DATE_PAST, today, &date))
        return FALSE;
      shown = ct_date_to_french (date);
      ct_entry_set (entry, CT_FIELD_BIRTH_DATE, shown);
    }
  else if (g_str_has_prefix (id, "F3"))
    ct_entry_set (entry, CT_FIELD_SEX, *text == 'F' ? "F" : *text == 'M' ? "M" : "U");
  return TRUE;
}

static gboolean
read_fields (const char *p, CtDate today, CtEntry *entry)
{
  while (*p != '\0' && *p != US && *p != '\n')
    {
      gsize length = length_of (p), n = 0;
      const char *id = p;
      g_autofree char *value = NULL;

      if (length == G_MAXSIZE)
        return FALSE;
      p += 2;
      while (p[n] != '\0' && p[n] != GS && p[n] != RS && p[n] != US && (length == 0 || n < length))
        n++;
      if (length > 0 && n < length)
        return FALSE;
      value = g_strndup (p, n);
      if (!take_field (entry, id, value, today))
        return FALSE;
      p += n;
      if (*p == GS || *p == RS)
        p++;
    }
  return TRUE;
}

/**
 * ct_2ddoc_read:
 *
 * Fills in first names, birth name, birth date and sex.
 */
CtScanKind
ct_2ddoc_read (const char *text, CtDate today, CtEntry *entry)
{
  static const CtField fields[] = { CT_FIELD_BIRTH_NAME, CT_FIELD_FIRST_NAMES, CT_FIELD_BIRTH_DATE, CT_FIELD_SEX };
  gsize head = head_length (text);

  if (head == 0 || strlen (text) <= head || strncmp (text + 20, "B2", 2) != 0 || !read_fields (text + head, today, entry))
    return CT_SCAN_BROKEN;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (*ct_entry_get (entry, fields[i]) == '\0')
      return CT_SCAN_BROKEN;
  return CT_SCAN_PATIENT;
}
