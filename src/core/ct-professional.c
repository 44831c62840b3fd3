/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The pharmacy's FINESS and the pharmacist's RPPS, both closed by a Luhn digit. */

#include "config.h"

#include "ct-professional.h"

#include <string.h>

static gboolean
luhn (const char *digits)
{
  gsize length = strlen (digits);
  guint sum = 0;

  for (gsize i = 0; i < length; i++)
    {
      guint value = (guint) (digits[length - 1 - i] - '0');

      if (i % 2 == 1)
        value = value * 2 > 9 ? value * 2 - 9 : value * 2;
      sum += value;
    }
  return sum % 10 == 0;
}

/**
 * ct_finess_is_valid:
 *
 * Returns: whether @text is 9 digits closed by Luhn, or a Corsican number (2A,
 *   2B), whose letter has no agreed value and is therefore not computed
 */
gboolean
ct_finess_is_valid (const char *text)
{
  if (text == NULL || strlen (text) != 9)
    return FALSE;
  if (text[0] == '2' && (text[1] == 'A' || text[1] == 'B'))
    return strspn (text + 2, "0123456789") == 7;
  return strspn (text, "0123456789") == 9 && luhn (text);
}

/**
 * ct_rpps_is_valid:
 *
 * Returns: whether @text is 11 digits, the last one their Luhn key
 */
gboolean
ct_rpps_is_valid (const char *text)
{
  return text != NULL && strlen (text) == 11 && strspn (text, "0123456789") == 11 && luhn (text);
}

CtProfessional *
ct_professional_new (const char *finess, const char *pharmacy, const char *rpps, const char *practitioner)
{
  CtProfessional *self = g_new0 (CtProfessional, 1);

  g_atomic_ref_count_init (&self->refs);
  self->finess = g_strdup (finess);
  self->pharmacy = g_strdup (pharmacy);
  self->rpps = g_strdup (rpps);
  self->practitioner = g_strdup (practitioner);
  return self;
}

CtProfessional *
ct_professional_ref (CtProfessional *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
ct_professional_unref (CtProfessional *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->finess);
  g_free (self->pharmacy);
  g_free (self->rpps);
  g_free (self->practitioner);
  g_free (self);
}
