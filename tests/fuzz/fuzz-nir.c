/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Social security numbers. */

#include "fuzz.h"

#include "ct-nir.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const CtDate today = { 2026, 11, 24 }, birth = { 1979, 3, 14 };
  g_autofree char *text = fuzz_text (data, size);
  g_autofree char *nir = NULL;
  g_autofree char *born = NULL;
  g_autofree char *place = NULL;
  g_autofree char *spaced = NULL;
  g_autofree char *again = NULL;
  char sex;

  if (ct_nir_check (text, &nir) != CT_NIR_OK)
    {
      g_assert_null (nir);
      return 0;
    }
  g_assert_cmpuint (strlen (nir), ==, 15);
  sex = ct_nir_sex (nir);
  g_assert_true (sex == 'M' || sex == 'F' || sex == 'U');
  ct_nir_is_sex (nir, 'F');
  ct_nir_is_born (nir, birth);
  born = ct_nir_birth (nir, today);
  place = ct_nir_place (nir);
  spaced = ct_nir_spaced (nir);
  /* As it is shown, it is the same number. */
  g_assert_cmpint (ct_nir_check (spaced, &again), ==, CT_NIR_OK);
  g_assert_cmpstr (again, ==, nir);
  return 0;
}
