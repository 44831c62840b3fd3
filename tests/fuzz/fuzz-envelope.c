/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Envelopes. The first byte chooses: the rest is an envelope, or a record's key, that
 * somebody put there; or what is inside one that opens; or the place and value of a change
 * to a good one, which must not open any more; or what is to be sealed. */

#include "fuzz.h"

#include "ct-entry.h"
#include "ct-operator.h"
#include "ct-seal.h"

static CtSeal *seal, *twin; /* of one master key */
static GBytes *key, *envelope;
static CtUuid vault = { { 1, 2, 3 } }, uuid = { { 4, 5, 6 } };

static void
begin (void)
{
  guint8 bytes[CT_SEAL_KEY_LENGTH] = { 7 };
  g_autoptr (CtSecretBytes) master = NULL;
  g_autoptr (GBytes) clear = g_bytes_new_static ("clear", 5);

  g_assert_true (ct_secret_bytes_init ());
  master = ct_secret_bytes_new (bytes, sizeof bytes);
  seal = ct_seal_new (master, &vault);
  twin = ct_seal_new (ct_seal_get_master (seal), &vault);
  ct_seal_free (ct_seal_new (master, &uuid));
  key = ct_seal_new_key (seal, &uuid);
  envelope = ct_seal_close (seal, key, &uuid, 3, CT_SEAL_ENTRY, clear, NULL);
}

/* Another key, and the chain that goes on under it. What is to be that chain's key is none. */
static void
follow (GBytes *chain)
{
  g_autoptr (CtSecretBytes) next = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH);
  g_autoptr (CtSeal) after = ct_seal_new (next, &vault);
  g_autoptr (GBytes) closed = ct_seal_close_chain (after, seal);
  g_autoptr (GBytes) word = ct_seal_vouch_master (seal, (gint64) g_bytes_get_size (chain), next);
  g_autoptr (GBytes) before = ct_seal_chain (seal, chain);
  g_autoptr (GBytes) then = NULL;

  g_assert_cmpuint (g_bytes_get_size (word), ==, CT_SEAL_MAC_LENGTH);
  g_assert_false (ct_seal_take_chain (after, chain, NULL));
  g_assert_true (ct_seal_take_chain (after, closed, NULL));
  then = ct_seal_chain (after, chain);
  g_assert_true (g_bytes_equal (before, then));
}

/* The rest is what is sealed: it comes back as it was, and the MACs are three. */
static void
seal_and_open (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) clear = g_bytes_new (data, size);
  g_autoptr (GBytes) sealed = ct_seal_close (twin, key, &uuid, size, CT_SEAL_BODY, clear, NULL);
  g_autoptr (GBytes) back = ct_seal_open (seal, key, &uuid, size, CT_SEAL_BODY, sealed, NULL);
  g_autoptr (GBytes) other = ct_seal_open (seal, key, &uuid, size + 1, CT_SEAL_BODY, sealed, NULL);
  g_autoptr (GBytes) none = ct_seal_close (seal, clear, &uuid, 1, CT_SEAL_BODY, clear, NULL);
  g_autoptr (GBytes) mac = ct_seal_mac (seal, clear);
  g_autoptr (GBytes) chain = ct_seal_chain (seal, clear);
  g_autoptr (GBytes) word = ct_seal_vouch (seal, &uuid, clear);

  follow (clear);
  g_assert_true (back != NULL && g_bytes_equal (back, clear));
  g_assert_true (other == NULL && none == NULL);
  g_assert_false (g_bytes_equal (mac, chain) || g_bytes_equal (mac, word) || g_bytes_equal (chain, word));
}

/* @original with one byte changed. */
static GBytes *
changed (GBytes *original, const guint8 *data)
{
  gsize size;
  const guint8 *before = g_bytes_get_data (original, &size);
  guint8 *copy = g_memdup2 (before, size);

  copy[(data[0] * 256u + data[1]) % size] ^= data[2] != 0 ? data[2] : 1;
  return g_bytes_new_take (copy, size);
}

static void
expect_closed (GBytes *other_key, GBytes *other)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) clear = ct_seal_open (seal, other_key, &uuid, 3, CT_SEAL_ENTRY, other, &error);

  g_assert_null (clear);
  g_assert_error (error, CT_SEAL_ERROR, CT_SEAL_ERROR_BROKEN);
}

static void
read_inside (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (CtEntry) entry = ct_entry_from_bytes (bytes);
  g_autoptr (GPtrArray) operators = ct_operators_unpack (bytes);

  if (entry != NULL)
    {
      g_autoptr (GBytes) again = ct_entry_to_bytes (entry);
      g_autoptr (CtEntry) same = ct_entry_from_bytes (again);

      g_assert_true (same != NULL && ct_entry_same_answers (entry, same));
    }
  if (operators != NULL)
    {
      g_autoptr (GBytes) again = ct_operators_pack (operators);
      g_autoptr (GPtrArray) same = ct_operators_unpack (again);

      g_assert_true (same != NULL && same->len == operators->len);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) rest = size > 1 ? g_bytes_new (data + 1, size - 1) : NULL;
  g_autoptr (GBytes) other = NULL;

  if (seal == NULL)
    begin ();
  if (rest == NULL)
    return 0;
  switch (data[0] % 6)
    {
    case 5:
      seal_and_open (data + 1, size - 1);
      break;
    case 0:
      expect_closed (key, rest);
      break;
    case 1:
      expect_closed (rest, envelope);
      break;
    case 2:
      read_inside (data + 1, size - 1);
      break;
    default:
      if (size < 4)
        break;
      other = changed (data[0] % 6 == 3 ? key : envelope, data + 1);
      expect_closed (data[0] % 6 == 3 ? other : key, data[0] % 6 == 3 ? envelope : other);
      break;
    }
  return 0;
}
