/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

/* A word on the screen, attacked. Each trial is a check that could have failed. */
typedef struct _Promise Promise;

typedef struct
{
  const char *name;  /* as ./dev soak takes it */
  guint64     quick; /* size in ./dev test */
  guint64     full;  /* size in ./dev soak */
  void      (*run) (Promise *promise, guint64 size);
} PromiseRun;

int      promise_main    (int               argc,
                          char            **argv,
                          const PromiseRun *runs,
                          guint             n);
gboolean promise_check   (Promise          *self,
                          gboolean          kept,
                          const char       *format,
                          ...) G_GNUC_PRINTF (3, 4);
void     promise_figure  (Promise          *self,
                          const char       *format,
                          ...) G_GNUC_PRINTF (2, 3);
void     promise_skip    (Promise          *self,
                          const char       *why);
GRand   *promise_random  (Promise          *self);
void     promise_apart   (Promise          *self,
                          void            (*run) (Promise *promise, guint64 size),
                          guint64           size);
