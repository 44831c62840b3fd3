/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A scanner that types presses keys, not letters: set to another keyboard than the
 * machine's, it presses the wrong ones. Told by one code whose text is known. */

#include "config.h"

#include "ct-layout.h"

#include <string.h>

/* The keys of an American keyboard, and what they write on a French one. */
static const struct
{
  char        us;
  const char *french;
} keys[] = {
  { 'A', "Q" }, { 'Q', "A" }, { 'Z', "W" }, { 'W', "Z" }, { 'M', "?" },  { '1', "&" },  { '2', "é" }, { '3', "\"" },
  { '4', "'" }, { '5', "(" }, { '6', "-" }, { '7', "è" }, { '8', "_" },  { '9', "ç" },  { '0', "à" }, { '-', ")" },
};

static char *
on_french_keys (const char *text)
{
  GString *out = g_string_new (NULL);

  for (; *text != '\0'; text++)
    {
      const char *french = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
        if (keys[i].us == *text)
          french = keys[i].french;
      if (french != NULL)
        g_string_append (out, french);
      else
        g_string_append_c (out, *text);
    }
  return g_string_free (out, FALSE);
}

/**
 * ct_layout_of:
 * @typed: what a scanner made of the code %CT_LAYOUT_TEST
 */
CtLayout
ct_layout_of (const char *typed)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (typed));
  g_autofree char *american = on_french_keys (CT_LAYOUT_TEST);

  if (g_str_equal (trimmed, CT_LAYOUT_TEST))
    return CT_LAYOUT_RIGHT;
  if (g_str_equal (trimmed, american))
    return CT_LAYOUT_US;
  if (g_ascii_strcasecmp (trimmed, CT_LAYOUT_TEST) == 0)
    return CT_LAYOUT_CASE;
  return CT_LAYOUT_OTHER;
}
