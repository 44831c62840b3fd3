/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* How this counter likes to work. Read before there is a window; what is changed
 * counts at once and is written by a thread of its own a moment later. */

#define G_LOG_DOMAIN "ct-settings"

#include "config.h"

#include "ct-preferences.h"

#include "ct-retention.h"

#include "ct-autostart.h"
#include "ct-settings.h"
#include "ct-thread.h"

#define WRITE_MS    500
#define MAX_GRACE   60 /* seconds */
#define MAX_LOCK    15 /* minutes */
#define MAX_READING 60 /* minutes */

struct _CtPreferences
{
  GObject     parent_instance;
  gboolean    practice;
  gboolean    auto_advance;
  gboolean    check_first;
  gboolean    finish_at_login;
  guint       grace;       /* seconds */
  guint       retention;   /* days */
  guint       lock;        /* minutes */
  guint       minutes;
  const char *paper_language; /* of ct_preferences_paper_languages */
  const char *paper_size;     /* of ct_preferences_paper_sizes */
  char       *folder;         /* "" for none */
  GStrv       columns;        /* of the register */
  GHashTable *kit_minutes; /* of JRC id to minutes */
  guint       write_id;
};

G_DEFINE_FINAL_TYPE (CtPreferences, ct_preferences, G_TYPE_OBJECT)

const char * const ct_preferences_paper_languages[] = { "fr", "en", "fr,en", NULL };
const char * const ct_preferences_paper_sizes[] = { "A4", "A5", NULL };

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Returns: (transfer none): the one of @choices that is meant; without one, @otherwise */
static const char *
choice_of (const char * const *choices, const char *text, const char *otherwise)
{
  for (guint i = 0; choices[i] != NULL; i++)
    if (g_str_equal (choices[i], text))
      return choices[i];
  return otherwise;
}

static const char *
read_choice (GSettings *settings, const char *key, const char * const *choices)
{
  g_autofree char *text = g_settings_get_string (settings, key);

  return choice_of (choices, text, choices[0]);
}

static void
ct_preferences_dispose (GObject *object)
{
  CtPreferences *self = CT_PREFERENCES (object);

  ct_preferences_flush (self);
  g_clear_pointer (&self->kit_minutes, g_hash_table_unref);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->columns, g_strfreev);
  G_OBJECT_CLASS (ct_preferences_parent_class)->dispose (object);
}

