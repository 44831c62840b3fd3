/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The sender's loop: take a due record, send its bytes, write down what became
 * of it, take the next.
 *
 * One request at a time. A record that failed is due again after a delay of its
 * own, drawn from a range that doubles (full jitter), so others flow meanwhile.
 * After BREAKER failures in a row, or when the settings or the login are wrong,
 * the whole queue pauses and then sends one probe. A record whose fate is
 * unknown stays so until the same bytes were answered: only proof or a refusal
 * settles it. */

#define G_LOG_DOMAIN "ct-dispatcher"

#include "config.h"

#include "ct-dispatcher.h"

#include "ct-clock.h"
#include "ct-issue.h"
#include "ct-store.h"

#include <gio/gio.h>

#define BREAKER       5
#define MIN_DELAY_MS  1000
#define MAX_DELAY_MS  (300 * 1000)
#define PROBE_MS      (300 * 1000) /* with wrong settings or login */
#define ELSEWHERE_MS  500          /* while another process sends */
#define MAX_DOUBLINGS 8

struct _CtDispatcher
{
  GObject           parent_instance;
  CtStore          *store;
  CtWorklist       *worklist;
  CtStatus         *status;
  CtGateway        *gateway;
  GNetworkMonitor  *network;
  CtSenderState     problem;
  gboolean          busy;     /* a claim, a sending or a settling is under way */
  gboolean          stopped;
  CtRow            *row;      /* being sent */
  guint             timer_id;
  guint             failures; /* in a row */
  gint64            paused_until; /* ms since 1970 */
  gint64            last_success;
  gint64            next_try;
  gint64            hurry_after; /* seq up to which this round has tried all; -1 = only what is due */
  gboolean          hurried;     /* the claim under way is of such a round */
};

G_DEFINE_FINAL_TYPE (CtDispatcher, ct_dispatcher, G_TYPE_OBJECT)

static void take_next (CtDispatcher *self);

static void
update_status (CtDispatcher *self)
{
  CtStatusFigures figures = {
    .sender = self->problem,
    .last_success = self->last_success,
    .next_try = self->next_try,
    .sending = self->row != NULL,
    .damaged = ct_worklist_get_damaged (self->worklist),
  };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (self->worklist), i);
      CtRow *row = ct_work_item_get_row (item);
      gint64 validated = ct_entry_get_validated_at (row->entry);

      /* Sections stand in order: behind the unsent there is nothing to count. */
      if (ct_work_item_get_section (item) == CT_SECTION_ACCEPTED)
        break;
      figures.refused += row->state == CT_STATE_REFUSED;
      if (!ct_state_is_unsent (row->state))
        continue;
      figures.unsent++;
      if (figures.oldest == 0 || validated < figures.oldest)
        figures.oldest = validated;
    }
  if (figures.unsent == 0)
    figures.next_try = 0;
  ct_status_update (self->status, &figures);
}

/* Full jitter: anywhere between the least delay and a bound that doubles. */
static gint64
delay_ms (guint failures)
{
  gint64 bound = MIN ((gint64) MAX_DELAY_MS, (gint64) 2000 << MIN (failures, MAX_DOUBLINGS));

  return g_random_int_range (MIN_DELAY_MS, (gint32) bound + 1);
}

static gboolean
timer_cb (gpointer data)
{
  CtDispatcher *self = data;

  self->timer_id = 0;
  take_next (self);
  return G_SOURCE_REMOVE;
}

/* @at: ms since 1970 */
static void
sleep_until (CtDispatcher *self, gint64 at)
{
  gint64 wait = CLAMP (at - ct_clock_now_ms (), 0, MAX_DELAY_MS);

  self->next_try = at;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->timer_id = g_timeout_add ((guint) wait, timer_cb, self);
}

static void
fail (CtDispatcher *self, gint64 now, const CtAnswer *answer)
{
  self->failures++;
  if (self->failures >= BREAKER)
    self->hurry_after = -1;
  if (answer->kind == CT_ANSWER_LOGIN || answer->kind == CT_ANSWER_SETTINGS || answer->kind == CT_ANSWER_DISTRUST)
    {
      self->problem = answer->kind == CT_ANSWER_LOGIN      ? CT_SENDER_LOGIN
                      : answer->kind == CT_ANSWER_SETTINGS ? CT_SENDER_SETTINGS
                                                           : CT_SENDER_DISTRUST;
      self->paused_until = now + PROBE_MS;
      self->hurry_after = -1;
      return;
    }
  self->problem = CT_SENDER_READY;
  if (self->failures >= BREAKER)
    self->paused_until = now + delay_ms (self->failures - BREAKER);
  if (answer->retry_after > 0)
    self->paused_until = MAX (self->paused_until, now + answer->retry_after * 1000);
}

