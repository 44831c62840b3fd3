/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Everything behind the window: opens the vault, owns the services, closes all
 * in order. Opening is one chain of steps, each on its own worker:
 *
 *   database and its keys (ct-vault-keys.c) -> records -> people -> login
 *   lists, meanwhile --------------------------┘ */

#define G_LOG_DOMAIN "ct-session"

#include "config.h"

#include "ct-session-private.h"

#include "ct-credential.h"
#include "ct-dispatcher.h"
#include "ct-follow-up.h"
#include "ct-intake.h"
#include "ct-keyring.h"
#include "ct-recovery-code.h"
#include "ct-recovery-private.h"
#include "ct-reference-lists.h"
#include "ct-seal.h"
#include "ct-store.h"
#include "ct-synchroniser-private.h"
#include "ct-thread.h"
#include "ct-vault-keys.h"

#include <string.h>

G_DEFINE_QUARK (ct-session-error-quark, ct_session_error)

struct _CtSession
{
  GObject        parent_instance;
  gboolean       practice;
  CtSetup       *setup;
  CtPreferences *preferences;
  CtCatalog     *catalog;
  CtStore       *store;
  CtKeyring     *keyring;     /* NULL once closed */
  GCancellable  *cancellable; /* ends an unlock dialog that stands open */
  gboolean       listing;     /* the reference lists are being read */
  GTask         *opening;     /* nullable: owned while it waits for the lists */
  GPtrArray     *rows;        /* nullable: the records, while the lists are not there yet */
  guint          damaged;     /* with them */
  CtVaultKeys   *keys;       /* NULL once closed */
  CtSecretBytes *client_secret;
  CtWorklist    *worklist;
  CtStatus      *status;
  CtPeople      *people;
  CtExports     *exports;
  CtImports     *imports;
  CtReception   *reception;
  CtOutTray     *tray;
  CtDesk        *desk;
  CtWaitingList *waiting_list;
  CtCheckList   *check_list;
  CtFollowUp    *follow_up;
  CtPrefill     *prefill;
  CtAlarm       *alarm;
  CtPurger      *purger;
  CtSafekeeping *safekeeping;
  gboolean       backs_up;  /* every day, and at the end */
  CtDispatcher  *dispatcher;
  CtSynchroniser *synchroniser; /* nullable: this counter works alone */
};

G_DEFINE_FINAL_TYPE (CtSession, ct_session, G_TYPE_OBJECT)

static void
fail (GTask *task, CtSessionError code, const GError *cause)
{
  g_task_return_new_error (task, CT_SESSION_ERROR, (int) code, "%s", cause->message);
  g_object_unref (task);
}

static void
refuse_right (GTask *task)
{
  g_task_return_new_error (task, CT_SESSION_ERROR, CT_SESSION_ERROR_RIGHT, "only who administers may do this");
  g_object_unref (task);
}

/* Whatever the keys and the database say, as one of the reasons that have a way out. */
static CtSessionError
reason_of (const GError *error)
{
  if (error->domain == CT_KEYRING_ERROR)
    switch ((CtKeyringError) error->code)
      {
      case CT_KEYRING_ERROR_LOCKED:
        return CT_SESSION_ERROR_KEYRING_LOCKED;
      case CT_KEYRING_ERROR_MISSING:
        return CT_SESSION_ERROR_KEY_MISSING;
      case CT_KEYRING_ERROR_BROKEN:
        return CT_SESSION_ERROR_KEY_WRONG;
      case CT_KEYRING_ERROR_ABSENT:
        return CT_SESSION_ERROR_NO_KEYRING;
      }
  if (g_error_matches (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY))
    return CT_SESSION_ERROR_KEY_WRONG;
  return CT_SESSION_ERROR_STORE;
}

/* The window was closed while the session opened: there is nothing to go on with. */
static gboolean
is_closed (CtSession *self, GTask *task)
{
  if (self->keyring != NULL)
    return FALSE;
  g_task_return_new_error (task, CT_SESSION_ERROR, CT_SESSION_ERROR_BUSY, "the session was closed");
  g_object_unref (task);
  return TRUE;
}

