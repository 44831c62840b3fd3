/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The connection to the server that counters share, in a thread of its own: opens it, and opens
 * it again; exchanges when something changed here or the server tells of something; gives a
 * sign of life; asks what may be sent. The thread waits for the server, nobody else does: while
 * it is away, a question is answered so at once.
 *
 * The thread runs a main loop of its own. What it is asked for comes in as a source of that
 * loop, what it tells goes out as one of the main context; they share nothing else but what
 * stands under "both". */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-line.h"

#include "ct-clock.h"
#include "ct-exchange.h"
#include "ct-membership.h"
#include "ct-server-book.h"
#include "ct-server-peers.h"
#include "ct-succession.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>

#define SIGN_S       20 /* a third of the minute that others wait for it */
#define MIN_RETRY_MS 1000
#define MAX_RETRY_MS 60000
#define LAST_US      (2 * G_USEC_PER_SEC) /* for what was typed last, when the program ends */

struct _CtLine
{
  /* both */
  gatomicrefcount  references;
  CtStore         *store;
  GMainContext    *context; /* the thread's */
  GMainContext    *home;
  GMutex           lock;
  GCond            over;
  GCancellable    *cancellable; /* ends a connection that is being opened */
  int              fd;    /* under the lock; -1: there is none */
  gboolean         ended; /* under the lock */
  gint             open;   /* atomic */
  gint             nudged; /* atomic */

  /* home */
  CtLineFunc       tell;
  gpointer         data;
  gboolean         closed;

  /* thread */
  GMainLoop       *loop;
  char            *url;
  char            *ca_file;
  CtSecretBytes   *password;
  char            *vault;
  CtServer        *server; /* nullable: away */
  CtUuid           pharmacy;
  GSource         *socket;
  GSource         *timer;
  guint            failures; /* to connect, in a row */
  CtLineState      state;
};

static void
clear_state (CtLineState *state)
{
  g_clear_pointer (&state->problem, g_free);
  g_clear_pointer (&state->peers, g_ptr_array_unref);
}

void
ct_line_state_free (CtLineState *state)
{
  clear_state (state);
  g_free (state);
}

CtLine *
ct_line_ref (CtLine *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
ct_line_unref (CtLine *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_object_unref (self->store);
  g_object_unref (self->cancellable);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->home);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->over);
  g_free (self->url);
  g_free (self->ca_file);
  ct_secret_bytes_unref (self->password);
  g_free (self->vault);
  clear_state (&self->state);
  g_free (self);
}

/* ---- thread: what it tells ---- */

typedef struct
{
  CtLine      *line;
  CtLineState *state; /* nullable once it was told */
} News;

static void
news_free (gpointer data)
{
  News *news = data;

  g_clear_pointer (&news->state, ct_line_state_free);
  ct_line_unref (news->line);
  g_free (news);
}

static gboolean
news_cb (gpointer data)
{
  News *news = data;

  if (!news->line->closed)
    news->line->tell (g_steal_pointer (&news->state), news->line->data);
  return G_SOURCE_REMOVE;
}

/* Attached, never invoked: the owner of a context that nobody runs yet would be its caller. */
static void
post (GMainContext *context, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, context);
}

static void
tell_home (CtLine *self)
{
  News *news = g_new0 (News, 1);

  news->line = ct_line_ref (self);
  news->state = g_memdup2 (&self->state, sizeof self->state);
  news->state->problem = g_strdup (self->state.problem);
  if (self->state.peers != NULL)
    g_ptr_array_ref (news->state->peers);
  post (self->home, news_cb, news, news_free);
}

/* ---- thread: the connection ---- */

static void start_timer (CtLine *self, guint ms, GSourceFunc func);
static gboolean connect_cb (gpointer data);
static gboolean sign_cb (gpointer data);

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_fd (CtLine *self, int fd)
{
  g_mutex_lock (&self->lock);
  self->fd = fd;
  g_mutex_unlock (&self->lock);
}

static void
hang_up (CtLine *self)
{
  g_atomic_int_set (&self->open, FALSE);
  set_fd (self, -1);
  clear_source (&self->socket);
  clear_source (&self->timer);
  g_clear_pointer (&self->server, ct_server_free);
  self->state.open = FALSE;
}

