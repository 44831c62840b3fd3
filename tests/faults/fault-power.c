/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Power cuts. All that is done to the files is written down; then the power goes at
 * any point, and of what was not synced anything may be there: none, all, some of
 * it, in another order, torn in sectors. What was reported before must be there.
 *
 * As a file system with a journal does, making and deleting a file is taken to be
 * durable at once. */

#include "book.h"
#include "ct-store.h"
#include "fault-vfs.h"
#include "promise.h"
#include "script.h"
#include "wait.h"

#include <string.h>

#define STEPS   40
#define RECORDS 6
#define SECTOR  512

typedef enum
{
  KEEP_NONE,
  KEEP_ALL,
  KEEP_SOME,
  KEEP_SHUFFLED,
  KEEP_TORN,
  N_KEEPS
} Keep;

/* A file as it is on the platter, and what lies on top of it in memory. */
typedef struct
{
  GByteArray *durable;
  GPtrArray  *pending; /* of DiskEvent, unowned */
} Platter;

static void
platter_free (gpointer data)
{
  Platter *self = data;

  g_byte_array_unref (self->durable);
  g_ptr_array_unref (self->pending);
  g_free (self);
}

static Platter *
platter_of (GHashTable *disk, const char *file)
{
  Platter *platter = g_hash_table_lookup (disk, file);

  if (platter != NULL)
    return platter;
  platter = g_new0 (Platter, 1);
  platter->durable = g_byte_array_new ();
  platter->pending = g_ptr_array_new ();
  g_hash_table_insert (disk, g_strdup (file), platter);
  return platter;
}

static void
put (GByteArray *file, gint64 offset, gconstpointer data, gsize length)
{
  guint end = (guint) offset + (guint) length, before = file->len;

  if (end > before)
    {
      g_byte_array_set_size (file, end);
      memset (file->data + before, 0, end - before);
    }
  memcpy (file->data + offset, data, length);
}

static void
apply (GByteArray *file, const DiskEvent *event)
{
  gsize length;
  gconstpointer data;

  if (event->act == DISK_TRUNCATE)
    {
      if (event->offset < file->len)
        g_byte_array_set_size (file, (guint) event->offset);
      return;
    }
  data = g_bytes_get_data (event->data, &length);
  put (file, event->offset, data, length);
}

/* Some sectors of a write only. */
static void
tear (GByteArray *file, const DiskEvent *event, GRand *random)
{
  gsize length;
  const guint8 *data;

  if (event->act == DISK_TRUNCATE)
    {
      if (g_rand_boolean (random))
        apply (file, event);
      return;
    }
  data = g_bytes_get_data (event->data, &length);
  for (gsize at = 0; at < length; at += SECTOR)
    if (g_rand_boolean (random))
      put (file, event->offset + (gint64) at, data + at, MIN (SECTOR, length - at));
}

static void
shuffle (GPtrArray *events, GRand *random)
{
  for (guint i = events->len; i > 1; i--)
    {
      guint other = (guint) g_rand_int_range (random, 0, (gint32) i);
      gpointer swap = events->pdata[i - 1];

      events->pdata[i - 1] = events->pdata[other];
      events->pdata[other] = swap;
    }
}

/* What is on the platter once the power is back. */
static GByteArray *
after_cut (Platter *platter, Keep keep, GRand *random)
{
  GByteArray *file = g_byte_array_new ();
  g_autoptr (GPtrArray) pending = g_ptr_array_copy (platter->pending, NULL, NULL);

  g_byte_array_append (file, platter->durable->data, platter->durable->len);
  if (keep == KEEP_SHUFFLED)
    shuffle (pending, random);
  for (guint i = 0; keep != KEEP_NONE && i < pending->len; i++)
    {
      const DiskEvent *event = g_ptr_array_index (pending, i);

      if (keep == KEEP_TORN)
        tear (file, event, random);
      else if (keep == KEEP_ALL || g_rand_boolean (random))
        apply (file, event);
    }
  return file;
}

static void
advance (GHashTable *disk, const DiskEvent *event)
{
  Platter *platter;

  if (event->act == DISK_DELETE)
    {
      g_hash_table_remove (disk, event->file);
      return;
    }
  platter = platter_of (disk, event->file);
  if (event->act != DISK_SYNC)
    {
      g_ptr_array_add (platter->pending, (gpointer) event);
      return;
    }
  for (guint i = 0; i < platter->pending->len; i++)
    apply (platter->durable, g_ptr_array_index (platter->pending, i));
  g_ptr_array_set_size (platter->pending, 0);
}