/* ---- opening, last step first ---- */

/* Without a login this counter works alone, and the workstation's page says so. */
static void
on_server_login_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSecretBytes) login = NULL;

  if (is_closed (self, task))
    return;
  login = ct_keyring_lookup_finish (result, &error);
  if (login != NULL)
    self->synchroniser = ct_synchroniser_new (self->store, self->setup->server_url, self->setup->server_ca_file, login,
                                              ct_vault_keys_get_state (self->keys)->name);
  else
    g_warning ("no login at the server that counters share: %s", error->message);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_client_secret_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (is_closed (self, task))
    return;
  g_clear_pointer (&self->client_secret, ct_secret_bytes_unref);
  self->client_secret = ct_keyring_lookup_finish (result, &error);
  if (self->client_secret == NULL)
    g_debug ("no client secret: %s", error->message);
  if (*self->setup->server_url != '\0' && self->synchroniser == NULL)
    {
      ct_keyring_lookup_async (self->keyring, CT_KEYRING_SERVER_LOGIN, ct_vault_keys_get_state (self->keys)->name, self->cancellable,
                               on_server_login_cb, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* Nobody waits for them. */
static void
on_exports_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!ct_exports_finish (CT_EXPORTS (source), result, NULL, &error))
    g_warning ("what is outside cannot be read: %s", error->message);
}

static void
on_people_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (is_closed (self, task))
    return;
  if (!ct_people_finish (self->people, result, &error))
    {
      fail (task, CT_SESSION_ERROR_STORE, error);
      return;
    }
  ct_exports_load_async (self->exports, on_exports_cb, NULL);
  ct_keyring_lookup_async (self->keyring, CT_KEYRING_CLIENT_SECRET, ct_vault_keys_get_state (self->keys)->name, self->cancellable,
                           on_client_secret_cb, task);
}

/* Records and lists are both there. */
static void
set_out (CtSession *self, GTask *task)
{
  g_autoptr (GPtrArray) rows = g_steal_pointer (&self->rows);
  g_autoptr (CtProfessional) professional = ct_setup_professional (self->setup);

  if (self->worklist == NULL)
    {
      self->worklist = ct_worklist_new (self->store);
      self->people = ct_people_new (self->store);
      self->tray = ct_out_tray_new (self->store, self->worklist, self->catalog, self->preferences, self->people);
      self->desk = ct_desk_new (self->store, self->worklist, self->catalog, self->tray);
      self->waiting_list = ct_waiting_list_new (self->desk, self->worklist, self->preferences);
      self->check_list = ct_check_list_new (self->desk, self->worklist, self->tray);
      self->alarm = ct_alarm_new (self->worklist);
      self->follow_up = ct_follow_up_new (self->worklist, self->tray);
      self->prefill = ct_prefill_new (self->desk, self->worklist);
      self->purger = ct_purger_new (self->store, self->worklist, self->preferences, &ct_vault_keys_get_state (self->keys)->time);
      self->safekeeping = ct_safekeeping_new (self->store, self->purger, self->preferences, ct_vault_keys_get_state (self->keys)->name,
                                              self->backs_up);
      self->exports = ct_exports_new (self->store, self->people, self->purger, self->catalog);
      self->reception = ct_reception_new (self->store, self->desk, self->worklist, self->catalog);
      self->imports = ct_imports_new (self->store, self->worklist, self->catalog, self->people);
    }
  ct_desk_set_code_needed (self->desk, ct_session_needs_code (self));
  ct_worklist_fill (self->worklist, rows, self->damaged);
  ct_out_tray_set_professional (self->tray, professional);
  ct_exports_set_professional (self->exports, professional);
  ct_people_load_async (self->people, on_people_cb, task);
}

