/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Outages, with time compressed: the real pace and, for one pharmacy's day, the real
 * book of records; the clock and the service are the test's. */

#include "ct-pace.h"

#include "book.h"
#include "promise.h"
#include "sample.h"
#include "wait.h"

#define SECOND 1000
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define START  G_GINT64_CONSTANT (1786635000000) /* 13 August, 15:30 UTC */

/* ---- one pharmacy, a night and a day ---- */

typedef struct
{
  CtRecordBook *book;
  CtPace       *pace;
  gint64        now;      /* ms since 1970; the boot clock of the test is the same */
  gint64        back_at;  /* when the service is there again */
  gint64        retry_at; /* when its last Retry-After is over */
  guint         asked, asked_down, sent, too_early, throttled;
  gint64        first_probe;
} Pharmacy;

/* Down, then for a minute it sends everybody away, then for three every third, for a
 * while: what was seen on the morning after. */
static CtAnswer *
ask (Pharmacy *self)
{
  CtAnswer *answer;

  self->asked++;
  if (self->now < self->back_at)
    {
      self->asked_down++;
      return ct_answer_new (CT_ANSWER_LATER, "curl-7");
    }
  if (self->first_probe == 0)
    self->first_probe = self->now;
  self->too_early += self->now < self->retry_at;
  if (self->now < self->back_at + MINUTE || (self->now < self->back_at + 4 * MINUTE && self->asked % 3 == 0))
    {
      answer = ct_answer_new (CT_ANSWER_LATER, "http-429");
      answer->retry_after = 5;
      self->retry_at = self->now + 5 * SECOND;
      self->throttled++;
      return answer;
    }
  answer = ct_answer_new (CT_ANSWER_ACCEPTED, "");
  answer->receipt = g_strdup ("Observation/1/_history/1 2026-08-14T08:00:00Z 00");
  self->sent++;
  return answer;
}

/* One step of the dispatcher.
 *
 * Returns: when to look again; 0 when nothing is left */
static gint64
step (Pharmacy *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (CtClaim) claim = { 0 };
  g_autoptr (CtAnswer) answer = NULL;
  g_autoptr (CtOutcome) outcome = NULL;
  g_autoptr (CtRow) row = NULL;
  gint64 ready = ct_pace_get_ready_at (self->pace);

  if (ready > self->now)
    return ready;
  g_assert_true (ct_record_book_claim (self->book, &(CtClaimWish) { self->now, -1, 1, TRUE }, &claim, &error));
  if (claim.rows->len == 0)
    return claim.next_at == 0 ? 0 : MAX (claim.next_at, self->now + 1);
  ct_pace_claimed (self->pace, self->now);
  answer = ask (self);
  outcome = ct_pace_settle (self->pace, g_ptr_array_index (claim.rows, 0), answer, self->now, self->now);
  row = ct_record_book_settle (self->book, &((CtRow *) g_ptr_array_index (claim.rows, 0))->uuid, outcome, &error);
  g_assert_no_error (error);
  return MAX (ct_pace_get_ready_at (self->pace), self->now + 1);
}

static void
one_night (Promise *promise)
{
  g_autofree char *folder = wait_folder ();
  Pharmacy self = { book_open (folder, NULL), ct_pace_new (g_rand_new_with_seed (g_rand_int (promise_random (promise)))), START, 0 };
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"frozen\":true}", 15);
  const guint queued = 300;
  gint64 next = 0;

  self.back_at = START + 16 * HOUR + 30 * MINUTE;
  for (guint i = 0; i < queued; i++)
    {
      CtUuid uuid = ct_uuid_random ();
      g_autoptr (CtRow) row = ct_record_book_commit (self.book, &uuid, 1, entry, body, 0, NULL);

      g_assert_nonnull (row);
    }
  while ((next = step (&self)) != 0)
    {
      promise_check (promise, next - self.now <= 305 * SECOND, "a sleep of %.0f s", (double) (next - self.now) / SECOND);
      self.now = next;
      g_assert_cmpint (self.now, <, START + 48 * HOUR);
    }
  promise_check (promise, self.sent == queued, "%u of %u sent", self.sent, queued);
  promise_check (promise, self.first_probe - self.back_at <= 300 * SECOND, "the first probe came after %.0f s",
                 (double) (self.first_probe - self.back_at) / SECOND);
  promise_check (promise, self.now - self.first_probe <= 10 * MINUTE, "drained %.0f s after the first probe",
                 (double) (self.now - self.first_probe) / SECOND);
  promise_check (promise, self.too_early == 0, "%u requests before Retry-After was over", self.too_early);
  promise_check (promise, self.throttled > 0, "nobody was sent away: nothing was tried");
  promise_check (promise, self.asked_down <= 16.5 * 3600 / 100, "%u requests while it was down", self.asked_down);
  promise_figure (promise, "first probe %.0f s after, drained in %.0f s, %u requests in 16.5 h (one in %.0f s), %u sent away",
                  (double) (self.first_probe - self.back_at) / SECOND, (double) (self.now - self.first_probe) / SECOND,
                  self.asked_down, 16.5 * 3600 / self.asked_down, self.throttled);
  ct_record_book_free (self.book);
  ct_pace_free (self.pace);
  wait_remove (folder);
}

