/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who works at this counter, and who does now. While nobody has a PIN there is no question;
 * from the first one on, somebody signs in before anything is shown.
 *
 * A wrong PIN is counted before it is checked, so that pulling the plug gives nobody a
 * further try. Checking takes a sixth of a second: on a worker of its own, behind which
 * neither saving nor sending waits. */

#define G_LOG_DOMAIN "ct-people"

#include "config.h"

#include "ct-people.h"

#include "ct-clock.h"
#include "ct-pin.h"
#include "ct-recovery-code.h"
#include "ct-seal.h"
#include "ct-store.h"
#include "ct-worker.h"

#include <string.h>

#define NOBODY "counter" /* in the audit chain, while nobody is signed in */

G_DEFINE_QUARK (ct-people-error-quark, ct_people_error)

struct _CtPeople
{
  GObject    parent_instance;
  CtStore   *store;
  CtWorker  *worker;    /* NULL once closed */
  GPtrArray *operators; /* as they were last read */
  char       current[CT_OPERATOR_INITIALS_MAX + 1]; /* empty: nobody */
  gboolean   locked;
};

G_DEFINE_FINAL_TYPE (CtPeople, ct_people, G_TYPE_OBJECT)

enum
{
  SIGNAL_CHANGED, /* they are others, or somebody else works, or nobody */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  CtPeople      *people;
  char           initials[CT_OPERATOR_INITIALS_MAX + 1];
  CtRole         role;
  CtSecretBytes *pin;       /* nullable: it stays */
  CtSecretBytes *code;      /* nullable: a recovery code, in the place of a right */
  gboolean       leaves;
  GPtrArray     *operators; /* as the disk has them now */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->pin, ct_secret_bytes_unref);
  g_clear_pointer (&job->code, ct_secret_bytes_unref);
  g_clear_pointer (&job->operators, g_ptr_array_unref);
  g_free (job);
}

/* ---- the store's worker ---- */

typedef struct
{
  GPtrArray  *operators;
  const char *verb;   /* nullable: nothing to note */
  const char *detail;
  const char *actor;  /* nullable: as before */
} Call;

static gboolean
read_operators (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  call->operators = ct_record_book_get_operators (book, error);
  return call->operators != NULL;
}

static gboolean
write_operators (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  if (call->actor != NULL)
    ct_record_book_set_actor (book, call->actor);
  return ct_record_book_set_operators (book, call->operators, call->verb, call->detail, error);
}

static gboolean
check_code (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_check_code (book, data, error);
}

/* ---- this worker ---- */

static gboolean
refuse (CtPeopleError code, const char *message, GError **error)
{
  g_set_error_literal (error, CT_PEOPLE_ERROR, (int) code, message);
  return FALSE;
}

static gboolean
load (Job *job, GError **error)
{
  Call call = { 0 };

  if (!ct_store_call (job->people->store, read_operators, &call, error))
    return FALSE;
  g_clear_pointer (&job->operators, g_ptr_array_unref);
  job->operators = call.operators;
  return TRUE;
}

static gboolean
save (Job *job, const char *verb, const char *actor, GError **error)
{
  Call call = { .operators = job->operators, .verb = verb, .detail = job->initials, .actor = actor };

  return ct_store_call (job->people->store, write_operators, &call, error);
}

static void
answer (GTask *task, gboolean good, GError *error)
{
  if (good)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
load_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean good = load (data, &error);

  answer (task, good, error);
}

static gboolean
sign_in (Job *job, GError **error)
{
  gint64 now = ct_clock_now_ms ();
  CtOperator *operator;

  if (!load (job, error))
    return FALSE;
  operator = ct_operators_find (job->operators, job->initials);
  if (operator == NULL || operator->left)
    return refuse (CT_PEOPLE_ERROR_UNKNOWN, "nobody with these initials works here", error);
  if (ct_operator_wait (operator, now) > 0)
    return refuse (CT_PEOPLE_ERROR_WAIT, "too many wrong PINs: not yet", error);
  operator->tries++;
  operator->tried_at = now;
  if (!save (job, NULL, NULL, error))
    return FALSE;
  if (!ct_pin_matches (job->pin, operator->pin))
    {
      save (job, CT_AUDIT_PIN_WRONG, NULL, NULL);
      return refuse (CT_PEOPLE_ERROR_WRONG, "not their PIN", error);
    }
  operator->tries = 0;
  return save (job, CT_AUDIT_SIGNED_IN, operator->initials, error);
}