static void
on_listed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (is_closed (self, task))
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  self->rows = ct_store_list_finish (self->store, result, &self->damaged, &error);
  if (self->rows == NULL)
    fail (task, CT_SESSION_ERROR_STORE, error);
  else if (self->catalog != NULL)
    set_out (self, task);
  else if (!self->listing)
    {
      g_autoptr (GError) none = g_error_new (CT_SESSION_ERROR, CT_SESSION_ERROR_STORE, "the reference lists are unreadable");

      fail (task, CT_SESSION_ERROR_STORE, none);
    }
  else
    self->opening = task; /* on_lists_cb() goes on */
}

static void
list_records (CtSession *self, GTask *task)
{
  ct_store_watch (self->store);
  ct_store_list_async (self->store, on_listed_cb, task);
}

static void
on_keys_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (is_closed (self, task))
    return;
  if (!ct_vault_keys_finish (self->keys, result, &error))
    fail (task, reason_of (error), error);
  else if (ct_vault_keys_get_state (self->keys)->older)
    {
      g_task_return_new_error (task, CT_SESSION_ERROR, CT_SESSION_ERROR_OLDER, "the records are older than the keyring remembers");
      g_object_unref (task);
    }
  else
    list_records (self, task);
}

static void
on_lists_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtSession) self = data;
  g_autoptr (GError) error = NULL;
  CtCatalog *catalog = ct_reference_lists_load_finish (result, &error);
  GTask *task = g_steal_pointer (&self->opening);

  self->listing = FALSE;
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  self->catalog = catalog;
  if (task == NULL || is_closed (self, task))
    return;
  if (catalog != NULL)
    set_out (self, task);
  else
    fail (task, CT_SESSION_ERROR_STORE, error);
}

/* ---- object ---- */

static void
ct_session_dispose (GObject *object)
{
  ct_session_close (CT_SESSION (object));
  G_OBJECT_CLASS (ct_session_parent_class)->dispose (object);
}

static void
ct_session_finalize (GObject *object)
{
  CtSession *self = CT_SESSION (object);

  ct_setup_free (self->setup);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->preferences);
  g_clear_pointer (&self->catalog, ct_catalog_unref);
  G_OBJECT_CLASS (ct_session_parent_class)->finalize (object);
}

static void
ct_session_class_init (CtSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ct_session_dispose;
  object_class->finalize = ct_session_finalize;
}

static void
ct_session_init (CtSession *self)
{
  self->status = ct_status_new ();
}

/**
 * ct_session_new:
 * @practice: practice data and settings, kept apart from any real ones
 */
CtSession *
ct_session_new (gboolean practice)
{
  CtSession *self = g_object_new (CT_TYPE_SESSION, NULL);
  g_autofree char *directory =
    g_build_filename (g_get_user_data_dir (), "comptoir", practice ? "practice" : NULL, NULL);

  self->practice = practice;
  self->setup = ct_setup_load (practice);
  self->preferences = ct_preferences_load (practice);
  self->store = ct_store_new (directory);
  self->keyring = ct_keyring_new ();
  self->keys = ct_vault_keys_new (self->store);
  self->cancellable = g_cancellable_new ();
  return self;
}

/**
 * ct_session_close:
 *
 * Saves, stops sending, closes the vault and wipes its keys. Waits for the disk:
 * the window must be gone by then.
 */
