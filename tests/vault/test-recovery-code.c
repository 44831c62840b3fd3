/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A code read from paper: a thousand of them, and every slip of one symbol in each. */

#include "ct-recovery-code.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static CtSecretBytes *
parse (const char *text, guint *group, int code)
{
  g_autoptr (GError) error = NULL;
  CtSecretBytes *parsed = ct_recovery_code_parse (text, group, &error);

  if (code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, CT_RECOVERY_CODE_ERROR, code);
  return parsed;
}

/* All zero, and all one: 2^160 - 1 modulo 2^20 - 59 is (2^20)^8 - 1 = 59^8 - 1, which
 * is 631288: K8FR. */
static void
test_vectors (void)
{
  guint8 bytes[CT_RECOVERY_CODE_BYTES] = { 0 };
  g_autoptr (CtSecretBytes) zero = ct_secret_bytes_new (bytes, sizeof bytes);
  g_autoptr (CtSecretBytes) zero_text = ct_recovery_code_format (zero);
  g_autoptr (CtSecretBytes) ones = NULL;
  g_autoptr (CtSecretBytes) ones_text = NULL;

  g_assert_cmpstr (ct_secret_bytes_text (zero_text), ==, "0000-0000-0000-0000-0000-0000-0000-0000-0000");
  memset (bytes, 0xff, sizeof bytes);
  ones = ct_secret_bytes_new (bytes, sizeof bytes);
  ones_text = ct_recovery_code_format (ones);
  g_assert_cmpstr (ct_secret_bytes_text (ones_text), ==, "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-K8FR");
}

static void
test_read_back (void)
{
  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
      g_autoptr (CtSecretBytes) text = ct_recovery_code_format (code);
      g_autoptr (GString) typed = g_string_new (NULL);
      g_autoptr (CtSecretBytes) back = NULL;
      guint group;

      g_assert_cmpuint (strlen (ct_secret_bytes_text (text)), ==, CT_RECOVERY_CODE_TEXT);
      /* As people type: small letters, O for 0, l for 1, spaces anywhere. */
      for (const char *p = ct_secret_bytes_text (text); *p != '\0'; p++)
        g_string_append_c (typed, *p == '0' ? 'O' : *p == '1' ? 'l' : *p == '-' ? ' ' : g_ascii_tolower (*p));
      back = parse (typed->str, &group, -1);
      g_assert_cmpmem (ct_secret_bytes_data (back), CT_RECOVERY_CODE_BYTES, ct_secret_bytes_data (code), CT_RECOVERY_CODE_BYTES);
    }
}

/* 1,000 codes x 36 symbols x 31 others; and the group is told right, whenever it is told. */
static void
test_every_slip (void)
{
  guint told = 0, slips = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
      g_autoptr (CtSecretBytes) text = ct_recovery_code_format (code);
      char *symbols = (char *) ct_secret_bytes_data (text);

      for (guint at = 0; at < CT_RECOVERY_CODE_TEXT; at++)
        {
          char right = symbols[at];

          for (const char *other = alphabet; right != '-' && *other != '\0'; other++)
            {
              guint group;

              if (*other == right)
                continue;
              symbols[at] = *other;
              g_assert_null (parse (symbols, &group, CT_RECOVERY_CODE_ERROR_CHECK));
              g_assert_true (group == 0 || group == at / 5 + 1);
              told += group != 0;
              slips++;
            }
          symbols[at] = right;
        }
    }
  g_test_message ("%u slips, all seen; the group told for %u", slips, told);
  g_assert_cmpuint (told, >, slips * 8 / 10);
}

static void
test_swaps (void)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
      g_autoptr (CtSecretBytes) text = ct_recovery_code_format (code);
      char *symbols = (char *) ct_secret_bytes_data (text);

      for (guint a = 0; a < CT_RECOVERY_CODE_TEXT; a++)
        for (guint b = a + 1; b < CT_RECOVERY_CODE_TEXT; b++)
          {
            char first = symbols[a], second = symbols[b];
            guint group;

            if (first == second || first == '-' || second == '-')
              continue;
            symbols[a] = second;
            symbols[b] = first;
            g_assert_null (parse (symbols, &group, CT_RECOVERY_CODE_ERROR_CHECK));
            symbols[a] = first;
            symbols[b] = second;
          }
    }
}

static void
test_not_a_code (void)
{
  guint group;

  g_assert_null (parse ("", &group, CT_RECOVERY_CODE_ERROR_LENGTH));
  g_assert_null (parse ("0000-0000-0000-0000-0000-0000-0000-0000-000", &group, CT_RECOVERY_CODE_ERROR_LENGTH));
  g_assert_null (parse ("0000-0000-0000-0000-0000-0000-0000-0000-00000", &group, CT_RECOVERY_CODE_ERROR_LENGTH));
  g_assert_null (parse ("0000-0000-00U0-0000-0000-0000-0000-0000-0000", &group, CT_RECOVERY_CODE_ERROR_SYMBOL));
  g_assert_cmpuint (group, ==, 3);
  g_assert_null (parse ("0000-é000", &group, CT_RECOVERY_CODE_ERROR_SYMBOL));
}

static void
test_group (void)
{
  g_autoptr (CtSecretBytes) text = ct_secret_bytes_new ("A1CD-0000-0000-0000-0000-0000-0000-0000-WXYZ", 44);

  g_assert_true (ct_recovery_code_has_group (text, 1, "a1cd"));
  g_assert_true (ct_recovery_code_has_group (text, 1, " AICD "));
  g_assert_true (ct_recovery_code_has_group (text, 2, "oooo"));
  g_assert_true (ct_recovery_code_has_group (text, 9, "WXYZ"));
  g_assert_false (ct_recovery_code_has_group (text, 9, "WXY"));
  g_assert_false (ct_recovery_code_has_group (text, 9, "WXYZ0"));
  g_assert_false (ct_recovery_code_has_group (text, 1, "A1CE"));
  g_assert_false (ct_recovery_code_has_group (text, 1, ""));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/recovery-code/vectors", test_vectors);
  g_test_add_func ("/recovery-code/read-back", test_read_back);
  g_test_add_func ("/recovery-code/every-slip", test_every_slip);
  g_test_add_func ("/recovery-code/swaps", test_swaps);
  g_test_add_func ("/recovery-code/not-a-code", test_not_a_code);
  g_test_add_func ("/recovery-code/group", test_group);
  return g_test_run ();
}
