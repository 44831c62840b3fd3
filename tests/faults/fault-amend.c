/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A correction never overtakes: results are entered, corrected and cancelled at a desk
 * that is killed again and again, before and while and after they are sent, to a
 * service that cuts, fails, babbles and lets others change the same results. Then the
 * service's own order of them is compared with the desk's. */

#include "ct-desk.h"
#include "ct-dispatcher.h"
#include "ct-follow-up.h"
#include "ct-store.h"

#include "book.h"
#include "practice.h"
#include "promise.h"
#include "sample.h"
#include "wait.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#define ROUND  250
#define FAULTS "{\"drop_before\": 0.08, \"drop_after\": 0.08, \"error_before\": 0.07, \"garbage_after\": 0.07, \"touch\": 0.05}"

static const char * const results[] = { "positive", "negative", "inconclusive", "unreadable" };

/* ---- a desk, in a process of its own ---- */

typedef struct
{
  GRand        *random;
  CtStore      *store;
  CtWorklist   *worklist;
  CtDesk       *desk;
  CtDispatcher *dispatcher;
} Counter;

static void
let_go_on (Counter *self, guint ms)
{
  gint64 end = g_get_monotonic_time () + ms * 1000;

  do
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (500);
  while (g_get_monotonic_time () < end);
  ct_dispatcher_retry (self->dispatcher, TRUE);
}

static gboolean
open_vault (CtRecordBook *book, gpointer key, GError **error)
{
  CtUuid vault;

  return ct_record_book_open (book, &vault, error) && ct_record_book_unlock (book, key, NULL, error);
}

static void
open_counter (Counter *self, const char *folder)
{
  g_autoptr (CtSecretBytes) key = book_key ();
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_new (g_getenv ("CLIENT_SECRET"), strlen (g_getenv ("CLIENT_SECRET")));
  g_autoptr (CtProfessional) professional =
    ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_autoptr (CtCatalog) catalog = sample_catalog ();
  g_autoptr (GPtrArray) rows = NULL;
  CtPreferences *preferences = ct_preferences_load (TRUE);
  CtOutTray *tray;
  Wait wait = { NULL };
  guint damaged;

  ct_preferences_set_grace (preferences, 0);
  self->store = ct_store_new (folder);
  g_assert_true (ct_store_call (self->store, open_vault, key, NULL));
  ct_store_watch (self->store);
  ct_store_list_async (self->store, wait_cb, &wait);
  rows = ct_store_list_finish (self->store, wait_result (&wait), &damaged, NULL);
  self->worklist = ct_worklist_new (self->store);
  tray = ct_out_tray_new (self->store, self->worklist, catalog, preferences, ct_people_new (self->store));
  ct_out_tray_set_professional (tray, professional);
  self->desk = ct_desk_new (self->store, self->worklist, catalog, tray);
  ct_follow_up_new (self->worklist, tray);
  ct_worklist_fill (self->worklist, rows, damaged);
  self->dispatcher = ct_dispatcher_new (self->store, self->worklist, ct_status_new ());
  ct_dispatcher_start (self->dispatcher,
                       ct_gateway_new (g_getenv ("BASE_URL"), g_getenv ("CLIENT_ID"), g_getenv ("CA_FILE"), secret),
                       CT_SENDER_READY);
}

/* A whole result, whatever stands there. */
static void
type_result (Counter *self)
{
  g_autoptr (CtEntry) entry = sample_entry ();

  ct_entry_set (entry, CT_FIELD_RESULT, results[g_rand_int_range (self->random, 0, G_N_ELEMENTS (results))]);
  for (guint i = 0; i < CT_N_FIELDS; i++)
    ct_desk_type (self->desk, (CtField) i, ct_entry_get (entry, (CtField) i));
}

/* What a person does with the record in the form: another result or another name, or it
 * is cancelled. */
static void
amend (Counter *self)
{
  static const char * const names[] = { "D'ARTAGNAN", "ARAMIS", "PORTHOS", "ATHOS" };
  gboolean cancels = ct_desk_get_amendment (self->desk)->cancels;

  if (cancels != (g_rand_int_range (self->random, 0, 5) == 0))
    ct_desk_toggle_cancel (self->desk);
  ct_desk_type (self->desk, CT_FIELD_RESULT, results[g_rand_int_range (self->random, 0, G_N_ELEMENTS (results))]);
  ct_desk_type (self->desk, CT_FIELD_BIRTH_NAME, names[g_rand_int_range (self->random, 0, G_N_ELEMENTS (names))]);
  ct_desk_type (self->desk, CT_FIELD_REASON, "typing");
}

/* Until it is on disk; what is the same as before is put aside. */
static void
validate (Counter *self)
{
  gint64 end = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  CtField first;

  if (!ct_desk_validate (self->desk, &first))
    return;
  while (!ct_desk_is_blank (self->desk) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
}

static void
open_row (Counter *self, CtRow *row)
{
  ct_desk_open (self->desk, row);
  let_go_on (self, 5); /* one that waits is called back first */
  if (ct_desk_is_blank (self->desk))
    return;
  if (ct_desk_get_amendment (self->desk) != NULL)
    amend (self);
  else
    type_result (self);
  validate (self);
}

static guint
count (Counter *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->worklist));
}

