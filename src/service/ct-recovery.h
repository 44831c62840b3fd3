/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CT_RECOVERY_ASKED 2 /* groups to be read back from the paper */

/* What is wrong with a code as it was typed. */
typedef enum
{
  CT_RECOVERY_FLAW_NONE,
  CT_RECOVERY_FLAW_LENGTH, /* too short, or too long */
  CT_RECOVERY_FLAW_SYMBOL, /* a character no code has */
  CT_RECOVERY_FLAW_SLIP,   /* one is another, or two are swapped */
} CtRecoveryFlaw;

/* A recovery code on its way to paper. */
typedef struct _CtRecovery CtRecovery;

CtRecovery     *ct_recovery_new       (void);
void            ct_recovery_free      (CtRecovery *self);
const char     *ct_recovery_get_text  (CtRecovery *self);
guint           ct_recovery_get_asked (CtRecovery *self,
                                       guint       n);
gboolean        ct_recovery_read_back (CtRecovery *self,
                                       guint       n,
                                       const char *typed);
CtRecoveryFlaw  ct_recovery_check     (const char *typed,
                                       guint      *group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CtRecovery, ct_recovery_free)

G_END_DECLS
