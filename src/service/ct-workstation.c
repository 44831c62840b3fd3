/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* What can be seen of this computer's care for the records: encryption below them, swap,
 * clock, the service's identity, the age of the newest backup. Looked at when somebody asks,
 * in a thread of its own. It advises; nothing depends on it. */

#define G_LOG_DOMAIN "ct-workstation"

#include "config.h"

#include "ct-workstation.h"

#include "ct-clock.h"
#include "ct-thread.h"
#include "ct-transport.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define CRYPT "CRYPT-" /* how dm-crypt's devices begin their uuid */

typedef struct
{
  char         *url; /* nullable: not set up */
  char         *ca_file;
  char         *pin;
  char         *folder;
  CtWorkstation found;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->url);
  g_free (job->ca_file);
  g_free (job->pin);
  g_free (job->folder);
  g_free (job);
}

static CtSeen
encrypted (const char *device, guint depth)
{
  g_autofree char *uuid_path = g_build_filename (device, "dm", "uuid", NULL);
  g_autofree char *below = g_build_filename (device, "slaves", NULL);
  g_autofree char *uuid = NULL;
  g_autoptr (GDir) slaves = NULL;
  const char *name;
  CtSeen seen = CT_SEEN_BAD;
  gboolean any = FALSE;

  if (g_file_get_contents (uuid_path, &uuid, NULL, NULL) && g_str_has_prefix (uuid, CRYPT))
    return CT_SEEN_GOOD;
  /* A logical volume, an array: all that it stands on. */
  slaves = depth > 0 ? g_dir_open (below, 0, NULL) : NULL;
  while (slaves != NULL && (name = g_dir_read_name (slaves)) != NULL)
    {
      g_autofree char *slave = g_build_filename (below, name, NULL);

      if (encrypted (slave, depth - 1) != CT_SEEN_GOOD)
        return CT_SEEN_BAD;
      any = TRUE;
    }
  return any ? CT_SEEN_GOOD : seen;
}

/**
 * ct_workstation_device:
 * @system: /sys, or what stands for it in a test
 * @number: "254:1", of a device
 *
 * Returns: whether dm-crypt is in it, or below all of it; unknown when there is no such
 *   device, as for the files of a sandbox or of a machine's memory
 */
CtSeen
ct_workstation_device (const char *system, const char *number)
{
  g_autofree char *device = g_build_filename (system, "dev", "block", number, NULL);

  return g_file_test (device, G_FILE_TEST_IS_DIR) ? encrypted (device, 8) : CT_SEEN_UNKNOWN;
}

static char *
device_number (const char *path, gboolean of_device)
{
  struct stat info;
  dev_t device;

  if (stat (path, &info) != 0)
    return g_strdup ("");
  device = of_device ? info.st_rdev : info.st_dev;
  return g_strdup_printf ("%u:%u", major (device), minor (device));
}

/**
 * ct_workstation_swap:
 * @system: as for ct_workstation_device()
 * @swaps: (nullable): what /proc/swaps says
 *
 * Returns: bad when something of memory may be written to a disk in clear
 */
CtSeen
ct_workstation_swap (const char *system, const char *swaps)
{
  g_auto (GStrv) lines = swaps != NULL ? g_strsplit (swaps, "\n", -1) : NULL;

  if (lines == NULL)
    return CT_SEEN_UNKNOWN;
  for (guint i = 1; lines[i] != NULL && lines[0][0] != '\0'; i++)
    {
      g_auto (GStrv) words = g_strsplit_set (lines[i], " \t", 2);
      gboolean is_file = words[0] != NULL && words[1] != NULL && strstr (words[1], "file") != NULL;
      g_autofree char *number = NULL;

      if (words[0] == NULL || *words[0] == '\0' || g_str_has_prefix (words[0], "/dev/zram"))
        continue;
      number = device_number (words[0], !is_file);
      if (ct_workstation_device (system, number) != CT_SEEN_GOOD)
        return CT_SEEN_BAD;
    }
  return CT_SEEN_GOOD;
}

static gint64
newest_backup (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "backups", NULL);
  g_autoptr (GDir) files = g_dir_open (path, 0, NULL);
  gint64 newest = 0;
  const char *name;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      struct stat info;

      if (g_str_has_suffix (name, ".db") && stat (file, &info) == 0)
        newest = MAX (newest, (gint64) info.st_mtime * 1000);
    }
  return newest;
}

/* A question that needs no login, on a connection of its own, which never leaves this
 * thread. */
static void
ask_service (Job *job)
{
  CtTransport *transport = ct_transport_new ();
  CtHttpRequest request = { .url = job->url };
  g_autoptr (CtHttpReply) reply = NULL;

  ct_transport_set_ca_file (transport, job->ca_file);
  ct_transport_set_pin (transport, job->pin);
  reply = ct_transport_perform (transport, &request);
  job->found.service = reply->result == CT_TRANSPORT_DISTRUST ? CT_REACHED_DISTRUST
                       : reply->status != 0                   ? CT_REACHED_YES
                                                              : CT_REACHED_NO;
  job->found.has_clock = reply->date != 0;
  job->found.ahead = reply->date != 0 ? ct_clock_now_ms () / 1000 - reply->date : 0;
  ct_transport_free (transport);
}

static void
check_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autofree char *number = device_number (job->folder, FALSE);
  g_autofree char *swaps = NULL;

  g_file_get_contents ("/proc/swaps", &swaps, NULL, NULL);
  job->found.disk = ct_workstation_device ("/sys", number);
  job->found.swap = ct_workstation_swap ("/sys", swaps);
  job->found.backup = newest_backup (job->folder);
  if (job->url != NULL)
    ask_service (job);
  g_task_return_boolean (task, TRUE);
}

/**
 * ct_workstation_check_async:
 *
 * Half a minute at the most, when the service does not answer.
 */
void
ct_workstation_check_async (const CtSetup *setup, gboolean practice, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);
  Job *job = g_new0 (Job, 1);

  if (ct_setup_problem (setup) == NULL)
    job->url = g_strconcat (setup->service_url, "/metadata", NULL);
  job->ca_file = g_strdup (setup->ca_file);
  job->pin = g_strdup (setup->pin);
  job->folder = g_build_filename (g_get_user_data_dir (), "comptoir", practice ? "practice" : NULL, NULL);
  g_task_set_task_data (task, job, job_free);
  ct_thread_run (task, check_job);
}

/**
 * ct_workstation_check_finish:
 * @workstation: (out)
 */
gboolean
ct_workstation_check_finish (GAsyncResult *result, CtWorkstation *workstation, GError **error)
{
  *workstation = ((Job *) g_task_get_task_data (G_TASK (result)))->found;
  return g_task_propagate_boolean (G_TASK (result), error);
}