/* ---- one day written down, and cut again and again ---- */

typedef struct
{
  GPtrArray *events;
  GArray    *ends;   /* of guint: events there were when a step was reported */
  GPtrArray *models; /* of Script: what was true then */
} Day;

static void
note_report (Day *day, Script *script)
{
  g_array_append_val (day->ends, day->events->len);
  g_ptr_array_add (day->models, script_copy (script));
}

static Day
live (GRand *random)
{
  g_autofree char *folder = wait_folder ();
  Day day = { disk_events_new (), g_array_new (FALSE, FALSE, sizeof (guint)),
              g_ptr_array_new_with_free_func ((GDestroyNotify) script_free) };
  Script *script = script_new (random, RECORDS);
  CtRecordBook *book;

  fault_vfs_record (day.events);
  book = book_open (folder, NULL);
  note_report (&day, script);
  for (guint i = 0; i < STEPS; i++)
    {
      script_step (script, book);
      note_report (&day, script);
      if (i % 16 == 15)
        {
          /* Closing folds the log: other files, other orders. */
          ct_record_book_free (book);
          book = book_open (folder, NULL);
        }
    }
  fault_vfs_record (NULL);
  ct_record_book_free (book);
  script_free (script);
  wait_remove (folder);
  return day;
}

static void
day_clear (Day *self)
{
  g_ptr_array_unref (self->events);
  g_array_unref (self->ends);
  g_ptr_array_unref (self->models);
}

/* Returns: the last step that was reported before event @cut; G_MAXUINT for none */
static guint
reported_at (const Day *day, guint cut)
{
  guint step = G_MAXUINT;

  for (guint i = 0; i < day->ends->len && g_array_index (day->ends, guint, i) <= cut; i++)
    step = i;
  return step;
}

static void
write_disk (GHashTable *disk, const char *folder, Keep keep, GRand *random)
{
  GHashTableIter iter;
  gpointer name, platter;

  g_hash_table_iter_init (&iter, disk);
  while (g_hash_table_iter_next (&iter, &name, &platter))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GByteArray) file = after_cut (platter, keep, random);

      g_assert_true (g_file_set_contents_full (path, (const char *) file->data, file->len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
    }
}

static void
cut_at (Promise *promise, const Day *day, GHashTable *disk, guint cut, Keep keep)
{
  static const char * const names[N_KEEPS] = { "none", "all", "some", "shuffled", "torn" };
  g_autofree char *folder = wait_folder ();
  g_autofree char *why = NULL;
  g_autoptr (GError) error = NULL;
  guint step = reported_at (day, cut);
  CtRecordBook *book;

  write_disk (disk, folder, keep, promise_random (promise));
  book = book_open (folder, &error);
  if (promise_check (promise, book != NULL, "cut at %u, %s kept: it does not open: %s", cut, names[keep],
                     error != NULL ? error->message : "")
      && step != G_MAXUINT)
    {
      Script *next = step + 1 < day->models->len ? g_ptr_array_index (day->models, step + 1) : NULL;
      gboolean good = script_agrees (g_ptr_array_index (day->models, step), next, book, &why);

      promise_check (promise, good, "cut at %u, %s kept: %s", cut, names[keep], why);
    }
  g_clear_pointer (&book, ct_record_book_free);
  wait_remove (folder);
}

static void
power_cuts (Promise *promise, guint64 cuts)
{
  GRand *random = promise_random (promise);
  guint64 done = 0;
  guint days = 0;

  for (; done < cuts; days++)
    {
      Day day = live (random);
      g_autoptr (GHashTable) disk = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, platter_free);

      for (guint i = 0; i < day.events->len && done < cuts; i++)
        {
          advance (disk, g_ptr_array_index (day.events, i));
          /* Before the first header is whole there is nothing yet to be lost. */
          for (guint turn = 0; turn < 4 && done < cuts; turn++, done++)
            cut_at (promise, &day, disk, i + 1, (Keep) g_rand_int_range (random, 0, N_KEEPS));
        }
      day_clear (&day);
    }
  promise_figure (promise, "%" G_GUINT64_FORMAT " cuts in %u days of %d steps", done, days, STEPS);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = { { "saved-survives-a-power-cut", 20000, 1000000, power_cuts } };

  fault_vfs_install ();
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