static void
outage (Promise *promise, guint64 size)
{
  for (guint64 i = 0; i < size; i++)
    one_night (promise);
}

/* ---- a crowd ---- */

#define CLIENTS  2000
#define RECORDS  50
#define DOWN     (40 * MINUTE)
#define CAPACITY 200 /* requests a second that the service takes when it is back */

typedef struct
{
  CtPace *pace;
  CtRow  *rows[RECORDS]; /* NULL when accepted */
  gint64  wake;
  guint   left;
} Client;

static CtRow *
due (Client *self, gint64 now, gint64 *next)
{
  *next = G_MAXINT64;
  for (guint i = 0; i < RECORDS; i++)
    if (self->rows[i] != NULL)
      {
        if (self->rows[i]->next_at <= now)
          return self->rows[i];
        *next = MIN (*next, self->rows[i]->next_at);
      }
  return NULL;
}

static void
drop (Client *self, CtRow *row)
{
  for (guint i = 0; i < RECORDS; i++)
    if (self->rows[i] == row)
      g_clear_pointer (&self->rows[i], ct_row_unref);
  self->left--;
}

/* Returns: whether the service was asked */
static gboolean
client_step (Client *self, gint64 now, guint this_second)
{
  g_autoptr (CtAnswer) answer = NULL;
  g_autoptr (CtOutcome) outcome = NULL;
  gint64 next, ready = ct_pace_get_ready_at (self->pace);
  CtRow *row = ready <= now ? due (self, now, &next) : NULL;

  if (row == NULL)
    {
      self->wake = ready > now ? ready : next;
      return FALSE;
    }
  ct_pace_claimed (self->pace, now);
  row->attempts++;
  if (now >= DOWN && this_second < CAPACITY)
    answer = ct_answer_new (CT_ANSWER_ACCEPTED, "");
  else
    {
      answer = ct_answer_new (CT_ANSWER_LATER, now < DOWN ? "http-503" : "http-429");
      answer->retry_after = now < DOWN ? 0 : 30;
    }
  outcome = ct_pace_settle (self->pace, row, answer, now, now);
  row->next_at = outcome->next_at;
  if (outcome->state == CT_STATE_ACCEPTED)
    drop (self, row);
  self->wake = self->left > 0 ? MAX (ct_pace_get_ready_at (self->pace), now + 1) : G_MAXINT64;
  return TRUE;
}

static void
crowd_once (Promise *promise)
{
  g_autofree Client *clients = g_new0 (Client, CLIENTS);
  guint per_second[4 * 3600] = { 0 }, worst = 0, most = 0;
  guint64 left = CLIENTS * RECORDS, sum = 0;
  gint64 second;

  for (guint i = 0; i < CLIENTS; i++)
    {
      clients[i].pace = ct_pace_new (g_rand_new_with_seed (g_rand_int (promise_random (promise))));
      clients[i].left = RECORDS;
      for (guint j = 0; j < RECORDS; j++)
        clients[i].rows[j] = ct_row_new ();
    }
  /* Second by second, and in it everybody as often as they want. */
  for (second = 0; left > 0 && second < (gint64) G_N_ELEMENTS (per_second); second++)
    for (guint i = 0; i < CLIENTS; i++)
      {
        guint of_one = 0;

        while (clients[i].wake < (second + 1) * SECOND)
          {
            guint before = clients[i].left;

            if (client_step (&clients[i], MAX (clients[i].wake, second * SECOND), per_second[second]))
              {
                per_second[second]++;
                of_one++;
              }
            left -= before - clients[i].left;
          }
        most = MAX (most, of_one);
      }
  for (gint64 s = 600; s < DOWN / SECOND; s++)
    {
      worst = MAX (worst, per_second[s]);
      sum += per_second[s];
      promise_check (promise, per_second[s] <= 30, "%u requests in second %" G_GINT64_FORMAT, per_second[s], s);
    }
  promise_check (promise, left == 0, "%" G_GUINT64_FORMAT " records were never taken", left);
  promise_check (promise, most <= 6, "one pharmacy asked %u times in a second", most);
  promise_figure (promise, "%d pharmacies, %d records each: after ten minutes %.1f requests a second, at most %u; all taken %.0f min"
                           " after the service was back", CLIENTS, RECORDS, (double) sum / (double) (DOWN / SECOND - 600), worst,
                  (double) (second * SECOND - DOWN) / MINUTE);
  for (guint i = 0; i < CLIENTS; i++)
    ct_pace_free (clients[i].pace);
}

static void
crowd (Promise *promise, guint64 size)
{
  for (guint64 i = 0; i < size; i++)
    crowd_once (promise);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = {
    { "one-days-outage-needs-nobody", 1, 20, outage },
    { "a-crowd-does-not-kill-the-service", 1, 5, crowd },
  };

  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