void
ct_session_close (CtSession *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->follow_up != NULL)
    ct_follow_up_close (self->follow_up);
  g_clear_object (&self->follow_up);
  if (self->purger != NULL)
    ct_purger_stop (self->purger);
  if (self->desk != NULL)
    ct_desk_flush (self->desk);
  if (self->dispatcher != NULL)
    ct_dispatcher_stop (self->dispatcher);
  g_clear_object (&self->dispatcher);
  if (self->people != NULL)
    ct_people_close (self->people);
  if (self->exports != NULL)
    ct_exports_close (self->exports);
  g_clear_object (&self->exports);
  if (self->imports != NULL)
    ct_imports_close (self->imports);
  g_clear_object (&self->imports);
  g_clear_object (&self->reception);
  if (self->safekeeping != NULL)
    ct_safekeeping_close (self->safekeeping);
  g_clear_object (&self->safekeeping);
  g_clear_object (&self->purger);
  if (self->synchroniser != NULL)
    ct_synchroniser_close (self->synchroniser);
  g_clear_object (&self->synchroniser);
  if (self->keys != NULL && self->desk != NULL)
    ct_vault_keys_remember_async (self->keys, NULL, NULL); /* its worker ends with it */
  else if (self->keys != NULL)
    ct_vault_keys_cancel (self->keys);
  g_clear_pointer (&self->keys, ct_vault_keys_free);
  if (self->store != NULL)
    ct_store_close (self->store);
  g_clear_pointer (&self->keyring, ct_keyring_free);
  ct_preferences_flush (self->preferences);
  g_clear_object (&self->alarm);
  g_clear_pointer (&self->prefill, ct_prefill_free);
  g_clear_pointer (&self->waiting_list, ct_waiting_list_free);
  g_clear_pointer (&self->check_list, ct_check_list_free);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->tray, ct_out_tray_free);
  g_clear_object (&self->people);
  g_clear_object (&self->worklist);
  g_clear_object (&self->store);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->status);
  g_clear_pointer (&self->client_secret, ct_secret_bytes_unref);
}

gboolean
ct_session_is_practice (CtSession *self)
{
  return self->practice;
}

/**
 * ct_session_accept_async:
 *
 * After %CT_SESSION_ERROR_OLDER: goes on with the older records. What waits in them is
 * looked for before it is sent. Finish with ct_session_open_finish().
 */
void
ct_session_accept_async (CtSession *self, GAsyncReadyCallback callback, gpointer data)
{
  ct_vault_keys_accept_async (self->keys, on_keys_cb, g_task_new (self, NULL, callback, data));
}

/* The code tells more of what is wrong than the key in the keyring could. */
static void
on_recovered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (is_closed (self, task))
    return;
  if (ct_vault_keys_finish (self->keys, result, &error))
    list_records (self, task);
  else if (g_error_matches (error, CT_SEAL_ERROR, CT_SEAL_ERROR_KEY))
    fail (task, CT_SESSION_ERROR_OTHER_CODE, error);
  else if (g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_NOT_FOUND))
    fail (task, CT_SESSION_ERROR_NO_CODE, error);
  else
    fail (task, reason_of (error), error);
}

static void
read_lists (CtSession *self)
{
  if (self->catalog != NULL || self->listing)
    return;
  self->listing = TRUE;
  ct_reference_lists_load_async (on_lists_cb, g_object_ref (self));
}

/**
 * ct_session_keep_backups:
 *
 * Backs up every day, and when the session is closed: where a person works. Before it is
 * opened.
 */
void
ct_session_keep_backups (CtSession *self)
{
  self->backs_up = TRUE;
}

/**
 * ct_session_set_actor:
 * @actor: who works here, by a pseudonym: the audit chain names them
 *
 * Before it is opened.
 */
void
ct_session_set_actor (CtSession *self, const char *actor)
{
  ct_store_set_actor (self->store, actor);
}

/**
 * ct_session_open_async:
 *
 * May raise the desktop's dialog to unlock the keyring. After a failure it may
 * be called again.
 */
void
ct_session_open_async (CtSession *self, GAsyncReadyCallback callback, gpointer data)
{
  read_lists (self);
  ct_vault_keys_open_async (self->keys, on_keys_cb, g_task_new (self, NULL, callback, data));
}

/**
 * ct_session_recover_async:
 * @typed: a recovery code as it was typed
 *
 * Opens by the recovery code what the keyring does not open; finish with
 * ct_session_open_finish().
 */
