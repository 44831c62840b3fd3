/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The keys of one vault: what the keyring holds and the slots beside the records, kept
 * in step. On a worker of its own, since a keyring's dialog may stand open for minutes;
 * what concerns the database runs on the store's, in its turn.
 *
 * A key takes another's place in five steps, and may die between any two of them:
 *
 *   1 keyring   kek-next = the new key, read back
 *   2 database  a second ring slot, under the new key
 *   3 keyring   kek = the new key, read back
 *   4 database  the second slot is the slot
 *   5 keyring   kek-next is removed
 *
 * At every moment an item of the keyring opens a slot: kek does up to 2, kek-next from
 * then on, kek again from 3 on. Opening tries kek, then kek-next, with either slot, and
 * puts in order what it finds. A key is made only for a database without a vault, or
 * for one that is open; never over one that does not open. */

#define G_LOG_DOMAIN "ct-keys"

#include "config.h"

#include "ct-vault-keys.h"

#include "ct-keyring.h"
#include "ct-seal.h"
#include "ct-worker.h"

#include <string.h>

struct _CtVaultKeys
{
  CtStore          *store; /* outlives this */
  CtWorker         *worker;
  GCancellable     *cancellable; /* ends a dialog that stands open */
  CtVaultKeysState  state;       /* main thread only */
};

typedef struct
{
  CtVaultKeys      *keys;
  CtSecretBytes    *code; /* nullable */
  CtUuid            vault;  /* that others have, too; null: one of its own */
  CtSecretBytes    *master; /* nullable: of that one */
  CtVaultKeysState  state;
  char             *path;     /* nullable: of a backup */
  gboolean          in_order; /* nothing of a replacement that died is needed */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->code, ct_secret_bytes_unref);
  g_clear_pointer (&job->master, ct_secret_bytes_unref);
  g_free (job->path);
  g_free (job);
}

/* ---- the store's worker ---- */

typedef struct
{
  CtUuid         vault;
  CtSecretBytes *key;
  CtSecretBytes *master;
  CtUnlocked     how;
  char          *text;
} Call;

static gboolean
open_book (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_open (book, &((Call *) data)->vault, error);
}

static gboolean
create_vault (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_create_vault (book, &call->vault, call->key, call->master, error);
}

static gboolean
unlock (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_unlock (book, call->key, &call->how, error);
}

static gboolean
recover (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_open (book, &call->vault, error) && ct_record_book_recover (book, call->key, &call->how, error);
}

static gboolean
set_recovery (CtRecordBook *book, gpointer data, GError **error)
{
  Call *call = data;

  return ct_record_book_set_recovery (book, call->key, &call->text, error);
}

static gboolean
set_next_ring (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_set_next_ring (book, ((Call *) data)->key, error);
}

static gboolean
adopt_ring (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_adopt_ring (book, error);
}

static gboolean
get_audit_last (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_get_audit_last (book, data, error);
}

static gboolean
distrust (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_distrust (book, error);
}

static gboolean
set_aside (CtRecordBook *book, gpointer data, GError **error)
{
  return ct_record_book_set_aside (book, &((Call *) data)->text, error);
}

/* ---- this worker ---- */

static void
name_vault (Job *job, const CtUuid *vault)
{
  g_autofree char *text = ct_uuid_format (vault);

  g_strlcpy (job->state.name, text, sizeof job->state.name);
}

static gboolean
look_up (Job *job, const char *role, CtRingItem *item, GError **error)
{
  g_autoptr (CtSecretBytes) line = ct_keyring_lookup (role, job->state.name, job->keys->cancellable, error);

  return line != NULL && ct_keyring_parse_ring_key (line, job->state.name, item, error);
}

/* Until it was read back, the keyring only said that it has it. */
static gboolean
put (Job *job, const char *role, const CtRingItem *item, GError **error)
{
  g_autoptr (CtSecretBytes) line = ct_keyring_pack_ring_key (item, job->state.name);
  g_autoptr (CtSecretBytes) back = NULL;

  if (!ct_keyring_store (role, job->state.name, line, job->keys->cancellable, error))
    return FALSE;
  back = ct_keyring_lookup (role, job->state.name, job->keys->cancellable, error);
  if (back == NULL)
    return FALSE;
  if (g_str_equal (ct_secret_bytes_text (back), ct_secret_bytes_text (line)))
    return TRUE;
  g_set_error_literal (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_BROKEN, "the keyring did not keep the key");
  return FALSE;
}

