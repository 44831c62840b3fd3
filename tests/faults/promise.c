/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Runs promises and says in TAP what became of them:
 *
 *   PROGRAM [--full] [--size N] [--seed N] [--json FILE] [NAME...]
 *
 * --json adds a line a promise: {"promise", "trials", "failures", "seconds"}. */

#include "promise.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_TOLD 10

struct _Promise
{
  GRand  *random;
  guint64 trials, failures;
  char    why[64]; /* it cannot be tried on this machine; empty when it can */
};

/**
 * promise_check:
 * @kept: whether this trial kept it
 * @format: what was seen, told of the first few that did not
 *
 * Returns: @kept
 */
gboolean
promise_check (Promise *self, gboolean kept, const char *format, ...)
{
  va_list args;

  self->trials++;
  if (kept)
    return TRUE;
  self->failures++;
  if (self->failures > MAX_TOLD)
    return FALSE;
  va_start (args, format);
  printf ("# ");
  vprintf (format, args);
  printf ("\n");
  va_end (args);
  return FALSE;
}

/* What was measured on the way. */
void
promise_figure (Promise *self, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  printf ("# ");
  vprintf (format, args);
  printf ("\n");
  fflush (stdout);
  va_end (args);
}

/**
 * promise_skip:
 * @why: what this machine lacks to try it; short
 */
void
promise_skip (Promise *self, const char *why)
{
  g_strlcpy (self->why, why, sizeof self->why);
}

GRand *
promise_random (Promise *self)
{
  return self->random;
}

/**
 * promise_apart:
 *
 * Runs a part of it in a process of its own: one that forks must have no thread yet,
 * and what starts programs leaves one behind.
 */
void
promise_apart (Promise *self, void (*run) (Promise *promise, guint64 size), guint64 size)
{
  Promise part = { self->random, 0, 0, "" };
  int ends[2], status;
  pid_t pid;

  g_assert_cmpint (pipe (ends), ==, 0);
  g_rand_int (self->random); /* the next part is another */
  fflush (stdout);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      run (&part, size);
      fflush (stdout);
      _exit (write (ends[1], &part, sizeof part) == (ssize_t) sizeof part ? 0 : 1);
    }
  close (ends[1]);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (read (ends[0], &part, sizeof part) != (ssize_t) sizeof part || status != 0)
    promise_check (self, FALSE, "a part of it ended by itself");
  close (ends[0]);
  self->trials += part.trials;
  self->failures += part.failures;
  promise_skip (self, part.why);
}

static gboolean
run (const PromiseRun *what, guint number, guint64 size, guint32 seed, const char *json)
{
  Promise promise = { g_rand_new_with_seed (seed), 0, 0, "" };
  gint64 start = g_get_monotonic_time ();
  double seconds;

  what->run (&promise, size);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  g_rand_free (promise.random);
  if (*promise.why != '\0')
    {
      printf ("ok %u %s # SKIP %s\n", number, what->name, promise.why);
      return TRUE;
    }
  /* A promise that nothing tried was not kept. */
  printf ("%s %u %s\n# %" G_GUINT64_FORMAT " trials, %" G_GUINT64_FORMAT " failures, %.1f s, seed %u\n",
          promise.failures == 0 && promise.trials > 0 ? "ok" : "not ok", number, what->name, promise.trials,
          promise.failures, seconds, seed);
  fflush (stdout);
  if (json != NULL)
    {
      FILE *file = fopen (json, "a");

      if (file == NULL)
        return FALSE;
      fprintf (file, "{\"promise\": \"%s\", \"trials\": %" G_GUINT64_FORMAT ", \"failures\": %" G_GUINT64_FORMAT
                     ", \"seconds\": %.1f}\n", what->name, promise.trials, promise.failures, seconds);
      fclose (file);
    }
  return promise.failures == 0 && promise.trials > 0;
}

static gboolean
is_named (char **names, const char *name)
{
  return names == NULL || g_strv_contains ((const char * const *) names, name);
}

/**
 * promise_main:
 *
 * Returns: main()'s answer: 0 when all were kept
 */
int
promise_main (int argc, char **argv, const PromiseRun *runs, guint n)
{
  gboolean full = FALSE, kept = TRUE;
  gint64 size = 0, seed = 20261124;
  g_autofree char *json = NULL;
  g_auto (GStrv) names = NULL;
  const GOptionEntry options[] = {
    { "full", 0, 0, G_OPTION_ARG_NONE, &full, NULL, NULL },
    { "size", 0, 0, G_OPTION_ARG_INT64, &size, NULL, NULL },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, NULL, NULL },
    { "json", 0, 0, G_OPTION_ARG_FILENAME, &json, NULL, NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  guint count = 0;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 2;
    }
  for (guint i = 0; i < n; i++)
    if (is_named (names, runs[i].name))
      kept &= run (&runs[i], ++count, size > 0 ? (guint64) size : full ? runs[i].full : runs[i].quick, (guint32) seed, json);
  printf ("1..%u\n", count);
  return kept ? 0 : 1;
}
