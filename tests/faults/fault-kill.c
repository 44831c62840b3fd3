/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* SIGKILL, at random times and before each call to the disk: what was reported saved
 * is there, and every record reaches a service that cuts, fails and babbles on 30 %
 * of the calls exactly once in effect. */

#include "ct-fhir.h"
#include "ct-gateway.h"
#include "ct-pace.h"

#include "book.h"
#include "fault-vfs.h"
#include "practice.h"
#include "promise.h"
#include "sample.h"
#include "script.h"
#include "wait.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define RECORDS 16
#define LIVES   5 /* kills in one folder before it is given up */
#define LATER   G_GINT64_CONSTANT (4000000000000)

static pid_t
fork_victim (void)
{
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    prctl (PR_SET_PDEATHSIG, SIGKILL);
  return pid;
}

/* ---- saved is on disk ---- */

/* Returns: whether it was killed, not done by itself */
static gboolean
live_and_die (Script *script, const char *folder, guint at_call, guint after_us, guint32 seed)
{
  pid_t pid = fork_victim ();
  int status;

  if (pid == 0)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      CtRecordBook *book;

      script_set_random (script, random);
      fault_vfs_arm (FAULT_KILL, at_call, FALSE);
      book = book_open (folder, NULL);
      for (guint i = 0; i < 200; i++)
        script_step (script, book);
      ct_record_book_free (book);
      _exit (0);
    }
  if (after_us > 0)
    {
      g_usleep (after_us);
      kill (pid, SIGKILL);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFSIGNALED (status);
}

static void
saved_is_on_disk (Promise *promise, guint64 kills)
{
  GRand *random = promise_random (promise);
  guint64 done = 0;
  guint by_call = 0;

  while (done < kills)
    {
      g_autofree char *folder = wait_folder ();
      Script *script = script_new (random, RECORDS);

      for (guint life = 0; life < LIVES && done < kills; life++)
        {
          gboolean by_step = g_rand_boolean (random);
          guint at = by_step ? (guint) g_rand_int_range (random, 1, 250) : 0;
          g_autofree char *why = NULL;
          g_autoptr (GError) error = NULL;
          CtRecordBook *book;
          gboolean killed = live_and_die (script, folder, at, by_step ? 0 : (guint) g_rand_int_range (random, 100, 8000),
                                          g_rand_int (random));

          done += killed;
          by_call += killed && by_step;
          book = book_open (folder, &error);
          if (promise_check (promise, book != NULL, "it does not open after a kill: %s", error != NULL ? error->message : ""))
            {
              gboolean good = script_agrees (script, NULL, book, &why);

              promise_check (promise, good, "killed at %s %u: %s", by_step ? "call" : "random", at, why);
              script_learn (script, book);
            }
          g_clear_pointer (&book, ct_record_book_free);
        }
      script_free (script);
      wait_remove (folder);
    }
  promise_figure (promise, "%" G_GUINT64_FORMAT " kills, %u of them before a call to the disk", done, by_call);
}

/* ---- exactly once in effect ---- */

static Practice *practice;

static GBytes *
body_of (const CtUuid *uuid, CtEntry *entry, guint64 revision)
{
  g_autoptr (CtRecord) record = sample_record (entry);
  g_autoptr (CtProfessional) professional =
    ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_autoptr (GDateTime) now = sample_now ();

  return ct_fhir_encode (record, professional, uuid, revision, now);
}

/* What was claimed goes together, and is settled together. */
static void
send_batch (CtRecordBook *book, CtGateway *gateway, CtPace *pace, GPtrArray *rows)
{
  g_autoptr (GPtrArray) submissions = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_submission_free);
  g_autoptr (GPtrArray) settlements = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_settlement_free);
  g_autoptr (GPtrArray) answers = NULL;
  g_autoptr (GPtrArray) settled = NULL;
  Wait wait = { NULL };

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (submissions, ct_submission_new (((CtRow *) g_ptr_array_index (rows, i))->body, NULL, FALSE));
  ct_gateway_submit_async (gateway, submissions, wait_cb, &wait);
  answers = ct_gateway_submit_finish (wait_result (&wait));
  wait_clear (&wait);
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);

      g_ptr_array_add (settlements,
                       ct_settlement_new (&row->uuid, ct_pace_settle (pace, row, g_ptr_array_index (answers, i), 0, 0)));
    }
  settled = ct_record_book_settle_all (book, settlements, NULL);
  g_assert_cmpuint (settled->len, ==, rows->len);
}

/* The sender's loop, without its pauses: what is due later is due now. One at a time, or
 * several. */
static void
send_all (const char *folder)
{
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_new (practice->client_secret, strlen (practice->client_secret));
  g_autoptr (CtGateway) gateway = ct_gateway_new (practice->base_url, practice->client_id, practice->ca_file, secret);
  g_autoptr (CtPace) pace = ct_pace_new (NULL);
  CtRecordBook *book = book_open (folder, NULL);

  for (;;)
    {
      g_auto (CtClaim) claim = { 0 };
      CtClaimWish wish = { LATER, -1, (guint) g_random_int_range (1, 9), TRUE };

      g_assert_true (ct_record_book_claim (book, &wish, &claim, NULL));
      if (claim.elsewhere)
        {
          g_usleep (2000);
          continue;
        }
      if (claim.rows->len == 0)
        break;
      send_batch (book, gateway, pace, claim.rows);
    }
  ct_record_book_free (book);
}