void
ct_session_recover_async (CtSession *self, const char *typed, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  g_autoptr (GError) error = NULL;
  guint group;
  g_autoptr (CtSecretBytes) code = ct_recovery_code_parse (typed, &group, &error);

  if (code == NULL)
    {
      fail (task, CT_SESSION_ERROR_CODE, error);
      return;
    }
  read_lists (self);
  ct_vault_keys_recover_async (self->keys, code, on_recovered_cb, task);
}

/**
 * ct_session_is_listing:
 *
 * Returns: whether a thread still reads the reference lists, also after closing
 */
gboolean
ct_session_is_listing (CtSession *self)
{
  return self->listing;
}

/**
 * ct_session_open_finish:
 *
 * Returns: whether the services below may be used; FALSE with an error of
 *   #CtSessionError
 */
gboolean
ct_session_open_finish (CtSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_set_aside_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  char *path;

  if (is_closed (self, task))
    return;
  path = ct_vault_keys_set_aside_finish (self->keys, result, &error);
  if (path == NULL)
    {
      fail (task, CT_SESSION_ERROR_STORE, error);
      return;
    }
  g_task_return_pointer (task, path, g_free);
  g_object_unref (task);
}

/**
 * ct_session_set_aside_async:
 *
 * Moves records that do not open out of the way, under a dated name; opening then begins
 * with none.
 */
void
ct_session_set_aside_async (CtSession *self, GAsyncReadyCallback callback, gpointer data)
{
  ct_vault_keys_set_aside_async (self->keys, on_set_aside_cb, g_task_new (self, NULL, callback, data));
}

/**
 * ct_session_set_aside_finish:
 *
 * Returns: (transfer full) (nullable): the path of the file that holds them now
 */