static void
ct_preferences_class_init (CtPreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_preferences_dispose;
  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", CT_TYPE_PREFERENCES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ct_preferences_init (CtPreferences *self)
{
  self->kit_minutes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * ct_preferences_load:
 *
 * Reads the disk: before there is a window.
 */
CtPreferences *
ct_preferences_load (gboolean practice)
{
  g_autoptr (CtSettingsTurn) turn = ct_settings_take_turn ();
  g_autoptr (GSettings) settings = ct_settings_open (practice, FALSE);
  CtPreferences *self = g_object_new (CT_TYPE_PREFERENCES, NULL);
  g_autoptr (GVariantIter) kits = NULL;
  const char *kit;
  guint minutes;

  self->practice = practice;
  self->auto_advance = g_settings_get_boolean (settings, "auto-advance");
  self->check_first = g_settings_get_boolean (settings, "check-first");
  self->finish_at_login = g_settings_get_boolean (settings, "finish-at-login");
  self->grace = g_settings_get_uint (settings, "grace");
  self->retention = g_settings_get_uint (settings, "retention-days");
  self->lock = g_settings_get_uint (settings, "lock-minutes");
  self->minutes = g_settings_get_uint (settings, "reading-minutes");
  self->paper_language = read_choice (settings, "paper-language", ct_preferences_paper_languages);
  self->paper_size = read_choice (settings, "paper-size", ct_preferences_paper_sizes);
  self->folder = g_settings_get_string (settings, "hand-over-folder");
  self->columns = g_settings_get_strv (settings, "register-columns");
  g_settings_get (settings, "kit-reading-minutes", "a{su}", &kits);
  while (g_variant_iter_next (kits, "{&su}", &kit, &minutes))
    g_hash_table_insert (self->kit_minutes, g_strdup (kit), GUINT_TO_POINTER (CLAMP (minutes, 1, MAX_READING)));
  return self;
}

static GVariant *
kits_of (CtPreferences *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer kit, minutes;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{su}"));
  g_hash_table_iter_init (&iter, self->kit_minutes);
  while (g_hash_table_iter_next (&iter, &kit, &minutes))
    g_variant_builder_add (&builder, "{su}", kit, GPOINTER_TO_UINT (minutes));
  return g_variant_builder_end (&builder);
}

/* The values as one, to be handed to the thread that writes. */
static GVariant *
snapshot (CtPreferences *self)
{
  return g_variant_ref_sink (g_variant_new ("(bbbbuuuusss^as@a{su})", self->practice, self->auto_advance, self->check_first,
                                            self->finish_at_login, self->grace, self->retention, self->lock, self->minutes,
                                            self->paper_language, self->paper_size, self->folder, self->columns, kits_of (self)));
}

/* Returns: whether they stayed: where no dconf answers, they do not, without an
 * error */
static gboolean
write_to (GSettings *settings, GVariant *values)
{
  gboolean practice, auto_advance, check_first, finish_at_login;
  guint grace, retention, lock, minutes;
  const char *paper_language, *paper_size, *folder;
  g_autofree const char **columns = NULL;
  g_autoptr (GVariant) kits = NULL;
  g_autoptr (GVariant) kept = NULL;

  g_variant_get (values, "(bbbbuuuu&s&s&s^a&s@a{su})", &practice, &auto_advance, &check_first, &finish_at_login, &grace, &retention, &lock,
                 &minutes, &paper_language, &paper_size, &folder, &columns, &kits);
  g_settings_set_boolean (settings, "auto-advance", auto_advance);
  g_settings_set_boolean (settings, "check-first", check_first);
  g_settings_set_boolean (settings, "finish-at-login", finish_at_login);
  g_settings_set_uint (settings, "grace", grace);
  g_settings_set_uint (settings, "retention-days", retention);
  g_settings_set_uint (settings, "lock-minutes", lock);
  g_settings_set_uint (settings, "reading-minutes", minutes);
  g_settings_set_string (settings, "paper-language", paper_language);
  g_settings_set_string (settings, "paper-size", paper_size);
  g_settings_set_string (settings, "hand-over-folder", folder);
  g_settings_set_strv (settings, "register-columns", columns);
  g_settings_set_value (settings, "kit-reading-minutes", kits);
  g_settings_sync ();
  kept = g_settings_get_value (settings, "kit-reading-minutes");
  return !ct_settings_forgets () && g_variant_equal (kept, kits) && g_settings_get_uint (settings, "grace") == grace
         && g_settings_get_uint (settings, "retention-days") == retention
         && g_settings_get_uint (settings, "lock-minutes") == lock
         && g_settings_get_uint (settings, "reading-minutes") == minutes
         && g_settings_get_boolean (settings, "auto-advance") == auto_advance
         && g_settings_get_boolean (settings, "check-first") == check_first
         && g_settings_get_boolean (settings, "finish-at-login") == finish_at_login;
}

static void
write_values (GVariant *values)
{
  gboolean practice, finish_at_login;
  g_autoptr (CtSettingsTurn) turn = ct_settings_take_turn ();
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GSettings) in_file = NULL;
  g_autoptr (GError) error = NULL;

  g_variant_get_child (values, 0, "b", &practice);
  g_variant_get_child (values, 3, "b", &finish_at_login);
  settings = ct_settings_open (practice, FALSE);
  if (g_settings_get_boolean (settings, "finish-at-login") != finish_at_login && !ct_autostart_set (practice, finish_at_login, &error))
    g_warning ("nothing can be started at login: %s", error->message);
  if (write_to (settings, values))
    return;
  in_file = ct_settings_open (practice, TRUE);
  write_to (in_file, values);
}

/* Threads that write, to be waited for at the end: a process that ends takes them with it. */
static struct
{
  GMutex mutex;
  GCond  fewer;
  guint  n;
} writers;

static void
write_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  write_values (data);
  g_mutex_lock (&writers.mutex);
  writers.n--;
  g_cond_broadcast (&writers.fewer);
  g_mutex_unlock (&writers.mutex);
  g_task_return_boolean (task, TRUE);
}

