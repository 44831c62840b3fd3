/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Phone numbers and e-mail addresses. */

#include "ct-email.h"
#include "ct-phone.h"

static void
phone (const char *text, const char *e164, gboolean mobile)
{
  gboolean is_mobile = FALSE;
  g_autofree char *got = ct_phone_parse (text, &is_mobile);

  g_test_message ("%s", text);
  g_assert_cmpstr (got, ==, e164);
  if (e164 != NULL)
    g_assert_cmpint (is_mobile, ==, mobile);
}

static void
test_phone (void)
{
  phone ("06 12 34 56 78", "+33612345678", TRUE);
  phone ("06.12.34.56.78", "+33612345678", TRUE);
  phone ("+33 6 12 34 56 78", "+33612345678", TRUE);
  phone ("+33 (0)6 12 34 56 78", "+33612345678", TRUE);
  phone ("0033612345678", "+33612345678", TRUE);
  phone ("0712345678", "+33712345678", TRUE);
  phone ("01 42 34 56 78", "+33142345678", FALSE);
  phone ("0690123456", "+590690123456", TRUE);
  phone ("0692123456", "+262692123456", TRUE);
  phone ("0639123456", "+262639123456", TRUE);
  phone ("0639980001", "+33639980001", TRUE);
  phone ("+44 7700 900123", "+447700900123", TRUE);
  phone ("", NULL, FALSE);
  phone ("061234567", NULL, FALSE);
  phone ("06123456789", NULL, FALSE);
  phone ("0812345678", NULL, FALSE);
  phone ("0012", NULL, FALSE);
  phone ("+33812345678", NULL, FALSE);
  phone ("06 12 34 56 7O", NULL, FALSE);
  phone ("6+12345678", NULL, FALSE);
}

static void
test_phone_spaced (void)
{
  g_autofree char *french = ct_phone_spaced ("+33612345678");
  g_autofree char *other = ct_phone_spaced ("+447700900123");

  g_assert_cmpstr (french, ==, "06 12 34 56 78");
  g_assert_cmpstr (other, ==, "+447700900123");
}

static void
test_email (void)
{
  static const char * const good[] = { "eleonore@example.fr", "a.b+c@mail.example.org", "x_y-z@a-b.example.com" };
  static const char * const bad[] = { "", "@", "a@b", "a b@example.fr", "a@example", "a@.fr", "a@example.", ".a@example.fr",
                                      "a.@example.fr", "a..b@example.fr", "a@-example.fr", "a@exa mple.fr",
                                      "é@example.fr", "a@example.f", "a@b@", "a@example..fr" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (ct_email_is_valid (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (ct_email_is_valid (bad[i]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/phone/parse", test_phone);
  g_test_add_func ("/phone/spaced", test_phone_spaced);
  g_test_add_func ("/email/shape", test_email);
  return g_test_run ();
}
