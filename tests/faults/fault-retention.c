/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A year of results under a clock that is not to be trusted: summer time comes and goes,
 * the machine is off for nights and for holidays, and now and then the clock is wrong for
 * some hours, years ahead or behind, while the machine runs and while it starts. Nothing
 * is erased before its seven days, nothing stays a day too long while the machine runs,
 * and nothing that is not accepted is erased at all. The real purger, the real database.
 *
 * A clock that is wrong by less than two days when the machine starts, and is not put
 * right, is believed: nobody could tell. */

#include "ct-clock.h"
#include "ct-purger.h"
#include "ct-tally.h"
#include "ct-store.h"

#include "book.h"
#include "promise.h"
#include "sample.h"
#include "wait.h"

#include <stdlib.h>

#define HOUR  G_GINT64_CONSTANT (3600000)
#define DAY   (24 * HOUR)
#define DAYS  7
#define START G_GINT64_CONSTANT (1767225600000) /* 2026-01-01 */

typedef struct
{
  CtUuid  uuid;
  gint64  due;     /* 0: never */
  gint64  running; /* ms that the machine ran since */
  gboolean gone;
} Known;

typedef struct
{
  Promise       *promise;
  GRand         *random;
  char          *folder;
  CtStore       *store;
  CtWorklist    *worklist;
  CtPreferences *preferences;
  CtPurger      *purger;
  gint64         now;    /* truly */
  gint64         boot;
  gint64         offset; /* of the clock */
  gint64         wrong_for; /* ms that it stays so */
  gint64         right_for; /* ms since it was */
  GArray        *known;
  guint          erased, wrongs, absences;
} Year;

static gboolean
open_vault (CtRecordBook *book, gpointer data, GError **error)
{
  g_autoptr (CtSecretBytes) key = book_key ();
  CtUnlocked how = { 0 };
  CtUuid vault;
  gboolean good;

  if (!ct_record_book_open (book, &vault, error))
    return FALSE;
  if (ct_uuid_is_null (&vault))
    {
      vault = ct_uuid_random ();
      return ct_record_book_create_vault (book, &vault, key, NULL, error);
    }
  good = ct_record_book_unlock (book, key, &how, error);
  *(CtTrustedTime *) data = how.time;
  return good;
}

static void
set_clocks (Year *self)
{
  ct_clock_set_test ((self->now + self->offset) / 1000);
  ct_clock_set_test_boot (self->boot);
}

static void
switch_on (Year *self)
{
  g_autoptr (GPtrArray) rows = NULL;
  Wait wait = { NULL };
  CtTrustedTime time = { 0 };
  guint damaged;

  set_clocks (self);
  self->store = ct_store_new (self->folder);
  g_assert_true (ct_store_call (self->store, open_vault, &time, NULL));
  self->worklist = ct_worklist_new (self->store);
  ct_store_list_async (self->store, wait_cb, &wait);
  rows = ct_store_list_finish (self->store, wait_result (&wait), &damaged, NULL);
  ct_worklist_fill (self->worklist, rows, damaged);
  wait_clear (&wait);
  self->purger = ct_purger_new (self->store, self->worklist, self->preferences, &time);
  ct_purger_stop (self->purger); /* the hours pass here, not by its timer */
}

static void
switch_off (Year *self)
{
  ct_purger_stop (self->purger);
  ct_store_close (self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->purger);
  g_clear_object (&self->worklist);
  g_clear_object (&self->store);
}

/* One more record, accepted at this very moment by the service's own clock; or waiting. */
static gboolean
add_record (CtRecordBook *book, gpointer data, GError **error)
{
  Year *self = data;
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"frozen\":true}", 15);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (self->now / 1000);
  g_autofree char *time = g_date_time_format_iso8601 (now);
  Known known = { .uuid = ct_uuid_random () };
  g_autoptr (CtRow) waiting = NULL;
  g_autoptr (CtRow) settled = NULL;

  ct_entry_set_validated_at (entry, self->now);
  waiting = ct_record_book_commit (book, &known.uuid, 1, entry, body, 4100000000000, error);
  g_assert_nonnull (waiting);
  if (g_rand_int_range (self->random, 0, 10) > 0)
    {
      g_autoptr (CtOutcome) outcome = ct_outcome_new (CT_STATE_ACCEPTED);
      g_auto (CtClaim) claim = { 0 };

      /* The newest: behind all that wait. */
      g_assert_true (ct_record_book_claim (book, &(CtClaimWish) { 4000000000000, waiting->seq - 1, 1, TRUE }, &claim, error));
      g_assert_cmpuint (claim.rows->len, ==, 1);
      outcome->receipt = g_strdup_printf ("Observation/abc/_history/1 %s 00ff", time);
      settled = ct_record_book_settle (book, &known.uuid, outcome, error);
      g_assert_nonnull (settled);
      known.due = self->now + DAYS * DAY;
    }
  g_array_append_val (self->known, known);
  return TRUE;
}

static gboolean
note_gone (CtRecordBook *book, gpointer data, GError **error)
{
  Year *self = data;
  guint damaged;
  g_autoptr (GPtrArray) rows = ct_record_book_list (book, &damaged, error);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    g_hash_table_add (there, ct_uuid_format (&((CtRow *) g_ptr_array_index (rows, i))->uuid));
  for (guint i = 0; i < self->known->len; i++)
    {
      Known *known = &g_array_index (self->known, Known, i);
      g_autofree char *uuid = ct_uuid_format (&known->uuid);

      if (known->gone)
        continue;
      known->gone = !g_hash_table_contains (there, uuid);
      self->erased += known->gone;
      if (known->gone)
        promise_check (self->promise, known->due != 0 && self->now >= known->due, "erased %.1f hours too early, the clock %.1f hours off",
                       (double) (known->due - self->now) / HOUR, (double) self->offset / HOUR);
      else if (known->due != 0 && self->now > known->due)
        promise_check (self->promise, known->running <= 24 * HOUR, "still there after %.1f hours of running too many",
                       (double) known->running / HOUR);
    }
  return TRUE;
}

