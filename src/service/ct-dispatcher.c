/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The sender's loop: take a due record, send its bytes, write down what became
 * of it, take the next.
 *
 * When the next may go, and how many side by side, is ct-pace.c's to say; one batch is
 * claimed while the one before it is on its way. A record whose fate is unknown stays so until
 * the same bytes were answered: only proof or a refusal settles it.
 *
 * Where counters share a server, that one says first which records are for this counter to send,
 * and whether anybody sends now; while it is away, the counter sends what is its own. */

#define G_LOG_DOMAIN "ct-dispatcher"

#include "config.h"

#include "ct-dispatcher.h"

#include "ct-boot-timer.h"
#include "ct-clock.h"
#include "ct-line.h"
#include "ct-pace.h"
#include "ct-places.h"
#include "ct-store.h"

#include <gio/gio.h>

#define ELSEWHERE_MS 500          /* while another process sends */
#define MIN_PAUSE_MS 999          /* more than the gap between two records */
#define MANY         200          /* waiting records, all of which the status looks at */
#define TELL_MS      100
#define SHARED_MS    (20 * 1000)  /* another counter may leave what it had */
#define HURRY_MS     (400 * 1000) /* more than the longest delay of a record (ct-pace.c) */
#define MAX_SLEEP_MS (300 * 1000) /* a record's own time is of a clock that may be set */

struct _CtDispatcher
{
  GObject           parent_instance;
  CtStore          *store;
  CtWorklist       *worklist;
  CtStatus         *status;
  CtGateway        *gateway;
  CtLine           *line; /* nullable: to the server that says who sends what */
  GNetworkMonitor  *network;
  CtPace           *pace;
  gboolean          claiming;
  guint             batches;  /* on their way, or being settled */
  gboolean          stopped;
  gint64            told_at;  /* monotonic: when the status was last brought up to date */
  guint          walked;   /* records that were counted then */
  guint             tell_id;
  guint             timer_id;
  gint64            last_success;
  gint64            next_try;
  gint64            hurry_after; /* seq up to which this round has tried all; -1 = only what is due */
  gboolean          hurried;     /* the claim under way is of such a round */
};

G_DEFINE_FINAL_TYPE (CtDispatcher, ct_dispatcher, G_TYPE_OBJECT)

/* What is on its way together. */
typedef struct
{
  CtDispatcher *dispatcher;
  GPtrArray    *rows;
} Batch;

static Batch *
batch_new (CtDispatcher *self, GPtrArray *rows)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->dispatcher = g_object_ref (self);
  batch->rows = rows;
  self->batches++;
  return batch;
}

static void
batch_free (Batch *self)
{
  g_object_unref (self->dispatcher);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static void take_next (CtDispatcher *self);

static void
tell_status (CtDispatcher *self)
{
  CtStatusFigures figures = {
    .sender = ct_pace_get_problem (self->pace),
    .last_success = self->last_success,
    .next_try = self->next_try,
    .sending = self->batches > 0,
    .damaged = ct_worklist_get_damaged (self->worklist),
  };
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->worklist));

  self->walked = 0;
  for (guint i = 0; i < n; i++)
    {
      CtWorkItem *item = ct_worklist_peek (self->worklist, i);
      CtRow *row = ct_work_item_get_row (item);
      gint64 validated = ct_entry_get_validated_at (row->entry);

      /* Sections stand in order: behind the unsent there is nothing to count. */
      if (ct_work_item_get_section (item) >= CT_SECTION_ACCEPTED)
        break;
      self->walked++;
      figures.refused += row->state == CT_STATE_REFUSED || row->state == CT_STATE_CONFLICT || row->state == CT_STATE_STUCK;
      if (!ct_row_is_unsent (row))
        continue;
      figures.unsent++;
      if (figures.oldest == 0 || validated < figures.oldest)
        figures.oldest = validated;
    }
  if (figures.unsent == 0)
    figures.next_try = 0;
  ct_status_update (self->status, &figures);
  self->told_at = g_get_monotonic_time ();
}

