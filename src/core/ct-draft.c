/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The record being typed: raw answers, what is wrong with them, and a signal
 * for each change. Main thread only. What the service refused stands at its
 * field until that field is changed. */

#include "config.h"

#include "ct-draft.h"

#include "ct-rules.h"

struct _CtDraft
{
  GObject    parent_instance;
  CtCatalog *catalog;
  CtEntry   *entry;
  GPtrArray *issues;       /* of CtIssue: what the rules say */
  GPtrArray *from_service; /* of CtIssue: what the service refused */
};

G_DEFINE_FINAL_TYPE (CtDraft, ct_draft, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED, /* an answer changed (field), or all did (CT_N_FIELDS) */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GPtrArray *
new_issues (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ct_issue_free);
}

static const CtIssue *
find (GPtrArray *issues, CtField field)
{
  const CtIssue *warning = NULL;

  for (guint i = 0; i < issues->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (issues, i);

      if (issue->field != field)
        continue;
      if (!ct_issue_is_warning (issue))
        return issue;
      if (warning == NULL)
        warning = issue;
    }
  return warning;
}

static void
ct_draft_finalize (GObject *object)
{
  CtDraft *self = CT_DRAFT (object);

  ct_catalog_unref (self->catalog);
  ct_entry_unref (self->entry);
  g_ptr_array_unref (self->issues);
  g_ptr_array_unref (self->from_service);
  G_OBJECT_CLASS (ct_draft_parent_class)->finalize (object);
}

static void
ct_draft_class_init (CtDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ct_draft_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CT_TYPE_DRAFT, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
ct_draft_init (CtDraft *self)
{
  self->entry = ct_entry_new ();
  self->issues = new_issues ();
  self->from_service = new_issues ();
}

/**
 * ct_draft_new:
 *
 * Returns: (transfer full): an empty draft checked against @catalog
 */
CtDraft *
ct_draft_new (CtCatalog *catalog)
{
  CtDraft *self = g_object_new (CT_TYPE_DRAFT, NULL);

  self->catalog = ct_catalog_ref (catalog);
  return self;
}

static void
recheck (CtDraft *self, GDateTime *now)
{
  CtRecord *record;

  g_ptr_array_set_size (self->issues, 0);
  record = ct_rules_check (self->entry, self->catalog, now, self->issues);
  g_clear_pointer (&record, ct_record_unref);
}

/**
 * ct_draft_load:
 * @entry: copied
 * @from_service: (nullable) (element-type CtIssue): reasons of a refusal, copied
 */
void
ct_draft_load (CtDraft *self, CtEntry *entry, GPtrArray *from_service, GDateTime *now)
{
  CtEntry *copy = ct_entry_copy (entry);

  ct_entry_unref (self->entry);
  self->entry = copy;
  g_ptr_array_set_size (self->from_service, 0);
  for (guint i = 0; from_service != NULL && i < from_service->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (from_service, i);

      g_ptr_array_add (self->from_service, ct_issue_new (issue->field, issue->code, issue->detail));
    }
  recheck (self, now);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (guint) CT_N_FIELDS);
}

/**
 * ct_draft_get_entry:
 *
 * Returns: (transfer none): the answers as they are now
 */
CtEntry *
ct_draft_get_entry (CtDraft *self)
{
  return self->entry;
}

/**
 * ct_draft_dup_entry:
 *
 * Returns: (transfer full): a copy to be sealed, with the cursor's place
 */
CtEntry *
ct_draft_dup_entry (CtDraft *self, CtField cursor, gboolean open)
{
  CtEntry *copy = ct_entry_copy (self->entry);

  ct_entry_set_cursor (copy, cursor, open);
  return copy;
}

const char *
ct_draft_get (CtDraft *self, CtField field)
{
  return ct_entry_get (self->entry, field);
}

/**
 * ct_draft_set:
 *
 * Writes one answer, checks all of them again and emits "changed" when the
 * answer is another than before.
 */
void
ct_draft_set (CtDraft *self, CtField field, const char *text, GDateTime *now)
{
  if (g_str_equal (ct_entry_get (self->entry, field), text))
    return;

  ct_entry_set (self->entry, field, text);
  for (guint i = self->from_service->len; i-- > 0;)
    if (((CtIssue *) g_ptr_array_index (self->from_service, i))->field == field)
      g_ptr_array_remove_index (self->from_service, i);
  recheck (self, now);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0, (guint) field);
}

/**
 * ct_draft_find_issue:
 *
 * Returns: (transfer none) (nullable): the gravest issue of @field, valid until
 *   the next change
 */
const CtIssue *
ct_draft_find_issue (CtDraft *self, CtField field)
{
  const CtIssue *issue = find (self->issues, field);

  if (issue == NULL || ct_issue_is_warning (issue))
    {
      const CtIssue *refused = find (self->from_service, field);

      if (refused != NULL)
        return refused;
    }
  return issue;
}

/**
 * ct_draft_check:
 *
 * Returns: (transfer full) (nullable): the valid record, NULL when something
 *   is to be mended first
 */
CtRecord *
ct_draft_check (CtDraft *self, GDateTime *now)
{
  g_ptr_array_set_size (self->issues, 0);
  return ct_rules_check (self->entry, self->catalog, now, self->issues);
}

/**
 * ct_draft_first_error:
 * @field: (out): where the first one is, when TRUE is returned
 */
gboolean
ct_draft_first_error (CtDraft *self, CtField *field)
{
  for (guint i = 0; i < self->issues->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (self->issues, i);

      if (!ct_issue_is_warning (issue))
        {
          *field = issue->field;
          return TRUE;
        }
    }
  return FALSE;
}

CtCatalog *
ct_draft_get_catalog (CtDraft *self)
{
  return self->catalog;
}
