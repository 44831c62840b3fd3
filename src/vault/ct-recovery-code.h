/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#pragma once

#include "ct-secret-bytes.h"

G_BEGIN_DECLS

#define CT_RECOVERY_CODE_ERROR (ct_recovery_code_error_quark ())
#define CT_RECOVERY_CODE_BYTES  20
#define CT_RECOVERY_CODE_GROUPS 9
#define CT_RECOVERY_CODE_GROUP  4  /* symbols */
#define CT_RECOVERY_CODE_TEXT   44 /* with the hyphens */

typedef enum
{
  CT_RECOVERY_CODE_ERROR_LENGTH, /* not 36 symbols */
  CT_RECOVERY_CODE_ERROR_SYMBOL, /* one that no code has */
  CT_RECOVERY_CODE_ERROR_CHECK,  /* a slip: some symbol is another, or two are swapped */
} CtRecoveryCodeError;

GQuark         ct_recovery_code_error_quark (void);
CtSecretBytes *ct_recovery_code_random      (void);
CtSecretBytes *ct_recovery_code_format      (CtSecretBytes  *code);
CtSecretBytes *ct_recovery_code_parse       (const char     *text,
                                             guint          *group,
                                             GError        **error);
gboolean       ct_recovery_code_has_group   (CtSecretBytes  *formatted,
                                             guint           group,
                                             const char     *typed);

G_END_DECLS