static gboolean
tell_cb (gpointer data)
{
  CtDispatcher *self = data;

  self->tell_id = 0;
  tell_status (self);
  return G_SOURCE_REMOVE;
}

/* At once; with so many that counting them takes its time, ten times a second. */
static void
update_status (CtDispatcher *self)
{
  if (self->walked < MANY || g_get_monotonic_time () - self->told_at >= TELL_MS * 1000)
    tell_status (self);
  else if (self->tell_id == 0)
    self->tell_id = g_timeout_add (TELL_MS, tell_cb, self);
}

static gboolean
timer_cb (gpointer data)
{
  CtDispatcher *self = data;

  self->timer_id = 0;
  take_next (self);
  return G_SOURCE_REMOVE;
}

/* @boot: ms of the boot clock */
static void
sleep_until (CtDispatcher *self, gint64 boot)
{
  gint64 now = ct_clock_boot_ms ();

  boot = MAX (boot, now);
  self->next_try = boot - now > MIN_PAUSE_MS ? ct_clock_now_ms () + boot - now : 0;
  boot = MIN (boot, now + MAX_SLEEP_MS); /* and look again */
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->timer_id = ct_boot_timer_add (boot, timer_cb, self);
}

static void
on_settled_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Batch) batch = data;
  CtDispatcher *self = batch->dispatcher;
  g_autoptr (GError) error = NULL;

  self->batches--;
  if (!ct_store_settle_finish (CT_STORE (source), result, &error))
    {
      /* On disk it is still SENDING: the next holder of the sender's lock finds
       * it there and sends the same bytes again. */
      g_warning ("the outcome of a sending could not be kept: %s", error->message);
      ct_pace_set_problem (self->pace, CT_SENDER_STORE);
      ct_pace_hold (self->pace, ct_clock_boot_ms ());
    }
  take_next (self);
}

static CtOutcome *
settle (CtDispatcher *self, const CtRow *row, const CtAnswer *answer)
{
  gint64 boot = ct_clock_boot_ms ();
  CtOutcome *outcome = ct_pace_settle (self->pace, row, answer, boot, ct_clock_now_ms ());

  if (outcome->state == CT_STATE_ACCEPTED || outcome->state == CT_STATE_REFUSED)
    self->last_success = ct_clock_now_ms ();
  else if (ct_pace_get_ready_at (self->pace) > boot + MIN_PAUSE_MS)
    self->hurry_after = -1; /* the queue pauses: the round is over */
  if (outcome->state != CT_STATE_ACCEPTED)
    g_info ("a record becomes %s (%s)", ct_state_key (outcome->state), outcome->cause);
  return outcome;
}

/* What one counter was told, all are; but for what is wrong with this one alone. */
static void
share_breaker (CtDispatcher *self, const CtBreaker *before)
{
  CtBreaker now;

  if (self->line == NULL || ct_pace_get_problem (self->pace) != CT_SENDER_READY)
    return;
  ct_pace_get_breaker (self->pace, ct_clock_boot_ms (), &now);
  if (now.failures != before->failures || now.paused > 0 || now.asked > 0 || before->paused > 0)
    ct_line_set_breaker (self->line, &now);
}

static void
on_answers_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Batch) batch = data;
  CtDispatcher *self = batch->dispatcher;
  g_autoptr (GPtrArray) answers = ct_gateway_submit_finish (result);
  g_autoptr (GPtrArray) settlements = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_settlement_free);
  CtBreaker before;

  if (self->stopped)
    return;
  ct_pace_get_breaker (self->pace, ct_clock_boot_ms (), &before);
  for (guint i = 0; i < answers->len; i++)
    {
      const CtRow *row = g_ptr_array_index (batch->rows, i);

      g_ptr_array_add (settlements, ct_settlement_new (&row->uuid, settle (self, row, g_ptr_array_index (answers, i))));
    }
  share_breaker (self, &before);
  ct_store_settle_async (self->store, settlements, on_settled_cb, g_steal_pointer (&batch));
}

