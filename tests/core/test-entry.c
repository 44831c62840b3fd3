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

/* What a correction is to the record before it; and who validated it. */
static void
test_conclusion (void)
{
  g_autoptr (CtEntry) entry = ct_entry_new ();
  CtConclusion conclusion = { 1764244800000, FALSE, (char *) "déclaré par téléphone" };

  g_assert_null (ct_entry_get_conclusion (entry));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (CtEntry) back = NULL, copy = NULL;

      conclusion.seen = i == 1;
      ct_entry_set_conclusion (entry, &conclusion);
      bytes = ct_entry_to_bytes (entry);
      back = ct_entry_from_bytes (bytes);
      copy = ct_entry_copy (back);
      g_assert_cmpint (ct_entry_get_conclusion (copy)->at, ==, conclusion.at);
      g_assert_cmpint (ct_entry_get_conclusion (copy)->seen, ==, conclusion.seen);
      g_assert_cmpstr (ct_entry_get_conclusion (copy)->why, ==, conclusion.why);
    }
  ct_entry_set_conclusion (entry, NULL);
  g_assert_null (ct_entry_get_conclusion (entry));
}

static void
test_amendment (void)
{
  g_autoptr (CtEntry) entry = ct_entry_new ();
  CtAmendment amendment = { ct_uuid_random (), ct_uuid_random (), 3, TRUE, FALSE, FALSE };
  const CtAmendment *read;

  g_assert_null (ct_entry_get_amendment (entry));
  ct_entry_set_by (entry, "Claire PETIT");
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (CtEntry) copy = NULL;
      g_autoptr (CtEntry) back = NULL;
      g_autoptr (GBytes) bytes = NULL;

      amendment.cancels = (i & 1) != 0;
      amendment.ready = (i & 2) != 0;
      amendment.overwrites = i == 0;
      ct_entry_set_amendment (entry, &amendment);
      copy = ct_entry_copy (entry);
      bytes = ct_entry_to_bytes (copy);
      back = ct_entry_from_bytes (bytes);
      read = ct_entry_get_amendment (back);
      g_assert_true (ct_uuid_equal (&read->amends, &amendment.amends));
      g_assert_true (ct_uuid_equal (&read->origin, &amendment.origin));
      g_assert_cmpuint (read->origin_revision, ==, 3);
      g_assert_cmpint (read->cancels, ==, amendment.cancels);
      g_assert_cmpint (read->ready, ==, amendment.ready);
      g_assert_cmpint (read->overwrites, ==, amendment.overwrites);
      g_assert_cmpstr (ct_entry_get_by (back), ==, "Claire PETIT");
    }
  ct_entry_set_amendment (entry, NULL);
  g_assert_null (ct_entry_get_amendment (entry));
}

static void
test_same_answers (void)
{
  g_autoptr (CtEntry) one = ct_entry_new ();
  g_autoptr (CtEntry) two = ct_entry_new ();

  ct_entry_set (one, CT_FIELD_REASON, "typing"); /* no answer about the test */
  g_assert_true (ct_entry_same_answers (one, two));
  ct_entry_set (two, CT_FIELD_PHONE, "06");
  g_assert_false (ct_entry_same_answers (one, two));
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
  g_test_add_func ("/entry/amendment", test_amendment);
  g_test_add_func ("/entry/conclusion", test_conclusion);
  g_test_add_func ("/entry/same-answers", test_same_answers);
  g_test_add_func ("/entry/other-versions", test_other_versions);
  return g_test_run ();
}