/* Full jitter over a bound that doubles, as with the service: a server that comes back is not
 * asked by all counters at once. */
static guint
retry_ms (guint failures)
{
  gint32 bound = MIN (MAX_RETRY_MS, 2 * MIN_RETRY_MS << MIN (failures, 6));

  return (guint) g_random_int_range (MIN_RETRY_MS, bound + 1);
}

static void
fail (CtLine *self, const GError *error)
{
  g_free (self->state.problem);
  self->state.problem = g_strdup (error->message);
  if (error->domain == CT_SERVER_ERROR)
    {
      hang_up (self);
      start_timer (self, retry_ms (self->failures++), connect_cb);
    }
  else
    start_timer (self, SIGN_S * 1000, self->server != NULL ? sign_cb : connect_cb);
  g_info ("counters are not the same: %s", error->message);
  tell_home (self);
}

/* Until the server has told of nothing more meanwhile: what it said during a statement does not
 * wake anybody again. */
static gboolean
exchange (CtLine *self)
{
  g_autoptr (GError) error = NULL;
  gboolean told = TRUE, good = TRUE, first = self->state.met_at == 0 || self->state.problem != NULL;
  CtExchange report, all = { 0 };

  while (good && told)
    {
      good = ct_exchange_run (self->store, self->server, &report, &error) && ct_server_book_listen (self->server, &told, &error);
      all.questions += report.questions;
      all.strangers += report.strangers;
    }
  self->state.questions += all.questions;
  self->state.strangers += all.strangers;
  if (!good)
    {
      fail (self, error);
      return FALSE;
    }
  self->state.met_at = ct_clock_now_ms ();
  g_clear_pointer (&self->state.problem, g_free);
  if (first || all.questions > 0 || all.strangers > 0)
    tell_home (self);
  return TRUE;
}

static gboolean
socket_cb (int fd, GIOCondition condition, gpointer data)
{
  CtLine *self = data;
  g_autoptr (GError) error = NULL;
  gboolean told;

  if (!ct_server_book_listen (self->server, &told, &error))
    fail (self, error);
  else if (told)
    exchange (self);
  return G_SOURCE_CONTINUE; /* where it was destroyed, that has no effect */
}

static gboolean
set_peers (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_set_peers (book, data, error);
}

static gboolean
have_same_names (GPtrArray *before, GPtrArray *now)
{
  gboolean same = before != NULL && before->len == now->len;

  for (guint i = 0; same && i < now->len; i++)
    {
      const CtPeer *one = g_ptr_array_index (before, i), *other = g_ptr_array_index (now, i);

      same = ct_uuid_equal (&one->id, &other->id) && g_str_equal (one->label, other->label);
    }
  return same;
}

/* A sign of life, and that of the others; also what a message that was lost would have told. */
static gboolean
sign_cb (gpointer data)
{
  CtLine *self = data;
  g_autoptr (GError) error = NULL;
  GPtrArray *peers = NULL;

  if (ct_server_peers_sign (self->server, &error))
    peers = ct_server_peers_list (self->server, &self->pharmacy, &error);
  if (peers == NULL)
    {
      fail (self, error);
      return G_SOURCE_REMOVE;
    }
  /* Names before the records that bear them. */
  if (!have_same_names (self->state.peers, peers) && !ct_store_call (self->store, set_peers, peers, &error))
    {
      g_ptr_array_unref (peers);
      fail (self, error);
      return G_SOURCE_REMOVE;
    }
  g_clear_pointer (&self->state.peers, g_ptr_array_unref);
  self->state.peers = peers;
  if (!exchange (self))
    return G_SOURCE_REMOVE;
  tell_home (self);
  start_timer (self, SIGN_S * 1000, sign_cb);
  return G_SOURCE_REMOVE;
}

static void
start_timer (CtLine *self, guint ms, GSourceFunc func)
{
  clear_source (&self->timer);
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, func, self, NULL);
  g_source_attach (self->timer, self->context);
}

static gboolean
get_counter (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_get_counter (book, data, error);
}

