/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Phone numbers: the French plan in full (metropolitan and overseas), others by
 * the shape of E.164 only. */

#include "config.h"

#include "ct-phone.h"

#include <string.h>

/* Numbers of the overseas departments are typed 06 9x …, but are of their own
 * country codes (ARCEP numbering plan). */
static const struct
{
  const char *prefix;
  const char *code;
} overseas[] = {
  { "0590", "590" }, { "0690", "590" }, { "0691", "590" }, /* Guadeloupe, Saint-Martin, Saint-Barthélemy */
  { "0594", "594" }, { "0694", "594" },                    /* Guyane */
  { "0596", "596" }, { "0696", "596" }, { "0697", "596" }, /* Martinique */
  { "0262", "262" }, { "0692", "262" }, { "0693", "262" }, /* La Réunion */
  { "063998", "33" },                                      /* kept for fiction, so nobody's */
  { "0269", "262" }, { "0639", "262" },                    /* Mayotte */
};

static char *
compact (const char *text)
{
  GString *out = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || (c < 128 && strchr (".-()/", (int) c) != NULL))
        continue;
      if (c > 127 || (!g_ascii_isdigit ((char) c) && !(c == '+' && out->len == 0)))
        {
          g_string_free (out, TRUE);
          return NULL;
        }
      g_string_append_c (out, (char) c);
    }
  return g_string_free (out, FALSE);
}

static char *
parse_national (const char *digits, gboolean *mobile)
{
  /* 08 is billed by the caller or the called and reaches nobody's home. */
  if (strlen (digits) != 10 || digits[0] != '0' || digits[1] == '0' || digits[1] == '8')
    return NULL;

  *mobile = digits[1] == '6' || digits[1] == '7';
  for (guint i = 0; i < G_N_ELEMENTS (overseas); i++)
    if (g_str_has_prefix (digits, overseas[i].prefix))
      return g_strdup_printf ("+%s%s", overseas[i].code, digits + 1);
  return g_strdup_printf ("+33%s", digits + 1);
}

/**
 * ct_phone_parse:
 * @text: 06 12 34 56 78, +33 6…, 0033 6…, or another country with its code
 * @mobile: (out): whether a text message can reach it; TRUE where unknown
 *
 * Returns: (transfer full) (nullable): E.164, or NULL when it is no number
 */
char *
ct_phone_parse (const char *text, gboolean *mobile)
{
  g_autofree char *digits = compact (text);
  const char *international = NULL;

  *mobile = TRUE;
  if (digits == NULL)
    return NULL;
  if (digits[0] == '+')
    international = digits + 1;
  else if (g_str_has_prefix (digits, "00"))
    international = digits + 2;
  if (international == NULL)
    return parse_national (digits, mobile);

  if (g_str_has_prefix (international, "33"))
    {
      const char *rest = international + 2;
      g_autofree char *national = g_strconcat (rest[0] == '0' ? "" : "0", rest, NULL);

      return parse_national (national, mobile);
    }
  /* E.164: at most 15 digits, no country code starts with 0. */
  if (international[0] == '0' || strlen (international) < 7 || strlen (international) > 15)
    return NULL;
  return g_strdup_printf ("+%s", international);
}

/**
 * ct_phone_spaced:
 * @e164: a number from ct_phone_parse()
 *
 * Returns: (transfer full): French numbers in pairs, others as they are
 */
char *
ct_phone_spaced (const char *e164)
{
  if (!g_str_has_prefix (e164, "+33") || strlen (e164) != 12)
    return g_strdup (e164);

  return g_strdup_printf ("0%.1s %.2s %.2s %.2s %.2s", e164 + 3, e164 + 4, e164 + 6, e164 + 8, e164 + 10);
}
