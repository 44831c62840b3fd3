/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A model of the book of records: of each record the set of states and contents it
 * may have. "Done" leaves one of them, "not done" changes nothing, and only "may or
 * may not be kept" leaves two. What is under way is noted first, in memory that
 * outlives the process: one that is killed leaves its last act undecided. */

#include "script.h"

#include "ct-issue.h"
#include "ct-store.h"

#include "sample.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define ABSENT        (1u << CT_N_STATES)
#define STATE(state)  (1u << CT_STATE_##state)
#define MAX_VERSIONS  64
#define WIDTH         3 /* claimed together, at the most */
#define LATER         G_GINT64_CONSTANT (4000000000000)

typedef struct
{
  CtUuid  uuid;
  guint   states;   /* a bit each */
  guint64 versions; /* a bit each: which content */
  guint   states_meant;
  guint64 versions_meant;
  guint   next_version;
  guint64 revision;
} Model;

struct _Script
{
  GRand   *random; /* unowned */
  Model   *models; /* shared with forks */
  guint    n;
  CtUuid   claimed[WIDTH];
  guint    n_claimed; /* 0: nothing is being sent */
  CtEntry *entry;
  GBytes  *body;
  guint    unsure;
};

static Model *
shared (guint n)
{
  gpointer memory = mmap (NULL, n * sizeof (Model), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  return memory;
}

Script *
script_new (GRand *random, guint records)
{
  Script *self = g_new0 (Script, 1);

  self->random = random;
  self->n = records;
  self->models = shared (records);
  self->entry = sample_entry ();
  self->body = g_bytes_new_static ("{\"frozen\":true}", 15);
  for (guint i = 0; i < records; i++)
    self->models[i] = (Model) { .uuid = ct_uuid_random (), .states = ABSENT, .versions = 1, .next_version = 1, .revision = 1 };
  return self;
}

void
script_free (Script *self)
{
  munmap (self->models, self->n * sizeof (Model));
  ct_entry_unref (self->entry);
  g_bytes_unref (self->body);
  g_free (self);
}

Script *
script_copy (Script *self)
{
  Script *copy = g_memdup2 (self, sizeof *self);

  copy->models = shared (self->n);
  memcpy (copy->models, self->models, self->n * sizeof (Model));
  ct_entry_ref (copy->entry);
  g_bytes_ref (copy->body);
  return copy;
}

/* In a fork: another sequence. */
void
script_set_random (Script *self, GRand *random)
{
  self->random = random;
}

/* How often it was said that a record may or may not be kept. */
guint
script_unsure (Script *self)
{
  return self->unsure;
}

static Model *
find (Script *self, const CtUuid *uuid)
{
  for (guint i = 0; i < self->n; i++)
    if (ct_uuid_equal (&self->models[i].uuid, uuid))
      return &self->models[i];
  return NULL;
}

/* What is tried now. @version: 0 when the content is not touched. */
static void
mean (Model *model, guint states, guint version)
{
  model->states_meant = states;
  model->versions_meant = version != 0 ? G_GUINT64_CONSTANT (1) << version : model->versions;
}

/* The last word: killed before it, either may be so. */
static void
decided (Model *model)
{
  __atomic_signal_fence (__ATOMIC_SEQ_CST); /* what was reported is noted first */
  model->states_meant = 0;
}

static void
report (Script *self, Model *model, gboolean done, guint state, guint version, GError *error)
{
  guint64 versions = version != 0 ? G_GUINT64_CONSTANT (1) << version : 0;

  if (done)
    {
      model->states = state;
      model->versions = versions != 0 ? versions : model->versions;
    }
  else if (g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_UNSURE))
    {
      model->states |= state;
      model->versions |= versions;
      self->unsure++;
    }
  decided (model);
}

static CtEntry *
content (Script *self, Model *model, guint *version)
{
  CtEntry *entry = ct_entry_copy (self->entry);
  g_autofree char *lot = NULL;

  *version = MIN (model->next_version++, MAX_VERSIONS - 1);
  lot = g_strdup_printf ("L%u", *version);
  ct_entry_set (entry, CT_FIELD_LOT, lot);
  return entry;
}

static void
save (Script *self, CtRecordBook *book, Model *model)
{
  guint version;
  g_autoptr (CtEntry) entry = content (self, model, &version);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = NULL;

  mean (model, STATE (DRAFT), version);
  row = ct_record_book_save_draft (book, &model->uuid, entry, &error);
  report (self, model, row != NULL, STATE (DRAFT), version, error);
}

