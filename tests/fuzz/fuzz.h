/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>
#include <string.h>

/* A target: libFuzzer calls it with what it thinks of (./dev fuzz), replay.c with the seeds
 * in every run of the tests. What must hold is asserted; a failed assertion is a finding. */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The input as a string, cut at its first NUL. */
static inline char *
fuzz_text (const guint8 *data, gsize size)
{
  return size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
}
