/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define CT_TYPE_WATCHED_FOLDER (ct_watched_folder_get_type ())
G_DECLARE_FINAL_TYPE (CtWatchedFolder, ct_watched_folder, CT, WATCHED_FOLDER, GObject)

#define CT_WATCHED_FOLDER_LOOK_MS 2000

CtWatchedFolder *ct_watched_folder_new        (const char      *path,
                                               guint            look_ms);
void             ct_watched_folder_set_paused (CtWatchedFolder *self,
                                               gboolean         paused);
void             ct_watched_folder_stop       (CtWatchedFolder *self);

G_END_DECLS
