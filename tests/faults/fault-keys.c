/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A key takes another's place in a real keyring, and the process that does it is killed:
 * before or after each of its steps, and at random moments. Whatever is left, the vault
 * opens, by the keyring or, where that was lost before, by the code on paper, with every
 * record, and it is the same vault: no key was made over it.
 *
 * The victim is this program, started anew: the steps are counted where it calls the
 * keyring and the store (the linker puts our count before them). Inside tests/lab. */

#include "ct-keyring.h"
#include "ct-recovery-code.h"
#include "ct-recovery-private.h"
#include "ct-vault-keys.h"

#include "promise.h"
#include "sample.h"
#include "wait.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RECORDS 3
#define STEPS   14 /* seven calls of the keyring and the store, each with a before and an after */
#define SLOT    8  /* after this one the new key in the keyring has its slot */

/* ---- the victim's steps ---- */

static guint countdown; /* 0: nobody is killed at a step */

static void
step (void)
{
  if (countdown > 0 && --countdown == 0)
    raise (SIGKILL);
}

gboolean __real_ct_keyring_store (const char *role, const char *vault, CtSecretBytes *secret, GCancellable *c, GError **e);
gboolean __wrap_ct_keyring_store (const char *role, const char *vault, CtSecretBytes *secret, GCancellable *c, GError **e);
gboolean __real_ct_keyring_clear (const char *role, const char *vault, GCancellable *c, GError **e);
gboolean __wrap_ct_keyring_clear (const char *role, const char *vault, GCancellable *c, GError **e);
gboolean __real_ct_store_call (CtStore *store, CtStoreFunc func, gpointer data, GError **e);
gboolean __wrap_ct_store_call (CtStore *store, CtStoreFunc func, gpointer data, GError **e);

gboolean
__wrap_ct_keyring_store (const char *role, const char *vault, CtSecretBytes *secret, GCancellable *c, GError **e)
{
  gboolean good;

  step ();
  good = __real_ct_keyring_store (role, vault, secret, c, e);
  step ();
  return good;
}

gboolean
__wrap_ct_keyring_clear (const char *role, const char *vault, GCancellable *c, GError **e)
{
  gboolean good;

  step ();
  good = __real_ct_keyring_clear (role, vault, c, e);
  step ();
  return good;
}

gboolean
__wrap_ct_store_call (CtStore *store, CtStoreFunc func, gpointer data, GError **e)
{
  gboolean good;

  step ();
  good = __real_ct_store_call (store, func, data, e);
  step ();
  return good;
}

/* ---- both ---- */

typedef struct
{
  CtStore     *store;
  CtVaultKeys *keys;
} Vault;

static void
vault_open (Vault *self, const char *folder)
{
  self->store = ct_store_new (folder);
  self->keys = ct_vault_keys_new (self->store);
}

