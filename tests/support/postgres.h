/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

/* A real PostgreSQL of this test's own (tests/postgres). */
typedef struct
{
  char        *url;      /* of its administrator */
  char        *ca_file;
  char        *password; /* of its administrator */
  char        *log;
  GPid         pid;      /* of the server itself */
  GSubprocess *process;
} Postgres;

Postgres *postgres_start (void);
void      postgres_stop  (Postgres *self);
