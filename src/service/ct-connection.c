/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The way to the service, tried before the first result depends on it: it is looked up, it
 * proves who it is, we log in. And the key pair by which we may do so. */

#include "config.h"

#include "ct-connection.h"

#include "ct-client.h"
#include "ct-credential.h"
#include "ct-session-private.h"
#include "ct-thread.h"

typedef struct
{
  CtSetup       *setup;
  CtSecretBytes *credential;
  CtConnection   found;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  ct_setup_free (job->setup);
  g_clear_pointer (&job->credential, ct_secret_bytes_unref);
  g_free (job);
}

/* ---- a thread of its own ---- */

static CtConnection
meaning (const CtAnswer *problem)
{
  if (problem == NULL)
    return CT_CONNECTION_GOOD;
  switch (problem->kind)
    {
    case CT_ANSWER_LOGIN:
      return CT_CONNECTION_LOGIN;
    case CT_ANSWER_SETTINGS:
      return CT_CONNECTION_SETTINGS;
    case CT_ANSWER_DISTRUST:
      return CT_CONNECTION_DISTRUST;
    case CT_ANSWER_ACCEPTED:
    case CT_ANSWER_REFUSED:
    case CT_ANSWER_LATER:
    case CT_ANSWER_UNKNOWN:
    case CT_ANSWER_CONFLICT:
      break;
    }
  return CT_CONNECTION_AWAY;
}

/* On a connection of its own, which never leaves this thread. */
static void
check_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  CtClient *client = ct_client_new (job->setup->service_url, job->setup->client_id, job->setup->ca_file, job->credential);
  g_autoptr (CtAnswer) problem = NULL;

  ct_client_set_pin (client, job->setup->pin);
  problem = ct_client_check (client);
  job->found = meaning (problem);
  ct_client_free (client);
  g_task_return_boolean (task, TRUE);
}

static void
make_key_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  CtSecretBytes *key = ct_credential_make_key ();

  if (key != NULL)
    g_task_return_pointer (task, key, (GDestroyNotify) ct_secret_bytes_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "no key can be made on this machine");
}

/* ---- main ---- */

/**
 * ct_connection_check_async:
 * @session: open
 *
 * By the set-up as it is kept. Half a minute at the most.
 */
void
ct_connection_check_async (CtSession *session, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  CtSecretBytes *credential = ct_session_get_credential (session);
  Job *job = g_new0 (Job, 1);

  job->setup = ct_setup_copy (ct_session_get_setup (session));
  g_task_set_task_data (task, job, job_free);
  if (credential == NULL || ct_setup_problem (job->setup) != NULL)
    {
      job->found = CT_CONNECTION_NO_LOGIN;
      g_task_return_boolean (task, TRUE);
      return;
    }
  job->credential = ct_secret_bytes_ref (credential);
  ct_thread_run (task, check_job);
}

CtConnection
ct_connection_check_finish (GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
  return ((Job *) g_task_get_task_data (G_TASK (result)))->found;
}

static void
on_set_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (ct_session_set_up_finish (CT_SESSION (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_key_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;
  g_autoptr (CtSecretBytes) key = g_task_propagate_pointer (G_TASK (result), &error);
  Job *job = g_task_get_task_data (task);

  if (key != NULL)
    {
      ct_session_set_up_async (CT_SESSION (source), job->setup, ct_secret_bytes_text (key), on_set_up_cb, task);
      return;
    }
  g_task_return_error (task, error);
  g_object_unref (task);
}

/**
 * ct_connection_set_up_by_key_async:
 * @session: open
 * @setup: without a ct_setup_problem()
 *
 * Makes a key pair, and keeps its private half in the keyring; ct_session_dup_public_key()
 * is what the service has to know.
 */
void
ct_connection_set_up_by_key_async (CtSession *session, const CtSetup *setup, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (session, NULL, callback, data);
  g_autoptr (GTask) making = g_task_new (session, NULL, on_key_cb, task);
  Job *job = g_new0 (Job, 1);

  job->setup = ct_setup_copy (setup);
  g_task_set_task_data (task, job, job_free);
  ct_thread_run (making, make_key_job);
}

gboolean
ct_connection_set_up_by_key_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
