/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

/* The disk below SQLite, in the test's hands. */
typedef enum
{
  FAULT_NONE,
  FAULT_KILL,      /* the process, before the call */
  FAULT_ERROR,     /* EIO, at any call */
  FAULT_FULL,      /* ENOSPC, at what writes */
  FAULT_SHORT,     /* half of it is written, then ENOSPC */
  FAULT_READ_ONLY, /* EROFS, at what writes */
  N_FAULTS
} FaultKind;

/* One thing that was done to a file, in order. */
typedef enum
{
  DISK_WRITE,
  DISK_TRUNCATE,
  DISK_SYNC,
  DISK_DELETE,
} DiskAct;

typedef struct
{
  DiskAct act;
  char   *file;   /* its name, without the folder */
  gint64  offset; /* of TRUNCATE: the size left */
  GBytes *data;   /* of WRITE */
} DiskEvent;

void       fault_vfs_install (void);
void       fault_vfs_arm     (FaultKind  kind,
                              guint      at,
                              gboolean   sticky);
guint      fault_vfs_disarm  (void);
void       fault_vfs_record  (GPtrArray *events);
GPtrArray *disk_events_new   (void);
