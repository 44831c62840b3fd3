/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#include "postgres.h"

#include <json-glib/json-glib.h>

Postgres *
postgres_start (void)
{
  g_autofree char *script = g_build_filename (g_getenv ("COMPTOIR_SOURCE"), "tests", "postgres", NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  Postgres *self = g_new0 (Postgres, 1);
  JsonObject *ready;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, script, NULL);
  g_assert_no_error (error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (json_parser_load_from_data (parser, line, -1, &error));
  ready = json_node_get_object (json_parser_get_root (parser));
  self->url = g_strdup (json_object_get_string_member (ready, "url"));
  self->ca_file = g_strdup (json_object_get_string_member (ready, "ca_file"));
  self->password = g_strdup (json_object_get_string_member (ready, "password"));
  self->log = g_strdup (json_object_get_string_member (ready, "log"));
  self->pid = (GPid) json_object_get_int_member (ready, "pid");
  return self;
}

void
postgres_stop (Postgres *self)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, &error);
  g_assert_true (g_subprocess_wait (self->process, NULL, &error));
  g_object_unref (self->process);
  g_free (self->url);
  g_free (self->ca_file);
  g_free (self->password);
  g_free (self->log);
  g_free (self);
}