static void
remove_next (Job *job)
{
  g_autoptr (GError) error = NULL;

  if (!ct_keyring_clear (CT_KEYRING_NEXT_KEY, job->state.name, job->keys->cancellable, &error))
    g_info ("a key that is no longer needed stays in the keyring: %s", error->message);
}

/* The five steps. */
static gboolean
replace_key (Job *job, const char *fingerprint, GError **error)
{
  g_auto (CtRingItem) item = { .key = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH) };
  Call call = { .key = item.key };

  g_strlcpy (item.fingerprint, fingerprint, sizeof item.fingerprint);
  if (!ct_store_call (job->keys->store, get_audit_last, &item.audit_last, error)
      || !put (job, CT_KEYRING_NEXT_KEY, &item, error)
      || !ct_store_call (job->keys->store, set_next_ring, &call, error)
      || !put (job, CT_KEYRING_RING_KEY, &item, error)
      || !ct_store_call (job->keys->store, adopt_ring, NULL, error))
    return FALSE;
  remove_next (job);
  return TRUE;
}

/* What died half-way is finished, or taken back. That it cannot be is no reason not to
 * open: the next opening finds it as it is. */
static void
put_in_order (Job *job, const char *role, const CtRingItem *item, const CtUnlocked *how)
{
  g_autoptr (GError) error = NULL;
  Call none = { 0 };
  gboolean good = TRUE;

  if (g_str_equal (role, CT_KEYRING_NEXT_KEY))
    good = put (job, CT_KEYRING_RING_KEY, item, &error) && ct_store_call (job->keys->store, adopt_ring, NULL, &error);
  else if (how->by_next)
    good = ct_store_call (job->keys->store, adopt_ring, NULL, &error);
  else if (how->pending)
    good = ct_store_call (job->keys->store, set_next_ring, &none, &error);
  job->in_order = good;
  if (!good)
    g_warning ("the vault's keys could not be put in order: %s", error->message);
}

static gboolean
unlock_by (Job *job, const char *role, GError **error)
{
  g_auto (CtRingItem) item = { 0 };
  Call call = { 0 };

  if (!look_up (job, role, &item, error))
    return FALSE;
  call.key = item.key;
  if (!ct_store_call (job->keys->store, unlock, &call, error))
    return FALSE;
  job->state.recoverable = *call.how.fingerprint != '\0' && g_str_equal (call.how.fingerprint, item.fingerprint);
  job->state.time = call.how.time;
  job->state.older = call.how.audit_last < item.audit_last;
  put_in_order (job, role, &item, &call.how);
  return TRUE;
}

/* The keyring answers, but what it holds does not open the vault. */
static gboolean
is_other_key_worth_trying (const GError *error)
{
  return g_error_matches (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_MISSING)
         || g_error_matches (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_BROKEN)
         || g_error_matches (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY);
}

static gboolean
make_vault (Job *job, GError **error)
{
  g_auto (CtRingItem) item = { .key = ct_secret_bytes_random (CT_SEAL_KEY_LENGTH) };
  Call call = { .vault = job->master != NULL ? job->vault : ct_uuid_random (), .key = item.key, .master = job->master };

  name_vault (job, &call.vault);
  return put (job, CT_KEYRING_RING_KEY, &item, error) && ct_store_call (job->keys->store, create_vault, &call, error);
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
open_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  Call call = { 0 };
  gboolean good = ct_store_call (job->keys->store, open_book, &call, &error);

  if (good && ct_uuid_is_null (&call.vault))
    good = make_vault (job, &error);
  else if (good && job->master != NULL && !ct_uuid_equal (&call.vault, &job->vault))
    {
      good = FALSE;
      g_set_error_literal (&error, CT_STORE_ERROR, CT_STORE_ERROR_FOREIGN,
                           "there are other records here: a counter that comes to others has none of its own");
    }
  else if (good)
    {
      name_vault (job, &call.vault);
      good = unlock_by (job, CT_KEYRING_RING_KEY, &error)
             || (is_other_key_worth_trying (error) && unlock_by (job, CT_KEYRING_NEXT_KEY, NULL));
      if (good)
        g_clear_error (&error);
    }
  answer (task, good, error);
  /* Of a replacement that died before its second step or its last. Nobody waits for it;
   * what opened the vault is in kek by now, or could not be put there. */
  if (good && job->in_order)
    remove_next (job);
}