static void
sign_in_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean good = sign_in (data, &error);

  answer (task, good, error);
}

/* Whoever is first administers: nobody else could. */
static gboolean
has_administrator (GPtrArray *operators, GError **error)
{
  return ct_operators_count (operators, CT_ROLE_ENTERS) == 0 || ct_operators_count (operators, CT_ROLE_ADMINISTERS) > 0
         || refuse (CT_PEOPLE_ERROR_LAST, "somebody has to administer", error);
}

static gboolean
set (Job *job, GError **error)
{
  g_autofree char *hash = job->pin != NULL ? ct_pin_hash (job->pin) : NULL;
  CtOperator *operator;
  gboolean is_new;

  if (!load (job, error))
    return FALSE;
  operator = ct_operators_find (job->operators, job->initials);
  is_new = operator == NULL;
  if ((is_new || job->pin != NULL) && hash == NULL)
    return refuse (job->pin != NULL ? CT_PEOPLE_ERROR_FAILED : CT_PEOPLE_ERROR_PIN, "there is no PIN to keep", error);
  if (!is_new && operator->left)
    return refuse (CT_PEOPLE_ERROR_INITIALS, "somebody who worked here had these initials", error);
  if (is_new)
    {
      operator = ct_operator_new (job->initials, job->role, hash);
      g_ptr_array_add (job->operators, operator);
    }
  operator->role = job->role;
  if (hash != NULL)
    {
      g_free (operator->pin);
      operator->pin = g_steal_pointer (&hash);
      operator->tries = 0;
    }
  return has_administrator (job->operators, error) && save (job, is_new ? CT_AUDIT_ADDED : CT_AUDIT_CHANGED, NULL, error);
}

static gboolean
remove_one (Job *job, GError **error)
{
  CtOperator *operator;

  if (!load (job, error))
    return FALSE;
  operator = ct_operators_find (job->operators, job->initials);
  if (operator == NULL || operator->left)
    return refuse (CT_PEOPLE_ERROR_UNKNOWN, "nobody with these initials works here", error);
  operator->left = TRUE;
  g_free (operator->pin);
  operator->pin = g_strdup ("");
  return has_administrator (job->operators, error) && save (job, CT_AUDIT_LEFT, NULL, error);
}

/* Every PIN is forgotten: whoever holds the paper answers for these records. */
static gboolean
set_by_code (Job *job, GError **error)
{
  g_autoptr (GError) cause = NULL;
  const CtOperator *operator;

  if (!ct_store_call (job->people->store, check_code, job->code, &cause))
    return refuse (cause->domain == CT_SEAL_ERROR || g_error_matches (cause, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND) ? CT_PEOPLE_ERROR_CODE
                                                                                                                       : CT_PEOPLE_ERROR_FAILED,
                   cause->message, error);
  if (!load (job, error))
    return FALSE;
  operator = ct_operators_find (job->operators, job->initials);
  return (operator != NULL && !operator->left) || refuse (CT_PEOPLE_ERROR_UNKNOWN, "nobody with these initials works here", error)
           ? set (job, error)
           : FALSE;
}

static void
set_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = job->leaves ? remove_one (job, &error) : job->code != NULL ? set_by_code (job, &error) : set (job, &error);

  answer (task, good, error);
}

/* ---- main ---- */

static void
ct_people_dispose (GObject *object)
{
  CtPeople *self = CT_PEOPLE (object);

  ct_people_close (self);
  g_clear_object (&self->store);
  g_clear_pointer (&self->operators, g_ptr_array_unref);
  G_OBJECT_CLASS (ct_people_parent_class)->dispose (object);
}