/* Of results: a correction on its way is a line beside the one it corrects. */
static guint
count_results (Counter *self)
{
  guint n = 0;

  for (guint i = 0; i < count (self); i++)
    {
      CtRow *row = ct_work_item_get_row (ct_worklist_peek (self->worklist, i));

      n += ct_entry_get_amendment (row->entry) == NULL || row->state == CT_STATE_ACCEPTED;
    }
  return n;
}

static void
new_result (Counter *self)
{
  ct_desk_new_record (self->desk);
  type_result (self);
  validate (self);
}

/* Returns: whether all is accepted, and was amended; otherwise does something about one that is not */
static gboolean
finish (Counter *self)
{
  for (guint i = 0; i < count (self); i++)
    {
      CtRow *row = ct_work_item_get_row (ct_worklist_peek (self->worklist, i));

      if (row->state == CT_STATE_ACCEPTED && ct_entry_get_amendment (row->entry) != NULL)
        continue;
      if (!ct_row_is_unsent (row))
        open_row (self, row);
      let_go_on (self, 20);
      return FALSE;
    }
  return TRUE;
}

/* As many results as asked for, each amended once at the least; answers 0 when all of
 * it is at the service. */
static int
run_counter (const char *folder, guint32 seed, guint pairs)
{
  Counter self = { .random = g_rand_new_with_seed (seed) };

  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  open_counter (&self, folder);
  while (count_results (&self) < pairs)
    {
      new_result (&self);
      if (g_rand_boolean (self.random))
        let_go_on (&self, (guint) g_rand_int_range (self.random, 0, 30));
      /* At once, while it is sent, or long after. */
      open_row (&self, ct_work_item_get_row (ct_worklist_peek (self.worklist, (guint) g_rand_int_range (self.random, 0, (gint32) count (&self)))));
    }
  for (guint i = 0; i < 100000 && !finish (&self); i++)
    ;
  return 0;
}

/* ---- both sides compared ---- */

/* What the service was given of one result, in its order. */
static char *
urn_of (JsonObject *resource)
{
  JsonArray *identifiers = json_object_get_array_member (resource, "identifier");
  guint n = json_array_get_length (identifiers);

  return g_strdup (json_object_get_string_member (json_array_get_object_element (identifiers, n - 1), "value"));
}

/* Of observation to array of URN: the amendments that had an effect, in order. */
static GHashTable *
order_there (JsonArray *bundles)
{
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; i < json_array_get_length (bundles); i++)
    {
      JsonArray *entries = json_object_get_array_member (json_array_get_object_element (bundles, i), "entry");

      for (guint k = 0; k < json_array_get_length (entries); k++)
        {
          JsonObject *entry = json_array_get_object_element (entries, k);
          JsonObject *request = json_object_get_object_member (entry, "request");
          JsonObject *resource = json_object_get_object_member (entry, "resource");
          const char *url = json_object_get_string_member (request, "url");
          g_autofree char *urn = NULL;
          GPtrArray *list;

          if (!g_str_has_prefix (url, "Observation/") || !json_object_has_member (resource, "issued"))
            continue;
          urn = urn_of (resource);
          list = g_hash_table_lookup (table, url + strlen ("Observation/"));
          if (list == NULL)
            {
              list = g_ptr_array_new_with_free_func (g_free);
              g_hash_table_insert (table, g_strdup (url + strlen ("Observation/")), list);
            }
          g_ptr_array_add (list, g_steal_pointer (&urn));
        }
    }
  return table;
}

/* The identifier an amendment bears, as exchange.md has it derived. */
static char *
urn_here (const CtRow *row)
{
  g_autofree char *name = g_strdup_printf ("id|amendment|%" G_GUINT64_FORMAT, row->revision);
  CtUuid derived = ct_uuid_derive (&row->uuid, name);
  g_autofree char *text = ct_uuid_format (&derived);

  return g_strconcat ("urn:uuid:", text, NULL);
}

static const CtRow *
next_of (GPtrArray *rows, const CtRow *row)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *other = g_ptr_array_index (rows, i);
      const CtAmendment *amendment = ct_entry_get_amendment (other->entry);

      if (amendment != NULL && ct_uuid_equal (&amendment->amends, &row->uuid))
        return other;
    }
  return NULL;
}

static const char *
outcome_here (const CtRow *row)
{
  const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

  return amendment != NULL && amendment->cancels ? "cancelled" : ct_entry_get (row->entry, CT_FIELD_RESULT);
}

static const char *
outcome_there (JsonArray *array, const char *id, guint *times)
{
  const char *outcome = NULL;

  *times = 0;
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *result = json_array_get_object_element (array, i);

      if (!g_str_equal (json_object_get_string_member (result, "observation"), id))
        continue;
      outcome = json_object_get_string_member (result, "outcome");
      (*times)++;
    }
  return outcome;
}