char *
ct_session_set_aside_finish (CtSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
on_recovery_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtSession *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (is_closed (self, task))
    return;
  ct_vault_keys_finish (self->keys, result, &error);
  if (self->desk != NULL)
    ct_desk_set_code_needed (self->desk, ct_session_needs_code (self));
  if (error != NULL)
    {
      fail (task, reason_of (error), error);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * ct_session_set_recovery_async:
 * @recovery: on paper already, and read back
 *
 * From now on its code opens these records, and none before it. On an open session.
 */
void
ct_session_set_recovery_async (CtSession *self, CtRecovery *recovery, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  if (ct_people_may (self->people, CT_ROLE_ADMINISTERS))
    ct_vault_keys_set_recovery_async (self->keys, ct_recovery_get_code (recovery), on_recovery_set_cb, task);
  else
    refuse_right (task);
}

gboolean
ct_session_set_recovery_finish (CtSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ct_session_restore_async:
 * @path: (nullable): NULL for the newest one of this computer
 *
 * In the place of records that are not open; they stay beside it. Finish with
 * ct_session_open_finish(): with %CT_SESSION_ERROR_OLDER as a rule, to be accepted.
 */
void
ct_session_restore_async (CtSession *self, const char *path, GAsyncReadyCallback callback, gpointer data)
{
  read_lists (self);
  ct_vault_keys_restore_async (self->keys, path, on_keys_cb, g_task_new (self, NULL, callback, data));
}

/**
 * ct_session_count_damaged:
 *
 * Returns: how many records were changed from outside and are left out
 */
guint
ct_session_count_damaged (CtSession *self)
{
  return ct_worklist_get_damaged (self->worklist);
}

/**
 * ct_session_note:
 * @verb: a CT_AUDIT_ one
 * @uuid: (nullable): the record it was done with
 *
 * Adds a line to the audit chain.
 */
void
ct_session_note (CtSession *self, const char *verb, const CtUuid *uuid)
{
  ct_store_note (self->store, verb, uuid);
}

/**
 * ct_session_is_recoverable:
 *
 * Returns: whether somebody holds a recovery code of these records
 */
gboolean
ct_session_is_recoverable (CtSession *self)
{
  return ct_vault_keys_get_state (self->keys)->recoverable;
}

/**
 * ct_session_needs_code:
 *
 * Returns: whether a recovery code is to be made; never for practice data, and not
 *   where no keyring could be given the new key
 */
gboolean
ct_session_needs_code (CtSession *self)
{
  return !self->practice && !ct_session_is_recoverable (self) && !ct_session_is_borrowed (self);
}

/**
 * ct_session_is_borrowed:
 *
 * Returns: whether the records are open for this session only: no keyring holds their key
 */
gboolean
ct_session_is_borrowed (CtSession *self)
{
  return ct_vault_keys_get_state (self->keys)->borrowed;
}

/**
 * ct_session_start_sending:
 *
 * Starts the sender with what the settings and the keyring say now; starts it
 * anew after a change.
 */
void
ct_session_start_sending (CtSession *self)
{
  CtGateway *gateway = NULL;
  CtSenderState problem = CT_SENDER_READY;

  if (self->dispatcher != NULL)
    ct_dispatcher_stop (self->dispatcher);
  g_clear_object (&self->dispatcher);
  if (ct_setup_problem (self->setup) != NULL)
    problem = CT_SENDER_NOT_SET_UP;
  else if (self->client_secret == NULL)
    problem = CT_SENDER_LOGIN;
  else
    gateway = ct_gateway_new (self->setup->service_url, self->setup->client_id, self->setup->ca_file,
                              self->client_secret);
  if (gateway != NULL)
    ct_gateway_set_pin (gateway, self->setup->pin);
  self->dispatcher = ct_dispatcher_new (self->store, self->worklist, self->status);
  if (self->synchroniser != NULL)
    ct_dispatcher_share (self->dispatcher, ct_synchroniser_get_line (self->synchroniser));
  ct_dispatcher_start (self->dispatcher, gateway, problem);
}

static void
on_setup_again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CtSession *self = CT_SESSION (source);
  g_autoptr (CtProfessional) professional = NULL;
  g_autoptr (CtSetup) setup = g_task_propagate_pointer (G_TASK (result), NULL);

  if (self->desk == NULL)
    return; /* closed meanwhile */
  ct_setup_free (self->setup);
  self->setup = g_steal_pointer (&setup);
  professional = ct_setup_professional (self->setup);
  ct_out_tray_set_professional (self->tray, professional);
  ct_exports_set_professional (self->exports, professional);
  ct_session_start_sending (self);
  ct_dispatcher_retry (self->dispatcher, TRUE);
}

static void
setup_again_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, ct_setup_load (GPOINTER_TO_INT (data)), (GDestroyNotify) ct_setup_free);
}

static void
on_secret_again_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (CtSession) self = data;
  g_autoptr (GTask) task = NULL;
  CtSecretBytes *secret = ct_keyring_lookup_finish (result, NULL);

  if (self->desk == NULL)
    {
      g_clear_pointer (&secret, ct_secret_bytes_unref);
      return; /* closed meanwhile */
    }
  if (secret != NULL)
    {
      g_clear_pointer (&self->client_secret, ct_secret_bytes_unref);
      self->client_secret = secret;
    }
  task = g_task_new (self, NULL, on_setup_again_cb, NULL);
  g_task_set_task_data (task, GINT_TO_POINTER (self->practice), NULL);
  ct_thread_run (task, setup_again_job);
}

/**
 * ct_session_retry_now:
 *
 * The user asks: ends a pause of the sender. Where the set-up was at fault, it is read again: it
 * may have been mended by comptoirctl meanwhile.
 */
void
ct_session_retry_now (CtSession *self)
{
  CtSenderState sender = ct_status_get (self->status)->sender;

  if (self->dispatcher == NULL)
    return;
  if (sender == CT_SENDER_READY || sender == CT_SENDER_STORE)
    ct_dispatcher_retry (self->dispatcher, TRUE);
  else
    ct_keyring_lookup_async (self->keyring, CT_KEYRING_CLIENT_SECRET, ct_vault_keys_get_state (self->keys)->name,
                             self->cancellable, on_secret_again_cb, g_object_ref (self));
}

