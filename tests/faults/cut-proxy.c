/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#include "cut-proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

struct _CutProxy
{
  GThread *thread;
  GMutex   lock;
  int      listener;
  int      stop[2]; /* a pipe */
  guint16  port, target;
  CutKind  kind;
  gboolean upwards;
  gint64   at;
  gint64   counted[2]; /* of the last connection: up, down */
};

static struct sockaddr_in
loopback (guint16 port)
{
  return (struct sockaddr_in){ .sin_family = AF_INET, .sin_port = g_htons (port), .sin_addr.s_addr = g_htonl (INADDR_LOOPBACK) };
}

static void
reset_on_close (int fd)
{
  struct linger now = { 1, 0 };

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

static gboolean
write_all (int fd, const char *data, gssize length)
{
  while (length > 0)
    {
      gssize n = send (fd, data, (gsize) length, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      data += n;
      length -= n;
    }
  return TRUE;
}

/* Passes on what came from @from, up to the byte that is planned.
 *
 * Returns: whether the wire still holds */
static gboolean
pass (CutProxy *self, int from, int to, gboolean upwards, CutKind kind, gboolean cut_upwards, gint64 at)
{
  char data[16384];
  gssize n = recv (from, data, sizeof data, 0);
  gint64 *counted = &self->counted[upwards ? 0 : 1];
  gboolean reached;

  if (n <= 0)
    return FALSE;
  reached = kind != CUT_NEVER && cut_upwards == upwards && *counted + n >= at;
  if (reached)
    n = (gssize) MAX (at - *counted, 0);
  g_mutex_lock (&self->lock);
  *counted += n;
  g_mutex_unlock (&self->lock);
  return write_all (to, data, n) && !reached;
}

/* One connection, to its end. */
static void
serve (CutProxy *self, int client)
{
  struct sockaddr_in address = loopback (self->target);
  int server = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
  CutKind kind;
  gboolean upwards, holds = TRUE;
  gint64 at;

  g_mutex_lock (&self->lock);
  kind = self->kind;
  upwards = self->upwards;
  at = self->at;
  self->counted[0] = self->counted[1] = 0;
  g_mutex_unlock (&self->lock);
  setsockopt (client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt (server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  holds = connect (server, (struct sockaddr *) &address, sizeof address) == 0;
  while (holds)
    {
      struct pollfd fds[] = { { client, POLLIN, 0 }, { server, POLLIN, 0 }, { self->stop[0], POLLIN, 0 } };

      if (poll (fds, 3, -1) < 0 || fds[2].revents != 0)
        break;
      if (fds[0].revents != 0)
        holds = pass (self, client, server, TRUE, kind, upwards, at);
      if (holds && fds[1].revents != 0)
        holds = pass (self, server, client, FALSE, kind, upwards, at);
    }
  if (kind == CUT_STALL && !holds)
    {
      struct pollfd fds[] = { { client, POLLHUP | POLLRDHUP, 0 }, { self->stop[0], POLLIN, 0 } };

      poll (fds, 2, -1); /* until the client has had enough */
    }
  if (kind == CUT_RESET)
    {
      reset_on_close (client);
      reset_on_close (server);
    }
  close (client);
  close (server);
}

static gpointer
run (gpointer data)
{
  CutProxy *self = data;

  for (;;)
    {
      struct pollfd fds[] = { { self->listener, POLLIN, 0 }, { self->stop[0], POLLIN, 0 } };
      int client;

      if (poll (fds, 2, -1) < 0 || fds[1].revents != 0)
        return NULL;
      client = accept4 (self->listener, NULL, NULL, SOCK_CLOEXEC);
      if (client >= 0)
        serve (self, client);
    }
}

/* @port: of the server */
CutProxy *
cut_proxy_new (guint16 port)
{
  CutProxy *self = g_new0 (CutProxy, 1);
  struct sockaddr_in address = loopback (0);
  socklen_t length = sizeof address;

  self->target = port;
  self->listener = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  g_assert_cmpint (bind (self->listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (self->listener, 16), ==, 0);
  g_assert_cmpint (getsockname (self->listener, (struct sockaddr *) &address, &length), ==, 0);
  self->port = g_ntohs (address.sin_port);
  g_assert_cmpint (pipe (self->stop), ==, 0);
  g_mutex_init (&self->lock);
  self->thread = g_thread_new ("cut-proxy", run, self);
  return self;
}

void
cut_proxy_free (CutProxy *self)
{
  close (self->stop[1]); /* the reading end sees it */
  g_thread_join (self->thread);
  close (self->stop[0]);
  close (self->listener);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
cut_proxy_port (CutProxy *self)
{
  return self->port;
}

/* What happens to the next connections: the wire ends after @at bytes of one
 * direction. */
void
cut_proxy_plan (CutProxy *self, CutKind kind, gboolean upwards, gint64 at)
{
  g_mutex_lock (&self->lock);
  self->kind = kind;
  self->upwards = upwards;
  self->at = at;
  g_mutex_unlock (&self->lock);
}

/* The bytes that went through the last connection. */
void
cut_proxy_count (CutProxy *self, gint64 *up, gint64 *down)
{
  g_mutex_lock (&self->lock);
  *up = self->counted[0];
  *down = self->counted[1];
  g_mutex_unlock (&self->lock);
}
