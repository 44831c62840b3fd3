/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The state machine, walked at random beside a reference written for this test: the
 * table below says of every state and every event what must become of the record.
 * Each pair is met, and what the book answers, returns and keeps is compared. */

#include "ct-issue.h"
#include "ct-store.h"

#include "book.h"
#include "promise.h"
#include "sample.h"
#include "wait.h"

#include <stdlib.h>

#define RECORDS 12
#define LATER   G_GINT64_CONSTANT (4000000000000)
#define COMPARE 50 /* steps between two looks at the whole book */

typedef enum
{
  ABSENT,
  DRAFT,
  WAITING,
  LEFT, /* waiting, but of an earlier attempt bytes left */
  SENDING,
  UNKNOWN,
  ACCEPTED,
  REFUSED,
  CONFLICT,
  STUCK,
  CONCLUDED,
  N_STATES,
  NO = N_STATES, /* refused: nothing changes */
} State;

typedef enum
{
  SAVE,
  COMMIT,
  COMMIT_STALE, /* made for another revision */
  WITHDRAW,
  DISCARD,
  ACCEPT,
  REFUSE,
  NOT_TAKEN,
  CUT, /* after bytes left */
  SET_ASIDE,    /* somebody else changed it */
  GIVE_UP,      /* nobody can tell */
  RESEND,
  CONCLUDE,     /* a person says what became of it */
  N_EVENTS
} Event;

