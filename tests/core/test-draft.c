/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The record being typed: issues follow the answers; what the service refused
 * stands until its field is changed. */

#include "ct-draft.h"

static guint changes;

static void
on_changed_cb (CtDraft *draft, guint field, gpointer data)
{
  changes++;
}

static void
test_draft (void)
{
  g_autoptr (CtCatalog) catalog = ct_catalog_new ();
  g_autoptr (CtDraft) draft = ct_draft_new (catalog);
  g_autoptr (GDateTime) now = g_date_time_new_utc (2026, 11, 24, 14, 30, 0);
  g_autoptr (GPtrArray) reasons = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  g_autoptr (CtEntry) entry = ct_entry_new ();
  CtField field;

  g_signal_connect (draft, "changed", G_CALLBACK (on_changed_cb), NULL);
  ct_entry_set (entry, CT_FIELD_BIRTH_DATE, "14031979");
  g_ptr_array_add (reasons, ct_issue_new (CT_FIELD_BIRTH_DATE, CT_ISSUE_FROM_SERVICE, "too old"));
  ct_draft_load (draft, entry, reasons, now);
  g_assert_cmpuint (changes, ==, 1);
  g_assert_cmpint (ct_draft_find_issue (draft, CT_FIELD_BIRTH_DATE)->code, ==, CT_ISSUE_FROM_SERVICE);
  g_assert_cmpint (ct_draft_find_issue (draft, CT_FIELD_BIRTH_NAME)->code, ==, CT_ISSUE_REQUIRED);

  ct_draft_set (draft, CT_FIELD_BIRTH_DATE, "14031979", now);
  g_assert_cmpuint (changes, ==, 1);
  ct_draft_set (draft, CT_FIELD_BIRTH_DATE, "15031979", now);
  g_assert_cmpuint (changes, ==, 2);
  g_assert_null (ct_draft_find_issue (draft, CT_FIELD_BIRTH_DATE));

  g_assert_null (ct_draft_check (draft, now));
  g_assert_true (ct_draft_first_error (draft, &field));
  g_assert_cmpint (field, ==, CT_FIELD_BIRTH_NAME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/issues", test_draft);
  return g_test_run ();
}