static void
wait_for_writers (void)
{
  g_mutex_lock (&writers.mutex);
  while (writers.n > 0)
    g_cond_wait (&writers.fewer, &writers.mutex);
  g_mutex_unlock (&writers.mutex);
}

static gboolean
write_cb (gpointer data)
{
  CtPreferences *self = data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  self->write_id = 0;
  g_mutex_lock (&writers.mutex);
  writers.n++;
  g_mutex_unlock (&writers.mutex);
  g_task_set_task_data (task, snapshot (self), (GDestroyNotify) g_variant_unref);
  ct_thread_run (task, write_job);
  return G_SOURCE_REMOVE;
}

static void
changed (CtPreferences *self)
{
  g_clear_handle_id (&self->write_id, g_source_remove);
  self->write_id = g_timeout_add (WRITE_MS, write_cb, self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ct_preferences_flush:
 *
 * At the end: waits for what is being written, and writes what was not written yet.
 */
void
ct_preferences_flush (CtPreferences *self)
{
  g_autoptr (GVariant) values = NULL;

  wait_for_writers ();
  if (self->write_id == 0)
    return;
  g_clear_handle_id (&self->write_id, g_source_remove);
  values = snapshot (self);
  write_values (values);
}

gboolean
ct_preferences_get_auto_advance (CtPreferences *self)
{
  return self->auto_advance;
}

void
ct_preferences_set_auto_advance (CtPreferences *self, gboolean auto_advance)
{
  if (self->auto_advance == auto_advance)
    return;
  self->auto_advance = auto_advance;
  changed (self);
}

/**
 * ct_preferences_get_check_first:
 *
 * Returns: whether validated records are held until somebody has checked them
 */
gboolean
ct_preferences_get_check_first (CtPreferences *self)
{
  return self->check_first;
}

void
ct_preferences_set_check_first (CtPreferences *self, gboolean check_first)
{
  if (self->check_first == check_first)
    return;
  self->check_first = check_first;
  changed (self);
}

/**
 * ct_preferences_get_finish_at_login:
 *
 * Returns: whether what is left to send is sent after a login, out of sight
 */
gboolean
ct_preferences_get_finish_at_login (CtPreferences *self)
{
  return self->finish_at_login;
}

void
ct_preferences_set_finish_at_login (CtPreferences *self, gboolean finish_at_login)
{
  if (self->finish_at_login == finish_at_login)
    return;
  self->finish_at_login = finish_at_login;
  changed (self);
}

/**
 * ct_preferences_get_grace:
 *
 * Returns: seconds in which a validated record can be called back
 */
guint
ct_preferences_get_grace (CtPreferences *self)
{
  return self->grace;
}

void
ct_preferences_set_grace (CtPreferences *self, guint seconds)
{
  seconds = MIN (seconds, MAX_GRACE);
  if (self->grace == seconds)
    return;
  self->grace = seconds;
  changed (self);
}

/**
 * ct_preferences_get_retention:
 *
 * Returns: days after which an accepted record is erased here
 */
guint
ct_preferences_get_retention (CtPreferences *self)
{
  return self->retention;
}

void
ct_preferences_set_retention (CtPreferences *self, guint days)
{
  days = CLAMP (days, 1, CT_RETENTION_MAX_DAYS);
  if (self->retention == days)
    return;
  self->retention = days;
  changed (self);
}

/**
 * ct_preferences_get_paper_language:
 *
 * Returns: (transfer none): of a patient's paper: codes, a page each, parted by a comma
 */
const char *
ct_preferences_get_paper_language (CtPreferences *self)
{
  return self->paper_language;
}

/**
 * ct_preferences_set_paper_language:
 * @language: one of ct_preferences_paper_languages
 */
void
ct_preferences_set_paper_language (CtPreferences *self, const char *language)
{
  const char *chosen = choice_of (ct_preferences_paper_languages, language, self->paper_language);

  if (self->paper_language == chosen)
    return;
  self->paper_language = chosen;
  changed (self);
}

/**
 * ct_preferences_get_paper_size:
 *
 * Returns: (transfer none): of a patient's paper, by its name in ISO 216
 */
const char *
ct_preferences_get_paper_size (CtPreferences *self)
{
  return self->paper_size;
}

/**
 * ct_preferences_set_paper_size:
 * @size: one of ct_preferences_paper_sizes
 */
void
ct_preferences_set_paper_size (CtPreferences *self, const char *size)
{
  const char *chosen = choice_of (ct_preferences_paper_sizes, size, self->paper_size);

  if (self->paper_size == chosen)
    return;
  self->paper_size = chosen;
  changed (self);
}

/**
 * ct_preferences_get_lock_minutes:
 *
 * Returns: minutes without a key or the mouse until the screen is locked
 */
guint
ct_preferences_get_lock_minutes (CtPreferences *self)
{
  return self->lock;
}

void
ct_preferences_set_lock_minutes (CtPreferences *self, guint minutes)
{
  minutes = CLAMP (minutes, 1, MAX_LOCK);
  if (self->lock == minutes)
    return;
  self->lock = minutes;
  changed (self);
}

/**
 * ct_preferences_get_minutes:
 * @kit: JRC id
 *
 * Returns: from the sample to the reading, as this kit's instructions say; of one
 *   nobody gave a time for, the usual
 */
guint
ct_preferences_get_minutes (CtPreferences *self, const char *kit)
{
  gpointer minutes = g_hash_table_lookup (self->kit_minutes, kit);

  return minutes != NULL ? GPOINTER_TO_UINT (minutes) : self->minutes;
}

/**
 * ct_preferences_set_minutes:
 * @kit: JRC id; "" for all that have no time of their own
 */
void
ct_preferences_set_minutes (CtPreferences *self, const char *kit, guint minutes)
{
  minutes = CLAMP (minutes, 1, MAX_READING);
  if (ct_preferences_get_minutes (self, kit) == minutes)
    return;
  if (*kit != '\0')
    g_hash_table_insert (self->kit_minutes, g_strdup (kit), GUINT_TO_POINTER (minutes));
  else
    self->minutes = minutes;
  changed (self);
}

/**
 * ct_preferences_get_columns:
 *
 * Returns: (transfer none): names of the columns that the register shows beside the moment
 *   and the name
 */
const char * const *
ct_preferences_get_columns (CtPreferences *self)
{
  return (const char * const *) self->columns;
}

void
ct_preferences_set_columns (CtPreferences *self, const char * const *columns)
{
  if (g_strv_equal ((const char * const *) self->columns, columns))
    return;
  g_strfreev (self->columns);
  self->columns = g_strdupv ((GStrv) columns);
  changed (self);
}

/**
 * ct_preferences_get_folder:
 *
 * Returns: (transfer none): the folder whose files other programs hand over; "" for none
 */
const char *
ct_preferences_get_folder (CtPreferences *self)
{
  return self->folder;
}

/**
 * ct_preferences_set_folder:
 * @folder: (nullable): what lies in it is taken and erased; NULL or "" for none
 */
void
ct_preferences_set_folder (CtPreferences *self, const char *folder)
{
  if (g_strcmp0 (self->folder, folder != NULL ? folder : "") == 0)
    return;
  g_free (self->folder);
  self->folder = g_strdup (folder != NULL ? folder : "");
  changed (self);
}
