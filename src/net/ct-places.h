/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

const char *ct_places_key       (JsonObject *resource);
gboolean    ct_places_is_result (JsonObject *resource);
const char *ct_places_type      (const char *key);
char       *ct_places_read      (JsonObject *request,
                                 JsonObject *answer);
char       *ct_places_any_version (const char *places);
char       *ct_places_find      (const char *places,
                                 const char *key);
char       *ct_places_set       (const char *places,
                                 const char *key,
                                 const char *place);
char       *ct_places_address   (const char *place);
char       *ct_places_version   (const char *place);
char       *ct_places_of        (const char *location,
                                 const char *type);

G_END_DECLS