static void
queue_records (const char *folder, guint64 n)
{
  CtRecordBook *book = book_open (folder, NULL);
  g_autoptr (CtEntry) entry = sample_entry ();

  for (guint64 i = 0; i < n; i++)
    {
      CtUuid uuid = ct_uuid_random ();
      g_autoptr (GBytes) body = body_of (&uuid, entry, 1);
      g_autoptr (CtRow) row = ct_record_book_commit (book, &uuid, 1, entry, body, 0, NULL);

      g_assert_nonnull (row);
    }
  ct_record_book_free (book);
}

/* Each record accepted, each receipt another observation of the service, and the
 * service holds no other. */
static void
compare_both_sides (Promise *promise, const char *folder, guint64 n)
{
  g_autoptr (JsonNode) node = practice_get (practice, "/practice/results");
  JsonArray *results = json_node_get_array (node);
  g_autoptr (GHashTable) there = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CtRecordBook *book = book_open (folder, NULL);
  guint damaged;
  g_autoptr (GPtrArray) rows = ct_record_book_list (book, &damaged, NULL);

  for (guint i = 0; i < json_array_get_length (results); i++)
    g_hash_table_add (there, g_strdup (json_object_get_string_member (json_array_get_object_element (results, i), "observation")));
  promise_check (promise, rows->len == n && damaged == 0, "%u records here of %" G_GUINT64_FORMAT, rows->len, n);
  promise_check (promise, json_array_get_length (results) == n, "%u results there for %" G_GUINT64_FORMAT " records",
                 json_array_get_length (results), n);
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      g_auto (GStrv) parts = g_strsplit (row->receipt, "/", 3);

      promise_check (promise, row->state == CT_STATE_ACCEPTED && g_strv_length (parts) == 3 && g_hash_table_remove (there, parts[1]),
                     "a record is %s, its receipt that of nobody or of another", ct_state_key (row->state));
    }
  promise_check (promise, g_hash_table_size (there) == 0, "%u results there that nobody sent", g_hash_table_size (there));
  ct_record_book_free (book);
}

#define ROUND 5000 /* more than a pharmacy keeps; the larger, the longer it opens, the less a short life does */

static void
exactly_once_round (Promise *promise, guint64 n)
{
  GRand *random = promise_random (promise);
  g_autofree char *folder = wait_folder ();
  guint kills = 0;
  int status = -1;

  practice = practice_start ();
  practice_faults (practice, "{\"drop_before\": 0.08, \"drop_after\": 0.08, \"error_before\": 0.07, \"garbage_after\": 0.07}");
  queue_records (folder, n);
  while (status != 0)
    {
      pid_t pid = fork_victim ();
      guint left = (guint) g_rand_int_range (random, 5, 150);

      if (pid == 0)
        {
          send_all (folder);
          _exit (0);
        }
      while (waitpid (pid, &status, WNOHANG) == 0 && left-- > 0)
        g_usleep (1000);
      kill (pid, SIGKILL);
      if (waitpid (pid, &status, 0) == pid)
        kills += WIFSIGNALED (status);
    }
  practice_faults (practice, "{}");
  compare_both_sides (promise, folder, n);
  promise_figure (promise, "%" G_GUINT64_FORMAT " records, %u kills of the sender", n, kills);
  g_clear_pointer (&practice, practice_stop);
  wait_remove (folder);
}

static void
exactly_once (Promise *promise, guint64 n)
{
  for (; n > 0; n -= MIN (n, ROUND))
    promise_apart (promise, exactly_once_round, MIN (n, ROUND));
}

/* ---- two processes ---- */

#define SENDERS 3
#define OF_EACH 10

/* Three senders of one queue; one of them is stopped in the middle of whatever it does,
 * for a while, and another killed now and then. */