/* Returns: how many amendments the result @first has */
static guint
compare_chain (Promise *promise, GPtrArray *rows, const CtRow *first, JsonArray *there, GHashTable *order)
{
  g_auto (GStrv) parts = g_strsplit (first->receipt, "/", 3);
  const char *id = g_strv_length (parts) > 1 ? parts[1] : "";
  GPtrArray *list = g_hash_table_lookup (order, id);
  const CtRow *last = first;
  const char *outcome;
  guint n = 0, times;

  for (const CtRow *row = next_of (rows, first); row != NULL; row = next_of (rows, row))
    {
      g_autofree char *urn = urn_here (row);

      promise_check (promise, row->state == CT_STATE_ACCEPTED && list != NULL && n < list->len
                                && g_str_equal (g_ptr_array_index (list, n), urn),
                     "amendment %u of %u is %s, or in another place there", n + 1, list != NULL ? list->len : 0,
                     ct_state_key (row->state));
      last = row;
      n++;
    }
  outcome = outcome_there (there, id, &times);
  promise_check (promise, n == (list != NULL ? list->len : 0), "%u amendments here, %u there", n, list != NULL ? list->len : 0);
  promise_check (promise, n > 0, "a result was never amended");
  promise_check (promise, times == 1 && g_strcmp0 (outcome, outcome_here (last)) == 0, "%s here, %u times %s there",
                 outcome_here (last), times, outcome != NULL ? outcome : "nothing");
  return n;
}

static guint
compare_both_sides (Promise *promise, Practice *practice, const char *folder, guint pairs)
{
  g_autoptr (JsonNode) results_node = practice_get (practice, "/practice/results");
  g_autoptr (JsonNode) bundles_node = practice_get (practice, "/practice/bundles");
  g_autoptr (GHashTable) order = order_there (json_node_get_array (bundles_node));
  JsonArray *there = json_node_get_array (results_node);
  CtRecordBook *book = book_open (folder, NULL);
  guint damaged, firsts = 0, amendments = 0;
  g_autoptr (GPtrArray) rows = ct_record_book_list (book, &damaged, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);

      if (ct_entry_get_amendment (row->entry) != NULL)
        continue;
      firsts++;
      amendments += compare_chain (promise, rows, row, there, order);
    }
  promise_check (promise, damaged == 0 && firsts >= pairs && json_array_get_length (there) == firsts
                            && rows->len == firsts + amendments,
                 "%u results here, %u there; %u rows, %u amendments", firsts, json_array_get_length (there), rows->len, amendments);
  ct_record_book_free (book);
  return amendments;
}

static GPid
spawn_counter (Practice *practice, const char *folder, guint32 seed, guint pairs)
{
  g_autofree char *seed_text = g_strdup_printf ("%u", seed);
  g_autofree char *pairs_text = g_strdup_printf ("%u", pairs);
  const char *argv[] = { "/proc/self/exe", "--counter", folder, seed_text, pairs_text, NULL };
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  GPid pid;

  environment = g_environ_setenv (environment, "GSETTINGS_BACKEND", "memory", TRUE);
  environment = g_environ_setenv (environment, "BASE_URL", practice->base_url, TRUE);
  environment = g_environ_setenv (environment, "CA_FILE", practice->ca_file, TRUE);
  environment = g_environ_setenv (environment, "CLIENT_ID", practice->client_id, TRUE);
  environment = g_environ_setenv (environment, "CLIENT_SECRET", practice->client_secret, TRUE);
  g_spawn_async (NULL, (char **) argv, environment, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  return pid;
}

static void
overtake_round (Promise *promise, guint64 pairs)
{
  GRand *random = promise_random (promise);
  g_autofree char *folder = wait_folder ();
  Practice *practice = practice_start ();
  guint kills = 0, amendments;
  int status = -1;

  ct_record_book_free (book_open (folder, NULL));
  practice_faults (practice, FAULTS);
  while (status != 0)
    {
      GPid pid = spawn_counter (practice, folder, g_rand_int (random), (guint) pairs);
      guint left = (guint) g_rand_int_range (random, 80, 800);

      while (waitpid (pid, &status, WNOHANG) == 0 && left-- > 0)
        g_usleep (1000);
      kill (pid, SIGKILL);
      if (waitpid (pid, &status, 0) == pid)
        kills++;
      else if (!promise_check (promise, status == 0, "the desk ended by itself, status %d", status))
        break;
    }
  practice_faults (practice, "{}");
  amendments = compare_both_sides (promise, practice, folder, (guint) pairs);
  promise_figure (promise, "%" G_GUINT64_FORMAT " results, %u amendments, %u kills of the desk", pairs, amendments, kills);
  practice_stop (practice);
  wait_remove (folder);
}

static void
overtake (Promise *promise, guint64 pairs)
{
  for (; pairs > 0; pairs -= MIN (pairs, ROUND))
    promise_apart (promise, overtake_round, MIN (pairs, ROUND));
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = { { "a-correction-never-overtakes", 500, 10000, overtake } };

  if (argc == 5 && g_str_equal (argv[1], "--counter"))
    return run_counter (argv[2], (guint32) strtoul (argv[3], NULL, 10), (guint) strtoul (argv[4], NULL, 10));
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
