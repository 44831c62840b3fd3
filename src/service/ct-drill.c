/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* An outage that hurts nobody: the practice SI-DEP is told to be slow, to refuse or to
 * be dead for a while, and the counter watches what becomes of its results. The
 * service ends it by itself, even when this program is gone. */

#define G_LOG_DOMAIN "ct-gateway"

#include "config.h"

#include "ct-drill.h"

#include "ct-thread.h"
#include "ct-transport.h"

#include <string.h>

typedef struct
{
  char *url;
  char *ca_file;
  char *body;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->url);
  g_free (job->ca_file);
  g_free (job->body);
  g_free (job);
}

static char *
body_of (CtDrill drill, guint seconds)
{
  switch (drill)
    {
    case CT_DRILL_SLOW:
      return g_strdup_printf ("{\"latency_ms\":5000,\"for_seconds\":%u}", seconds);
    case CT_DRILL_REFUSING:
      return g_strdup_printf ("{\"status\":503,\"for_seconds\":%u}", seconds);
    case CT_DRILL_DEAD:
      return g_strdup_printf ("{\"drop_before\":1,\"for_seconds\":%u}", seconds);
    case CT_DRILL_NONE:
      break;
    }
  return g_strdup ("{}");
}

/* Returns: (transfer full) (nullable): NULL when that is no practice SI-DEP of this
 *   machine */
static char *
switches_of (const char *base_url)
{
  g_autoptr (GUri) uri = g_uri_parse (base_url, G_URI_FLAGS_NONE, NULL);
  g_autoptr (GInetAddress) address = uri != NULL && g_uri_get_host (uri) != NULL
                                       ? g_inet_address_new_from_string (g_uri_get_host (uri)) : NULL;
  g_autofree char *origin = NULL;

  if (address == NULL || !g_inet_address_get_is_loopback (address) || !g_str_has_suffix (base_url, "/fhir"))
    return NULL;
  origin = g_strndup (base_url, strlen (base_url) - strlen ("/fhir"));
  return g_strconcat (origin, "/practice/faults", NULL);
}

/* One request on a connection of its own, which never leaves this thread. */
static void
start_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  CtTransport *transport = ct_transport_new ();
  g_autoptr (GBytes) body = g_bytes_new (job->body, strlen (job->body));
  CtHttpRequest request = { .url = job->url, .method = "PUT", .body = body, .content_type = "application/json" };
  g_autoptr (CtHttpReply) reply = NULL;

  ct_transport_set_ca_file (transport, job->ca_file);
  reply = ct_transport_perform (transport, &request);
  ct_transport_free (transport);
  if (reply->result == CT_TRANSPORT_ANSWERED && reply->status == 200)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "the practice SI-DEP answers %u (curl %d)", reply->status,
                             reply->curl_code);
}

/**
 * ct_drill_start_async:
 * @setup: of the practice mode
 * @drill: replaces one that goes on; %CT_DRILL_NONE ends it
 * @seconds: until it ends by itself
 */
void
ct_drill_start_async (const CtSetup *setup, CtDrill drill, guint seconds, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  g_autofree char *url = switches_of (setup->service_url);
  Job *job;

  if (url == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "not the practice SI-DEP of this machine");
      return;
    }
  job = g_new0 (Job, 1);
  job->url = g_steal_pointer (&url);
  job->ca_file = g_strdup (setup->ca_file);
  job->body = body_of (drill, seconds);
  g_task_set_task_data (task, job, job_free);
  ct_thread_run (task, start_job);
}

gboolean
ct_drill_start_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
