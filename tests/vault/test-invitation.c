/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A counter that is invited: the code, and nothing but it, opens what waits for it. */

#include "ct-invitation.h"

#include "ct-key-slot.h"
#include "ct-recovery-code.h"
#include "ct-seal.h"

#include <string.h>

static void
test_opens (void)
{
  g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
  g_autoptr (CtSecretBytes) other = ct_recovery_code_random ();
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  CtUuid vault = ct_uuid_random (), elsewhere = ct_uuid_random ();
  g_autoptr (GBytes) sealed = ct_invitation_close (code, &vault, master);
  g_autoptr (CtSecretBytes) opened = ct_invitation_open (code, &vault, sealed, NULL);
  g_autoptr (GError) error = NULL;
  gsize size;
  const guint8 *data = g_bytes_get_data (sealed, &size);

  g_assert_true (ct_secret_bytes_equal (opened, master));
  g_assert_null (ct_invitation_open (other, &vault, sealed, &error));
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
  g_assert_null (ct_invitation_open (code, &elsewhere, sealed, NULL));
  for (gsize bit = 0; bit < 8 * size; bit++)
    {
      g_autofree guint8 *changed = g_memdup2 (data, size);
      g_autoptr (GBytes) bytes = NULL;

      changed[bit / 8] ^= (guint8) (1 << bit % 8);
      bytes = g_bytes_new (changed, size);
      g_assert_null (ct_invitation_open (code, &vault, bytes, NULL));
    }
  for (gsize length = 0; length < size; length++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (data, length);

      g_assert_null (ct_invitation_open (code, &vault, cut, NULL));
    }
}

/* Each thing that comes out of the code is another one, and always the same: reckoned with
 * Python's hashlib.blake2b, so that the format does not drift. */
static void
test_derived (void)
{
  g_autoptr (CtSecretBytes) code = ct_secret_bytes_new ("01234567890123456789", CT_RECOVERY_CODE_BYTES);
  g_autoptr (CtSecretBytes) other = ct_secret_bytes_new ("01234567890123456788", CT_RECOVERY_CODE_BYTES);
  g_autoptr (CtSecretBytes) password = ct_invitation_password (code);
  g_autoptr (CtSecretBytes) again = ct_invitation_password (code);
  g_autoptr (CtSecretBytes) different = ct_invitation_password (other);
  CtUuid who = ct_invitation_workstation (code), same = ct_invitation_workstation (code), not = ct_invitation_workstation (other);
  g_autofree char *text = ct_uuid_format (&who);

  g_assert_true (ct_uuid_equal (&who, &same) && !ct_uuid_equal (&who, &not));
  g_assert_cmpstr (text, ==, "2a1b36a2-e1f1-8a7e-9314-f03de33759ba");
  g_assert_cmpstr (ct_secret_bytes_text (password), ==, "64fbf33b65a69ad6a50a89cae92f1fff0c366b5bcf4b2efb3b835415be31ec39");
  g_assert_true (ct_secret_bytes_equal (password, again) && !ct_secret_bytes_equal (password, different));
}

/* Who holds the master key vouches for a workstation's public key; nobody else can. */
static void
test_vouched (void)
{
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSecretBytes) strange = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  CtUuid vault = ct_uuid_random (), one = ct_uuid_random (), other = ct_uuid_random ();
  g_autoptr (CtSeal) seal = ct_seal_new (master, &vault);
  g_autoptr (CtSeal) stranger = ct_seal_new (strange, &vault);
  g_autoptr (GBytes) public_key = NULL;
  g_autoptr (GBytes) public_other = NULL;
  g_autoptr (CtSecretBytes) secret = ct_key_slot_new_pair (&public_key);
  g_autoptr (CtSecretBytes) secret_other = ct_key_slot_new_pair (&public_other);
  g_autoptr (GBytes) mac = ct_seal_vouch (seal, &one, public_key);
  g_autoptr (GBytes) again = ct_seal_vouch (seal, &one, public_key);
  g_autoptr (GBytes) moved = ct_seal_vouch (seal, &other, public_key);
  g_autoptr (GBytes) swapped = ct_seal_vouch (seal, &one, public_other);
  g_autoptr (GBytes) strangers = ct_seal_vouch (stranger, &one, public_key);

  g_assert_true (g_bytes_equal (mac, again));
  g_assert_false (g_bytes_equal (mac, moved) || g_bytes_equal (mac, swapped) || g_bytes_equal (mac, strangers));
  g_assert_cmpuint (g_bytes_get_size (public_key), ==, 32);
  g_assert_false (ct_secret_bytes_equal (secret, secret_other));
}

/* Its format, reckoned with Python's hashlib.blake2b. */
static void
test_vouched_format (void)
{
  static const char expected[] = "98f36490a7caaaefbbbc7461e638b57fcd99417345e94e1adc56d8891b7d21b6";
  g_autoptr (CtSecretBytes) master = ct_secret_bytes_new ("mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm", CT_SEAL_KEY_LENGTH);
  g_autoptr (GBytes) public_key = g_bytes_new_static ("pppppppppppppppppppppppppppppppp", 32);
  g_autoptr (GBytes) mac = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CtSeal) seal = NULL;
  CtUuid vault, workstation;

  memset (vault.bytes, 'v', sizeof vault.bytes);
  memset (workstation.bytes, 'w', sizeof workstation.bytes);
  seal = ct_seal_new (master, &vault);
  mac = ct_seal_vouch (seal, &workstation, public_key);
  for (gsize i = 0; i < g_bytes_get_size (mac); i++)
    g_string_append_printf (text, "%02x", ((const guint8 *) g_bytes_get_data (mac, NULL))[i]);
  g_assert_cmpstr (text->str, ==, expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (ct_secret_bytes_init ());
  g_test_add_func ("/invitation/opens", test_opens);
  g_test_add_func ("/invitation/derived", test_derived);
  g_test_add_func ("/invitation/vouched", test_vouched);
  g_test_add_func ("/invitation/vouched-format", test_vouched_format);
  return g_test_run ();
}
