/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode   *ct_practice_outcome_new   (void);
void        ct_practice_outcome_add   (JsonNode   *self,
                                       const char *code,
                                       const char *expression,
                                       const char *text);
guint       ct_practice_outcome_count (JsonNode   *self);
void        ct_practice_rules_check   (JsonNode   *bundle,
                                       GDateTime  *now,
                                       JsonNode   *outcome);
const char *ct_practice_rules_outcome (JsonNode   *observation);
gboolean    ct_practice_rules_is_result (JsonNode *resource);

G_END_DECLS