static CtSubmission *
submission_of (const CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);
  g_autofree char *places = amendment != NULL && amendment->overwrites ? ct_places_any_version (row->target)
                                                                       : g_strdup (row->target);

  /* A "later" may come from something on the way, behind which it was taken. */
  return ct_submission_new (row->body, places, row->was_unknown || row->exposed);
}

/* Takes @rows. */
static void
send_rows (CtDispatcher *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) submissions = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_submission_free);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (submissions, submission_of (g_ptr_array_index (rows, i)));
  self->next_try = 0;
  ct_pace_claimed (self->pace, ct_clock_boot_ms ());
  if (self->hurried)
    self->hurry_after = ((CtRow *) g_ptr_array_index (rows, rows->len - 1))->seq;
  ct_gateway_submit_async (self->gateway, submissions, on_answers_cb, batch_new (self, rows));
  if (ct_pace_get_width (self->pace) > 1)
    take_next (self);
  update_status (self);
}

/* What is to be sent, but not from here: by another counter, as things are. */
static gboolean
is_sent_elsewhere (CtDispatcher *self)
{
  return self->line != NULL && ct_worklist_count (self->worklist, CT_SECTION_TO_SEND) > 0;
}

/* @next_at: ms since 1970; 0 when nothing of ours is to be sent */
static void
sleep_until_due (CtDispatcher *self, gint64 next_at)
{
  gint64 boot = ct_clock_boot_ms ();
  gint64 at = boot + (next_at != 0 ? next_at - ct_clock_now_ms () : SHARED_MS);

  if (self->line != NULL)
    at = CLAMP (at, boot + ELSEWHERE_MS, boot + SHARED_MS);
  sleep_until (self, MAX (at, ct_pace_get_ready_at (self->pace)));
}

static void
on_claimed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDispatcher) self = data;
  g_autoptr (GError) error = NULL;
  gboolean elsewhere;
  gint64 next_at;
  g_autoptr (GPtrArray) rows = ct_store_claim_finish (CT_STORE (source), result, &elsewhere, &next_at, &error);

  self->claiming = FALSE;
  if (self->stopped)
    return;
  if (rows != NULL && rows->len > 0)
    {
      send_rows (self, g_steal_pointer (&rows));
      return;
    }

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
      ct_pace_set_problem (self->pace, CT_SENDER_STORE);
      ct_pace_hold (self->pace, ct_clock_boot_ms ());
      sleep_until (self, ct_pace_get_ready_at (self->pace));
    }
  else if (elsewhere)
    sleep_until (self, ct_clock_boot_ms () + ELSEWHERE_MS);
  else if (next_at != 0 || is_sent_elsewhere (self))
    sleep_until_due (self, next_at);
  else if (self->batches == 0)
    ct_pace_drained (self->pace);
  update_status (self);
}

/* @granted: (nullable): by the server, when there is one */
static void
claim (CtDispatcher *self, GHashTable *granted)
{
  CtClaimWish wish = {
    .now = ct_clock_now_ms (),
    .after = self->hurry_after,
    .max = ct_pace_get_width (self->pace),
    .alone = self->batches == 0,
    .granted = granted,
  };

  self->hurried = self->hurry_after >= 0;
  ct_store_claim_async (self->store, &wish, on_claimed_cb, g_object_ref (self));
}

static void
on_granted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtDispatcher) self = data;
  g_auto (CtServerGrant) grant = { 0 };
  gboolean answered = ct_line_claim_finish (result, &grant, NULL);

  if (self->stopped)
    return;
  if (answered)
    ct_pace_set_breaker (self->pace, ct_clock_boot_ms (), &grant.breaker);
  if (!answered || ct_clock_boot_ms () >= ct_pace_get_ready_at (self->pace))
    {
      claim (self, grant.records);
      return;
    }
  self->claiming = FALSE;
  sleep_until (self, ct_pace_get_ready_at (self->pace));
  update_status (self);
}

