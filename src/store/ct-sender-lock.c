/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* Who may send: one process at a time, by a lock on a file. The kernel frees it
 * when the holder dies, however it dies; a holder that is only stopped keeps
 * it, so nothing is sent twice when it wakes. */

#include "config.h"

#include "ct-sender-lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/**
 * ct_sender_lock_take:
 *
 * Returns: a file descriptor, or -1 when another process sends
 */
int
ct_sender_lock_take (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      close (fd);
      fd = -1;
    }
  return fd;
}

/**
 * ct_sender_lock_share:
 *
 * Beside others who share it; waits for who has it alone.
 *
 * Returns: a file descriptor, or -1
 */
int
ct_sender_lock_share (const char *path)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0 && flock (fd, LOCK_SH) != 0)
    {
      close (fd);
      fd = -1;
    }
  return fd;
}

/**
 * ct_sender_lock_alone:
 * @fd: of ct_sender_lock_share()
 * @alone: FALSE to share it again
 *
 * Returns: FALSE while others share it, too
 */
gboolean
ct_sender_lock_alone (int fd, gboolean alone)
{
  if (flock (fd, alone ? LOCK_EX | LOCK_NB : LOCK_SH) == 0)
    return TRUE;
  flock (fd, LOCK_SH); /* the kernel gave it back before it tried */
  return FALSE;
}

void
ct_sender_lock_release (int fd)
{
  close (fd);
}
