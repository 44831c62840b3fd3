/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What is right by all rules and may be wrong all the same: somebody has to say yes
 * before the record goes. */

#include "config.h"

#include "ct-doubts.h"

#include "ct-clock.h"
#include "ct-likeness.h"
#include "ct-outcome.h"

#include <gio/gio.h>

/* The same test: a sore throat may be looked into beside Covid. */
static gboolean
is_same_test (CtCatalog *catalog, const CtEntry *one, const CtEntry *two)
{
  return ct_catalog_test_of_kit (catalog, ct_entry_get (one, CT_FIELD_KIT)) == ct_catalog_test_of_kit (catalog, ct_entry_get (two, CT_FIELD_KIT));
}

static gboolean
is_same_day (const CtEntry *one, const CtEntry *two)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (GDateTime) a = ct_date_parse_time (ct_entry_get (one, CT_FIELD_SAMPLED_AT), now);
  g_autoptr (GDateTime) b = ct_date_parse_time (ct_entry_get (two, CT_FIELD_SAMPLED_AT), now);

  return a != NULL && b != NULL && ct_date_compare (ct_date_of (a), ct_date_of (b)) == 0;
}

/* Returns: (transfer none) (nullable): the result the same person has from the day of
 * this sample, of another record */
static const char *
result_of_that_day (CtDesk *desk, CtWorklist *worklist)
{
  const CtEntry *entry = ct_draft_get_entry (ct_desk_get_draft (desk));
  const char *birth = ct_entry_get (entry, CT_FIELD_BIRTH_DATE);
  const CtAmendment *amendment = ct_entry_get_amendment (entry);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (worklist));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (worklist), i);
      CtRow *row = ct_work_item_get_row (item);

      if (amendment != NULL && ct_uuid_equal (&row->uuid, &amendment->amends))
        continue;
      /* The cheap questions first: there may be a hundred thousand. */
      if (g_str_equal (ct_entry_get (row->entry, CT_FIELD_BIRTH_DATE), birth) && !ct_desk_is_open (desk, row)
          && ct_entry_get_validated_at (row->entry) != 0 && ct_likeness_of (entry, row->entry) == CT_LIKENESS_SAME
          && is_same_test (ct_draft_get_catalog (ct_desk_get_draft (desk)), entry, row->entry) && is_same_day (entry, row->entry))
        return ct_outcome_of (row->entry);
    }
  return NULL;
}

static void
add (GPtrArray *doubts, CtField field, CtIssueCode code, const char *detail)
{
  g_ptr_array_add (doubts, ct_issue_new (field, code, detail));
}

/**
 * ct_doubts_find:
 * @desk: with a record in the form that is valid
 *
 * Returns: (transfer full) (element-type CtIssue): none in most cases
 */
GPtrArray *
ct_doubts_find (CtDesk *desk, CtWorklist *worklist, CtPatientIndex *patients)
{
  GPtrArray *doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
  CtDraft *draft = ct_desk_get_draft (desk);
  const char *code = ct_draft_get (draft, CT_FIELD_POSTAL_CODE);
  const char *today = result_of_that_day (desk, worklist);
  g_autoptr (CtEntry) like = ct_patient_index_like (patients, ct_draft_get_entry (draft));
  g_autofree char *department = g_strndup (code, 2);

  for (guint i = 0; i < CT_N_FIELDS; i++)
    {
      const CtIssue *issue = ct_draft_find_issue (draft, (CtField) i);

      if (issue != NULL && ct_issue_is_doubt (issue))
        add (doubts, issue->field, issue->code, issue->detail);
    }
  if (ct_entry_get_twin (ct_draft_get_entry (draft)) != NULL)
    add (doubts, CT_FIELD_RESULT, CT_ISSUE_TWIN, NULL);
  if (today != NULL)
    add (doubts, CT_FIELD_RESULT, CT_ISSUE_TESTED_TODAY, today);
  if (like != NULL)
    {
      g_autofree char *who = g_strdup_printf ("%s %s, %s", ct_entry_get (like, CT_FIELD_BIRTH_NAME),
                                              ct_entry_get (like, CT_FIELD_FIRST_NAMES),
                                              ct_entry_get (like, CT_FIELD_BIRTH_DATE));

      add (doubts, CT_FIELD_BIRTH_NAME, CT_ISSUE_LIKE_KNOWN, who);
    }
  if (g_str_equal (ct_draft_get (draft, CT_FIELD_COUNTRY), "FR") && ct_habits_is_far (ct_desk_get_habits (desk), code))
    add (doubts, CT_FIELD_POSTAL_CODE, CT_ISSUE_FAR, department);
  return doubts;
}
