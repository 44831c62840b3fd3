/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-field.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

CtField ct_outcome_path_to_field (const char *expression,
                                  JsonObject *request);

G_END_DECLS
