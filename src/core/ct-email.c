/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The shape of an e-mail address, as HTML's input type "email" defines it
 * (a practical part of RFC 5322), with a dot wanted in the domain. */

#include "config.h"

#include "ct-email.h"

#include <string.h>

static gboolean
is_domain (const char *domain)
{
  g_auto (GStrv) labels = g_strsplit (domain, ".", -1);
  guint n = g_strv_length (labels);

  if (n < 2 || strlen (labels[n - 1]) < 2)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      gsize length = strlen (labels[i]);

      if (length == 0 || length > 63 || labels[i][0] == '-' || labels[i][length - 1] == '-')
        return FALSE;
      for (gsize k = 0; k < length; k++)
        if (!g_ascii_isalnum (labels[i][k]) && labels[i][k] != '-')
          return FALSE;
    }
  return TRUE;
}

/**
 * ct_email_is_valid:
 *
 * Returns: whether @text has the shape of an address that mail can reach
 */
gboolean
ct_email_is_valid (const char *text)
{
  const char *at = strrchr (text, '@');

  if (at == NULL || at == text || at - text > 64 || strlen (text) > 254)
    return FALSE;
  if (text[0] == '.' || at[-1] == '.' || strstr (text, "..") != NULL)
    return FALSE;
  for (const char *p = text; p < at; p++)
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+/=?^_`{|}~.-", *p) == NULL)
      return FALSE;
  return is_domain (at + 1);
}
