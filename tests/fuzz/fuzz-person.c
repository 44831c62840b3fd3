/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Names, telephone numbers and addresses as they are typed. */

#include "fuzz.h"

#include "ct-email.h"
#include "ct-name.h"
#include "ct-phone.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = fuzz_text (data, size);
  g_autofree char *name = NULL;
  g_autofree char *phone = NULL;
  gboolean mobile;

  if (!g_utf8_validate (text, -1, NULL)) /* GTK gives nothing else */
    return 0;
  name = ct_name_normalize (text);
  if (name != NULL)
    {
      g_autofree char *again = ct_name_normalize (name);
      g_autofree char *family = ct_name_family (name);
      g_autofree char *folded = ct_name_fold (name);
      g_autofree char *digits G_GNUC_UNUSED = ct_name_digits (name);
      g_auto (GStrv) given G_GNUC_UNUSED = ct_name_given (name);

      /* Written so once, it stays so. */
      g_assert_cmpstr (again, ==, name);
      g_assert_true (g_utf8_validate (family, -1, NULL) && g_utf8_validate (folded, -1, NULL));
    }
  phone = ct_phone_parse (text, &mobile);
  if (phone != NULL)
    {
      g_autofree char *spaced = ct_phone_spaced (phone);
      g_autofree char *again = ct_phone_parse (spaced, &mobile);

      g_assert_cmpstr (again, ==, phone);
    }
  ct_email_is_valid (text);
  return 0;
}
