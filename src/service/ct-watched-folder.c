/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A folder into which another program puts people, a file each.
 *
 * The kernel tells of what is written on this machine. Of what comes from elsewhere it does not:
 * over the network, or from outside of a sandbox into a folder that the document portal lends.
 * So the folder is looked at now and then, too; a file that is found so is whole once two looks
 * found it the same. Each file is told of once, as long as it stays as it is: one that cannot be
 * erased makes one draft, not one at every look.
 *
 *   arrived (GFile)   a file that is whole */

#define G_LOG_DOMAIN "ct-reception"

#include "config.h"

#include "ct-watched-folder.h"

#include "ct-thread.h"

#include <glib/gstdio.h>
#include <string.h>

struct _CtWatchedFolder
{
  GObject       parent_instance;
  char         *path;
  GFileMonitor *monitor; /* nullable: the folder cannot be watched, or is not any more */
  GHashTable   *known;   /* name to Known */
  gboolean      paused;
  gboolean      looking;
  gboolean      stopped;
  guint         look_ms;
  guint         look_id;
};

/* What stands in the folder. */
typedef struct
{
  gint64   size, changed; /* -1 while nobody looked: the kernel told of it */
  gboolean told;
  gboolean fresh;         /* came while somebody looked, who may not have seen it */
} Known;

G_DEFINE_FINAL_TYPE (CtWatchedFolder, ct_watched_folder, G_TYPE_OBJECT)

enum
{
  SIGNAL_ARRIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Not what is half written, hidden, or was refused. */
static gboolean
is_candidate (const char *name)
{
  static const char * const endings[] = { ".vcf", ".vcard", ".json", ".fhir" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]) && *name != '.')
      return TRUE;
  return FALSE;
}

static Known *
known_new (gint64 size, gint64 changed, gboolean told)
{
  Known *known = g_new (Known, 1);

  *known = (Known) { size, changed, told, FALSE };
  return known;
}

static void
tell (CtWatchedFolder *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_signal_emit (self, signals[SIGNAL_ARRIVED], 0, file);
}

/* ---- what is found by looking ---- */

static void
look_job (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      GStatBuf there;

      if (is_candidate (name) && g_stat (file, &there) == 0)
        g_hash_table_insert (found, g_strdup (name), known_new (there.st_size, there.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + there.st_mtim.tv_nsec, FALSE));
    }
  g_task_return_pointer (task, found, (GDestroyNotify) g_hash_table_unref);
}

static gboolean look_cb (gpointer data);

static void
on_looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  CtWatchedFolder *self = CT_WATCHED_FOLDER (source);
  g_autoptr (GHashTable) before = NULL;
  GHashTableIter iter;
  gpointer name, value;

  self->looking = FALSE;
  if (self->stopped)
    return;
  before = g_steal_pointer (&self->known);
  self->known = g_task_propagate_pointer (G_TASK (result), NULL);
  g_hash_table_iter_init (&iter, self->known);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      Known *now = value;
      const Known *then = g_hash_table_lookup (before, name);
      gboolean same = then != NULL && (then->changed == -1 || (then->size == now->size && then->changed == now->changed));

      now->told = same && (then->told || !self->paused);
      if (now->told && !then->told)
        tell (self, name);
    }
  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (((Known *) value)->fresh && !g_hash_table_contains (self->known, name))
      g_hash_table_insert (self->known, g_strdup (name), known_new (-1, -1, TRUE));
  self->look_id = g_timeout_add (self->look_ms, look_cb, self);
}

static void
look (CtWatchedFolder *self)
{
  g_autoptr (GTask) task = NULL;

  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->looking || self->stopped)
    return;
  self->looking = TRUE;
  task = g_task_new (self, NULL, on_looked_cb, NULL);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  ct_thread_run (task, look_job);
}

static gboolean
look_cb (gpointer data)
{
  CtWatchedFolder *self = data;

  self->look_id = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

/* ---- what the kernel tells ---- */

static void
on_changed_cb (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer data)
{
  CtWatchedFolder *self = data;
  GFile *arrived = event == G_FILE_MONITOR_EVENT_RENAMED ? other : file;
  g_autofree char *name = arrived != NULL ? g_file_get_basename (arrived) : NULL;
  Known *known;

  if (self->paused || name == NULL || !is_candidate (name))
    return; /* a look finds it later */
  if (event != G_FILE_MONITOR_EVENT_CHANGES_DONE_HINT && event != G_FILE_MONITOR_EVENT_MOVED_IN && event != G_FILE_MONITOR_EVENT_RENAMED)
    return;
  known = known_new (-1, -1, TRUE);
  known->fresh = self->looking;
  g_hash_table_insert (self->known, g_strdup (name), known);
  tell (self, name);
}

/* ---- object ---- */

static void
ct_watched_folder_dispose (GObject *object)
{
  CtWatchedFolder *self = CT_WATCHED_FOLDER (object);

  ct_watched_folder_stop (self);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (ct_watched_folder_parent_class)->dispose (object);
}

static void
ct_watched_folder_class_init (CtWatchedFolderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_watched_folder_dispose;
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", CT_TYPE_WATCHED_FOLDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_FILE);
}

static void
ct_watched_folder_init (CtWatchedFolder *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * ct_watched_folder_new:
 * @path: what lies there already is told of first
 * @look_ms: between two looks; %CT_WATCHED_FOLDER_LOOK_MS but for a test
 *
 * Returns: (transfer full): watching; to be stopped
 */
CtWatchedFolder *
ct_watched_folder_new (const char *path, guint look_ms)
{
  CtWatchedFolder *self = g_object_new (CT_TYPE_WATCHED_FOLDER, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  self->path = g_strdup (path);
  self->look_ms = look_ms;
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_changed_cb), self, 0);
  look (self);
  return self;
}

/**
 * ct_watched_folder_set_paused:
 * @paused: nothing is told of, and what comes meanwhile is told of later
 */
void
ct_watched_folder_set_paused (CtWatchedFolder *self, gboolean paused)
{
  self->paused = paused;
  if (!paused)
    look (self);
}

/**
 * ct_watched_folder_stop:
 *
 * Nothing is told of any more.
 */
void
ct_watched_folder_stop (CtWatchedFolder *self)
{
  self->stopped = TRUE;
  g_clear_handle_id (&self->look_id, g_source_remove);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
}