static void
succeed (CtDispatcher *self, gint64 now)
{
  self->failures = 0;
  self->paused_until = 0;
  self->problem = CT_SENDER_READY;
  self->last_success = now;
}

/* Returns: (transfer full): what @answer makes of the record that was sent */
static CtOutcome *
outcome_of (CtDispatcher *self, CtAnswer *answer, gint64 now)
{
  CtOutcome *outcome = ct_outcome_new (CT_STATE_UNKNOWN);

  outcome->exposed = answer->exposed;
  outcome->cause = g_strdup (answer->cause);
  switch (answer->kind)
    {
    case CT_ANSWER_ACCEPTED:
      outcome->state = CT_STATE_ACCEPTED;
      outcome->receipt = g_strdup (answer->receipt);
      succeed (self, now);
      return outcome;
    case CT_ANSWER_REFUSED:
      outcome->state = CT_STATE_REFUSED;
      g_ptr_array_unref (outcome->reasons);
      outcome->reasons = g_ptr_array_ref (answer->reasons);
      succeed (self, now);
      return outcome;
    case CT_ANSWER_CONFLICT:
      outcome->state = CT_STATE_REFUSED;
      g_ptr_array_add (outcome->reasons, ct_issue_new (CT_N_FIELDS, CT_ISSUE_FROM_SERVICE, answer->cause));
      succeed (self, now);
      return outcome;
    case CT_ANSWER_LATER:
    case CT_ANSWER_LOGIN:
    case CT_ANSWER_SETTINGS:
    case CT_ANSWER_DISTRUST:
      /* "Not taken" speaks of this attempt, not of one before it. */
      outcome->state = self->row->was_unknown ? CT_STATE_UNKNOWN : CT_STATE_WAITING;
      break;
    case CT_ANSWER_UNKNOWN:
      break;
    }
  fail (self, now, answer);
  /* Not before the queue itself goes on: the row tells the truth, too. */
  outcome->next_at = MAX (now + MAX (delay_ms (self->row->attempts - 1), answer->retry_after * 1000),
                          self->paused_until);
  return outcome;
}

static void
on_settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDispatcher) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = ct_store_row_finish (CT_STORE (source), result, &error);

  self->busy = FALSE;
  g_clear_pointer (&self->row, ct_row_unref);
  if (row == NULL)
    {
      /* On disk it is still SENDING: the next holder of the sender's lock finds
       * it there and sends the same bytes again. */
      g_warning ("the outcome of a sending could not be kept: %s", error->message);
      self->problem = CT_SENDER_STORE;
      self->paused_until = ct_clock_now_ms () + MIN_DELAY_MS;
    }
  take_next (self);
}

static void
on_answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDispatcher) self = data;
  g_autoptr (CtAnswer) answer = ct_gateway_submit_finish (result);
  CtOutcome *outcome;

  if (self->stopped)
    return;
  outcome = outcome_of (self, answer, ct_clock_now_ms ());
  if (outcome->state != CT_STATE_ACCEPTED)
    g_info ("a record becomes %s (%s)", ct_state_key (outcome->state), outcome->cause);
  ct_store_settle_async (self->store, &self->row->uuid, outcome, on_settled_cb, g_object_ref (self));
}

static void
on_claimed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDispatcher) self = data;
  g_autoptr (GError) error = NULL;
  gboolean elsewhere;
  gint64 next_at;
  CtRow *row = ct_store_claim_finish (CT_STORE (source), result, &elsewhere, &next_at, &error);

  if (self->stopped)
    {
      g_clear_pointer (&row, ct_row_unref);
      return;
    }
  if (row != NULL)
    {
      self->row = row;
      self->next_try = 0;
      if (self->hurried)
        self->hurry_after = row->seq;
      ct_gateway_submit_async (self->gateway, row->body, on_answer_cb, g_object_ref (self));
      update_status (self);
      return;
    }

  self->busy = FALSE;
  self->next_try = 0;
  if (error == NULL && !elsewhere && self->hurry_after >= 0)
    {
      /* The round is over, or was asked for while this claim was under way. */
      if (self->hurried)
        self->hurry_after = -1;
      take_next (self);
      return;
    }
  if (error != NULL)
    {
      g_warning ("no record can be taken to send: %s", error->message);
      self->problem = CT_SENDER_STORE;
      sleep_until (self, ct_clock_now_ms () + 10 * MIN_DELAY_MS);
    }
  else if (elsewhere)
    sleep_until (self, ct_clock_now_ms () + ELSEWHERE_MS);
  else if (next_at != 0)
    sleep_until (self, MAX (next_at, self->paused_until));
  update_status (self);
}