static void
ct_people_class_init (CtPeopleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_people_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", CT_TYPE_PEOPLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_people_init (CtPeople *self)
{
  self->operators = ct_operators_new ();
  self->worker = ct_worker_new ("ct-people");
}

/**
 * ct_people_new:
 * @store: of an open vault
 */
CtPeople *
ct_people_new (CtStore *store)
{
  CtPeople *self = g_object_new (CT_TYPE_PEOPLE, NULL);

  self->store = g_object_ref (store);
  return self;
}

/**
 * ct_people_close:
 *
 * Before the store is closed: a PIN that is being checked is answered first.
 */
void
ct_people_close (CtPeople *self)
{
  g_clear_pointer (&self->worker, ct_worker_free);
}

static GTask *
begin (CtPeople *self, const char *initials, const char *pin, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  job->people = self;
  g_strlcpy (job->initials, initials, sizeof job->initials);
  if (pin != NULL)
    job->pin = ct_secret_bytes_new (pin, strlen (pin));
  g_task_set_task_data (task, job, job_free);
  return task;
}

/* Takes @task. */
static void
run (CtPeople *self, GTask *task, GTaskThreadFunc func)
{
  g_task_set_source_tag (task, func);
  if (self->worker != NULL)
    ct_worker_run (self->worker, task, func);
  else
    g_task_return_new_error (task, CT_PEOPLE_ERROR, CT_PEOPLE_ERROR_FAILED, "closed");
  g_object_unref (task);
}

/**
 * ct_people_load_async:
 *
 * Reads who works here; where somebody has a PIN, it is locked then. Finish with
 * ct_people_finish().
 */
void
ct_people_load_async (CtPeople *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, begin (self, "", NULL, callback, data), load_job);
}

/**
 * ct_people_get_operators:
 *
 * Returns: (transfer none) (element-type CtOperator): also who works here no more
 */
GPtrArray *
ct_people_get_operators (CtPeople *self)
{
  return self->operators;
}

/**
 * ct_people_get_current:
 *
 * Returns: (transfer none) (nullable): who is signed in
 */
const CtOperator *
ct_people_get_current (CtPeople *self)
{
  return *self->current != '\0' && !self->locked ? ct_operators_find (self->operators, self->current) : NULL;
}

/**
 * ct_people_is_guarded:
 *
 * Returns: whether somebody has a PIN
 */
gboolean
ct_people_is_guarded (CtPeople *self)
{
  return ct_operators_count (self->operators, CT_ROLE_ENTERS) > 0;
}

gboolean
ct_people_is_locked (CtPeople *self)
{
  return self->locked;
}

/**
 * ct_people_may:
 *
 * Returns: whether who works now may as much as @role; anybody may anything while nobody
 *   has a PIN
 */
gboolean
ct_people_may (CtPeople *self, CtRole role)
{
  const CtOperator *current = ct_people_get_current (self);

  return ct_people_is_guarded (self) ? current != NULL && current->role >= role : TRUE;
}

/**
 * ct_people_lock:
 *
 * Nobody works any more: what is shown is to leave the screen.
 */
