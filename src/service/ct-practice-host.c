/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Practice mode brings its SI-DEP along: where nobody runs one, comptoir-practice is started
 * beside this program, which logs in there with an invented pharmacy. It ends with us,
 * whatever ends us: its standard input is a pipe that only we hold. */

#define G_LOG_DOMAIN "ct-practice-host"

#include "config.h"

#include "ct-practice-host.h"

#include "ct-json.h"
#include "ct-session-private.h"
#include "ct-workstation.h"

#include <string.h>

#define PROGRAM "comptoir-practice"

struct _CtPracticeHost
{
  GObject      parent_instance;
  CtSession   *session;
  GSubprocess *process; /* nullable: none of ours runs */
};

G_DEFINE_FINAL_TYPE (CtPracticeHost, ct_practice_host, G_TYPE_OBJECT)

static void
ct_practice_host_dispose (GObject *object)
{
  CtPracticeHost *self = CT_PRACTICE_HOST (object);

  if (self->process != NULL)
    g_output_stream_close_async (g_subprocess_get_stdin_pipe (self->process), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_clear_object (&self->process);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ct_practice_host_parent_class)->dispose (object);
}

static void
ct_practice_host_class_init (CtPracticeHostClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ct_practice_host_dispose;
}

static void
ct_practice_host_init (CtPracticeHost *self)
{
}

/**
 * ct_practice_host_new:
 * @session: of practice mode, open
 */
CtPracticeHost *
ct_practice_host_new (CtSession *session)
{
  CtPracticeHost *self = g_object_new (CT_TYPE_PRACTICE_HOST, NULL);

  self->session = g_object_ref (session);
  return self;
}

/* Beside this program: installed, or in its build folder. */
static char *
find_program (void)
{
  g_autofree char *ours = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = ours != NULL ? g_path_get_dirname (ours) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, PROGRAM, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);
  return folder != NULL ? g_build_filename (folder, "practice", PROGRAM, NULL) : NULL;
}

static void
fail (GTask *task, const char *what)
{
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", what);
  g_object_unref (task);
}

static void
on_set_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (!ct_session_set_up_finish (CT_SESSION (source), result, &error))
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  ct_session_start_sending (CT_SESSION (source));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/* One line of JSON says where it is, and a fresh secret for it. */
static void
on_ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtPracticeHost *self = g_task_get_source_object (task);
  gsize length = 0;
  g_autofree char *line = g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (source), result, &length, NULL);
  g_autoptr (GBytes) text = line != NULL ? g_bytes_new (line, length) : NULL;
  const char *why;
  g_autoptr (JsonNode) node = text != NULL ? ct_json_parse (text, &why) : NULL;
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  CtSetup setup = { .finess = (char *) "750012346", .pharmacy = (char *) "Pharmacie d'entraînement", .rpps = (char *) "10003456786",
                    .practitioner = (char *) "Claire PETIT" };

  if (object == NULL)
    {
      fail (task, "the practice SI-DEP gives no sign");
      return;
    }
  setup.service_url = (char *) ct_json_string (object, "base_url");
  setup.client_id = (char *) ct_json_string (object, "client_id");
  setup.ca_file = (char *) ct_json_string (object, "ca_file");
  ct_session_set_up_practice_async (self->session, &setup, ct_json_string (object, "client_secret"), on_set_up_cb, task);
  explicit_bzero (line, length);
}

static void
start (CtPracticeHost *self, GTask *task)
{
  g_autofree char *program = find_program ();
  g_autoptr (GDataInputStream) output = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->process);
  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                                    program != NULL ? program : PROGRAM, "--with-parent", NULL);
  if (self->process == NULL)
    {
      fail (task, error->message);
      return;
    }
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, NULL, on_ready_cb, task);
}

static void
on_looked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  CtWorkstation found;

  if (ct_workstation_check_finish (result, &found, NULL) && found.service == CT_REACHED_YES)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  start (g_task_get_source_object (task), task);
}

/* FALSE for a service that somebody else keeps: then it is down because it is to be. */
static gboolean
is_ours (const CtSetup *setup)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "comptoir-practice", G_DIR_SEPARATOR_S, NULL);

  return g_str_has_prefix (setup->ca_file, folder);
}

/**
 * ct_practice_host_ensure_async:
 *
 * A practice SI-DEP runs and takes our results, unless the one of the set-up is somebody
 * else's.
 */
void
ct_practice_host_ensure_async (CtPracticeHost *self, GAsyncReadyCallback callback, gpointer data)
{
  const CtSetup *setup = ct_session_get_setup (self->session);
  GTask *task = g_task_new (self, NULL, callback, data);

  if (ct_setup_problem (setup) != NULL)
    start (self, task);
  else if (is_ours (setup))
    ct_workstation_check_async (setup, TRUE, on_looked_cb, task);
  else
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
}

gboolean
ct_practice_host_ensure_finish (CtPracticeHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
