/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The desktop's Secret Service, by libsecret, on a worker of its own: an unlock
 * dialog may stand open for minutes.
 *
 * libsecret answers NULL without an error both for "no such item" and for
 * "locked", so the collection's state is asked first and each case has its own
 * error. Nothing here ever makes a key: the caller decides, and never does over
 * an existing vault.
 *
 * In a Flatpak no Secret Service is to be seen: libsecret keeps a file of its own there, under
 * a key that the Secret portal has from the desktop's keyring. What that one's state is
 * shows in its answers alone.
 *
 * Attributes stand in clear in the keyring's file: they name a role and eight
 * random characters of the vault, never a person, pharmacy or login. */

#define G_LOG_DOMAIN "ct-keyring"

#include "config.h"

#include "ct-keyring.h"

#include "ct-process.h"
#include "ct-worker.h"

#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>

G_DEFINE_QUARK (ct-keyring-error-quark, ct_keyring_error)

struct _CtKeyring
{
  CtWorker *worker;
};

typedef struct
{
  char          *role;
  char          *vault;
  CtSecretBytes *secret;
} Job;

static const SecretSchema schema = {
  APP_ID ".Vault", SECRET_SCHEMA_NONE,
  {
    { "role", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "vault", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->role);
  g_free (job->vault);
  g_clear_pointer (&job->secret, ct_secret_bytes_unref);
  g_free (job);
}

CtKeyring *
ct_keyring_new (void)
{
  CtKeyring *self = g_new0 (CtKeyring, 1);

  self->worker = ct_worker_new ("ct-keyring");
  return self;
}

/**
 * ct_keyring_free:
 *
 * Waits for what is under way.
 */
void
ct_keyring_free (CtKeyring *self)
{
  ct_worker_free (self->worker);
  g_free (self);
}

/* What libsecret says, in our words; a portal that gives no key is a keyring that nobody
 * unlocked. */
static void
translate (const GError *cause, const char *what, GError **error)
{
  if (ct_process_is_sandboxed () && cause->domain == G_IO_ERROR)
    g_set_error_literal (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_LOCKED, "the keyring is locked");
  else
    g_set_error (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_ABSENT, "%s: %s", what, cause->message);
}

/* Opens the default collection. Without one, @exists says so and TRUE is
 * returned: storing will ask the desktop to make it. */
static gboolean
unlock_default (gboolean *exists, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GList) locked = NULL;

  *exists = ct_process_is_sandboxed ();
  if (*exists)
    return TRUE;
  service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, cancellable, &local);
  if (service != NULL)
    collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                                   cancellable, &local);
  if (local != NULL)
    {
      g_debug ("no Secret Service: %s", local->message);
      g_set_error_literal (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_ABSENT, "no keyring in this session");
      return FALSE;
    }
  if (collection == NULL)
    return TRUE;

  *exists = TRUE;
  if (!secret_collection_get_locked (collection))
    return TRUE;
  locked = g_list_prepend (NULL, collection);
  if (secret_service_unlock_sync (service, locked, cancellable, NULL, NULL) == 1)
    return TRUE;
  g_set_error_literal (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_LOCKED, "the keyring is locked");
  return FALSE;
}

/**
 * ct_keyring_is_open:
 *
 * Returns: whether it can be asked without a dialog. Blocks.
 */
gboolean
ct_keyring_is_open (GCancellable *cancellable)
{
  g_autoptr (SecretService) service = ct_process_is_sandboxed () ? NULL : secret_service_get_sync (SECRET_SERVICE_NONE, cancellable, NULL);
  g_autoptr (SecretCollection) collection = NULL;

  if (ct_process_is_sandboxed ())
    return TRUE; /* whoever opened the records asked it already */
  if (service != NULL)
    collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE, cancellable, NULL);
  return collection != NULL && !secret_collection_get_locked (collection);
}

/**
 * ct_keyring_lookup:
 * @role: CT_KEYRING_RING_KEY, CT_KEYRING_NEXT_KEY or CT_KEYRING_CLIENT_SECRET
 * @vault: the vault's eight characters
 *
 * Blocks, while an unlock dialog stands open, too: never on the main thread.
 *
 * Returns: (transfer full) (nullable): the item; NULL always comes with an
 *   error of #CtKeyringError
 */
CtSecretBytes *
ct_keyring_lookup (const char *role, const char *vault, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  CtSecretBytes *secret;
  gboolean exists;
  char *found = NULL;

  if (!unlock_default (&exists, cancellable, error))
    return NULL;
  if (exists)
    found = secret_password_lookup_nonpageable_sync (&schema, cancellable, &local, "role", role, "vault", vault, NULL);
  if (local != NULL)
    {
      translate (local, "the keyring does not answer", error);
      return NULL;
    }
  if (found == NULL)
    {
      g_set_error_literal (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_MISSING, "not in the keyring");
      return NULL;
    }
  secret = ct_secret_bytes_new (found, strlen (found));
  secret_password_free (found);
  return secret;
}

/**
 * ct_keyring_store:
 * @secret: text; replaces an item of the same role and vault
 *
 * Blocks, as ct_keyring_lookup().
 */
gboolean
ct_keyring_store (const char *role, const char *vault, CtSecretBytes *secret, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean exists;

  if (!unlock_default (&exists, cancellable, error))
    return FALSE;
  if (secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, "Comptoir", ct_secret_bytes_text (secret), cancellable,
                                  &local, "role", role, "vault", vault, NULL))
    return TRUE;
  translate (local, "the keyring takes nothing", error);
  return FALSE;
}