void
ct_people_lock (CtPeople *self)
{
  if (self->locked)
    return;
  self->locked = TRUE;
  ct_store_note (self->store, CT_AUDIT_LOCKED, NULL);
  if (ct_people_is_guarded (self))
    ct_store_set_actor (self->store, NOBODY);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ct_people_unlock:
 *
 * Returns: FALSE where somebody has to sign in
 */
gboolean
ct_people_unlock (CtPeople *self)
{
  if (ct_people_is_guarded (self))
    return FALSE;
  self->locked = FALSE;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

/**
 * ct_people_sign_in_async:
 * @initials: of whom, as capitals
 *
 * Who is signed in stays so until it was right. Finish with ct_people_finish().
 */
void
ct_people_sign_in_async (CtPeople *self, const char *initials, const char *pin, GAsyncReadyCallback callback, gpointer data)
{
  run (self, begin (self, initials, pin, callback, data), sign_in_job);
}

/* Takes @task. */
static gboolean
is_refused (CtPeople *self, GTask *task, const char *initials, const char *pin)
{
  char checked[CT_OPERATOR_INITIALS_MAX + 1];
  const char *message = NULL;
  CtPeopleError code = CT_PEOPLE_ERROR_RIGHT;

  if (!ct_people_may (self, CT_ROLE_ADMINISTERS) || self->locked)
    message = "only who administers may do this";
  else if (!ct_operator_initials (initials, checked) || !g_str_equal (checked, initials))
    {
      code = CT_PEOPLE_ERROR_INITIALS;
      message = "these are no initials";
    }
  else if (pin != NULL && ct_operator_check_pin (pin) != CT_PIN_GOOD)
    {
      code = CT_PEOPLE_ERROR_PIN;
      message = "this PIN is not to be taken";
    }
  if (message == NULL)
    return FALSE;
  g_task_return_new_error (task, CT_PEOPLE_ERROR, (int) code, "%s", message);
  g_object_unref (task);
  return TRUE;
}

/**
 * ct_people_set_async:
 * @initials: as capitals; nobody's yet: somebody begins to work here
 * @pin: (nullable): NULL to keep the one there
 *
 * Whoever is the first to have a PIN is signed in with it. Finish with ct_people_finish().
 */
void
ct_people_set_async (CtPeople *self, const char *initials, CtRole role, const char *pin, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (self, initials, pin, callback, data);

  ((Job *) g_task_get_task_data (task))->role = role;
  if (!is_refused (self, task, initials, pin))
    run (self, task, set_job);
}

/**
 * ct_people_set_pin_by_code_async:
 * @code: the recovery code, as it was typed
 * @initials: of somebody who works here, as capitals; they administer from now on
 *
 * For the day on which no PIN of who administers is known any more. Finish with
 * ct_people_finish().
 */
void
ct_people_set_pin_by_code_async (CtPeople *self, const char *code, const char *initials, const char *pin,
                                 GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (self, initials, pin, callback, data);
  Job *job = g_task_get_task_data (task);
  guint group;

  job->role = CT_ROLE_ADMINISTERS;
  job->code = ct_recovery_code_parse (code, &group, NULL);
  if (job->code != NULL && ct_operator_check_pin (pin) == CT_PIN_GOOD)
    {
      run (self, task, set_job);
      return;
    }
  g_task_return_new_error (task, CT_PEOPLE_ERROR, job->code == NULL ? CT_PEOPLE_ERROR_CODE : CT_PEOPLE_ERROR_PIN, "%s",
                           job->code == NULL ? "this is no recovery code" : "this PIN is not to be taken");
  g_object_unref (task);
}

/**
 * ct_people_remove_async:
 *
 * They work here no more; what they did stays theirs in the audit chain. Finish with
 * ct_people_finish().
 */
void
ct_people_remove_async (CtPeople *self, const char *initials, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = begin (self, initials, NULL, callback, data);

  ((Job *) g_task_get_task_data (task))->leaves = TRUE;
  if (!is_refused (self, task, initials, NULL))
    run (self, task, set_job);
}

/* What the disk has now is what is here. */
static void
take (CtPeople *self, GTask *task, gboolean good)
{
  Job *job = g_task_get_task_data (task);
  gpointer tag = g_task_get_source_tag (task);
  gboolean was_guarded = ct_people_is_guarded (self);

  if (job->operators == NULL || (!good && tag == set_job))
    return;
  g_ptr_array_unref (self->operators);
  self->operators = g_steal_pointer (&job->operators);
  if (tag == load_job)
    self->locked = ct_people_is_guarded (self);
  else if (good && (tag == sign_in_job || (!was_guarded && ct_people_is_guarded (self))))
    {
      g_strlcpy (self->current, job->initials, sizeof self->current);
      self->locked = FALSE;
      ct_store_set_actor (self->store, self->current);
    }
}

/**
 * ct_people_finish:
 *
 * Fails with an error of #CtPeopleError, or of the disk.
 */
gboolean
ct_people_finish (CtPeople *self, GAsyncResult *result, GError **error)
{
  gboolean good = g_task_propagate_boolean (G_TASK (result), error);

  take (self, G_TASK (result), good);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return good;
}