/* The login says which vault and which workstation the server takes us for. */
static gboolean
is_ours (CtLine *self, CtServer *server, const CtCounter *counter, GError **error)
{
  CtUuid workstation;
  g_autofree char *name = NULL;

  if (!ct_server_book_open (server, &self->pharmacy, &workstation, error))
    return FALSE;
  name = ct_uuid_format (&self->pharmacy);
  if (g_str_has_prefix (name, self->vault) && ct_uuid_equal (&workstation, &counter->workstation))
    return TRUE;
  g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_FOREIGN, "the server takes this counter for another one: join it again");
  return FALSE;
}

static gboolean
connect_cb (gpointer data)
{
  CtLine *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CtServerAddress) address = NULL;
  g_autoptr (CtServer) server = NULL;
  CtCounter counter;

  if (ct_store_call (self->store, get_counter, &counter, &error))
    address = ct_membership_address (self->url, self->ca_file, &counter.workstation, &error);
  if (address != NULL)
    server = ct_server_connect (address, self->password, self->cancellable, &error);
  if (server == NULL || !is_ours (self, server, &counter, &error) || !ct_succession_follow (self->store, server, &error)
      || !ct_exchange_begin (self->store, server, &error))
    {
      fail (self, error);
      return G_SOURCE_REMOVE;
    }
  self->failures = 0;
  self->server = g_steal_pointer (&server);
  self->state.open = TRUE;
  set_fd (self, ct_server_book_get_fd (self->server));
  self->socket = g_unix_fd_source_new (self->fd, G_IO_IN | G_IO_HUP | G_IO_ERR);
  g_source_set_callback (self->socket, G_SOURCE_FUNC (socket_cb), self, NULL);
  g_source_attach (self->socket, self->context);
  g_atomic_int_set (&self->open, TRUE);
  sign_cb (self);
  return G_SOURCE_REMOVE;
}

static gpointer
line_main (gpointer data)
{
  g_autoptr (CtLine) self = data;

  g_main_context_push_thread_default (self->context);
  start_timer (self, 0, connect_cb);
  g_main_loop_run (self->loop);
  hang_up (self);
  while (g_main_context_iteration (self->context, FALSE))
    ; /* whoever asked meanwhile hears that it is away */
  g_main_context_pop_thread_default (self->context);
  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->over);
  g_mutex_unlock (&self->lock);
  return NULL;
}

/* ---- thread: what it is asked for ---- */

static gboolean
nudge_cb (gpointer data)
{
  CtLine *self = data;

  g_atomic_int_set (&self->nudged, FALSE);
  if (self->server != NULL)
    exchange (self);
  return G_SOURCE_REMOVE;
}

typedef struct
{
  CtLine        *line;
  CtServerClaim  claim;
  CtServerGrant  grant;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  ct_server_grant_clear (&question->grant);
  ct_line_unref (question->line);
  g_free (question);
}

/* The server has to know of a record before it can say who sends it. */
static gboolean
claim_cb (gpointer data)
{
  GTask *task = data;
  Question *question = g_task_get_task_data (task);
  CtLine *self = question->line;
  g_autoptr (GError) error = NULL;

  if (self->server == NULL || !exchange (self))
    g_set_error_literal (&error, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY, "the server is away");
  else if (!ct_server_claims_take (self->server, &question->claim, &question->grant, &error))
    fail (self, error);
  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
  return G_SOURCE_REMOVE;
}

typedef struct
{
  CtLine    *line;
  CtBreaker  breaker;
} Report;

static void
report_free (gpointer data)
{
  ct_line_unref (((Report *) data)->line);
  g_free (data);
}

static gboolean
breaker_cb (gpointer data)
{
  Report *report = data;
  g_autoptr (GError) error = NULL;

  if (report->line->server != NULL && !ct_server_claims_set_breaker (report->line->server, &report->breaker, &error))
    fail (report->line, error);
  return G_SOURCE_REMOVE;
}

static gboolean
last_cb (gpointer data)
{
  CtLine *self = data;

  if (self->server != NULL)
    exchange (self);
  g_main_loop_quit (self->loop);
  return G_SOURCE_REMOVE;
}

/* ---- home ---- */

/**
 * ct_line_new:
 * @store: open; what is shared, and joined to the server
 * @url: of the server, without a role
 * @ca_file: "" for the system's authorities
 * @password: of this workstation's role
 * @vault: the first eight characters of the vault's UUID: the pharmacy's, there
 * @tell: whenever something is different, and with each sign of life
 *
 * Returns: (transfer full): connecting; for ct_line_close()
 */
