/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A name server that takes every question and answers none: the sender gives up in time
 * all the same, and so does whoever closes it meanwhile. libcurl asks for a name on a thread
 * of its own, which nobody can stop: the system's own patience counts, too.
 *
 * In a network of its own, where 127.0.0.1 to .3 are the name servers. */

#include "ct-fhir.h"
#include "ct-gateway.h"

#include "promise.h"
#include "sample.h"
#include "submit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <sched.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVERS 3 /* as many as the C library asks */

static gboolean
raise_loopback (void)
{
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);
  gboolean good = fd >= 0 && ioctl (fd, SIOCSIFFLAGS, &request) == 0;

  if (fd >= 0)
    close (fd);
  return good;
}

/* Takes the questions; closed with the process. */
static gboolean
listen_only (guint host)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (53), .sin_addr.s_addr = htonl (INADDR_LOOPBACK + host) };
  int fd = socket (AF_INET, SOCK_DGRAM, 0);

  return fd >= 0 && bind (fd, (struct sockaddr *) &address, sizeof address) == 0;
}

/* Returns: NULL, or what this machine does not let us do */
static const char *
go_apart (void)
{
  g_autofree char *path = NULL;
  int fd = g_file_open_tmp ("resolv-XXXXXX", &path, NULL);
  GString *servers = g_string_new ("options timeout:30\n"); /* the system has more patience than we */
  const char *failed = NULL;

  for (guint i = 1; i <= SERVERS; i++)
    g_string_append_printf (servers, "nameserver 127.0.0.%u\n", i);
  g_assert_cmpint (write (fd, servers->str, servers->len), ==, (gssize) servers->len);
  g_string_free (servers, TRUE);
  close (fd);
  if (unshare (CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET) != 0)
    failed = "no namespaces of its own";
  else if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || mount (path, "/etc/resolv.conf", NULL, MS_BIND, NULL) != 0)
    failed = "no mounts of its own";
  else if (!raise_loopback ())
    failed = "no network of its own";
  for (guint i = 0; failed == NULL && i < SERVERS; i++)
    if (!listen_only (i))
      failed = "no port 53 of its own";
  unlink (path);
  return failed;
}

static GBytes *
body (void)
{
  g_autoptr (CtEntry) entry = sample_entry ();
  g_autoptr (CtRecord) record = sample_record (entry);
  g_autoptr (CtProfessional) professional =
    ct_professional_new ("750012346", "Pharmacie des Lilas", "10003456786", "Claire PETIT");
  g_autoptr (GDateTime) now = sample_now ();
  CtUuid uuid = ct_uuid_random ();

  return ct_fhir_encode (record, professional, &uuid, 1, now);
}

static double
seconds_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
dead_resolver (Promise *promise, guint64 n)
{
  const char *failed = go_apart ();
  g_autoptr (CtSecretBytes) secret = ct_secret_bytes_new ("x", 1);
  g_autoptr (GBytes) bytes = body ();

  if (failed != NULL)
    {
      promise_skip (promise, failed);
      return;
    }
  for (guint64 i = 0; i < n; i++)
    {
      CtGateway *gateway = ct_gateway_new ("https://sidep.example/fhir", "client", NULL, secret);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (CtAnswer) answer = submit_one (gateway, bytes, NULL, FALSE);
      double answered = seconds_since (start), gone;

      ct_gateway_free (gateway);
      gone = seconds_since (start);
      promise_check (promise, answer->kind == CT_ANSWER_LATER && !answer->exposed, "kind %u", answer->kind);
      /* The servers were asked, not refused: it took their time. */
      promise_check (promise, answered >= 5, "over after %.1f s: nobody waited for a name", answered);
      promise_check (promise, answered <= 35, "given up after %.1f s", answered);
      promise_check (promise, gone <= 35, "closed after %.1f s", gone);
      promise_figure (promise, "given up after %.1f s, closed after %.1f s", answered, gone);
    }
}

static void
dead_resolver_apart (Promise *promise, guint64 n)
{
  promise_apart (promise, dead_resolver, n);
}

int
main (int argc, char **argv)
{
  static const PromiseRun runs[] = { { "a-dead-resolver-is-given-up", 1, 5, dead_resolver_apart } };

  g_assert_true (ct_secret_bytes_init ());
  g_assert_true (ct_transport_global_init ());
  return promise_main (argc, argv, runs, G_N_ELEMENTS (runs));
}