/**
 * ct_keyring_clear:
 *
 * Removes an item, if there is one. Blocks, as ct_keyring_lookup().
 */
gboolean
ct_keyring_clear (const char *role, const char *vault, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  gboolean exists;

  if (!unlock_default (&exists, cancellable, error))
    return FALSE;
  if (exists)
    secret_password_clear_sync (&schema, cancellable, &local, "role", role, "vault", vault, NULL);
  if (local == NULL)
    return TRUE;
  translate (local, "the keyring does not answer", error);
  return FALSE;
}

static void
lookup_job (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;
  CtSecretBytes *secret = ct_keyring_lookup (job->role, job->vault, cancellable, &error);

  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) ct_secret_bytes_unref);
  else
    g_task_return_error (task, error);
}

static void
store_job (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;

  if (ct_keyring_store (job->role, job->vault, job->secret, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run (CtKeyring           *self,
     const char          *role,
     const char          *vault,
     CtSecretBytes       *secret,
     GTaskThreadFunc      func,
     GCancellable        *cancellable,
     GAsyncReadyCallback  callback,
     gpointer             data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  Job *job = g_new0 (Job, 1);

  job->role = g_strdup (role);
  job->vault = g_strdup (vault);
  job->secret = secret != NULL ? ct_secret_bytes_ref (secret) : NULL;
  g_task_set_task_data (task, job, job_free);
  ct_worker_run (self->worker, task, func);
}

/**
 * ct_keyring_lookup_async:
 * @role: CT_KEYRING_RING_KEY or CT_KEYRING_CLIENT_SECRET
 * @vault: the vault's eight characters
 *
 * May raise the desktop's unlock dialog.
 */
void
ct_keyring_lookup_async (CtKeyring *self, const char *role, const char *vault,
                         GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  run (self, role, vault, NULL, lookup_job, cancellable, callback, data);
}

/**
 * ct_keyring_lookup_finish:
 *
 * Returns: (transfer full) (nullable): the item; NULL always comes with an
 *   error of #CtKeyringError
 */
CtSecretBytes *
ct_keyring_lookup_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * ct_keyring_store_async:
 * @secret: text; replaces an item of the same role and vault
 */
void
ct_keyring_store_async (CtKeyring *self, const char *role, const char *vault, CtSecretBytes *secret,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  run (self, role, vault, secret, store_job, cancellable, callback, data);
}

gboolean
ct_keyring_store_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* v1.<base64 of KR>.<vault>.<recovery fingerprint or ->.<audit counter> */
#define PREFIX      "v1."
#define BASE64_SIZE sodium_base64_ENCODED_LEN (32, sodium_base64_VARIANT_ORIGINAL)

/**
 * ct_keyring_pack_ring_key:
 *
 * Returns: (transfer full): the one line that keeps @item in the keyring
 */
CtSecretBytes *
ct_keyring_pack_ring_key (const CtRingItem *item, const char *vault)
{
  const gsize head = strlen (PREFIX) + BASE64_SIZE - 1;
  g_autofree char *tail = g_strdup_printf (".%s.%s.%" G_GINT64_FORMAT, vault,
                                           *item->fingerprint != '\0' ? item->fingerprint : "-", item->audit_last);
  CtSecretBytes *line = ct_secret_bytes_random (head + strlen (tail));
  char *text = (char *) ct_secret_bytes_data (line);

  g_strlcpy (text, PREFIX, head);
  sodium_bin2base64 (text + strlen (PREFIX), BASE64_SIZE, ct_secret_bytes_data (item->key), 32,
                     sodium_base64_VARIANT_ORIGINAL);
  g_strlcpy (text + head, tail, strlen (tail) + 1);
  return line;
}

/* What stands behind the key and the vault's name: fingerprint or -, counter. */
static gboolean
parse_tail (const char *tail, CtRingItem *item)
{
  const char *stop = strchr (tail, '.');

  if (stop == NULL || (gsize) (stop - tail) >= sizeof item->fingerprint)
    return FALSE;
  g_strlcpy (item->fingerprint, *tail == '-' ? "" : tail, (gsize) (stop - tail) + 1);
  return g_ascii_string_to_signed (stop + 1, 10, 0, G_MAXINT64, &item->audit_last, NULL);
}

/**
 * ct_keyring_parse_ring_key:
 * @line: from the keyring
 * @item: (out): for ct_ring_item_clear()
 */
gboolean
ct_keyring_parse_ring_key (CtSecretBytes *line, const char *vault, CtRingItem *item, GError **error)
{
  const char *text = ct_secret_bytes_text (line);
  g_autoptr (CtSecretBytes) key = ct_secret_bytes_random (32);
  const char *end;
  gsize length;

  *item = (CtRingItem) { 0 };
  if (g_str_has_prefix (text, PREFIX)
      && sodium_base642bin (ct_secret_bytes_data (key), 32, text + strlen (PREFIX), BASE64_SIZE - 1, NULL,
                            &length, &end, sodium_base64_VARIANT_ORIGINAL) == 0
      && length == 32 && *end == '.'
      && g_str_has_prefix (end + 1, vault) && end[1 + strlen (vault)] == '.'
      && parse_tail (end + 2 + strlen (vault), item))
    {
      item->key = g_steal_pointer (&key);
      return TRUE;
    }
  g_set_error_literal (error, CT_KEYRING_ERROR, CT_KEYRING_ERROR_BROKEN, "the item in the keyring is not ours");
  return FALSE;
}

void
ct_ring_item_clear (CtRingItem *item)
{
  g_clear_pointer (&item->key, ct_secret_bytes_unref);
}
