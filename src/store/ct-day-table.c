/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* The days whose records are erased, on disk: their figures (core/ct-figures.c), each day in
 * an envelope under a key of its own, made anew with every change. */

#include "config.h"

#include "ct-day-table.h"

#include "ct-statement.h"

#include <string.h>

typedef struct
{
  gint64     day;
  CtUuid     uuid;
  gint64     revision;
  CtFigures *figures; /* nullable: changed from outside */
} Day;

static void
read_day (CtStatement *statement, CtSeal *seal, Day *day)
{
  g_autoptr (GBytes) id = ct_statement_bytes (statement, 1);
  g_autoptr (GBytes) key = ct_statement_bytes (statement, 3);
  g_autoptr (GBytes) envelope = ct_statement_bytes (statement, 4);
  g_autoptr (GBytes) packed = NULL;

  day->day = ct_statement_int64 (statement, 0);
  day->revision = ct_statement_int64 (statement, 2);
  day->figures = NULL;
  if (id == NULL || g_bytes_get_size (id) != sizeof day->uuid.bytes || key == NULL || envelope == NULL)
    return;
  memcpy (day->uuid.bytes, g_bytes_get_data (id, NULL), sizeof day->uuid.bytes);
  packed = ct_seal_open (seal, key, &day->uuid, (guint64) day->revision, CT_SEAL_DAY, envelope, NULL);
  day->figures = packed != NULL ? ct_figures_unpack (packed) : NULL;
}

#define COLUMNS "SELECT day, uuid, revision, day_key, envelope FROM day"

/* Returns: FALSE with an error; otherwise @day, new when it was not there */
static gboolean
find (CtDb *db, CtSeal *seal, gint64 number, Day *day, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, COLUMNS " WHERE day = ?1", error);

  *day = (Day) { .day = number, .uuid = ct_uuid_random () };
  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, number);
  switch (ct_statement_step (statement, error))
    {
    case CT_STEP_ROW:
      read_day (statement, seal, day);
      return TRUE;
    case CT_STEP_DONE:
      return TRUE;
    case CT_STEP_ERROR:
      break;
    }
  return FALSE;
}

static gboolean
save (CtDb *db, CtSeal *seal, const Day *day, const CtFigures *figures, GError **error)
{
  g_autoptr (CtStatement) statement =
    ct_statement_new (db, "INSERT INTO day (day, uuid, revision, day_key, envelope) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (day) DO UPDATE"
                          " SET uuid = excluded.uuid, revision = excluded.revision, day_key = excluded.day_key, envelope = excluded.envelope",
                      error);
  g_autoptr (GBytes) packed = ct_figures_pack (figures);
  g_autoptr (GBytes) key = ct_seal_new_key (seal, &day->uuid);
  g_autoptr (GBytes) envelope =
    ct_seal_close (seal, key, &day->uuid, (guint64) day->revision + 1, CT_SEAL_DAY, packed, error);

  if (statement == NULL || envelope == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, day->day);
  ct_statement_bind_data (statement, 2, day->uuid.bytes, sizeof day->uuid.bytes);
  ct_statement_bind_int64 (statement, 3, day->revision + 1);
  ct_statement_bind_bytes (statement, 4, key);
  ct_statement_bind_bytes (statement, 5, envelope);
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

static gboolean
add_day (CtDb *db, CtSeal *seal, GPtrArray *rows, CtDate date, GTimeZone *zone, GError **error)
{
  g_autoptr (CtFigures) figures = ct_figures_count (rows, date, date, zone);
  g_autoptr (GPtrArray) before = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_figures_free);
  Day day;

  if (!find (db, seal, ct_date_number (date), &day, error))
    return FALSE;
  if (day.figures != NULL)
    {
      g_ptr_array_add (before, day.figures);
      ct_figures_add (figures, before);
    }
  return save (db, seal, &day, figures, error);
}

/**
 * ct_day_table_add:
 * @rows: (element-type CtRow): that are erased, and count
 *
 * Inside a transaction of the caller. A day that was changed from outside begins anew.
 */
gboolean
ct_day_table_add (CtDb *db, CtSeal *seal, GPtrArray *rows, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GHashTable) days = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer number;
  gboolean good = TRUE;

  for (guint i = 0; i < rows->len; i++)
    {
      CtDate date = ct_figures_day_of (g_ptr_array_index (rows, i), zone);

      if (date.year != 0)
        g_hash_table_add (days, GSIZE_TO_POINTER (ct_date_number (date)));
    }
  g_hash_table_iter_init (&iter, days);
  while (good && g_hash_table_iter_next (&iter, &number, NULL))
    good = add_day (db, seal, rows, ct_date_from_number ((gint64) GPOINTER_TO_SIZE (number)), zone, error);
  return good;
}

/**
 * ct_day_table_list:
 * @from, @to: days since 1970, both included
 * @damaged: (out): days that were changed from outside, and are left out
 *
 * Returns: (transfer full) (element-type CtFigures) (nullable): each of one day, in order
 */
GPtrArray *
ct_day_table_list (CtDb *db, CtSeal *seal, gint64 from, gint64 to, guint *damaged, GError **error)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func ((GDestroyNotify) ct_figures_free);
  g_autoptr (CtStatement) statement = ct_statement_new (db, COLUMNS " WHERE day BETWEEN ?1 AND ?2 ORDER BY day", error);
  CtStep step = CT_STEP_ERROR;

  *damaged = 0;
  if (statement != NULL)
    {
      ct_statement_bind_int64 (statement, 1, from);
      ct_statement_bind_int64 (statement, 2, to);
    }
  while (statement != NULL && (step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      Day day;

      read_day (statement, seal, &day);
      if (day.figures != NULL)
        g_ptr_array_add (figures, day.figures);
      else
        ++*damaged;
    }
  return step == CT_STEP_DONE ? g_steal_pointer (&figures) : NULL;
}

/**
 * ct_day_table_trim:
 * @before: ms since 1970: days before this are past their time
 *
 * Inside a transaction of the caller.
 */
gboolean
ct_day_table_trim (CtDb *db, gint64 before, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, "DELETE FROM day WHERE day < ?1", error);

  if (statement == NULL)
    return FALSE;
  ct_statement_bind_int64 (statement, 1, before / (24 * 60 * 60 * 1000));
  return ct_statement_step (statement, error) == CT_STEP_DONE;
}

/**
 * ct_day_table_rekey:
 *
 * All of them under @after; one that was changed from outside stays as it is. Inside a
 * transaction of the caller.
 */
gboolean
ct_day_table_rekey (CtDb *db, CtSeal *before, CtSeal *after, GError **error)
{
  g_autoptr (CtStatement) statement = ct_statement_new (db, COLUMNS, error);
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (Day));
  CtStep step = CT_STEP_ERROR;
  gboolean good;

  while (statement != NULL && (step = ct_statement_step (statement, error)) == CT_STEP_ROW)
    {
      Day day;

      read_day (statement, before, &day);
      g_array_append_val (days, day);
    }
  good = step == CT_STEP_DONE;
  for (guint i = 0; i < days->len; i++)
    {
      Day *day = &g_array_index (days, Day, i);

      good = good && (day->figures == NULL || save (db, after, day, day->figures, error));
      g_clear_pointer (&day->figures, ct_figures_free);
    }
  return good;
}
