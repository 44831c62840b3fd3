/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Starts the practice SI-DEP named by COMPTOIR_PRACTICE and talks to its
 * /practice pages by the curl command, which shares nothing with net/. */

#include "practice.h"

#include "wait.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

static char *
member (JsonNode *node, const char *name)
{
  return g_strdup (json_object_get_string_member (json_node_get_object (node), name));
}

/* A test that aborts takes its service with it. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

Practice *
practice_start (void)
{
  Practice *self = g_new0 (Practice, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) ready = NULL;
  const char *argv[] = { g_getenv ("COMPTOIR_PRACTICE"), "--directory", NULL, NULL };
  char line[4096];
  int out;
  FILE *stream;

  self->directory = wait_folder ();
  argv[2] = self->directory;
  g_assert_true (g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, die_with_parent, NULL,
                                           &self->pid, NULL, &out, NULL, &error));
  stream = fdopen (out, "r");
  g_assert_nonnull (fgets (line, sizeof line, stream));
  fclose (stream);
  ready = json_from_string (line, &error);
  g_assert_no_error (error);
  self->base_url = member (ready, "base_url");
  self->ca_file = member (ready, "ca_file");
  self->client_id = member (ready, "client_id");
  self->client_secret = member (ready, "client_secret");
  return self;
}

void
practice_stop (Practice *self)
{
  int status;

  kill (self->pid, SIGTERM);
  g_assert_cmpint (waitpid (self->pid, &status, 0), ==, self->pid);
  g_assert_cmpint (status, ==, 0);
  wait_remove (self->directory);
  g_free (self->directory);
  g_free (self->base_url);
  g_free (self->ca_file);
  g_free (self->client_id);
  g_free (self->client_secret);
  g_free (self);
}

static char *
curl (Practice *self, const char *path, const char *put)
{
  g_autofree char *origin = g_strndup (self->base_url, strlen (self->base_url) - strlen ("/fhir"));
  g_autofree char *url = g_strconcat (origin, path, NULL);
  const char *argv[] = { "curl", "-sS", "--fail", "--noproxy", "*", "--cacert", self->ca_file, url,
                         put != NULL ? "-X" : NULL, "PUT", "-d", put, NULL };
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  int status;

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status, &error));
  g_assert_true (g_spawn_check_wait_status (status, &error));
  return text;
}

/* Returns: (transfer full): what @path answers, such as /practice/results */
JsonNode *
practice_get (Practice *self, const char *path)
{
  g_autofree char *text = curl (self, path, NULL);

  return json_from_string (text, NULL);
}

void
practice_faults (Practice *self, const char *json)
{
  g_autofree char *answer = curl (self, "/practice/faults", json);
}

/* Hands every bundle that arrived to the validator that runs last. */
void
practice_keep_bundles (Practice *self)
{
  const char *folder = g_getenv ("COMPTOIR_BUNDLES");
  g_autofree char *text = folder != NULL ? curl (self, "/practice/bundles", NULL) : NULL;
  g_autofree char *program = g_path_get_basename (g_get_prgname ());
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s-%d.json", folder, program, self->pid) : NULL;

  if (folder == NULL)
    return;
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}
