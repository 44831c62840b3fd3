/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What a session does to work with other counters: founds, invites, shuts out, and joins
 * (ct-membership.c), each in a thread. The settings then say where the server is; a session
 * opened after that shares. */

#define G_LOG_DOMAIN "ct-session"

#include "config.h"

#include "ct-session-share.h"

#include "ct-invitation.h"
#include "ct-membership.h"
#include "ct-recovery-code.h"
#include "ct-session-private.h"
#include "ct-succession.h"
#include "ct-thread.h"

#include <string.h>

typedef struct
{
  CtSession       *session; /* the task's source */
  CtStore         *store;
  CtServerAddress *address; /* of who administers, or of who comes */
  CtSecretBytes   *secret;  /* the administrator's password, or the code */
  char            *label;
  gboolean         put_back;
  CtArrivalByCode  arrival;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_object (&job->store);
  g_clear_pointer (&job->address, ct_server_address_free);
  g_clear_pointer (&job->secret, ct_secret_bytes_unref);
  g_free (job->label);
  ct_arrival_by_code_clear (&job->arrival);
  g_free (job);
}

/* Who administers, by name where there are names. */
static gboolean
may (CtSession *self, GTask *task)
{
  CtPeople *people = ct_session_get_people (self);

  if (people == NULL || ct_people_may (people, CT_ROLE_ADMINISTERS))
    return TRUE;
  g_task_return_new_error (task, CT_SESSION_ERROR, CT_SESSION_ERROR_RIGHT, "only who administers may do this");
  return FALSE;
}

static gboolean
label_is_good (const char *label, GError **error)
{
  if (*label != '\0' && g_utf8_validate (label, -1, NULL) && g_utf8_strlen (label, -1) <= CT_PEER_LABEL_MAX)
    return TRUE;
  g_set_error (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "a counter's name has 1 to %d characters, such as “Comptoir 2”", CT_PEER_LABEL_MAX);
  return FALSE;
}

/* Takes @address. */
static Job *
job_new (CtSession *self, CtServerAddress *address, const char *label, const char *password)
{
  Job *job = g_new0 (Job, 1);

  job->session = self;
  job->store = g_object_ref (ct_session_get_store (self));
  job->address = address;
  job->label = g_strdup (label);
  job->secret = ct_secret_bytes_new (password, strlen (password));
  return job;
}

static void
answer (GTask *task, gboolean good, GError *error)
{
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The settings know the server from now on. */
static void
keep_address (CtSession *self, const CtServerAddress *address)
{
  CtSetup *setup = ct_session_get_setup (self);

  g_free (setup->server_url);
  setup->server_url = ct_membership_strip (address);
  g_free (setup->server_ca_file);
  setup->server_ca_file = g_strdup (address->ca_file != NULL ? address->ca_file : "");
  ct_setup_save (setup, ct_session_is_practice (self));
}

/* ---- founding ---- */

static void
found_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_membership_found (job->store, job->address, job->secret, job->label, &error);

  answer (task, good, error);
}

/**
 * ct_session_found_async:
 * @url: with the role of who administers the server
 * @ca_file: (nullable): that vouches for it
 * @label: what this counter is called
 * @password: of that role
 *
 * Makes this counter the first of those that share. On an open session; finish with
 * ct_session_share_finish().
 */
void
ct_session_found_async (CtSession *self, const char *url, const char *ca_file, const char *label, const char *password,
                        GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GError *error = NULL;
  CtServerAddress *address = may (self, task) ? ct_membership_address (url, ca_file, NULL, &error) : NULL;

  g_task_set_source_tag (task, ct_session_found_async);
  if (address == NULL || !label_is_good (label, &error))
    {
      g_clear_pointer (&address, ct_server_address_free);
      if (error != NULL)
        g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, job_new (self, address, label, password), job_free);
  ct_thread_run (task, found_job);
}

static void
migrate_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_membership_migrate (job->address, job->secret, job->put_back, &error);

  answer (task, good, error);
}

/**
 * ct_session_migrate_async:
 * @url: with the role of who administers the server
 * @ca_file: (nullable)
 * @password: of that role
 * @put_back: the database was put back to an earlier day: counters tell it what they have
 *
 * Brings the server to this version; the session need not be open. Finish with
 * ct_session_share_finish().
 */
