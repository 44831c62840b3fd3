/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The sealed payload: what is written is read back, whatever wrote it. */

#include "ct-entry.h"

static void
test_round_trip (void)
{
  g_autoptr (CtEntry) entry = ct_entry_new ();
  g_autoptr (CtEntry) back = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (ct_entry_is_blank (entry));
  ct_entry_set (entry, CT_FIELD_LOT, "L1");
  g_assert_true (ct_entry_is_blank (entry));
  for (guint i = 0; i < CT_N_FIELDS; i++)
    ct_entry_set (entry, i, ct_field_key (i));
  ct_entry_set (entry, CT_FIELD_FIRST_NAMES, "Éléonore");
  ct_entry_set_cursor (entry, CT_FIELD_LOT, TRUE);
  ct_entry_set_validated_at (entry, 1234567890123);
  bytes = ct_entry_to_bytes (entry);
  back = ct_entry_from_bytes (bytes);

  for (guint i = 0; i < CT_N_FIELDS; i++)
    g_assert_cmpstr (ct_entry_get (back, i), ==, ct_entry_get (entry, i));
  g_assert_cmpint (ct_entry_get_cursor (back), ==, CT_FIELD_LOT);
  g_assert_true (ct_entry_is_open (back));
  g_assert_cmpint (ct_entry_get_validated_at (back), ==, 1234567890123);
  g_assert_false (ct_entry_is_blank (back));
}

static void
test_other_versions (void)
{
  g_autoptr (GVariant) later =
    g_variant_ref_sink (g_variant_new_parsed ("{'birth_name': 'X', 'field_of_tomorrow': 'Y', ':cursor': 'nowhere'}"));
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (later);
  g_autoptr (GBytes) junk = g_bytes_new_static ("\x01\x02\x03junk", 7);
  g_autoptr (CtEntry) entry = ct_entry_from_bytes (bytes);
  g_autoptr (CtEntry) none = ct_entry_from_bytes (junk);

  g_assert_cmpstr (ct_entry_get (entry, CT_FIELD_BIRTH_NAME), ==, "X");
  g_assert_cmpint (ct_entry_get_cursor (entry), ==, CT_FIELD_BIRTH_NAME);
  g_assert_true (ct_entry_is_blank (none));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/entry/round-trip", test_round_trip);
  g_test_add_func ("/entry/other-versions", test_other_versions);
  return g_test_run ();
}