static void
commit (Script *self, CtRecordBook *book, Model *model)
{
  guint version;
  g_autoptr (CtEntry) entry = content (self, model, &version);
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = NULL;

  mean (model, STATE (WAITING), version);
  row = ct_record_book_commit (book, &model->uuid, model->revision, entry, self->body, 0, &error);
  report (self, model, row != NULL, STATE (WAITING), version, error);
}

static void
withdraw (Script *self, CtRecordBook *book, Model *model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = NULL;

  mean (model, STATE (DRAFT), 0);
  row = ct_record_book_withdraw (book, &model->uuid, &error);
  report (self, model, row != NULL, STATE (DRAFT), 0, error);
  if (row != NULL)
    model->revision = row->revision;
}

static void
resend (Script *self, CtRecordBook *book, Model *model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtRow) row = NULL;

  mean (model, STATE (UNKNOWN), 0);
  row = ct_record_book_resend (book, &model->uuid, &error);
  report (self, model, row != NULL, STATE (UNKNOWN), 0, error);
}

static void
discard (Script *self, CtRecordBook *book, Model *model)
{
  g_autoptr (GError) error = NULL;
  gboolean done;

  mean (model, ABSENT, 0);
  done = ct_record_book_discard (book, &model->uuid, &error);
  report (self, model, done, ABSENT, 0, error);
  if (done)
    model->revision = 1;
}

static void
claim (Script *self, CtRecordBook *book)
{
  g_auto (CtClaim) found = { 0 };
  g_autoptr (GError) error = NULL;
  guint width = (guint) g_rand_int_range (self->random, 1, WIDTH + 1);
  gboolean good, unsure, told;

  for (guint i = 0; i < self->n; i++)
    if ((self->models[i].states & (STATE (WAITING) | STATE (UNKNOWN) | STATE (SENDING))) != 0)
      mean (&self->models[i], STATE (SENDING) | STATE (UNKNOWN), 0);
  good = ct_record_book_claim (book, &(CtClaimWish) { LATER, -1, width, TRUE }, &found, &error);
  /* Several are not looked up again: nobody was told of them, and the next claim finds
   * in sending what was kept all the same. */
  told = g_error_matches (error, CT_STORE_ERROR, CT_STORE_ERROR_UNSURE);
  unsure = told || (!good && width > 1);

  /* What was left in sending becomes unknown with a claim, whatever else it does. */
  for (guint i = 0; i < self->n; i++)
    {
      Model *model = &self->models[i];

      if ((model->states & STATE (SENDING)) != 0)
        model->states |= STATE (UNKNOWN);
      if (unsure && (model->states & (STATE (WAITING) | STATE (UNKNOWN))) != 0)
        model->states |= STATE (SENDING) | STATE (UNKNOWN);
    }
  self->unsure += told;
  for (guint i = 0; good && found.rows != NULL && i < found.rows->len; i++)
    {
      self->claimed[self->n_claimed] = ((CtRow *) g_ptr_array_index (found.rows, i))->uuid;
      find (self, &self->claimed[self->n_claimed++])->states = STATE (SENDING);
    }
  for (guint i = 0; i < self->n; i++)
    decided (&self->models[i]);
}

static CtSettlement *
any_settlement (Script *self, const CtUuid *uuid)
{
  static const CtState states[] = { CT_STATE_ACCEPTED, CT_STATE_ACCEPTED, CT_STATE_WAITING, CT_STATE_UNKNOWN, CT_STATE_REFUSED,
                                    CT_STATE_CONFLICT, CT_STATE_STUCK };
  CtState state = states[g_rand_int_range (self->random, 0, G_N_ELEMENTS (states))];
  CtOutcome *outcome = ct_outcome_new (state);

  if (state == CT_STATE_ACCEPTED)
    outcome->receipt = g_strdup ("Observation/abc/_history/1 2026-11-24T09:00:00Z 00ff");
  if (state == CT_STATE_REFUSED)
    g_ptr_array_add (outcome->reasons, ct_issue_new (CT_FIELD_BIRTH_DATE, CT_ISSUE_FROM_SERVICE, "no"));
  return ct_settlement_new (uuid, outcome);
}

static gboolean
has_row (GPtrArray *rows, const CtUuid *uuid)
{
  for (guint i = 0; i < rows->len; i++)
    if (ct_uuid_equal (&((CtRow *) g_ptr_array_index (rows, i))->uuid, uuid))
      return TRUE;
  return FALSE;
}

