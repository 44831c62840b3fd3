/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Brings this counter and the server to the same: first what was changed here goes there, then
 * what was changed elsewhere comes in, until neither has anything for the other. Runs in a
 * thread of its own, never the store's or the main one; only what touches the disk is done in
 * the store's turn, a batch at a time, so that nobody who types waits for the server.
 *
 * Where it dies between two steps, it does them again: the server takes a change only if it was
 * made from its latest, and what comes in is one transaction with how far it was read. */

#define G_LOG_DOMAIN "ct-share"

#include "config.h"

#include "ct-exchange.h"

#define BATCH 100

typedef struct
{
  GPtrArray *rows; /* of CtSealedRow */
  CtCounter  counter;
  CtArrival  arrival;
  gint64     generation; /* of the key that the records here are under */
} Call;

static gboolean
list_outgoing (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  call->rows = ct_record_book_list_outgoing (book, BATCH, error);
  return call->rows != NULL && ct_record_book_get_counter (book, &call->counter, error)
         && ct_record_book_get_generation (book, &call->generation, error);
}

static gboolean
mark_shared (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_mark_shared (book, ((Call *) data)->rows, error);
}

static gboolean
take_in (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;
  const CtSealedRow *last = g_ptr_array_index (call->rows, call->rows->len - 1);

  return ct_record_book_take_in (book, call->rows, last->change, &call->arrival, error);
}

/* @seen: (out): the server's last change that is here
 * @left: (out): whether more is to go than was sent now */
static gboolean
send_some (CtStore *store, CtServer *server, CtExchange *report, gint64 *seen, gboolean *left, GError **error)
{
  Call call = { NULL };
  guint before = report->sent;
  gboolean good = ct_store_call (store, list_outgoing, &call, error);

  *left = FALSE;
  if (good)
    ct_server_book_set_generation (server, call.generation);
  if (good && call.rows->len > 0)
    {
      good = ct_server_book_put (server, call.rows, error) && ct_store_call (store, mark_shared, &call, error);
      for (guint i = 0; good && i < call.rows->len; i++)
        report->sent += ((CtSealedRow *) g_ptr_array_index (call.rows, i))->change != 0;
      *left = report->sent > before;
    }
  *seen = call.counter.seen;
  g_clear_pointer (&call.rows, g_ptr_array_unref);
  return good;
}

/* @left: (out): whether there may be more than was read now */
static gboolean
receive_some (CtStore *store, CtServer *server, CtExchange *report, gint64 seen, gboolean *left, GError **error)
{
  Call call = { .rows = ct_server_book_list (server, seen, BATCH, error) };
  gboolean good = call.rows != NULL;

  *left = good && call.rows->len > 0;
  if (*left)
    good = ct_store_call (store, take_in, &call, error);
  if (*left && good)
    {
      report->received += call.arrival.changed->len + call.arrival.gone->len;
      report->questions += call.arrival.questions;
      report->strangers += call.arrival.strangers;
      ct_store_tell_changed (store, call.arrival.changed);
      ct_store_tell_removed (store, call.arrival.gone);
    }
  ct_arrival_clear (&call.arrival);
  g_clear_pointer (&call.rows, g_ptr_array_unref);
  return good;
}

typedef struct
{
  CtCounter counter;
  CtUuid    epoch;
} Epoch;

static gboolean
get_counter (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_get_counter (book, &((Epoch *) data)->counter, error);
}

static gboolean
enter_epoch (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_enter_epoch (book, &((Epoch *) data)->epoch, error);
}

/**
 * ct_exchange_begin:
 * @server: open (ct_server_book_open())
 *
 * Once for each connection, before ct_exchange_run(): whether the server is the one that it was.
 */
gboolean
ct_exchange_begin (CtStore *store, CtServer *server, GError **error)
{
  Epoch epoch = { 0 };

  return ct_store_call (store, get_counter, &epoch, error) && ct_server_book_get_epoch (server, epoch.counter.seen, &epoch.epoch, error)
         && ct_store_call (store, enter_epoch, &epoch, error);
}

/**
 * ct_exchange_run:
 * @server: open (ct_server_book_open())
 * @report: (out): also of what went well before a failure
 *
 * Waits for the server and for the disk.
 */
gboolean
ct_exchange_run (CtStore *store, CtServer *server, CtExchange *report, GError **error)
{
  gboolean sent = TRUE, received = TRUE;
  gint64 seen;

  *report = (CtExchange) { 0 };
  while (sent || received)
    if (!send_some (store, server, report, &seen, &sent, error) || !receive_some (store, server, report, seen, &received, error))
      return FALSE;
  return TRUE;
}