static void
pass (Year *self, gint64 ms, gboolean on)
{
  self->now += ms;
  self->boot += on ? ms : 0;
  for (guint i = 0; on && i < self->known->len; i++)
    {
      Known *known = &g_array_index (self->known, Known, i);

      if (!known->gone && known->due != 0 && self->now > known->due)
        known->running += MIN (ms, self->now - known->due);
    }
  if (self->offset == 0)
    self->right_for += ms;
  else if ((self->wrong_for -= ms) <= 0)
    self->offset = self->right_for = 0;
}

/* Years ahead or behind, or some days: for less than a working day, and not again at once. */
static void
set_clock_wrong (Year *self)
{
  gint64 by = g_rand_int_range (self->random, 3, 3650) * DAY;

  if (self->offset != 0 || self->right_for < 2 * DAY)
    return;
  self->offset = g_rand_boolean (self->random) ? by : -by;
  self->wrong_for = g_rand_int_range (self->random, 1, 8) * HOUR;
  self->wrongs++;
}

static void
one_hour (Year *self)
{
  Wait wait = { NULL };
  CtPurgeReport report;

  if (g_rand_int_range (self->random, 0, 60) == 0)
    set_clock_wrong (self);
  if (g_rand_int_range (self->random, 0, 20) == 0)
    {
      gboolean holidays = g_rand_int_range (self->random, 0, 8) == 0;

      switch_off (self);
      pass (self, (holidays ? g_rand_int_range (self->random, 72, 500) : g_rand_int_range (self->random, 1, 40)) * HOUR, FALSE);
      if (g_rand_boolean (self->random))
        self->boot = 1000000; /* started anew, not woken */
      if (g_rand_int_range (self->random, 0, 4) == 0)
        set_clock_wrong (self);
      switch_on (self);
      self->absences++;
    }
  set_clocks (self);
  if (g_rand_int_range (self->random, 0, 3) == 0)
    {
      g_assert_true (ct_store_call (self->store, add_record, self, NULL));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  /* As the timer does it, every hour. */
  {
    g_autoptr (GPtrArray) rows = NULL;
    Wait listing = { NULL };
    guint damaged;

    ct_store_list_async (self->store, wait_cb, &listing);
    rows = ct_store_list_finish (self->store, wait_result (&listing), &damaged, NULL);
    ct_worklist_fill (self->worklist, rows, damaged);
    wait_clear (&listing);
  }
  ct_purger_run_async (self->purger, wait_cb, &wait);
  g_assert_true (ct_purger_run_finish (self->purger, wait_result (&wait), &report, NULL));
  wait_clear (&wait);
  promise_check (self->promise, report.traces == 0 && report.folded, "%u traces are left", report.traces);
  g_assert_true (ct_store_call (self->store, note_gone, self, NULL));
  pass (self, HOUR, TRUE);
}

/* What is erased counts on, for a year. */
static void
check_figures (Year *self)
{
  g_autoptr (CtFigures) figures = NULL;
  Wait wait = { NULL };

  ct_tally_async (self->worklist, (CtDate) { 0 }, (CtDate) { 0 }, wait_cb, &wait);
  figures = ct_tally_finish (wait_result (&wait));
  wait_clear (&wait);
  if (self->now < START + 365 * DAY)
    promise_check (self->promise, figures->tests == self->known->len && ct_figures_agree (figures), "%u tests in the figures, %u were done",
                   figures->tests, self->known->len);
  else if (self->now > START + 400 * DAY) /* the first days' are past their year for certain */
    promise_check (self->promise, figures->tests < self->known->len, "figures of more than a year are kept");
}

static void
year (Promise *promise, guint64 days)
{
  Year self = { .promise = promise, .random = promise_random (promise), .now = START, .boot = 1000000 };
  guint waiting = 0;

  setenv ("TZ", "Europe/Paris", 1);
  self.folder = wait_folder ();
  self.known = g_array_new (FALSE, FALSE, sizeof (Known));
  self.preferences = ct_preferences_load (TRUE);
  ct_preferences_set_retention (self.preferences, DAYS);
  switch_on (&self);
  while (self.now < START + (gint64) days * DAY)
    one_hour (&self);
  switch_off (&self);
  switch_on (&self);
  check_figures (&self);
  switch_off (&self);
  for (guint i = 0; i < self.known->len; i++)
    waiting += g_array_index (self.known, Known, i).due == 0;
  promise_figure (promise, "%" G_GUINT64_FORMAT " days: %u records, %u erased, %u never accepted and kept; off %u times, the clock wrong %u times", days,
                  self.known->len, self.erased, waiting, self.absences, self.wrongs);
  promise_check (promise, self.erased > self.known->len / 3, "hardly anything was erased");
  ct_clock_set_test (0);
  ct_clock_set_test_boot (0);
  g_object_unref (self.preferences);
  g_array_unref (self.known);
  wait_remove (self.folder);
}

static void
year_apart (Promise *promise, guint64 days)
{
  promise_apart (promise, year, days);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = { { "erased-in-time-and-never-early", 120, 3650, year_apart } };

  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