CtLine *
ct_line_new (CtStore *store, const char *url, const char *ca_file, CtSecretBytes *password, const char *vault, CtLineFunc tell,
             gpointer data)
{
  CtLine *self = g_new0 (CtLine, 1);

  g_atomic_ref_count_init (&self->references);
  self->store = g_object_ref (store);
  self->context = g_main_context_new ();
  self->home = g_main_context_ref_thread_default ();
  self->loop = g_main_loop_new (self->context, FALSE);
  g_mutex_init (&self->lock);
  g_cond_init (&self->over);
  self->cancellable = g_cancellable_new ();
  self->fd = -1;
  self->url = g_strdup (url);
  self->ca_file = g_strdup (ca_file);
  self->password = ct_secret_bytes_ref (password);
  self->vault = g_strdup (vault);
  self->tell = tell;
  self->data = data;
  g_thread_unref (g_thread_new ("ct-share", line_main, ct_line_ref (self)));
  return self;
}

/* Under the lock. */
static void
wait_for_end (CtLine *self, gint64 us)
{
  gint64 end = g_get_monotonic_time () + us;

  while (!self->ended && g_cond_wait_until (&self->over, &self->lock, end))
    ;
}

/**
 * ct_line_close:
 *
 * Brings what was typed last to the server, where it answers in time; tells nothing any more.
 * Waits for that, so that nothing of it goes on while the program ends, but not for ever: a name
 * that is being looked up cannot be interrupted.
 */
void
ct_line_close (CtLine *self)
{
  if (self->closed)
    return;
  self->closed = TRUE;
  post (self->context, last_cb, ct_line_ref (self), (GDestroyNotify) ct_line_unref);
  g_mutex_lock (&self->lock);
  if (g_atomic_int_get (&self->open))
    wait_for_end (self, LAST_US);
  g_cancellable_cancel (self->cancellable);
  if (!self->ended && self->fd >= 0)
    shutdown (self->fd, SHUT_RDWR); /* whatever it waits for ends */
  wait_for_end (self, LAST_US);
  g_mutex_unlock (&self->lock);
}

/**
 * ct_line_nudge:
 *
 * Something here is to go to the server.
 */
void
ct_line_nudge (CtLine *self)
{
  if (!self->closed && g_atomic_int_get (&self->open) && g_atomic_int_compare_and_exchange (&self->nudged, FALSE, TRUE))
    post (self->context, nudge_cb, ct_line_ref (self), (GDestroyNotify) ct_line_unref);
}

/**
 * ct_line_set_breaker:
 *
 * What an answer of the service makes of the breaker of all counters.
 */
void
ct_line_set_breaker (CtLine *self, const CtBreaker *breaker)
{
  Report *report;

  if (self->closed || !g_atomic_int_get (&self->open))
    return;
  report = g_new0 (Report, 1);
  report->line = ct_line_ref (self);
  report->breaker = *breaker;
  post (self->context, breaker_cb, report, report_free);
}

/**
 * ct_line_claim_async:
 *
 * Asks what may be sent from here; at once %CT_SERVER_ERROR_AWAY while the server is away.
 */
void
ct_line_claim_async (CtLine *self, const CtServerClaim *claim, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (NULL, NULL, callback, data);
  Question *question = g_new0 (Question, 1);

  question->line = ct_line_ref (self);
  question->claim = *claim;
  g_task_set_task_data (task, question, question_free);
  if (self->closed || !g_atomic_int_get (&self->open))
    {
      g_task_return_new_error (task, CT_SERVER_ERROR, CT_SERVER_ERROR_AWAY, "the server is away");
      g_object_unref (task);
    }
  else
    post (self->context, claim_cb, task, g_object_unref);
}

/**
 * ct_line_claim_finish:
 * @grant: (out caller-allocates): for ct_server_grant_clear(), whatever is returned
 */
gboolean
ct_line_claim_finish (GAsyncResult *result, CtServerGrant *grant, GError **error)
{
  Question *question = g_task_get_task_data (G_TASK (result));

  *grant = question->grant;
  question->grant.records = NULL;
  return g_task_propagate_boolean (G_TASK (result), error);
}
