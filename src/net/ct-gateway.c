/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Where records are sent: one linear function on one worker, which owns the client of
 * the service. */

#define G_LOG_DOMAIN "ct-gateway"

#include "config.h"

#include "ct-gateway.h"

#include "ct-amend.h"
#include "ct-client.h"
#include "ct-worker.h"

struct _CtGateway
{
  CtWorker *worker;
  CtClient *client; /* the worker's own */
};

/**
 * ct_gateway_new:
 *
 * See ct_client_new().
 */
CtGateway *
ct_gateway_new (const char *base_url, const char *client_id, const char *ca_file, CtSecretBytes *credential)
{
  CtGateway *self = g_new0 (CtGateway, 1);

  self->client = ct_client_new (base_url, client_id, ca_file, credential);
  self->worker = ct_worker_new ("ct-gateway");
  return self;
}

/**
 * ct_gateway_set_pin:
 *
 * See ct_transport_set_pin(); before anything is submitted.
 */
void
ct_gateway_set_pin (CtGateway *self, const char *pin)
{
  ct_client_set_pin (self->client, pin);
}

/**
 * ct_gateway_free:
 *
 * Cuts what is under way.
 */
void
ct_gateway_free (CtGateway *self)
{
  ct_client_abort (self->client);
  ct_worker_free (self->worker);
  ct_client_free (self->client);
  g_free (self);
}

static CtAnswer *
submit (CtGateway *self, const CtSubmission *submission)
{
  return submission->places != NULL ? ct_amend (self->client, submission->body, submission->places, submission->unsure)
                                    : ct_client_post (self->client, submission->body);
}

/* All that are first sendings, side by side, each answer in its place. */
static void
post_together (CtGateway *self, GPtrArray *submissions, GPtrArray *answers)
{
  g_autoptr (GPtrArray) bodies = g_ptr_array_new ();
  g_autoptr (GPtrArray) found = NULL;
  guint n = 0;

  for (guint i = 0; i < submissions->len; i++)
    if (((CtSubmission *) g_ptr_array_index (submissions, i))->places == NULL)
      g_ptr_array_add (bodies, ((CtSubmission *) g_ptr_array_index (submissions, i))->body);
  found = ct_client_post_all (self->client, bodies);
  for (guint i = 0; i < submissions->len; i++)
    if (((CtSubmission *) g_ptr_array_index (submissions, i))->places == NULL)
      answers->pdata[i] = g_steal_pointer (&found->pdata[n++]);
}

/* Many in the time of one. What has no answer then, such as after a token that ended, goes
 * one by one, and each gets its own. */
static GPtrArray *
submit_all (CtGateway *self, GPtrArray *submissions)
{
  GPtrArray *answers = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_answer_free);

  g_ptr_array_set_size (answers, (gint) submissions->len);
  if (submissions->len > 1)
    post_together (self, submissions, answers);
  for (guint i = 0; i < submissions->len; i++)
    if (g_ptr_array_index (answers, i) == NULL)
      answers->pdata[i] = submit (self, g_ptr_array_index (submissions, i));
  return answers;
}

/**
 * ct_submission_new:
 * @body: a frozen transaction
 * @places: (nullable): of an amendment: where the record before it is
 * @unsure: whether an attempt was made of which nobody knows what became
 */
CtSubmission *
ct_submission_new (GBytes *body, const char *places, gboolean unsure)
{
  CtSubmission *self = g_new0 (CtSubmission, 1);

  self->body = g_bytes_ref (body);
  self->places = g_strdup (places);
  self->unsure = unsure;
  return self;
}

void
ct_submission_free (CtSubmission *self)
{
  g_bytes_unref (self->body);
  g_free (self->places);
  g_free (self);
}

typedef struct
{
  CtGateway *gateway;
  GPtrArray *submissions;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_ptr_array_unref (job->submissions);
  g_free (job);
}

static void
submit_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  g_task_return_pointer (task, submit_all (job->gateway, job->submissions), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * ct_gateway_submit_async:
 * @submissions: (element-type CtSubmission): of different records; not changed from now on
 */
void
ct_gateway_submit_async (CtGateway *self, GPtrArray *submissions, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->gateway = self;
  job->submissions = g_ptr_array_ref (submissions);
  g_task_set_task_data (task, job, job_free);
  ct_worker_run (self->worker, task, submit_job);
}

/**
 * ct_gateway_submit_finish:
 *
 * Returns: (transfer full) (element-type CtAnswer): one for each, in their order
 */
GPtrArray *
ct_gateway_submit_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
