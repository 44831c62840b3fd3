/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode   *ct_practice_path_parse  (const char *data,
                                     gsize       length,
                                     const char **why);
JsonNode   *ct_practice_path_node   (JsonNode   *from,
                                     const char *path);
const char *ct_practice_path_string (JsonNode   *from,
                                     const char *path);
guint       ct_practice_path_length (JsonNode   *from,
                                     const char *path);

G_END_DECLS
