/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file that is not there until it is whole. */
typedef struct
{
  int      fd;
  char    *path;
  gboolean named; /* it has its name already */
  gboolean kept;
} CtFreshFile;

gboolean ct_fresh_file_open  (CtFreshFile   *self,
                              const char    *path,
                              GError       **error);
gboolean ct_fresh_file_write (CtFreshFile   *self,
                              gconstpointer  data,
                              gsize          length,
                              GError       **error);
gboolean ct_fresh_file_keep  (CtFreshFile   *self,
                              GError       **error);
void     ct_fresh_file_clear (CtFreshFile   *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtFreshFile, ct_fresh_file_clear)

G_END_DECLS
