/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Erases accepted records when their days are over: a little after the start, then every
 * hour. What a person remembers of former patients is made of the records, and goes with
 * them. A record that a correction not yet accepted needs is kept until it is. */

#define G_LOG_DOMAIN "ct-purger"

#include "config.h"

#include "ct-purger.h"

#include "ct-boot-timer.h"
#include "ct-clock.h"
#include "ct-retention.h"
#include "ct-store.h"

#define FIRST_MS (60 * 1000)      /* the counter opens first */
#define EVERY_MS (60 * 60 * 1000)

struct _CtPurger
{
  GObject        parent_instance;
  CtStore       *store;
  CtWorklist    *worklist;
  CtPreferences *preferences;
  CtTrustedTime  time;
  CtPurgeReport  last; /* at 0: none yet */
  guint          timer_id;
};

G_DEFINE_FINAL_TYPE (CtPurger, ct_purger, G_TYPE_OBJECT)

enum
{
  SIGNAL_PURGED, /* ct_purger_get_last() tells what was done */
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Returns: (element-type CtUuid): of rows whose correction is not done with yet */
static GHashTable *
needed (GPtrArray *rows)
{
  GHashTable *set = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      const CtAmendment *amendment = ct_entry_get_amendment (row->entry);

      if (amendment != NULL && !ct_state_is_final (row->state))
        g_hash_table_add (set, ct_uuid_format (&amendment->amends));
    }
  return set;
}

/* A validated correction or cancellation counts in its place. */
static gboolean
is_superseded (CtPurger *self, const CtRow *row)
{
  CtRow *next = ct_worklist_find_amendment (self->worklist, &row->uuid);

  return next != NULL && next->state != CT_STATE_DRAFT;
}

/* Returns: (transfer full) (element-type CtPurgeItem) */
static GPtrArray *
list_due (CtPurger *self)
{
  gint64 now = ct_trusted_time_look (&self->time, ct_clock_now_ms (), ct_clock_boot_ms ());
  g_autoptr (GPtrArray) rows = ct_worklist_list_rows (self->worklist);
  g_autoptr (GHashTable) kept = needed (rows);
  GPtrArray *due = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < rows->len; i++)
    {
      const CtRow *row = g_ptr_array_index (rows, i);
      gint64 at = ct_retention_due_at (row, ct_preferences_get_retention (self->preferences));
      g_autofree char *uuid = ct_uuid_format (&row->uuid);

      if (at != 0 && at <= now && !g_hash_table_contains (kept, uuid))
        {
          CtPurgeItem item = { row->uuid, is_superseded (self, row) };

          g_ptr_array_add (due, g_memdup2 (&item, sizeof item));
        }
    }
  return due;
}

static void
on_purged_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtPurger *self = g_task_get_source_object (task);
  GError *error = NULL;
  CtPurgeReport report;

  if (!ct_store_purge_finish (CT_STORE (source), result, &report, &error))
    {
      g_warning ("what is past its days could not be erased: %s", error->message);
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  if (report.erased > 0 || self->last.at == 0)
    self->last = report;
  if (report.erased > 0)
    g_info ("%u records erased, %u traces left%s", report.erased, report.traces, report.folded ? "" : ", the log in use elsewhere");
  g_signal_emit (self, signals[SIGNAL_PURGED], 0);
  g_task_return_pointer (task, g_memdup2 (&report, sizeof report), g_free);
  g_object_unref (task);
}

static void
on_hour_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CtPurgeReport report;

  ct_purger_run_finish (CT_PURGER (source), result, &report, NULL); /* said already */
}

static gboolean
hour_cb (gpointer data)
{
  CtPurger *self = data;

  self->timer_id = ct_boot_timer_add (ct_clock_boot_ms () + EVERY_MS, hour_cb, self);
  ct_purger_run_async (self, on_hour_cb, NULL); /* with nothing to erase, the time is kept */
  return G_SOURCE_REMOVE;
}

static void
ct_purger_dispose (GObject *object)
{
  CtPurger *self = CT_PURGER (object);

  ct_purger_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->worklist);
  g_clear_object (&self->preferences);
  G_OBJECT_CLASS (ct_purger_parent_class)->dispose (object);
}

static void
ct_purger_class_init (CtPurgerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_purger_dispose;
  signals[SIGNAL_PURGED] = g_signal_new ("purged", CT_TYPE_PURGER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_purger_init (CtPurger *self)
{
}

/**
 * ct_purger_new:
 * @time: as it was kept with the vault
 */
CtPurger *
ct_purger_new (CtStore *store, CtWorklist *worklist, CtPreferences *preferences, const CtTrustedTime *time)
{
  CtPurger *self = g_object_new (CT_TYPE_PURGER, NULL);

  self->store = g_object_ref (store);
  self->worklist = g_object_ref (worklist);
  self->preferences = g_object_ref (preferences);
  self->time = *time;
  ct_trusted_time_start (&self->time, ct_clock_now_ms (), ct_clock_boot_ms ());
  self->timer_id = ct_boot_timer_add (ct_clock_boot_ms () + FIRST_MS, hour_cb, self);
  return self;
}

/**
 * ct_purger_stop:
 *
 * Nothing is asked of the store any more.
 */
void
ct_purger_stop (CtPurger *self)
{
  g_clear_handle_id (&self->timer_id, g_source_remove);
}

/**
 * ct_purger_run_async:
 *
 * Erases what is past its days now.
 */
void
ct_purger_run_async (CtPurger *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GPtrArray) due = list_due (self);

  ct_store_purge_async (self->store, due, &self->time, on_purged_cb, g_task_new (self, NULL, callback, data));
}

gboolean
ct_purger_run_finish (CtPurger *self, GAsyncResult *result, CtPurgeReport *report, GError **error)
{
  g_autofree CtPurgeReport *done = g_task_propagate_pointer (G_TASK (result), error);

  if (done != NULL)
    *report = *done;
  return done != NULL;
}

/**
 * ct_purger_get_time:
 *
 * Returns: ms since 1970: so late it is at the least
 */
gint64
ct_purger_get_time (CtPurger *self)
{
  return ct_trusted_time_look (&self->time, ct_clock_now_ms (), ct_clock_boot_ms ());
}

/**
 * ct_purger_get_last:
 *
 * Returns: the last purge of this session that erased something, or that was the first;
 *   its "at" is 0 when there was none
 */
const CtPurgeReport *
ct_purger_get_last (CtPurger *self)
{
  return &self->last;
}
