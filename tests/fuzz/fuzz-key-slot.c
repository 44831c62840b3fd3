/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What opens a vault: its two slots, the line in the keyring, the code on paper. The first
 * byte chooses which of them the rest is. */

#include "fuzz.h"

#include "ct-key-slot.h"
#include "ct-keyring.h"
#include "ct-recovery-code.h"
#include "ct-seal.h"

static CtSecretBytes *ring, *code, *pair;
static GBytes *pair_public;

static void
read_code (const char *text)
{
  g_autoptr (GError) error = NULL;
  guint group;
  g_autoptr (CtSecretBytes) read = ct_recovery_code_parse (text, &group, &error);

  g_assert_true ((read == NULL) == (error != NULL));
  if (read == NULL)
    {
      g_assert_cmpuint (group, <=, 9);
      return;
    }
  {
    g_autoptr (CtSecretBytes) shown = ct_recovery_code_format (read);
    g_autoptr (CtSecretBytes) again = ct_recovery_code_parse (ct_secret_bytes_text (shown), &group, NULL);
    g_autofree char *first = g_strndup (ct_secret_bytes_text (shown), 4);

    g_assert_true (again != NULL && ct_secret_bytes_equal (read, again));
    g_assert_true (ct_recovery_code_has_group (shown, 1, first));
    g_assert_false (ct_recovery_code_has_group (shown, 1, text));
  }
}

static void
read_line (const guint8 *data, gsize size)
{
  g_autoptr (CtSecretBytes) line = ct_secret_bytes_new (data, size);
  g_auto (CtRingItem) item = { 0 };

  if (ct_keyring_parse_ring_key (line, "01020300", &item, NULL))
    {
      g_autoptr (CtSecretBytes) again = ct_keyring_pack_ring_key (&item, "01020300");
      g_auto (CtRingItem) same = { 0 };

      g_assert_true (ct_keyring_parse_ring_key (again, "01020300", &same, NULL));
      g_assert_true (ct_secret_bytes_equal (item.key, same.key));
    }
}

/* The first 32 bytes are a master key: what is closed opens, with its own key only, and not
 * once the byte that the 33rd names was changed. */
static void
close_and_open (const guint8 *data, gsize size)
{
  const CtUuid vault = { { 1, 2, 3 } }, other = { { 3, 2, 1 } };
  g_autoptr (CtSecretBytes) master = NULL;
  g_autoptr (CtSecretBytes) stranger = ct_recovery_code_random ();
  g_autoptr (GBytes) public_key = ct_key_slot_recovery_public (code);
  g_autofree char *fingerprint = ct_key_slot_fingerprint (public_key);

  if (size < 33)
    return;
  master = ct_secret_bytes_new (data, CT_SEAL_KEY_LENGTH);
  g_assert_cmpuint (strlen (fingerprint), ==, 16);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) slot = i == 0 ? ct_key_slot_close_ring (ring, &vault, master) : ct_key_slot_close_public (public_key, master);
      g_autoptr (CtSecretBytes) back =
        i == 0 ? ct_key_slot_open_ring (ring, &vault, slot, NULL) : ct_key_slot_open_recovery (code, slot, NULL);
      gsize length;
      guint8 *bytes = g_memdup2 (g_bytes_get_data (slot, &length), g_bytes_get_size (slot));
      g_autoptr (GBytes) changed = NULL;

      g_assert_true (back != NULL && ct_secret_bytes_equal (back, master));
      length = g_bytes_get_size (slot);
      bytes[data[32] % length] ^= 1;
      changed = g_bytes_new_take (bytes, length);
      if (i == 0)
        {
          g_assert_null (ct_key_slot_open_ring (ring, &vault, changed, NULL));
          g_assert_null (ct_key_slot_open_ring (ring, &other, slot, NULL));
        }
      else
        {
          g_assert_null (ct_key_slot_open_recovery (code, changed, NULL));
          g_assert_null (ct_key_slot_open_recovery (stranger, slot, NULL));
        }
    }
}

/* As the slots, for a workstation's pair. */
static void
for_a_pair (const guint8 *data, gsize size)
{
  g_autoptr (CtSecretBytes) master = size >= CT_SEAL_KEY_LENGTH ? ct_secret_bytes_new (data, CT_SEAL_KEY_LENGTH) : NULL;
  g_autoptr (GBytes) half = ct_key_slot_pair_public (pair);
  g_autoptr (GBytes) slot = master != NULL ? ct_key_slot_close_public (half, master) : NULL;
  g_autoptr (CtSecretBytes) back = slot != NULL ? ct_key_slot_open_pair (pair, slot, NULL) : NULL;

  g_assert_true (g_bytes_equal (half, pair_public));
  g_assert_true (master == NULL || (back != NULL && ct_secret_bytes_equal (back, master)));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const CtUuid vault = { { 1, 2, 3 } };
  g_autoptr (GBytes) slot = NULL;
  g_autofree char *text = NULL;

  if (ring == NULL)
    {
      guint8 bytes[CT_SEAL_KEY_LENGTH] = { 9 };

      g_assert_true (ct_secret_bytes_init ());
      ring = ct_secret_bytes_new (bytes, sizeof bytes);
      code = ct_recovery_code_random ();
      pair = ct_key_slot_new_pair (&pair_public);
    }
  if (size < 1)
    return 0;
  slot = g_bytes_new (data + 1, size - 1);
  text = fuzz_text (data + 1, size - 1);
  switch (data[0] % 6)
    {
    case 5:
      g_assert_null (ct_key_slot_open_pair (pair, slot, NULL));
      for_a_pair (data + 1, size - 1);
      break;
    case 4:
      close_and_open (data + 1, size - 1);
      break;
    case 0:
      g_assert_null (ct_key_slot_open_ring (ring, &vault, slot, NULL));
      break;
    case 1:
      g_assert_null (ct_key_slot_open_recovery (code, slot, NULL));
      break;
    case 2:
      read_line (data + 1, size - 1);
      break;
    default:
      read_code (text);
      break;
    }
  return 0;
}