static void
recover_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  g_autoptr (GError) ring = NULL;
  Call call = { .key = job->code };
  gboolean good = ct_store_call (job->keys->store, recover, &call, &error);

  if (good)
    {
      name_vault (job, &call.vault);
      job->state.time = call.how.time;
      job->state.recoverable = TRUE;
      /* The records are open; without a keyring that takes the new key, for now. */
      job->state.borrowed = !replace_key (job, call.how.fingerprint, &ring);
      if (job->state.borrowed)
        g_info ("open for this session only: %s", ring->message);
    }
  answer (task, good, error);
}

/* What opened it before does not any more: neither a code on another sheet nor a copy of
 * the keyring. */
static void
set_recovery_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  Call call = { .key = job->code };
  g_auto (CtRingItem) before = { 0 };
  gboolean replaced = look_up (job, CT_KEYRING_RING_KEY, &before, &error)
                      && ct_store_call (job->keys->store, set_recovery, &call, &error);
  gboolean good = replaced && replace_key (job, call.text, &error);

  /* Half-way, the code before is void, and this one not yet the keyring's. */
  if (replaced)
    job->state.recoverable = good;
  g_free (call.text);
  answer (task, good, error);
}

/* How far the audit chain goes, where whoever changes the database cannot change it. */
static gboolean
remember (Job *job, GError **error)
{
  g_auto (CtRingItem) item = { 0 };
  gint64 last;

  if (!ct_keyring_is_open (job->keys->cancellable))
    {
      g_set_error_literal (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_LOCKED, "nobody is asked for a password at the end");
      return FALSE;
    }
  if (!look_up (job, CT_KEYRING_RING_KEY, &item, error) || !ct_store_call (job->keys->store, get_audit_last, &last, error))
    return FALSE;
  if (item.audit_last == last)
    return TRUE;
  item.audit_last = last;
  return put (job, CT_KEYRING_RING_KEY, &item, error);
}

static void
accept_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_store_call (job->keys->store, distrust, NULL, &error) && remember (job, &error);

  job->state.older = !good;
  answer (task, good, error);
}

static void
remember_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean good = remember (data, &error);

  answer (task, good, error);
}

static gboolean
restore (CtRecordBook *book, gpointer data, GError **error)
{
  g_autofree char *aside = NULL;
  Job *job = data;
  CtUuid vault;

  return ct_record_book_restore (book, job->path, &aside, error) && ct_record_book_open (book, &vault, error);
}

/* What is restored is older than the keyring remembers, and somebody wanted it: it is
 * opened as such, and what waits in it is looked for before it is sent. */
static void
restore_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  gboolean good = ct_store_call (job->keys->store, restore, job, &error);

  if (good)
    {
      open_job (task, source, data, cancellable);
      return;
    }
  g_task_return_error (task, error);
}

static void
set_aside_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  Call call = { 0 };

  if (ct_store_call (job->keys->store, set_aside, &call, &error))
    g_task_return_pointer (task, call.text, g_free);
  else
    g_task_return_error (task, error);
}

/* ---- main ---- */

/**
 * ct_vault_keys_new:
 * @store: not open; outlives this
 */
CtVaultKeys *
ct_vault_keys_new (CtStore *store)
{
  CtVaultKeys *self = g_new0 (CtVaultKeys, 1);

  self->store = store;
  self->worker = ct_worker_new ("ct-keys");
  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * ct_vault_keys_cancel:
 *
 * Ends a dialog of the keyring that stands open; what was asked for fails.
 */
void
ct_vault_keys_cancel (CtVaultKeys *self)
{
  g_cancellable_cancel (self->cancellable);
}

/**
 * ct_vault_keys_free:
 *
 * Waits for what is under way.
 */
void
ct_vault_keys_free (CtVaultKeys *self)
{
  ct_worker_free (self->worker);
  g_object_unref (self->cancellable);
  g_free (self);
}

static Job *
job_new (CtVaultKeys *self)
{
  Job *job = g_new0 (Job, 1);

  job->keys = self;
  job->state = self->state;
  return job;
}

/* Takes @job. */
static void
run_job (CtVaultKeys *self, Job *job, GTaskThreadFunc func, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_task_data (task, job, job_free);
  ct_worker_run (self->worker, task, func);
}

static void
run (CtVaultKeys *self, CtSecretBytes *code, GTaskThreadFunc func, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_new (self);

  job->code = code != NULL ? ct_secret_bytes_ref (code) : NULL;
  run_job (self, job, func, callback, data);
}

/**
 * ct_vault_keys_open_async:
 *
 * Opens the database and the vault in it, by the key in the keyring; makes both where
 * there is none yet. May raise the keyring's dialog.
 */
void
ct_vault_keys_open_async (CtVaultKeys *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, NULL, open_job, callback, data);
}

