/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The wire ends at a byte, of the handshake, of the request or of the answer: real
 * TLS to a real service through a proxy that cuts it. What was said of each sending
 * is compared with what the service holds. And a wire on which nothing moves any more:
 * the sender gives up in time. */

#include "ct-fhir.h"
#include "ct-gateway.h"

#include "cut-proxy.h"
#include "practice.h"
#include "promise.h"
#include "sample.h"
#include "submit.h"
#include "wait.h"

#include <stdlib.h>
#include <string.h>

#define BATCH 1500 /* sendings to one service */

static GBytes *
body_with_lot (const char *lot)
{
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (CtRecord) record = NULL;
  g_autoptr (CtProfessional) professional =
    ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_autoptr (GDateTime) now = sample_now ();
  CtUuid uuid = ct_uuid_random ();

  ct_entry_set (entry, CT_FIELD_LOT, lot);
  record = sample_record (entry);
  return ct_fhir_encode (record, professional, &uuid, 1, now);
}

static CtAnswer *
submit (CtGateway *gateway, GBytes *body)
{
  return submit_one (gateway, body, NULL, FALSE);
}

static guint16
port_of (const char *base_url)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);

  return (guint16) g_uri_get_port (uri);
}

static CtGateway *
gateway_through (Practice *practice, CutProxy *proxy)
{
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/fhir", cut_proxy_port (proxy));
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_new (practice->client_secret, strlen (practice->client_secret));

  return ct_gateway_new (url, practice->client_id, practice->ca_file, secret);
}

/* ---- cut at a byte ---- */

typedef struct
{
  char        *lot;
  CtAnswerKind kind;
  gboolean     exposed;
  CutKind      cut;
  gboolean     upwards;
  gint64       at;
} Sending;

static void
sending_clear (gpointer data)
{
  g_free (((Sending *) data)->lot);
}

static void
compare (Promise *promise, Practice *practice, GArray *sendings)
{
  g_autoptr (JsonNode) results = practice_get (practice, "/practice/results");
  g_autofree char *text = json_to_string (results, FALSE);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) parts = g_strsplit (text, "\"lotNumber\":\"", -1);

  for (guint i = 1; i < g_strv_length (parts); i++)
    g_hash_table_add (there, g_strndup (parts[i], strcspn (parts[i], "\"")));
  for (guint i = 0; i < sendings->len; i++)
    {
      const Sending *sending = &g_array_index (sendings, Sending, i);
      gboolean taken = g_hash_table_contains (there, sending->lot);
      /* What the service holds is accepted or unknown; what was said not to be taken is not there. */
      gboolean truth = taken ? sending->kind == CT_ANSWER_ACCEPTED || sending->kind == CT_ANSWER_UNKNOWN
                             : sending->kind == CT_ANSWER_LATER || sending->kind == CT_ANSWER_UNKNOWN;

      promise_check (promise, truth && (sending->exposed || !taken), "cut %s at byte %" G_GINT64_FORMAT ", way %u: kind %u, %s, %s",
                     sending->upwards ? "up" : "down", sending->at, sending->cut, sending->kind,
                     sending->exposed ? "bytes left" : "no byte left", taken ? "and it is there" : "and it is not there");
    }
}

/* Sends once for each of some bytes of one connection. */
static void
cut_batch (Promise *promise, guint64 stride, guint64 *position, gboolean *done, guint kinds[])
{
  Practice *practice = practice_start ();
  CutProxy *proxy = cut_proxy_new (port_of (practice->base_url));
  CtGateway *gateway = gateway_through (practice, proxy);
  g_autoptr (GArray) sendings = g_array_new (FALSE, FALSE, sizeof (Sending));
  g_autoptr (GBytes) first = body_with_lot ("FIRST");
  g_autoptr (CtAnswer) whole = submit (gateway, first);
  gint64 up, down;

  g_array_set_clear_func (sendings, sending_clear);
  g_assert_cmpint (whole->kind, ==, CT_ANSWER_ACCEPTED);
  cut_proxy_count (proxy, &up, &down);
  for (; !*done && sendings->len < BATCH; *position += stride)
    {
      gboolean upwards = (gint64) (*position / 2) < up;
      Sending sending = { g_strdup_printf ("CUT%u", sendings->len), 0, FALSE, *position % 2 == 0 ? CUT_FIN : CUT_RESET, upwards,
                          (gint64) (*position / 2) - (upwards ? 0 : up) };
      g_autoptr (GBytes) body = body_with_lot (sending.lot);
      g_autoptr (CtAnswer) answer = NULL;

      /* The connection before is kept: the plan is for a new one. */
      ct_gateway_free (gateway);
      *done = (gint64) (*position / 2) >= up + down;
      cut_proxy_plan (proxy, *done ? CUT_NEVER : sending.cut, upwards, sending.at);
      gateway = gateway_through (practice, proxy);
      answer = submit (gateway, body);
      sending.kind = answer->kind;
      sending.exposed = answer->exposed;
      kinds[answer->kind]++;
      g_array_append_val (sendings, sending);
    }
  compare (promise, practice, sendings);
  ct_gateway_free (gateway);
  cut_proxy_free (proxy);
  practice_stop (practice);
}

