/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-catalog.h"
#include "ct-choices.h"
#include "ct-issue.h"
#include "ct-session.h"
#include "ct-status.h"

G_BEGIN_DECLS

CtChoices  *ct_words_choices    (CtField                field,
                                 const CtCatalog       *catalog);
char       *ct_words_kit        (const char            *id,
                                 const CtCatalog       *catalog);
CtChoices  *ct_words_towns      (const CtCatalog       *catalog,
                                 const char            *postal_code);
char       *ct_words_name       (const CtEntry         *entry);
const char *ct_words_state      (const CtRow           *row);
char       *ct_words_revision   (const CtRow           *row);
const char *ct_words_result     (const char            *result);
char       *ct_words_outcome    (const CtEntry         *entry,
                                 const CtCatalog       *catalog);
const char *ct_words_section    (CtSection              section);
char       *ct_words_issue      (const CtIssue         *issue);
char       *ct_words_pile     (const CtPile       *pile);
char       *ct_words_until    (gint64              due,
                               gint64              now);
char       *ct_words_nir      (const char         *nir,
                               const CtCatalog    *catalog);
const char *ct_words_scan       (CtScanKind             kind);
const char *ct_words_sender     (CtSenderState          sender);
char       *ct_words_recovery_flaw (CtRecoveryFlaw      flaw,
                                 guint                  group);
const char *ct_words_failure    (CtSessionError         code,
                                 const char           **advice);
char       *ct_words_status     (const CtStatusFigures *figures,
                                 gint64                 now);
char       *ct_words_purge      (const CtPurgeReport   *report);
char       *ct_words_backup     (const CtBackupReport  *report);
char       *ct_words_verified   (const CtAuditReport   *report,
                                 guint                  damaged);
char       *ct_words_erased_on  (gint64                 due,
                                 gint64                 now);
char       *ct_words_clock      (gint64                 time);

G_END_DECLS
