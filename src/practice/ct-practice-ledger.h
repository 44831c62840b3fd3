/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Where one resource is. */
typedef struct
{
  char   *id;
  gint64  version;
  char   *updated; /* ISO 8601, UTC */
} CtPracticePlace;

void ct_practice_place_free (CtPracticePlace *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPracticePlace, ct_practice_place_free)

typedef struct _CtPracticeLedger CtPracticeLedger;

CtPracticeLedger *ct_practice_ledger_open        (const char        *directory,
                                                  GError           **error);
void              ct_practice_ledger_close       (CtPracticeLedger  *self);
gboolean          ct_practice_ledger_begin       (CtPracticeLedger  *self,
                                                  GError           **error);
gboolean          ct_practice_ledger_end         (CtPracticeLedger  *self,
                                                  gboolean           commit,
                                                  GError           **error);
CtPracticePlace  *ct_practice_ledger_find        (CtPracticeLedger  *self,
                                                  const char        *type,
                                                  const char        *system,
                                                  const char        *value);
CtPracticePlace  *ct_practice_ledger_get         (CtPracticeLedger  *self,
                                                  const char        *type,
                                                  const char        *id,
                                                  gint64             version,
                                                  JsonNode         **resource);
CtPracticePlace  *ct_practice_ledger_put         (CtPracticeLedger  *self,
                                                  const char        *type,
                                                  const char        *id,
                                                  JsonNode          *resource,
                                                  GError           **error);
gboolean          ct_practice_ledger_add_result  (CtPracticeLedger  *self,
                                                  const char        *observation,
                                                  const char        *outcome,
                                                  GStrv              members,
                                                  const char        *body,
                                                  GError           **error);
gboolean          ct_practice_ledger_change_result (CtPracticeLedger *self,
                                                  const char        *observation,
                                                  const char        *outcome,
                                                  GStrv              members,
                                                  const char        *body,
                                                  GError           **error);
JsonNode         *ct_practice_ledger_results     (CtPracticeLedger  *self,
                                                  const char        *outcome);
JsonNode         *ct_practice_ledger_bundles     (CtPracticeLedger  *self);
gboolean          ct_practice_ledger_add_secret  (CtPracticeLedger  *self,
                                                  const char        *secret,
                                                  GError           **error);
gboolean          ct_practice_ledger_has_secret  (CtPracticeLedger  *self,
                                                  const char        *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtPracticeLedger, ct_practice_ledger_close)

G_END_DECLS
