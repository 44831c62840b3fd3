/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-answer.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The cause of an answer that does not tell. */
#define CT_LOOK_UP_UNCLEAR "look-up-unclear"

gboolean  ct_look_up_read  (JsonObject  *bundle,
                            const char  *type,
                            const char  *urn,
                            JsonObject **found);
char     *ct_look_up_place (JsonObject  *resource);
CtAnswer *ct_look_up_proof (JsonObject  *observation,
                            GBytes      *body,
                            const char  *places);

G_END_DECLS