/* clang-format off */
static const State table[N_STATES][N_EVENTS] = {
  /*              SAVE   COMMIT   STALE WITHDRAW DISCARD ACCEPT    REFUSE   NOT_TAKEN CUT      SET_ASIDE GIVE_UP RESEND   CONCLUDE */
  [ABSENT]   = {  DRAFT, WAITING, NO,   NO,      NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [DRAFT]    = {  DRAFT, WAITING, NO,   NO,      ABSENT, NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [WAITING]  = {  NO,    NO,      NO,   DRAFT,   NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [LEFT]     = {  NO,    NO,      NO,   NO,      NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [SENDING]  = {  NO,    NO,      NO,   NO,      NO,     ACCEPTED, REFUSED, WAITING,  UNKNOWN, CONFLICT, STUCK,  NO,      NO },
  [UNKNOWN]  = {  NO,    NO,      NO,   NO,      NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [ACCEPTED] = {  NO,    NO,      NO,   NO,      NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [REFUSED]  = {  NO,    NO,      NO,   DRAFT,   NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [CONFLICT] = {  NO,    NO,      NO,   DRAFT,   NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
  [STUCK]    = {  NO,    NO,      NO,   NO,      NO,     NO,       NO,      NO,       NO,      NO,       NO,     UNKNOWN, CONCLUDED },
  [CONCLUDED] = { NO,    NO,      NO,   NO,      NO,     NO,       NO,      NO,       NO,      NO,       NO,     NO,      NO },
};
/* clang-format on */

static const CtState stored[N_STATES] = {
  [DRAFT] = CT_STATE_DRAFT,     [WAITING] = CT_STATE_WAITING, [LEFT] = CT_STATE_WAITING,     [SENDING] = CT_STATE_SENDING,
  [UNKNOWN] = CT_STATE_UNKNOWN, [ACCEPTED] = CT_STATE_ACCEPTED, [REFUSED] = CT_STATE_REFUSED,
  [CONFLICT] = CT_STATE_CONFLICT, [STUCK] = CT_STATE_STUCK, [CONCLUDED] = CT_STATE_CONCLUDED,
};

typedef struct
{
  CtUuid  uuid;
  State   state;
  guint64 revision;
  gint64  order; /* of its making */
  gboolean exposed;
} Model;

typedef struct
{
  Promise      *promise;
  GRand        *random;
  char         *folder;
  CtRecordBook *book;
  CtEntry      *entry;
  GBytes       *body;
  Model         models[RECORDS];
  gint64        orders;
  guint         met[N_STATES][N_EVENTS];
  guint         claims, claims_after_crash;
} Walk;

static CtRow *
settle (Walk *self, Model *model, CtState state, gboolean exposed, GError **error)
{
  g_autoptr (CtOutcome) outcome = ct_outcome_new (state);

  outcome->exposed = exposed;
  if (state == CT_STATE_ACCEPTED)
    outcome->receipt = g_strdup ("Observation/abc/_history/1 2026-11-24T09:00:00Z 00ff");
  if (state == CT_STATE_REFUSED)
    g_ptr_array_add (outcome->reasons, ct_issue_new (CT_FIELD_BIRTH_DATE, CT_ISSUE_FROM_SERVICE, "no"));
  return ct_record_book_settle (self->book, &model->uuid, outcome, error);
}

/* Returns: whether the book did it; @row: what it says of the record then */
static gboolean
try (Walk *self, Model *model, Event event, CtRow **row, GError **error)
{
  switch (event)
    {
    case SAVE:
      *row = ct_record_book_save_draft (self->book, &model->uuid, self->entry, error);
      break;
    case COMMIT:
    case COMMIT_STALE:
      *row = ct_record_book_commit (self->book, &model->uuid, model->revision + (event == COMMIT_STALE), self->entry, self->body, 0,
                                    error);
      break;
    case WITHDRAW:
      *row = ct_record_book_withdraw (self->book, &model->uuid, error);
      break;
    case DISCARD:
      return ct_record_book_discard (self->book, &model->uuid, error);
    case ACCEPT:
      *row = settle (self, model, CT_STATE_ACCEPTED, TRUE, error);
      break;
    case REFUSE:
      *row = settle (self, model, CT_STATE_REFUSED, TRUE, error);
      break;
    case NOT_TAKEN:
      *row = settle (self, model, CT_STATE_WAITING, FALSE, error);
      break;
    case CUT:
      *row = settle (self, model, CT_STATE_UNKNOWN, TRUE, error);
      break;
    case SET_ASIDE:
      *row = settle (self, model, CT_STATE_CONFLICT, TRUE, error);
      break;
    case GIVE_UP:
      *row = settle (self, model, CT_STATE_STUCK, TRUE, error);
      break;
    case RESEND:
      *row = ct_record_book_resend (self->book, &model->uuid, error);
      break;
    case CONCLUDE:
      *row = ct_record_book_conclude (self->book, &model->uuid, &(CtConclusion) { .at = 1, .seen = TRUE, .why = (char *) "seen" }, error);
      break;
    case N_EVENTS:
      g_assert_not_reached ();
    }
  return *row != NULL;
}

static void
become (Walk *self, Model *model, State next)
{
  if (model->state == ABSENT)
    {
      model->revision = 1;
      model->order = ++self->orders;
      model->exposed = FALSE;
    }
  if (next == DRAFT && model->state != DRAFT && model->state != ABSENT)
    {
      model->revision++;
      model->exposed = FALSE;
    }
  if (next == ABSENT)
    model->revision = 1;
  if (next == WAITING && model->exposed)
    next = LEFT;
  model->exposed |= next == UNKNOWN || next == ACCEPTED || next == REFUSED || next == CONFLICT || next == STUCK || next == CONCLUDED;
  model->state = next;
}

static void
event_step (Walk *self)
{
  Model *model = &self->models[g_rand_int_range (self->random, 0, RECORDS)];
  Event event = (Event) g_rand_int_range (self->random, 0, N_EVENTS);
  State next = table[model->state][event];
  g_autoptr (CtRow) row = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done = try (self, model, event, &row, &error);

  g_assert (event < N_EVENTS); /* which GCC 14 does not see by itself */
  self->met[model->state][event]++;
  if (!promise_check (self->promise, done == (next != NO), "state %u, event %u: %s", model->state, event,
                      done ? "done, and must not be" : error->message))
    return;
  if (!done)
    {
      promise_check (self->promise, g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_STATE)
                                      || g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND),
                     "state %u, event %u: refused as \"%s\"", model->state, event, error->message);
      return;
    }
  become (self, model, next);
  if (row != NULL)
    promise_check (self->promise, row->state == stored[model->state] && row->revision == model->revision,
                   "state %u, event %u: the row says %s, revision %" G_GUINT64_FORMAT, model->state, event,
                   ct_state_key (row->state), row->revision);
}

/* The oldest that waits or is unknown; what was being sent was interrupted. */
static void
claim_step (Walk *self)
{
  g_auto (CtClaim) claim = { 0 };
  Model *expected = NULL;
  CtRow *row;
  gboolean interrupted = FALSE;

  for (guint i = 0; i < RECORDS; i++)
    {
      Model *model = &self->models[i];

      if (model->state == SENDING)
        {
          become (self, model, UNKNOWN);
          interrupted = TRUE;
        }
      if ((model->state == WAITING || model->state == LEFT || model->state == UNKNOWN)
          && (expected == NULL || model->order < expected->order))
        expected = model;
    }
  promise_check (self->promise, ct_record_book_claim (self->book, &(CtClaimWish) { LATER, -1, 1, TRUE }, &claim, NULL), "a claim failed");
  row = claim.rows != NULL && claim.rows->len > 0 ? g_ptr_array_index (claim.rows, 0) : NULL;
  self->claims++;
  self->claims_after_crash += interrupted;
  if (!promise_check (self->promise, (row != NULL) == (expected != NULL), "a claim found %s",
                      row != NULL ? "one where there is none" : "nothing"))
    return;
  if (expected == NULL)
    return;
  promise_check (self->promise, ct_uuid_equal (&row->uuid, &expected->uuid), "a claim took another than the oldest");
  promise_check (self->promise, row->was_unknown == (expected->state == UNKNOWN), "a claim forgot what was unknown");
  promise_check (self->promise, row->body != NULL && g_bytes_equal (row->body, self->body), "other bytes than the frozen");
  expected->state = SENDING;
}

static void
compare (Walk *self)
{
  guint damaged, present = 0;
  g_autoptr (GPtrArray) rows = ct_record_book_list (self->book, &damaged, NULL);

  for (guint i = 0; i < RECORDS; i++)
    present += self->models[i].state != ABSENT;
  promise_check (self->promise, damaged == 0 && rows->len >= present, "%u rows, %u damaged, where %u are known", rows->len, damaged,
                 present);
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);

      for (guint j = 0; j < RECORDS; j++)
        if (ct_uuid_equal (&self->models[j].uuid, &row->uuid))
          promise_check (self->promise, self->models[j].state != ABSENT && row->state == stored[self->models[j].state]
                                          && row->revision == self->models[j].revision,
                         "on disk %s, known as state %u", ct_state_key (row->state), self->models[j].state);
    }
}

/* What is settled for good makes room, after it was tried with every event a while. */
static void
renew (Walk *self)
{
  Model *model = &self->models[g_rand_int_range (self->random, 0, RECORDS)];

  if (model->state == ACCEPTED)
    *model = (Model) { .uuid = ct_uuid_random (), .state = ABSENT, .revision = 1 };
}

static void
begin_folder (Walk *self)
{
  self->folder = wait_folder ();
  self->book = book_open (self->folder, NULL);
  for (guint i = 0; i < RECORDS; i++)
    self->models[i] = (Model) { .uuid = ct_uuid_random (), .state = ABSENT, .revision = 1 };
}

static void
end_folder (Walk *self)
{
  compare (self);
  ct_record_book_free (self->book);
  wait_remove (self->folder);
  g_clear_pointer (&self->folder, g_free);
}

static void
walk (Promise *promise, guint64 steps)
{
  Walk self = { .promise = promise, .random = promise_random (promise), .entry = sample_entry (),
                .body = g_bytes_new_static ("{\"frozen\":true}", 15) };

  begin_folder (&self);
  for (guint64 i = 1; i <= steps; i++)
    {
      if (g_rand_int_range (self.random, 0, 5) == 0)
        claim_step (&self);
      else
        event_step (&self);
      if (i % COMPARE == 0)
        {
          compare (&self);
          renew (&self);
        }
      if (i % 5000 == 0)
        {
          end_folder (&self);
          begin_folder (&self);
        }
    }
  end_folder (&self);
  for (guint state = 0; state < N_STATES; state++)
    for (guint event = 0; event < N_EVENTS; event++)
      promise_check (promise, self.met[state][event] > 0, "state %u never met event %u", state, event);
  promise_figure (promise, "%" G_GUINT64_FORMAT " steps, %d states x %d events all met, %u claims, %u of them after an interruption",
                  steps, N_STATES, N_EVENTS, self.claims, self.claims_after_crash);
  ct_entry_unref (self.entry);
  g_bytes_unref (self.body);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = { { "state-machine", 100000, 10000000, walk } };

  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