static void
never_twice_round (Promise *promise, guint64 cycles)
{
  GRand *random = promise_random (promise);
  g_autofree char *folder = wait_folder ();
  guint stops = 0, kills = 0;

  practice = practice_start ();
  practice_faults (practice, "{\"drop_after\": 0.1}");
  for (guint64 cycle = 0; cycle < cycles; cycle++)
    {
      pid_t pids[SENDERS];
      guint alive = SENDERS;

      queue_records (folder, OF_EACH);
      for (guint i = 0; i < SENDERS; i++)
        if ((pids[i] = fork_victim ()) == 0)
          {
            send_all (folder);
            _exit (0);
          }
      while (alive > 0)
        {
          guint i = (guint) g_rand_int_range (random, 0, SENDERS);

          g_usleep ((gulong) g_rand_int_range (random, 500, 5000));
          if (pids[i] > 0 && waitpid (pids[i], NULL, WNOHANG) == pids[i])
            {
              pids[i] = 0;
              alive--;
            }
          if (pids[i] == 0)
            continue;
          stops++;
          kill (pids[i], SIGSTOP);
          g_usleep ((gulong) g_rand_int_range (random, 500, 20000));
          /* The last one has to finish the queue. */
          if (alive > 1 && g_rand_int_range (random, 0, 8) == 0)
            {
              kill (pids[i], SIGKILL);
              waitpid (pids[i], NULL, 0);
              pids[i] = 0;
              alive--;
              kills++;
            }
          else
            kill (pids[i], SIGCONT);
        }
    }
  practice_faults (practice, "{}");
  compare_both_sides (promise, folder, cycles * OF_EACH);
  promise_figure (promise, "%" G_GUINT64_FORMAT " queues of %d by %d senders, %u stops, %u kills", cycles, OF_EACH, SENDERS, stops, kills);
  g_clear_pointer (&practice, practice_stop);
  wait_remove (folder);
}

static void
never_twice (Promise *promise, guint64 cycles)
{
  for (; cycles > 0; cycles -= MIN (cycles, 100))
    promise_apart (promise, never_twice_round, MIN (cycles, 100));
}

/* ---- a backup is put back ---- */

/* Sends some, with faults; the backup is of that moment; all are sent; the backup is put
 * back, and all it knows to be waiting is sent once more. */
static void
restore_round (Promise *promise, guint64 n)
{
  GRand *random = promise_random (promise);
  g_autofree char *folder = wait_folder ();
  g_autofree char *backup = g_build_filename (folder, "backup.db", NULL);
  g_autofree char *aside = NULL;
  g_autoptr (GError) error = NULL;
  CtBackupReport report;
  CtRecordBook *book;
  pid_t pid;

  practice = practice_start ();
  practice_faults (practice, "{\"drop_before\": 0.1, \"drop_after\": 0.2, \"error_before\": 0.1}");
  queue_records (folder, n);
  pid = fork_victim ();
  if (pid == 0)
    {
      send_all (folder);
      _exit (0);
    }
  g_usleep ((gulong) g_rand_int_range (random, 0, 60000));
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);

  book = book_open (folder, NULL);
  promise_check (promise, ct_record_book_back_up (book, backup, &report, &error) && report.records == n, "no backup: %s",
                 error != NULL ? error->message : "not all records are in it");
  ct_record_book_free (book);
  practice_faults (practice, "{}");
  send_all (folder);
  compare_both_sides (promise, folder, n);

  book = ct_record_book_new (folder);
  promise_check (promise, ct_record_book_restore (book, backup, &aside, &error), "not restored: %s", error != NULL ? error->message : "");
  ct_record_book_free (book);
  book = book_open (folder, &error);
  promise_check (promise, book != NULL && ct_record_book_distrust (book, &error), "what is restored does not open: %s",
                 error != NULL ? error->message : "");
  if (book != NULL)
    ct_record_book_free (book);
  send_all (folder);
  compare_both_sides (promise, folder, n);

  /* And what was there before is beside it. */
  promise_check (promise, aside != NULL && g_file_test (aside, G_FILE_TEST_EXISTS), "what was there is gone");
  g_clear_pointer (&practice, practice_stop);
  wait_remove (folder);
}

static void
large_drill (Promise *promise, guint64 n)
{
  g_autofree char *folder = wait_folder ();
  g_autofree char *backup = g_build_filename (folder, "backup.db", NULL);
  g_autofree char *aside = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  CtBackupReport report;
  CtRecordBook *book;
  gint64 start;
  double seconds;
  guint damaged;

  queue_records (folder, n);
  book = book_open (folder, NULL);
  g_assert_true (ct_record_book_back_up (book, backup, &report, NULL));
  ct_record_book_free (book);
  start = g_get_monotonic_time ();
  book = ct_record_book_new (folder);
  g_assert_true (ct_record_book_restore (book, backup, &aside, NULL));
  ct_record_book_free (book);
  book = book_open (folder, NULL);
  rows = ct_record_book_list (book, &damaged, NULL);
  seconds = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
  promise_check (promise, rows->len == n && damaged == 0, "%u of %" G_GUINT64_FORMAT " records are restored", rows->len, n);
  promise_check (promise, seconds <= 5, "restored in %.1f s", seconds);
  promise_figure (promise, "%" G_GUINT64_FORMAT " records restored and opened in %.2f s", n, seconds);
  ct_record_book_free (book);
  wait_remove (folder);
}

static void
restored (Promise *promise, guint64 drills)
{
  for (guint64 i = 0; i < drills; i++)
    promise_apart (promise, restore_round, 20);
  promise_apart (promise, large_drill, 10000);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = {
    { "saved-is-on-disk", 2000, 100000, saved_is_on_disk },
    { "exactly-once-in-effect", 5000, 100000, exactly_once },
    { "two-processes-never-double-send", 100, 1000, never_twice },
    { "a-backup-put-back-sends-nothing-twice", 5, 200, restored },
  };

  fault_vfs_install ();
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