static void
take_next (CtDispatcher *self)
{
  CtServerClaim question;

  if (self->claiming || self->stopped || self->gateway == NULL || self->batches >= (ct_pace_get_width (self->pace) > 1 ? 2u : 1u))
    {
      update_status (self);
      return;
    }
  if (ct_clock_boot_ms () < ct_pace_get_ready_at (self->pace))
    {
      sleep_until (self, ct_pace_get_ready_at (self->pace));
      update_status (self);
      return;
    }
  g_clear_handle_id (&self->timer_id, g_source_remove);
  self->claiming = TRUE;
  if (self->line == NULL)
    {
      claim (self, NULL);
      return;
    }
  question.hurry = self->hurry_after >= 0;
  question.due = ct_clock_now_ms () + (question.hurry ? HURRY_MS : 0);
  question.max = ct_pace_get_width (self->pace);
  question.gap = ct_pace_get_gap (self->pace);
  ct_line_claim_async (self->line, &question, on_granted_cb, g_object_ref (self));
}

static void
on_worklist_changed_cb (CtWorklist *worklist, gpointer data)
{
  CtDispatcher *self = data;

  if (!self->claiming && self->batches == 0 && self->gateway != NULL && !self->stopped
      && ct_worklist_count (worklist, CT_SECTION_TO_SEND) > 0)
    take_next (self);
  update_status (self);
}

static void
on_network_changed_cb (GNetworkMonitor *network, gboolean available, gpointer data)
{
  if (available)
    ct_dispatcher_retry (data, FALSE);
}

static void
ct_dispatcher_dispose (GObject *object)
{
  CtDispatcher *self = CT_DISPATCHER (object);

  ct_dispatcher_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->worklist);
  g_clear_object (&self->status);
  G_OBJECT_CLASS (ct_dispatcher_parent_class)->dispose (object);
}

static void
ct_dispatcher_finalize (GObject *object)
{
  ct_pace_free (CT_DISPATCHER (object)->pace);
  G_OBJECT_CLASS (ct_dispatcher_parent_class)->finalize (object);
}

static void
ct_dispatcher_class_init (CtDispatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_dispatcher_dispose;
  G_OBJECT_CLASS (klass)->finalize = ct_dispatcher_finalize;
}

static void
ct_dispatcher_init (CtDispatcher *self)
{
  self->hurry_after = -1;
  self->pace = ct_pace_new (NULL);
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
 * ct_dispatcher_share:
 * @line: to the server that says who sends what
 *
 * Before it is started.
 */
void
ct_dispatcher_share (CtDispatcher *self, CtLine *line)
{
  self->line = ct_line_ref (line);
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
  ct_pace_set_problem (self->pace, problem);
  self->last_success = newest_receipt (self->worklist);
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect (self->network, "network-changed", G_CALLBACK (on_network_changed_cb), self);
  update_status (self);
  take_next (self);
}

/**
 * ct_dispatcher_retry:
 * @fast: as fast as they go, since the user asked
 *
 * Ends a pause of the queue and tries every waiting record once, whatever the
 * delay it had.
 */
void
ct_dispatcher_retry (CtDispatcher *self, gboolean fast)
{
  if (fast)
    ct_pace_hurry (self->pace);
  else
    ct_pace_wake (self->pace);
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
  g_clear_handle_id (&self->tell_id, g_source_remove);
  if (self->worklist != NULL)
    g_signal_handlers_disconnect_by_data (self->worklist, self);
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);
  g_clear_pointer (&self->gateway, ct_gateway_free);
  g_clear_pointer (&self->line, ct_line_unref);
}
