/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl import: records out of a file, as drafts. */

#include "config.h"

#include "ct-verbs.h"

#include "ct-clock.h"
#include "ct-fresh-file.h"

typedef struct
{
  gboolean preview;
  gboolean to_mend;
  gboolean declared;
  char    *errors;   /* nullable: where the table goes with its errors */
  char    *template; /* nullable: where a blank one goes */
} Wish;

static char *
words_of (const CtIssue *issue)
{
  return ct_issue_fill (issue, ct_issue_template (issue));
}

/* A file with people in it is for its owner alone, and not over another. */
static gboolean
write_file (const char *path, GBytes *bytes)
{
  g_auto (CtFreshFile) file = { .fd = -1 };
  g_autoptr (GError) error = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_printerr ("comptoirctl: %s is there already; give another name\n", path);
      return FALSE;
    }
  if (ct_fresh_file_open (&file, path, &error) && ct_fresh_file_write (&file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &error)
      && ct_fresh_file_keep (&file, &error))
    return TRUE;
  g_printerr ("comptoirctl: %s\n", error->message);
  return FALSE;
}

static CtExit
make_template (const char *path)
{
  g_autoptr (GDateTime) now = ct_clock_now ();
  g_autoptr (GBytes) bytes = NULL;
  GString *text = g_string_new (NULL);

  ct_sheet_append_template (text, TRUE, now);
  bytes = g_string_free_to_bytes (text);
  return write_file (path, bytes) ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

static void
show_item (const CtBatchItem *item)
{
  for (guint i = 0; item->fate == CT_BATCH_TO_MEND && i < item->issues->len; i++)
    {
      const CtIssue *issue = g_ptr_array_index (item->issues, i);
      g_autofree char *words = words_of (issue);

      if (ct_batch_item_is_error (item, issue))
        g_print ("line %u: %s: %s\n", item->line, ct_field_key (issue->field), words);
    }
  if (item->fate == CT_BATCH_DECLARED)
    g_print ("line %u: was sent to a service already\n", item->line);
  else if (item->fate == CT_BATCH_HERE)
    g_print ("line %u: is here already\n", item->line);
  else if (item->fate == CT_BATCH_TWICE)
    g_print ("line %u: stands in the file before\n", item->line);
}

static void
show (CtImport *import)
{
  CtBatch *batch = ct_import_get_batch (import);
  GPtrArray *ignored = ct_batch_get_ignored (batch);

  for (guint i = 0; i < ignored->len; i++)
    g_print ("column not read: %s\n", (const char *) g_ptr_array_index (ignored, i));
  for (guint i = 0; i < ct_batch_get_n_items (batch); i++)
    show_item (ct_batch_get_item (batch, i));
  g_print ("%u ready, %u to mend, %u sent already, %u twice, %u here already\n", ct_batch_count (batch, CT_BATCH_READY),
           ct_batch_count (batch, CT_BATCH_TO_MEND), ct_batch_count (batch, CT_BATCH_DECLARED), ct_batch_count (batch, CT_BATCH_TWICE),
           ct_batch_count (batch, CT_BATCH_HERE));
}

static gboolean
give_back (CtImport *import, const char *path)
{
  g_autoptr (GBytes) marked = ct_import_mark (import, words_of);

  if (marked != NULL)
    return write_file (path, marked);
  g_printerr ("comptoirctl: only a table can be given back with its errors\n");
  return FALSE;
}

static gboolean
take (CtImports *imports, CtImport *import, const Wish *wish)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  ct_imports_take_async (imports, import, (wish->to_mend ? CT_IMPORT_TO_MEND : 0) | (wish->declared ? CT_IMPORT_DECLARED : 0), ct_verb_done_cb,
                         &result);
  if (!ct_imports_finish (imports, ct_verb_wait (&result), &n, &error))
    {
      g_printerr ("comptoirctl: %s\n", error->message);
      return FALSE;
    }
  g_print ("%u let in, as drafts\n", n);
  return TRUE;
}

static CtExit
import_file (CtSession *session, const char *path, const Wish *wish)
{
  CtImports *imports = ct_session_get_imports (session);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtImport) import = NULL;

  ct_imports_read_async (imports, path, NULL, ct_verb_done_cb, &result);
  import = ct_imports_read_finish (imports, ct_verb_wait (&result), &error);
  if (import == NULL)
    {
      g_printerr ("comptoirctl: %s\n", error->message);
      return error->code >= CT_IMPORTS_ERROR_EMPTY && error->code <= CT_IMPORTS_ERROR_FHIR ? CT_EXIT_USAGE : CT_EXIT_FAILED;
    }
  show (import);
  if (wish->errors != NULL && !give_back (import, wish->errors))
    return CT_EXIT_FAILED;
  return wish->preview || take (imports, import, wish) ? CT_EXIT_DONE : CT_EXIT_FAILED;
}

CtExit
ct_verb_import (gboolean practice, int argc, char **argv)
{
  Wish wish = { 0 };
  const GOptionEntry entries[] = {
    { "preview", 0, 0, G_OPTION_ARG_NONE, &wish.preview, NULL, NULL },
    { "to-mend", 0, 0, G_OPTION_ARG_NONE, &wish.to_mend, NULL, NULL },
    { "declared", 0, 0, G_OPTION_ARG_NONE, &wish.declared, NULL, NULL },
    { "errors", 0, 0, G_OPTION_ARG_FILENAME, &wish.errors, NULL, NULL },
    { "template", 0, 0, G_OPTION_ARG_FILENAME, &wish.template, NULL, NULL },
    { NULL },
  };
  CtExit status = CT_EXIT_USAGE;
  CtSession *session;

  if (!ct_verb_parse (&argc, &argv, entries))
    status = CT_EXIT_USAGE;
  else if (wish.template != NULL && argc == 1)
    status = make_template (wish.template);
  else if (argc != 2 || wish.template != NULL)
    g_printerr ("comptoirctl: import takes the name of a file, or --template and the name of one to be made\n");
  else if ((session = ct_verb_open (practice)) == NULL)
    status = CT_EXIT_FAILED;
  else
    {
      status = import_file (session, argv[1], &wish);
      ct_verb_close (session);
    }
  g_free (wish.errors);
  g_free (wish.template);
  return status;
}
