/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A disk that fails: at each call in turn, once or from then on. Whatever happens,
 * what was reported is what is there afterwards, and nothing is damaged. */

#include "book.h"
#include "fault-vfs.h"
#include "promise.h"
#include "script.h"
#include "wait.h"

#include <string.h>

#define STEPS 40

static const char * const names[N_FAULTS] = { "none", "kill", "EIO", "ENOSPC", "short write", "EROFS" };

/* Plays the script with the @at-th call failing.
 *
 * Returns: how many calls could have failed */
static guint
play (Promise *promise, FaultKind kind, guint at, gboolean sticky, guint32 seed, guint *unsure)
{
  g_autofree char *folder = wait_folder ();
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Script *script = script_new (random, 5);
  g_autofree char *why = NULL;
  g_autoptr (GError) error = NULL;
  CtRecordBook *book;
  guint calls;

  fault_vfs_arm (kind, at, sticky);
  book = book_open (folder, NULL);
  for (guint i = 0; book != NULL && i < STEPS; i++)
    script_step (script, book);
  g_clear_pointer (&book, ct_record_book_free);
  calls = fault_vfs_disarm ();

  book = book_open (folder, &error);
  if (promise_check (promise, book != NULL, "%s at call %u%s: the book does not open any more: %s", names[kind], at,
                     sticky ? " and on" : "", error != NULL ? error->message : ""))
    {
      gboolean good = script_agrees (script, NULL, book, &why);

      promise_check (promise, good, "%s at call %u%s: %s", names[kind], at,
                     sticky ? " and on" : "", why);
    }
  *unsure += script_unsure (script);
  g_clear_pointer (&book, ct_record_book_free);
  script_free (script);
  wait_remove (folder);
  return calls;
}

static void
failing_disk (Promise *promise, guint64 seeds)
{
  for (guint64 s = 0; s < seeds; s++)
    for (FaultKind kind = FAULT_ERROR; kind < N_FAULTS; kind++)
      for (guint sticky = 0; sticky < 2; sticky++)
        {
          guint unsure = 0, calls = play (promise, kind, 0, FALSE, (guint32) s, &unsure);

          for (guint at = 1; at <= calls; at++)
            play (promise, kind, at, sticky, (guint32) s, &unsure);
          promise_figure (promise, "%s %s, at each of %u calls: %u times \"may or may not be kept\"", names[kind],
                          sticky ? "from then on" : "once", calls, unsure);
        }
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = { { "a-failing-disk-is-told-truly", 1, 12, failing_disk } };

  fault_vfs_install ();
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
