/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <json-glib/json-glib.h>

/* A running comptoir-practice, a second program on the other end. */
typedef struct
{
  char *directory;
  char *base_url;
  char *ca_file;
  char *client_id;
  char *client_secret;
  int   pid;
} Practice;

Practice *practice_start  (void);
void      practice_stop   (Practice   *self);
JsonNode *practice_get    (Practice   *self,
                           const char *path);
void      practice_faults (Practice   *self,
                           const char *json);
void      practice_keep_bundles (Practice *self);