/* Those that are kept are told; of the others only that one failed, and why. */
static void
settle (Script *self, CtRecordBook *book)
{
  g_autoptr (GPtrArray) settlements = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_settlement_free);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->n_claimed; i++)
    {
      CtSettlement *settlement = any_settlement (self, &self->claimed[i]);

      g_ptr_array_add (settlements, settlement);
      mean (find (self, &settlement->uuid), 1u << settlement->outcome->state, 0);
    }
  rows = ct_record_book_settle_all (book, settlements, &error);
  for (guint i = 0; i < settlements->len; i++)
    {
      const CtSettlement *settlement = g_ptr_array_index (settlements, i);
      gboolean kept = has_row (rows, &settlement->uuid);

      if (!kept && error != NULL && settlements->len > 1)
        error->code = CT_STORE_ERROR_UNSURE;
      report (self, find (self, &settlement->uuid), kept, 1u << settlement->outcome->state, 0, error);
    }
  self->n_claimed = 0;
}

/**
 * script_step:
 *
 * One act, drawn at random; what cannot be done then is refused, which is one more
 * thing that is tried.
 */
void
script_step (Script *self, CtRecordBook *book)
{
  Model *model = &self->models[g_rand_int_range (self->random, 0, (gint32) self->n)];

  if (self->n_claimed > 0)
    {
      settle (self, book);
      return;
    }
  switch (g_rand_int_range (self->random, 0, 13))
    {
    case 0: case 1: case 2:
      save (self, book, model);
      return;
    case 3: case 4: case 5:
      commit (self, book, model);
      return;
    case 6:
      withdraw (self, book, model);
      return;
    case 7:
      discard (self, book, model);
      return;
    case 8:
      resend (self, book, model);
      return;
    default:
      claim (self, book);
      return;
    }
}

static guint64
version_of (const CtRow *row)
{
  return G_GUINT64_CONSTANT (1) << atoi (ct_entry_get (row->entry, CT_FIELD_LOT) + 1);
}

static gboolean
fits (Script *self, const CtUuid *uuid, guint state, guint64 version)
{
  Model *model = self != NULL ? find (self, uuid) : NULL;

  return model != NULL
         && (((model->states & state) != 0 && (state == ABSENT || (model->versions & version) != 0))
             || ((model->states_meant & state) != 0 && (state == ABSENT || (model->versions_meant & version) != 0)));
}

/**
 * script_learn:
 *
 * After a kill: what @book holds is the truth from now on.
 */
void
script_learn (Script *self, CtRecordBook *book)
{
  guint damaged;
  g_autoptr (GPtrArray) rows = ct_record_book_list (book, &damaged, NULL);

  for (guint i = 0; i < self->n; i++)
    {
      Model *model = &self->models[i];

      decided (model);
      model->states = ABSENT;
      model->revision = 1;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      Model *model = find (self, &row->uuid);

      if (model == NULL)
        continue;
      model->states = 1u << row->state;
      model->versions = version_of (row);
      model->revision = row->revision;
    }
  self->n_claimed = 0;
}

/**
 * script_agrees:
 * @next: (nullable): the model after the act that was under way
 * @why: (out): what is wrong
 *
 * Returns: whether what @book holds is what was reported
 */
gboolean
script_agrees (Script *self, Script *next, CtRecordBook *book, char **why)
{
  g_autoptr (GError) error = NULL;
  guint damaged;
  g_autoptr (GPtrArray) rows = ct_record_book_list (book, &damaged, &error);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  *why = NULL;
  if (rows == NULL || damaged > 0)
    {
      *why = g_strdup_printf ("%u damaged; %s", damaged, error != NULL ? error->message : "");
      return FALSE;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      guint64 version = version_of (row);

      g_hash_table_add (seen, find (self, &row->uuid));
      if (!fits (self, &row->uuid, 1u << row->state, version) && !fits (next, &row->uuid, 1u << row->state, version))
        {
          *why = g_strdup_printf ("a record is %s, content %s: that was never reported", ct_state_key (row->state),
                                  ct_entry_get (row->entry, CT_FIELD_LOT));
          return FALSE;
        }
    }
  for (guint i = 0; i < self->n; i++)
    if (!g_hash_table_contains (seen, &self->models[i]) && !fits (self, &self->models[i].uuid, ABSENT, 0)
        && !fits (next, &self->models[i].uuid, ABSENT, 0))
      {
        *why = g_strdup_printf ("a record that was reported kept is gone");
        return FALSE;
      }
  return TRUE;
}