/**
 * ct_session_end_grace:
 *
 * Nobody takes anything back any more: what waits for that is sent, at its pace.
 */
void
ct_session_end_grace (CtSession *self)
{
  if (self->dispatcher != NULL)
    ct_dispatcher_retry (self->dispatcher, FALSE);
}

typedef struct
{
  CtSetup       *setup;
  CtSecretBytes *secret;
} SetUp;

static void
set_up_free (gpointer data)
{
  SetUp *job = data;

  ct_setup_free (job->setup);
  g_clear_pointer (&job->secret, ct_secret_bytes_unref);
  g_free (job);
}

static void
finish_set_up (GTask *task)
{
  CtSession *self = g_task_get_source_object (task);
  SetUp *job = g_task_get_task_data (task);
  g_autoptr (CtProfessional) professional = ct_setup_professional (job->setup);
  CtSetup *before = self->setup;

  self->setup = g_steal_pointer (&job->setup);
  job->setup = before;
  ct_setup_save (self->setup, self->practice);
  if (job->secret != NULL)
    {
      g_clear_pointer (&self->client_secret, ct_secret_bytes_unref);
      self->client_secret = ct_secret_bytes_ref (job->secret);
    }
  ct_out_tray_set_professional (self->tray, professional);
  ct_exports_set_professional (self->exports, professional);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
on_secret_stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  g_autoptr (GError) error = NULL;

  if (ct_keyring_store_finish (result, &error))
    finish_set_up (task);
  else
    fail (task, reason_of (error), error);
}

/* Takes @task. */
static void
set_up (CtSession *self, GTask *task, const CtSetup *setup, const char *client_secret)
{
  SetUp *job = g_new0 (SetUp, 1);

  job->setup = ct_setup_copy (setup);
  g_task_set_task_data (task, job, set_up_free);
  if (client_secret == NULL)
    {
      finish_set_up (task);
      return;
    }
  job->secret = ct_secret_bytes_new (client_secret, strlen (client_secret));
  ct_keyring_store_async (self->keyring, CT_KEYRING_CLIENT_SECRET, ct_vault_keys_get_state (self->keys)->name, job->secret,
                          self->cancellable, on_secret_stored_cb, task);
}

/**
 * ct_session_set_up_async:
 * @setup: without a ct_setup_problem(); copied
 * @client_secret: (nullable): for the keyring; NULL to keep the one there
 *
 * On an open session.
 */
void
ct_session_set_up_async (CtSession *self, const CtSetup *setup, const char *client_secret,
                         GAsyncReadyCallback callback, gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);

  if (ct_people_may (self->people, CT_ROLE_ADMINISTERS))
    set_up (self, task, setup, client_secret);
  else
    refuse_right (task);
}

/**
 * ct_session_set_up_practice_async:
 *
 * As ct_session_set_up_async(), for the practice SI-DEP that comes along: whoever works, and
 * when nobody does. Finish with ct_session_set_up_finish().
 */
void
ct_session_set_up_practice_async (CtSession *self, const CtSetup *setup, const char *client_secret, GAsyncReadyCallback callback,
                                  gpointer data)
{
  g_return_if_fail (self->practice);

  set_up (self, g_task_new (self, NULL, callback, data), setup, client_secret);
}