static void
vault_close (Vault *self)
{
  ct_vault_keys_free (self->keys);
  ct_store_close (self->store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (self->store);
}

static gboolean
finish (Vault *self, Wait *wait, GError **error)
{
  gboolean good = ct_vault_keys_finish (self->keys, wait_result (wait), error);

  wait_clear (wait);
  return good;
}

static gboolean
unlock (Vault *self, GError **error)
{
  Wait wait = { NULL };

  ct_vault_keys_open_async (self->keys, wait_cb, &wait);
  return finish (self, &wait, error);
}

static gboolean
recover (Vault *self, const char *text, GError **error)
{
  Wait wait = { NULL };
  guint group;
  g_autoptr (CtSecretBytes) code = ct_recovery_code_parse (text, &group, error);

  g_assert_nonnull (code);
  ct_vault_keys_recover_async (self->keys, code, wait_cb, &wait);
  return finish (self, &wait, error);
}

static gboolean
set_code (Vault *self, const char *text, GError **error)
{
  Wait wait = { NULL };
  guint group;
  g_autoptr (CtSecretBytes) code = ct_recovery_code_parse (text, &group, error);

  g_assert_nonnull (code);
  ct_vault_keys_set_recovery_async (self->keys, code, wait_cb, &wait);
  return finish (self, &wait, error);
}

/* VICTIM FOLDER HOW CODE STEP: says "go" before what it dies in. */
static int
be_victim (char **argv)
{
  Vault vault;
  g_autoptr (GError) error = NULL;
  gboolean renews = g_str_equal (argv[3], "renew");
  gboolean good;

  vault_open (&vault, argv[2]);
  if (renews && !unlock (&vault, &error))
    g_error ("the victim cannot even open: %s", error->message);
  countdown = (guint) atoi (argv[5]);
  if (write (STDOUT_FILENO, "go\n", 3) != 3)
    return 3;
  good = renews ? set_code (&vault, argv[4], &error) : recover (&vault, argv[4], &error);
  if (!good)
    g_error ("the victim failed by itself: %s", error->message);
  countdown = 0;
  vault_close (&vault);
  return 0;
}

/* ---- the harness ---- */

static char *
new_code (void)
{
  g_autoptr (CtSecretBytes) code = ct_recovery_code_random ();
  g_autoptr (CtSecretBytes) text = ct_recovery_code_format (code);

  return g_strdup (ct_secret_bytes_text (text));
}

/* Returns: whether it was killed, rather than through before */
static gboolean
kill_one (const char *folder, const char *how, const char *code, guint at_step, guint after_us)
{
  g_autofree char *count = g_strdup_printf ("%u", at_step);
  const char *argv[] = { "/proc/self/exe", "VICTIM", folder, how, code, count, NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int out, status;
  char go[3];

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL, &error);
  g_assert_no_error (error);
  if (read (out, go, sizeof go) == sizeof go && after_us > 0)
    {
      g_usleep (after_us);
      kill (pid, SIGKILL);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  close (out);
  g_assert_true (WIFSIGNALED (status) ? WTERMSIG (status) == SIGKILL : WEXITSTATUS (status) == 0);
  return WIFSIGNALED (status);
}

static void
forget_keyring (Promise *promise, const char *name)
{
  g_assert_true (__real_ct_keyring_clear (CT_KEYRING_RING_KEY, name, NULL, NULL));
  g_assert_true (__real_ct_keyring_clear (CT_KEYRING_NEXT_KEY, name, NULL, NULL));
}

static guint
count_records (Vault *vault)
{
  Wait wait = { NULL };
  guint damaged = 0;
  g_autoptr (GPtrArray) rows = NULL;
  guint n;

  ct_store_list_async (vault->store, wait_cb, &wait);
  rows = ct_store_list_finish (vault->store, wait_result (&wait), &damaged, NULL);
  wait_clear (&wait);
  n = rows != NULL && damaged == 0 ? rows->len : 0;
  return n;
}

static void
make (Vault *vault, const char *folder, const char *code)
{
  g_autoptr (CtEntry) entry = sample_entry ();

  vault_open (vault, folder);
  g_assert_true (unlock (vault, NULL));
  for (guint i = 0; i < RECORDS; i++)
    {
      Wait wait = { NULL };
      CtUuid uuid = ct_uuid_random ();
      g_autoptr (CtRow) row = NULL;

      ct_store_save_draft_async (vault->store, &uuid, entry, wait_cb, &wait);
      row = ct_store_row_finish (vault->store, wait_result (&wait), NULL);
      g_assert_nonnull (row);
      wait_clear (&wait);
    }
  g_assert_true (set_code (vault, code, NULL));
  g_assert_true (ct_vault_keys_get_state (vault->keys)->recoverable);
}

/* One life: @how "renew" keeps the keyring, "recover" lost it before. */
static void
trial (Promise *promise, const char *folder, const char *name, gboolean renews, char **code, guint at_step, guint after_us,
       guint *kills)
{
  g_autofree char *other = renews ? new_code () : g_strdup (*code);
  g_autoptr (GError) error = NULL;
  Vault vault;
  gboolean opens;

  if (!renews)
    forget_keyring (promise, name);
  *kills += kill_one (folder, renews ? "renew" : "recover", other, at_step, after_us);
  vault_open (&vault, folder);
  opens = unlock (&vault, &error);
  if (renews || at_step >= SLOT)
    promise_check (promise, opens, "killed at step %u: the keyring does not open it any more: %s", at_step, opens ? "" : error->message);
  if (opens)
    promise_check (promise, g_str_equal (ct_vault_keys_get_state (vault.keys)->name, name) && count_records (&vault) == RECORDS,
                   "killed at step %u: not the same vault, or not all of its records", at_step);
  vault_close (&vault);

  /* And with the keyring gone, the paper: of the two codes the one that is in force. */
  forget_keyring (promise, name);
  g_clear_error (&error);
  vault_open (&vault, folder);
  opens = recover (&vault, other, &error);
  if (opens)
    {
      g_free (*code);
      *code = g_steal_pointer (&other);
    }
  else
    {
      g_clear_error (&error);
      opens = recover (&vault, *code, &error);
    }
  promise_check (promise, opens && count_records (&vault) == RECORDS && g_str_equal (ct_vault_keys_get_state (vault.keys)->name, name),
                 "killed at step %u: no code opens it: %s", at_step, opens ? "" : error->message);
  vault_close (&vault);
}

static void
killed_in_rewrapping (Promise *promise, guint64 n)
{
  GRand *random = promise_random (promise);
  g_autofree char *folder = wait_folder ();
  g_autofree char *code = new_code ();
  char name[9];
  guint kills = 0, steps = 0;
  Vault vault;

  make (&vault, folder, code);
  g_strlcpy (name, ct_vault_keys_get_state (vault.keys)->name, sizeof name);
  vault_close (&vault);
  for (guint64 i = 0; kills < n; i++)
    {
      gboolean renews = i % 2 == 0;

      /* At each step; then anywhere. */
      if (i % 4 < 2)
        trial (promise, folder, name, renews, &code, 1 + (guint) (i / 4) % STEPS, 0, &kills);
      else
        trial (promise, folder, name, renews, &code, 0, (guint) g_rand_int_range (random, 1, 25000), &kills);
      steps += i % 4 < 2;
    }
  promise_figure (promise, "%u kills, %u lives ended at a numbered step", kills, steps);
  forget_keyring (promise, name);
  wait_remove (folder);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = { { "killed-while-keys-change", 60, 600, killed_in_rewrapping } };

  g_assert_true (ct_secret_bytes_init ());
  if (argc == 6 && g_str_equal (argv[1], "VICTIM"))
    return be_victim (argv);
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
