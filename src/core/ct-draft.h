/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-issue.h"
#include "ct-record.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define CT_TYPE_DRAFT (ct_draft_get_type ())
G_DECLARE_FINAL_TYPE (CtDraft, ct_draft, CT, DRAFT, GObject)

CtDraft       *ct_draft_new         (CtCatalog *catalog);
void           ct_draft_load        (CtDraft   *self,
                                     CtEntry   *entry,
                                     GPtrArray *from_service,
                                     GDateTime *now);
CtEntry       *ct_draft_get_entry   (CtDraft   *self);
CtEntry       *ct_draft_dup_entry   (CtDraft   *self,
                                     CtField    cursor,
                                     gboolean   open);
const char    *ct_draft_get         (CtDraft   *self,
                                     CtField    field);
void           ct_draft_set         (CtDraft   *self,
                                     CtField    field,
                                     const char *text,
                                     GDateTime *now);
const CtIssue *ct_draft_find_issue  (CtDraft   *self,
                                     CtField    field);
CtRecord      *ct_draft_check       (CtDraft   *self,
                                     GDateTime *now);
gboolean       ct_draft_first_error (CtDraft   *self,
                                     CtField   *field);
CtCatalog     *ct_draft_get_catalog (CtDraft   *self);

G_END_DECLS
