/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* comptoirctl print: the paper of a record, as a file. Like any file with a person in it that is
 * outside, it is known until somebody says that it is gone. */

#include "config.h"

#include "ct-verbs.h"

#include "ct-clock.h"
#include "ct-paper.h"
#include "ct-paper-words.h"

typedef struct
{
  CtUuid       uuid;
  char        *path;
  CtPaperKind  kind;
  CtPaperSize  size;
  char       **languages; /* a page each */
} Wish;

static gboolean
complain (const char *message)
{
  g_printerr ("comptoirctl: %s\n", message);
  return FALSE;
}

static gboolean
parse (int argc, char **argv, Wish *wish)
{
  g_autofree char *kind = NULL, *language = NULL, *size = NULL;
  const GOptionEntry entries[] = {
    { "paper", 0, 0, G_OPTION_ARG_STRING, &kind, NULL, NULL },
    { "language", 0, 0, G_OPTION_ARG_STRING, &language, NULL, NULL },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, NULL, NULL },
    { NULL },
  };

  if (!ct_verb_parse (&argc, &argv, entries))
    return FALSE;
  if (argc != 3 || !ct_uuid_parse (argv[1], &wish->uuid))
    return complain ("print takes the UUID of a record, as list shows it, and the name of a file to be made");
  if (kind != NULL && !g_str_equal (kind, "result") && !g_str_equal (kind, "interim") && !g_str_equal (kind, "slip"))
    return complain ("--paper is result, interim or slip");
  if (size != NULL && !g_str_equal (size, "A4") && !g_str_equal (size, "A5"))
    return complain ("--size is A4 or A5");
  wish->kind = kind != NULL && g_str_equal (kind, "interim")  ? CT_PAPER_INTERIM
               : kind != NULL && g_str_equal (kind, "slip") ? CT_PAPER_SLIP
                                                            : CT_PAPER_RESULT;
  wish->size = size != NULL && g_str_equal (size, "A5") ? CT_PAPER_A5 : CT_PAPER_A4;
  wish->languages = g_strsplit (language != NULL ? language : "fr", ",", -1);
  for (guint i = 0; wish->languages[i] != NULL; i++)
    if (!ct_paper_words_has (wish->languages[i]))
      return complain ("--language is fr or en, or fr,en for a page of each");
  wish->path = g_canonicalize_filename (argv[2], NULL);
  if (g_file_test (wish->path, G_FILE_TEST_EXISTS))
    return complain ("that file is there already; give another name");
  return TRUE;
}

/* Returns: (transfer full) (nullable) */
static GBytes *
draw (CtSession *session, const Wish *wish, const CtRow *row, gboolean practice, GError **error)
{
  g_autoptr (CtProfessional) professional = ct_setup_professional (ct_session_get_setup (session));
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_paper_free);
  g_autoptr (GDateTime) now = ct_clock_now ();

  for (guint i = 0; wish->languages[i] != NULL; i++)
    {
      CtPaper *page = ct_paper_new (wish->kind, wish->languages[i], row, ct_session_get_catalog (session), professional, now, practice, error);

      if (page == NULL)
        return NULL;
      g_ptr_array_add (pages, page);
    }
  return ct_paper_to_pdf (pages, wish->size, error);
}

static gboolean
print (CtSession *session, const Wish *wish, gboolean practice)
{
  CtRow *row = ct_session_find_row (session, &wish->uuid);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) paper = NULL;

  if (row == NULL)
    return complain ("there is no such record here; list shows those there are");
  paper = draw (session, wish, row, practice, &error);
  if (paper != NULL)
    {
      ct_exports_save_paper_async (ct_session_get_exports (session), paper, wish->path, "paper", ct_verb_done_cb, &result);
      if (ct_exports_finish (ct_session_get_exports (session), ct_verb_wait (&result), NULL, &error))
        ct_session_note (session, CT_AUDIT_PRINTED, &wish->uuid);
    }
  return error == NULL || complain (error->message);
}

CtExit
ct_verb_print (gboolean practice, int argc, char **argv)
{
  Wish wish = { 0 };
  gboolean good = parse (argc, argv, &wish), done = FALSE;
  CtSession *session = good ? ct_verb_open (practice) : NULL;

  if (session != NULL)
    {
      done = print (session, &wish, practice);
      ct_verb_close (session);
    }
  g_free (wish.path);
  g_strfreev (wish.languages);
  return done ? CT_EXIT_DONE : good ? CT_EXIT_FAILED : CT_EXIT_USAGE;
}
