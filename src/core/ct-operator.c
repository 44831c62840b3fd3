/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who works at this counter, and how their PINs are guarded.
 *
 * A PIN says who did what; the records are sealed under a key it has no part in. So it is
 * short enough for a counter, and guarded by the tries: five are free, from then on each
 * costs twice the wait before it, from half a minute to an hour. */

#include "config.h"

#include "ct-operator.h"

#include <string.h>

#define FIRST_WAIT (30 * 1000)      /* ms */
#define LAST_WAIT  (60 * 60 * 1000) /* ms */
#define PACKED     "a(susuxb)"

/**
 * ct_operator_new:
 * @initials: from ct_operator_initials()
 * @pin: what a PIN is checked against, never the PIN
 */
CtOperator *
ct_operator_new (const char *initials, CtRole role, const char *pin)
{
  CtOperator *self = g_new0 (CtOperator, 1);

  g_strlcpy (self->initials, initials, sizeof self->initials);
  self->role = role;
  self->pin = g_strdup (pin);
  return self;
}

CtOperator *
ct_operator_copy (const CtOperator *self)
{
  CtOperator *copy = g_memdup2 (self, sizeof *self);

  copy->pin = g_strdup (self->pin);
  return copy;
}

void
ct_operator_free (CtOperator *self)
{
  g_free (self->pin);
  g_free (self);
}

/**
 * ct_operator_wait:
 * @now: ms since 1970
 *
 * Returns: ms until a PIN of theirs is tried again; 0 when it is at once
 */
gint64
ct_operator_wait (const CtOperator *self, gint64 now)
{
  gint64 wait = FIRST_WAIT;

  if (self->tries < CT_OPERATOR_TRIES)
    return 0;
  for (guint i = CT_OPERATOR_TRIES; i < self->tries && wait < LAST_WAIT; i++)
    wait *= 2;
  wait = MIN (wait, LAST_WAIT);
  /* A clock that is set back gives nobody a longer wait than there is. */
  return CLAMP (self->tried_at + wait - now, 0, wait);
}

/**
 * ct_operator_initials:
 * @initials: (out caller-allocates): CT_OPERATOR_INITIALS_MAX + 1 bytes
 *
 * Returns: whether @typed is one to four letters without accents, which then stand in
 *   @initials as capitals
 */
gboolean
ct_operator_initials (const char *typed, char *initials)
{
  gsize length = strlen (typed);

  if (length == 0 || length > CT_OPERATOR_INITIALS_MAX)
    return FALSE;
  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && !g_ascii_isalpha (typed[i]))
        return FALSE;
      initials[i] = g_ascii_toupper (typed[i]);
    }
  return TRUE;
}

/**
 * ct_operator_check_pin:
 *
 * Six to twelve digits, and not the first that anybody would try.
 */
CtPinFlaw
ct_operator_check_pin (const char *pin)
{
  gsize length = strlen (pin);
  gboolean obvious = TRUE;

  if (strspn (pin, "0123456789") != length)
    return CT_PIN_NO_DIGIT;
  if (length < CT_OPERATOR_PIN_MIN)
    return CT_PIN_SHORT;
  if (length > CT_OPERATOR_PIN_MAX)
    return CT_PIN_LONG;
  for (gsize i = 2; i < length; i++)
    obvious = obvious && pin[i] - pin[i - 1] == pin[1] - pin[0];
  return obvious && ABS (pin[1] - pin[0]) <= 1 ? CT_PIN_OBVIOUS : CT_PIN_GOOD;
}

/**
 * ct_operators_new:
 *
 * Returns: (transfer full) (element-type CtOperator): of nobody
 */
GPtrArray *
ct_operators_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ct_operator_free);
}

/**
 * ct_operators_find:
 *
 * Returns: (transfer none) (nullable): also who works here no more
 */
CtOperator *
ct_operators_find (GPtrArray *operators, const char *initials)
{
  for (guint i = 0; i < operators->len; i++)
    {
      CtOperator *operator = g_ptr_array_index (operators, i);

      if (g_str_equal (operator->initials, initials))
        return operator;
    }
  return NULL;
}

/**
 * ct_operators_count:
 *
 * Returns: how many work here and may as much as @at_least
 */
guint
ct_operators_count (GPtrArray *operators, CtRole at_least)
{
  guint count = 0;

  for (guint i = 0; i < operators->len; i++)
    {
      const CtOperator *operator = g_ptr_array_index (operators, i);

      count += !operator->left && operator->role >= at_least;
    }
  return count;
}

/**
 * ct_operators_pack:
 *
 * Returns: (transfer full): for an envelope
 */
GBytes *
ct_operators_pack (GPtrArray *operators)
{
  g_autoptr (GVariant) packed = NULL;
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (PACKED));
  for (guint i = 0; i < operators->len; i++)
    {
      const CtOperator *operator = g_ptr_array_index (operators, i);

      g_variant_builder_add (&builder, "(susuxb)", operator->initials, (guint32) operator->role, operator->pin,
                             (guint32) operator->tries, operator->tried_at, operator->left);
    }
  packed = g_variant_ref_sink (g_variant_builder_end (&builder));
  return g_variant_get_data_as_bytes (packed);
}

/**
 * ct_operators_unpack:
 *
 * Returns: (transfer full) (element-type CtOperator) (nullable): NULL when @packed is not
 *   from ct_operators_pack()
 */
GPtrArray *
ct_operators_unpack (GBytes *packed)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (PACKED), packed, FALSE));
  g_autoptr (GPtrArray) operators = ct_operators_new ();
  const char *initials, *pin;
  guint32 role, tries;
  gint64 tried_at;
  gboolean left;
  GVariantIter iter;

  if (!g_variant_is_normal_form (value))
    return NULL;
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&su&suxb)", &initials, &role, &pin, &tries, &tried_at, &left))
    {
      CtOperator *operator;
      char checked[CT_OPERATOR_INITIALS_MAX + 1];

      if (!ct_operator_initials (initials, checked) || role > CT_ROLE_ADMINISTERS)
        return NULL;
      operator = ct_operator_new (checked, (CtRole) role, pin);
      operator->tries = tries;
      operator->tried_at = tried_at;
      operator->left = left;
      g_ptr_array_add (operators, operator);
    }
  return g_steal_pointer (&operators);
}