/* @stride: every how many bytes, both ways of cutting counted; 1 for all */
static void
cut_at_bytes (Promise *promise, guint64 stride)
{
  guint kinds[CT_ANSWER_CONFLICT + 1] = { 0 };
  guint64 position = 0;
  gboolean done = FALSE;

  while (!done)
    cut_batch (promise, stride, &position, &done, kinds);
  promise_figure (promise, "%" G_GUINT64_FORMAT " bytes of a connection: %u not taken, %u unknown, %u accepted", position / 2,
                  kinds[CT_ANSWER_LATER], kinds[CT_ANSWER_UNKNOWN], kinds[CT_ANSWER_ACCEPTED]);
  promise_check (promise, kinds[CT_ANSWER_LATER] > 0 && kinds[CT_ANSWER_UNKNOWN] > 0 && kinds[CT_ANSWER_ACCEPTED] > 0,
                 "not every part of a sending was cut");
}

/* ---- nothing moves ---- */

typedef struct
{
  CutProxy  *proxy;
  CtGateway *gateway;
  GBytes    *body;
  Wait       wait;
  gint64     at;
  gboolean   upwards;
} Stalled;

static void
stalled (Promise *promise, guint64 n)
{
  Practice *practice = practice_start ();
  g_autofree Stalled *all = g_new0 (Stalled, n);
  gint64 start = g_get_monotonic_time ();

  /* At the first byte, in the handshake, before the request, in it, before the answer
   * and in it: side by side, since each takes its time. */
  for (guint64 i = 0; i < n; i++)
    {
      static const gint64 points[] = { 0, 300, 1200, 2000, 2600, 3500 };
      g_autofree char *lot = g_strdup_printf ("STALL%u", (guint) i);

      all[i].proxy = cut_proxy_new (port_of (practice->base_url));
      all[i].upwards = i % 2 == 1;
      all[i].at = points[i % G_N_ELEMENTS (points)] + (gint64) (i / G_N_ELEMENTS (points)) * 37;
      cut_proxy_plan (all[i].proxy, CUT_STALL, all[i].upwards, all[i].at);
      all[i].gateway = gateway_through (practice, all[i].proxy);
      all[i].body = body_with_lot (lot);
      submit_begin (all[i].gateway, all[i].body, NULL, FALSE, &all[i].wait);
    }
  for (guint64 i = 0; i < n; i++)
    {
      g_autoptr (CtAnswer) answer = submit_end (&all[i].wait);
      double seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

      promise_check (promise, answer->kind == CT_ANSWER_LATER || answer->kind == CT_ANSWER_UNKNOWN || answer->kind == CT_ANSWER_ACCEPTED,
                     "stalled at byte %" G_GINT64_FORMAT ": kind %u", all[i].at, answer->kind);
      promise_check (promise, seconds <= 35, "stalled at byte %" G_GINT64_FORMAT ": given up after %.1f s", all[i].at, seconds);
      ct_gateway_free (all[i].gateway);
      cut_proxy_free (all[i].proxy);
      g_bytes_unref (all[i].body);
    }
  promise_figure (promise, "the last of %" G_GUINT64_FORMAT " gave up after %.1f s", n,
                  (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  practice_stop (practice);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = {
    { "cut-at-any-byte-is-told-truly", 13, 1, cut_at_bytes },
    { "a-stalled-sender-ends", 6, 60, stalled },
  };

  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
