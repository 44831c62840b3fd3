/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode   *ct_json_parse  (GBytes      *bytes,
                            const char **why);
JsonObject *ct_json_object (JsonObject  *object,
                            const char  *member);
JsonArray  *ct_json_array  (JsonObject  *object,
                            const char  *member);
const char *ct_json_string (JsonObject  *object,
                            const char  *member);
JsonObject *ct_json_item   (JsonArray   *array,
                            guint        index);
const char *ct_json_text   (JsonArray   *array,
                            guint        index);

G_END_DECLS