/**
 * ct_vault_keys_adopt_async:
 * @vault: that other counters have
 * @master: of it
 *
 * As ct_vault_keys_open_async(), but where there is no vault yet, that one is made.
 */
void
ct_vault_keys_adopt_async (CtVaultKeys *self, const CtUuid *vault, CtSecretBytes *master, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_new (self);

  job->vault = *vault;
  job->master = ct_secret_bytes_ref (master);
  run_job (self, job, open_job, callback, data);
}

/**
 * ct_vault_keys_recover_async:
 * @code: from ct_recovery_code_parse()
 *
 * Opens the vault by the recovery code, and gives the keyring a new key of it, when there
 * is a keyring.
 */
void
ct_vault_keys_recover_async (CtVaultKeys *self, CtSecretBytes *code, GAsyncReadyCallback callback, gpointer data)
{
  run (self, code, recover_job, callback, data);
}

/**
 * ct_vault_keys_set_recovery_async:
 * @code: on paper already, and read back from it
 *
 * On an open vault, with its keyring. The key in the keyring is another afterwards, too.
 */
void
ct_vault_keys_set_recovery_async (CtVaultKeys *self, CtSecretBytes *code, GAsyncReadyCallback callback, gpointer data)
{
  run (self, code, set_recovery_job, callback, data);
}

/**
 * ct_vault_keys_accept_async:
 *
 * The database is older than the keyring remembers, and somebody wants to go on with it:
 * what waits in it is looked for before it is sent.
 */
void
ct_vault_keys_accept_async (CtVaultKeys *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, NULL, accept_job, callback, data);
}

/**
 * ct_vault_keys_remember_async:
 *
 * Notes in the keyring how far the audit chain goes: before the vault is closed.
 */
void
ct_vault_keys_remember_async (CtVaultKeys *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, NULL, remember_job, callback, data);
}

/**
 * ct_vault_keys_finish:
 *
 * Of opening, recovering, setting a code, accepting and remembering: FALSE with an error of #CtKeyringError,
 * #CtSealError or #CtStoreError.
 */
gboolean
ct_vault_keys_finish (CtVaultKeys *self, GAsyncResult *result, GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    {
      self->state.recoverable = job->state.recoverable;
      return FALSE;
    }
  self->state = job->state;
  return TRUE;
}

/**
 * ct_vault_keys_restore_async:
 * @path: (nullable): NULL for the newest one of this computer
 *
 * Puts a backup in the place of the database, which stays beside it, and opens it. Finish
 * with ct_vault_keys_finish(): the state says "older", until it is accepted.
 */
void
ct_vault_keys_restore_async (CtVaultKeys *self, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  Job *job = job_new (self);

  job->path = g_strdup (path);
  run_job (self, job, restore_job, callback, data);
}

/**
 * ct_vault_keys_set_aside_async:
 *
 * Moves a database that cannot be opened out of the way; nothing of it is deleted, its key
 * in the keyring neither.
 */
void
ct_vault_keys_set_aside_async (CtVaultKeys *self, GAsyncReadyCallback callback, gpointer data)
{
  run (self, NULL, set_aside_job, callback, data);
}

/**
 * ct_vault_keys_set_aside_finish:
 *
 * Returns: (transfer full) (nullable): the path under which the records are now
 */
char *
ct_vault_keys_set_aside_finish (CtVaultKeys *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

const CtVaultKeysState *
ct_vault_keys_get_state (CtVaultKeys *self)
{
  return &self->state;
}