void
ct_session_migrate_async (CtSession *self, const char *url, const char *ca_file, const char *password, gboolean put_back,
                          GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GError *error = NULL;
  Job *job;
  CtServerAddress *address = ct_membership_address (url, ca_file, NULL, &error);

  if (address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  job = job_new (self, address, "", password);
  job->put_back = put_back;
  g_task_set_task_data (task, job, job_free);
  ct_thread_run (task, migrate_job);
}

/* ---- inviting and shutting out ---- */

static CtServerAddress *
admin_address (CtSession *self, const char *admin, GError **error)
{
  const CtSetup *setup = ct_session_get_setup (self);
  CtServerAddress *address;

  if (*setup->server_url == '\0')
    {
      g_set_error_literal (error, CT_SERVER_ERROR, CT_SERVER_ERROR_REFUSED, "this counter works alone: begin with comptoirctl server init");
      return NULL;
    }
  address = ct_membership_address (setup->server_url, setup->server_ca_file, NULL, error);
  if (address != NULL)
    {
      g_free (address->role);
      address->role = g_strdup (admin);
    }
  return address;
}

static void
invite_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  CtSecretBytes *code = ct_membership_invite (job->store, job->address, job->secret, job->label, &error);

  if (code != NULL)
    g_task_return_pointer (task, code, (GDestroyNotify) ct_secret_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
shut_out_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_succession_shut_out (job->store, job->address, job->secret, job->label, &error);

  answer (task, good, error);
}

static void
run_as_admin (CtSession *self, const char *admin, const char *label, const char *password, GTaskThreadFunc func,
              GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  GError *error = NULL;
  CtServerAddress *address = may (self, task) ? admin_address (self, admin, &error) : NULL;

  if (address == NULL || !label_is_good (label, &error))
    {
      g_clear_pointer (&address, ct_server_address_free);
      if (error != NULL)
        g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, job_new (self, address, label, password), job_free);
  ct_thread_run (task, func);
}

/**
 * ct_session_invite_async:
 * @admin: the role of who administers the server
 * @label: what the counter to come is called
 * @password: of that role
 */
void
ct_session_invite_async (CtSession *self, const char *admin, const char *label, const char *password, GAsyncReadyCallback callback,
                         gpointer data)
{
  run_as_admin (self, admin, label, password, invite_job, callback, data);
}

/**
 * ct_session_invite_finish:
 *
 * Returns: (transfer full) (nullable): the code to be typed at that counter within a day
 */
CtSecretBytes *
ct_session_invite_finish (CtSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ct_session_shut_out_async:
 * @label: of the counter, or its identifier
 *
 * See ct_succession_shut_out(); finish with ct_session_share_finish().
 */
void
ct_session_shut_out_async (CtSession *self, const char *admin, const char *label, const char *password, GAsyncReadyCallback callback,
                           gpointer data)
{
  run_as_admin (self, admin, label, password, shut_out_job, callback, data);
}

/* ---- joining ---- */

static void
stay_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_membership_stay (job->store, &job->arrival, &error);

  answer (task, good, error);
}

static void
on_adopted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (ct_vault_keys_finish (ct_session_get_keys (job->session), result, &error))
    ct_thread_run (task, stay_job);
  else
    g_task_return_error (task, error);
}

static void
on_arrived_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    ct_vault_keys_adopt_async (ct_session_get_keys (job->session), &job->arrival.vault, job->arrival.master, on_adopted_cb,
                               g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
arrive_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_membership_arrive (job->address, job->secret, &job->arrival, &error);

  answer (task, good, error);
}

/**
 * ct_session_join_async:
 * @url: of the server
 * @ca_file: (nullable)
 * @code: as it was typed
 *
 * Comes to the records of other counters, by the code of an invitation: on a session that is
 * not open, where there are no others. Finish with ct_session_share_finish().
 */
void
ct_session_join_async (CtSession *self, const char *url, const char *ca_file, const char *code, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, data);
  g_autoptr (GTask) arriving = NULL;
  g_autoptr (CtSecretBytes) secret = NULL;
  GError *error = NULL;
  CtUuid workstation;
  Job *job;
  guint group;

  g_task_set_source_tag (task, ct_session_join_async);
  secret = ct_recovery_code_parse (code, &group, &error);
  if (secret == NULL)
    {
      g_clear_error (&error);
      g_task_return_new_error (task, CT_SESSION_ERROR, CT_SESSION_ERROR_CODE,
                               "this is no invitation's code: nine groups of four characters, one of them wrong or missing");
      return;
    }
  job = g_new0 (Job, 1);
  g_task_set_task_data (task, job, job_free);
  job->session = self;
  job->store = g_object_ref (ct_session_get_store (self));
  job->secret = g_steal_pointer (&secret);
  workstation = ct_invitation_workstation (job->secret);
  job->address = ct_membership_address (url, ca_file, &workstation, &error);
  if (job->address == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  arriving = g_task_new (self, NULL, on_arrived_cb, g_object_ref (task));
  g_task_set_task_data (arriving, job, NULL);
  ct_thread_run (arriving, arrive_job);
}

/**
 * ct_session_share_finish:
 *
 * Of founding, migrating, shutting out and joining.
 */
gboolean
ct_session_share_finish (CtSession *self, GAsyncResult *result, GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  gpointer tag = g_task_get_source_tag (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (tag == ct_session_found_async || tag == ct_session_join_async)
    keep_address (self, job->address);
  return TRUE;
}