gboolean
ct_session_set_up_finish (CtSession *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * ct_session_dup_public_key:
 *
 * Returns: (transfer full) (nullable): the JWK the service has to know; NULL when the
 *   login is by a secret, or not set up
 */
char *
ct_session_dup_public_key (CtSession *self)
{
  return self->client_secret != NULL ? ct_credential_public_key (self->client_secret) : NULL;
}

/**
 * ct_session_get_setup:
 *
 * Returns: (transfer none)
 */
CtSetup *
ct_session_get_setup (CtSession *self)
{
  return self->setup;
}

/**
 * ct_session_get_preferences:
 *
 * Returns: (transfer none)
 */
CtPreferences *
ct_session_get_preferences (CtSession *self)
{
  return self->preferences;
}

/**
 * ct_session_get_safekeeping:
 *
 * Returns: (transfer none)
 */
CtSafekeeping *
ct_session_get_safekeeping (CtSession *self)
{
  return self->safekeeping;
}

/**
 * ct_session_get_credential:
 *
 * Returns: (transfer none) (nullable): what the service knows us by; NULL before the set-up
 */
CtSecretBytes *
ct_session_get_credential (CtSession *self)
{
  return self->client_secret;
}

CtStore *
ct_session_get_store (CtSession *self)
{
  return self->store;
}

CtVaultKeys *
ct_session_get_keys (CtSession *self)
{
  return self->keys;
}

/**
 * ct_session_get_synchroniser:
 *
 * Returns: (transfer none) (nullable): with the other counters; NULL where this one works alone
 */
CtSynchroniser *
ct_session_get_synchroniser (CtSession *self)
{
  return self->synchroniser;
}

/**
 * ct_session_get_imports:
 *
 * Returns: (transfer none): for records out of files, once it is open
 */
CtImports *
ct_session_get_imports (CtSession *self)
{
  return self->imports;
}

/**
 * ct_session_get_reception:
 *
 * Returns: (transfer none): for people that other programs hand over, once it is open
 */
CtReception *
ct_session_get_reception (CtSession *self)
{
  return self->reception;
}

/**
 * ct_session_get_exports:
 *
 * Returns: (transfer none): files with results outside, once it is open
 */
CtExports *
ct_session_get_exports (CtSession *self)
{
  return self->exports;
}

/**
 * ct_session_get_people:
 *
 * Returns: (transfer none)
 */
CtPeople *
ct_session_get_people (CtSession *self)
{
  return self->people;
}

/**
 * ct_session_get_purger:
 *
 * Returns: (transfer none)
 */
CtPurger *
ct_session_get_purger (CtSession *self)
{
  return self->purger;
}

/**
 * ct_session_get_alarm:
 *
 * Returns: (transfer none)
 */
CtAlarm *
ct_session_get_alarm (CtSession *self)
{
  return self->alarm;
}

CtWaitingList *
ct_session_get_waiting_list (CtSession *self)
{
  return self->waiting_list;
}

CtCheckList *
ct_session_get_check_list (CtSession *self)
{
  return self->check_list;
}

CtDesk *
ct_session_get_desk (CtSession *self)
{
  return self->desk;
}

CtPrefill *
ct_session_get_prefill (CtSession *self)
{
  return self->prefill;
}

/**
 * ct_session_get_worklist:
 *
 * Returns: (transfer none) (element-type CtWorkItem)
 */
GListModel *
ct_session_get_worklist (CtSession *self)
{
  return G_LIST_MODEL (self->worklist);
}

CtStatus *
ct_session_get_status (CtSession *self)
{
  return self->status;
}

CtCatalog *
ct_session_get_catalog (CtSession *self)
{
  return self->catalog;
}

/**
 * ct_session_find_row:
 *
 * Returns: (transfer none) (nullable): the record as it is now
 */
CtRow *
ct_session_find_row (CtSession *self, const CtUuid *uuid)
{
  return ct_worklist_find (self->worklist, uuid);
}

/**
 * ct_session_add_async:
 *
 * See ct_intake_add_async().
 */
void
ct_session_add_async (CtSession *self, CtEntry *entry, CtRecord *record, GAsyncReadyCallback callback, gpointer data)
{
  ct_intake_add_async (self->store, self->setup, entry, record, callback, data);
}

/**
 * ct_session_add_finish:
 *
 * Returns: (transfer full) (nullable): the new record's UUID
 */
char *
ct_session_add_finish (CtSession *self, GAsyncResult *result, GError **error)
{
  return ct_intake_add_finish (result, error);
}
