/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What happened to one record, of the audit chain's lines. A draft is saved at every pause
 * of whoever types it, and a record without a connection is tried again and again: of the
 * same that the same did several times on end, the first is told. */

#include "config.h"

#include "ct-story.h"

static int
compare (gconstpointer a, gconstpointer b)
{
  const CtAuditLine *one = *(const CtAuditLine * const *) a, *two = *(const CtAuditLine * const *) b;

  return (one->n > two->n) - (one->n < two->n);
}

static gboolean
says_again (const CtAuditLine *line, const CtAuditLine *before)
{
  return g_str_equal (line->verb, before->verb) && g_str_equal (line->actor, before->actor) && ct_uuid_equal (&line->record, &before->record);
}

/**
 * ct_story_tell:
 * @lines: (element-type CtAuditLine): of a record and its corrections, in any order; put in
 *   order
 *
 * Returns: (transfer container) (element-type CtAuditLine): those that tell something, oldest
 *   first; they are @lines' own
 */
GPtrArray *
ct_story_tell (GPtrArray *lines)
{
  GPtrArray *told = g_ptr_array_new ();
  const CtAuditLine *before = NULL;

  g_ptr_array_sort (lines, compare);
  for (guint i = 0; i < lines->len; i++)
    {
      CtAuditLine *line = g_ptr_array_index (lines, i);

      if (before == NULL || !says_again (line, before))
        g_ptr_array_add (told, line);
      before = line;
    }
  return told;
}
