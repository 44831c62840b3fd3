/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

/* A recovery code is made, shown, written down, and read back in two groups drawn at
 * random: only then does it open anything (ct_session_set_recovery_async()). So no code
 * that nobody holds ever takes the place of one that somebody does. */

#include "config.h"

#include "ct-recovery.h"

#include "ct-recovery-code.h"
#include "ct-recovery-private.h"

struct _CtRecovery
{
  CtSecretBytes *code;
  CtSecretBytes *text;
  guint          asked[CT_RECOVERY_ASKED];
};

CtRecovery *
ct_recovery_new (void)
{
  CtRecovery *self = g_new0 (CtRecovery, 1);

  self->code = ct_recovery_code_random ();
  self->text = ct_recovery_code_format (self->code);
  self->asked[0] = (guint) g_random_int_range (1, CT_RECOVERY_CODE_GROUPS);
  self->asked[1] = (guint) g_random_int_range ((gint32) self->asked[0] + 1, CT_RECOVERY_CODE_GROUPS + 1);
  return self;
}

void
ct_recovery_free (CtRecovery *self)
{
  ct_secret_bytes_unref (self->code);
  ct_secret_bytes_unref (self->text);
  g_free (self);
}

/**
 * ct_recovery_get_text:
 *
 * Returns: (transfer none): nine groups of four with hyphens between; in locked memory,
 *   which whatever shows it leaves
 */
const char *
ct_recovery_get_text (CtRecovery *self)
{
  return ct_secret_bytes_text (self->text);
}

/**
 * ct_recovery_get_asked:
 * @n: below CT_RECOVERY_ASKED
 *
 * Returns: the group to read back, 1 to 9, in their order
 */
guint
ct_recovery_get_asked (CtRecovery *self, guint n)
{
  return self->asked[n];
}

/**
 * ct_recovery_read_back:
 *
 * Returns: whether @typed is the @n-th group asked for
 */
gboolean
ct_recovery_read_back (CtRecovery *self, guint n, const char *typed)
{
  return ct_recovery_code_has_group (self->text, self->asked[n], typed);
}

/**
 * ct_recovery_check:
 * @group: (out): where the flaw is, 1 to 9; 0 when that cannot be told
 *
 * Nothing is tried: every slip of one character shows before.
 */
CtRecoveryFlaw
ct_recovery_check (const char *typed, guint *group)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CtSecretBytes) code = ct_recovery_code_parse (typed, group, &error);

  if (code != NULL)
    return CT_RECOVERY_FLAW_NONE;
  switch ((CtRecoveryCodeError) error->code)
    {
    case CT_RECOVERY_CODE_ERROR_LENGTH:
      return CT_RECOVERY_FLAW_LENGTH;
    case CT_RECOVERY_CODE_ERROR_SYMBOL:
      return CT_RECOVERY_FLAW_SYMBOL;
    case CT_RECOVERY_CODE_ERROR_CHECK:
      break;
    }
  return CT_RECOVERY_FLAW_SLIP;
}

/**
 * ct_recovery_get_code:
 *
 * Returns: (transfer none): for the vault
 */
CtSecretBytes *
ct_recovery_get_code (CtRecovery *self)
{
  return self->code;
}