static void
take_next (CtDispatcher *self)
{
  gint64 now = ct_clock_now_ms ();

  if (self->busy || self->stopped || self->gateway == NULL)
    {
      update_status (self);
      return;
    }
  if (now < self->paused_until)
    {
      sleep_until (self, self->paused_until);
      update_status (self);
      return;
    }
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->busy = TRUE;
  self->hurried = self->hurry_after >= 0;
  ct_store_claim_async (self->store, now, self->hurry_after, on_claimed_cb, g_object_ref (self));
}

static void
on_worklist_changed_cb (CtWorklist *worklist, gpointer data)
{
  CtDispatcher *self = data;

  if (!self->busy && self->gateway != NULL && !self->stopped
      && ct_worklist_count (worklist, CT_SECTION_TO_SEND) > 0)
    take_next (self);
  update_status (self);
}

static void
on_network_changed_cb (GNetworkMonitor *network, gboolean available, gpointer data)
{
  if (available)
    ct_dispatcher_retry_now (data);
}

static void
ct_dispatcher_dispose (GObject *object)
{
  CtDispatcher *self = CT_DISPATCHER (object);

  ct_dispatcher_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->worklist);
  g_clear_object (&self->status);
  g_clear_pointer (&self->row, ct_row_unref);
  G_OBJECT_CLASS (ct_dispatcher_parent_class)->dispose (object);
}

static void
ct_dispatcher_class_init (CtDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_dispatcher_dispose;
}

static void
ct_dispatcher_init (CtDispatcher *self)
{
  self->hurry_after = -1;
}

/* When the newest receipt we hold was given, by the server's word. */
static gint64
newest_receipt (CtWorklist *worklist)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (worklist));
  gint64 newest = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (CtWorkItem) item = g_list_model_get_item (G_LIST_MODEL (worklist), i);
      g_auto (GStrv) parts = g_strsplit (ct_work_item_get_row (item)->receipt, " ", 3);
      g_autoptr (GDateTime) time =
        g_strv_length (parts) == 3 ? g_date_time_new_from_iso8601 (parts[1], NULL) : NULL;

      if (time != NULL)
        newest = MAX (newest, g_date_time_to_unix (time) * 1000);
    }
  return newest;
}

/**
 * ct_dispatcher_new:
 * @status: kept up to date
 */
CtDispatcher *
ct_dispatcher_new (CtStore *store, CtWorklist *worklist, CtStatus *status)
{
  CtDispatcher *self = g_object_new (CT_TYPE_DISPATCHER, NULL);

  self->store = g_object_ref (store);
  self->worklist = g_object_ref (worklist);
  self->status = g_object_ref (status);
  g_signal_connect (worklist, "changed", G_CALLBACK (on_worklist_changed_cb), self);
  return self;
}

/**
 * ct_dispatcher_start:
 * @gateway: (transfer full) (nullable): where to send; NULL when it is not known
 * @problem: why there is none
 */
void
ct_dispatcher_start (CtDispatcher *self, CtGateway *gateway, CtSenderState problem)
{
  g_return_if_fail (self->gateway == NULL);

  self->gateway = gateway;
  self->problem = problem;
  self->last_success = newest_receipt (self->worklist);
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->network, "network-changed", G_CALLBACK (on_network_changed_cb), self);
  update_status (self);
  take_next (self);
}

/**
 * ct_dispatcher_retry_now:
 *
 * Ends a pause of the queue and tries every waiting record once, whatever the
 * delay it had.
 */
void
ct_dispatcher_retry_now (CtDispatcher *self)
{
  self->paused_until = 0;
  self->hurry_after = 0;
  take_next (self);
}

/**
 * ct_dispatcher_stop:
 *
 * Nothing more is sent. A request under way is cut: its record is found SENDING
 * later, and the same bytes are sent again.
 */
void
ct_dispatcher_stop (CtDispatcher *self)
{
  if (self->stopped)
    return;
  self->stopped = TRUE;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  if (self->worklist != NULL)
    g_signal_handlers_disconnect_by_data (self->worklist, self);
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);
  g_clear_pointer (&self->gateway, ct_gateway_free);
}
