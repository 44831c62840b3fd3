/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Comptoir authors */

#include "ct-audit-line.h"

void
ct_audit_line_free (CtAuditLine *line)
{
  g_free (line->actor);
  g_free (line->verb);
  g_free (line->detail);
  g_free (line);
}
